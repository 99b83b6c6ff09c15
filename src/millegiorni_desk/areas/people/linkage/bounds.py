"""What a pair can weigh at most, for many pairs at once: most pairs that share a key need no closer look.

Never less than ``matching.weigh`` gives, so no pair is lost: a test compares the two. What is cheap is exact (dates,
codes); words, and then addresses, are looked at for those alone that are still left, and until then the best that
can come of it is assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from millegiorni_desk.areas.people.linkage.columns import FEMALE, MALE, Columns
from millegiorni_desk.areas.people.linkage.dates import GENERATION_YEARS
from millegiorni_desk.areas.people.linkage.matching import LIKE_CODE, address_likeness, code_likeness
from millegiorni_desk.areas.people.linkage.name_columns import JOINS, WORDS, NameColumns, together
from millegiorni_desk.areas.people.linkage.weights import CAP_CONFLICT, CAP_CONFUSABLE, Weights
from millegiorni_desk.areas.people.linkage.word_bounds import Bits, Care, Places, Where, partners

_ROUNDING = 0.05
"""Sums of single precision must not lose a pair at the threshold."""
_LAST_OF_FOUR = 0x11_1111_1111
"""Of each digit of ten its last bit."""
_SLIPS = 2
"""Of a codice fiscale that is still hers."""


def at_least(
    columns: Columns, one: Places, other: Places, weights: Weights, least: float
) -> tuple[Places, Places]:
    """The pairs of people that may have *least* bits: their names are looked at the closer the fewer are left."""
    rest = _but_names(columns, one, other, weights)
    for care in Care:
        names = _names(columns.names, one, other, weights, care)
        fit = _with_names(rest, names, weights) >= least
        one, other, rest, names = one[fit], other[fit], rest.of(fit), names.of(fit)
    rest = _with_addresses(rest, columns, one, other, weights)
    fit = _with_names(rest, names, weights) >= least
    return one[fit], other[fit]


def upper_bound(columns: Columns, one: Places, other: Places, weights: Weights, care: Care) -> Bits:
    """The most bits that each pair of people can have."""
    names = _names(columns.names, one, other, weights, care)
    return _with_names(_but_names(columns, one, other, weights), names, weights)


@dataclass(frozen=True, slots=True)
class _Rest:
    """What pairs can have without names: ``own`` counts in any case, ``shared`` is the household's."""

    own: Bits
    shared: Bits
    like_code: Where
    generation: Where

    def of(self, some: Where) -> _Rest:
        return _Rest(self.own[some], self.shared[some], self.like_code[some], self.generation[some])


@dataclass(frozen=True, slots=True)
class _Names:
    """What names can be worth, what without the surnames that two share, and who can have none in common."""

    both: Bits
    given: Bits
    given_conflict: Where
    surname_conflict: Where

    def of(self, some: Where) -> _Names:
        conflicts = self.given_conflict[some], self.surname_conflict[some]
        return _Names(self.both[some], self.given[some], *conflicts)


def _but_names(columns: Columns, one: Places, other: Places, weights: Weights) -> _Rest:
    table = weights.bits
    birth, generation = _births(columns, one, other, table["birth"])
    shared = (
        _phones(columns, one, other, table["phone"])
        + _addresses(columns, one, other, table["address"])
        + _citizenships(columns, one, other, table["citizenship"])
        + max(table["child"].values()) * (columns.mother[one] & columns.mother[other])
    )
    own, like_code = _codes(columns, one, other, table["code"])
    own += table["gender"]["different"] * _genders_differ(columns, one, other)
    birth = np.where(like_code, np.maximum(birth, table["birth"]["far"]), birth)
    return _Rest(own + birth, shared, like_code, generation)


