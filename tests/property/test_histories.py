"""Whatever happens to the devices of a network and to the files between them: when all have everything, all agree.

Two to nine devices of several houses work, disagree, erase, decide and synchronise over roads that hide, halve, repeat
and break off; clocks jump by two years; programs crash in mid merge and in mid publishing; one runs an older program
and is upgraded on the way; one is revoked, or comes back from an old copy under a new ordinal.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from millegiorni_sync import balance, compacting, conflicts, merge, synchronisation
from millegiorni_sync.merge import MergeReport
from tests.property.network import Network
from tests.property.test_merge import (
    DAY,
    check_against_oracle,
    check_balance,
    check_erased,
    check_prevs,
    contests,
    erasures,
    inserts,
    twins,
    updates,
)
from tests.sync.world import TABLES, Desk

Row = tuple[int, str, str]
History = tuple[tuple[str, ...], int, int, list[Any], int]
HOUSES = (
    ("BAR",), ("BAR", "BAR"), ("BAR", "TUR"), ("BAR", "BAR", "TUR"), ("BAR", "TUR", "BAR", "CEC"),
    ("BAR", "BAR", "TUR", "TUR", "CEC", "CEC", "CEC", "HOL"),
)  # fmt: skip
seeds, picks = st.integers(0, 1 << 30), st.integers(0, 50)
syncs = st.tuples(st.just("sync"), seeds)
thefts = st.tuples(st.just("theft"), st.one_of(contests, twins, inserts, erasures, erasures, updates), seeds)
rare = st.one_of(
    thefts,
    st.tuples(st.just("crash"), seeds, st.integers(0, 150)),
    st.tuples(st.just("crash"), seeds, st.integers(0, 150)),
    st.tuples(st.just("skew"), st.sampled_from([-730 * DAY, -DAY, DAY, 730 * DAY])),
    st.tuples(st.just("lose"), picks),
    st.tuples(st.just("decide"), picks, st.sampled_from([None, "x", "w"])),
    st.tuples(st.just("undo"), picks),
    st.sampled_from([("save",), ("restore",)]),
    st.sampled_from([("save",), ("restore",), ("upgrade",), ("revoke",)]),
)
scripts = st.lists(
    st.tuples(
        st.integers(0, 8),
        st.one_of(contests, contests, twins, updates, inserts, erasures, syncs, syncs, syncs, rare, rare),
    ),
    min_size=16,
    max_size=50,
)  # fmt: skip


def play(houses: tuple[str, ...], older: int, frail: int, script: list[Any], seed: int) -> None:
    """Play *script*, let everything arrive, and check the network in every respect."""
    with mock.patch.object(merge, "apply", counting_all(merge.apply)):
        _play(Network.of(houses, older, frail), script, seed)


def counting_all(apply: Callable[..., MergeReport]) -> Callable[..., MergeReport]:
    """*apply*, whose conflicts opened and closed must be those found by looking at all there are, before and after."""

    def checked(connection: Any, *rest: Any) -> MergeReport:
        db = getattr(connection, "db", connection)
        before = all_open(db)
        report = apply(connection, *rest)
        after = all_open(db)
        assert report.opened == dict(Counter(after[key] for key in after.keys() - before.keys()))
        assert report.closed == dict(Counter(before[key] for key in before.keys() - after.keys()))
        return report

    return checked


def all_open(db: Any) -> dict[tuple[object, ...], str]:
    """Every open conflict and its audience."""
    found = db.execute(
        "SELECT c.tbl, c.rid, c.col, c.clk_hi, l.audience FROM sync_conflict AS c "
        f"JOIN sync_log AS l ON l.clk = c.clk_hi WHERE {conflicts.OPEN}"
    )
    return {row[:4]: row[4] for row in found}


def _play(net: Network, script: list[Any], seed: int) -> None:
    before: list[tuple[Desk, balance.Books, set[Row]]] = []
    for at, (number, step) in enumerate(script):
        if at == len(script) // 2:
            before = [
                (desk, balance.check(desk.db, net.tables(desk)).after, rows(desk)) for desk in net.world.desks
            ]
        net.play(net.world.desks[number % len(net.world.desks)], step)
    net.finish(random.Random(seed))
    for desk, held, then in before:
        # Who came back from a copy has less; whose clock was put right has the same under other clocks.
        if desk in net.members and net.tables_then(desk) is TABLES and then <= rows(desk):
            check_balance(desk, held)
    for desk in net.members:
        check_against_oracle(desk)
        check_erased(desk)
        check_prevs(desk, net.gone)
        assert balance.check(desk.db, TABLES).faults == ()
        assert not [one for one in merge.refused(desk.db) if one.code != "revoked"]
    agree(net)


def rows(desk: Desk) -> set[Row]:
    """Every write that a device knows of: a clock that was put right may be used again."""
    return set(
        desk.db.execute("SELECT clk, tbl, rid FROM sync_log UNION SELECT clk, tbl, rid FROM sync_withdrawn")
    )


def agree(net: Network) -> None:
    """Digest, conflicts and totals of every audience are the coordinator's."""
    center = net.world.desks[0]
    totals = merge.totals(center.db, TABLES)
    for desk in net.members[1:]:
        house = desk.identity.house
        for audience in ("network", f"house:{house}"):
            assert desk.digest(audience) == center.digest(audience), (desk.identity.ordinal, audience)
        mine = merge.totals(desk.db, TABLES)
        for table, counts in totals.items():
            assert mine[table] == {place: n for place, n in counts.items() if place in ("", house)}
        seen = {(c.tbl, c.rid, c.col, c.later.clk) for c in merge.conflicts(desk.db)}
        theirs = {
            (c.tbl, c.rid, c.col, c.later.clk) for c in merge.conflicts(center.db) if c.house in (None, house)
        }
        assert seen == theirs


