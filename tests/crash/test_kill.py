"""Invariant 1: a save that was shown as saved survives kill -9, and nothing is ever half there."""

import sys
from pathlib import Path

import pytest

from tests.crash import money
from tests.crash.apart import Apart


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("kind", "kills"),
    [
        ("saves", 8),
        pytest.param("imports", 3, marks=pytest.mark.soak),
        ("merges", 3),
        ("doti", 3),
        pytest.param("renews", 2, marks=pytest.mark.soak),
    ],
)
def test_killed_at_random_points(kind: str, kills: int, apart: Apart, tmp_path: Path) -> None:
    killed(kind, kills, apart, tmp_path)


@pytest.mark.soak
@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
@pytest.mark.timeout(7200)
@pytest.mark.parametrize(
    ("kind", "kills"), [("saves", 1_000), ("imports", 200), ("merges", 300), ("doti", 200), ("renews", 50)]
)
def test_killed_often_enough_to_meet_what_is_rare(
    kind: str, kills: int, apart: Apart, tmp_path: Path
) -> None:
    killed(kind, kills, apart, tmp_path)


def killed(kind: str, kills: int, apart: Apart, folder: Path) -> None:
    """Kill the program so many times while it does that, and look at what is there each time."""
    code, told = apart.run("runner", kind, kills, 1000, folder / "trials", told=folder / "told")
    assert code == 0, told
    assert f"{kills} kills during {kind}" in told, told


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
@pytest.mark.timeout(200)
def test_killed_after_each_commit_of_a_dotes_life(apart: Apart, tmp_path: Path) -> None:
    """A record in one transaction and its entry in the next is half there for a moment that no random kill meets."""
    code, told = apart.run("runner", "lives", "commits", 0, tmp_path / "trials", told=tmp_path / "told")
    assert code == 0, told
    assert f"{money.Lives.commits} commits of lives" in told, told
