"""What a pair can weigh at most, for many pairs at once: most pairs that share a key need no closer look.

Never less than ``matching.weigh`` gives, so no pair is lost: a test compares the two. What is exact and cheap is
exact (dates, equal codes); where words would have to be compared, the best that can come of it is assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from millegiorni_desk.areas.people.linkage.blocking import Keys
from millegiorni_desk.areas.people.linkage.columns import (
    FEMALE,
    JOINS,
    MALE,
    WORDS,
    Columns,
    Numbers,
    Vocabulary,
    together,
)
from millegiorni_desk.areas.people.linkage.dates import GENERATION_YEARS
from millegiorni_desk.areas.people.linkage.likeness import SHORTEST_NAME, SHORTEST_WORD, Likeness, likeness
from millegiorni_desk.areas.people.linkage.weights import (
    CAP_CONFLICT,
    CAP_CONFUSABLE,
    INITIAL,
    LOSS,
    SAME_COMMUNITY,
    Weights,
)

Bits = NDArray[np.float32]
Names = tuple[Bits, NDArray[np.bool_], NDArray[np.bool_]]

LEAST_LOSS = min(LOSS["near"], LOSS["cut"])
_PARTNER = 0.001
_ROUNDING = 0.05
"""Sums of single precision must not lose a pair at the threshold."""


class Care(IntEnum):
    """How closely the names are looked at; the closer, the dearer."""

    NONE = 0
    LETTERS = 1
    WORDS = 2


def at_least(columns: Columns, one: Keys, other: Keys, weights: Weights, least: float) -> tuple[Keys, Keys]:
    """The pairs of people that may have *least* bits: their names are looked at the closer the fewer are left."""
    rest = _but_names(columns, one, other, weights)
    for care in Care:
        fit = _with_names(rest, _names(columns, one, other, weights, care), weights) >= least
        one, other, rest = one[fit], other[fit], rest.of(fit)
    return one, other


def upper_bound(columns: Columns, one: Keys, other: Keys, weights: Weights, care: Care) -> Bits:
    """The most bits that each pair of people can have."""
    names = _names(columns, one, other, weights, care)
    return _with_names(_but_names(columns, one, other, weights), names, weights)


@dataclass(frozen=True, slots=True)
class _Rest:
    """What pairs can have without names: ``own`` counts in any case, ``shared`` is the household's."""

    own: Bits
    shared: Bits
    like_code: NDArray[np.bool_]
    generation: NDArray[np.bool_]

    def of(self, some: NDArray[np.bool_]) -> _Rest:
        return _Rest(self.own[some], self.shared[some], self.like_code[some], self.generation[some])


def _but_names(columns: Columns, one: Keys, other: Keys, weights: Weights) -> _Rest:
    table = weights.bits
    birth, generation = _births(columns, one, other, table["birth"])
    shared = (
        _phones(columns, one, other, table["phone"])
        + _addresses(columns, one, other, table["address"])
        + _citizenships(columns, one, other, table["citizenship"])
        + max(table["child"].values()) * (columns.mother[one] & columns.mother[other])
    )
    own = _codes(columns, one, other, table["code"])
    own += table["gender"]["different"] * _genders_differ(columns, one, other)
    like_code = _may_have_like_codes(columns, one, other)
    birth = np.where(like_code, np.maximum(birth, table["birth"]["far"]), birth)
    return _Rest(own + birth, shared, like_code, generation)


def _with_names(rest: _Rest, found: Names, weights: Weights) -> Bits:
    table = weights.bits
    names, given_conflict, surname_conflict = found
    shared, cap = rest.shared, np.where(rest.like_code, CAP_CONFUSABLE, CAP_CONFLICT)
    freely = names + shared + table["surname"]["conflict"] * surname_conflict
    # Surname and household count for little then; the name may be all given names, and nothing taken off them.
    at_most = np.where(
        rest.generation, names - (WORDS - 1) * SAME_COMMUNITY + np.minimum(shared, cap), freely
    )
    against = np.where(rest.like_code, table["given"]["partly"], table["given"]["conflict"])
    conflict = np.minimum(freely, cap) + against
    return (rest.own + np.where(given_conflict, conflict, at_most) + _ROUNDING).astype(np.float32)


