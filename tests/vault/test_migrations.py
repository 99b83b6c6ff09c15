"""Older vaults: every frozen one opens, a step is all or nothing, and what is newer is left alone."""

import hashlib
import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, String
from sqlmodel import SQLModel

from millegiorni_desk.errors import BugError, StorageFailed, VaultDamaged
from millegiorni_desk.flows import checking, desk, devices, syncing
from millegiorni_desk.flows.desk import SCHEMA
from millegiorni_desk.vault import connection, key_slots, migrations, passphrase
from millegiorni_desk.vault.schema import VERSION, Derived, Schema
from tests.robustness import furnished
from tests.vaults import frozen

HEAD = "9999"  # a version that is not there yet
ADD_COLUMN = "op.add_column('person', sa.Column('nickname', sa.String(), nullable=False, server_default=''))"
MOVE_DATA = 'op.execute("UPDATE person SET nickname = lower(name)")'


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The frozen vault of Barrito, of the version before the steps of these tests."""
    frozen.unpack(frozen.FOLDER / f"{VERSION}.tar.gz", tmp_path)
    return tmp_path / "barrito"


def key_of(folder: Path) -> str:
    slots = key_slots.read(folder)
    secret = passphrase.normalise(furnished.PASSPHRASE)
    return connection.raw_key(slots.open("user", "lucia", secret), slots.vault_id)


def steps(folder: Path, *statements: str) -> Path:
    """A folder of scripts whose last step runs *statements*."""
    versions = folder / "scripts" / "versions"
    versions.mkdir(parents=True)
    shutil.copy(migrations.SCRIPTS / "env.py", versions.parent)
    for script in (migrations.SCRIPTS / "versions").glob("[0-9]*.py"):
        shutil.copy(script, versions)
    body = "\n".join(f"    {line}" for line in statements)
    (versions / f"{HEAD}_next.py").write_text(
        f"import sqlalchemy as sa\nfrom alembic import op\n\nrevision = '{HEAD}'\ndown_revision = '{VERSION}'\n\n"
        f"def upgrade():\n{body}\n",
        encoding="utf-8",
    )
    return versions.parent


def newer_schema() -> Schema:
    """Today's schema and one column more: what a program of the next version would ask for."""
    from sqlalchemy import Column

    metadata = MetaData()
    for table in SQLModel.metadata.tables.values():
        table.to_metadata(metadata)
    metadata.tables["person"].append_column(Column("nickname", String, nullable=False, server_default=""))
    return Schema(metadata, SCHEMA.derived)


def shape(raw: Any) -> dict[str, Any]:
    """What a database is made of, whichever way it came to be: columns, indexes, triggers."""
    names = [
        row[0] for row in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    ]
    found: dict[str, Any] = {
        name: sorted(tuple(row[1:]) for row in raw.execute(f"PRAGMA table_xinfo('{name}')")) for name in names
    }
    for kind in ("index", "trigger", "view"):
        found[kind] = sorted(
            raw.execute("SELECT name, sql FROM sqlite_schema WHERE type = ? AND sql IS NOT NULL", (kind,))
        )
    return found


def content(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.name not in ("vault.lock", "vault.db-shm") and path.stat().st_size
    }


def names(raw: Any) -> set[str]:
    return {row[1] for row in raw.execute("PRAGMA table_info(person)")}


# --- frozen vaults ---------------------------------------------------------------------------------


def test_the_newest_version_is_frozen() -> None:
    assert frozen.archives()[-1].name == f"{VERSION}.tar.gz"


@pytest.fixture(scope="module")
def new_shape(tmp_path_factory: pytest.TempPathFactory) -> object:
    """What a network made today is laid out like."""
    folder = tmp_path_factory.mktemp("new")
    (folder / "exchange").mkdir()
    made, _ = desk.create_network(folder / "desk", "Rete", furnished.MARTA)
    with made, made.connection() as raw:
        return shape(raw)


def _kept(table: str, row: dict[str, Any]) -> list[str]:
    """The columns that an opening leaves alone: who had no key of her own for reserved records gets one then."""
    return [name for name in row if (table, name) != ("desk_user", "seal_key")]


