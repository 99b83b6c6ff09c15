"""Many people's features as columns of numbers, so that pairs are found and pruned without a step per pair.

Equal numbers mean equal values; 0 means missing. Nothing follows from which number a value got.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from millegiorni_desk.areas.people.linkage.dates import is_year_slip
from millegiorni_desk.areas.people.linkage.features import Features
from millegiorni_desk.areas.people.linkage.name_columns import NameColumns, name_columns
from millegiorni_desk.areas.people.linkage.vocabulary import Numbers, numbered
from millegiorni_desk.areas.people.linkage.weights import Weights

WHOLE_CODE = 16
FEMALE, MALE = 1, 2
_GENDERS = {"F": FEMALE, "M": MALE}


@dataclass(slots=True)
class Columns:
    """A column for each thing that is compared, a row for each of *people*."""

    people: Sequence[Features]
    names: NameColumns
    year: NDArray[np.int16]
    month: NDArray[np.int16]
    day: NDArray[np.int16]
    whole: NDArray[np.bool_]
    # Which of the years of birth each has, and whether a slip makes one of the other.
    year_place: NDArray[np.int16]
    year_slips: NDArray[np.bool_]
    code: Numbers
    code_valid: NDArray[np.bool_]
    code_length: NDArray[np.int8]
    code_halves: tuple[Numbers, Numbers]
    phone: Numbers
    # Four bits for each digit.
    phone_digits: NDArray[np.int64]
    phone_length: NDArray[np.int8]
    address: Numbers
    citizenship: Numbers
    gender: NDArray[np.int8]
    mother: NDArray[np.bool_]
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = len(self.people)

    @property
    def vague(self) -> NDArray[np.bool_]:
        """Whose birth date is a year, or 1 January: an office writes that when it knows the year only."""
        return np.asarray((self.year > 0) & (~self.whole | ((self.month == 1) & (self.day == 1))))


def columns(people: Sequence[Features], weights: Weights) -> Columns:
    """The columns of *people*; with *weights*, what a word is worth."""
    count, births, codes, phones = len(people), _births(people), _codes(people), _phones(people)
    place, slips = _year_slips(births[0])
    return Columns(
        people,
        name_columns(people, weights),
        *births,
        place,
        slips,
        *codes,
        *phones,
        numbered(one.address for one in people),
        numbered(one.citizenship for one in people),
        np.fromiter((_GENDERS.get(one.gender, 0) for one in people), np.int8, count),
        np.fromiter((bool(one.children) for one in people), np.bool_, count),
    )


def _births(
    people: Sequence[Features],
) -> tuple[NDArray[np.int16], NDArray[np.int16], NDArray[np.int16], NDArray[np.bool_]]:
    births = [one.birth for one in people]
    days = [(b.day.year, b.day.month, b.day.day, b.whole) if b else (0, 0, 0, False) for b in births]
    table = np.array(days, np.int16).reshape(len(people), 4)
    return table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy(), table[:, 3].astype(np.bool_)


def _codes(
    people: Sequence[Features],
) -> tuple[Numbers, NDArray[np.bool_], NDArray[np.int8], tuple[Numbers, Numbers]]:
    codes = [one.codice_fiscale for one in people]
    whole = [code if len(code) == WHOLE_CODE else "" for code in codes]
    return (
        numbered(codes),
        np.fromiter((one.code_valid for one in people), np.bool_, len(people)),
        np.fromiter((min(len(code), 99) for code in codes), np.int8, len(people)),
        (numbered(code[:8] for code in whole), numbered(code[8:] for code in whole)),
    )


def _phones(people: Sequence[Features]) -> tuple[Numbers, NDArray[np.int64], NDArray[np.int8]]:
    phones = [one.phone for one in people]
    digits = (int(phone, 16) if phone.isdigit() else 0 for phone in phones)
    return (
        numbered(phones),
        np.fromiter(digits, np.int64, len(people)),
        np.fromiter((len(phone) if phone.isdigit() else 0 for phone in phones), np.int8, len(people)),
    )


def _year_slips(year: NDArray[np.int16]) -> tuple[NDArray[np.int16], NDArray[np.bool_]]:
    years, place = np.unique(year, return_inverse=True)
    known = years.tolist()
    slips = np.array([[is_year_slip(one, other) for other in known] for one in known], np.bool_)
    return place.astype(np.int16), slips
