"""How probable it is that a pair that may be one woman is one."""

from __future__ import annotations

from collections.abc import Collection

from millegiorni_desk.areas.people.linkage.weights import probability

# Here what agrees does not agree by chance: sisters share a household, and a name is given where others bear it.
_ALIKE = frozenset({"given_names", "names_only", "near_date"})
_LESS = 1.0


def chance(bits: float, vetoes: Collection[str]) -> float:
    """The probability that *bits* of posterior odds stand for, in a pair with these *vetoes*.

    Odds are half where names differ, or speak alone or with a nearly equal date: things that families and namesakes
    share are counted one by one, as if they were independent. Measured in ``docs/benchmarks.md``.
    """
    return probability(bits - _LESS * (not _ALIKE.isdisjoint(vetoes)))
