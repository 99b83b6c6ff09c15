"""How alike two birth dates are: swapped, one part wrong, only the year known, a generation apart."""

from __future__ import annotations

from enum import Enum

from millegiorni_desk.areas.people.codice_fiscale import LAST_BIRTH_YEAR
from millegiorni_desk.areas.people.linkage.features import Birth


class BirthLikeness(Enum):
    """In what way two birth dates agree."""

    UNKNOWN = "unknown"
    EQUAL = "equal"
    JANUARY_FIRST = "january_first"
    SWAPPED = "swapped"
    ONE_PART = "one_part"
    SAME_YEAR = "same_year"
    NEAR_YEAR = "near_year"
    FAR = "far"
    GENERATION = "generation"


GENERATION_YEARS = 13
"""From this many years apart two women can be mother and daughter."""


def birth_likeness(one: Birth | None, other: Birth | None) -> BirthLikeness:
    """In what way two birth dates agree; the order does not matter."""
    if one is None or other is None:
        return BirthLikeness.UNKNOWN
    years = abs(one.day.year - other.day.year)
    if one.whole and other.whole and not (one.is_january_first and other.is_january_first):
        found = _whole_dates(one, other)
        if found is not None:
            return found
    elif years == 0:
        both = one.whole and other.whole
        return BirthLikeness.JANUARY_FIRST if both else BirthLikeness.SAME_YEAR
    if years >= GENERATION_YEARS:
        return BirthLikeness.GENERATION
    vague = not (one.whole and other.whole) or one.is_january_first or other.is_january_first
    if vague and years == 0:
        return BirthLikeness.SAME_YEAR
    return BirthLikeness.NEAR_YEAR if vague and years <= 2 else BirthLikeness.FAR


def _whole_dates(one: Birth, other: Birth) -> BirthLikeness | None:
    first, second = one.day, other.day
    if first == second:
        return BirthLikeness.EQUAL
    same_year, same_month = first.year == second.year, first.month == second.month
    same_day = first.day == second.day
    if same_year and (first.day, first.month) == (second.month, second.day):
        return BirthLikeness.SWAPPED
    if one.is_january_first or other.is_january_first:
        return None
    if same_year and (same_month or same_day):
        return BirthLikeness.ONE_PART
    if same_month and same_day and is_year_slip(first.year, second.year):
        return BirthLikeness.ONE_PART
    return None


def is_year_slip(one: int, other: int) -> bool:
    """A year mistyped: one off, one digit different, the last two digits the other way round, or today's."""
    if max(one, other) > LAST_BIRTH_YEAR:
        return True
    if abs(one - other) in (1, 10, 100):
        return True
    first, second = f"{one:04d}", f"{other:04d}"
    different = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
    return len(different) == 1 or (first[:2] == second[:2] and first[2:] == second[:1:-1])
