"""Who is met at two houses, and who only looks like somebody else: sisters, twins, namesakes, mothers."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from millegiorni_desk.demo.figures import Figures
from millegiorni_desk.demo.individuals import Individual, street_and_number
from millegiorni_desk.demo.turin import turin

LOOK_ALIKES = {"sisters": 18, "twins": 3, "namesakes": 9, "mother_and_daughter": 4, "doubles": 5}
"""Pairs at scale 1 of two people whom a hurried eye would take for one.

Doubles are the hardest: the same name, nearly the same birthday, and no codice fiscale to tell them apart.
"""


def relate(rng: Random, everybody: list[Individual], figures: Figures, scale: int) -> list[tuple[int, int]]:
    """Draw who goes to two houses, and make some pairs look alike; these come back, by number."""
    pairs = _look_alikes(rng, everybody, scale)
    _second_homes(rng, everybody, figures)
    return pairs


def _second_homes(rng: Random, everybody: list[Individual], figures: Figures) -> None:
    free = [one for one in everybody if not one.paired]
    chosen = rng.sample(free, figures.met_twice_by_code + figures.met_twice_by_hand)
    for place, one in enumerate(chosen):
        one.joined = "code" if place < figures.met_twice_by_code else "hand"
        one.homes.append(another_house(rng, one.homes[0]))


def another_house(rng: Random, code: str) -> str:
    """The code of any other house."""
    return rng.choice([house.code for house in turin().houses if house.code != code])


def _look_alikes(rng: Random, everybody: list[Individual], scale: int) -> list[tuple[int, int]]:
    free = [
        one
        for one in everybody
        if one.gender == "F" and not one.situation and date(1972, 1, 1) < one.birth_date < date(2000, 1, 1)
    ]
    rng.shuffle(free)
    pairs = []
    for kind, count in LOOK_ALIKES.items():
        for _ in range(count * scale):
            one, other = free.pop(), free.pop()
            one.paired = other.paired = True
            _same_family(other, one)
            _RESEMBLE[kind](rng, one, other)
            pairs.append((one.who, other.who))
    return pairs


def _same_family(other: Individual, one: Individual) -> None:
    for name in ("community", "citizenship", "place", "language", "surname", "address", "quarter", "phone"):
        setattr(other, name, getattr(one, name))
    other.homes = list(one.homes)


def _sisters(rng: Random, one: Individual, other: Individual) -> None:
    _another_name(rng, one, other)
    other.birth_date = one.birth_date + rng.choice((-1, 1)) * timedelta(days=rng.randint(400, 2000))


def _twins(rng: Random, one: Individual, other: Individual) -> None:
    _another_name(rng, one, other)
    other.birth_date = one.birth_date


def _another_name(rng: Random, one: Individual, other: Individual) -> None:
    first = one.name.split()[0]
    other.name = rng.choice([name for name in one.community.given["F"] if first not in name])


def _namesakes(rng: Random, one: Individual, other: Individual) -> None:
    other.name = one.name
    other.birth_date = one.birth_date + rng.choice((-1, 1)) * timedelta(days=rng.randint(800, 3000))
    other.homes = [another_house(rng, one.homes[0])]
    house = turin().house(other.homes[0])
    other.quarter, other.address = house.quarter, street_and_number(rng, house.streets)
    other.phone = f"300 {rng.randrange(1000):03} {rng.randrange(10_000):04}"


def _doubles(rng: Random, one: Individual, other: Individual) -> None:
    _namesakes(rng, one, other)
    one.birth_date = one.birth_date.replace(day=rng.randint(1, 14))
    other.birth_date = one.birth_date + timedelta(days=rng.randint(1, 14))
    one.undocumented = other.undocumented = True


def _mother_and_daughter(rng: Random, one: Individual, other: Individual) -> None:
    other.name = one.name
    other.birth_date = one.birth_date - timedelta(days=rng.randint(20 * 366, 27 * 365))


_RESEMBLE = {
    "sisters": _sisters,
    "twins": _twins,
    "namesakes": _namesakes,
    "mother_and_daughter": _mother_and_daughter,
    "doubles": _doubles,
}
