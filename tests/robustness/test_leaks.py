"""Invariant 6: what is typed is in clear nowhere but inside the vault, not even after a sudden death."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
import sqlcipher3.dbapi2 as sqlcipher

from millegiorni_desk.flows import checking, desk

from . import furnished
from .furnished import World
from .leaving_traces import ROWS, Watcher, files_with, models, open_files_with, record, spellings

MARKER = "zqxjkvwzq"
ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/fd").exists(), reason="looks at open files through /proc"
)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A register with the marker in a row that can be imported and in one that cannot."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Data", "Casa", "Cognome", "Nome", "Note"])
    sheet.append([furnished.DAY, "BAR", MARKER, "Anna", MARKER])
    sheet.append(["30/02/2025", "BAR", MARKER, "Anna", MARKER])
    book.save(tmp_path / "accessi.xlsx")
    return tmp_path / "accessi.xlsx"


def test_every_text_field_is_reached() -> None:
    """The check is worth what it reaches: each record holds the marker in all it can."""
    assert len(models()) >= 18
    for model in models():
        held = record(model, MARKER).model_dump()
        texts = [
            name
            for name, value in held.items()
            if isinstance(value, str | list) and name not in ("id", "house")
        ]
        assert texts and all(MARKER in str(held[name]) for name in texts), model


@pytest.mark.parametrize("how", ["kill", pytest.param("lock", marks=pytest.mark.soak)])
def test_nothing_is_in_clear_while_working_nor_afterwards(
    world: World, workbook: Path, home: Path, temporary_folder: Path, tmp_path: Path, how: str
) -> None:
    """Typing, saving, importing, printing, copying, handing over; then locked, or dead in the middle of a save."""
    path = os.pathsep.join(str(ROOT / part) for part in ("src", "sync", "."))
    copy = tmp_path / "copia"
    made = world.house.parent / f"Copie di {world.house.name}"
    folders = (world.house, world.coordinator, world.exchange, home, temporary_folder, copy, made)
    arguments = [str(each) for each in (world.house, workbook, MARKER, how, copy, *folders)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.robustness.leaving_traces", *arguments],
        cwd=home,
        env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == (-signal.SIGKILL if how == "kill" else 0), done.stderr
    assert done.stdout.split() == [], "it lay in clear for a moment at least"
    assert (copy / "vault.db").stat().st_size > 0
    assert len(list(made.glob("*/vault.db"))) == 1
    assert files_with(MARKER, *folders) == []
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as vault:
        assert vault.scalar("SELECT count(*) FROM person WHERE surname LIKE :m", m=MARKER + "%") == ROWS + 1
        # The receipts that hold the marker were signed by nobody, and that is told.
        told = checking.faults(vault)
        assert told and all(MARKER in fault and "firmata" in fault for fault in told)


def test_the_watch_sees_what_lies_there_for_a_moment(tmp_path: Path) -> None:
    """The control of the watching: a file that comes and goes is seen, in each way that it may be written."""
    for form in spellings(MARKER):
        watcher = Watcher(MARKER, [tmp_path])
        with (tmp_path / "appunti.tmp").open("wb") as stream:
            stream.write(b"prima " + form.upper() if form.isascii() else form)
            stream.flush()
            before = watcher.rounds
            while watcher.rounds < before + 2:
                stream.flush()
        (tmp_path / "appunti.tmp").unlink()
        watcher.stop()
        assert str(tmp_path / "appunti.tmp") in watcher.seen


def test_the_check_sees_a_leak(tmp_path: Path) -> None:
    """The negative control: without ``temp_store=MEMORY`` a sort leaves its rows in a temporary file, in clear."""

    def leaks(temp_store: str) -> list[str]:
        raw = sqlcipher.connect(str(tmp_path / f"{temp_store}.db"), isolation_level=None)
        raw.execute(f"PRAGMA key = \"x'{'ab' * 32}'\"")
        raw.execute(f"PRAGMA temp_store = {temp_store}")
        raw.execute("PRAGMA cache_size = -64")
        raw.execute("CREATE TABLE t(x)")
        raw.execute("BEGIN")
        raw.executemany("INSERT INTO t VALUES (?)", ((MARKER * 20 + str(n),) for n in range(20_000)))
        raw.execute("COMMIT")
        sorting = raw.execute("SELECT x FROM t ORDER BY x DESC")
        sorting.fetchone()
        found = open_files_with(MARKER.encode())
        sorting.close()
        raw.close()
        return found

    assert leaks("MEMORY") == []
    (leaked,) = leaks("FILE")
    assert "etilqs" in leaked