def _births(
    columns: Columns, one: Keys, other: Keys, bits: Mapping[str, float]
) -> tuple[Bits, NDArray[np.bool_]]:
    year, month, day, whole = columns.year, columns.month, columns.day, columns.whole
    y1, y2, m1, m2, d1, d2 = year[one], year[other], month[one], month[other], day[one], day[other]
    known = (y1 > 0) & (y2 > 0)
    years = np.abs(y1 - y2)
    vague = columns.vague
    either, both = vague[one] | vague[other], vague[one] & vague[other]
    exact = whole[one] & whole[other] & ~both
    same_month, same_day = m1 == m2, d1 == d2
    slips = (years == 0) & (same_month | same_day)
    # A slip in the year may look as anything: it is not worked out.
    slips |= same_month & same_day
    levels = (
        (~known, 0.0),
        (exact & (years == 0) & same_month & same_day, bits["equal"]),
        (exact & (years == 0) & (m1 == d2) & (d1 == m2), bits["swapped"]),
        (exact & ~either & slips, bits["one_part"]),
        ((years == 0) & both, max(bits["january_first"], bits["same_year"])),
        (years >= GENERATION_YEARS, bits["generation"]),
        (either & (years == 0), bits["same_year"]),
        (either & (years <= 2), bits["near_year"]),
    )
    found = np.select([holds for holds, _ in levels], [weight for _, weight in levels], bits["far"])
    return found.astype(np.float32), known & (years >= GENERATION_YEARS) & (found == bits["generation"])


def _codes(columns: Columns, one: Keys, other: Keys, bits: Mapping[str, float]) -> Bits:
    first, second = columns.code[one], columns.code[other]
    both = (first > 0) & (second > 0)
    valid = columns.code_valid[one] & columns.code_valid[other]
    alike = columns.code_length[one] == columns.code_length[other]
    best = max(0.0, *(bits[level] for level in ("typo", "slips", "names", "different")))
    levels = (
        (~both, 0.0),
        (first == second, np.where(valid, bits["equal"], bits["unchecked"])),
        (valid & alike, bits["conflict"]),
        (valid, 0.0),
    )
    return np.select([holds for holds, _ in levels], [weight for _, weight in levels], best).astype(
        np.float32
    )


def _may_have_like_codes(columns: Columns, one: Keys, other: Keys) -> NDArray[np.bool_]:
    """Whether one code may be the other, mistyped: two valid ones are two."""
    first, second = columns.code[one], columns.code[other]
    valid = columns.code_valid[one] & columns.code_valid[other]
    return np.asarray((first > 0) & (second > 0) & ((first == second) | ~valid))


def _phones(columns: Columns, one: Keys, other: Keys, bits: Mapping[str, float]) -> Bits:
    first, second = columns.phone[one], columns.phone[other]
    both = (first > 0) & (second > 0)
    may_be_near = both & (first != second)
    may_be_near[may_be_near] = _near_numbers(columns, one[may_be_near], other[may_be_near])
    found = np.where(may_be_near, bits["near"], bits["different"])
    return np.where(both, np.where(first == second, bits["equal"], found), 0.0).astype(np.float32)


def _near_numbers(columns: Columns, one: Keys, other: Keys) -> NDArray[np.bool_]:
    """Whether one slip can make one number of the other: then at most two digits of ten differ in their places."""
    first, second = columns.phone_value[one].copy(), columns.phone_value[other].copy()
    differ = np.zeros(len(one), np.int8)
    for _ in range(10):
        differ += first % 10 != second % 10
        first //= 10
        second //= 10
    ten = (columns.phone_length[one] == 10) & (columns.phone_length[other] == 10)
    return np.asarray(~ten | (differ <= 2))


def _addresses(columns: Columns, one: Keys, other: Keys, bits: Mapping[str, float]) -> Bits:
    first, second = columns.address[one], columns.address[other]
    best = max(bits["near"], bits["different"])
    found = np.where(first == second, bits["equal"], best)
    return np.where((first > 0) & (second > 0), found, 0.0).astype(np.float32)


def _citizenships(columns: Columns, one: Keys, other: Keys, bits: Mapping[str, float]) -> Bits:
    first, second = columns.citizenship[one], columns.citizenship[other]
    found = np.where(first == second, max(bits["equal"], bits["italian"]), bits["different"])
    return np.where((first > 0) & (second > 0), found, 0.0).astype(np.float32)


def _genders_differ(columns: Columns, one: Keys, other: Keys) -> NDArray[np.bool_]:
    return np.asarray(columns.gender[one] + columns.gender[other] == FEMALE + MALE)


def _names(columns: Columns, one: Keys, other: Keys, weights: Weights, care: Care) -> Names:
    """Every word with the best partner that it can have, from both sides: the lesser sum.

    And who cannot have a given name, or a surname, in common.
    """
    if care is Care.NONE:
        nobody = np.zeros(len(one), np.bool_)
        return np.minimum(columns.worth[one], columns.worth[other]), nobody, nobody
    ours, theirs = columns.words[one], columns.words[other]
    left = np.zeros((len(one), WORDS), np.float32)
    right = np.zeros((len(one), WORDS), np.float32)
    for a in range(WORDS):
        for b in range(WORDS):
            gain = _gain(columns.vocabulary, ours[:, a], theirs[:, b], weights, care)
            np.maximum(left[:, a], gain, out=left[:, a])
            np.maximum(right[:, b], gain, out=right[:, b])
    found = np.minimum(together(left), together(right))
    given = columns.tells_given[one] & columns.tells_given[other]
    given &= _have_no_partner(left, columns.given[one], right, columns.given[other])
    surname = columns.tells_surname[one] & columns.tells_surname[other]
    surname &= _have_no_partner(left, columns.surname[one], right, columns.surname[other])
    open_end = columns.many_words[one] | columns.many_words[other]
    open_end |= _is_joined(columns, one, theirs) | _is_joined(columns, other, ours)
    found[open_end] = np.inf
    return found, given & ~open_end, surname & ~open_end


