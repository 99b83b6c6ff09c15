"""Pushing sealed bundles to a relay on PostgreSQL, beside writing the same bytes into that PostgreSQL directly."""

from __future__ import annotations

import hashlib
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import psycopg
import pytest

from millegiorni_sync.exchange import Exchange, Kind, Means, open_exchange
from tests.benchmarks.ratios import Spent, interleaved, spent, tell
from tests.postgres import Server, new_folder
from tests.sync.relay.network import HOST, Network, named
from tests.sync.relay.processes import Relay

CLIENTS, EACH, SIZE = 8, 50, 20_000
_rounds = count(1)
# Read before a test gets a temporary folder of its own.
DISK = Path(tempfile.gettempdir())


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server that keeps what it confirms, as in earnest."""
    made = Server(new_folder(DISK), durable=True)
    made.create()
    made.start()
    yield made
    made.stop()
    made.remove()


def _together(works: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _bundles(round_: int, client: int) -> list[bytes]:
    seeds = (hashlib.shake_256(f"{round_} {client} {n}".encode()) for n in range(EACH))
    return [seed.digest(SIZE) for seed in seeds]


def bench_pushing(server: Server, tmp_path: Path) -> None:
    network = Network()
    for ordinal in range(2, 2 + CLIENTS):
        network.add(ordinal)
    relay = Relay(tmp_path / "relay", server.address(), [network.id]).start()
    ways: list[Exchange] = []
    for ordinal in range(2, 2 + CLIENTS):
        means = Means(identity=network.identities[ordinal], trusted=relay.trusted)
        ways.append(open_exchange(f"relay://{HOST}:{relay.port}", means))
    root = Means(identity=network.identities[1], trusted=relay.trusted)
    with closing(open_exchange(f"relay://{HOST}:{relay.port}", root)) as coordinator:
        coordinator.admit(network.roster, ())  # type: ignore[attr-defined]
    with psycopg.connect(server.address(), autocommit=True) as connection:
        connection.execute("CREATE TABLE direct (name TEXT PRIMARY KEY, data BYTEA NOT NULL)")

    def through_the_relay() -> Spent:
        round_ = next(_rounds)

        def push(client: int) -> Callable[[], None]:
            data = _bundles(round_, client)

            def work() -> None:
                for n, one in enumerate(data):
                    ways[client].write(Kind.BUNDLES, named(one, client + 2, round_ * 1000 + n), one)

            return work

        works = [push(client) for client in range(CLIENTS)]
        return spent(lambda: _together(works))

    def directly() -> Spent:
        round_ = next(_rounds)

        def write(client: int) -> Callable[[], None]:
            data = _bundles(round_, client)

            def work() -> None:
                with psycopg.connect(server.address(), autocommit=True) as connection:
                    for n, one in enumerate(data):
                        connection.execute(
                            "INSERT INTO direct VALUES (%s, %s)", (f"{round_}-{client}-{n}", one)
                        )

            return work

        works = [write(client) for client in range(CLIENTS)]
        return spent(lambda: _together(works))

    ours, floor = interleaved(through_the_relay, directly, 3)
    for way in ways:
        way.close()
    relay.close()
    pushed = CLIENTS * EACH
    best = min(one.wall for one in ours)
    print(f"\n{pushed / best:.0f} bundles of {SIZE / 1000:.0f} kB a second through one relay process")
    tell(
        f"a relay: {pushed} bundles of 20 kB by {CLIENTS} desks, signed, over TLS",
        ours,
        floor,
        "the same bytes into PostgreSQL, one commit each",
        10,
    )
