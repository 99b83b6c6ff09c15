"""Merging: what the report says, what older and newer desks make of each other, and what it costs."""

from __future__ import annotations

from typing import Any

import pytest

from millegiorni_sync import SyncedTable, change_log, handover, merge
from millegiorni_sync.clock import unix_ms
from tests.sync.world import NOW, TABLES, Desk, World, database, make_world


@pytest.fixture
def world() -> World:
    return make_world("BAR", "BAR", "TUR")


def write(desk: Desk, rid: str, notes: str = "uno") -> None:
    desk.db.execute(
        "INSERT INTO visit VALUES (?, ?, 0, ?, NULL, 1.5, NULL)", (rid, desk.identity.house, notes)
    )


def test_the_report_names_what_was_touched(world: World) -> None:
    coordinator, first = world.desks[:2]
    write(first, "v1")
    first.db.execute("INSERT INTO entry VALUES ('e1', 'BAR', 100)")
    first.db.execute("UPDATE visit SET notes = 'x'")
    report = world.deliver(coordinator, world.seal(first))
    assert report.rows == {"visit": 2, "entry": 1}
    assert report.records == {"visit": frozenset({"v1"}), "entry": frozenset({"e1"})}
    assert not report.everything


def test_a_large_merge_names_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merge, "MANY", 3)
    coordinator, first = world.desks[:2]
    for number in range(4):
        write(first, f"v{number}")
    report = world.deliver(coordinator, world.seal(first))
    assert (report.everything, report.records, report.rows) == (True, {}, {"visit": 4})


def test_conflicts_are_counted_by_house(world: World) -> None:
    coordinator, first, second, other = world.desks
    for desk in (first, other):
        write(desk, f"v{desk.identity.ordinal}")
    world.exchange_all()
    for desk in (first, second, coordinator):
        desk.db.execute("UPDATE visit SET notes = ? WHERE id = 'v2'", (desk.identity.user,))
    other.db.execute("UPDATE visit SET notes = 'x'")
    for desk in (first, second, other):
        world.seal(desk)
    report = world.deliver(
        coordinator, [data for desk in (first, second, other) for data in world.for_desk(desk, coordinator)]
    )
    assert (report.opened, report.closed) == ({"house:BAR": 2}, {})


def test_an_update_that_comes_before_its_record_waits_in_the_log(world: World) -> None:
    coordinator, first, second = world.desks[:3]
    write(first, "v1")
    world.seal(first)
    world.deliver(second, first.outbox())
    second.db.execute("UPDATE visit SET notes = 'due'")
    world.seal(second)
    world.deliver(coordinator, second.outbox())
    assert coordinator.db.execute("SELECT * FROM visit").fetchall() == []
    world.deliver(coordinator, first.outbox())
    assert coordinator.db.execute("SELECT notes FROM visit").fetchall() == [("due",)]
    assert coordinator.digest("house:BAR") == second.digest("house:BAR")


def test_our_clock_rises_above_what_was_merged(world: World) -> None:
    coordinator, first = world.desks[:2]
    first.clock.ms = NOW + 300_000
    write(first, "v1")
    world.deliver(coordinator, world.seal(first))
    coordinator.db.execute("UPDATE visit SET notes = 'due'")
    assert [unix_ms(row[0]) for row in coordinator.log()] == [NOW + 300_000, NOW + 300_000]
    world.deliver(first, world.seal(coordinator))
    assert first.db.execute("SELECT notes FROM visit").fetchall() == [("due",)]
    assert merge.conflicts(first.db) == []


def test_a_merge_writes_no_log_of_its_own(world: World) -> None:
    coordinator, first = world.desks[:2]
    write(first, "v1")
    world.deliver(coordinator, world.seal(first))
    assert coordinator.log() == first.log()
    assert coordinator.db.execute("SELECT applying FROM sync_state").fetchone() == (0,)


def test_it_joins_an_open_transaction(world: World) -> None:
    coordinator, first = world.desks[:2]
    write(first, "v1")
    before = coordinator.digest()
    data = world.seal(first)
    coordinator.db.execute("BEGIN")
    world.deliver(coordinator, data)
    assert coordinator.db.in_transaction
    coordinator.db.execute("ROLLBACK")
    assert coordinator.digest() == before
    world.deliver(coordinator, data)
    assert not coordinator.db.in_transaction
    assert coordinator.digest("house:BAR") == first.digest("house:BAR")


def test_an_error_in_the_middle_leaves_nothing(world: World) -> None:
    coordinator, first, second = world.desks[:3]
    write(first, "v1")
    write(second, "v2")
    coordinator.db.execute(
        "CREATE TRIGGER full BEFORE INSERT ON visit WHEN NEW.id = 'v2' BEGIN SELECT RAISE(ABORT, 'no room'); END"
    )
    before = coordinator.digest()
    with pytest.raises(Exception, match="no room"):
        world.deliver(coordinator, [*world.seal(first), *world.seal(second)])
    assert coordinator.digest() == before
    assert coordinator.db.execute("SELECT applying, clock FROM sync_state").fetchone() == (0, 0)
    coordinator.db.execute("DROP TRIGGER full")
    assert len(world.deliver(coordinator, [*first.outbox(), *second.outbox()]).applied) == 2


