"""After bundles arrived: what another desk of the house wrote on a card that is no more follows it.

Two desks that were offline may have merged cards without knowing of each other. Every desk of the house settles it by
the same rule and writes the same values, so that what they write is no disagreement.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.people.records import CardMerge
from millegiorni_desk.flows import card_merging
from millegiorni_desk.vault.vault import Vault


def settle(vault: Vault, arrived: Collection[str] = ()) -> int:
    """Of merges that go round in a circle the earliest holds; then whatever points at a merged card is moved.

    *arrived*: the ids of merges that a bundle brought. One that was undone elsewhere, while this desk built on it, is
    undone here too. Gives how many records moved. Only a desk of the house writes: the coordination receives the
    outcome.
    """
    if not vault.house:
        return 0
    with vault.read() as session:
        merges = session.exec(
            select(CardMerge)
            .where(CardMerge.house == vault.house, col(CardMerge.voided).is_(False))
            .order_by(col(CardMerge.merged_at), col(CardMerge.id))
        ).all()
    undone = [record for record in merges if record.undone_at and record.id in arrived]
    into: dict[str, CardMerge] = {}
    crossing = []
    for record in (record for record in merges if not record.undone_at):
        if _leads_to(into, record.kept_id, record.gone_id):
            crossing.append(record)
        else:
            into.setdefault(record.gone_id, record)
    if (
        not crossing
        and not undone
        and not any(card_merging.pointing(vault, one.gone_id, one.kept_id) for one in into.values())
    ):
        return 0
    moved, latest = 0, max(record.merged_at for record in merges)
    with vault.save("person.settle_merges") as session:
        for record in reversed(crossing):
            card_merging.take_apart(vault, record)
            # Each desk takes it back, for the others may not know yet: twice is as once.
            session.add_all(card_merging.decisions_undone(vault, record))
            # The same on every desk: the moment is that of the merge that holds.
            record.undone_at = into[record.kept_id].merged_at
            session.merge(record)
        for record in reversed(undone):
            card_merging.take_apart(vault, record)
        session.flush()
        for record in into.values():
            found = card_merging.pointing(vault, record.gone_id, record.kept_id)
            if found:
                card_merging.move(vault, found)
                record.moved = json.dumps(_added(json.loads(record.moved), found, latest), sort_keys=True)
                session.merge(record)
                moved += sum(len(ids) for columns in found.values() for ids in columns.values())
    return moved


def _leads_to(into: dict[str, CardMerge], start: str, target: str) -> bool:
    while start != target and start in into:
        start = into[start].kept_id
    return start == target


def _added(moved: dict[str, Any], found: card_merging.Moved, latest: str) -> dict[str, Any]:
    """What a merge moved, with what it moves now: that comes after the *latest* merge known, and says so."""
    for table, columns in found.items():
        for column, ids in columns.items():
            into = moved.setdefault(table, {}).setdefault(column, {})
            into.update({rid: (*values, latest) for rid, values in ids.items()})
    return moved
