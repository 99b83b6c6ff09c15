"""Trying again: how often, after how long, and for what. Nothing here knows of the network."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from secrets import SystemRandom
from typing import TypeVar

from ..errors import ExchangeError
from .base import Watch, unwatched

T = TypeVar("T")

_GLANCE = 0.25
"""While waiting, whoever watches is asked so often (in seconds) whether to go on."""


class Again(Exception):
    """What was tried failed and may be tried again: ``error`` is raised in the end, ``after`` is what was asked for.

    ``progress``: something was gained, so that the count of tries begins anew.
    """

    def __init__(self, error: ExchangeError, after: float = 0.0, progress: bool = False) -> None:
        super().__init__(error.message)
        self.error, self.after, self.progress = error, after, progress


@dataclass(frozen=True)
class Patience:
    """Exponential back-off with full jitter: before try *n* + 1 up to ``first`` × 2ⁿ seconds, at most ``most``.

    Whoever is asked to come back later (RFC 9110 §10.2.3) waits at least so long, and gives up at once where that is
    more than ``most``.
    """

    tries: int = 5
    first: float = 0.5
    most: float = 20.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.time
    chance: Callable[[], float] = SystemRandom().random

    def persist(self, attempt: Callable[[], T], watch: Watch = unwatched) -> T:
        """What *attempt* returns, tried again while it raises :class:`Again`; then the error it carried."""
        failures = 0
        while True:
            try:
                return attempt()
            except Again as again:
                failures = 1 if again.progress else failures + 1
                if failures >= self.tries or again.after > self.most:
                    raise again.error from again.__cause__
                self._wait(self.pause(failures, again.after), watch)

    def pause(self, failures: int, after: float = 0.0) -> float:
        """Seconds to wait after so many *failures* in a row."""
        longest: float = min(self.most, self.first * 2 ** (failures - 1))
        return max(after, self.chance() * longest)

    def seconds_asked(self, retry_after: str | None) -> float:
        """The header ``Retry-After``, seconds or a date, as seconds from now; 0 for none and for nonsense."""
        # Imported only here: it brings sockets and half of the mail package into every start.
        from email.utils import parsedate_to_datetime

        text = (retry_after or "").strip()
        if text.isascii() and text.isdigit():
            return float(text[:9])
        try:
            return max(0.0, float(parsedate_to_datetime(text).timestamp()) - self.clock())
        except (ValueError, TypeError, OverflowError):
            return 0.0

    def _wait(self, seconds: float, watch: Watch) -> None:
        while seconds > 0:
            watch(0, 0)
            self.sleep(min(seconds, _GLANCE))
            seconds -= _GLANCE