@pytest.mark.parametrize("archive", frozen.archives(), ids=lambda path: path.name)
@pytest.mark.parametrize("place", frozen.DESKS)
def test_a_frozen_vault_becomes_what_a_new_one_is_with_everything_in_it(
    archive: Path, place: str, tmp_path: Path, new_shape: object
) -> None:
    held = frozen.unpack(archive, tmp_path)[place]
    assert all(held[table] for table in held if table not in ("conflict_decision",))
    with desk.open_desk(tmp_path / place, frozen.DESKS[place], furnished.PASSPHRASE) as vault:
        columns = {table: _kept(table, rows[0]) for table, rows in held.items() if rows}
        assert frozen.rows(vault, columns) == {
            table: [{name: row[name] for name in columns[table]} for row in held[table]] for table in columns
        }
        assert checking.faults(vault) == []
        assert devices.identity(vault).network == devices.roster(vault).network
        assert syncing.pending(vault) is not None
        with vault.connection() as raw:
            assert shape(raw) == new_shape


# --- a newer vault ---------------------------------------------------------------------------------


def test_a_newer_vault_is_refused_untouched(old: Path) -> None:
    raw = connection.connect(old / "vault.db", key_of(old))
    raw.execute("UPDATE alembic_version SET version_num = '0099'")
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    before = content(old)
    with pytest.raises(VaultDamaged, match="più nuova"):
        desk.open_desk(old, "lucia", furnished.PASSPHRASE)
    assert content(old) == before


def test_a_database_of_something_else_is_named(old: Path) -> None:
    raw = connection.connect(old / "vault.db", key_of(old))
    raw.execute("DROP TABLE alembic_version")
    raw.close()
    with pytest.raises(VaultDamaged, match="non è un archivio"):
        desk.open_desk(old, "lucia", furnished.PASSPHRASE)


# --- a step ----------------------------------------------------------------------------------------


def upgrade(folder: Path, scripts: Path, schema: Schema | None = None) -> None:
    raw = connection.connect(folder / "vault.db", key_of(folder))
    try:
        migrations.bring_up_to_date(raw, schema or newer_schema(), folder, scripts, HEAD)
    finally:
        raw.close()


def test_a_step_leaves_a_copy_that_opens_and_a_log_that_misses_nothing(old: Path, tmp_path: Path) -> None:
    upgrade(old, steps(tmp_path, ADD_COLUMN, MOVE_DATA))
    raw = connection.connect(old / "vault.db", key_of(old))
    try:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchone()[0] == HEAD
        assert {row[0] for row in raw.execute("SELECT nickname FROM person")} == {"fatima", "joy"}
        logged = raw.execute("SELECT count(*) FROM sync_log").fetchone()[0]
        raw.execute("UPDATE person SET nickname = 'Fati' WHERE name = 'Fatima'")
        cells = raw.execute("SELECT cells FROM sync_log ORDER BY clk DESC LIMIT 1").fetchone()[0]
        assert cells == '{"nickname":"Fati"}'
        assert raw.execute("SELECT count(*) FROM sync_log").fetchone()[0] == logged + 1, "a step logged"
        assert raw.execute("SELECT applying FROM sync_state").fetchone()[0] == 0
    finally:
        raw.close()
    copy = old / migrations.copy_name(HEAD)
    assert not copy.read_bytes().startswith(b"SQLite format 3")
    shutil.copy(copy, old / "vault.db")
    with desk.open_desk(old, "lucia", furnished.PASSPHRASE) as before:
        assert before.scalar("SELECT count(*) FROM person") == 2
        assert checking.faults(before) == []


def test_what_newer_desks_wrote_before_the_step_is_there_after_it(old: Path, tmp_path: Path) -> None:
    raw = connection.connect(old / "vault.db", key_of(old))
    clk, rid, audience = raw.execute(
        "SELECT l.clk, l.rid, l.audience FROM sync_log AS l JOIN person AS p ON p.id = l.rid "
        "WHERE l.tbl = 'person' AND l.kind = 'I' AND p.name = 'Fatima'"
    ).fetchone()
    raw.execute(
        "INSERT INTO sync_log VALUES ((SELECT clock FROM sync_state) + (1 << 14), 'person', ?, 'U', ?, ?, ?, 'anna')",
        (rid, '{"nickname":"Fati"}', f'{{"nickname":{clk}}}', audience),
    )
    entry = json.dumps([["name", "nickname"], "house", 0])
    raw.execute(
        "INSERT INTO sync_schema VALUES ('person', ?) ON CONFLICT (tbl) DO UPDATE SET entry = excluded.entry",
        (entry,),
    )
    raw.close()
    upgrade(old, steps(tmp_path, ADD_COLUMN))
    raw = connection.connect(old / "vault.db", key_of(old))
    try:
        assert raw.execute("SELECT nickname FROM person WHERE name = 'Fatima'").fetchone() == ("Fati",)
        assert raw.execute("SELECT applying FROM sync_state").fetchone() == (0,)
    finally:
        raw.close()


