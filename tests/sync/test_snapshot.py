"""Snapshots: who joins later, or misses what was not sealed for her, gets all of her audience."""

from __future__ import annotations

from typing import Any

import pytest

from millegiorni_sync import (
    Device,
    SyncedTable,
    change_log,
    errors,
    feeds,
    handover,
    merge,
    roster,
    synchronise,
)
from millegiorni_sync.exchange import Kind, MemoryExchange
from millegiorni_sync.identity import Identity, new_age_key, new_seed
from tests.sync.world import NOW, TABLES, Clock, Desk, World, database, make_world


@pytest.fixture
def world() -> World:
    return make_world("BAR", "TUR")


def run(desk: Desk, exchange: Any) -> Any:
    return synchronise(desk.db, desk.identity, exchange, TABLES, desk.clock.ms)


def write(desk: Desk, rid: str) -> None:
    desk.db.execute("INSERT INTO visit VALUES (?, ?, 0, 'uno', NULL, 1.5, NULL)", (rid, desk.identity.house))


def newcomer(world: World, house: str = "BAR") -> Desk:
    """A device that the coordinator has just let in; nobody else knows yet."""
    ordinal = world.roster.next_ordinal()
    identity = Identity(
        world.roster.network, ordinal, house, "Z", "nuovo", new_seed(), new_age_key(), user="nuova"
    )
    device = Device(ordinal, house, "Z", identity.sign_key, identity.recipient, "nuovo")
    world.roster = world.roster.with_device(device, world.root)
    db = database(clock=Clock(NOW))
    change_log.start(db, ordinal, "nuova")
    roster.store(db, world.roster)
    coordinator = world.desks[0]
    roster.store(coordinator.db, world.roster)
    for audience in handover.audiences_of(coordinator.db, device, world.roster):
        handover.lack(coordinator.db, ordinal, audience)
    world.desks.append(Desk(db, identity, Clock(NOW)))
    return world.desks[-1]


def test_a_late_joiner_gets_all_of_her_audience_and_nothing_else(world: World) -> None:
    exchange = MemoryExchange()
    coordinator, first, other = world.desks
    write(first, "v1")
    first.db.execute("UPDATE visit SET notes = 'due'")
    first.db.execute("INSERT INTO term VALUES ('t1', 'uno', NULL)")
    write(other, "w1")
    for desk in (first, other, coordinator):
        run(desk, exchange)
    late = newcomer(world)
    run(coordinator, exchange)
    run(late, exchange)
    for audience in ("network", "house:BAR"):
        assert late.digest(audience) == coordinator.digest(audience) == first.digest(audience)
    assert late.db.execute("SELECT count(*) FROM sync_log WHERE audience = 'house:TUR'").fetchone() == (0,)


def test_the_feeds_go_on_from_where_the_snapshot_stands(world: World) -> None:
    exchange = MemoryExchange()
    coordinator, first, _ = world.desks
    write(first, "v1")
    run(first, exchange)
    run(coordinator, exchange)
    late = newcomer(world)
    run(coordinator, exchange)
    run(late, exchange)
    run(first, exchange)
    write(first, "v2")
    run(first, exchange)
    report = run(late, exchange)
    assert report.waiting == []
    assert {row[0] for row in late.db.execute("SELECT id FROM visit")} == {"v1", "v2"}


def test_bundles_sealed_before_the_sender_knew_are_made_up_for(world: World) -> None:
    """The gap shows, names what is missing, and is closed by the coordinator's next round."""
    stick, exchange = MemoryExchange(), MemoryExchange()
    coordinator, first, _ = world.desks
    write(first, "v1")
    run(first, stick)
    late = newcomer(world)
    run(coordinator, exchange)
    write(first, "v2")
    run(first, exchange)
    report = run(late, exchange)
    assert [(r.origin, r.number, r.code) for r in report.waiting] == [(2, 2, "gap")]
    for desk in (coordinator, late):
        run(desk, exchange)
    assert {row[0] for row in late.db.execute("SELECT id FROM visit")} == {"v1", "v2"}
    assert late.digest("house:BAR") == first.digest("house:BAR")


