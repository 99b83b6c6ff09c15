"""Invariant 1 when the power goes: what was shown as saved is there, the vault opens, nothing is half there.

Writes that nobody had waited for are dropped, or torn at 512 bytes. 56 cuts here, 22,000 in `make soak`.
"""

import sys
from pathlib import Path

import pytest

from tests.crash.apart import Apart

CUTS = {
    "saves": 12,
    "imports": 8,
    "merges": 8,
    "merges_cards": 10,
    "erasing": 10,
    "copies": 10,
    "restores": 6,
    "migrates": 8,
    "key_slots": 8,
    "doti": 6,
    "renews": 7,
}

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="watches system calls of Linux")


def cut_power(
    apart: Apart, operation: str, cuts: int, seed: int, folder: Path, **environment: str
) -> tuple[int, str]:
    told = folder / "told"
    return apart.run("power", operation, cuts, seed, folder / "desk", told=told, **environment)


# The others are kinds of the same: one transaction of the vault, or one file put in another's place.
_DAILY = {"saves", "merges", "erasing", "copies", "migrates", "key_slots"}


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    "operation",
    [pytest.param(name, marks=[] if name in _DAILY else [pytest.mark.soak]) for name in CUTS],
)
def test_the_power_goes(operation: str, apart: Apart, tmp_path: Path) -> None:
    code, told = cut_power(apart, operation, CUTS[operation], 1000, tmp_path)
    assert code == 0, told
    assert f"{CUTS[operation]} power cuts among" in told, told


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("operation", CUTS)
def test_the_power_goes_again_and_again(operation: str, seed: int, apart: Apart, tmp_path: Path) -> None:
    code, told = cut_power(apart, operation, 80 * CUTS[operation], seed, tmp_path)
    assert code == 0, told


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("operation", "careless"),
    [
        ("saves", "synchronous"),
        pytest.param("key_slots", "fsync", marks=pytest.mark.soak),
        pytest.param("copies", "fsync", marks=pytest.mark.soak),
    ],
)
def test_a_desk_that_does_not_wait_for_the_disk_is_caught(
    operation: str, careless: str, apart: Apart, tmp_path: Path
) -> None:
    """The control: with ``synchronous=NORMAL``, or files nobody waits for, the same cuts lose what was promised."""
    code, told = cut_power(apart, operation, 120, 1000, tmp_path, MILLEGIORNI_TESTONLY_CARELESS=careless)
    assert code != 0, told
    assert "said so far" in told, told
