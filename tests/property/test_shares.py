"""Whatever happens on the way: in the end the reader of a shared file has the giver's rows of it, and nothing else.

The histories of ``test_histories``, in which houses begin and end shares of a file whose records come, change, leave it
and are erased meanwhile.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from millegiorni_sync import Offer, SyncReport, merge, shares, synchronise
from millegiorni_sync.synchronisation import Ways
from tests.property.network import Network
from tests.property.test_histories import picks, rare, seeds, syncs
from tests.property.test_merge import check_against_oracle, contests, erasures, inserts, twins, updates
from tests.sync import sharing
from tests.sync.sharing import rows_given, rows_held
from tests.sync.world import TABLES, Desk

HOUSES = (("BAR", "TUR"), ("BAR", "BAR", "TUR"), ("BAR", "TUR", "BAR", "TUR"), ("BAR", "BAR", "TUR", "CEC"))
shared = st.one_of(
    st.tuples(st.just("share"), picks), st.tuples(st.just("share"), picks), st.tuples(st.just("stop"), picks)
)
scripts = st.lists(
    st.tuples(
        st.integers(0, 8),
        st.one_of(contests, twins, updates, inserts, erasures, shared, shared, syncs, syncs, syncs, rare),
    ),
    min_size=16,
    max_size=50,
)


def offers(desk: Desk) -> list[Offer]:
    """What the house of *desk* shares: all its visits that are not voided, and its entries."""
    house = desk.identity.house
    given_away = []
    for rid, notes, ended in desk.db.execute(
        "SELECT id, notes, voided FROM visit WHERE id LIKE 'share-%' AND house IS ? ORDER BY id", (house,)
    ).fetchall():
        held = {"visit": {rid}, "entry": set[str]()}
        where = "house = ? AND (voided IS 0 AND id NOT LIKE 'share-%')"
        held["visit"] |= {row[0] for row in desk.db.execute(f"SELECT id FROM visit WHERE {where}", (house,))}
        if desk.db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'entry'").fetchone():
            held["entry"] |= {
                row[0] for row in desk.db.execute("SELECT id FROM entry WHERE house = ?", (house,))
            }
        given_away.append(Offer(rid, notes.removeprefix("to "), None if ended else held))
    return given_away


@dataclass
class Sharing(Network):
    """A network whose houses share; what says that they do is only ever ended."""

    def play(self, desk: Desk, step: tuple[Any, ...]) -> None:
        match step:
            case ("share", pick):
                others = sorted(set(self.world.roster.houses) - {desk.identity.house})
                if desk.identity.house is not None:
                    self.made += 1
                    sharing.share(desk, f"{desk.identity.ordinal}-{self.made}", others[pick % len(others)])
            case ("stop", pick):
                begun = [one.id for one in offers(desk) if one.records is not None]
                if begun:
                    sharing.stop(desk, begun[pick % len(begun)])
            case ("update" | "erase", "visit", *_, pick):
                ids = [row[0] for row in desk.db.execute("SELECT id FROM visit ORDER BY id")]
                if ids and not ids[pick % len(ids)].startswith("share-"):
                    super().play(desk, step)
            case ("decide", *_):
                pass
            case _:
                super().play(desk, step)

    def finish(self, chance: random.Random) -> None:
        """Everything arrives; then the former ordinals are taken out, as whoever restores is told to."""
        super().finish(chance)
        if self.former:
            self.revoke_former()
            super().finish(chance)

    def run(self, desk: Desk, road: Any, db: Any = None, ways: Ways = Ways.BOTH) -> SyncReport:
        return synchronise(
            db or desk.db,
            desk.identity,
            road,
            self.tables(desk),
            desk.clock.ms,
            ways=ways,
            offers=offers(desk),
        )


def check_reader(net: Sharing, desk: Desk) -> None:
    """*desk* has of every share given to its house what the giver has, and of other houses nothing besides."""
    house = desk.identity.house
    audiences = {row[6] for row in desk.log()}
    assert house is None or audiences <= {"network", f"house:{house}"}
    expected: dict[str, set[Any]] = {}
    for giver in (one for one in net.members if one.identity.house not in (None, house)):
        for offer in (one for one in offers(giver) if one.to == house):
            expected[shares.feed_of(giver.identity.house or "", offer.to, offer.id)] = rows_given(
                giver, offer
            )
    ended = shares.ended(desk.db)
    assert {feed: rows_held(desk, feed) for feed in expected} == {
        feed: set() if feed in ended else rows for feed, rows in expected.items()
    }
    assert {one.feed for one in shares.shared(desk.db)} <= expected.keys() - ended.keys()
    kept = desk.db.execute("SELECT DISTINCT feed FROM sync_shared_row").fetchall()
    assert {feed for (feed,) in kept} <= expected.keys() - ended.keys()


def check_records(net: Sharing, desk: Desk) -> None:
    """The records that are worked out of a shared file are those of the giver's tables."""
    columns = {table.name: table.columns for table in TABLES}
    for one in shares.shared(desk.db):
        giver = next(other for other in net.members if other.identity.house == one.giver)
        for table, held in shares.records(desk.db, one.feed).items():
            for rid, values in held.items():
                row = giver.db.execute(
                    f"SELECT {', '.join(columns[table])} FROM {table} WHERE id = ?", (rid,)
                ).fetchone()
                told = [values.get(column) for column in columns[table]]
                assert [a if a is not None else b for a, b in zip(told, row, strict=True)] == list(row)


@pytest.mark.timeout(300)
@settings(max_examples=9)
@given(st.sampled_from(HOUSES), st.integers(0, 9), st.integers(0, 7), scripts, seeds)
def test_the_reader_has_exactly_the_shared_files(
    houses: tuple[str, ...], older: int, frail: int, script: list[Any], seed: int
) -> None:
    net = Sharing.of(houses, older, frail)
    for number, step in script:
        net.play(net.world.desks[number % len(net.world.desks)], step)
    net.finish(random.Random(seed))
    for desk in net.members:
        check_against_oracle(desk)
        check_reader(net, desk)
        check_records(net, desk)
        assert not [one for one in merge.refused(desk.db) if one.code != "revoked"]
