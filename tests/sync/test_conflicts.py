"""Two answers to one question are both kept, shown, decided once, and the decision travels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlite

from millegiorni_sync import change_log, conflicts, decisions, merge, roster
from millegiorni_sync.conflicts import Conflict
from tests.sync.world import NOW, OLDER, TABLES, Desk, World, database, make_world, upgrade

AT = "2025-02-19T10:00:00Z"


@pytest.fixture
def world() -> World:
    """The desks of BAR have given two answers, and everybody knows both."""
    made = make_world("BAR", "BAR", "TUR")
    _, first, second, _ = made.desks
    first.db.execute("INSERT INTO visit VALUES ('v1', 'BAR', 0, 'uno', NULL, 1.5, NULL)")
    made.exchange_all()
    second.clock.ms = NOW + 1000
    first.db.execute("UPDATE visit SET notes = 'prima'")
    second.db.execute("UPDATE visit SET notes = 'seconda', minutes = 5")
    made.exchange_all()
    return made


def only(desk: Desk, open_only: bool = True) -> Conflict:
    (conflict,) = merge.conflicts(desk.db, open_only)
    return conflict


def test_both_values_with_who_where_and_when(world: World) -> None:
    for desk in world.desks[:3]:
        conflict = only(desk)
        assert (conflict.tbl, conflict.rid, conflict.col, conflict.house) == ("visit", "v1", "notes", "BAR")
        earlier, later = conflict.earlier, conflict.later
        assert (earlier.value, earlier.user, earlier.origin, earlier.at_ms) == ("prima", "utente 2", 2, NOW)
        assert (later.value, later.user, later.origin, later.at_ms) == ("seconda", "utente 3", 3, NOW + 1000)
        assert (conflict.current, conflict.is_open) == ("seconda", True)
    assert merge.conflicts(world.desks[3].db) == []


@pytest.mark.parametrize(
    ("value", "choice", "holds"),
    [("prima", "earlier", "prima"), ("seconda", "keep", "seconda"), ("x", "other", "x")],
)
def test_a_decision_settles_it_everywhere(world: World, value: str, choice: str, holds: str) -> None:
    coordinator = world.desks[0]
    merge.decide(coordinator.db, only(coordinator), AT, value)
    world.exchange_all()
    for desk in world.desks[:3]:
        assert merge.conflicts(desk.db) == []
        assert desk.db.execute("SELECT notes, minutes FROM visit").fetchall() == [(holds, 5)]
        assert desk.db.execute("SELECT choice, decided_by, house FROM conflict_decision").fetchall() == [
            (choice, "utente 1", "BAR")
        ]
        assert not only(desk, open_only=False).is_open
    assert world.desks[3].db.execute("SELECT * FROM conflict_decision").fetchall() == []


def test_keeping_writes_only_the_decision(world: World) -> None:
    coordinator = world.desks[0]
    before = len(coordinator.log())
    merge.decide(coordinator.db, only(coordinator), AT)
    assert [row[1] for row in coordinator.log()[before:]] == ["conflict_decision"]


def test_a_later_disagreement_opens_again(world: World) -> None:
    _, first, second, _ = world.desks
    merge.decide(first.db, only(first), AT)
    world.exchange_all()
    first.db.execute("UPDATE visit SET notes = 'terza'")
    second.db.execute("UPDATE visit SET notes = 'quarta'")
    world.exchange_all()
    assert {only(first).earlier.value, only(first).later.value} == {"terza", "quarta"}
    assert len(merge.conflicts(first.db, open_only=False)) == 2


def test_two_people_decide_at_once(world: World) -> None:
    _, first, second, _ = world.desks
    merge.decide(first.db, only(first), AT, "di anna")
    merge.decide(second.db, only(second), AT, "di berta")
    world.exchange_all()
    conflict = only(first)
    assert {conflict.earlier.value, conflict.later.value} == {"di anna", "di berta"}
    assert first.digest("house:BAR") == second.digest("house:BAR") == world.desks[0].digest("house:BAR")


@pytest.mark.parametrize("value", ["prima", "seconda", "x"])
def test_a_decision_taken_back_opens_it_everywhere_and_puts_the_value_back(world: World, value: str) -> None:
    coordinator = world.desks[0]
    decided = only(coordinator)
    decision = conflicts.decide(coordinator.db, decided, AT, value)
    world.exchange_all()
    assert decisions.undo(coordinator.db, TABLES, decision, AT)
    world.exchange_all()
    for desk in world.desks[:3]:
        assert only(desk).is_open
        assert desk.db.execute("SELECT notes FROM visit").fetchall() == [("seconda",)]
    conflicts.decide(world.desks[1].db, only(world.desks[1]), AT, "prima")
    world.exchange_all()
    for desk in world.desks[:3]:
        assert merge.conflicts(desk.db) == []
        assert desk.db.execute("SELECT notes FROM visit").fetchall() == [("prima",)]


def test_decisions_are_told_and_taken_back_months_later(world: World) -> None:
    coordinator, first, _, _ = world.desks
    decision = merge.decide(coordinator.db, only(coordinator), AT, "x")
    world.exchange_all()
    for desk in world.desks:
        desk.clock.ms += 200 * 86_400_000
    first.db.execute("UPDATE visit SET minutes = 40")
    world.exchange_all()
    (told,) = decisions.decisions(coordinator.db)
    assert (told.id, told.choice, told.decided_by, told.withdrawn) == (decision, "other", "utente 1", False)
    assert told.conflict
    assert {told.conflict.earlier.value, told.conflict.later.value} == {"prima", "seconda"}
    assert decisions.undo(coordinator.db, TABLES, decision, AT)
    world.exchange_all()
    for desk in world.desks[:3]:
        assert desk.db.execute("SELECT notes, minutes FROM visit").fetchall() == [("seconda", 40)]
        assert decisions.decisions(desk.db)[0].withdrawn
    with pytest.raises(LookupError):
        decisions.undo(coordinator.db, TABLES, decision, AT)


def test_what_was_written_since_is_not_overwritten_by_taking_back(world: World) -> None:
    coordinator = world.desks[0]
    decision = merge.decide(coordinator.db, only(coordinator), AT, "prima")
    coordinator.db.execute("UPDATE visit SET notes = 'dopo'")
    assert not decisions.undo(coordinator.db, TABLES, decision, AT)
    assert coordinator.db.execute("SELECT notes FROM visit").fetchall() == [("dopo",)]
    assert only(coordinator).is_open


def test_deciding_is_one_transaction(world: World) -> None:
    coordinator = world.desks[0]
    coordinator.db.execute(
        "CREATE TRIGGER full BEFORE INSERT ON conflict_decision BEGIN SELECT RAISE(ABORT, 'no room'); END"
    )
    with pytest.raises(sqlite.DatabaseError, match="no room"):
        merge.decide(coordinator.db, only(coordinator), AT, "x")
    assert coordinator.db.execute("SELECT notes FROM visit").fetchall() == [("seconda",)]
    assert only(coordinator).is_open


def test_a_decision_joins_an_open_transaction(world: World) -> None:
    coordinator = world.desks[0]
    coordinator.db.execute("BEGIN")
    merge.decide(coordinator.db, only(coordinator), AT, "x")
    coordinator.db.execute("ROLLBACK")
    assert only(coordinator).is_open


def test_voiding_against_editing_is_shown(world: World) -> None:
    _, first, second, _ = world.desks
    first.db.execute("UPDATE visit SET voided = 1")
    second.db.execute("UPDATE visit SET voided = 0, minutes = 7")
    world.exchange_all()
    assert first.db.execute("SELECT voided, minutes FROM visit").fetchall() == [(1, 7)]


def test_equal_answers_are_no_conflict() -> None:
    world = make_world("BAR", "BAR")
    _, first, second = world.desks
    first.db.execute("INSERT INTO visit VALUES ('v1', 'BAR', 0, 'uno', NULL, 1.5, NULL)")
    world.exchange_all()
    for desk in (first, second):
        desk.db.execute("UPDATE visit SET notes = 'uguale'")
    world.exchange_all()
    assert merge.conflicts(first.db, open_only=False) == []


def test_a_ledger_entry_made_twice_keeps_the_first_and_shows_both() -> None:
    """Two devices that choose one id: the entry that lies lower in time holds, whatever comes later."""
    world = make_world("BAR", "BAR")
    coordinator, first, second = world.desks
    second.clock.ms = NOW + 5
    first.db.execute("INSERT INTO entry VALUES ('e1', 'BAR', 100)")
    second.db.execute("INSERT INTO entry VALUES ('e1', 'BAR', 999)")
    world.exchange_all()
    for desk in (coordinator, first, second):
        assert desk.db.execute("SELECT cents FROM entry").fetchall() == [(100,)]
        assert (only(desk).earlier.value, only(desk).later.value) == (100, 999)
    with pytest.raises(sqlite.DatabaseError, match="append-only"):
        merge.decide(coordinator.db, only(coordinator), AT, 999)
    merge.decide(coordinator.db, only(coordinator), AT)
    assert merge.conflicts(coordinator.db) == []


def test_two_answers_to_what_only_a_newer_program_asks_wait_for_the_upgrade() -> None:
    """Before it nobody could be shown what they are about: any device may write fields that nobody knows."""
    world = make_world("BAR", "BAR")
    center, first, second = world.desks
    center.db = database(clock=center.clock, tables=OLDER)
    roster.store(center.db, world.roster)
    change_log.start(center.db, 1, "utente 1")
    first.db.execute("INSERT INTO visit VALUES ('v1', 'BAR', 0, 'uno', NULL, 1.5, NULL)")
    world.deliver(second, world.seal(first))
    for desk, day in ((first, "2025-01-01"), (second, "2025-01-02")):
        desk.db.execute("UPDATE visit SET notes = ?, on_date = ?", (day, day))
        world.seal(desk)
    sealed = [data for desk in (first, second) for data in desk.outbox()]
    report = merge.apply(center.db, [world.open(center, data) for data in sealed], OLDER, NOW)
    assert report.opened == {"house:BAR": 1}
    assert [one.col for one in merge.conflicts(center.db)] == ["notes"]
    upgrade(center.db)
    assert [one.col for one in merge.conflicts(center.db)] == ["notes", "on_date"]


def test_pages_of_conflicts(world: World) -> None:
    _, first, second, _ = world.desks
    for desk, notes in ((first, "a"), (second, "b")):
        desk.db.execute("UPDATE visit SET score = ?, notes = ?", (desk.identity.ordinal, notes))
    world.exchange_all()
    everything = merge.conflicts(first.db)
    assert len(everything) == 3
    assert [merge.conflicts(first.db, limit=1, offset=i)[0] for i in range(3)] == everything


@pytest.mark.parametrize("what", ["a new record", "one of those that wait"])
def test_a_merge_reads_nothing_of_the_differences_that_wait_elsewhere(what: str) -> None:
    """So it needs no more memory, however many there are."""
    assert rows_read(waiting=2, what=what) == rows_read(waiting=60, what=what)


def rows_read(waiting: int, what: str) -> int:
    """How many rows the coordinator's program is given while it merges one save, beside so many open conflicts."""
    world = differing(waiting)
    coordinator, first, _ = world.desks
    if what == "a new record":
        first.db.execute("INSERT INTO visit VALUES ('new', 'BAR', 0, 'uno', NULL, 1.5, NULL)")
    else:
        first.db.execute("UPDATE visit SET notes = 'both' WHERE id = 'v1'")
    sealed = world.seal(first)
    given = []

    def counted(_cursor: object, row: tuple[object, ...]) -> tuple[object, ...]:
        given.append(row)
        return row

    coordinator.db.row_factory = counted
    assert world.deliver(coordinator, sealed).rows == {"visit": 1}
    return len(given)


