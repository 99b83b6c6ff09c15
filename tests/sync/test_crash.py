"""Killed at any point, a vault holds all of a merge or nothing of it, and all of a hand-over or nothing."""

from __future__ import annotations

import os
import shutil
import signal
import sys
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


def in_a_process_of_its_own(work: Any) -> None:
    """Run *work* in a fork, which may not come back."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def count_steps(db: Any, at: int = -1) -> list[int]:
    """Count what SQLite does, in portions of a hundred instructions; at number *at* this process is killed."""
    counted = [0]

    def step() -> int:
        counted[0] += 1
        if counted[0] == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    db.set_progress_handler(step, 100)
    return counted


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

    def work(path: Path, at: int = -1) -> int:
        db = on_disk(path)
        steps = count_steps(db, at)
        merge.apply(db, [world.open(coordinator, data) for data in sealed], TABLES, NOW)
        db.close()
        return steps[0]

    whole = tmp_path / "whole.db"
    shutil.copy(template, whole)
    steps = work(whole)
    db = on_disk(whole)
    full = merge.state_digest(db, TABLES)
    db.close()

    outcomes: list[str] = []
    for trial in range(KILLS):
        path = tmp_path / f"trial{trial}.db"
        shutil.copy(template, path)
        at = 1 + trial * (steps - 1) // (KILLS - 1)
        in_a_process_of_its_own(lambda path=path, at=at: work(path, at))
        db = on_disk(path)
        outcomes.append(merge.state_digest(db, TABLES))
        assert outcomes[-1] in (empty, full)
        assert db.execute("SELECT applying FROM sync_state").fetchone() == (0,)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        merge.apply(db, [world.open(coordinator, data) for data in sealed], TABLES, NOW)
        assert merge.state_digest(db, TABLES) == full
        db.close()
    assert outcomes.count(empty) >= KILLS - 2


def test_handing_over_makes_no_bundle_twice_and_loses_no_row(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = world.desks[1]
    template = tmp_path / "desk.db"
    db = on_disk(template)
    roster.store(db, world.roster)
    change_log.start(db, 2, "anna")
    for number in range(60):
        db.execute("INSERT INTO visit VALUES (?, 'BAR', 0, 'uno', NULL, 1.5, NULL)", (f"v{number}",))
        db.execute("INSERT INTO term VALUES (?, 'uno', NULL)", (f"t{number}",))
    db.close()

    monkeypatch.setattr(feeds, "MOST_ROWS", 10)

    def work(path: Path, at: int = -1) -> int:
        db = on_disk(path)
        steps = count_steps(db, at)
        handover.seal_pending(db, first.identity, world.roster, TABLES, NOW, lambda: None)
        db.close()
        return steps[0]

    whole = tmp_path / "whole.db"
    shutil.copy(template, whole)
    steps = work(whole)
    made = set()
    for trial in range(KILLS):
        path = tmp_path / f"trial{trial}.db"
        shutil.copy(template, path)
        at = 1 + trial * (steps - 1) // (KILLS - 1)
        in_a_process_of_its_own(lambda path=path, at=at: work(path, at))
        db = on_disk(path)
        made.add(db.execute("SELECT count(*) FROM sync_outbox").fetchone()[0])
        handover.seal_pending(db, first.identity, world.roster, TABLES, NOW, lambda: None)
        desk = Desk(db, first.identity, Clock(NOW))
        reader = make_world(root=world.root).desks[0]
        reader.identity = world.desks[0].identity
        report = world.deliver(reader, desk.outbox())
        assert report.rows == {"visit": 60, "term": 60}
        assert feeds.pending(db) == {}
        assert reader.digest("house:BAR") == desk.digest("house:BAR")
        db.close()
    assert len(made) > 5
