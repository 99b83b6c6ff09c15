"""Any order, repetition and split of delivery ends in the same state, and that state is the oracle's."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlcipher3.dbapi2 as sqlite
from hypothesis import given, settings
from hypothesis import strategies as st

from millegiorni_sync import SyncedTable, balance, merge
from millegiorni_sync.change_log import DECISIONS, ERASED, ERASURES, NOT_FINITE
from millegiorni_sync.clock import HIGHEST_ORDINAL
from millegiorni_sync.resolve import Write, resolve
from tests.sync.world import NOW, TABLES, Desk, World, make_world

DAY = 86_400_000
LATE = NOW + 5_000 * DAY
COLUMNS = {table.name: table.columns for table in (*TABLES, DECISIONS, ERASURES)}
APPEND_ONLY = {table.name for table in TABLES if table.append_only} | {"erasure", "conflict_decision"}
EDITABLE = {"visit": ("voided", "notes", "minutes", "score", "on_date"), "term": ("label", "ends")}
NEVER_NULL = {"notes", "label"}
CONTESTED = (("visit", "notes"), ("term", "label"))

texts = st.text(max_size=6) | st.sampled_from(
    ["", "à€", "\x00x", "\t\n", '"\\', "1", "1.0", "-0", "1e5", "null"]
)
numbers = st.integers(-(1 << 63), (1 << 63) - 1) | st.floats(allow_nan=False)
VALUES = {
    "voided": st.integers(0, 1),
    "notes": texts,
    "minutes": st.none() | numbers | texts,
    "score": st.none() | numbers,
    "on_date": st.none() | st.sampled_from(["2025-01-31", "2025"]) | numbers | texts,
    "label": texts,
    "ends": st.none() | texts,
}

inserts = st.tuples(
    st.just("insert"), st.sampled_from(["visit", "term", "entry"]), texts, numbers | st.none(), numbers | st.none(),
    st.integers(0, 3),
)  # fmt: skip
updates = st.sampled_from(sorted(EDITABLE)).flatmap(
    lambda table: st.sampled_from(EDITABLE[table]).flatmap(
        lambda col: st.tuples(
            st.just("update"), st.just(table), st.just(col), VALUES[col], st.integers(0, 20)
        )
    )
)
twins = st.tuples(
    st.just("insert"), st.sampled_from(["visit", "entry"]), st.sampled_from(["x", "y"]), st.integers(0, 2), st.none(),
    st.just(0),
)  # fmt: skip
# Few fields, few values: what several desks write about at the same time.
contests = st.tuples(
    st.just("update"), st.sampled_from(CONTESTED), st.sampled_from(["x", "y", "z"]), st.integers(0, 1)
).map(lambda step: (step[0], *step[1], *step[2:]))
# All but a few fields for ever, or a few fields as they were until now.
erasures = st.tuples(
    st.just("erase"),
    st.sampled_from([("visit", ("minutes",)), ("visit", ()), ("term", ("ends",)), ("entry", ())]),
    st.sampled_from([None, ("notes", "label"), ("score",)]),
    st.integers(0, 3),
).map(lambda step: (step[0], *step[1], *step[2:]))
deliveries = st.tuples(st.just("deliver"), st.integers(0, 1 << 30), st.booleans())
skews = st.tuples(st.just("skew"), st.integers(-2_000 * DAY, 2_000 * DAY))
steps = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.one_of(
            contests,
            contests,
            contests,
            twins,
            twins,
            updates,
            deliveries,
            deliveries,
            erasures,
            inserts,
            st.just(("seal",)),
            skews,
        ),
    ),
    min_size=6,
    max_size=40,
)
houses = st.lists(st.sampled_from(["BAR", "BAR", "TUR"]), min_size=1, max_size=4)
offsets = st.lists(st.sampled_from([0, -900 * DAY, 900 * DAY]), min_size=5, max_size=5)


@contextmanager
def what_is_refused() -> Iterator[None]:
    """What is played here and the log does not let in: an infinite number, and a write to an erased record."""
    try:
        yield
    except sqlite.DatabaseError as error:
        assert str(error) in (NOT_FINITE, ERASED)


@dataclass
class Script:
    """Plays steps on a world; delivers bundles in part, twice, and out of order.

    What the change log refuses (an infinite number) is not written; whatever it lets in must arrive everywhere.
    """

    world: World
    bundles: list[tuple[Desk, bytes]] = field(default_factory=list)
    made: int = 0

    def play(self, desk: Desk, step: tuple[Any, ...]) -> None:
        match step:
            case ("insert", table, text, one, other, twin):
                with what_is_refused():
                    self.insert(desk, table, text, one, other, twin)
            case ("update", table, column, value, pick):
                ids = [row[0] for row in desk.db.execute(f"SELECT id FROM {table} ORDER BY id")]
                with what_is_refused():
                    desk.db.execute(
                        f"UPDATE {table} SET {column} = ? WHERE id = ?",
                        (value, ids[pick % len(ids)] if ids else ""),
                    )
            case ("erase", table, kept, fields, pick):
                self.erase(desk, table, kept, fields, pick)
            case ("seal",):
                self.seal(desk)
            case ("skew", step_ms):
                desk.clock.ms += step_ms
            case ("deliver", seed, everybody_seals):
                for other in self.world.desks if everybody_seals else ():
                    self.seal(other)
                self.deliver(desk, random.Random(seed), 0.7)

    def begin(self) -> None:
        """Records that everybody has before anything happens."""
        self.world.desks[0].db.execute("INSERT INTO term VALUES ('t', 'uno', NULL)")
        for desk in self.world.desks[1:]:
            row = (f"v{desk.identity.ordinal}", desk.identity.house)
            desk.db.execute("INSERT INTO visit VALUES (?, ?, 0, 'uno', 1, 1.5, '2025-01-01')", row)
        self.finish(random.Random(0))

    def insert(self, desk: Desk, table: str, text: str, one: Any, other: Any, twin: int) -> None:
        """A new record; with *twin* 0 one whose id two desks of a house may both choose."""
        self.made += 1
        house = desk.identity.house or "BAR"
        rid = f"{house}-same-{table}" if twin == 0 else f"{desk.identity.ordinal}-{self.made}"
        if desk.db.execute("SELECT 1 FROM sync_log WHERE tbl = ? AND rid = ?", (table, rid)).fetchone():
            return
        rows = {
            "visit": (rid, house, 0, text, one, other),
            "term": (rid, text, None if one is None else str(one)),
            "entry": (rid, house, 0 if one is None else one),
        }
        columns = ", ".join(("id", *COLUMNS[table])[: len(rows[table])])
        marks = ", ".join("?" * len(rows[table]))
        desk.db.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows[table])

    def erase(
        self,
        desk: Desk,
        table: str,
        kept: Any,
        fields: Any,
        pick: int,
        tables: Sequence[SyncedTable] = TABLES,
    ) -> None:
        """Erase a record that the desk holds."""
        house = "NULL" if table == "term" else "house"
        held = desk.db.execute(f"SELECT id, {house} FROM {table} ORDER BY id").fetchall()
        if held:
            rid, place = held[pick % len(held)]
            wish = merge.Wish(table, rid, place, kept=kept, fields=fields)
            merge.erase(desk.db, [wish], tables, "2025-03-01T10:00:00Z")

    def seal(self, desk: Desk) -> None:
        self.bundles += [(desk, data) for data in self.world.seal(desk)]

    def deliver(self, desk: Desk, chance: random.Random, share: float) -> None:
        """Some of what *desk* may read, some of it twice, in any order, in several merges."""
        allowed = {data for other in self.world.desks for data in self.world.for_desk(other, desk)}
        chosen = [data for _, data in self.bundles if data in allowed and chance.random() < share]
        chosen += [data for data in chosen if chance.random() < 0.3]
        chance.shuffle(chosen)
        while chosen:
            size = chance.randint(1, len(chosen))
            self.world.deliver(desk, chosen[:size], now_ms=LATE)
            chosen = chosen[size:]

    def finish(self, chance: random.Random) -> None:
        for desk in self.world.desks:
            self.seal(desk)
        for desk in self.world.desks:
            self.deliver(desk, chance, 1.0)


def oracle(
    log: list[Any], columns: dict[str, tuple[str, ...]] = COLUMNS
) -> tuple[dict[tuple[str, str], dict[str, Any]], set[tuple[Any, ...]]]:
    """Records and conflicts, worked out field by field from the list of its writes."""
    writes: dict[tuple[str, str, str], list[tuple[int, Any, int | None, str]]] = {}
    for clk, tbl, rid, kind, cells, prevs, _, _ in log:
        values, before = json.loads(cells), json.loads(prevs or "{}")
        for col in columns[tbl] if kind == "I" else values:
            writes.setdefault((tbl, rid, col), []).append((clk, values.get(col), before.get(col), kind))
    born = {(row[1], row[2]) for row in log if row[3] == "I"}
    records: dict[tuple[str, str], dict[str, Any]] = {key: {} for key in born}
    conflicts = set()
    for (tbl, rid, col), history in writes.items():
        history.sort()
        for i in range(1, len(history)):
            below, above = history[i - 1], history[i]
            if above[2] != below[0] and above[1] != below[1]:
                conflicts.add((tbl, rid, col, below[0], above[0]))
        if (tbl, rid) in born:
            records[tbl, rid][col] = history[0 if tbl in APPEND_ONLY else -1][1]
    return records, conflicts


def check_against_oracle(desk: Desk) -> None:
    records, conflicts = oracle(desk.log())
    for table, columns in COLUMNS.items():
        rows = desk.db.execute(f"SELECT id, {', '.join(columns)} FROM {table}").fetchall()
        assert {row[0] for row in rows} == {rid for tbl, rid in records if tbl == table}
        for rid, *values in rows:
            assert dict(zip(columns, values, strict=True)) == {
                column: "" if value is None and column in NEVER_NULL else value
                for column, value in records[table, rid].items()
            }
    assert set(desk.db.execute("SELECT * FROM sync_conflict")) == conflicts


def check_erased(desk: Desk) -> None:
    """No log row holds a value that an erasure of its audience names."""
    found = desk.db.execute("SELECT tbl, rid, fields, kept, upto, house FROM erasure").fetchall()
    for tbl, rid, fields, kept, upto, house in found:
        if tbl in APPEND_ONLY:
            continue
        for clk, _, _, _, cells, _, audience, _ in (row for row in desk.log() if row[1:3] == (tbl, rid)):
            if audience != (f"house:{house}" if house else "network") or (upto is not None and clk > upto):
                continue
            for column, value in json.loads(cells).items():
                named = column in json.loads(fields) if fields is not None else column not in json.loads(kept)
                assert value is None or not named or column in ("house", "voided")


def check_balance(desk: Desk, before: balance.Books) -> None:
    """Nothing was lost: handed over, logged and held are the same, and what was there before is still there."""
    found = balance.check(desk.db, TABLES, before)
    assert found.faults == ()
    for held in ("records", "cents"):
        then, came, left, now = (
            getattr(books, held) for books in (found.before, found.arrived, found.withdrawn, found.after)
        )
        places = then.keys() | came.keys() | now.keys()
        expected = {place: then.get(place, 0) + came.get(place, 0) - left.get(place, 0) for place in places}
        assert {place: n for place, n in expected.items() if n} == {p: n for p, n in now.items() if n}


def check_prevs(desk: Desk, gone: int = 0) -> None:
    """What a device says it replaced is the top of what it had: its own rows and what it had merged lie below.

    What the device *gone* wrote may have been withdrawn.
    """
    for clk, tbl, rid, kind, _, prevs, _, _ in desk.log():
        for col, prev in json.loads(prevs or "{}").items():
            row = desk.db.execute(
                "SELECT tbl, rid, kind, cells FROM sync_log WHERE clk = ?", (prev,)
            ).fetchone()
            assert prev < clk and kind == "U"
            if row is None and prev & HIGHEST_ORDINAL == gone:
                continue
            assert row[:2] == (tbl, rid) and (row[2] == "I" or col in json.loads(row[3]))


@settings(max_examples=10)
@given(houses, offsets, steps, st.integers(0, 1 << 30))
def test_every_device_ends_in_the_same_state(
    names: list[str], skewed: list[int], script: list[Any], seed: int
) -> None:
    world = make_world(*names)
    play = Script(world)
    play.begin()
    for desk, offset in zip(world.desks, skewed, strict=False):
        desk.clock.ms += offset
    before = []
    for at, (number, step) in enumerate(script):
        if at == len(script) // 2:
            before = [balance.check(desk.db, TABLES).after for desk in world.desks]
        play.play(world.desks[number % len(world.desks)], step)
    play.finish(random.Random(seed))
    for desk, held in zip(world.desks, before, strict=True):
        check_balance(desk, held)
        check_against_oracle(desk)
        check_erased(desk)
        check_prevs(desk)
        assert not desk.db.execute("SELECT 1 FROM sync_parked").fetchall()
    coordinator = world.desks[0]
    for desk in world.desks[1:]:
        for audience in ("network", f"house:{desk.identity.house}"):
            assert desk.digest(audience) == coordinator.digest(audience)
    assert coordinator.digest() == fresh_replica(world, play, seed)


def fresh_replica(world: World, play: Script, seed: int) -> str:
    """The digest of a coordinator's vault that gets everything at the end, one bundle after the other, shuffled."""
    twin = make_world(root=world.root).desks[0]
    twin.identity = world.desks[0].identity
    twin.db.execute("UPDATE sync_state SET ordinal = 9999")
    bundles = [data for _, data in play.bundles]
    random.Random(seed + 1).shuffle(bundles)
    for data in bundles:
        world.deliver(twin, [data], now_ms=LATE)
    return twin.digest()


