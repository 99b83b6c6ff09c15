"""Shares in the small network: what says that a file is shared is a visit of the giver's house, like any record."""

from __future__ import annotations

from typing import Any

from millegiorni_sync import Offer, SyncReport, shares, synchronise
from millegiorni_sync.exchange import Exchange
from tests.sync.world import TABLES, Desk

FILE = "of-her-"
"""How the ids of the visits and entries begin that belong to the file."""


def share(desk: Desk, rid: str, to: str) -> str:
    """The house of *desk* shares the file with *to*; gives the id of the record that says so."""
    row = (f"share-{rid}", desk.identity.house, f"to {to}")
    desk.db.execute("INSERT INTO visit (id, house, voided, notes) VALUES (?, ?, 0, ?)", row)
    return row[0]


def stop(desk: Desk, rid: str) -> None:
    """End a share, for good."""
    desk.db.execute("UPDATE visit SET voided = 1 WHERE id = ?", (rid,))


def offers(desk: Desk) -> list[Offer]:
    """The shares that the house of *desk* ever gave; a voided visit is no longer of the file."""
    said = desk.db.execute(
        "SELECT id, notes, voided FROM visit WHERE id LIKE 'share-%' AND house IS ? ORDER BY id",
        (desk.identity.house,),
    ).fetchall()
    return [
        Offer(rid, notes.removeprefix("to "), None if ended else file(desk, rid))
        for rid, notes, ended in said
    ]


def file(desk: Desk, rid: str) -> dict[str, set[str]]:
    """The records of the file, with the one that says that it is shared."""
    held: dict[str, set[str]] = {"visit": {rid}, "entry": set()}
    for table, where in (("visit", "AND voided = 0"), ("entry", "")):
        known = desk.db.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
        rows = desk.db.execute(f"SELECT id FROM {table} WHERE id LIKE '{FILE}%' {where}") if known else ()
        held[table] |= {row[0] for row in rows}
    return held


def run(desk: Desk, exchange: Exchange, **more: Any) -> SyncReport:
    """Synchronise, with what the house offers."""
    return synchronise(desk.db, desk.identity, exchange, TABLES, desk.clock.ms, offers=offers(desk), **more)


def rows_given(desk: Desk, offer: Offer) -> set[tuple[Any, ...]]:
    """What a reader of *offer* should hold: the giver's log rows of its records."""
    wanted = {(table, rid) for table, ids in (offer.records or {}).items() for rid in ids}
    return {tuple(row) for row in desk.log() if (row[1], row[2]) in wanted}


def rows_held(desk: Desk, feed: str) -> set[tuple[Any, ...]]:
    """What the reader holds of a share."""
    return {tuple(row) for row in shares.rows_of(desk.db, feed)}
