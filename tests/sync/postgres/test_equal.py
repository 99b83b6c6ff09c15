"""The same bundles merged into SQLCipher and into PostgreSQL: the same state, conflicts, totals and balance."""

from __future__ import annotations

import json
import random
from typing import Any

import psycopg
import sqlcipher3.dbapi2 as sqlite
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from millegiorni_sync import balance, change_log, decisions, feeds, merge, roster, withdrawing
from millegiorni_sync.clock import HIGHEST_ORDINAL
from millegiorni_sync.postgres import PostgresConnection
from tests.property.test_merge import (
    LATE,
    Script,
    contests,
    deliveries,
    erasures,
    houses,
    offsets,
    skews,
    texts,
    twins,
)
from tests.sync.world import TABLES, Desk, World, make_world

LOWEST, HIGHEST = -(1 << 63), (1 << 63) - 1
whole = st.integers(-(1 << 63), (1 << 63) - 1)
VALUES = {
    "voided": st.integers(0, 1),
    "notes": texts,
    "minutes": st.none() | whole,
    "score": st.none() | st.floats(allow_nan=False, allow_infinity=False),
    "on_date": st.none() | st.dates().map(str),
}
inserts = st.tuples(
    st.just("insert"), st.sampled_from(["visit", "entry"]), texts, whole, whole.map(float), st.integers(0, 3)
)
updates = st.sampled_from(sorted(VALUES)).flatmap(
    lambda col: st.tuples(st.just("update"), st.just("visit"), st.just(col), VALUES[col], st.integers(0, 20))
)
scripts = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.one_of(
            contests,
            contests,
            twins,
            updates,
            updates,
            deliveries,
            erasures,
            inserts,
            st.just(("seal",)),
            skews,
        ),
    ),
    min_size=6,
    max_size=30,
)


