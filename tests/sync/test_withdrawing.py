"""Rows that leave the log again: what stays is what a log without them gives, on every device."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from millegiorni_sync import merge, withdrawing
from millegiorni_sync.clock import HIGHEST_ORDINAL
from tests.property.test_merge import Script, check_against_oracle, check_erased, steps
from tests.sync.world import NOW, TABLES, Desk, World, make_world

BY = f"l.clk & {HIGHEST_ORDINAL} = ?"
AT = "2025-03-01T10:00:00Z"


@pytest.fixture
def world() -> World:
    """A coordinator and two desks of one house; all have the visit v1, written by the first."""
    made = make_world("BAR", "BAR")
    made.desks[1].db.execute("INSERT INTO visit VALUES ('v1', 'BAR', 0, 'uno', 1, NULL, NULL)")
    made.exchange_all()
    return made


def withdraw(desk: Desk, origin: int) -> withdrawing.Withdrawn:
    return withdrawing.withdraw(desk.db, TABLES, BY, (origin,))


def notes(desk: Desk) -> list[tuple[str, str]]:
    return list(desk.db.execute("SELECT id, notes FROM visit ORDER BY id"))


def test_a_value_gives_way_to_the_one_that_it_replaced(world: World) -> None:
    world.desks[2].db.execute("UPDATE visit SET notes = 'due', minutes = 9 WHERE id = 'v1'")
    world.exchange_all()
    found = withdraw(world.desks[0], 3)
    assert found == withdrawing.Withdrawn({"visit": 1}, {"visit": frozenset({"v1"})})
    assert world.desks[0].db.execute("SELECT notes, minutes FROM visit").fetchall() == [("uno", 1)]
    assert merge.conflicts(world.desks[0].db) == []


def test_a_record_without_an_insertion_leaves_and_one_with_another_stays(world: World) -> None:
    for desk in world.desks[1:]:
        note = f"di {desk.identity.ordinal}"
        desk.db.execute("INSERT INTO visit VALUES ('both', 'BAR', 0, ?, 1, NULL, NULL)", (note,))
        desk.db.execute("INSERT INTO entry VALUES ('both', 'BAR', ?)", (desk.identity.ordinal,))
    world.desks[2].db.execute("INSERT INTO visit VALUES ('theirs', 'BAR', 0, 'x', 1, NULL, NULL)")
    world.exchange_all()
    center = world.desks[0]
    center.db.execute("UPDATE visit SET minutes = 5 WHERE id = 'theirs'")
    assert merge.conflicts(center.db)
    withdraw(center, 3)
    assert notes(center) == [("both", "di 2"), ("v1", "uno")]
    assert center.db.execute("SELECT id, cents FROM entry").fetchall() == [("both", 2)]
    assert merge.conflicts(center.db) == []
    check_against_oracle(center)


def test_what_was_written_above_a_withdrawn_row_is_a_conflict_with_what_lies_below_it(world: World) -> None:
    first, second = world.desks[1:]
    second.db.execute("UPDATE visit SET notes = 'due' WHERE id = 'v1'")
    world.exchange_all()
    first.db.execute("UPDATE visit SET notes = 'tre' WHERE id = 'v1'")
    world.exchange_all()
    for desk in (world.desks[0], first):
        withdraw(desk, 3)
        (found,) = merge.conflicts(desk.db)
        assert (found.earlier.value, found.later.value, found.current) == ("uno", "tre", "tre")
        check_against_oracle(desk)
    merge.decide(first.db, merge.conflicts(first.db)[0], AT)
    world.deliver(world.desks[0], world.seal(first))
    assert merge.conflicts(world.desks[0].db) == []
    assert world.desks[0].digest() == first.digest()


def test_a_withdrawn_decision_opens_its_conflict_again(world: World) -> None:
    first, second = world.desks[1:]
    for desk in (world.desks[0], first):
        desk.db.execute("UPDATE visit SET notes = ? WHERE id = 'v1'", (f"di {desk.identity.ordinal}",))
    world.exchange_all()
    merge.decide(second.db, merge.conflicts(second.db)[0], AT)
    world.exchange_all()
    assert merge.conflicts(first.db) == []
    withdraw(first, 3)
    assert len(merge.conflicts(first.db)) == 1
    assert merge.totals(first.db, TABLES)["conflict_decision"] == {}


def test_a_withdrawn_erasure_lets_the_record_be_written_again(world: World) -> None:
    first, second = world.desks[1:]
    merge.erase(second.db, [merge.Wish("visit", "v1", "BAR")], TABLES, AT)
    world.exchange_all()
    withdraw(first, 3)
    first.db.execute("UPDATE visit SET notes = 'ancora' WHERE id = 'v1'")
    assert notes(first) == [("v1", "ancora")]


def test_what_was_withdrawn_is_kept_to_be_looked_at_and_an_erasure_reaches_it(world: World) -> None:
    first, second = world.desks[1:]
    second.db.execute("UPDATE visit SET notes = 'segreto' WHERE id = 'v1'")
    world.exchange_all()
    withdraw(first, 3)
    kept = first.db.execute("SELECT rid, cells, user FROM sync_withdrawn").fetchall()
    assert kept == [("v1", '{"notes":"segreto"}', "utente 3")]
    merge.erase(first.db, [merge.Wish("visit", "v1", "BAR")], TABLES, AT)
    assert first.db.execute("SELECT cells FROM sync_withdrawn").fetchall() == [('{"notes":null}',)]


def test_it_joins_a_transaction_and_leaves_with_it(world: World) -> None:
    center = world.desks[0]
    before = center.digest()
    center.db.execute("BEGIN")
    withdraw(center, 2)
    assert notes(center) == []
    center.db.execute("ROLLBACK")
    assert center.digest() == before
    assert center.db.execute("SELECT count(*) FROM sync_withdrawn").fetchone() == (0,)
    assert center.db.execute("SELECT applying FROM sync_state").fetchone() == (0,)


def test_nothing_to_withdraw_changes_nothing(world: World) -> None:
    before = world.desks[0].digest()
    assert withdraw(world.desks[0], 9) == withdrawing.Withdrawn()
    assert world.desks[0].digest() == before


def state(desk: Desk) -> list[Any]:
    """Rows and conflicts, whatever else was there before."""
    names = [table.name for table in TABLES] + ["conflict_decision", "erasure", "sync_log", "sync_conflict"]
    return [desk.db.execute(f"SELECT * FROM {name} ORDER BY 1, 2, 3").fetchall() for name in names]


@settings(max_examples=25)
@given(steps, st.integers(2, 4))
def test_what_stays_is_what_comes_of_a_log_without_them(script: list[Any], origin: int) -> None:
    """A device that had the rows and lost them is as one that never had them; but for what their erasures blanked."""
    world = make_world("BAR", "BAR", "TUR")
    play = Script(world)
    play.begin()
    for number, step in script:
        if step[0] != "erase" or number % 4 + 1 != origin:
            play.play(world.desks[number % 4], step)
    for desk in world.desks:
        desk.clock.ms = max(desk.clock.ms, NOW)
        play.seal(desk)
    center = world.desks[0]
    # Whoever never had them: rows of the withdrawn device are left out of what it merges.
    other = make_world(root=world.root).desks[0]
    other.identity = center.identity
    other.db.execute("UPDATE sync_state SET ordinal = 9999")
    sealed = [(desk, data) for desk, data in play.bundles if desk.identity.ordinal != origin]
    world.deliver(other, [data for _, data in sealed], now_ms=NOW * 2)
    play.deliver(center, random.Random(0), 1.0)
    withdraw(center, origin)
    assert state(center) == state(other)
    check_against_oracle(center)
    check_erased(center)
