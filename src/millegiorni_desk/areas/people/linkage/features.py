"""What the matcher looks at of one person: her names as words, her dates, codes, household.

The same few values are kept in the search index, so that a candidate is compared without reading her
record and without normalising it again.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from millegiorni_desk.areas.people import codice_fiscale as cf
from millegiorni_desk.areas.people.linkage import names


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth date as far as it is known; ``whole`` is false when only the year is."""

    day: date
    whole: bool = True

    @property
    def is_january_first(self) -> bool:
        """Whether it is 1 January: what an office writes when it does not know the day."""
        return (self.day.month, self.day.day) == (1, 1)


@dataclass(frozen=True, slots=True)
class ChildFeature:
    """A child by the sound of its name and its birth date, either may be unknown."""

    sound: str
    born: date | None


@dataclass(frozen=True, slots=True)
class Features:
    """One person, normalised; make it with :func:`features_from`.

    ``codice_fiscale`` is kept in capitals; ``code_valid`` says whether it can be right.
    """

    person_id: str = ""
    house: str = ""
    surname: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    birth: Birth | None = None
    codice_fiscale: str = ""
    code_valid: bool = False
    phone: str = ""
    address: str = ""
    citizenship: str = ""
    gender: str = ""
    children: tuple[ChildFeature, ...] = ()


SHARED_PHONE = 8
"""A telephone that more people than this give is a desk's or a shelter's, and nobody's."""


def without_shared_phones(people: list[Features]) -> list[Features]:
    """*people*, the telephones that too many of them give taken for missing."""
    holders = Counter(one.phone for one in people if one.phone)
    shared = {phone for phone, count in holders.items() if count > SHARED_PHONE}
    return [replace(one, phone="") if one.phone in shared else one for one in people]


def features_from(
    *,
    person_id: str = "",
    house: str = "",
    surname: str = "",
    name: str = "",
    birth_date: date | None = None,
    birth_precision: str = "day",
    codice_fiscale: str = "",
    phone: str = "",
    address: str = "",
    citizenship: str = "",
    gender: str = "",
    children: tuple[tuple[str, date | None], ...] = (),
) -> Features:
    """The features of a person whose record holds these values; ``children`` are (name, birth date)."""
    code = cf.normalise(codice_fiscale)
    valid = bool(code) and cf.is_valid(code)
    return Features(
        person_id,
        house,
        names.words(surname),
        names.words(name),
        known_birth(birth_date, birth_precision, code if valid else ""),
        code,
        valid,
        names.phone_key(phone),
        names.address_key(address),
        citizenship.upper(),
        gender,
        tuple(sorted((child_feature(*child) for child in children), key=_child_order)),
    )


def known_birth(birth_date: date | None, precision: str, valid_code: str) -> Birth | None:
    """The birth date, completed from a valid codice fiscale when missing, year only, or 1 January."""
    birth = Birth(birth_date, precision != "year") if birth_date else None
    if birth is not None and birth.whole and not birth.is_january_first:
        return birth
    said = cf.read(valid_code) if valid_code else None
    if said is None:
        return birth
    if birth is None:
        return Birth(said.birth_date)
    same_year = said.birth_date.year % 100 == birth.day.year % 100
    # 29 February exists in both centuries that share two digits of the year, 1900 apart.
    leap = said.birth_date.month == 2 and said.birth_date.day == 29
    if not same_year or (leap and said.birth_date.year != birth.day.year):
        return birth
    return Birth(said.birth_date.replace(year=birth.day.year))


def child_feature(name: str, born: date | None) -> ChildFeature:
    """A child as the matcher sees it: the sound of the first word of its name, and its birth date."""
    parts = names.words(name)
    return ChildFeature(names.sound(parts[0]) if parts else "", born)


def _child_order(child: ChildFeature) -> tuple[str, str]:
    return child.sound, child.born.isoformat() if child.born else ""
