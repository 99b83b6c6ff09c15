"""Invariant 1: a save that was shown as saved survives kill -9, and nothing is ever half there."""

import sys
from pathlib import Path

import pytest

from tests.crash.apart import Apart


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("kind", "kills"), [("saves", 120), ("imports", 30), ("merges", 50), ("doti", 25), ("renews", 10)]
)
def test_killed_at_random_points(kind: str, kills: int, apart: Apart, tmp_path: Path) -> None:
    code, told = apart.run("runner", kind, kills, 1000, tmp_path / "trials", told=tmp_path / "told")
    assert code == 0, told
    assert f"{kills} kills during {kind}" in told, told
