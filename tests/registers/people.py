"""People as they are: one by one, and the families that are easily taken for one person."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from millegiorni_desk.areas.people import codice_fiscale as cf
from tests.registers import places
from tests.registers.origins import Names, Origin

# How often a household is of these two; harsher than life, so that a few thousand people say something.
KIN = {
    "twins": 0.035,
    "siblings": 0.06,
    "mother_daughter": 0.035,
    "namesakes": 0.015,
    "couple": 0.055,
    "strangers": 0.025,
}
HAVE_CODE = 0.82


@dataclass(slots=True)
class Woman:
    """One person, most often a woman; ``relative`` is the number of somebody at home."""

    number: int
    origin: Origin
    given: Names
    surname: Names
    sex: str
    born: date
    code: str
    phone: str
    address: str
    nation: str
    relative: str
    husband: Names


@dataclass(frozen=True, slots=True)
class Kin:
    """Two people who are not one, and why they may be taken for it."""

    a: int
    b: int
    kind: str


class Town:
    """Gives people one household after the other; no codice fiscale twice."""

    def __init__(self, chance: random.Random, every: tuple[Origin, ...]) -> None:
        self._chance, self._every = chance, every
        self._shares = [one.share for one in every]
        self._codes: set[str] = set()
        self._made = 0

    def household(self) -> tuple[list[Woman], list[Kin]]:
        """One person, or two who resemble each other."""
        chance = self._chance
        one = self._woman(chance.choices(self._every, self._shares)[0])
        draw = chance.random()
        for kind, share in KIN.items():
            draw -= share
            if draw < 0:
                other = getattr(self, f"_{kind}")(one)
                return [one, other], [Kin(one.number, other.number, kind)]
        return [one], []

    def _woman(self, origin: Origin) -> Woman:
        chance = self._chance
        sex = "F" if chance.random() < 0.92 else "M"
        age = chance.gauss(33.0, 8.0)
        if not 17 <= age <= 62:
            age = chance.uniform(17.0, 62.0)
        born = date(2025, 1, 1) - timedelta(days=int(age * 365.25))
        if chance.random() < origin.january_first:
            born = born.replace(month=1, day=1)
        self._made += 1
        woman = Woman(
            self._made,
            origin,
            origin.given(chance, sex),
            origin.surname(chance, sex),
            sex,
            born,
            "",
            places.mobile(chance),
            places.address(chance),
            origin.nation,
            places.mobile(chance),
            origin.surname(chance, "M"),
        )
        woman.code = self._code(woman)
        return woman

    def _code(self, one: Woman) -> str:
        """Her codice fiscale; where another has it already, the next one (omocodia)."""
        if self._chance.random() > HAVE_CODE:
            return ""
        surname, given = (" ".join(map(one.origin.official, parts)) for parts in (one.surname, one.given))
        place = "L219" if one.born.year > 2003 and self._chance.random() < 0.3 else one.origin.place
        first = code = cf.make(surname, given, one.born, one.sex, place)
        places_changed = 0
        while code in self._codes:
            places_changed += 1
            code = cf.with_omocodia(first, places_changed)
        self._codes.add(code)
        return code

    def _beside(self, one: Woman, same_phone: float, same_address: float, **other: object) -> Woman:
        """Somebody of the same origin who shares what *other* does not say."""
        chance = self._chance
        self._made += 1
        shared = chance.random() < same_phone
        made = replace(
            one,
            number=self._made,
            phone=one.phone if shared else places.mobile(chance),
            relative=one.phone,
            address=one.address if chance.random() < same_address else places.address(chance),
            husband=one.origin.surname(chance, "M"),
            **other,  # type: ignore[arg-type]
        )
        made.code = self._code(made)
        return made

    def _other_given(self, one: Woman, sex: str, alike: bool = False) -> Names:
        for _ in range(50):
            given = one.origin.given(self._chance, sex, one.given[0] if alike else "")
            if given[0] not in one.given and one.given[0] not in given:
                return given
        return (*given, "Stella")

    def _twins(self, one: Woman) -> Woman:
        sex = one.sex if self._chance.random() < 0.8 else "M"
        given = self._other_given(one, sex, self._chance.random() < 0.3)
        return self._beside(one, 0.45, 0.75, given=given, sex=sex)

    def _siblings(self, one: Woman) -> Woman:
        born = one.born + timedelta(days=int(self._chance.uniform(320, 4_400)))
        if one.born.month == one.born.day == 1:
            born = born.replace(month=1, day=1)
        sex = one.sex if self._chance.random() < 0.8 else "M"
        return self._beside(one, 0.25, 0.6, given=self._other_given(one, sex), sex=sex, born=born)

    def _mother_daughter(self, one: Woman) -> Woman:
        surname = one.surname if self._chance.random() < 0.35 else one.origin.surname(self._chance, "F")
        given = self._other_given(one, "F")
        return self._beside(one, 0.4, 0.8, given=given, surname=surname, sex="F", born=self._generation(one))

    def _namesakes(self, one: Woman) -> Woman:
        """Mother and daughter, or father and son, of one name."""
        return self._beside(one, 0.4, 0.8, born=self._generation(one))

    def _generation(self, one: Woman) -> date:
        born = one.born - timedelta(days=int(self._chance.uniform(16.5, 38) * 365.25))
        return born.replace(month=1, day=1) if one.born.month == one.born.day == 1 else born

    def _couple(self, one: Woman) -> Woman:
        sex = "M" if one.sex == "F" else "F"
        born = one.born - timedelta(days=int(self._chance.gauss(3, 4) * 365.25))
        share = one.surname if self._chance.random() < 0.3 else one.origin.surname(self._chance, sex)
        given = one.origin.given(self._chance, sex)
        return self._beside(one, 0.35, 0.9, given=given, surname=share, sex=sex, born=born)

    def _strangers(self, one: Woman) -> Woman:
        """Of one name, but of no kin; often of one year."""
        chance = self._chance
        born = one.born + timedelta(days=int(chance.gauss(0, 9 * 365)))
        if chance.random() < 0.25:
            born = one.born.replace(month=1 + int(chance.random() * 12), day=1 + int(chance.random() * 28))
        other = self._beside(one, 0.0, 0.0, born=born)
        other.relative = places.mobile(chance)
        return other
