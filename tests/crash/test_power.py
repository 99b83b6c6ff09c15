"""Invariant 1 when the power goes: what was shown as saved is there, the vault opens, nothing is half there.

Writes that nobody had waited for are dropped, or torn at 512 bytes. A thousand cuts here, 30,000 in `make soak`.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CUTS = {
    "saves": 150,
    "imports": 100,
    "merges": 100,
    "merges_cards": 120,
    "erasing": 120,
    "copies": 120,
    "restores": 80,
    "migrates": 110,
    "key_slots": 100,
}

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="watches system calls of Linux")


def cut_power(operation: str, cuts: int, seed: int, folder: Path, **environment: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.power", operation, str(cuts), str(seed), str(folder)],
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.timeout(400)
@pytest.mark.parametrize("operation", CUTS)
def test_the_power_goes(operation: str, tmp_path: Path) -> None:
    code, told = cut_power(operation, CUTS[operation], 1000, tmp_path / "desk")
    assert code == 0, told


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("operation", CUTS)
def test_the_power_goes_again_and_again(operation: str, seed: int, tmp_path: Path) -> None:
    code, told = cut_power(operation, 10 * CUTS[operation], seed, tmp_path / "desk")
    assert code == 0, told


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("operation", "careless"),
    [("saves", "synchronous"), ("key_slots", "fsync"), ("copies", "fsync")],
)
def test_a_desk_that_does_not_wait_for_the_disk_is_caught(
    operation: str, careless: str, tmp_path: Path
) -> None:
    """The control: with ``synchronous=NORMAL``, or files nobody waits for, the same cuts lose what was promised."""
    code, told = cut_power(operation, 120, 1000, tmp_path / "desk", MILLEGIORNI_TESTONLY_CARELESS=careless)
    assert code != 0, told
    assert "said so far" in told, told
