"""Everybody's children and pregnancies, such as the days of her visits ask for."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, timedelta
from random import Random

from millegiorni_desk.demo.communities import names
from millegiorni_desk.demo.figures import MOST_MINORS
from millegiorni_desk.demo.individuals import BORN, PREGNANT, SMALL_CHILD, YEAR, Individual
from millegiorni_desk.demo.plan import PlannedChild

_FIRST_NOTICED = 250
# On 1 January 2025 these children have passed three years, and at the year's end these are not yet eighteen.
_PAST_THREE = date(YEAR - 4, 12, 20)
_STILL_MINOR = date(YEAR - 17, 1, 2)
_YOUNGEST_MOTHER = timedelta(days=17 * 365)
_SHORTEST_GAP = 395
# How many minors the households of 78 pathways hold.
_HOUSEHOLDS = {0: 6, 1: 20, 2: 23, 3: 15, 4: 8, 5: 4, 6: 1, MOST_MINORS: 1}


def give_children(rng: Random, everybody: list[Individual]) -> None:
    """Children for everybody, by what her visits tell; call when the days of visits are known."""
    _give_households(rng, [one for one in everybody if one.pathway])
    for one in everybody:
        youngest = _youngest(rng, one)
        if youngest is None:
            continue
        births = _older(rng, one, youngest)
        one.children = tuple(_child(rng, one, born, place == 0) for place, born in enumerate(births))[::-1]
    for one in everybody:
        if one.situation == PREGNANT:
            one.due_date = one.days[-1][0] + timedelta(days=rng.randint(15, 200))


def _give_households(rng: Random, people: list[Individual]) -> None:
    """So many minors each, the large households to those old enough to have them."""
    waiting = sorted(people, key=_capacity)
    for one in [one for one in waiting if one.situation == PREGNANT][: _HOUSEHOLDS[0] * len(people) // 78]:
        one.minors = 0
        waiting.remove(one)
    capacities = [_capacity(one) for one in waiting]
    for count in sorted(_HOUSEHOLDS, reverse=True):
        for _ in range(_HOUSEHOLDS[count] * len(people) // 78 if count else 0):
            place = rng.randrange(bisect_left(capacities, count), len(waiting))
            waiting.pop(place).minors = count
            capacities.pop(place)


def _capacity(one: Individual) -> int:
    """How many minors she can have, if her youngest is born on the earliest day possible."""
    youngest = _PAST_THREE if one.situation == PREGNANT else date(YEAR - 3, 4, 1)
    earliest = max(one.birth_date + _YOUNGEST_MOTHER, _STILL_MINOR)
    return max(0, (youngest - earliest).days // _SHORTEST_GAP + 1)


def _youngest(rng: Random, one: Individual) -> date | None:
    """When her youngest was born: under three at a visit for those with a small child, past three for the rest."""
    first, last = one.days[0][0], one.days[-1][0]
    if one.situation == SMALL_CHILD:
        return first - timedelta(days=rng.randint(10, 1000))
    if one.situation == BORN:
        return first + timedelta(days=rng.randint(3, min((last - first).days - 3, 240)))
    if one.minors == 0 or (one.minors is None and rng.random() < 0.45):
        return None
    earliest = max(one.birth_date + _YOUNGEST_MOTHER, _STILL_MINOR if one.minors else date(2005, 1, 1))
    latest = min(_PAST_THREE, one.birth_date + timedelta(days=44 * 365))
    spare = (latest - earliest).days
    if one.minors:
        spare = min(600, spare - (one.minors - 1) * _SHORTEST_GAP)
    return latest - timedelta(days=rng.randint(0, spare)) if spare >= 0 else None


def _older(rng: Random, one: Individual, youngest: date) -> list[date]:
    """The births of all her children, the youngest first."""
    count = one.minors or rng.choices((1, 2, 3, 4), (45, 35, 15, 5))[0]
    earliest = one.birth_date + _YOUNGEST_MOTHER
    if one.minors:
        earliest = max(earliest, _STILL_MINOR)
    births = [youngest]
    for still in range(count - 1, 0, -1):
        longest = (births[-1] - earliest).days // still
        if longest < _SHORTEST_GAP:
            break
        births.append(births[-1] - timedelta(days=rng.randint(_SHORTEST_GAP, min(longest, 1_600))))
    return births


def _child(rng: Random, one: Individual, born: date, youngest: bool) -> PlannedChild:
    """As the card knows a child: of the older ones the day is not always known.

    Every woman's card says how old her children are, so that the report's 400 are of all the women.
    """
    gender = rng.choice("FM")
    known = names()
    usual = known.children if one.community is known.italian else one.community.given
    name = rng.choice(usual[gender]) if rng.random() < 0.75 else ""
    if youngest or one.minors is not None or rng.random() < 0.85:
        return PlannedChild(name, born, "day", gender)
    # A year alone stands for its first day: kept to those whose age is plain either way.
    if born.year <= YEAR - 5:
        return PlannedChild(name, born.replace(month=1, day=1), "year", gender)
    return PlannedChild(name, born if one.gender == "F" else None, "day", gender)


def is_expecting(one: Individual, day: date) -> bool:
    """Whether she is pregnant on *day* and knows it."""
    births = [child.birth_date for child in one.children if child.birth_date]
    due = [one.due_date] if one.due_date else []
    return any(timedelta(0) < born - day <= timedelta(days=_FIRST_NOTICED) for born in births + due)


def due_on(one: Individual, day: date) -> date | None:
    """The day on which a child is expected, seen from *day*."""
    if not is_expecting(one, day):
        return None
    later = [child.birth_date for child in one.children if child.birth_date and child.birth_date > day]
    return min(later) if later else one.due_date


def minors_on(one: Individual, day: date) -> int:
    """How many of her children are born and under eighteen on *day*."""
    births = [child.birth_date for child in one.children if child.birth_date]
    return sum(born <= day < eighteenth(born) for born in births)


def eighteenth(born: date) -> date:
    """The eighteenth birthday (1 March for a 29 February)."""
    month, day = (3, 1) if (born.month, born.day) == (2, 29) else (born.month, born.day)
    return date(born.year + 18, month, day)
