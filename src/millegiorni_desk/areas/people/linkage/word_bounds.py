"""What two words of names can be worth at most, for many pairs of words at once."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from millegiorni_desk.areas.people.linkage.likeness import SHORTEST_NAME, SHORTEST_WORD, Likeness, likeness
from millegiorni_desk.areas.people.linkage.vocabulary import HALF, Halves, Vocabulary
from millegiorni_desk.areas.people.linkage.weights import INITIAL, LOSS, Weights

Bits = NDArray[np.float32]
Places = NDArray[np.intp]
Where = NDArray[np.bool_]

_LEAST_LOSS = min(LOSS["near"], LOSS["cut"])
_PARTNER = 0.001
_MOST_SLIPS = 2
_ONE_HIGH = np.uint64(1 << HALF)


class Care(IntEnum):
    """How closely the names are looked at; the closer, the dearer."""

    NONE = 0
    LETTERS = 1
    WORDS = 2


def partners(
    words: Vocabulary, one: Places, other: Places, weights: Weights, care: Care
) -> tuple[Places, Bits]:
    """At which places two words can be one name, or a pair that speaks against it, and what they are worth at most."""
    sounds = words.sounds.take(one) ^ words.sounds.take(other)
    letters = words.letters.take(one) ^ words.letters.take(other)
    edges = words.edges.take(one) ^ words.edges.take(other)
    same = _either_equal(sounds)
    # Each slip changes two letters at most.
    few = np.bitwise_count(letters >> np.uint64(HALF)) <= 2 * _MOST_SLIPS
    few |= np.bitwise_count(letters.astype(np.uint32)) <= 2 * _MOST_SLIPS
    may_be = same | few | _either_equal(edges) | words.single.take(one) | words.single.take(other)
    at = np.flatnonzero(may_be)
    one, other, same = one[at], other[at], same[at]
    rest = np.flatnonzero(~same)
    rest = rest[_may_be_alike(words, one[rest], other[rest], letters[at[rest]], edges[at[rest]], care)]
    gain = np.zeros(len(at), np.float32)
    rarity = np.minimum(words.rarity.take(one), words.rarity.take(other))
    gain[same] = np.maximum(1.0, rarity[same])
    if care is Care.LETTERS:
        gain[rest] = np.maximum(INITIAL, rarity[rest] - _LEAST_LOSS)
    else:
        gain[rest] = _compared(words, one[rest], other[rest], weights)
    some = gain > 0
    return at[some], gain[some]


def _either_equal(differing: Halves) -> Where:
    """Whether one of two halves has no bit in which it differs."""
    return np.asarray((differing < _ONE_HIGH) | (differing.astype(np.uint32) == 0))


def _may_be_alike(
    words: Vocabulary, one: Places, other: Places, letters: Halves, edges: Halves, care: Care
) -> Where:
    """Whether a slip as heard or as spelt, a name cut short, or an initial can make one of the other."""
    first, second = words.length[one], words.length[other]
    heard, other_heard = words.heard_length[one], words.heard_length[other]
    found = _few_slips(heard, other_heard, letters >> np.uint64(HALF), SHORTEST_WORD)
    found |= _few_slips(first, second, letters.astype(np.uint32), SHORTEST_NAME)
    if care is Care.WORDS:
        some = np.flatnonzero(found)
        found[some] = _are_slips(words.heard_as, one[some], other[some])
        found[some] |= _are_slips(words.spelt, one[some], other[some])
    longer = np.where(first > second, one, other)
    found |= (edges < _ONE_HIGH) | ((edges.astype(np.uint32) == 0) & words.particle[longer])
    found |= (np.minimum(first, second) == 1) & (words.initial[one] == words.initial[other])
    return np.asarray(found)


def _few_slips(
    first: NDArray[np.int8], second: NDArray[np.int8], letters: NDArray[np.unsignedinteger], shortest: int
) -> Where:
    shorter = np.minimum(first, second)
    slips = np.where(shorter >= SHORTEST_WORD, _MOST_SLIPS, 1)
    changed = np.bitwise_count(letters)
    return np.asarray((shorter >= shortest) & (np.abs(first - second) <= slips) & (changed <= 2 * slips))


def _are_slips(words: Sequence[str], one: Places, other: Places) -> Where:
    """Whether so few slips as are ever forgiven make one word of the other."""
    pairs = ([words[at] for at in side.tolist()] for side in (one, other))
    slips = process.cpdist(*pairs, scorer=OSA.distance, score_cutoff=_MOST_SLIPS, dtype=np.uint8)
    return np.asarray(slips <= _MOST_SLIPS)


def _compared(words: Vocabulary, one: Places, other: Places, weights: Weights) -> Bits:
    """What pairs of words are worth, each pair compared once."""
    known, size = words.alike, len(words.spelt)
    asked = (np.minimum(one, other) * size + np.maximum(one, other)).tolist()
    for pair in set(asked).difference(known):
        kind, bits = likeness(words.spelt[pair // size], words.spelt[pair % size], weights)
        known[pair] = 0.0 if kind is Likeness.NONE else max(bits, _PARTNER)
    return np.fromiter(map(known.__getitem__, asked), np.float32, len(asked))
