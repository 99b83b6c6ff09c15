"""Which copies stay: seven days, four weeks, twelve months, each with the newest copy made in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

_RULES: tuple[tuple[int, Callable[[date], tuple[int, ...]]], ...] = (
    (7, lambda day: (day.toordinal(),)),
    (4, lambda day: tuple(day.isocalendar()[:2])),
    (12, lambda day: (day.year, day.month)),
)


def kept(copies: Iterable[tuple[int, date]]) -> set[int]:
    """The numbers of the copies that stay, of *copies* given as number and local date.

    Newest is who has the highest number, not the latest date: a clock that was wrong for a day makes no copy newer.
    What is taken away today is never wanted tomorrow: a day, week or month only falls further behind.
    """
    newest_first = sorted(copies, reverse=True)
    stay = {number for number, _ in newest_first[:1]}
    for most, span_of in _RULES:
        spans: set[tuple[int, ...]] = set()
        for number, day in newest_first:
            if span_of(day) not in spans and len(spans) < most:
                spans.add(span_of(day))
                stay.add(number)
    return stay
