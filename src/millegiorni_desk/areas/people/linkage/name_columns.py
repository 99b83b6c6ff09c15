"""Many people's names as columns of numbers: their words, how two of them are heard as one, what they can be worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from millegiorni_desk.areas.people.linkage.coded_words import is_coded
from millegiorni_desk.areas.people.linkage.features import Features
from millegiorni_desk.areas.people.linkage.vocabulary import Numbering, Numbers, Vocabulary, vocabulary
from millegiorni_desk.areas.people.linkage.weights import INITIAL, RAREST, SAME_COMMUNITY, Weights

WORDS = 6
"""Of a name with more words than these no word is looked at: it is bounded as a whole."""
JOINS = 5

Bits = NDArray[np.float32]


@dataclass(slots=True)
class NameColumns:
    """A column for each person; what has rows has one for each place of a word in a name, surnames first.

    ``number``: equal names, equal numbers. ``joined``: how two neighbours sound as one word. ``most`` and ``each``:
    what the names can be worth at most beside anybody's, and the sum of what each word can be worth alone.
    """

    vocabulary: Vocabulary
    number: Numbers
    words: NDArray[np.intp]
    joined: Numbers
    count: NDArray[np.int8]
    surnames: NDArray[np.int8]
    many_words: NDArray[np.bool_]
    skeletons: Numbers
    tells_surname: NDArray[np.bool_]
    tells_given: NDArray[np.bool_]
    most: Bits
    each: Bits


def name_columns(people: Sequence[Features], weights: Weights) -> NameColumns:
    """The names of *people*; with *weights*, what a word is worth."""
    numbers: dict[tuple[tuple[str, ...], tuple[str, ...]], int] = {}
    number = np.array(
        [numbers.setdefault((one.surname, one.given), len(numbers)) for one in people], np.int32
    )
    names, numbering = list(numbers), Numbering()
    words = _table([[numbering[word] for word in surname + given] for surname, given in names], WORDS)
    joins = _table([[numbering[pair] for pair in _neighbours(*name)] for name in names], JOINS)
    lengths = np.array([(len(surname), len(given)) for surname, given in names], np.int64).reshape(-1, 2)
    many = (lengths.sum(axis=1) > WORDS) | (np.maximum(lengths - 1, 0).sum(axis=1) > JOINS)
    known = vocabulary(numbering.values(), weights)
    most, each = _worth(known, words, many | (joins[0] > 0), names, weights)
    telling, places = known.skeleton[words] > 0, np.arange(WORDS)[:, None]
    return NameColumns(
        known,
        number,
        words.take(number, axis=1),
        known.heard[joins].take(number, axis=1),
        (words > 0).sum(axis=0, dtype=np.int8)[number],
        np.minimum(lengths[:, 0], WORDS).astype(np.int8)[number],
        many[number],
        known.skeleton[words].take(number, axis=1),
        np.asarray((telling & (places < lengths[:, 0])).any(axis=0))[number],
        np.asarray((telling & (places >= lengths[:, 0])).any(axis=0))[number],
        most[number],
        each[number],
    )


def together(gains: Bits) -> Bits:
    """The sum of a person's words, a row each: each after the first is worth less, and need not be there."""
    further = np.maximum(gains + np.float32(SAME_COMMUNITY), 0.0).sum(axis=0)
    return np.asarray(further + np.minimum(gains.max(axis=0), -SAME_COMMUNITY), np.float32)


def _table(rows: list[list[int]], width: int) -> NDArray[np.intp]:
    """The first *width* numbers of each row as a column."""
    table = np.zeros((len(rows), width), np.intp)
    for place in range(width):
        table[:, place] = [row[place] if len(row) > place else 0 for row in rows]
    return np.ascontiguousarray(table.T)


def _neighbours(surname: tuple[str, ...], given: tuple[str, ...]) -> list[str]:
    """Two neighbours of one field as one word: another may have written them so."""
    return [one + other for field in (surname, given) for one, other in pairwise(field) if not is_coded(one)]


def _worth(
    known: Vocabulary,
    words: NDArray[np.intp],
    open_end: NDArray[np.bool_],
    names: list[tuple[tuple[str, ...], tuple[str, ...]]],
    weights: Weights,
) -> tuple[Bits, Bits]:
    gains = np.where(words > 0, np.maximum(known.rarity[words], INITIAL), 0.0).astype(np.float32)
    most, each = together(gains), gains.sum(axis=0)
    # Two words of hers may be one of another's, which is as rare as any.
    least = (RAREST - SAME_COMMUNITY) / 2
    for at in np.flatnonzero(open_end).tolist():
        surname, given = names[at]
        gained = [max(weights.rarity(word), least) for word in surname + given]
        each[at], most[at] = sum(gained), sum(gained) + SAME_COMMUNITY * (len(gained) - 1)
    return most, each
