"""Sealed bundles that all have, and that are old, leave the outbox; whoever needs them later gets a snapshot."""

from __future__ import annotations

from typing import Any

import pytest

from millegiorni_sync import balance, compacting, feeds, handover, joining, roster, roster_shelf, synchronise
from millegiorni_sync.exchange import Kind, MemoryExchange
from millegiorni_sync.synchronisation import Ways
from tests.property.network import DAY
from tests.sync.world import TABLES, Desk, World, make_world

YEARS = 2 * compacting.KEPT_MS


@pytest.fixture
def world() -> World:
    return make_world("BAR", "BAR", "TUR")


def run(desk: Desk, exchange: Any, ways: Ways = Ways.BOTH) -> Any:
    return synchronise(desk.db, desk.identity, exchange, TABLES, desk.clock.ms, ways=ways)


def write(desk: Desk, rid: str) -> None:
    desk.db.execute("INSERT INTO visit VALUES (?, ?, 0, 'uno', NULL, 1.5, NULL)", (rid, desk.identity.house))


def settle(world: World, exchange: MemoryExchange) -> None:
    for _ in range(3):
        for desk in world.desks:
            run(desk, exchange)


def later(world: World, by_ms: int = YEARS) -> None:
    for desk in world.desks:
        desk.clock.ms += by_ms


def kept(desk: Desk) -> list[tuple[str, int]]:
    """What of its own the device still has sealed, snapshots aside."""
    rows = desk.db.execute("SELECT audience, number FROM sync_outbox WHERE reader IS NULL ORDER BY 1, 2")
    return list(rows)


def acknowledged(world: World, desk: Desk) -> dict[str, int]:
    known = roster.load(desk.db)
    assert known is not None
    return feeds.acknowledged_by_all(desk.db, known)


def by_everybody(world: World) -> MemoryExchange:
    """A bundle of the first desk, acknowledged by the coordinator and, with a record of its own, by the second desk."""
    _, first, second, _ = world.desks
    exchange = MemoryExchange()
    write(first, "v1")
    settle(world, exchange)
    write(second, "v2")
    settle(world, exchange)
    return exchange


def test_acknowledged_by_all_is_what_the_one_furthest_behind_has(world: World) -> None:
    center, first, second, other = world.desks
    exchange = MemoryExchange()
    write(first, "v1")
    settle(world, exchange)
    # The coordinator has told; the second desk has it, and has told nobody yet.
    assert feeds.receipts(first.db)[0].received == 1
    assert acknowledged(world, first) == {"house:BAR": 0}
    write(second, "v2")
    settle(world, exchange)
    assert acknowledged(world, first) == {"house:BAR": 1}
    write(other, "t1")
    settle(world, exchange)
    assert acknowledged(world, first) == {"house:BAR": 1}
    write(first, "v3")
    run(first, exchange)
    run(center, exchange)
    run(first, exchange)
    assert acknowledged(world, first) == {"house:BAR": 1}
    roster_shelf.leave(exchange, joining.revoke(center.db, center.identity, second.identity.ordinal))
    run(first, exchange)
    assert acknowledged(world, first) == {"house:BAR": 2}


def test_a_carrier_takes_what_one_reader_alone_has_not(world: World) -> None:
    _, first, second, _ = world.desks
    exchange = MemoryExchange()
    write(first, "v1")
    settle(world, exchange)
    stick = MemoryExchange()
    run(first, stick, Ways.OUT)
    assert len(stick.list(Kind.BUNDLES)) == 1
    write(second, "v2")
    settle(world, exchange)
    stick = MemoryExchange()
    run(first, stick, Ways.OUT)
    assert stick.list(Kind.BUNDLES) == []


def test_what_all_have_is_dropped_when_it_is_old(world: World) -> None:
    first = world.desks[1]
    exchange = by_everybody(world)
    assert kept(first) == [("house:BAR", 1)]
    later(world, compacting.KEPT_MS - DAY)
    run(first, exchange)
    assert kept(first) == [("house:BAR", 1)]
    later(world, 2 * DAY)
    before = first.digest(), feeds.head(first.db, 2, "house:BAR")
    run(first, exchange)
    assert kept(first) == []
    assert (first.digest(), feeds.head(first.db, 2, "house:BAR")) == before
    assert first.db.execute("SELECT number FROM sync_bundle WHERE origin = 2").fetchall() == [(1,)]
    write(first, "v9")
    settle(world, exchange)
    for desk in world.desks[:3]:
        assert desk.digest("house:BAR") == first.digest("house:BAR")
        assert balance.check(desk.db, TABLES).faults == ()


def test_what_one_has_not_is_kept_however_old(world: World) -> None:
    first = world.desks[1]
    exchange = MemoryExchange()
    write(first, "v1")
    settle(world, exchange)
    later(world)
    settle(world, exchange)
    assert kept(first) == [("house:BAR", 1)]


def test_what_nobody_else_reads_yet_is_kept() -> None:
    world = make_world()
    center = world.desks[0]
    center.db.execute("INSERT INTO term VALUES ('t', 'uno', NULL)")
    exchange = MemoryExchange()
    run(center, exchange)
    later(world)
    run(center, exchange)
    assert kept(center) == [("network", 1)]


def test_it_is_not_published_again_and_who_comes_later_gets_a_snapshot(world: World) -> None:
    """The meeting point is lost as well, and a device that had read nothing of it comes back."""
    center, first, second, _ = world.desks
    exchange = by_everybody(world)
    later(world)
    settle(world, exchange)
    assert kept(first) == []
    for table in ("sync_log", "sync_feed", "sync_bundle", "sync_judged"):
        second.db.execute(f"DELETE FROM {table} WHERE {'1' if table == 'sync_judged' else _FIRST[table]}")
    second.db.execute("UPDATE sync_state SET applying = 1")
    second.db.execute("DELETE FROM visit WHERE id = 'v1'")
    second.db.execute("UPDATE sync_state SET applying = 0")
    there = MemoryExchange()
    for desk in (first, center, second, second, center, second):
        run(desk, there)
    assert not [name for name in there.list(Kind.BUNDLES) if name.startswith("2-")]
    assert second.digest("house:BAR") == center.digest("house:BAR")


_FIRST = {"sync_log": "clk & 16383 = 2", "sync_feed": "origin = 2", "sync_bundle": "origin = 2"}


def test_old_snapshots_and_those_of_who_is_gone_are_dropped(world: World) -> None:
    center, _, second, _ = world.desks
    exchange = by_everybody(world)
    for ordinal in (3, 4):
        handover.lack(center.db, ordinal, "network")
    run(center, exchange)
    count = "SELECT DISTINCT reader FROM sync_outbox WHERE reader IS NOT NULL ORDER BY 1"
    assert center.db.execute(count).fetchall() == [(3,), (4,)]
    joining.revoke(center.db, center.identity, second.identity.ordinal)
    run(center, exchange)
    assert center.db.execute(count).fetchall() == [(4,)]
    later(world)
    run(center, exchange)
    assert center.db.execute(count).fetchall() == []