def _with_names(rest: _Rest, names: _Names, weights: Weights) -> Bits:
    table = weights.bits
    cap = np.where(rest.like_code, CAP_CONFUSABLE, CAP_CONFLICT)
    freely = names.both + rest.shared + table["surname"]["conflict"] * names.surname_conflict
    # Between mother and daughter surname and household together count for no more than the cap.
    at_most = np.where(rest.generation, np.minimum(freely, names.given + cap), freely)
    against = np.where(rest.like_code, table["given"]["partly"], table["given"]["conflict"])
    conflict = np.minimum(freely, cap) + against
    return (rest.own + np.where(names.given_conflict, conflict, at_most) + _ROUNDING).astype(np.float32)


def _births(columns: Columns, one: Places, other: Places, bits: Mapping[str, float]) -> tuple[Bits, Where]:
    year, month, day, whole = columns.year, columns.month, columns.day, columns.whole
    y1, y2, m1, m2, d1, d2 = year[one], year[other], month[one], month[other], day[one], day[other]
    known = (y1 > 0) & (y2 > 0)
    years = np.abs(y1 - y2)
    vague = columns.vague
    either, both = vague[one] | vague[other], vague[one] & vague[other]
    exact = whole[one] & whole[other] & ~both
    same_month, same_day = m1 == m2, d1 == d2
    slips = (years == 0) & (same_month | same_day)
    same_days = np.flatnonzero(exact & same_month & same_day)
    places = columns.year_place[one[same_days]], columns.year_place[other[same_days]]
    slips[same_days] |= columns.year_slips[places]
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


def _codes(columns: Columns, one: Places, other: Places, bits: Mapping[str, float]) -> tuple[Bits, Where]:
    """What the codes are worth, and whether one may be the other, mistyped: two valid ones are two."""
    first, second = columns.code[one], columns.code[other]
    both, equal = (first > 0) & (second > 0), first == second
    valid = columns.code_valid[one] & columns.code_valid[other]
    apart = np.abs(columns.code_length[one] - columns.code_length[other])
    levels = (
        (~both, 0.0),
        (equal, np.where(valid, bits["equal"], bits["unchecked"])),
        (valid & (apart == 0), bits["conflict"]),
    )
    found = np.select([holds for holds, _ in levels], [weight for _, weight in levels], 0.0)
    like = both & equal
    for at in np.flatnonzero(both & ~equal & ~valid & (apart <= _SLIPS)).tolist():
        level = code_likeness(columns.people[one[at]], columns.people[other[at]])
        found[at] = bits.get(level, 0.0)
        like[at] = level in LIKE_CODE
    return found.astype(np.float32), like


def _phones(columns: Columns, one: Places, other: Places, bits: Mapping[str, float]) -> Bits:
    first, second = columns.phone[one], columns.phone[other]
    both = (first > 0) & (second > 0)
    may_be_near = both & (first != second)
    may_be_near[may_be_near] = _near_numbers(columns, one[may_be_near], other[may_be_near])
    found = np.where(may_be_near, bits["near"], bits["different"])
    return np.where(both, np.where(first == second, bits["equal"], found), 0.0).astype(np.float32)


def _near_numbers(columns: Columns, one: Places, other: Places) -> Where:
    """Whether one slip can make one number of the other: then at most two digits of ten differ in their places."""
    differ = columns.phone_digits[one] ^ columns.phone_digits[other]
    differ |= differ >> 2
    differ |= differ >> 1
    ten = (columns.phone_length[one] == 10) & (columns.phone_length[other] == 10)
    return np.asarray(~ten | (np.bitwise_count(differ & _LAST_OF_FOUR) <= 2))


def _addresses(columns: Columns, one: Places, other: Places, bits: Mapping[str, float]) -> Bits:
    first, second = columns.address[one], columns.address[other]
    best = max(bits["near"], bits["different"])
    found = np.where(first == second, bits["equal"], best)
    return np.where((first > 0) & (second > 0), found, 0.0).astype(np.float32)


