"""What may become of people whom open pairs tie together: every way in which the pairs can turn out.

A pair may turn out the same person or two; nobody may become one with someone of whom a person said *different*, and
none of more records than a cluster holds. What is not tied is decided apart, so a count over everybody is a sum over
components, and so are its least, its most and its expected value.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

EXACT = 6
"""Of so many people tied together every outcome is tried: at most 203. Of more, which is rare, the steps in which the
likeliest pairs are joined first stand for all of them."""

Outcome = tuple[int, ...]


@dataclass(frozen=True)
class Tie:
    """Two people who may be one, each the number of a cluster, and how probable that is at most."""

    a: int
    b: int
    probability: float


@dataclass(frozen=True)
class Component:
    """People tied together; a group of them is a mask: bit *n* is ``clusters[n]``.

    ``pairs`` is how many open pairs tie them. ``outcomes`` are the ways in which they may turn out, each a few groups
    that share nobody; the first is that all are different. ``chances`` are groups and by how much each of them counts
    in the expected value: the likeliest pairs that tie everybody, each decided by itself.
    """

    clusters: tuple[str, ...]
    pairs: int
    outcomes: tuple[Outcome, ...]
    chances: tuple[tuple[float, Outcome], ...]

    def groups(self) -> list[int]:
        """Every group that is spoken of."""
        spoken = {group for outcome in self.outcomes for group in outcome}
        return sorted(spoken.union(*(outcome for _weight, outcome in self.chances)))

    def members(self, group: int) -> list[str]:
        """The clusters of a group."""
        return [cluster for at, cluster in enumerate(self.clusters) if group >> at & 1]

    def settle(self, counted: Mapping[int, int]) -> tuple[int, int, int, float]:
        """Of a number that each group counts for so much: all different, the least, the most, and what to expect."""
        sums = [sum(counted.get(group, 0) for group in outcome) for outcome in self.outcomes]
        least, most = min(sums), max(sums)
        expected = sum(
            weight * sum(counted.get(group, 0) for group in outcome) for weight, outcome in self.chances
        )
        return sums[0], least, most, min(max(expected, least), most)


def components(
    pairs: Sequence[tuple[str, str, float]],
    sizes: Mapping[str, int],
    refused: Collection[frozenset[str]],
    largest: int,
) -> list[Component]:
    """The components of *pairs* of clusters (with their probabilities), in the order of their first cluster.

    ``sizes`` is how many records a cluster has, ``refused`` the pairs of clusters that must stay apart.
    """
    possible = [
        (min(a, b), max(a, b), probability)
        for a, b, probability in pairs
        if a != b and frozenset((a, b)) not in refused and sizes[a] + sizes[b] <= largest
    ]
    return [_component(clusters, some, sizes, refused, largest) for clusters, some in _tied(possible)]


def _tied(
    pairs: Sequence[tuple[str, str, float]],
) -> Iterator[tuple[tuple[str, ...], list[tuple[str, str, float]]]]:
    """Clusters that pairs tie together, directly or by way of others, with these pairs."""
    of: dict[str, list[tuple[str, str, float]]] = {}
    for pair in pairs:
        for cluster in pair[:2]:
            of.setdefault(cluster, []).append(pair)
    seen: set[str] = set()
    for first in sorted(of):
        if first in seen:
            continue
        reached, ahead = {first}, [first]
        while ahead:
            for a, b, _unused in of[ahead.pop()]:
                new = {a, b} - reached
                reached |= new
                ahead += new
        seen |= reached
        clusters = tuple(sorted(reached))
        yield clusters, [pair for cluster in clusters for pair in of[cluster] if pair[0] == cluster]


def _component(
    clusters: tuple[str, ...],
    pairs: Sequence[tuple[str, str, float]],
    sizes: Mapping[str, int],
    refused: Collection[frozenset[str]],
    largest: int,
) -> Component:
    at = {cluster: number for number, cluster in enumerate(clusters)}
    best: dict[tuple[int, int], float] = {}
    for a, b, probability in pairs:
        best[at[a], at[b]] = max(best.get((at[a], at[b]), 0.0), probability)
    ties = [Tie(a, b, best[a, b]) for a, b in sorted(best, key=lambda tie: (-best[tie], tie))]

    def allowed(group: int) -> bool:
        inside = [cluster for number, cluster in enumerate(clusters) if group >> number & 1]
        apart = any(frozenset(pair) in refused for pair in combinations(inside, 2)) if refused else False
        return not apart and sum(sizes[one] for one in inside) <= largest

    steps, forest = _joined(len(clusters), ties, allowed)
    if len(clusters) > EXACT:
        return Component(clusters, len(pairs), steps, _each_alone(len(clusters), forest))
    return Component(
        clusters, len(pairs), _every_outcome(len(clusters), ties, allowed), _drawn(len(clusters), forest)
    )


def _joined(
    number: int, ties: Sequence[Tie], allowed: Callable[[int], bool]
) -> tuple[tuple[Outcome, ...], list[Tie]]:
    """The likeliest ties joined first, as far as it is allowed: what stands after each step, and the ties taken."""
    group = [1 << one for one in range(number)]
    steps, forest = [tuple(group)], list[Tie]()
    for tie in ties:
        one = group[tie.a] | group[tie.b]
        if group[tie.a] == group[tie.b] or not allowed(one):
            continue
        group = [one if each & one else each for each in group]
        forest.append(tie)
        steps.append(tuple(sorted(set(group))))
    return tuple(steps), forest


def _every_outcome(number: int, ties: Sequence[Tie], allowed: Callable[[int], bool]) -> tuple[Outcome, ...]:
    """Every way to part so many people into groups that ties hold together."""
    groups = [group for group in range(1, 1 << number) if _held_together(group, ties) and allowed(group)]
    found: list[Outcome] = []

    def part(left: int, taken: Outcome) -> None:
        if not left:
            found.append(taken)
            return
        lowest = left & -left
        for group in groups:
            if group & lowest and group & left == group:
                part(left & ~group, (*taken, group))

    part((1 << number) - 1, ())
    return tuple(sorted(found, key=lambda outcome: (-len(outcome), outcome)))


def _held_together(group: int, ties: Sequence[Tie]) -> bool:
    reached = group & -group
    for _each in range(group.bit_count()):
        for tie in ties:
            both = 1 << tie.a | 1 << tie.b
            if both & group == both and both & reached:
                reached |= both
    return reached == group


def _drawn(number: int, forest: Sequence[Tie]) -> tuple[tuple[float, Outcome], ...]:
    """Every way in which the ties of a forest may turn out, with its probability."""
    chances = []
    for same in product((False, True), repeat=len(forest)):
        weight, group = 1.0, [1 << one for one in range(number)]
        for tie, is_same in zip(forest, same, strict=True):
            weight *= tie.probability if is_same else 1 - tie.probability
            if is_same:
                one = group[tie.a] | group[tie.b]
                group = [one if each & one else each for each in group]
        chances.append((weight, tuple(sorted(set(group)))))
    return tuple(chances)


def _each_alone(number: int, forest: Sequence[Tie]) -> tuple[tuple[float, Outcome], ...]:
    """What each tie of a forest would change if it were the only one."""
    chances = [(1.0, tuple(1 << one for one in range(number)))]
    for tie in forest:
        a, b = 1 << tie.a, 1 << tie.b
        chances += [(tie.probability, (a | b,)), (-tie.probability, (a, b))]
    return tuple(chances)
