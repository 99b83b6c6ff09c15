"""Who is the same woman: whatever is decided, merged, taken back on several devices, undoing it leaves what was."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.property.decided_devices import Devices, Step, anew, asked, build, groups, held

cards = st.integers(0, 6)
picks = st.integers(0, 20)
verdicts = st.sampled_from(["same", "same", "different", "unsure", "withdrawn"])
decisions = st.tuples(st.just("decide"), cards, cards, verdicts)
steps = st.one_of(
    decisions,
    decisions,
    st.tuples(st.just("take_back"), picks),
    st.tuples(st.just("merge"), cards, cards),
    st.tuples(st.just("part"), picks),
    st.tuples(st.just("sync")),
)
scripts = st.lists(st.tuples(st.integers(0, 3), steps), min_size=6, max_size=24)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("decided"))


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = tmp_path_factory.mktemp("devices")
    return (root / str(number) for number in count())


def play(template: Path, place: Path, script: list[tuple[int, Step]], seed: int) -> None:
    chance = random.Random(seed)
    devices = Devices.of(template, place)
    try:
        center = devices.vaults[0]
        before = [groups(vault) for vault in devices.vaults]
        queues, counted = [asked(vault) for vault in devices.vaults], devices.counted
        for number, step in script:
            devices.play(number, step)
        devices.settle(chance)
        agree(devices)
        devices.undo_everything(chance)
        agree(devices)
        assert held(center) == {}
        assert [groups(vault) for vault in devices.vaults] == before
        assert [asked(vault) for vault in devices.vaults] == queues
        assert devices.counted == counted
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


_FEW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
# A script takes a second: what fails is told as it is, and made smaller by hand.
_AS_FOUND = (Phase.explicit, Phase.reuse, Phase.generate)


@settings(max_examples=6, deadline=None, suppress_health_check=_FEW, phases=_AS_FOUND, derandomize=True)
@given(scripts, st.integers(0, 1 << 30))
def test_what_is_decided_anywhere_can_be_undone(
    template: Path, places: Iterator[Path], script: list[tuple[int, Step]], seed: int
) -> None:
    play(template, next(places), script, seed)


@pytest.mark.soak
@settings(max_examples=1_000, deadline=None, suppress_health_check=_FEW, phases=_AS_FOUND)
@given(scripts, st.integers(0, 1 << 30))
def test_a_thousand_scripts_of_decisions(
    template: Path, places: Iterator[Path], script: list[tuple[int, Step]], seed: int
) -> None:
    play(template, next(places), script, seed)
