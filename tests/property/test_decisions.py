"""Who is the same woman: whatever is decided, merged, taken back on several devices, undoing it leaves what was."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.property.decided_devices import Devices, Step, anew, build, groups, held

cards = st.integers(0, 6)
picks = st.integers(0, 20)
verdicts = st.sampled_from(["same", "same", "different", "unsure", "withdrawn"])
decisions = st.tuples(st.just("decide"), cards, cards, verdicts)
steps = st.one_of(
    decisions,
    decisions,
    st.tuples(st.just("take_back"), picks),
    st.tuples(st.just("merge"), cards, cards, st.booleans()),
    st.tuples(st.just("part"), picks),
    st.tuples(st.just("sync")),
)
scripts = st.lists(st.tuples(st.integers(0, 3), steps), min_size=6, max_size=24)


# Two desks of a house that do not know of each other merge the same cards in the two directions, or in a ring.
_CROSSING: list[tuple[int, Step]] = [
    (1, ("merge", 0, 2, False)),
    (2, ("merge", 6, 4, False)),
    (0, ("merge", 1, 2, False)),
    (1, ("decide", 3, 2, "same")),
    (2, ("merge", 2, 0, False)),
    (2, ("merge", 1, 2, True)),
    (0, ("sync",)),
    (2, ("part", 0)),
    (2, ("decide", 6, 0, "withdrawn")),
]
_RING: list[tuple[int, Step]] = [
    (2, ("merge", 1, 3, True)),
    (2, ("merge", 4, 3, False)),
    (3, ("decide", 0, 5, "same")),
    (1, ("merge", 1, 2, False)),
    (1, ("merge", 5, 4, False)),
    (1, ("merge", 2, 1, False)),
    (3, ("take_back", 0)),
]


@dataclass(frozen=True)
class Built:
    """A network on disk, and what its devices tell before anything is decided."""

    folder: Path
    told: list[Any]


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = build(tmp_path_factory.mktemp("decided"))
    devices = Devices.of(folder, tmp_path_factory.mktemp("before") / "rete")
    try:
        return Built(folder, devices.told)
    finally:
        devices.close()


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = tmp_path_factory.mktemp("devices")
    return (root / str(number) for number in count())


def play(network: Built, place: Path, script: list[tuple[int, Step]], seed: int) -> None:
    chance = random.Random(seed)
    devices = Devices.of(network.folder, place)
    try:
        for number, step in script:
            devices.play(number, step)
        devices.settle(chance)
        agree(devices)
        devices.undo_everything(chance)
        agree(devices)
        assert held(devices.vaults[0]) == {}
        assert devices.told == network.told
    finally:
        devices.close()


def agree(devices: Devices) -> None:
    """Every device holds what the coordination does of its cards, and it follows from the records alone."""
    center, *others = devices.vaults
    assert groups(center) == anew(center)
    for vault in others:
        assert held(vault) == held(center)
        assert groups(vault) == anew(vault)
    assert groups(others[0]) == groups(others[1])


@pytest.mark.parametrize("script", [_CROSSING, _RING], ids=["crossing", "ring"])
def test_what_two_desks_decided_and_merged_can_be_undone(
    network: Built, places: Iterator[Path], script: list[tuple[int, Step]]
) -> None:
    play(network, next(places), script, 9432)


@pytest.mark.soak
@settings(
    max_examples=1_000,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    # A script takes a second: what fails is told as it is, and made smaller by hand.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(scripts, st.integers(0, 1 << 30))
def test_a_thousand_scripts_of_decisions(
    network: Built, places: Iterator[Path], script: list[tuple[int, Step]], seed: int
) -> None:
    play(network, next(places), script, seed)