def differing(many: int) -> World:
    """Two desks of BAR have written other notes into each of so many visits."""
    world = make_world("BAR", "BAR")
    coordinator, first, second = world.desks
    names = [(f"v{number}",) for number in range(many)]
    first.db.executemany("INSERT INTO visit VALUES (?, 'BAR', 0, 'uno', NULL, 1.5, NULL)", names)
    world.exchange_all()
    for desk in (first, second):
        desk.db.execute(
            "UPDATE visit SET notes = ?, minutes = ?", (desk.identity.name, desk.identity.ordinal)
        )
    world.exchange_all()
    assert len(merge.conflicts(coordinator.db)) == 2 * many
    return world


class Asking:
    """A connection that counts how often it is asked for something."""

    def __init__(self, db: Any) -> None:
        self.db, self.asked = db, 0

    @property
    def in_transaction(self) -> bool:
        return bool(self.db.in_transaction)

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        self.asked += 1
        return self.db.execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any) -> Any:
        self.asked += 1
        return self.db.executemany(sql, parameters)


def asked(many: int) -> list[int]:
    """How many statements it takes to decide so many differences, each by its earlier answer; and to take that back."""
    world = differing(many)
    coordinator = world.desks[0]
    before = [one for one in merge.conflicts(coordinator.db) if one.col == "notes"]
    connection = Asking(coordinator.db)
    found = conflicts.open_of(connection, "visit", "notes")
    assert found == before
    made = conflicts.decide_alike(connection, [(one, one.earlier.value) for one in found], AT)
    assert len({*made}) == many
    world.exchange_all()
    for desk in world.desks:
        assert {one.col for one in merge.conflicts(desk.db)} == {"minutes"}
        told = decisions.decisions(desk.db)
        assert {(one.id, one.choice) for one in told} == {(one, "earlier") for one in made}
        held = desk.db.execute("SELECT id, notes FROM visit").fetchall()
        assert sorted(held) == sorted((one.rid, one.earlier.value) for one in found)
    undoing = Asking(coordinator.db)
    assert decisions.undo_all(undoing, TABLES, made, AT) == [True] * many
    world.exchange_all()
    for desk in world.desks:
        assert len(merge.conflicts(desk.db)) == 2 * many
        held = desk.db.execute("SELECT id, notes FROM visit").fetchall()
        assert sorted(held) == sorted((one.rid, one.later.value) for one in found)
    return [connection.asked, undoing.asked]


