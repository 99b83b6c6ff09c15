"""What each agreement and each difference weighs: data, fixed and versioned.

A level's ``m`` is how often two registrations of one woman are seen so; its ``bits`` are log2(m/u), u being how often
two women are (I. Fellegi, A. Sunter 1969). Nothing here is estimated from the register: an estimate learns from
sisters that another given name is no obstacle. Two things only are taken from data: how many bear a word of a name
(:meth:`Weights.counted`), and what people decided (:meth:`Weights.learned`). Both are pure functions of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from millegiorni_desk.areas.people.linkage.name_variants import COMMON
from millegiorni_desk.areas.people.linkage.names import canonical, is_generic, sound

WEIGHTS_VERSION = 3
"""Goes up with every change of a weight, a cap, a veto or a name table: reports state it."""

OVERLAP = 0.34
"""Further registrations for each woman's first, where no earlier year tells: a third of them come back."""

LINKED = 3.0
"""Bits of posterior odds from which two records without a veto are linked: a probability of .89."""
RARE_NAME = 10.0
"""Bits from which a name and a nearly equal date are linked with nothing beside them: strangers share common names."""
REVIEWED = -3.0
"""Bits from which somebody should look: a probability of .1."""

# A small register does not make one woman of strangers.
_FEWEST = 1_000
# A level that people saw this often is believed as much as the table.
_PSEUDO_COUNT = 300
# Until this many records are counted, the fixed rarity of a word weighs more than its count.
_PSEUDO_RECORDS = 200
_COMMONEST = 1.5
RAREST = 13.0
"""What an agreement on any word is worth at most."""


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome of comparing one thing: its share among pairs of one woman, and what it weighs."""

    m: float
    bits: float


LEVELS: Mapping[str, Mapping[str, Level]] = MappingProxyType(
    {
        "birth": {
            "equal": Level(0.82, 14.0),
            "january_first": Level(0.03, 5.0),
            "swapped": Level(0.02, 9.0),
            "one_part": Level(0.04, 4.0),
            "same_year": Level(0.06, 4.5),
            "near_year": Level(0.005, -3.0),
            "far": Level(0.015, -6.5),
            "generation": Level(0.005, -12.0),
        },
        "code": {
            "equal": Level(0.93, 24.0),
            "unchecked": Level(0.01, 20.0),
            "typo": Level(0.03, 15.0),
            "slips": Level(0.01, 12.0),
            "names": Level(0.005, 3.0),
            "different": Level(0.005, -1.0),
            "conflict": Level(0.01, -9.0),
        },
        "phone": {"equal": Level(0.7, 9.0), "near": Level(0.02, 5.0), "different": Level(0.28, -2.0)},
        "address": {"equal": Level(0.65, 5.0), "near": Level(0.05, 3.0), "different": Level(0.3, -1.5)},
        "citizenship": {
            "equal": Level(0.6, 0.5),
            "italian": Level(0.38, 0.5),
            "different": Level(0.02, -3.0),
        },
        "gender": {"equal": Level(0.995, 0.0), "different": Level(0.005, -5.0)},
        "child": {"equal": Level(0.5, 8.0), "born": Level(0.3, 5.0)},
        "given": {"agree": Level(0.92, 0.0), "partly": Level(0.06, -4.0), "conflict": Level(0.02, -5.5)},
        "surname": {"agree": Level(0.9, 0.0), "partly": Level(0.06, -1.5), "conflict": Level(0.04, -5.0)},
    }
)
"""Thing → outcome → level."""

GENERIC_CONFLICT = -0.5
ONE_SIDED = -0.5
LOSS = MappingProxyType({"equal": 0.0, "variant": 0.5, "sound": 1.0, "cut": 3.0, "near": 3.0})
"""What an agreement of two words loses when they are not spelt alike."""

INITIAL, CONFUSABLE, FAINT = 2.5, -1.0, -3.0
SAME_COMMUNITY = -2.0
"""Whoever bears one name of a community is the likelier to bear another of it: for each word after the first."""

ESTABLISHED = 8.5
"""Two words a letter apart that are both no rarer than this are two names, not one and a slip."""

# What a household shares proves the household, not the woman.
CAP_CONFLICT, CAP_FAINT, CAP_CONFUSABLE, CAP_UNDATED = 3.0, 5.0, 8.0, 7.0


@dataclass(frozen=True)
class Weights:
    """The tables in use: bits by thing and outcome, and of the words that were counted."""

    version: str
    bits: Mapping[str, Mapping[str, float]]
    words: Mapping[str, float] = field(default_factory=dict)
    """Sound of a word → what an agreement on it is worth; a word that is not in it has its fixed rarity."""

    def rarity(self, word: str) -> float:
        """What an agreement on *word* is worth, in bits."""
        counted = self.words.get(sound(word)) if self.words else None
        return fixed_rarity(word) if counted is None else counted

    def counted(self, records: int, bearers: Mapping[str, int]) -> Weights:
        """With words as rare as they are among so many *records*; *bearers*: sound → how many bear it."""
        words = {heard: _rarity(heard, count, records) for heard, count in bearers.items()}
        return Weights(self.version, self.bits, words)

    def learned(self, seen: Mapping[tuple[str, str], int], pairs: int) -> Weights:
        """With what people decided: *seen* counts thing and outcome among the *pairs* that they called the same."""
        if not pairs:
            return self
        bits = {thing: _learned(thing, levels, seen) for thing, levels in LEVELS.items()}
        return Weights(f"{self.version}+{pairs}", bits, self.words)


@lru_cache(maxsize=1 << 17)
def fixed_rarity(word: str) -> float:
    """What an agreement on *word* is worth where nobody counted."""
    name = canonical(word)
    if is_generic(name) or is_generic(word):
        return 2.5
    if name in COMMON or word in COMMON:
        return 5.5
    return 5.0 if len(word) < 3 else 9.0


def prior_bits(records: int, overlap: float = OVERLAP) -> float:
    """The odds, in bits, that any two of *records* are one woman."""
    return math.log2(2 * overlap / max(records, _FEWEST))


def probability(bits: float) -> float:
    """The probability that *bits* of posterior odds stand for."""
    return 1 / (1 + 2**-bits)


def _rarity(heard: str, count: int, records: int) -> float:
    share = (count + _PSEUDO_RECORDS * 2 ** -fixed_rarity(heard)) / (records + _PSEUDO_RECORDS)
    # Half bits: one registration more or less must not move every figure.
    return min(RAREST, max(_COMMONEST, round(-2 * math.log2(share)) / 2))


def _learned(
    thing: str, levels: Mapping[str, Level], seen: Mapping[tuple[str, str], int]
) -> dict[str, float]:
    total = sum(seen.get((thing, outcome), 0) for outcome in levels)
    learned = {}
    for outcome, level in levels.items():
        m = (_PSEUDO_COUNT * level.m + seen.get((thing, outcome), 0)) / (_PSEUDO_COUNT + total)
        learned[outcome] = level.bits + math.log2(m / level.m)
    return learned


STANDARD = Weights(
    str(WEIGHTS_VERSION),
    {thing: {outcome: level.bits for outcome, level in levels.items()} for thing, levels in LEVELS.items()},
)
"""The tables as they are written."""
