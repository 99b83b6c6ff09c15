"""What years of work leave sealed in a vault and at the meeting point, with and without letting go of what all have."""

from __future__ import annotations

from typing import Any

import pytest

from millegiorni_sync import compacting, synchronise
from millegiorni_sync.exchange import Kind, MemoryExchange
from tests.sync.world import TABLES, Desk, make_world

YEARS, DAYS = 4, 46
DAY_MS = 86_400_000
NEVER = 1 << 60


def sealed(desk: Desk) -> tuple[int, int]:
    """Files and bytes in the outbox."""
    row = desk.db.execute("SELECT count(*), coalesce(sum(length(sealed)), 0) FROM sync_outbox").fetchone()
    return int(row[0]), int(row[1])


def lived(kept_ms: int, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Two desks of a house that hand over four records each once a week, and their coordinator."""
    monkeypatch.setattr(compacting, "KEPT_MS", kept_ms)
    world, exchange = make_world("BAR", "BAR"), MemoryExchange()
    told = []
    for day in range(YEARS * DAYS):
        for desk in (*world.desks[1:], world.desks[0]):
            for number in range(4 if desk.identity.house else 0):
                row = (f"{desk.identity.ordinal}-{day}-{number}", "una nota di media lunghezza " * 4)
                desk.db.execute("INSERT INTO visit VALUES (?, 'BAR', 0, ?, 30, 1.5, '2026-03-01')", row)
            desk.clock.ms += DAY_MS * 365 // DAYS
            synchronise(desk.db, desk.identity, exchange, TABLES, desk.clock.ms)
        if (day + 1) % DAYS == 0:
            files = exchange.list(Kind.BUNDLES)
            there = sum(len(exchange.read(Kind.BUNDLES, name)) for name in files)
            told.append(
                ((day + 1) // DAYS, sealed(world.desks[1]), sealed(world.desks[0]), (len(files), there))
            )
    return told


def bench_years(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, kept in (("all is kept", NEVER), ("13 months are kept", compacting.KEPT_MS)):
        print(f"\n{name}: year, desk's outbox, coordinator's outbox, meeting point (files, MiB)")
        for year, *places in lived(kept, monkeypatch):
            print(f"  {year}  " + "  ".join(f"{files:6d} {size / 2**20:7.2f}" for files, size in places))