def in_small_merges(history: History) -> None:
    """Play a history with merges of one to four bundles: what arrives is split in many ways.

    In every other one, what all have acknowledged is dropped at once, not when it is old.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(synchronisation, "BATCH", 1 + history[-1] % 4)
        patch.setattr(compacting, "KEPT_MS", compacting.KEPT_MS * (history[-1] % 2))
        play(*history)


# Rows that a restored vault adopted took the clocks of others that it had written since.
ADOPTED = (
    ("BAR", "TUR"), 8, 5,
    [
        (6, ("lose", 42)), (8, ("update", "visit", "voided", 1, 2)), (2, ("sync", 13930)),
        (0, ("erase", "visit", (), None, 0)), (5, ("insert", "term", "", 1.5, 0.0, 1)), (7, ("save",)),
        (1, ("restore",)), (6, ("update", "term", "label", "x", 0)), (0, ("insert", "visit", "1.0", 13983, 0.5, 0)),
        (5, ("erase", "visit", (), ("score",), 2)), (8, ("crash", 10000000, 98)),
    ],
    11,
)  # fmt: skip


# A device with the older program took the amount out of an entry of a table that it did not know.
UNKNOWN_ENTRY = (
    ("BAR", "BAR", "TUR"), 1, 0,
    [(0, ("insert", "entry", "x", 0, None, 0)), (0, ("erase", "entry", (), None, 0)), (0, ("sync", 0)),
     (0, ("sync", 0)), (1, ("sync", 0))],
    0,
)  # fmt: skip


# A restored vault's first row took an earlier clock when it was adopted; the next row then got the one it had had.
USED_AGAIN = (
    ("BAR", "BAR"), 3, 5,
    [
        (0, ("save",)), (0, ("restore",)), (2, ("insert", "entry", "y", 2, None, 0)), (2, ("sync", 0)),
        (2, ("insert", "visit", "y", 0, None, 0)), (2, ("update", "visit", "notes", "z", 0)),
    ],
    3,
)  # fmt: skip


# What was erased while the clock was ahead blanked what was written after the clock had been put right.
ERASED_AHEAD = (
    ("BAR",), 0, 0,
    [
        (0, ("skew", DAY)), (0, ("update", "visit", "notes", "y", 0)), (0, ("skew", -730 * DAY)),
        (0, ("erase", "visit", ("minutes",), ("notes", "label"), 0)), (0, ("sync", 0)), (0, ("upgrade",)),
        (0, ("update", "visit", "notes", "x", 0)),
    ],
    0,
)  # fmt: skip


def search(shapes: tuple[tuple[str, ...], ...], examples: int) -> None:
    """Play so many histories of networks of these *shapes*."""
    histories = st.tuples(st.sampled_from(shapes), st.integers(0, 9), st.integers(0, 7), scripts, seeds)
    played = given(histories)(in_small_merges)
    for known in (ADOPTED, UNKNOWN_ENTRY, USED_AGAIN, ERASED_AHEAD):
        played = example(known)(played)
    settings(max_examples=examples)(played)()


# Two tests, or one worker would sit over the last of them when the others have done.
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("shapes", "examples"),
    [(HOUSES[:3], 20), (HOUSES[3:5], 10)],
    ids=("few", "some"),
)
def test_any_history_ends_in_agreement(shapes: tuple[tuple[str, ...], ...], examples: int) -> None:
    search(shapes, examples)


@pytest.mark.soak
@pytest.mark.parametrize("shape", HOUSES, ids=len)
def test_any_of_twenty_thousand_histories_ends_in_agreement(shape: tuple[str, ...]) -> None:
    search((shape,), 20_000 // len(HOUSES) + 1)