def emptied(store: PostgresConnection) -> PostgresConnection:
    """*store* as it was when it was made."""
    names = [row[0] for row in store.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    kept = {"lite_about", "lite_trigger", "sync_state"}
    store.raw.execute(f"TRUNCATE {', '.join(sorted(set(names) - kept))}")
    store.execute("UPDATE sync_state SET ordinal = NULL, clock = 0, applying = 0, handed = 0")
    return store


def played(names: list[str], skewed: list[int], script: list[Any], seed: int) -> tuple[World, Script]:
    world = make_world(*names)
    play = Script(world)
    play.begin()
    for desk, offset in zip(world.desks, skewed, strict=False):
        desk.clock.ms += offset
    for number, step in script:
        play.play(world.desks[number % len(world.desks)], step)
    play.finish(random.Random(seed))
    return world, play


def everything(world: World, play: Script, db: Any, seed: int) -> Desk:
    """A device that is nobody's and reads as the coordinator does, which gets every bundle, shuffled, some twice."""
    change_log.start(db, 9_999, "archivio")
    roster.store(db, world.roster)
    twin = Desk(db, world.desks[0].identity, world.desks[0].clock)
    bundles = [data for _, data in play.bundles]
    chance = random.Random(seed + 1)
    bundles += chance.sample(bundles, len(bundles) // 3)
    chance.shuffle(bundles)
    while bundles:
        size = chance.randint(1, len(bundles))
        world.deliver(twin, bundles[:size], now_ms=LATE)
        bundles = bundles[size:]
    return twin


def books(db: Any) -> Any:
    found = balance.check(db, TABLES)
    return found.after.to_json(), found.faults


@settings(
    max_examples=10,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(houses, offsets, scripts, st.integers(0, 1 << 30))
@example(
    ["BAR"],
    [0] * 5,
    [(1, ("insert", "entry", "", LOWEST, 0.0, 1)), (1, ("insert", "entry", "", HIGHEST, 0.0, 1))],
    0,
)
def test_a_history_ends_in_the_same_state_in_both(
    store: PostgresConnection, names: list[str], skewed: list[int], script: list[Any], seed: int
) -> None:
    world, play = played(names, skewed, script, seed)
    here = world.desks[0]
    there = everything(world, play, emptied(store), seed)
    assert there.digest() == here.digest()
    for audience in ("network", "house:BAR"):
        assert there.digest(audience) == here.digest(audience)
    for open_only in (True, False):
        assert merge.conflicts(there.db, open_only) == merge.conflicts(here.db, open_only)
    assert merge.totals(there.db, TABLES) == merge.totals(here.db, TABLES)
    assert decisions.decisions(there.db) == decisions.decisions(here.db)
    assert books(there.db) == books(here.db) and not books(there.db)[1]
    assert not store.execute("SELECT 1 FROM lite_misfit").fetchall()
    for audience in ("network", "house:BAR"):
        mine, theirs = (list(feeds.rows_of(desk.db, audience)) for desk in (here, there))
        assert mine == theirs
    held = balance.check(there.db, TABLES).after
    for desk in (here, there):
        withdrawing.withdraw(desk.db, TABLES, f"l.clk & {HIGHEST_ORDINAL} = ?", (2,))
    assert there.digest() == here.digest()
    left = [balance.check(desk.db, TABLES, held).withdrawn for desk in (here, there)]
    assert (left[0].rows(), left[0].records) == (left[1].rows(), left[1].records)


def test_what_a_column_cannot_hold_leaves_it_empty_and_is_told(store: PostgresConnection) -> None:
    world = make_world("BAR")
    play = Script(world)
    desk = world.desks[1]
    desk.db.execute("INSERT INTO visit VALUES ('v', 'BAR', 'forse', 12, 'molti', '1.5', 2025)")
    desk.db.execute("INSERT INTO visit VALUES ('w', 'BAR', 0, '\ue0000', 7.0, 3, '2025-01-01')")
    play.finish(random.Random(0))
    there = everything(world, play, store, 0)
    assert there.log() == desk.log()
    assert store.execute("SELECT * FROM visit ORDER BY id").fetchall() == [
        ("v", "BAR", 0, "12", None, 1.5, "2025"),
        ("w", "BAR", 0, "\ue0000", 7, 3.0, "2025-01-01"),
    ]
    assert sorted(store.execute("SELECT col FROM lite_misfit")) == [("minutes",), ("voided",)]


def test_what_is_written_here_is_logged_and_refused_as_on_a_vault(store: PostgresConnection) -> None:
    change_log.start(store, 7, "io")
    vault = make_world().desks[0].db
    change_log.start(vault, 7, "io")
    written = (
        "INSERT INTO visit VALUES ('v', 'BAR', 0, :odd, 4, 1.5, '2025-01-01')",
        "UPDATE visit SET notes = '', minutes = NULL, score = 3.0 WHERE id = 'v'",
        "UPDATE visit SET minutes = minutes",
        "INSERT INTO entry VALUES ('e', 'BAR', -5)",
        "DELETE FROM visit",
        "UPDATE visit SET house = 'TUR'",
        "UPDATE entry SET cents = 6",
        "INSERT INTO visit (id, house, voided, notes) VALUES ('a b', 'BAR', 0, '')",
        "INSERT INTO visit (id, house, voided, notes, score) VALUES ('i', 'BAR', 0, '', 9e999)",
        "INSERT INTO entry VALUES ('e', 'BAR', 7)",
    )
    told = []
    for db in (vault, store):
        refused = []
        for sql in written:
            try:
                db.execute(sql, {"odd": 'è "\t\u2028 \ue0000 a\0b'} if ":odd" in sql else ())
            except (sqlite.IntegrityError, psycopg.IntegrityError) as error:
                refused.append(str(error))
        rows = db.execute(
            "SELECT tbl, rid, kind, cells, audience, user FROM sync_log ORDER BY clk"
        ).fetchall()
        told.append((rows, refused[:-1], len(refused)))
    assert told[0] == told[1]
    assert told[0][2] == 6
    clocks = store.execute("SELECT clk, prevs FROM sync_log WHERE rid = 'v' ORDER BY clk").fetchall()
    assert json.loads(clocks[1][1]) == dict.fromkeys(("notes", "minutes", "score"), clocks[0][0])


def test_a_text_is_the_same_whole_number_in_both(store: PostgresConnection) -> None:
    vault = sqlite.connect(":memory:")
    numbers = ("1152921504606765056", "-9223372036854775808", "9223372036854775808", "-1" * 20, "9" * 30)
    for text in (*numbers, "", "x", " 12 ", "+7", "3.9", "12 euro", None):
        told = [db.execute("SELECT CAST(? AS INTEGER)", (text,)).fetchone()[0] for db in (vault, store)]
        assert told[0] == told[1], text
    vault.close()
