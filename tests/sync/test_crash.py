"""Killed at any point, a vault holds all of a merge or nothing of it, and all of a hand-over or nothing."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from millegiorni_sync import change_log, feeds, handover, merge, roster
from tests.sync.world import NOW, TABLES, Clock, Desk, World, database, make_world

KEY = "5a" * 32
KILLS = 20
ROWS = 400

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")


def on_disk(path: Path) -> Any:
    db = database(str(path), clock=Clock(NOW), key=KEY)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    return db


def killed_while(work: Any, after: float) -> None:
    """Run *work* in a process of its own and kill it after so many seconds."""
    ready, go = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(go, b"x")
            work()
        finally:
            os._exit(0)
    os.read(ready, 1)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    for end in (ready, go):
        os.close(end)


def duration(work: Any) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@pytest.fixture
def world() -> World:
    """A desk with a month of records, sealed, and some edits that disagree with the coordinator's."""
    made = make_world("BAR", "BAR")
    for desk in made.desks[1:]:
        for number in range(ROWS):
            row = (f"{desk.identity.ordinal}-{number}", "nota " * 5)
            desk.db.execute("INSERT INTO visit VALUES (?, 'BAR', 0, ?, NULL, 1.5, NULL)", row)
        made.seal(desk)
        desk.db.execute("UPDATE visit SET minutes = 5")
        made.seal(desk)
    return made


def test_a_merge_is_all_or_nothing(world: World, tmp_path: Path) -> None:
    coordinator = world.desks[0]
    sealed = [data for desk in world.desks[1:] for data in desk.outbox()]
    template = tmp_path / "vault.db"
    db = on_disk(template)
    change_log.start(db, 1, "carla")
    empty = merge.state_digest(db, TABLES)
    db.close()

    def work(path: Path) -> None:
        db = on_disk(path)
        merge.apply(db, [world.open(coordinator, data) for data in sealed], TABLES, NOW)
        db.close()

    whole = tmp_path / "whole.db"
    shutil.copy(template, whole)
    longest = duration(lambda: work(whole))
    db = on_disk(whole)
    full = merge.state_digest(db, TABLES)
    db.close()

    outcomes = set()
    chance = random.Random(11)
    for trial in range(KILLS):
        path = tmp_path / f"trial{trial}.db"
        shutil.copy(template, path)
        killed_while(lambda path=path: work(path), chance.uniform(0.2, 1.1) * longest)
        db = on_disk(path)
        outcome = merge.state_digest(db, TABLES)
        assert outcome in (empty, full)
        assert db.execute("SELECT applying FROM sync_state").fetchone() == (0,)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        outcomes.add(outcome)
        merge.apply(db, [world.open(coordinator, data) for data in sealed], TABLES, NOW)
        assert merge.state_digest(db, TABLES) == full
        db.close()
    assert empty in outcomes


def test_handing_over_makes_no_bundle_twice_and_loses_no_row(world: World, tmp_path: Path) -> None:
    first = world.desks[1]
    template = tmp_path / "desk.db"
    db = on_disk(template)
    roster.store(db, world.roster)
    change_log.start(db, 2, "anna")
    for number in range(60):
        db.execute("INSERT INTO visit VALUES (?, 'BAR', 0, 'uno', NULL, 1.5, NULL)", (f"v{number}",))
        db.execute("INSERT INTO term VALUES (?, 'uno', NULL)", (f"t{number}",))
    db.close()

    def work(path: Path) -> None:
        db = on_disk(path)
        feeds.MOST_ROWS = 10
        handover.seal_pending(db, first.identity, world.roster, TABLES, NOW, lambda: None)
        db.close()

    longest = 0.05
    chance = random.Random(12)
    for trial in range(KILLS):
        path = tmp_path / f"trial{trial}.db"
        shutil.copy(template, path)
        killed_while(lambda path=path: work(path), chance.uniform(0, 1.2) * longest)
        db = on_disk(path)
        handover.seal_pending(db, first.identity, world.roster, TABLES, NOW, lambda: None)
        desk = Desk(db, first.identity, Clock(NOW))
        reader = make_world(root=world.root).desks[0]
        reader.identity = world.desks[0].identity
        report = world.deliver(reader, desk.outbox())
        assert report.rows == {"visit": 60, "term": 60}
        assert feeds.pending(db) == {}
        assert reader.digest("house:BAR") == desk.digest("house:BAR")
        db.close()
