"""What open pairs may change in a figure: by how much each of its numbers may differ from what is printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import fsum

from millegiorni_desk.areas.monitoring.intervals.components import Component

KNOWN = "known"
"""Stands for yes and no together: what a share is out of."""


@dataclass
class Change:
    """By how much a number differs from what is printed, at the least and at the most, and what to expect.

    ``pairs`` is how many open pairs it depends on.
    """

    least: int = 0
    most: int = 0
    pairs: int = 0
    _expected: list[float] = field(default_factory=list)

    def add(self, component: Component, counted: Mapping[int, int]) -> None:
        """Take in what the groups of *component* count for."""
        now, least, most, expected = component.settle(counted)
        if least == most:
            return
        self.least += least - now
        self.most += most - now
        self.pairs += component.pairs
        self._expected.append(expected - now)

    def expected_of(self, value: int) -> float:
        """What to expect of a number that is printed as *value*."""
        return value + fsum(self._expected)


@dataclass(frozen=True)
class Changes:
    """What may change in one place of one figure: its numbers by state, and the sums of its amounts."""

    numbers: Mapping[str, Change] = field(default_factory=dict)
    totals: Mapping[str, Change] = field(default_factory=dict)
