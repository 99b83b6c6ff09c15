"""A register, and apart from it the truth about it."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from operator import attrgetter
from pathlib import Path

from tests.registers.origins import origins
from tests.registers.people import Kin, Town, Woman
from tests.registers.writing import Desk

HOUSES = ("BAR", "CEC", "CAS", "HUB", "MIR", "NIZ", "SPA", "VAL")
REPEATED = 0.237
"""The chance of one more registration: 1.31 for each person."""

COLUMNS = (
    "rec_id",
    "house",
    "reg_date",
    "given",
    "surname",
    "sex",
    "dob",
    "cf",
    "phone",
    "address",
    "nation",
)
_FIRST_DAY, _DAYS = date(2023, 1, 1), 3 * 365


@dataclass(slots=True)
class Registration:
    """One person record, as it was written. Of a year alone the date is its first day, ``birth_precision`` *year*."""

    id: str
    house: str
    registered_on: date
    surname: str
    name: str
    birth_date: date | None
    birth_precision: str
    codice_fiscale: str
    gender: str
    citizenship: str
    phone: str
    address: str

    @property
    def born(self) -> str:
        """The birth date as ISO date, a year alone, or nothing."""
        text = self.birth_date.isoformat() if self.birth_date else ""
        return text[:4] if self.birth_precision == "year" else text


@dataclass(frozen=True, slots=True)
class Register:
    """``rows`` is what desks have. ``who`` tells the person of each id, ``origin`` hers, ``kin`` who resembles whom."""

    rows: list[Registration]
    who: dict[str, int]
    origin: dict[int, str]
    kin: list[Kin]

    def of_people(self) -> dict[int, list[str]]:
        """The ids of each person's registrations, in the order in which they were made."""
        found: dict[int, list[str]] = {}
        for row in self.rows:
            found.setdefault(self.who[row.id], []).append(row.id)
        return found

    def same(self) -> set[tuple[str, str]]:
        """Every pair of ids, the smaller first, that is one person."""
        return {(min(pair), max(pair)) for ids in self.of_people().values() for pair in combinations(ids, 2)}

    def write(self, path: Path) -> None:
        """The register as a CSV file, without any of the truth."""
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(map(_cells, self.rows))


def register(count: int, seed: int = 2025, dirty: float = 0.0) -> Register:
    """*count* registrations of about ``count / 1.31`` people at eight desks within three years."""
    chance = random.Random(seed)
    town = Town(chance, origins())
    desk = Desk(chance, dirty, {one.name: one.rates for one in origins()})
    made: list[tuple[Registration, Woman]] = []
    kin: list[Kin] = []
    while len(made) < count:
        people, alike = town.household()
        kin += alike
        made += [(row, one) for one in people for row in _registrations(chance, desk, one)]
    made = sorted(made[:count], key=lambda pair: attrgetter("registered_on")(pair[0]))
    for number, (row, _) in enumerate(made):
        row.id = f"{number:08x}-0000-7000-8000-{seed:012x}"
    there = {one.number: one.origin.name for _, one in made}
    return Register(
        [row for row, _ in made],
        {row.id: one.number for row, one in made},
        there,
        [pair for pair in kin if pair.a in there and pair.b in there],
    )


def _registrations(chance: random.Random, desk: Desk, woman: Woman) -> Iterator[Registration]:
    now, home, day = copy(woman), int(chance.random() * 8), int(chance.random() * _DAYS)
    while True:
        yield _row(HOUSES[home], _FIRST_DAY + timedelta(days=day), desk.write(now, home))
        if chance.random() >= REPEATED:
            return
        desk.later(now)
        day = day + int(chance.random() * (_DAYS - day))
        home = home if chance.random() < 0.4 else int(chance.random() * 8)


def _row(house: str, day: date, written: tuple[object, ...]) -> Registration:
    surname, name, born, precision, code, sex, nation, phone, address = written
    return Registration("", house, day, surname, name, born, precision, code, sex, nation, phone, address)  # type: ignore[arg-type]


def _cells(row: Registration) -> Iterable[str]:
    return (
        row.id,
        row.house,
        row.registered_on.isoformat(),
        row.name,
        row.surname,
        row.gender,
        row.born,
        row.codice_fiscale,
        row.phone,
        row.address,
        row.citizenship,
    )