def _have_no_partner(
    left: Bits, ours: NDArray[np.bool_], right: Bits, theirs: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Whether none of *ours* and none of *theirs* can have one."""
    return np.asarray(~((left > 0) & ours).any(axis=1) & ~((right > 0) & theirs).any(axis=1))


def _gain(words: Vocabulary, one: Numbers, other: Numbers, weights: Weights, care: Care) -> Bits:
    """What two words are worth; something above nothing where they are a pair that speaks against."""
    gain = np.zeros(len(one), np.float32)
    both = np.flatnonzero((one > 0) & (other > 0))
    first, second = one[both], other[both]
    same = (words.heard[first] == words.heard[second]) | (words.bare[first] == words.bare[second])
    alike = both[same]
    gain[alike] = np.maximum(1.0, np.minimum(words.rarity[first[same]], words.rarity[second[same]]))
    rest, first, second = both[~same], first[~same], second[~same]
    may_be = _may_be_near(words, first, second) | _may_be_cut(words, first, second)
    may_be |= _have_like_codes(words, first, second)
    letter = np.minimum(words.length[first], words.length[second]) == 1
    may_be |= letter & (words.initial[first] == words.initial[second])
    rest, first, second = rest[may_be], first[may_be].astype(np.int64), second[may_be].astype(np.int64)
    if care is Care.LETTERS:
        gain[rest] = np.maximum(INITIAL, np.minimum(words.rarity[first], words.rarity[second]) - LEAST_LOSS)
    else:
        pairs = np.minimum(first, second) * len(words.spelt) + np.maximum(first, second)
        gain[rest] = _compared(words, pairs, weights)
    return gain


def _compared(words: Vocabulary, pairs: Keys, weights: Weights) -> Bits:
    """What pairs of words are worth, each pair compared once."""
    known, size = words.alike, len(words.spelt)
    asked = pairs.tolist()
    for pair in set(asked).difference(known):
        kind, bits = likeness(words.spelt[pair // size], words.spelt[pair % size], weights)
        known[pair] = 0.0 if kind is Likeness.NONE else max(bits, _PARTNER)
    return np.fromiter(map(known.__getitem__, asked), np.float32, len(asked))


def _may_be_near(words: Vocabulary, one: Numbers, other: Numbers) -> NDArray[np.bool_]:
    """Whether so few slips as are allowed can make one of the other, as heard or as spelt."""
    heard = _few_slips(words.heard_length, words.heard_letters, one, other, SHORTEST_WORD)
    return heard | _few_slips(words.length, words.letters, one, other, SHORTEST_NAME)


def _few_slips(
    lengths: NDArray[np.int8],
    letters: NDArray[np.uint32],
    one: Numbers,
    other: Numbers,
    shortest: int,
    least: int = 1,
) -> NDArray[np.bool_]:
    first, second = lengths[one], lengths[other]
    shorter = np.minimum(first, second)
    slips = np.where(shorter >= SHORTEST_WORD, 2, 1)
    # Each slip changes two letters at most.
    changed = np.bitwise_count(letters[one] ^ letters[other])
    return np.asarray((shorter >= shortest) & (np.abs(first - second) <= slips) & (changed <= 2 * slips))


def _have_like_codes(words: Vocabulary, one: Numbers, other: Numbers) -> NDArray[np.bool_]:
    """Whether two codes are of the same consonants; those of the same beginning are found as names cut short are."""
    coded = (words.length[one] == 0) & (words.length[other] == 0)
    return np.asarray(coded & (words.skeleton[one] == words.skeleton[other]))


def _may_be_cut(words: Vocabulary, one: Numbers, other: Numbers) -> NDArray[np.bool_]:
    begins = (words.beginning[one] > 0) & (words.beginning[one] == words.beginning[other])
    ends = (words.ending[one] > 0) & (words.ending[one] == words.ending[other])
    longer = np.where(words.length[one] > words.length[other], one, other)
    return np.asarray(begins | (ends & words.particle[longer]))


def _is_joined(columns: Columns, one: Keys, words: Numbers) -> NDArray[np.bool_]:
    """Whether two neighbours are to be read as one word, as the other has written them."""
    heard = columns.vocabulary.heard
    joins = columns.joins[one]
    found = np.zeros(len(one), np.bool_)
    some = np.flatnonzero(joins[:, 0])
    for join in range(JOINS):
        for word in range(WORDS):
            first, second = joins[some, join], words[some, word]
            found[some] |= (first > 0) & (heard[first] == heard[second])
    return found
