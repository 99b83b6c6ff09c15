"""What merges of cards wrote, value by value: so that they can be undone in any order, on desks that know of a part.

A merge remembers what each value was before it. Where another merge had put that value there and is undone meanwhile,
it goes back further; where another that still holds put the same there, it stays until that one is undone too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.people.records import CardMerge
from millegiorni_desk.vault.vault import Vault

# Table, column, id of a record.
Place = tuple[str, str, str]


@dataclass(frozen=True)
class Step:
    """One value that a merge changed: what it found, what it put there, and when: steps follow one another by it."""

    found: Any
    put: Any
    when: tuple[str, str]
    holds: bool


def written(record: CardMerge) -> dict[Place, Step]:
    """What a merge changed."""
    holds, merged = not record.undone_at, (record.merged_at, record.id)
    steps = {
        (table, column, rid): Step(before, after, _settled(*later) if later else merged, holds)
        for table, columns in json.loads(record.moved or "{}").items()
        for column, ids in columns.items()
        for rid, (before, after, *later) in ids.items()
    }
    for name, (before, _other, now) in json.loads(record.fields or "{}").items():
        steps["person", name, record.kept_id] = Step(before, now, merged, holds)
    return {place: step for place, step in steps.items() if step.found != step.put}


def undone(vault: Vault, record: CardMerge) -> dict[Place, tuple[Any, Any]]:
    """What undoing a merge changes: the value that must still be there, and the one to put in its place."""
    with vault.read() as session:
        others = session.exec(
            select(CardMerge).where(
                CardMerge.house == record.house, CardMerge.id != record.id, col(CardMerge.voided).is_(False)
            )
        ).all()
    beside = [written(one) for one in others]
    back: dict[Place, tuple[Any, Any]] = {}
    for place, step in written(record).items():
        steps = [one[place] for one in beside if place in one]
        if not any(one.holds and one.put == step.put for one in steps):
            back[place] = step.put, _former(step, steps)
    return back


def _settled(latest: str) -> tuple[str, str]:
    """When a record was moved that came after the merge: after the latest merge that was known then."""
    return latest, "~"


def _former(step: Step, steps: list[Step]) -> Any:
    """What a value goes back to, past the steps before that put it there and are undone."""
    left = sorted(steps, key=lambda one: one.when, reverse=True)
    while True:
        left = [one for one in left if one.when <= step.when and one is not step]
        into = [one for one in left if one.put == step.found]
        if not into or any(one.holds for one in into):
            return step.found
        step = into[0]
