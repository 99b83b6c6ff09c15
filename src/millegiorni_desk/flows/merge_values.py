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


def written(record: CardMerge) -> dict[Place, tuple[Any, Any]]:
    """What a merge changed: the value before it, and after."""
    found: dict[Place, tuple[Any, Any]] = {
        (table, column, rid): (before, after)
        for table, columns in json.loads(record.moved or "{}").items()
        for column, ids in columns.items()
        for rid, (before, after) in ids.items()
    }
    for name, (before, _other, now) in json.loads(record.fields or "{}").items():
        found["person", name, record.kept_id] = before, now
    return {place: values for place, values in found.items() if values[0] != values[1]}


def undone(vault: Vault, record: CardMerge) -> dict[Place, tuple[Any, Any]]:
    """What undoing a merge changes: the value that must still be there, and the one to put in its place."""
    with vault.read() as session:
        others = session.exec(
            select(CardMerge)
            .where(CardMerge.id != record.id, col(CardMerge.voided).is_(False))
            .order_by(col(CardMerge.merged_at).desc(), col(CardMerge.id).desc())
        ).all()
    beside = [(one, written(one)) for one in others if one.house == record.house]
    back: dict[Place, tuple[Any, Any]] = {}
    for place, (before, after) in written(record).items():
        steps = [_Step(one, *values[place]) for one, values in beside if place in values]
        if not any(step.holds and step.put == after for step in steps):
            # A field is written when cards are merged; what points at a card may be moved by a merge made long before.
            field = place[0] == "person" and place[2] == record.kept_id
            back[place] = after, _former(before, steps, record if field else None)
    return back


@dataclass(frozen=True)
class _Step:
    """One value of another merge: what it found, and what it put there."""

    merge: CardMerge
    found: Any
    put: Any

    @property
    def holds(self) -> bool:
        return not self.merge.undone_at


def _former(value: Any, steps: list[_Step], before: CardMerge | None) -> Any:
    """What a value goes back to, past the merges that put it there and are undone; *steps* newest first.

    Each is older than the one after it, from *before* on, where that is given.
    """
    left = list(steps)
    while True:
        if before is not None:
            left = [step for step in left if _when(step.merge) < _when(before)]
        into = [step for step in left if step.put == value]
        if not into or any(step.holds for step in into):
            return value
        value = into[0].found
        left.remove(into[0])
        before = before and into[0].merge


def _when(merge: CardMerge) -> tuple[str, str]:
    return merge.merged_at, merge.id
