"""What a desk in a hurry writes down: each way to go wrong, and how often.

Rates are shares of registrations; an origin has its own for some. They are scaled by how careful the one who writes is,
and by ``dirty``.
"""

from __future__ import annotations

import random
import unicodedata
from datetime import date, timedelta

from tests.registers import places
from tests.registers.origins import Names
from tests.registers.people import Woman
from tests.registers.slips import mistyped, other_character

RATES = {
    # of a part of a name
    "respelt": 0.02,
    # of names
    "typo": 0.03,
    "one_name": 0.15,
    "fewer_surnames": 0.08,
    "nickname": 0.01,
    "title": 0.01,
    "swapped": 0.02,
    "married": 0.02,
    "glued": 0.03,
    "lost_particle": 0.01,
    "changed_honorific": 0.0,
    "unaccented": 0.4,
    # of dates
    "no_date": 0.04,
    "year_only": 0.03,
    "first_january": 0.01,
    "day_month": 0.015,
    "other_day": 0.012,
    "other_month": 0.008,
    "other_year": 0.012,
    "far_year": 0.002,
    # of codes
    "no_code": 0.32,
    "code_slip": 0.02,
    "others_code": 0.005,
    "provisional_code": 0.006,
    # of telephone numbers
    "no_phone": 0.12,
    "desk_phone": 0.02,
    "relatives_phone": 0.04,
    "phone_slip": 0.015,
    # of addresses
    "no_address": 0.15,
    "homeless": 0.015,
    "address_otherwise": 0.25,
    # of the rest
    "no_sex": 0.04,
    "other_sex": 0.003,
    "no_nation": 0.06,
    # between one registration and the next
    "new_phone": 0.12,
    "moved": 0.12,
    "naturalised": 0.02,
}
_SHELTER = "senza fissa dimora", "SFD", "Via della Casa Comunale 1", "s.f.d."