histories = st.lists(
    st.tuples(
        st.sampled_from("IUUU"),
        st.dictionaries(st.sampled_from(["label", "ends"]), st.sampled_from(["x", "y", None]), min_size=1),
        st.tuples(st.integers(0, 9), st.integers(0, 9)),
    ),
    max_size=8,
)


@settings(max_examples=120)
@given(histories, st.booleans())
def test_one_record_is_resolved_as_the_oracle_says(history: list[Any], append_only: bool) -> None:
    log, writes = [], []
    for clk, (kind, given_cells, picks) in enumerate(history, 1):
        if append_only:
            kind = "I"
        cells = {col: value for col, value in given_cells.items() if kind == "U" or value is not None}
        prevs = {
            col: pick
            for col, pick in zip(("label", "ends"), picks, strict=True)
            if kind == "U" and col in cells
        }
        table = "entry" if append_only else "term"
        log.append((clk, table, "r", kind, json.dumps(cells), json.dumps(prevs), "", ""))
        writes.append(Write(clk, kind, cells, prevs))
    columns = dict(COLUMNS, entry=COLUMNS["term"])
    records, conflicts = oracle(log, columns)
    resolved = resolve(writes, append_only)
    assert {("entry" if append_only else "term", "r", *pair) for pair in resolved.conflicts} == conflicts
    if resolved.values is None:
        assert not records
    else:
        (expected,) = records.values()
        assert {col: resolved.values.get(col) for col in expected} == expected


@settings(max_examples=10)
@given(steps, st.integers(0, 1 << 30))
def test_merging_again_changes_nothing(script: list[Any], seed: int) -> None:
    world = make_world("BAR", "BAR")
    play = Script(world)
    play.begin()
    for number, step in script:
        play.play(world.desks[number % len(world.desks)], step)
    play.finish(random.Random(seed))
    for desk in world.desks:
        before, held = desk.digest(), balance.check(desk.db, TABLES).after
        play.deliver(desk, random.Random(seed), 1.0)
        assert desk.digest() == before
        check_balance(desk, held)
