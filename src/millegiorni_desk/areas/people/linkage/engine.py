"""Everybody compared with everybody, in effect: the pairs of a register that may be one woman, with their odds.

Pairs that share a key are found, those that cannot reach the threshold are pruned, and the rest are compared one by
one by ``matching``, which alone knows what a pair weighs. The result does not depend on the order of the records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from millegiorni_desk.areas.people.linkage import blocking
from millegiorni_desk.areas.people.linkage.bounds import at_least
from millegiorni_desk.areas.people.linkage.chances import chance
from millegiorni_desk.areas.people.linkage.columns import Columns, columns
from millegiorni_desk.areas.people.linkage.evidence import Evidence
from millegiorni_desk.areas.people.linkage.features import Features
from millegiorni_desk.areas.people.linkage.matching import observe, vetoes, weigh
from millegiorni_desk.areas.people.linkage.name_comparison import NameComparison, compare_names
from millegiorni_desk.areas.people.linkage.names import sound
from millegiorni_desk.areas.people.linkage.weights import STANDARD, Weights, prior_bits

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Scored:
    """Two people by their places in the register, the posterior odds in bits, what keeps them apart, what was seen."""

    one: int
    other: int
    bits: float
    vetoes: tuple[str, ...]
    seen: Evidence = field(compare=False, repr=False)

    @property
    def probability(self) -> float:
        """That the two are one woman."""
        return chance(self.bits, self.vetoes)

    @property
    def doubt(self) -> float:
        """By how much an answer may move the count of women: p(1 − p), the variance that it takes away."""
        return self.probability * (1 - self.probability)


def counted(people: Sequence[Features], weights: Weights = STANDARD) -> Weights:
    """*weights* with the words as rare as they are among *people*."""
    bearers: Counter[str] = Counter()
    for names, count in Counter((one.surname, one.given) for one in people).items():
        for heard in {sound(word) for words in names for word in words}:
            bearers[heard] += count
    return weights.counted(len(people), bearers)


def scored(
    people: Sequence[Features], weights: Weights, least: float, prior: float | None = None
) -> Iterator[Scored]:
    """The pairs of at least *least* bits of posterior odds, in the order of the register.

    *weights* know how rare words are (:func:`counted`); *prior*, in bits, follows from the number of people unless
    it is given.
    """
    if len(people) < 2:
        return
    start = prior_bits(len(people)) if prior is None else prior
    table = columns(people, weights)
    kept: dict[tuple[int, int], NameComparison] = {}
    names = table.names.number.tolist()
    for one, other in _worth_a_look(table, weights, least - start):
        a, b = people[one], people[other]
        key = names[one], names[other]
        alike = kept.get(key)
        if alike is None:
            alike = kept[key] = compare_names(a, b, weights)
        seen = observe(a, b, weights, alike)
        bits = weigh(seen, weights) + start
        if bits >= least:
            yield Scored(one, other, round(bits, 2), vetoes(seen, bits), seen)


def _worth_a_look(table: Columns, weights: Weights, least: float) -> Iterator[tuple[int, int]]:
    # Whoever is one woman shares many keys, and is looked at once.
    pairs = np.concatenate([np.zeros(0, np.int64), *blocking.blocks(table)])
    pairs.sort()
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    for start in range(0, len(pairs), _CHUNK):
        one, other = at_least(table, *np.divmod(pairs[start : start + _CHUNK], table.size), weights, least)
        yield from zip(one.tolist(), other.tolist(), strict=True)
