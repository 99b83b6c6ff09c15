"""How often somebody may ask: a bucket of requests for each, which fills again with time."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from time import monotonic

MOST_KEPT = 10_000


class Buckets:
    """Each key may ask *per_minute* times at once, and then as often as a minute brings. Each process counts alone."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = monotonic) -> None:
        self._most = float(per_minute)
        self._clock = clock
        self._kept: dict[Hashable, tuple[float, float]] = {}

    def take(self, key: Hashable) -> float:
        """Take one; 0 if there was one, else the seconds until there will be."""
        wait = self.wait(key)
        if not wait:
            self._kept[key] = (self._left(key) - 1, self._clock())
            self._forget()
        return wait

    def wait(self, key: Hashable) -> float:
        """The seconds until there is one to take; nothing is taken."""
        return max(0.0, 1 - self._left(key)) * 60 / self._most

    def _left(self, key: Hashable) -> float:
        left, since = self._kept.get(key, (self._most, 0.0))
        return min(self._most, left + (self._clock() - since) * self._most / 60)

    def _forget(self) -> None:
        """Let go of the full ones, which say nothing; and of all, rather than grow without end."""
        if len(self._kept) > MOST_KEPT:
            self._kept = {key: value for key, value in self._kept.items() if self._left(key) < self._most}
            if len(self._kept) > MOST_KEPT:
                self._kept.clear()
