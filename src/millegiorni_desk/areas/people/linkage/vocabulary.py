"""The words of names by number, and what of each tells at a glance that it cannot be another one misspelt.

Two facts of a word stand in the halves of one number: one look-up and one comparison tell whether either agrees.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from millegiorni_desk.areas.people.linkage.coded_words import beginning, consonants, is_coded
from millegiorni_desk.areas.people.linkage.likeness import PARTICLES
from millegiorni_desk.areas.people.linkage.names import is_generic, skeleton, sound, without_article
from millegiorni_desk.areas.people.linkage.weights import Weights

Numbers = NDArray[np.int32]
Halves = NDArray[np.uint64]

HALF = 32
_BEGINNING, _ENDING = 4, 3
_ITS_OWN = "="
"""Begins what no other word has."""


class Numbering:
    """Values numbered from 1 in the order in which they come; nothing is 0."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {"": 0}

    def __getitem__(self, value: str) -> int:
        return self._numbers.setdefault(value, len(self._numbers))

    def values(self) -> list[str]:
        """Every value by its number."""
        return list(self._numbers)


@dataclass(slots=True)
class Vocabulary:
    """What is known of each word: how it sounds, with and without its article; how it begins and ends; its letters.

    ``letters`` are those of its sound and its own, one bit each. ``alike`` keeps what two words were found to be
    worth: the smaller number times how many there are, plus the other.
    """

    spelt: list[str]
    heard_as: list[str]
    heard: Numbers
    sounds: Halves
    edges: Halves
    letters: Halves
    skeleton: Numbers
    initial: Numbers
    single: NDArray[np.bool_]
    length: NDArray[np.int8]
    heard_length: NDArray[np.int8]
    particle: NDArray[np.bool_]
    rarity: NDArray[np.float32]
    alike: dict[int, float] = field(default_factory=dict)


def vocabulary(words: Sequence[str], weights: Weights) -> Vocabulary:
    """What is known of *words*, of which the first is nothing; with *weights*, how rare each is."""
    count, sounds = len(words), [sound(word) if word else "" for word in words]
    bare = [sound(without_article(word) or word) if word else "" for word in words]
    # Numbered together: one word without its article may be another.
    heard, heard_bare = np.split(numbered([*sounds, *bare]), 2)
    return Vocabulary(
        list(words),
        sounds,
        heard,
        _halves(heard, heard_bare),
        _halves(numbered(map(_begins, words)), numbered(map(_ends, words))),
        _halves(
            np.fromiter(map(_letters, sounds), np.uint32, count),
            np.fromiter(map(_letters, words), np.uint32, count),
        ),
        numbered(map(_skeleton, words)),
        numbered(word[:1] for word in words),
        np.fromiter((len(word) == 1 for word in words), np.bool_, count),
        np.fromiter(map(_length, words), np.int8, count),
        np.fromiter(map(_length, sounds), np.int8, count),
        np.fromiter((word.startswith(PARTICLES) or is_coded(word) for word in words), np.bool_, count),
        np.fromiter((weights.rarity(word) if word else 0.0 for word in words), np.float32, count),
    )


def numbered(values: Iterable[str]) -> Numbers:
    """Equal numbers for equal values; 0 where there is none."""
    listed = list(values)
    numbers = {value: number for number, value in enumerate(dict.fromkeys(chain(("",), listed)))}
    return np.fromiter(map(numbers.__getitem__, listed), np.int32, len(listed))


def _halves(high: NDArray[np.int32 | np.uint32], low: NDArray[np.int32 | np.uint32]) -> Halves:
    return high.astype(np.uint64) << np.uint64(HALF) | low.astype(np.uint64)


def _skeleton(word: str) -> str:
    if is_coded(word):
        return consonants(word)
    return "" if not word or is_generic(word) else skeleton(word)


def _begins(word: str) -> str:
    if is_coded(word):
        return beginning(word)
    return word[:_BEGINNING] if len(word) >= _BEGINNING else _ITS_OWN + word


def _ends(word: str) -> str:
    """Of codes the consonants: where they are those of another's, the two are as alike as names in clear."""
    if is_coded(word):
        return consonants(word)
    return word[-_ENDING:] if len(word) >= _ENDING else _ITS_OWN + word


def _length(word: str) -> int:
    """Of codes none: their letters say nothing of how alike two of them are."""
    return 0 if is_coded(word) else min(len(word), 99)


def _letters(heard: str) -> int:
    """Which letters are in it, one bit each."""
    found = 0
    for letter in set(heard):
        found |= 1 << (ord(letter) % 32)
    return found
