"""Erasures reach every replica, in any order, and touch only what their sender may touch."""

import json
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlite

from millegiorni_sync import SyncedTable, change_log, erasures, merge
from millegiorni_sync.body import LogRow
from millegiorni_sync.bundle import Place, seal
from millegiorni_sync.change_log import ERASED
from millegiorni_sync.clock import compose

from .world import ENTRY, NOW, TABLES, TERM, VISIT, Desk, World, make_world

AT = "2025-03-01T10:00:00Z"
SECRET = "abita in via Tepice"


@pytest.fixture
def world() -> World:
    return make_world("BAR", "BAR", "TUR")


def write(desk: Desk, rid: str = "v1", notes: str = SECRET) -> None:
    desk.db.execute(
        "INSERT INTO visit VALUES (?, ?, 0, ?, 30, 1.5, '2025-01-31')", (rid, desk.identity.house, notes)
    )


def erase(desk: Desk, rid: str = "v1", **wish: Any) -> None:
    merge.erase(desk.db, [merge.Wish("visit", rid, "BAR", **wish)], TABLES, AT)


def everything(desk: Desk) -> str:
    names = [row[0] for row in desk.db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return repr(
        [desk.db.execute(f"SELECT * FROM {name}").fetchall() for name in names if name != "sync_outbox"]
    )


def visit(desk: Desk, rid: str = "v1") -> Any:
    return desk.db.execute(
        "SELECT voided, notes, minutes, on_date FROM visit WHERE id = ?", (rid,)
    ).fetchone()


def test_row_and_log_are_blanked_but_for_what_is_kept(world: World) -> None:
    desk = world.desks[1]
    write(desk, notes="prima")
    desk.db.execute("UPDATE visit SET notes = ?, minutes = 45", (SECRET,))
    erase(desk, kept=["minutes"])
    assert visit(desk) == (0, "", 45, None)
    assert (
        SECRET not in everything(desk)
        and "prima" not in everything(desk)
        and "2025-01-31" not in everything(desk)
    )
    assert not desk.db.execute("SELECT * FROM sync_conflict").fetchall()


@pytest.mark.parametrize("order", ["record first", "erasure first", "together"])
def test_it_arrives_in_any_order(world: World, order: str) -> None:
    coordinator, first, second, _ = world.desks
    write(first)
    records = world.seal(first)
    world.deliver(second, records)
    erase(second)
    erasure = world.seal(second)
    for part in {"record first": [records, erasure], "erasure first": [erasure, records]}.get(
        order, [records + erasure]
    ):
        world.deliver(coordinator, part)
    assert visit(coordinator) == (0, "", None, None)
    assert SECRET not in everything(coordinator)
    world.exchange_all()
    assert SECRET not in everything(first)
    assert first.digest("house:BAR") == second.digest("house:BAR") == coordinator.digest("house:BAR")


def test_what_someone_wrote_without_knowing_is_blanked_when_it_comes(world: World) -> None:
    coordinator, first, second, _ = world.desks
    write(first)
    world.exchange_all()
    erase(first)
    second.db.execute("UPDATE visit SET notes = 'ora abita altrove'")
    world.exchange_all()
    for desk in (coordinator, first, second):
        assert visit(desk) == (0, "", None, None)
        assert "altrove" not in everything(desk)
        assert not desk.db.execute("SELECT * FROM sync_conflict").fetchall()


def test_nothing_is_written_to_an_erased_record_but_that_it_is_void(world: World) -> None:
    desk = world.desks[1]
    write(desk)
    erase(desk)
    with pytest.raises(sqlite.DatabaseError, match=ERASED):
        desk.db.execute("UPDATE visit SET notes = 'di nuovo'")
    desk.db.execute("UPDATE visit SET voided = 1")
    assert visit(desk) == (1, "", None, None)


def test_some_fields_as_they_were_until_now(world: World) -> None:
    coordinator, first, second, _ = world.desks
    write(first)
    world.exchange_all()
    erase(first, fields=["notes"])
    assert visit(first) == (0, "", 30, "2025-01-31")
    first.db.execute("UPDATE visit SET notes = 'innocuo'")
    world.exchange_all()
    for desk in (coordinator, first, second):
        assert visit(desk) == (0, "innocuo", 30, "2025-01-31")
        assert SECRET not in everything(desk)


def test_a_blanked_copy_of_what_is_whole_here_is_no_fork_and_anything_else_is(world: World) -> None:
    """A snapshot may bring blanked rows before their erasure comes."""
    desk = world.desks[1]
    write(desk)
    desk.db.execute("UPDATE visit SET notes = 'altro', minutes = 45")
    whole = [LogRow(*row) for row in desk.log()]
    erase(desk, kept=["minutes"])
    blanked = [LogRow(*row) for row in desk.log()]
    for before, after in zip(whole, blanked, strict=False):
        assert before != after
        assert erasures.erased_form(after, before)
        assert not erasures.erased_form(before, after)
        assert not erasures.erased_form(after._replace(user="altri"), before)
    assert not erasures.erased_form(whole[0]._replace(cells='{"minutes":31}'), whole[0])


def test_another_house_erases_nothing_here(world: World) -> None:
    coordinator, first, _, other = world.desks
    write(first)
    world.exchange_all()
    change = [merge.Wish("visit", "v1", "TUR")]
    merge.erase(other.db, change, TABLES, AT)
    world.exchange_all()
    assert visit(coordinator) == visit(first) == (0, SECRET, 30, "2025-01-31")


def test_money_is_not_erased_only_the_words_beside_it() -> None:
    receipt = SyncedTable(
        "receipt", ("house", "cents", "content"), "house", append_only=True, erasable=("content",)
    )
    tables = (*TABLES, receipt)
    desk = make_world("BAR").desks[1]
    desk.db.execute(
        "CREATE TABLE receipt (id TEXT PRIMARY KEY, house TEXT NOT NULL, cents INTEGER, content TEXT)"
    )
    change_log.install(desk.db, tables)
    desk.db.execute("INSERT INTO receipt VALUES ('r', 'BAR', 15165, ?)", (SECRET,))
    desk.db.execute("INSERT INTO entry VALUES ('e', 'BAR', 15165)")
    merge.erase(
        desk.db,
        [merge.Wish(name, rid, "BAR") for name, rid in (("receipt", "r"), ("entry", "e"))],
        tables,
        AT,
    )
    assert desk.db.execute("SELECT cents, content FROM receipt").fetchall() == [(15165, None)]
    assert desk.db.execute("SELECT cents FROM entry").fetchall() == [(15165,)]


@pytest.mark.parametrize("kept", ["not json", "{}", 7, None, "[" * 100_000])
def test_what_a_stranger_wrote_wrongly_keeps_nothing_and_breaks_nothing(world: World, kept: object) -> None:
    coordinator, first, *_ = world.desks
    write(first)
    first.db.execute(
        "INSERT INTO erasure VALUES ('x', 'visit', 'v1', NULL, ?, NULL, ?, 'qualcuno', 'BAR')",
        (json.dumps(kept) if kept is None else kept, AT),
    )
    world.exchange_all()
    assert visit(coordinator) == (0, "", None, None)


def test_an_older_program_takes_nothing_from_entries_of_a_table_that_it_does_not_know(world: World) -> None:
    coordinator, first, *_ = world.desks
    first.db.execute("INSERT INTO entry VALUES ('e', 'BAR', 500)")
    merge.erase(first.db, [merge.Wish("entry", "e", "BAR")], TABLES, AT)
    opened = [world.open(coordinator, data) for data in world.seal(first)]
    merge.apply(coordinator.db, opened, (VISIT, TERM), NOW)
    merge.rematerialise(coordinator.db, [ENTRY])
    assert coordinator.db.execute("SELECT cents FROM entry").fetchall() == [(500,)]
    assert coordinator.digest() == first.digest()


def test_an_older_program_catches_up_with_the_table_it_did_not_know(world: World) -> None:
    coordinator, first, *_ = world.desks
    write(first)
    erase(first)
    old = (TERM, ENTRY)
    opened = [world.open(coordinator, data) for data in world.seal(first)]
    merge.apply(coordinator.db, opened, old, NOW)
    merge.rematerialise(coordinator.db, [VISIT])
    assert visit(coordinator) == (0, "", None, None)
    assert SECRET not in everything(coordinator)


def test_a_record_with_very_many_fields_is_erased_like_any_other() -> None:
    """A row of a newer program, or of a hostile one: what was let in once is never too much afterwards."""
    world = make_world("BAR", "BAR")
    center, first, second = world.desks
    extra = {f"c{number}": "segreto" * 6 for number in range(1_500)}
    cells = json.dumps({"house": "BAR", "voided": 0, "notes": "segreto", **extra}, separators=(",", ":"))
    row = LogRow(compose(NOW, 0, 2), "visit", "wide", "I", cells, None, "house:BAR", "anna")
    schema = {"visit": [[*TABLES[0].columns, *extra], "house", 0]}
    place = Place("house:BAR", 1, "", 0, [])
    data = seal(first.identity, world.roster, place, [row], schema, world.roster.active).data
    for desk in (center, second):
        assert len(world.deliver(desk, [data]).applied) == 1
    merge.erase(second.db, [merge.Wish("visit", "wide", "BAR")], TABLES, "2025-03-01T10:00:00Z")
    report = world.deliver(center, world.seal(second))
    assert len(report.applied) == 1 and not report.quarantined
    for desk in (center, second):
        assert "segreto" not in str(desk.log())
