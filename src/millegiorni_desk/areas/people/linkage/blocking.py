"""Which pairs of records are worth comparing: those that share a key.

Keys: codice fiscale and each half of it; telephone; whole birth date; two name skeletons in any order, also with
the year; one skeleton with two of day, month and year, with day and month in any order, or with the year when
only that is known of one of them; address with one skeleton. A key that too many share tells nothing
and is dropped: its finer twin remains.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from millegiorni_desk.areas.people.linkage.columns import Columns
from millegiorni_desk.areas.people.linkage.vocabulary import Numbers

LARGEST_BLOCK = 60
KEY_WORDS = 5
"""Of a longer name the words after these make no keys."""

Keys = NDArray[np.int64]
Pairs = NDArray[np.int64]
"""The smaller number of a pair times how many people there are, plus the larger."""

_BITS = 21
"""Enough for two million different skeletons, or addresses."""


def blocks(columns: Columns) -> Iterator[Pairs]:
    """The pairs of each kind of key; a pair that shares several comes several times."""
    size, everybody = columns.size, np.arange(columns.size, dtype=np.int64)
    for number in (columns.code, columns.phone):
        yield _with_number(number, everybody)
    for half in columns.code_halves:
        pairs = _with_number(half, everybody)
        one, other = np.divmod(pairs, size)
        # Two valid codes are none mistyped.
        yield pairs[~(columns.code_valid[one] & columns.code_valid[other])]
    vague = columns.vague
    exact = (columns.year > 0) & ~vague
    day = _date(columns)
    yield _pairs(day[exact], everybody[exact], size)
    yield from _two_names(columns, everybody)
    yield from _one_name(columns, everybody, exact, vague)


def _with_number(number: Numbers, everybody: Keys) -> Pairs:
    known = number > 0
    return _pairs(number[known].astype(np.int64), everybody[known], len(everybody))


def _two_names(columns: Columns, everybody: Keys) -> Iterator[Pairs]:
    skeletons = columns.names.skeletons[:KEY_WORDS].astype(np.int64)
    keys, holders = [], []
    for one, other in combinations(range(len(skeletons)), 2):
        first, second = skeletons[one], skeletons[other]
        both = (first > 0) & (second > 0) & (first != second)
        low, high = np.minimum(first, second)[both], np.maximum(first, second)[both]
        keys.append(low << _BITS | high)
        holders.append(everybody[both])
    key, holder = np.concatenate(keys), np.concatenate(holders)
    yield _pairs(key, holder, columns.size)
    year = columns.year[holder].astype(np.int64)
    dated = year > 0
    # 42 bits of names leave 21 for the year.
    yield _pairs(key[dated] << 12 | year[dated], holder[dated], columns.size)


def _one_name(
    columns: Columns, everybody: Keys, exact: NDArray[np.bool_], vague: NDArray[np.bool_]
) -> Iterator[Pairs]:
    names = list(columns.names.skeletons[:KEY_WORDS].astype(np.int64))
    for at in range(1, len(names)):
        repeated = np.zeros(columns.size, np.bool_)
        for before in range(at):
            repeated |= names[at] == names[before]
        names[at][repeated] = 0
    year, month, day = (part.astype(np.int64) for part in (columns.year, columns.month, columns.day))
    address = columns.address.astype(np.int64)
    swapped = np.minimum(month, day) << 5 | np.maximum(month, day)
    kinds = (
        (address, address > 0),
        (year << 4 | month, exact),
        (year << 5 | day, exact),
        (month << 5 | day, exact),
        (year << 9 | swapped, exact & (day <= 12)),
    )
    for value, holds in kinds:
        yield _with_each_name(names, value, holds, everybody)
    pairs = _with_each_name(names, year, year > 0, everybody)
    one, other = np.divmod(pairs, columns.size)
    yield pairs[vague[one] | vague[other]]


def _with_each_name(names: list[Keys], value: Keys, holds: NDArray[np.bool_], everybody: Keys) -> Pairs:
    keys, holders = [], []
    for name in names:
        fit = holds & (name > 0)
        keys.append(value[fit] << _BITS | name[fit])
        holders.append(everybody[fit])
    return _pairs(np.concatenate(keys), np.concatenate(holders), len(everybody))


def _date(columns: Columns) -> Keys:
    return columns.year.astype(np.int64) << 9 | columns.month.astype(np.int64) << 5 | columns.day


def _pairs(keys: Keys, holders: Keys, size: int) -> Pairs:
    """The pairs of holders of each key that at most sixty share."""
    order = np.lexsort((holders, keys))
    keys, holders = keys[order], holders[order]
    # Two of one person's words may have one skeleton.
    first = _changes(keys) | _changes(holders)
    keys, holders = keys[first], holders[first]
    starts = np.flatnonzero(_changes(keys))
    sizes = np.diff(starts, append=len(keys))
    found = []
    for count in np.unique(sizes[(sizes > 1) & (sizes <= LARGEST_BLOCK)]).tolist():
        members = holders[starts[sizes == count][:, None] + np.arange(count)]
        one, other = np.nonzero(np.arange(count)[:, None] < np.arange(count))
        found.append((members[:, one] * size + members[:, other]).ravel())
    return np.concatenate(found) if found else np.zeros(0, np.int64)


def _changes(values: Keys) -> NDArray[np.bool_]:
    """Where a value differs from the one before it."""
    changes = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=changes[1:])
    return changes
