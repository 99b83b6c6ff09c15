"""Invariant 1: a save that was shown as saved survives kill -9, and nothing is ever half there."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
@pytest.mark.timeout(400)
@pytest.mark.parametrize(("kind", "kills"), [("saves", 120), ("imports", 30), ("merges", 50)])
def test_killed_at_random_points(kind: str, kills: int, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.runner", kind, str(kills), "1000", str(tmp_path / "trials")],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