def undone(together: bool) -> tuple[list[bool], list[Any], int]:
    """Decisions taken back together or one by one: some of one field, one that was written over since, one kept."""
    world = differing(4)
    db = world.desks[0].db
    for value in ("uno", "due", conflicts.KEEP, "tre"):
        for one in merge.conflicts(db, open_only=False):
            if one.col == "notes" and (value != "due" or one.rid != "v2"):
                merge.decide(db, one, AT, value)
    db.execute("UPDATE visit SET notes = 'poi' WHERE id = 'v3'")
    newest = [one.id for one in decisions.decisions(db)]
    newest.insert(3, newest.pop())
    answers = (
        decisions.undo_all(db, TABLES, newest, AT)
        if together
        else [decisions.undo(db, TABLES, one, AT) for one in newest]
    )
    held = db.execute("SELECT id, notes FROM visit ORDER BY id").fetchall()
    return answers, held, len(merge.conflicts(db))


def test_many_taken_back_together_are_as_one_by_one() -> None:
    answers, held, still_open = undone(together=True)
    assert (answers, held, still_open) == undone(together=False)
    assert {*answers} == {True, False} and still_open == 8


def test_many_are_taken_back_together_or_none(world: World) -> None:
    db = world.desks[0].db
    decision = merge.decide(db, only(world.desks[0]), AT, "x")
    for ids in ([decision, "nobody's"], [decision, decision]):
        with pytest.raises(LookupError):
            decisions.undo_all(db, TABLES, ids, AT)
        assert db.execute("SELECT notes FROM visit").fetchall() == [("x",)]
        assert merge.conflicts(db) == []


def test_many_alike_are_decided_with_as_few_statements_as_a_few() -> None:
    assert asked(3) == asked(40)
