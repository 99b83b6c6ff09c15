"""Histories of a pseudonymous network: the devices of a house agree, and the coordinator has it all but the names."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from millegiorni_sync import balance, merge, synchronisation
from tests.property.network import Network
from tests.property.test_histories import HOUSES, History, scripts, seeds
from tests.property.test_merge import check_against_oracle, check_erased, check_prevs
from tests.sync.world import TABLES, VISIT, Desk

Log = dict[int, tuple[Any, ...]]


def play(houses: tuple[str, ...], older: int, frail: int, script: list[Any], seed: int) -> None:
    """Play *script*, let everything arrive, and compare what each may know."""
    net = Network.of(houses, older, frail, pseudonymous=True)
    for number, step in script:
        net.play(net.world.desks[number % len(net.world.desks)], step)
    net.finish(random.Random(seed))
    for desk in net.members:
        check_against_oracle(desk)
        check_erased(desk)
        check_prevs(desk)
        assert balance.check(desk.db, TABLES).faults == ()
        assert not [one for one in merge.refused(desk.db) if one.code != "revoked"]
    center, *desks = net.members
    nameless = log(center)
    for desk in desks:
        own = f"house:{desk.identity.house}"
        assert desk.digest("network") == center.digest("network")
        theirs = log(desk, net.world.roster.coordinators | {center.identity.ordinal})
        assert theirs == {clk: row for clk, row in nameless.items() if row[-2] in ("network", own)}
        for other in desks:
            if other.identity.house == desk.identity.house:
                assert desk.digest(own) == other.digest(own)


def log(desk: Desk, unless_by: frozenset[int] | None = None) -> Log:
    """The log by clock; with *unless_by* without what identifies, but for what these devices wrote."""
    rows = {}
    for clk, tbl, rid, kind, text, *rest in desk.log():
        cells = json.loads(text)
        if unless_by is not None and clk & 16383 not in unless_by and tbl == "visit":
            for column in VISIT.identifying:
                if kind == "I":
                    cells.pop(column, None)
                elif column in cells:
                    cells[column] = None
        rows[clk] = (tbl, rid, kind, cells, *rest)
    return rows


def in_small_merges(history: History) -> None:
    """Play a history with merges of one to four bundles."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(synchronisation, "BATCH", 1 + history[-1] % 4)
        play(*history)


# A coordinator put back what it had never seen of a house's field: nothing, over what the house had written.
UNDONE_UNSEEN = (
    ("BAR",), 0, 0,
    [
        (0, ("update", "visit", "notes", "x", 0)), (0, ("update", "visit", "notes", "x", 0)), (0, ("sync", 0)),
        (1, ("update", "visit", "notes", "x", 0)), (1, ("sync", 0)), (0, ("update", "visit", "notes", "x", 0)),
        (0, ("sync", 0)), (0, ("decide", 0, "x")), (0, ("undo", 0)),
    ],
    0,
)  # fmt: skip


# A house's device made two snapshots for the same reader in one instant: the second went on where the first was whole.
TWO_SNAPSHOTS = (("BAR", "TUR", "BAR", "CEC"), 0, 0, [(0, ("save",)), (0, ("restore",)), (0, ("revoke",))], 0)


# The snapshots for a restored vault were lost after whoever made them had let go of them, as its clock had jumped.
LOST_SNAPSHOT = (
    ("BAR", "BAR", "TUR"), 0, 5,
    [
        (2, ("lose", 9)), (0, ("save",)), (0, ("sync", 3777)), (0, ("restore",)), (0, ("skew", 63_072_000_000)),
        (0, ("insert", "visit", "x", 2, None, 0)), (0, ("crash", 188, 118)), (0, ("lose", 47)),
        (3, ("update", "visit", "notes", "y", 1)),
    ],
    0,
)  # fmt: skip


def search(shapes: tuple[tuple[str, ...], ...], examples: int) -> None:
    histories = st.tuples(st.sampled_from(shapes), st.integers(0, 9), st.integers(0, 7), scripts, seeds)
    settings(max_examples=examples)(
        example(UNDONE_UNSEEN)(
            example(TWO_SNAPSHOTS)(example(LOST_SNAPSHOT)(given(histories)(in_small_merges)))
        )
    )()


@pytest.mark.timeout(300)
def test_the_coordinator_has_everything_but_the_names() -> None:
    search(HOUSES[:5], 12)


@pytest.mark.soak
@pytest.mark.parametrize("shape", HOUSES, ids=len)
def test_ten_thousand_histories_without_names(shape: tuple[str, ...]) -> None:
    search((shape,), 10_000 // len(HOUSES) + 1)