def parts(world: World, monkeypatch: pytest.MonkeyPatch) -> tuple[Desk, Desk, list[bytes]]:
    monkeypatch.setattr(feeds, "MOST_ROWS", 4)
    coordinator, first, _ = world.desks
    for number in range(10):
        write(first, f"v{number}")
    world.deliver(coordinator, world.seal(first))
    late = newcomer(world)
    coordinator.db.execute("DELETE FROM sync_lacking WHERE audience = 'network'")
    handover.seal_snapshots(coordinator.db, coordinator.identity, world.roster, TABLES, NOW, lambda: None)
    return first, late, coordinator.outbox()


def test_a_snapshot_in_parts_moves_the_positions_only_when_whole(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, late, data = parts(world, monkeypatch)
    assert len(data) == 3
    world.deliver(late, [data[2], data[0]])
    assert feeds.head(late.db, first.identity.ordinal, "house:BAR").number == 0
    assert late.db.execute("SELECT count(*) FROM visit").fetchone() == (4,)
    report = world.deliver(late, [data[1]])
    assert len(report.applied) == 2
    assert feeds.head(late.db, 2, "house:BAR") == feeds.head(world.desks[0].db, 2, "house:BAR")
    assert late.digest("house:BAR") == first.digest("house:BAR")


def test_a_snapshot_again_or_late_changes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first, late, data = parts(world, monkeypatch)
    world.deliver(late, data)
    write(first, "later")
    first.db.execute("UPDATE visit SET notes = 'x'")
    roster.store(first.db, world.roster)
    world.deliver(late, world.seal(first))
    before, head = late.digest(), feeds.head(late.db, 2, "house:BAR")
    coordinator = world.desks[0]
    coordinator.db.execute("INSERT INTO sync_lacking VALUES (?, 'house:BAR')", (late.identity.ordinal,))
    handover.seal_snapshots(coordinator.db, coordinator.identity, world.roster, TABLES, NOW + 1, lambda: None)
    report = world.deliver(late, [*data, *coordinator.outbox()])
    assert (report.repeated, len(report.applied), report.rows) == (3, 3, {})
    assert (late.digest(), feeds.head(late.db, 2, "house:BAR")) == (before, head)


def test_what_comes_twice_in_one_call_enters_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    coordinator, first, _ = world.desks
    late = newcomer(world)
    roster.store(first.db, world.roster)
    for number in range(3):
        write(first, f"v{number}")
    sealed = world.seal(first)
    world.deliver(coordinator, sealed)
    coordinator.db.execute("DELETE FROM sync_lacking WHERE audience = 'network'")
    monkeypatch.setattr(feeds, "MOST_ROWS", 1)
    handover.seal_snapshots(coordinator.db, coordinator.identity, world.roster, TABLES, NOW, lambda: None)
    some, others = coordinator.outbox()[:2], coordinator.outbox()[2:]
    report = world.deliver(late, [*some, *sealed])
    assert (len(report.applied), report.rows, report.quarantined) == (3, {"visit": 3}, [])
    assert world.deliver(late, others).rows == {}
    assert late.digest("house:BAR") == first.digest("house:BAR")


def test_rows_that_contradict_the_log_make_a_snapshot_a_fork(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, late, data = parts(world, monkeypatch)
    world.deliver(late, data[:1])
    late.db.execute("UPDATE sync_log SET cells = replace(cells, 'uno', 'altro') WHERE rid = 'v5'")
    twin = world.open(late, data[1])
    late.db.execute(
        "INSERT INTO sync_log SELECT clk, tbl, 'v5', kind, replace(cells, 'uno', 'altro'), prevs, audience, user "
        "FROM (SELECT ? AS clk, tbl, kind, cells, prevs, audience, user FROM sync_log LIMIT 1)",
        (twin.header.first_clk,),
    )
    report = world.deliver(late, [data[1]])
    assert [r.code for r in report.quarantined] == ["fork"]


def test_a_new_snapshot_takes_the_place_of_the_former_in_the_outbox(world: World) -> None:
    coordinator = world.desks[0]
    late = newcomer(world)
    for step in range(3):
        handover.lack(coordinator.db, late.identity.ordinal, "house:BAR")
        handover.seal_snapshots(
            coordinator.db, coordinator.identity, world.roster, TABLES, NOW + step, lambda: None
        )
    rows = coordinator.db.execute(
        "SELECT audience FROM sync_outbox WHERE audience LIKE 'house:BAR/%'"
    ).fetchall()
    assert len(rows) == 1


def test_rows_of_a_newer_desk_travel_in_a_snapshot(world: World) -> None:
    """The coordinator is not upgraded yet; what it does not understand it still hands on whole."""
    coordinator, first, _ = world.desks
    first.db.execute("ALTER TABLE visit ADD COLUMN place VARCHAR")
    first.db.execute("CREATE TABLE novelty (id TEXT PRIMARY KEY, house TEXT, word TEXT)")
    newer = (
        SyncedTable("visit", (*TABLES[0].columns, "place"), "house"),
        *TABLES[1:],
        SyncedTable("novelty", ("house", "word"), "house"),
    )
    change_log.install(first.db, newer)
    first.db.execute("INSERT INTO visit VALUES ('v1', 'BAR', 0, 'uno', NULL, 1.5, NULL, 'cortile')")
    first.db.execute("INSERT INTO novelty VALUES ('n1', 'BAR', 'parola')")
    handover.seal_pending(first.db, first.identity, world.roster, newer, NOW, lambda: None)
    world.deliver(coordinator, first.outbox())
    assert coordinator.db.execute("SELECT count(*) FROM sync_log").fetchone() == (2,)
    late = newcomer(world)
    handover.seal_snapshots(coordinator.db, coordinator.identity, world.roster, TABLES, NOW, lambda: None)
    world.deliver(late, coordinator.outbox())
    late.db.execute("ALTER TABLE visit ADD COLUMN place VARCHAR")
    late.db.execute("CREATE TABLE novelty (id TEXT PRIMARY KEY, house TEXT, word TEXT)")
    change_log.install(late.db, newer)
    merge.rematerialise(late.db, newer)
    assert late.db.execute("SELECT place FROM visit").fetchall() == [("cortile",)]
    assert late.db.execute("SELECT word FROM novelty").fetchall() == [("parola",)]
    assert merge.state_digest(late.db, newer, "house:BAR") == merge.state_digest(first.db, newer, "house:BAR")


def test_nobody_but_a_coordinator_makes_snapshots(world: World) -> None:
    _, first, _ = world.desks
    write(first, "v1")
    world.seal(first)
    late = newcomer(world)
    handover.lack(first.db, late.identity.ordinal, "house:BAR")
    handover.seal_snapshots(first.db, first.identity, world.roster, TABLES, NOW, lambda: None)
    with pytest.raises(errors.WrongAudience):
        world.open(late, first.outbox()[-1])


def test_a_revoked_coordinator_makes_no_snapshots(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _, late, data = parts(world, monkeypatch)
    world.roster = world.roster.without(1, {"house:BAR": (99, "0" * 64)}, world.root)
    with pytest.raises(errors.Revoked):
        world.open(late, data[0])


def test_only_the_one_device_can_open_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first, late, data = parts(world, monkeypatch)
    assert world.open(late, data[0]).header.kind == "snapshot"
    for desk in (first, world.desks[0]):
        with pytest.raises(errors.NotForUs):
            world.open(desk, data[0])


def test_the_shelves_hold_nothing_readable(world: World) -> None:
    exchange = MemoryExchange()
    write(world.desks[1], "v1")
    for desk in world.desks:
        run(desk, exchange)
    for kind in Kind:
        for name in exchange.list(kind):
            assert b"BAR" not in exchange.read(kind, name)
            assert "BAR" not in name
