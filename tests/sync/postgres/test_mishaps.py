"""What breaks in the middle leaves nothing half done, and two who merge at once do each other no harm."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from millegiorni_sync import change_log, roster
from millegiorni_sync.postgres import PostgresConnection, StoreError, connect, told
from tests.postgres import Server, new_folder
from tests.property.test_merge import Script
from tests.sync.postgres.conftest import begin
from tests.sync.world import Desk, World, make_world


def busy() -> tuple[World, list[bytes]]:
    """A network in which much was written, and everybody's bundles."""
    world = make_world("BAR", "TUR", "BAR")
    play = Script(world)
    play.begin()
    for turn in range(8):
        for number, desk in enumerate(world.desks[1:]):
            play.insert(desk, "visit", f"nota {turn}", turn, None, turn % 3)
            desk.db.execute("UPDATE visit SET notes = ?", (f"{number}-{turn}",))
            play.seal(desk)
    play.finish(random.Random(1))
    return world, [data for _, data in play.bundles]


def joined(db: Any, world: World) -> Desk:
    """The store as a device that reads as the coordinator does."""
    change_log.start(db, 9_999, "archivio")
    roster.store(db, world.roster)
    return Desk(db, world.desks[0].identity, world.desks[0].clock)


class Dying:
    """A connection at whose *n*-th statement something ends it from outside."""

    def __init__(self, store: PostgresConnection, statements: int, end: Any) -> None:
        self.store, self.left, self.end = store, statements, end

    @property
    def in_transaction(self) -> bool:
        return self.store.in_transaction

    def _live(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.end()

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        self._live()
        return self.store.execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any) -> Any:
        self._live()
        return self.store.executemany(sql, parameters)


@pytest.mark.parametrize("statements", [2, 9, 40])
def test_a_connection_that_is_cut_leaves_nothing_and_the_next_goes_on(database: str, statements: int) -> None:
    world, bundles = busy()
    begin(database)
    with closing(connect(database)) as store:
        joined(store, world)
        mine = store.raw.info.backend_pid

        def cut() -> None:
            with psycopg.connect(database) as other:
                other.execute("SELECT pg_terminate_backend(%s, 5000)", (mine,))

        with pytest.raises(psycopg.OperationalError):
            world.deliver(joined(Dying(store, statements + 3, cut), world), bundles)
    with closing(connect(database)) as store:
        assert store.execute(
            "SELECT count(*), (SELECT applying FROM sync_state) FROM sync_log"
        ).fetchone() == (0, 0)
        desk = joined(store, world)
        world.deliver(desk, bundles)
        assert desk.digest() == world.desks[0].digest()


@pytest.fixture(scope="module")
def own_server() -> Iterator[Server]:
    """A server that may be killed."""
    server = Server(new_folder())
    try:
        server.create()
        server.start()
        yield server
    finally:
        server.stop()
        server.remove()


def test_a_server_that_is_killed_has_what_was_merged_and_nothing_of_the_rest(own_server: Server) -> None:
    world, bundles = busy()
    half = len(bundles) // 2
    with psycopg.connect(own_server.address(), autocommit=True) as admin:
        admin.execute("CREATE DATABASE killed TEMPLATE template0")
    address = own_server.address("killed")
    begin(address)
    with closing(connect(address)) as store:
        desk = joined(store, world)
        world.deliver(desk, bundles[:half])
        before = desk.digest()
        with pytest.raises(psycopg.OperationalError):
            world.deliver(Desk(Dying(store, 12, own_server.kill), desk.identity, desk.clock), bundles[half:])
    own_server.start()
    with closing(connect(address)) as store:
        desk = joined(store, world)
        assert desk.digest() == before
        world.deliver(desk, bundles[half:])
        assert desk.digest() == world.desks[0].digest()


def test_two_processes_that_merge_at_once_end_in_the_one_state(database: str, tmp_path: Path) -> None:
    world, bundles = busy()
    begin(database)
    for number, data in enumerate(bundles):
        (tmp_path / f"{number:03}.mgb").write_bytes(data)
    (tmp_path / "identity").write_text(json.dumps(world.desks[0].identity.to_json()))
    (tmp_path / "roster").write_text(json.dumps([one.as_dict() for one in world.roster.certificates]))
    with closing(connect(database)) as store:
        desk = joined(store, world)
        command = [sys.executable, "-m", "tests.sync.postgres.merging", str(tmp_path), database]
        both = [subprocess.Popen([*command, str(seed)]) for seed in (1, 2)]
        assert [one.wait() for one in both] == [0, 0]
        assert desk.digest() == world.desks[0].digest()


def test_one_writes_at_a_time_and_who_reads_does_not_wait(database: str) -> None:
    begin(database)
    with closing(connect(database)) as one, closing(connect(database)) as other:
        one.execute("BEGIN IMMEDIATE")
        other.raw.execute("SET lock_timeout = '50ms'")
        assert other.execute("SELECT count(*) FROM sync_log").fetchone() == (0,)
        with pytest.raises(StoreError) as caught, told("db/rete"):
            other.execute("BEGIN IMMEDIATE")
        assert caught.value.code == "store_busy"
        other.rollback()
        one.rollback()
        other.execute("BEGIN IMMEDIATE")
        other.rollback()
