"""Made-up people in number: seven communities, families, repeated registrations with real mistakes.

The same seed gives the same people. ``truth`` says who is who, which no real desk knows.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from millegiorni_desk.areas.people import codice_fiscale as cf
from tests.benchmarks.community_names import COMMUNITIES, Community

HOUSES = ("BAR", "CEC", "CAS", "HUB", "MIR", "NIZ", "SPA", "VAL")
_REPEATED = 0.26
_FIRST_DAY, _DAYS = date(1962, 1, 1), 45 * 365


@dataclass(frozen=True, slots=True)
class Registration:
    """One person record; records of the same woman share ``truth``, of the same family ``family``."""

    id: str
    truth: int
    family: int
    house: str
    surname: str
    name: str
    birth_date: date | None
    birth_precision: str
    codice_fiscale: str
    gender: str
    citizenship: str
    phone: str
    address: str


def people(count: int, seed: int = 2025) -> Iterator[Registration]:
    """*count* registrations of about ``count / 1.3`` people, in the order in which they were made."""
    chance = random.Random(seed)
    made = truth = family = 0
    while made < count:
        family += 1
        for woman in _family(chance, family, truth):
            truth = max(truth, woman.truth)
            for record in _registrations(chance, woman):
                if made < count:
                    yield replace(record, id=f"{made:08x}-0000-7000-8000-{seed:012x}")
                    made += 1


def _family(chance: random.Random, family: int, last_truth: int) -> list[Registration]:
    """One woman, or one with her twin, her sister, or her daughter, namesake or not."""
    community = chance.choices(COMMUNITIES, [one.share for one in COMMUNITIES])[0]
    woman = _woman(chance, community, family, last_truth + 1)
    kin = chance.random()
    if kin > 0.12 or woman.birth_date is None:
        return [woman]
    born = woman.birth_date
    if kin > 0.02:
        born = born + timedelta(days=chance.randrange(400, 3_000))
    if kin > 0.09:
        born = woman.birth_date + timedelta(days=chance.randrange(17 * 365, 30 * 365))
    name = woman.name if kin > 0.11 else community.given(chance)
    if name == woman.name and kin <= 0.11:
        return [woman]
    code = _code(chance, community, woman.surname, name, born)
    return [
        woman,
        replace(woman, truth=last_truth + 2, name=name, birth_date=born, codice_fiscale=code),
    ]


def _woman(chance: random.Random, community: Community, family: int, truth: int) -> Registration:
    gender = "F" if chance.random() < 0.9 else "M"
    surname, name = community.surname(chance), community.given(chance, gender)
    born = _FIRST_DAY + timedelta(days=chance.randrange(_DAYS))
    if chance.random() < community.january_first:
        born = born.replace(month=1, day=1)
    return Registration(
        "",
        truth,
        family,
        chance.choice(HOUSES),
        surname,
        name,
        born,
        "day",
        _code(chance, community, surname, name, born, gender),
        gender,
        community.citizenship,
        f"3{chance.randrange(20, 99)}{chance.randrange(10_000_000):07d}",
        f"Via {chance.choice(_STREETS)} {chance.randrange(1, 200)}",
    )


def _code(
    chance: random.Random, community: Community, surname: str, name: str, born: date, gender: str = "F"
) -> str:
    return cf.make(surname, name, born, gender, community.place) if chance.random() < 0.75 else ""


def _registrations(chance: random.Random, woman: Registration) -> Iterator[Registration]:
    yield _as_written(chance, woman, 0.3)
    while chance.random() < _REPEATED:
        house = chance.choice(HOUSES) if chance.random() < 0.6 else woman.house
        yield _as_written(chance, replace(woman, house=house), 1.0)


def _as_written(chance: random.Random, woman: Registration, care: float) -> Registration:
    """The record as somebody in a hurry wrote it; *care* scales how much goes wrong."""

    def happens(rate: float) -> bool:
        return chance.random() < rate * care

    surname, name, born, precision = woman.surname, woman.name, woman.birth_date, woman.birth_precision
    if happens(0.10):
        name = respelt(chance, name)
    if happens(0.10):
        surname = respelt(chance, surname)
    if happens(0.06):
        surname = mistyped(chance, surname)
    if happens(0.10):
        surname, name = surname.split()[-1], name.split()[0]
    if happens(0.04):
        surname, name = name, surname
    if born is not None and happens(0.04) and born.day <= 12:
        born = born.replace(day=born.month, month=born.day)
    elif born is not None and happens(0.04):
        born = born.replace(day=chance.randrange(1, 29))
    elif born is not None and happens(0.06):
        born, precision = born.replace(month=1, day=1), "year"
    return replace(
        woman,
        surname=surname,
        name=name,
        birth_date=None if happens(0.08) else born,
        birth_precision=precision,
        codice_fiscale="" if chance.random() < 0.3 else woman.codice_fiscale,
        phone="" if happens(0.25) else _other_phone(chance, woman.phone, happens(0.15)),
        address="" if happens(0.3) else woman.address,
    )


def _other_phone(chance: random.Random, phone: str, changed: bool) -> str:
    return f"3{chance.randrange(20, 99)}{chance.randrange(10_000_000):07d}" if changed else phone


def mistyped(chance: random.Random, text: str) -> str:
    """*text* with one slip of the fingers: a letter left out, doubled, swapped with the next, or wrong."""
    places = [at for at in range(1, len(text) - 1) if text[at].isalpha() and text[at + 1].isalpha()]
    if not places:
        return text
    at = chance.choice(places)
    kind = chance.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    if kind == 2:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + chance.choice("aeiourstln") + text[at + 1 :]


_RESPELLINGS = (
    ("ou", "u"), ("kh", "k"), ("ch", "sh"), ("i", "y"), ("ss", "s"), ("ae", "aa"), ("c", "k"), ("ei", "e"),
    ("ee", "i"), ("tt", "t"), ("ll", "l"), ("v", "b"), ("z", "s"), ("mm", "m"), ("j", "dj"), ("u", "ou"),
)  # fmt: skip


def respelt(chance: random.Random, text: str) -> str:
    """*text* with one sound written as another language writes it."""
    fitting = [pair for pair in _RESPELLINGS if pair[0] in text]
    return text.replace(*chance.choice(fitting), 1) if fitting else text


_STREETS = tuple(
    "Giulio Cesare,Bologna,Cigna,Vercelli,Nizza,Madama Cristina,Barletta,Tripoli,Orvieto,Stradella,Cecchi,Morgari,"
    "Agnelli,Foligno,Lombardia,Mirafiori,San Donato,Luserna,Monginevro,Onorato Vigliani".split(",")
)