class Desk:
    """Writes registrations; *dirty* from 0, a usual year, to 1, everything three times as wrong."""

    def __init__(self, chance: random.Random, dirty: float, origins: dict[str, dict[str, float]]) -> None:
        self._chance = chance
        scale = 1 + 2 * dirty
        self._rates = {
            name: {kind: rate * scale for kind, rate in (RATES | own).items()}
            for name, own in origins.items()
        }
        self._rate: dict[str, float] = {}
        self._care = 1.0
        self._phones = {house: f"011{int(chance.random() * 10_000_000):07d}" for house in range(8)}
        self._somebodys_code = ""

    def write(self, one: Woman, house: int) -> tuple[str, str, date | None, str, str, str, str, str, str]:
        """Surname, given name, birth date and how precise it is, codice fiscale, sex, nation, telephone, address."""
        self._rate = self._rates[one.origin.name]
        careful = self._chance.random()
        self._care = 0.6 if careful < 0.6 else 1.0 if careful < 0.85 else 2.6
        surname, given = self._names(one)
        born, precision = self._born(one.born)
        return (
            surname,
            given,
            born,
            precision,
            self._code(one),
            self._sex(one),
            "" if self._happens("no_nation") else one.nation,
            self._phone(one, house),
            self._address(one),
        )

    def later(self, one: Woman) -> None:
        """What changes in a life before the next registration."""
        self._rate, self._care = self._rates[one.origin.name], 1.0
        if self._happens("new_phone"):
            one.phone = places.mobile(self._chance)
        if self._happens("moved"):
            one.address = places.address(self._chance)
        if one.nation != "IT" and self._happens("naturalised"):
            one.nation = "IT"

    def _happens(self, kind: str) -> bool:
        return self._chance.random() < self._rate[kind] * self._care

    def _names(self, one: Woman) -> tuple[str, str]:
        surname, given = self._surname(one), self._given(one)
        surname, given = self._letters(surname), self._letters(given)
        if self._happens("title"):
            given = f"{self._chance.choice(one.origin.titles)} {given}"
        if self._happens("swapped"):
            surname, given = given, surname
        way = self._chance.random()
        return (surname.upper(), given.upper()) if way < 0.08 else (surname, given)

    def _given(self, one: Woman) -> str:
        given = one.given
        if self._happens("nickname"):
            return one.origin.nickname(self._chance, given[0])
        if len(given) > 1 and self._happens("one_name"):
            given = (given[0] if self._chance.random() < 0.7 else given[1],)
        if one.origin.western and self._happens("western"):
            return one.origin.nickname(self._chance, given[0])
        return self._parts(one, given)

    def _surname(self, one: Woman) -> str:
        surname, chance = one.surname, self._chance
        if one.sex == "F" and self._happens("changed_honorific"):
            surname = (chance.choice(one.origin.honorifics),)
        if one.sex == "F" and self._happens("married"):
            way = chance.random()
            if way < 0.5:
                surname = one.husband
            elif way < 0.8:
                return f"{self._parts(one, surname)} in {self._parts(one, one.husband)}"
            else:
                surname = (*one.husband, *surname)
        elif len(surname) > 1 and self._happens("fewer_surnames"):
            surname = surname[:1] if chance.random() < 0.75 else surname[1:]
        text = self._parts(one, surname)
        if " " in text and len(surname) == 1 and self._happens("lost_particle"):
            text = text.split()[-1]
        return text

    def _parts(self, one: Woman, parts: Names) -> str:
        """The parts of a name, each perhaps otherwise spelt, and side by side as they are said."""
        origin = one.origin
        text = " ".join(
            origin.respelt(self._chance, part) if self._happens("respelt") else origin.official(part)
            for part in parts
        )
        return text.replace(" ", "", 1).capitalize() if " " in text and self._happens("glued") else text

    def _letters(self, text: str) -> str:
        if not text.isascii() and self._happens("unaccented"):
            text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
        if ("'" in text or "-" in text) and self._happens("unaccented"):
            text = text.replace("'", self._chance.choice(("", " "))).replace("-", " ")
        return mistyped(self._chance, text) if self._happens("typo") else text

    def _born(self, born: date) -> tuple[date | None, str]:
        chance = self._chance
        if self._happens("no_date"):
            return None, "day"
        if self._happens("other_year"):
            born = _in_year(born, born.year + chance.choice((-1, 1, -1, 1, -10, 10)))
        if self._happens("far_year"):
            born = _in_year(born, 2025)
        if self._happens("year_only"):
            return born.replace(month=1, day=1), "year"
        if self._happens("first_january"):
            return born.replace(month=1, day=1), "day"
        if born.day <= 12 and self._happens("day_month"):
            return born.replace(day=born.month, month=born.day), "day"
        if self._happens("other_day"):
            born += timedelta(days=chance.choice((-1, 1, 1, -10, 10, 2, -3)))
        if self._happens("other_month"):
            born = born.replace(day=min(born.day, 28), month=(born.month + chance.choice((0, 10))) % 12 + 1)
        return born, "day"

    def _code(self, one: Woman) -> str:
        code = one.code
        if self._happens("provisional_code"):
            return f"{800 + one.number % 199}{int(self._chance.random() * 1e8):08d}"
        if self._happens("others_code") and self._somebodys_code:
            return self._somebodys_code
        if code and self._happens("no_code"):
            return ""
        # The last one dealt with lies on the same table.
        self._somebodys_code = code or self._somebodys_code
        return other_character(self._chance, code) if code and self._happens("code_slip") else code

    def _sex(self, one: Woman) -> str:
        if self._happens("no_sex"):
            return ""
        return "FM"[one.sex == "F"] if self._happens("other_sex") else one.sex

    def _phone(self, one: Woman, house: int) -> str:
        if self._happens("no_phone"):
            return ""
        if self._happens("desk_phone"):
            return self._phones[house]
        number = one.relative if self._happens("relatives_phone") else one.phone
        if self._happens("phone_slip"):
            number = other_character(self._chance, number)
        return places.number_written(self._chance, number)

    def _address(self, one: Woman) -> str:
        if self._happens("no_address"):
            return ""
        if self._happens("homeless"):
            return self._chance.choice(_SHELTER)
        if self._happens("address_otherwise"):
            return places.written_otherwise(self._chance, one.address)
        return one.address


def _in_year(born: date, year: int) -> date:
    return born.replace(year=year, day=min(born.day, 28))
