"""On the worst day: a bundle is opened with the public ``age`` program, with nothing of ours but a copy and its sheet.

The steps are those of packaging/recovery/README.md, taken from there and run by a shell as they stand.
"""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from millegiorni_desk.flows import copies, desk, joining, syncing
from millegiorni_desk.network.records import House
from tests.architecture.sources import ROOT
from tests.crash.trials import MARTA

README = ROOT / "packaging" / "recovery" / "README.md"
TOOL = ROOT / "packaging" / "recovery" / "millegiorni_recovery" / "__main__.py"

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="the steps are written for a Unix shell"),
    pytest.mark.skipif(
        shutil.which("age") is None,
        reason="the public `age` program is not here: `packaging/linux/system_libraries.py`, as root, installs it",
    ),
]


@dataclass(frozen=True)
class Left:
    """A copy of the coordination's vault, the sheet that opens it, and a bundle it sealed."""

    copy: Path
    sheet: str
    bundle: Path


@pytest.fixture
def left(tmp_path: Path) -> Left:
    shelf = tmp_path / "exchange"
    shelf.mkdir()
    vault, sheet = desk.create_network(tmp_path / "coordination", "Rete di Torino", MARTA, str(shelf))
    with vault:
        joining.add_house(vault, House(code="BAR", name="Casa «Barrito»"))
        copy = copies.make_now(vault)
        syncing.synchronise(vault)
    (bundle,) = (shelf / "bundles").glob("*.mgb")
    return Left(copy, sheet, bundle)


def steps() -> str:
    """The shell lines of the chapter on bundles."""
    chapter = README.read_text(encoding="utf-8").partition("# Opening a bundle")[2]
    found = re.search(r"```sh\n(.*?)```", chapter, re.DOTALL)
    assert found
    return found[1]


def follow(left: Left, folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run the documented steps in an empty folder; the sheet's words are in a file."""
    folder.mkdir()
    (folder / "sheet").write_text(left.sheet + "\n", encoding="utf-8")
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "MILLEGIORNI"))
    }
    given = {
        "COPY": str(left.copy),
        "BUNDLE": str(left.bundle),
        "RECOVERY": str(TOOL),
        "PYTHON": sys.executable,
        "MILLEGIORNI_PASSPHRASE_FILE": str(folder / "sheet"),
        "PYTHONUTF8": "1",
    }
    return subprocess.run(
        ["sh", "-eu", "-c", script], cwd=folder, env=kept | given, capture_output=True, text=True, check=False
    )


def test_a_bundle_and_a_copy_are_opened_by_the_documented_steps(left: Left, tmp_path: Path) -> None:
    done = follow(left, tmp_path / "out", steps())
    assert (done.returncode, done.stderr) == (0, "")
    header, _, body = done.stdout.partition("\n")
    told = json.loads(header)
    assert (told["origin"], told["audience"], told["number"]) == (1, "network", 1)
    lines = body.splitlines()
    assert json.loads(lines[0]) == [MARTA.name]
    assert any('"name":"Casa «Barrito»"' in line for line in lines)
    with sqlite3.connect(tmp_path / "out" / "plain.db") as plain:
        assert plain.execute("SELECT name FROM house").fetchall() == [("Casa «Barrito»",)]
    plain.close()


def test_the_program_refuses_a_bundle_that_was_changed(left: Left, tmp_path: Path) -> None:
    data = bytearray(left.bundle.read_bytes())
    data[-9] ^= 1
    left.bundle.write_bytes(data)
    done = follow(left, tmp_path / "out", steps())
    assert done.returncode != 0
    assert "age: error" in done.stderr
    assert done.stdout == ""