def _with_addresses(rest: _Rest, columns: Columns, one: Places, other: Places, weights: Weights) -> _Rest:
    """*rest* with the addresses compared: dear, and worth it for few."""
    bits, shared = weights.bits["address"], rest.shared.copy()
    first, second = columns.address[one], columns.address[other]
    best = max(bits["near"], bits["different"])
    for at in np.flatnonzero((first > 0) & (second > 0) & (first != second)).tolist():
        level = address_likeness(columns.people[one[at]].address, columns.people[other[at]].address)
        shared[at] += bits[level] - best
    return replace(rest, shared=shared)


def _citizenships(columns: Columns, one: Places, other: Places, bits: Mapping[str, float]) -> Bits:
    first, second = columns.citizenship[one], columns.citizenship[other]
    found = np.where(first == second, max(bits["equal"], bits["italian"]), bits["different"])
    return np.where((first > 0) & (second > 0), found, 0.0).astype(np.float32)


def _genders_differ(columns: Columns, one: Places, other: Places) -> Where:
    return np.asarray(columns.gender[one] + columns.gender[other] == FEMALE + MALE)


def _names(names: NameColumns, one: Places, other: Places, weights: Weights, care: Care) -> _Names:
    """Every word with the best partner that it can have, from both sides: the lesser sum."""
    most = np.minimum(names.most[one], names.most[other])
    each = np.minimum(names.each[one], names.each[other])
    if care is Care.NONE:
        nobody = np.zeros(len(one), np.bool_)
        return _Names(most, each, nobody, nobody)
    best, no_given, no_surname = _partners(names, one, other, weights, care)
    both = np.minimum(together(best[0]), together(best[1]))
    given = np.minimum(best[2].sum(axis=0), best[3].sum(axis=0))
    no_given &= names.tells_given[one] & names.tells_given[other]
    no_surname &= names.tells_surname[one] & names.tells_surname[other]
    open_end = names.many_words[one] | names.many_words[other]
    open_end |= _is_joined(names, one, other) | _is_joined(names, other, one)
    both, given = np.where(open_end, most, both), np.where(open_end, each, given)
    return _Names(both, given, no_given & ~open_end, no_surname & ~open_end)


def _partners(
    names: NameColumns, one: Places, other: Places, weights: Weights, care: Care
) -> tuple[Bits, Where, Where]:
    """What each word's best partner is worth, ours and theirs, then without those that are two surnames.

    And who has no given name, or no surname, with a partner.
    """
    best = np.zeros((4, WORDS, len(one)), np.float32)
    no_given, no_surname = np.ones(len(one), np.bool_), np.ones(len(one), np.bool_)
    counts, surnames = (names.count[one], names.count[other]), (names.surnames[one], names.surnames[other])
    for a in range(WORDS):
        for b in range(WORDS):
            there = np.flatnonzero((counts[0] > a) & (counts[1] > b))
            if not len(there):
                break
            ours, theirs = names.words[a].take(one[there]), names.words[b].take(other[there])
            at, gain = partners(names.vocabulary, ours, theirs, weights, care)
            at = there[at]
            family, family_there = surnames[0][at] > a, surnames[1][at] > b
            _raise(best[0, a], at, gain)
            _raise(best[1, b], at, gain)
            given = ~(family & family_there)
            no_surname[at[family | family_there]] = False
            at, gain = at[given], gain[given]
            no_given[at] = False
            _raise(best[2, a], at, gain)
            _raise(best[3, b], at, gain)
    return best, no_given, no_surname


def _raise(best: Bits, at: Places, gain: Bits) -> None:
    best[at] = np.maximum(best[at], gain)


def _is_joined(names: NameColumns, one: Places, other: Places) -> Where:
    """Whether two neighbours are to be read as one word, as the other has written them."""
    found = np.zeros(len(one), np.bool_)
    heard = names.vocabulary.heard
    for join in range(JOINS):
        pair = names.joined[join].take(one)
        some = np.flatnonzero(pair)
        if not len(some):
            break
        pair, theirs = pair[some], other[some]
        for word in names.words:
            found[some] |= pair == heard.take(word.take(theirs))
    return found
