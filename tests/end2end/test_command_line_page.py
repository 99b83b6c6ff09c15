"""The copy-and-paste page does the main job: its commands are run as they stand."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, SOURCE_ROOTS
from tests.end2end import waiting_program

PAGE = Path(__file__).parents[2] / "docs" / "riga-di-comando.md"


# These start the installed program; the others a process forked from one that has imported everything already.
_IN_FULL = "create | verify"

# Minutes on a slow machine; and what may take long begins first.
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def commands() -> Iterator[Path]:
    """A folder to put first in PATH, where *millegiorni-desk* is."""
    program = Path(sys.executable).parent / "millegiorni-desk"
    # A socket's path may be a hundred signs long, which those of tests are not.
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        waiting = subprocess.Popen(
            [sys.executable, "-m", "tests.end2end.waiting_program", str(folder / "door")],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (*SOURCE_ROOTS, ROOT)))},
            stdout=subprocess.PIPE,
        )
        with waiting:
            assert waiting.stdout is not None and waiting.stdout.readline() == b"ready\n"
            ask = f'exec "{sys.executable}" -IS "{waiting_program.__file__}" "{folder / "door"}" "$@"'
            (folder / "millegiorni-desk").write_text(
                f'#!/bin/sh\ncase "$1" in {_IN_FULL}) exec "{program}" "$@";; *) {ask};; esac\n'
            )
            (folder / "millegiorni-desk").chmod(0o755)
            yield folder
            waiting.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="the page is for Linux and macOS")
def test_the_page_does_the_main_job(tmp_path: Path, commands: Path) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    folder = tmp_path / "prova"
    folder.mkdir()
    path = os.pathsep.join([str(commands), str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-e", "-u", "-o", "pipefail", "-c", "\n".join(blocks)],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    figures = json.loads((folder / "relazione.json").read_text())
    assert figures["a1.accesses"] == 3
    assert figures["a1.people"] == 2
    assert figures["a2.pathways"] == 1
    assert figures["a2.doti"] == 1
    assert (folder / "relazione.xlsx").stat().st_size > 5_000
    assert (folder / "relazione.pdf").read_bytes().startswith(b"%PDF")
    account = json.loads((folder / "rendiconto.json").read_text())
    assert (account["total"]["committed"], len(account["rows"])) == (15_165, 1)
    assert (folder / "rendiconto.xlsx").read_bytes().startswith(b"PK")
    assert (folder / "rendiconto.pdf").read_bytes().startswith(b"%PDF")
    assert "0 coppie" in done.stdout
    assert not (folder / "da-correggere.xlsx").exists(), done.stdout
