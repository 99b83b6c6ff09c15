"""How right a linkage of a made-up register is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from tests.registers import Register

LINKED_BITS = 3.0
"""The posterior log-odds, in bits, from which a scored pair counts as one person."""

Pair = tuple[str, str]
Share = tuple[int, int]
"""How many, of how many."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Of pairs: *right* were found among *found*, of *wanted* that are one person."""

    right: int
    found: int
    wanted: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.wanted) if self.found + self.wanted else 1.0


@dataclass(frozen=True, slots=True)
class Count:
    """How many people there are, as told and in truth."""

    true: int
    linked: int
    estimate: float
    low: float
    high: float

    @property
    def error(self) -> float:
        return self.estimate / self.true - 1

    @property
    def inside(self) -> bool:
        return self.low <= self.true <= self.high


@dataclass(frozen=True, slots=True)
class Linkage:
    """What was found: pairs with their bits, the clusters made without a person, and the pairs left to one."""

    bits: Mapping[Pair, float]
    clusters: list[list[str]]
    review: list[Pair]
    unique: Mapping[str, Any]

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Linkage:
        """From what ``people link`` writes."""
        bits = {ordered(pair["a"], pair["b"]): float(pair["bits"]) for pair in told["pairs"]}
        review = [ordered(pair["a"], pair["b"]) for pair in told["review"]]
        return cls(bits, told["clusters"], review, told["unique"])


class Score:
    """A linkage beside the truth."""

    def __init__(self, register: Register, linkage: Linkage) -> None:
        self._register, self._linkage = register, linkage
        self.same = register.same()
        self.scored = {pair for pair, bits in linkage.bits.items() if bits >= LINKED_BITS}
        self.linked = pairs_of(linkage.clusters)
        ids = [one for cluster in linkage.clusters for one in cluster]
        assert sorted(ids) == sorted(register.who), "each registration stands in one cluster"

    def at_three_bits(self) -> Rates:
        return rates(self.scored, self.same)

    def automatic(self) -> Rates:
        """Of the clusters that were made without a person."""
        return rates(self.linked, self.same)

    def best_f1(self) -> float:
        return best_f1(self._linkage.bits, self.same)

    def after_review(self) -> Rates:
        """Of the clusters once somebody who is never wrong has gone through all pairs left to a person."""
        who, clusters = self._register.who, {one: [one] for one in self._register.who}
        for cluster in self._linkage.clusters:
            for one in cluster:
                clusters[one] = cluster
        for a, b in self._linkage.review:
            if who[a] == who[b] and clusters[a] is not clusters[b]:
                joined = [*clusters[a], *clusters[b]]
                clusters.update(dict.fromkeys(joined, joined))
        return rates(pairs_of({id(cluster): cluster for cluster in clusters.values()}.values()), self.same)

    def kin(self, pairs: set[Pair]) -> dict[str, Share]:
        """By kind: people who are not one, of whom *pairs* hold one registration each."""
        who = self._register.who
        taken = {tuple(sorted((who[a], who[b]))) for a, b in pairs}
        there = Counter(kin.kind for kin in self._register.kin)
        wrong = Counter(kin.kind for kin in self._register.kin if tuple(sorted((kin.a, kin.b))) in taken)
        return {kind: (wrong[kind], many) for kind, many in sorted(there.items())}

    def recall_by_origin(self, pairs: set[Pair]) -> dict[str, Share]:
        who, origin = self._register.who, self._register.origin
        there = Counter(origin[who[a]] for a, _ in self.same)
        right = Counter(origin[who[a]] for a, _ in self.same & pairs)
        return {name: (right[name], many) for name, many in sorted(there.items())}

    def count(self) -> Count:
        """What is told of how many people there are."""
        told = self._linkage.unique
        low, high = told["interval"]
        return Count(len(self._register.origin), told["linked"], told["estimate"], low, high)

    @property
    def to_review(self) -> int:
        return len(self._linkage.review)


def rates(found: set[Pair], same: set[Pair]) -> Rates:
    return Rates(len(found & same), len(found), len(same))


def best_f1(bits: Mapping[Pair, float], same: set[Pair]) -> float:
    """With the threshold that suits best, which nobody knows who does not know the truth."""
    best, right = 0.0, 0
    order = sorted(bits.items(), key=lambda one: -one[1])
    for found, (pair, level) in enumerate(order, 1):
        right += pair in same
        if found == len(order) or order[found][1] != level:
            best = max(best, Rates(right, found, len(same)).f1)
    return best


def pairs_of(clusters: Iterable[list[str]]) -> set[Pair]:
    return {ordered(*pair) for cluster in clusters for pair in combinations(cluster, 2)}


def ordered(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


def added(shares: Iterable[Mapping[str, Share]]) -> dict[str, Share]:
    """The same shares of several registers together."""
    total: dict[str, Share] = {}
    for one in shares:
        for name, (part, whole) in one.items():
            had = total.get(name, (0, 0))
            total[name] = (had[0] + part, had[1] + whole)
    return total


def share(one: Share) -> float:
    return one[0] / one[1] if one[1] else 0.0