def test_twice_is_once(old: Path, tmp_path: Path) -> None:
    scripts = steps(tmp_path, ADD_COLUMN)
    upgrade(old, scripts)
    before = content(old)
    upgrade(old, scripts)
    assert content(old) == before


@pytest.mark.parametrize("broken", ["raise RuntimeError", "op.execute('UPDATE nothing SET a = 1')"])
def test_a_failing_step_leaves_the_vault_as_it_was(old: Path, tmp_path: Path, broken: str) -> None:
    with pytest.raises(BugError, match="rimasto com'era"):
        upgrade(old, steps(tmp_path, ADD_COLUMN, MOVE_DATA, broken))
    raw = connection.connect(old / "vault.db", key_of(old))
    assert "nickname" not in names(raw)
    assert raw.execute("SELECT applying FROM sync_state").fetchone()[0] == 0
    raw.close()
    with desk.open_desk(old, "lucia", furnished.PASSPHRASE) as vault:
        assert checking.faults(vault) == []


def test_a_column_without_its_triggers_is_never_there(old: Path, tmp_path: Path) -> None:
    """Invariant 2 at its weakest moment: what is generated is made in the step's own transaction."""

    def fail(_: object) -> None:
        raise RuntimeError

    schema = Schema(newer_schema().metadata, (Derived(fail, lambda _: None),))
    with pytest.raises(BugError):
        upgrade(old, steps(tmp_path, ADD_COLUMN), schema)
    raw = connection.connect(old / "vault.db", key_of(old))
    assert "nickname" not in names(raw)
    raw.close()


def test_a_copy_left_half_written_is_not_believed(old: Path, tmp_path: Path) -> None:
    for name in (migrations.copy_name(HEAD), migrations.copy_name(HEAD) + ".new"):
        (old / name).write_bytes(b"half")
    upgrade(old, steps(tmp_path, ADD_COLUMN))
    assert (old / migrations.copy_name(HEAD)).stat().st_size > 100_000
    assert not (old / (migrations.copy_name(HEAD) + ".new")).exists()


def test_without_room_for_the_copy_nothing_is_changed(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts = steps(tmp_path, ADD_COLUMN)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(migrations.os, "replace", refuse)
    with pytest.raises(StorageFailed, match="libera spazio"):
        upgrade(old, scripts)
    monkeypatch.undo()
    assert not list(old.glob("*prima-di*"))
    raw = connection.connect(old / "vault.db", key_of(old))
    assert "nickname" not in names(raw)
    raw.close()


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
def test_killed_at_any_moment_it_is_old_or_new(old: Path, tmp_path: Path) -> None:
    """Old means without the column, new means with the column and with triggers that log it."""
    scripts = steps(tmp_path, ADD_COLUMN, MOVE_DATA)
    chance = random.Random(7)
    template, trial = old.rename(tmp_path / "template"), tmp_path / "trial"
    shutil.copytree(template, trial)
    upgrade(trial, scripts)  # imports Alembic before the forks, so that the kills fall inside the work
    started = time.perf_counter()
    shutil.rmtree(trial)
    shutil.copytree(template, trial)
    upgrade(trial, scripts)
    span, seen = time.perf_counter() - started, {False: 0, True: 0}
    for _ in range(8):
        shutil.rmtree(trial)
        shutil.copytree(template, trial)
        child = multiprocessing.get_context("fork").Process(target=upgrade, args=(trial, scripts))
        child.start()
        child.join(chance.uniform(0, 1.3 * span))
        if child.pid is not None and child.is_alive():
            os.kill(child.pid, signal.SIGKILL)
        child.join()
        seen[_check_old_or_new(trial)] += 1
    assert seen[False], textwrap.shorten(f"no kill fell inside: {seen}", 100)


def _check_old_or_new(folder: Path) -> bool:
    raw = connection.connect(folder / "vault.db", key_of(folder))
    try:
        new = "nickname" in names(raw)
        version = raw.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        assert version == (HEAD if new else VERSION)
        assert raw.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        if new:
            raw.execute("UPDATE person SET nickname = 'x'")
            assert (
                raw.execute('SELECT count(*) FROM sync_log WHERE cells = \'{"nickname":"x"}\'').fetchone()[0]
                == 2
            )
    finally:
        raw.close()
    return new
