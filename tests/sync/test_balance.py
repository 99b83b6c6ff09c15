"""What was handed over, logged and held balances; whatever is taken away behind the triggers makes it fail."""

from __future__ import annotations

import json
from typing import Any

import pytest

from millegiorni_sync import balance
from millegiorni_sync.balance import Books
from tests.sync.world import TABLES, World, make_world

BAR, TUR = "house:BAR", "house:TUR"


def write(desk: Any, name: str, cents: int) -> None:
    house = desk.identity.house
    desk.db.execute("INSERT INTO visit VALUES (?, ?, 0, 'uno', 1, 1.5, '2025-01-01')", (f"v{name}", house))
    desk.db.execute("INSERT INTO entry VALUES (?, ?, ?)", (f"e{name}", house, cents))


@pytest.fixture
def world() -> World:
    """Two houses that delivered once: one visit and one entry each; Barrito changed its visit afterwards."""
    made = make_world("BAR", "TUR")
    for desk, cents in zip(made.desks[1:], (1250, 4000), strict=True):
        write(desk, desk.identity.house or "", cents)
    made.desks[1].db.execute("UPDATE visit SET notes = 'due'")
    made.exchange_all()
    return made


def faults(world: World, before: Books | None = None) -> set[tuple[str, str, str, int, int]]:
    return {tuple(one) for one in balance.check(world.desks[0].db, TABLES, before).faults}


def behind(world: World, *statements: str) -> None:
    """Change the coordinator's store as no program of ours does: without its triggers."""
    db = world.desks[0].db
    for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        db.execute(statement)


def test_before_and_what_arrived_is_what_is_held(world: World) -> None:
    first = balance.check(world.desks[0].db, TABLES)
    assert first.faults == ()
    assert (first.before, first.arrived) == (Books(), first.after)
    assert first.after.records["visit", BAR] == 1
    assert first.after.cents == {("entry", BAR): 1250, ("entry", TUR): 4000}
    write(world.desks[1], "later", -50)
    world.desks[1].db.execute("UPDATE visit SET notes = 'tre'")
    world.exchange_all()
    kept = Books.from_json(json.loads(json.dumps(first.after.to_json())))
    second = balance.check(world.desks[0].db, TABLES, kept)
    assert second.faults == ()
    assert second.before == first.after
    assert second.arrived.records == {("visit", BAR): 1, ("entry", BAR): 1}
    assert second.arrived.cents == {("entry", BAR): -50}
    assert second.arrived.rows() == {BAR: 4}
    assert second.after.cents["entry", BAR] == 1200


def test_two_desks_that_chose_one_id_made_one_record() -> None:
    world = make_world("BAR", "BAR")
    for cents, desk in enumerate(world.desks[1:], 10):
        write(desk, "same", cents)
    world.exchange_all()
    for desk in world.desks:
        found = balance.check(desk.db, TABLES)
        assert found.faults == ()
        assert found.after.records["entry", BAR] == 1
        assert found.after.cents["entry", BAR] in (10, 11)
        assert found.after.rows()[BAR] == 4


def test_a_bundle_that_waits_for_another_is_no_loss(world: World) -> None:
    desk, coordinator = world.desks[1], world.desks[0]
    write(desk, "one", 1)
    world.seal(desk)
    write(desk, "two", 2)
    (late,) = world.seal(desk)
    world.deliver(coordinator, [late])
    assert faults(world) == set()


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("DELETE FROM visit WHERE house = 'BAR'", {("records", BAR, "visit", 1, 0)}),
        ("DELETE FROM entry WHERE house = 'TUR'", {("records", TUR, "entry", 1, 0), ("cents", TUR, "entry", 4000, 0)}),
        ("UPDATE entry SET cents = 999 WHERE house = 'BAR'", {("cents", BAR, "entry", 1250, 999)}),
        (
            "INSERT INTO entry VALUES ('x', 'BAR', 7)",
            {("records", BAR, "entry", 1, 2), ("cents", BAR, "entry", 1250, 1257)},
        ),
        ("DELETE FROM sync_log WHERE kind = 'U'", {("handed", BAR, "", 3, 2)}),
        (
            "DELETE FROM sync_log WHERE tbl = 'visit' AND kind = 'I' AND audience = 'house:TUR'",
            {("handed", TUR, "", 2, 1), ("records", TUR, "visit", 0, 1)},
        ),
    ],
)  # fmt: skip
def test_a_planted_loss_is_found(
    world: World, statement: str, expected: set[tuple[str, str, str, int, int]]
) -> None:
    assert faults(world) == set()
    behind(world, statement)
    assert faults(world) == expected


def test_a_loss_that_covers_its_tracks_is_found_by_what_was_held_before(world: World) -> None:
    before = balance.check(world.desks[0].db, TABLES).after
    behind(
        world,
        "DELETE FROM entry WHERE house = 'TUR'",
        "DELETE FROM sync_log WHERE tbl = 'entry' AND audience = 'house:TUR'",
        "UPDATE sync_feed SET rows = 1 WHERE audience = 'house:TUR'",
    )
    assert faults(world) == set()
    assert faults(world, before) == {
        ("kept", TUR, "", 2, 1),
        ("kept_records", TUR, "entry", 1, 0),
        ("kept_cents", TUR, "entry", 4000, 0),
    }


def test_records_written_twice_are_found_along_an_index(world: World) -> None:
    plan = [
        row[3]
        for row in world.desks[0].db.execute("EXPLAIN QUERY PLAN " + balance.twins_sql("sync_log"), ("[]",))
    ]
    assert any("SCAN sync_log USING COVERING INDEX sync_log_record" in step for step in plan), plan
    assert any("SEARCH l USING INDEX sync_log_record (tbl=? AND rid=?)" in step for step in plan), plan