def test_an_older_desk_keeps_what_it_does_not_understand(world: World) -> None:
    coordinator, first = world.desks[:2]
    newer = (SyncedTable("visit", (*TABLES[0].columns, "place"), "house"), *TABLES[1:])
    first.db.execute("ALTER TABLE visit ADD COLUMN place VARCHAR NOT NULL DEFAULT 'sede'")
    change_log.install(first.db, newer)
    first.db.execute("INSERT INTO visit VALUES ('v1', 'BAR', 0, 'uno', NULL, 1.5, NULL, 'cortile')")
    first.db.execute("INSERT INTO visit VALUES ('v2', 'BAR', 0, 'uno', NULL, 1.5, NULL, 'sede')")
    first.db.execute("UPDATE visit SET place = 'parco', notes = 'due' WHERE id = 'v2'")
    handover.seal_pending(first.db, first.identity, world.roster, newer, NOW, lambda: None)
    world.deliver(coordinator, first.outbox())
    assert coordinator.db.execute("SELECT id, notes FROM visit ORDER BY id").fetchall() == [
        ("v1", "uno"),
        ("v2", "due"),
    ]
    coordinator.db.execute("INSERT INTO visit VALUES ('v3', 'BAR', 0, 'vecchia', NULL, 1.5, NULL)")
    coordinator.db.execute("ALTER TABLE visit ADD COLUMN place VARCHAR NOT NULL DEFAULT 'sede'")
    change_log.install(coordinator.db, newer)
    merge.rematerialise(coordinator.db, newer[:1])
    assert coordinator.db.execute("SELECT id, place FROM visit ORDER BY id").fetchall() == [
        ("v1", "cortile"), ("v2", "parco"), ("v3", "sede"),
    ]  # fmt: skip
    handover.seal_pending(coordinator.db, coordinator.identity, world.roster, newer, NOW, lambda: None)
    merge.apply(first.db, [world.open(first, data) for data in coordinator.outbox()], newer, NOW)
    assert merge.state_digest(first.db, newer, "house:BAR") == merge.state_digest(
        coordinator.db, newer, "house:BAR"
    )


def test_a_newer_desk_reads_an_older_one(world: World) -> None:
    coordinator, first = world.desks[:2]
    newer = (SyncedTable("visit", (*TABLES[0].columns, "place", "count", "share"), "house"), *TABLES[1:])
    for column in (
        "place VARCHAR NOT NULL DEFAULT 'sede'",
        "count INTEGER NOT NULL DEFAULT 0",
        "share FLOAT",
    ):
        coordinator.db.execute(f"ALTER TABLE visit ADD COLUMN {column}")
    change_log.install(coordinator.db, newer)
    write(first, "v1")
    write(first, "v2")
    first.db.execute("UPDATE visit SET notes = 'due' WHERE id = 'v2'")
    merge.apply(coordinator.db, [world.open(coordinator, data) for data in world.seal(first)], newer, NOW)
    rows = coordinator.db.execute("SELECT id, notes, place, count, share FROM visit ORDER BY id").fetchall()
    assert rows == [("v1", "uno", "sede", 0, None), ("v2", "due", "sede", 0, None)]


def test_totals_for_the_minutes(world: World) -> None:
    coordinator, first, _, other = world.desks
    write(first, "v1")
    write(other, "v2")
    first.db.execute("INSERT INTO entry VALUES ('e1', 'BAR', 100)")
    coordinator.db.execute("INSERT INTO term VALUES ('t1', 'uno', NULL)")
    world.exchange_all()
    assert merge.totals(coordinator.db, TABLES) == {
        "visit": {"BAR": 1, "TUR": 1}, "term": {"": 1}, "entry": {"BAR": 1}, "conflict_decision": {},
        "erasure": {},
    }  # fmt: skip


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE visit SET notes = 'x'",
        "UPDATE sync_log SET user = 'x'",
        "UPDATE sync_log SET clk = clk + 1",
        "INSERT INTO sync_conflict SELECT tbl, rid, 'notes', clk, clk FROM sync_log",
        "INSERT INTO visit VALUES ('v2', 'BAR', 0, '', NULL, NULL, NULL)",
    ],
)
def test_the_digest_sees_every_difference(world: World, statement: str) -> None:
    first = world.desks[1]
    write(first, "v1")
    before, apart = first.digest(), first.digest("house:BAR")
    first.db.execute("UPDATE sync_state SET applying = 1")
    first.db.execute(statement)
    assert first.digest() != before
    assert first.digest("house:BAR") != apart
    assert first.digest("house:TUR") == database_digest()


def database_digest() -> str:
    return merge.state_digest(database(), TABLES, "house:TUR")


def plans(db: Any) -> list[str]:
    """How SQLite finds the log rows of the records that a merge touches."""
    queries = (
        "SELECT l.rid FROM json_each('[]') AS j CROSS JOIN sync_log AS l ON l.tbl = 'visit' AND l.rid = j.value",
        "SELECT l.clk FROM json_each('[]') AS j CROSS JOIN sync_log AS l ON l.clk = j.value",
    )
    return [db.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()[-1][3] for query in queries]


def test_a_merge_never_reads_the_whole_log(world: World) -> None:
    assert plans(world.desks[0].db) == [
        "SEARCH l USING COVERING INDEX sync_log_record (tbl=? AND rid=?)",
        "SEARCH l USING INTEGER PRIMARY KEY (rowid=?)",
    ]
