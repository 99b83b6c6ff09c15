"""When the desks are open in 2025, and on which of those days everybody comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from random import Random

from millegiorni_desk.demo.figures import Figures
from millegiorni_desk.demo.individuals import BORN, YEAR, Individual
from millegiorni_desk.demo.turin import turin

# Public holidays that fall on weekdays (24 June is the city's), and two weeks of summer and of Christmas.
_HOLIDAYS = {(1, 1), (1, 6), (4, 21), (4, 25), (5, 1), (5, 2), (6, 2), (6, 24), (12, 8)}
_CLOSED = ((date(YEAR, 8, 9), date(YEAR, 8, 24)), (date(YEAR, 12, 22), date(YEAR, 12, 31)))
# How full a day is, January to December: quiet summers, a rush when schools and nurseries begin.
_SEASON = (0.95, 1.0, 1.05, 0.95, 1.05, 0.95, 0.75, 0.55, 1.2, 1.2, 1.1, 0.9)
_BUSIEST = 8.0
_FEWEST_IN_PATHWAY = 4


@cache
def open_days(house: str) -> tuple[date, ...]:
    """The days of 2025 on which a house's desk is open."""
    weekdays = turin().house(house).open
    year = (date(YEAR, 1, 1) + timedelta(days=n) for n in range(365))
    return tuple(
        day
        for day in year
        if day.weekday() in weekdays
        and (day.month, day.day) not in _HOLIDAYS
        and not any(first <= day <= last for first, last in _CLOSED)
    )


@cache
def _weights(house: str) -> tuple[float, ...]:
    return tuple(accumulate(_SEASON[day.month - 1] for day in open_days(house)))


def any_day(rng: Random, house: str, start: date = date.min, end: date = date.max) -> date:
    """An open day, drawn by season, from *start* to *end*."""
    while True:
        day = rng.choices(open_days(house), cum_weights=_weights(house))[0]
        if start <= day <= end:
            return day


def give_days(rng: Random, everybody: Sequence[Individual], figures: Figures) -> None:
    """Spread the year's accesses over everybody: no one twice on a day, at least one at each of her houses.

    Most come once or twice; few come often, those with a pathway most of all.
    """
    cards = [(one, house) for one in everybody for house in one.homes]
    visits = [_fewest(one, house) for one, house in cards]
    weights = list(accumulate(_eagerness(rng, one) for one, _ in cards))
    missing = figures.accesses - figures.anonymous - sum(visits)
    for place in rng.choices(range(len(cards)), cum_weights=weights, k=missing):
        visits[place] += 1
    for (one, house), count in zip(cards, visits, strict=True):
        _choose_days(rng, one, house, count)
    for one in everybody:
        one.days.sort()


def _fewest(one: Individual, house: str) -> int:
    if house != one.homes[0]:
        return 1
    if one.pathway:
        return _FEWEST_IN_PATHWAY
    return 2 if one.situation == BORN else 1


def _eagerness(rng: Random, one: Individual) -> float:
    factor = 3.0 if one.pathway else 1.6 if one.mother else 1.0
    return factor * min(_BUSIEST, rng.lognormvariate(0, 1))


def _choose_days(rng: Random, one: Individual, house: str, count: int) -> None:
    taken = {day for day, _ in one.days}
    wanted = len(taken) + count
    if house == one.homes[0] and (one.situation == BORN or one.pathway):
        # One early and one late visit, between which a child can be born and a pathway can run.
        taken.add(any_day(rng, house, end=date(YEAR, 6, 13)))
        taken.add(any_day(rng, house, start=date(YEAR, 9, 15)))
    while len(taken) < wanted:
        taken.add(any_day(rng, house))
    known = {day for day, _ in one.days}
    one.days += [(day, house) for day in sorted(taken - known)]
