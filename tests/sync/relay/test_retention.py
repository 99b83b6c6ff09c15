"""What a relay takes away by itself, and what it never does."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from millegiorni_sync.exchange import Kind
from millegiorni_sync.relay.database import FILES, PIECES, Database
from millegiorni_sync.relay.retention import DAY, prune
from millegiorni_sync.relay.store import PIECE, Quota, Store, Use

NOW = 1_800_000_000
NETWORK, OTHER = "ab" * 16, "cd" * 16
GENEROUS = Quota(1 << 40, 1 << 40, 1 << 20)
_nonces = iter(range(1 << 60))


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    shared = request.param == "postgresql"
    made = Database(request.getfixturevalue("database") if shared else str(tmp_path / "relay.db"))
    made.prepare()
    yield Store(made)
    made.close()


def leave(store: Store, name: str, days: int, size: int = 10, network: str = NETWORK) -> None:
    """Put a file as it was put so many days ago."""
    kind = {"b": Kind.BUNDLES, "r": Kind.ROSTER, "j": Kind.REQUESTS}[name[-1]]
    data = bytes(size)
    use = Use(network, int(name.split("-", maxsplit=1)[0]), f"{next(_nonces):032x}", 1 << 40)
    store.put(use, kind, name, hashlib.sha256(name.encode()).hexdigest(), size, io.BytesIO(data), GENEROUS)
    with store.database.writing() as connection:
        old = update(FILES).where(FILES.c.name == name, FILES.c.network == network)
        connection.execute(old.values(stored=NOW - days * DAY))


def names(store: Store, network: str = NETWORK) -> set[str]:
    with store.database.reading() as connection:
        return set(connection.execute(select(FILES.c.name).where(FILES.c.network == network)).scalars())


def consistent(store: Store) -> None:
    """What is counted is what is there, and no piece is left over."""
    with store.database.reading() as connection:
        size, files = connection.execute(select(func.sum(FILES.c.size), func.count())).one()
        pieces = connection.execute(select(func.sum(func.length(PIECES.c.data)))).scalar_one()
    assert store.totals()[1:] == (files, int(size))
    assert pieces == size


def bundle(ordinal: int, number: int, audience: str = "01234567") -> str:
    return f"{ordinal}-{audience}-{number}-0123456789ab.mgb"


def test_by_age(store: Store) -> None:
    for number, days in ((1, 500), (2, 450), (3, 401), (4, 399), (5, 1)):
        leave(store, bundle(2, number), days)
    for number in (1, 2):
        leave(store, bundle(3, number), 900)
    leave(store, bundle(3, 1, "89abcdef"), 900)
    leave(store, "000001-0123456789ab-0123456789ab.mgr", 900)
    leave(store, "000002-0123456789ab-0123456789ab.mgr", 800)
    leave(store, "7-0123456789ab.mgj", 61)
    leave(store, "7-1123456789ab.mgj", 59)
    leave(store, bundle(2, 1), 500, network=OTHER)
    assert prune(store.database, 400, 40, NOW) == 6
    assert names(store) == {
        bundle(2, 4), bundle(2, 5), bundle(3, 2), bundle(3, 1, "89abcdef"),
        "000002-0123456789ab-0123456789ab.mgr", "7-1123456789ab.mgj",
    }  # fmt: skip
    assert names(store, OTHER) == {bundle(2, 1)}
    consistent(store)
    assert prune(store.database, 400, 40, NOW) == 0


def test_by_total_the_oldest_go_first_and_no_more_than_must(store: Store) -> None:
    for number in range(1, 8):
        leave(store, bundle(2, number), 10, 1000)
        leave(store, bundle(3, number), 10, 1000)
    leave(store, bundle(2, 1), 10, 5000, network=OTHER)
    gigabytes = 9_500 / (1 << 30)
    assert prune(store.database, 400, gigabytes, NOW) == 5
    assert names(store) == {bundle(2, n) for n in range(4, 8)} | {bundle(3, n) for n in range(3, 8)}
    assert names(store, OTHER) == {bundle(2, 1)}
    consistent(store)


def test_the_newest_of_each_feed_stays_whatever_there_is(store: Store) -> None:
    for ordinal in (2, 3):
        for number in (1, 2):
            leave(store, bundle(ordinal, number), 900, 3 * PIECE + 1)
    leave(store, "000001-0123456789ab-0123456789ab.mgr", 900)
    prune(store.database, 1, 1 / (1 << 30), NOW)
    assert names(store) == {bundle(2, 2), bundle(3, 2), "000001-0123456789ab-0123456789ab.mgr"}
    consistent(store)
