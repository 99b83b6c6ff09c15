"""What two words of names can be worth at most, for many pairs of words at once."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from millegiorni_desk.areas.people.linkage.likeness import (
    LONG_WORD,
    SHORTEST_NAME,
    SHORTEST_WORD,
    Likeness,
    likeness,
)
from millegiorni_desk.areas.people.linkage.vocabulary import HALF, Halves, Vocabulary
from millegiorni_desk.areas.people.linkage.weights import ESTABLISHED, INITIAL, LOSS, Weights

Bits = NDArray[np.float32]
Places = NDArray[np.intp]
Where = NDArray[np.bool_]

_PARTNER = 0.001
_MOST_SLIPS = 2
_HALF, _ONE_HIGH = np.uint64(HALF), np.uint64(1 << HALF)


class Care(IntEnum):
    """How closely the names are looked at; the closer, the dearer."""

    NONE = 0
    LETTERS = 1
    WORDS = 2


def partners(
    words: Vocabulary, one: Places, other: Places, weights: Weights, care: Care
) -> tuple[Places, Bits]:
    """At which places two words can be one name, or a pair that speaks against it, and what they are worth at most."""
    sounds, other_sounds = words.sounds.take(one), words.sounds.take(other)
    letters = words.letters.take(one) ^ words.letters.take(other)
    edges = words.edges.take(one) ^ words.edges.take(other)
    same = _either_equal(sounds ^ other_sounds)
    # Alaoui sounds as Elalaoui without its article, and without its own as neither.
    same |= _either_equal(sounds ^ (other_sounds << _HALF | other_sounds >> _HALF))
    # Each slip changes two letters at most.
    few = np.bitwise_count(letters >> _HALF) <= 2 * _MOST_SLIPS
    few |= np.bitwise_count(letters.astype(np.uint32)) <= 2 * _MOST_SLIPS
    may_be = same | few | _either_equal(edges) | words.single.take(one) | words.single.take(other)
    at = np.flatnonzero(may_be)
    one, other, same = one[at], other[at], same[at]
    gain = np.zeros(len(at), np.float32)
    gain[same] = np.maximum(1.0, np.minimum(words.rarity[one[same]], words.rarity[other[same]]))
    rest = np.flatnonzero(~same)
    one, other = one[rest], other[rest]
    found, slipped = _by_letters(words, one, other, letters[at[rest]], edges[at[rest]])
    if care is Care.WORDS:
        some = np.flatnonzero(slipped)
        found[some[_many_slips(words, one[some], other[some])]] = 0.0
        some = np.flatnonzero(found)
        found[some] = _compared(words, one[some], other[some], weights)
    gain[rest] = found
    some = np.flatnonzero(gain)
    return at[some], gain[some]


def _either_equal(differing: Halves) -> Where:
    """Whether one of two halves has no bit in which it differs."""
    return np.asarray((differing < _ONE_HIGH) | (differing.astype(np.uint32) == 0))


def _by_letters(
    words: Vocabulary, one: Places, other: Places, letters: Halves, edges: Halves
) -> tuple[Bits, Where]:
    """The most that words that sound differently can be worth, and which of them only if a slip made one of the other.

    As ``likeness`` has it: by one slip, by two in a long word, by two in a shorter one, cut short, or by an initial.
    """
    first, second = words.length[one], words.length[other]
    heard = words.heard_length[one], words.heard_length[other]
    heard_letters, spelt_letters = letters >> _HALF, letters.astype(np.uint32)
    near = _few_slips(*heard, heard_letters, SHORTEST_WORD, 1) | _few_slips(
        *heard, heard_letters, LONG_WORD, 2
    )
    near |= _few_slips(first, second, spelt_letters, SHORTEST_NAME, 1)
    near |= _few_slips(first, second, spelt_letters, LONG_WORD, 2)
    faint = _few_slips(first, second, spelt_letters, SHORTEST_WORD, 2)
    longer = np.where(first > second, one, other)
    cut = (edges < _ONE_HIGH) | ((edges.astype(np.uint32) == 0) & words.particle[longer])
    initial = (np.minimum(first, second) == 1) & (words.initial[one] == words.initial[other])
    rarities = words.rarity[one], words.rarity[other]
    rarer, commoner = np.maximum(*rarities), np.minimum(*rarities)
    slipped = near | faint
    found = np.float32(_PARTNER) * slipped
    for holds, loss in ((near & (rarer > ESTABLISHED), LOSS["near"]), (cut, LOSS["cut"])):
        found[holds] = np.maximum(np.float32(1.0), commoner[holds] - np.float32(loss))
    found[initial] = np.maximum(found[initial], np.float32(INITIAL))
    return found, slipped & ~cut & ~initial


def _few_slips(
    first: NDArray[np.int8],
    second: NDArray[np.int8],
    letters: NDArray[np.unsignedinteger],
    shortest: int,
    slips: int,
) -> Where:
    """Whether *slips* can make one of the other: each changes two letters at most, one where it adds or drops one."""
    apart = np.abs(first - second)
    changed = np.bitwise_count(letters) + apart
    return np.asarray((np.minimum(first, second) >= shortest) & (apart <= slips) & (changed <= 2 * slips))


def _many_slips(words: Vocabulary, one: Places, other: Places) -> Where:
    """Whether more slips than are ever forgiven make one word of the other, as spelt and as heard."""
    found = np.ones(len(one), np.bool_)
    for texts in (words.spelt, words.heard_as):
        pairs = ([texts[at] for at in side.tolist()] for side in (one, other))
        slips = process.cpdist(*pairs, scorer=OSA.distance, score_cutoff=_MOST_SLIPS, dtype=np.uint8)
        found &= slips > _MOST_SLIPS
    return found


def _compared(words: Vocabulary, one: Places, other: Places, weights: Weights) -> Bits:
    """What pairs of words are worth, each pair compared once."""
    known, size = words.alike, len(words.spelt)
    asked = (np.minimum(one, other) * size + np.maximum(one, other)).tolist()
    for pair in set(asked).difference(known):
        kind, bits = likeness(words.spelt[pair // size], words.spelt[pair % size], weights)
        known[pair] = 0.0 if kind is Likeness.NONE else max(bits, _PARTNER)
    return np.fromiter(map(known.__getitem__, asked), np.float32, len(asked))
