"""A register linked by the engine alone: groups of records, pairs to look at, and how many women there are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from millegiorni_desk.areas.people.linkage.engine import Scored, counted, scored
from millegiorni_desk.areas.people.linkage.features import Features
from millegiorni_desk.areas.people.linkage.groups import Groups
from millegiorni_desk.areas.people.linkage.matching import observe, vetoes
from millegiorni_desk.areas.people.linkage.weights import LINKED, REVIEWED, STANDARD, Weights

LEAST = -6.0
"""Bits below which a pair is nothing; together those above still tell how many women were missed."""
UNSEEN = 0.01
"""Of the pairs of one woman, those that no comparison shows: married, cut and mistyped at once."""

# What no third record makes good: it never ends up inside a group.
_NEVER = frozenset({"given_names", "codes", "generation"})


@dataclass(frozen=True, slots=True)
class Unique:
    """How many women there are: by the links, most probably, and between which two numbers."""

    linked: int
    estimate: float
    low: int
    high: int
    open_reviews: int


@dataclass(frozen=True, slots=True)
class Linked:
    """The outcome: people by their places in the register, groups and pairs in its order.

    What to ``review`` comes most useful first: most uncertain, then those whose answer changes the count, then by ids.
    """

    weights: Weights
    groups: list[list[int]]
    linked: list[Scored]
    review: list[Scored]
    unique: Unique


def link(people: Sequence[Features], weights: Weights = STANDARD) -> Linked:
    """Link *people*; a desk's telephone must be missing already."""
    weights = counted(people, weights)
    pairs = sorted(scored(people, weights, LEAST), key=lambda pair: (-pair.bits, *_ids(people, pair)))
    groups = Groups[int](lambda one, other: _are_kept_apart(people[one], people[other], weights))
    certain = [pair for pair in pairs if pair.bits >= LINKED and not pair.vetoes]
    joins = [
        pair
        for pair in certain
        if not groups.together(pair.one, pair.other) and groups.join(pair.one, pair.other)
    ]
    linked = [pair for pair in pairs if groups.together(pair.one, pair.other)]
    still = [pair for pair in pairs if not groups.together(pair.one, pair.other)]
    telling = _telling(groups, still)
    review = sorted(
        (pair for pair in still if pair.bits >= REVIEWED),
        key=lambda pair: (-round(pair.doubt, 4), pair not in telling, *_ids(people, pair)),
    )
    unique = _unique(len(people), joins, telling, review)
    several = {min(group): sorted(group) for group in groups.several()}
    inside = {one for group in several.values() for one in group}
    listed = [several.get(one, [one]) for one in range(len(people)) if one in several or one not in inside]
    return Linked(weights, listed, linked, review, unique)


def _telling(groups: Groups[int], still: list[Scored]) -> set[Scored]:
    """The pairs whose answer changes the count: each joins what no likelier one joins."""
    merged = Groups[int]()
    place = {one: min(group) for group in groups.several() for one in group}
    telling = set()
    for pair in sorted(still, key=lambda pair: -pair.probability):
        one, other = place.get(pair.one, pair.one), place.get(pair.other, pair.other)
        if not merged.together(one, other) and merged.join(one, other):
            telling.add(pair)
    return telling


def _unique(records: int, joins: list[Scored], telling: set[Scored], review: list[Scored]) -> Unique:
    linked = records - len(joins)
    asked = telling.intersection(review)
    hidden = math.fsum(pair.probability for pair in telling - asked)
    expected = math.fsum(pair.probability for pair in (*joins, *telling))
    # Of what no open pair shows there may be twice as much as expected.
    low = linked - len(asked) - math.ceil(2 * (UNSEEN * expected + hidden))
    # Where there is a registration there is someone.
    return Unique(linked, round(records - expected, 1), max(low, min(records, 1)), linked, len(review))


def _are_kept_apart(one: Features, other: Features, weights: Weights) -> bool:
    return not _NEVER.isdisjoint(vetoes(observe(one, other, weights)))


def _ids(people: Sequence[Features], pair: Scored) -> tuple[str, str]:
    one, other = people[pair.one].person_id, people[pair.other].person_id
    return (one, other) if one <= other else (other, one)
