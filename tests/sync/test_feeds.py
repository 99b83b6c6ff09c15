"""Feeds: gaps wait, repetitions do nothing, forks are put aside, clocks ahead are held."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from millegiorni_sync import body, feeds, handover, merge
from millegiorni_sync.bundle import Place, seal
from millegiorni_sync.clock import compose, unix_ms
from tests.sync.world import NOW, TABLES, Clock, Desk, World, database, make_world


@pytest.fixture
def world() -> World:
    return make_world("BAR", "BAR", "TUR")


def write(desk: Desk, rid: str, notes: str = "uno") -> None:
    desk.db.execute(
        "INSERT INTO visit VALUES (?, ?, 0, ?, NULL, 1.5, NULL)", (rid, desk.identity.house, notes)
    )


def three_bundles(world: World, desk: Desk) -> list[bytes]:
    data = []
    for number in range(3):
        write(desk, f"v{number}")
        data += world.seal(desk)
    return data


def test_a_gap_parks_what_follows_and_names_what_is_missing(world: World) -> None:
    coordinator, first = world.desks[:2]
    one, two, three = three_bundles(world, first)
    before = coordinator.digest()
    report = world.deliver(coordinator, [three, two])
    assert [(r.origin, r.number, r.code) for r in report.parked] == [(2, 2, "gap"), (2, 3, "gap")]
    assert "pacchetto 1 del computer n. 2" in report.parked[0].message
    assert coordinator.digest() == before
    report = world.deliver(coordinator, [one])
    assert [header.number for header in report.applied] == [1, 2, 3]
    assert merge.refused(coordinator.db) == []
    assert coordinator.digest("house:BAR") == first.digest("house:BAR")


def test_a_repetition_is_ignored(world: World) -> None:
    coordinator, first = world.desks[:2]
    data = three_bundles(world, first)
    world.deliver(coordinator, data)
    before = coordinator.digest()
    report = world.deliver(coordinator, [*data, *data])
    assert (report.repeated, report.applied, report.rows) == (6, [], {})
    assert coordinator.digest() == before


def copy_of(desk: Desk) -> Desk:
    """The same device a second time: its database copied, its keys too."""
    twin = database(clock=Clock(desk.clock.ms + 5))
    desk.db.backup(twin)
    twin.create_function("unixepoch", -1, desk.clock)
    return Desk(twin, desk.identity, desk.clock)


def in_one_call_or_two(world: World, sealed: list[list[bytes]], together: bool) -> merge.MergeReport:
    """The coordinator merges each list of bundles by itself, or all of them at once; gives the last report."""
    calls = [[data for some in sealed for data in some]] if together else sealed
    return [world.deliver(world.desks[0], some) for some in calls][-1]


def test_a_copied_device_is_found_out_and_its_bundle_put_aside(world: World) -> None:
    coordinator, first = world.desks[:2]
    twin = copy_of(first)
    write(first, "v1", "di qua")
    write(twin, "v2", "di là")
    (mine,), (others,) = world.seal(first), world.seal(twin)
    world.deliver(coordinator, [mine])
    before = coordinator.digest()
    report = world.deliver(coordinator, [others])
    assert [(r.origin, r.number, r.code) for r in report.quarantined] == [(2, 1, "fork")]
    assert coordinator.digest() == before
    assert [r.waiting for r in merge.refused(coordinator.db)] == [False]


def test_what_follows_a_fork_does_not_join(world: World) -> None:
    coordinator, first = world.desks[:2]
    twin = copy_of(first)
    for desk in (first, twin):
        write(desk, f"v{id(desk)}")
        world.seal(desk)
        write(desk, f"w{id(desk)}")
        world.seal(desk)
    world.deliver(coordinator, first.outbox()[:1])
    report = world.deliver(coordinator, twin.outbox()[1:])
    assert [(r.number, r.code) for r in report.quarantined] == [(2, "fork")]
    assert len(world.deliver(coordinator, first.outbox()[1:]).applied) == 1


@pytest.mark.parametrize("together", [False, True])
def test_one_clock_with_two_contents_is_a_fork_in_any_audience(world: World, together: bool) -> None:
    """A device that writes the same clock into two audiences would make replicas differ."""
    coordinator, first = world.desks[:2]
    twin = copy_of(first)
    write(first, "v1")
    twin.db.execute("INSERT INTO term VALUES ('t1', 'uno', NULL)")
    assert first.log()[0][0] == twin.log()[0][0]
    report = in_one_call_or_two(world, [world.seal(first), world.seal(twin)], together)
    assert [r.code for r in report.quarantined] == ["fork"]
    assert coordinator.digest("house:BAR") == first.digest("house:BAR")
    assert coordinator.db.execute("SELECT * FROM term").fetchall() == []


@pytest.mark.parametrize("together", [False, True])
def test_a_record_of_another_house_is_not_overwritten(world: World, together: bool) -> None:
    coordinator, first, _, other = world.desks
    write(first, "v1")
    write(other, "v1", "di un'altra casa")
    report = in_one_call_or_two(world, [world.seal(first), world.seal(other)], together)
    assert [r.code for r in report.quarantined] == ["wrong_audience"]
    assert coordinator.digest("house:BAR") == first.digest("house:BAR")
    assert [row[2] for row in coordinator.log()] == ["v1"]


def test_one_bad_bundle_does_not_stop_the_others(world: World) -> None:
    coordinator, first, second, other = world.desks
    write(first, "v1")
    write(other, "v1")
    write(second, "w1")
    world.deliver(coordinator, world.seal(first))
    report = world.deliver(coordinator, [*world.seal(other), *world.seal(second)])
    assert ([h.origin for h in report.applied], [r.origin for r in report.quarantined]) == ([3], [4])


def test_a_clock_far_ahead_is_held_and_never_moves_ours(world: World) -> None:
    coordinator, first = world.desks[:2]
    first.clock.ms = NOW + 600_001 + 1
    write(first, "v1")
    ahead = world.seal(first)
    first.clock.ms += 1
    write(first, "v2")
    ahead += world.seal(first)
    before = coordinator.db.execute("SELECT clock FROM sync_state").fetchone()
    report = world.deliver(coordinator, ahead)
    assert [(r.number, r.code) for r in report.held] == [(1, "clock_ahead")]
    assert "19/02/2025" in report.held[0].message
    assert [(r.number, r.code) for r in report.parked] == [(2, "gap")]
    assert coordinator.db.execute("SELECT clock FROM sync_state").fetchone() == before
    report = world.deliver(coordinator, [], now_ms=NOW + 10)
    assert [header.number for header in report.applied] == [1, 2]
    assert merge.refused(coordinator.db) == []


def test_ten_minutes_ahead_is_let_in_and_later_writes_lie_above(world: World) -> None:
    coordinator, first = world.desks[:2]
    first.clock.ms = NOW + 600_000
    first.db.execute("INSERT INTO term VALUES ('t1', 'uno', NULL)")
    assert len(world.deliver(coordinator, world.seal(first)).applied) == 1
    coordinator.db.execute("UPDATE term SET label = 'due'")
    below, above = (row[0] for row in coordinator.log())
    assert below < above and unix_ms(above) == NOW + 600_000


def test_pending_counts_what_is_not_handed_over(world: World) -> None:
    first = world.desks[1]
    assert feeds.pending(first.db) == {}
    write(first, "v1")
    first.db.execute("INSERT INTO term VALUES ('t1', 'uno', NULL)")
    write(first, "v2")
    assert feeds.pending(first.db) == {"house:BAR": 2, "network": 1}
    world.seal(first)
    assert feeds.pending(first.db) == {}
    world.deliver(first, world.seal(world.desks[2]))
    assert feeds.pending(first.db) == {}
    first.db.execute("UPDATE visit SET notes = 'x' WHERE id = 'v1'")
    assert feeds.pending(first.db) == {"house:BAR": 1}


def test_what_others_wrote_is_never_pending(world: World) -> None:
    first, second = world.desks[1:3]
    write(second, "v1")
    world.deliver(first, world.seal(second))
    assert feeds.pending(first.db) == {}
    assert world.seal(first) == []


def test_rows_of_another_house_are_not_sent_and_stay_pending(world: World) -> None:
    first = world.desks[1]
    first.db.execute("INSERT INTO visit VALUES ('v1', 'TUR', 0, 'uno', NULL, 1.5, NULL)")
    write(first, "v2")
    for _ in range(2):
        unsendable = handover.seal_pending(first.db, first.identity, world.roster, TABLES, NOW, lambda: None)
        assert unsendable == ["house:TUR"]
        assert len(first.outbox()) == 1
    assert feeds.pending(first.db) == {"house:TUR": 1}


def test_a_restored_vault_does_not_swallow_its_own_future(world: World) -> None:
    """A vault put back from a backup meets bundles under its own ordinal that it does not know."""
    first = world.desks[1]
    old = copy_of(first)
    write(first, "v1")
    data = world.seal(first)
    report = world.deliver(old, data)
    assert [r.code for r in report.quarantined] == ["fork"]
    write(old, "v2")
    assert feeds.pending(old.db) == {"house:BAR": 1}


def test_rows_older_than_the_former_bundle_do_not_join(world: World) -> None:
    """A sender cannot slip rows in below what was already handed over."""
    coordinator, first = world.desks[:2]
    write(first, "v1")
    (one,) = world.seal(first)
    write(first, "v2")
    first.db.execute("UPDATE sync_log SET clk = ? WHERE rid = 'v2'", (compose(NOW - 1000, 0, 2),))
    rows = [body.LogRow(*row) for row in first.log() if row[2] == "v2"]
    at = feeds.head(first.db, 2, "house:BAR")
    place = Place("house:BAR", 2, at.hash, at.rows, [])
    schema = feeds.schema_of(first.db, rows, TABLES)
    late = seal(first.identity, world.roster, place, rows, schema, world.roster.active).data
    report = world.deliver(coordinator, [one, late])
    assert [(r.number, r.code) for r in report.quarantined] == [(2, "malformed")]
    assert coordinator.db.execute("SELECT id FROM visit").fetchall() == [("v1",)]


def test_a_snapshot_does_not_move_our_own_feed(world: World) -> None:
    """It may say that we sent more than we know; what we write from now on must not count as sent."""
    coordinator, first = world.desks[:2]
    old = copy_of(first)
    write(first, "v1")
    world.deliver(coordinator, world.seal(first))
    handover.lack(coordinator.db, 2, "house:BAR")
    handover.seal_snapshots(coordinator.db, coordinator.identity, world.roster, TABLES, NOW, lambda: None)
    report = world.deliver(old, coordinator.outbox())
    assert report.rows == {"visit": 1}
    assert feeds.head(old.db, 2, "house:BAR").number == 0


def test_receipts_tell_what_the_coordinator_has(world: World) -> None:
    coordinator, first = world.desks[:2]
    write(first, "v1")
    data = world.seal(first)
    assert [dataclasses.astuple(r) for r in feeds.receipts(first.db)] == [("house:BAR", 1, 0, "waiting")]
    world.deliver(coordinator, data)
    handover.owe_receipts(coordinator.db, ["house:BAR"])
    handover.seal_receipts(coordinator.db, coordinator.identity, world.roster, NOW)
    receipt = coordinator.outbox()
    world.deliver(first, receipt)
    assert [dataclasses.astuple(r) for r in feeds.receipts(first.db)] == [("house:BAR", 1, 1, "received")]
    write(first, "v2")
    world.seal(first)
    assert [r.state for r in feeds.receipts(first.db)] == ["waiting"]


def test_a_receipt_for_what_we_never_sent_shows_a_restored_or_copied_vault(world: World) -> None:
    coordinator, first = world.desks[:2]
    old = copy_of(first)
    write(first, "v1")
    world.deliver(coordinator, world.seal(first))
    handover.owe_receipts(coordinator.db, ["house:BAR"])
    handover.seal_receipts(coordinator.db, coordinator.identity, world.roster, NOW)
    world.deliver(old, coordinator.outbox())
    assert [dataclasses.astuple(r) for r in feeds.receipts(old.db)] == [("house:BAR", 0, 1, "diverges")]
    write(old, "v2")
    world.seal(old)
    assert [r.state for r in feeds.receipts(old.db)] == ["diverges"]


def plan(db: Any, sql: str, *parameters: object) -> str:
    return " ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", parameters))


def test_pending_reads_only_the_rows_since_the_last_hand_over(world: World) -> None:
    shown = plan(world.desks[1].db, f"SELECT l.audience, count(*) {feeds.PENDING} GROUP BY l.audience")
    assert "SEARCH l USING INTEGER PRIMARY KEY (rowid>?)" in shown
