"""The copy-and-paste page does the main job: its commands are run as they stand."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "riga-di-comando.md"


@pytest.mark.skipif(sys.platform == "win32", reason="the page is for Linux and macOS")
def test_the_page_does_the_main_job(tmp_path: Path) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    folder = tmp_path / "prova"
    folder.mkdir()
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
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
    assert "0 coppie" in done.stdout
    assert not (folder / "da-correggere.xlsx").exists(), done.stdout
