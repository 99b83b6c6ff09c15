"""Many people's features as columns of numbers, so that pairs are found and pruned without a step per pair.

Equal numbers mean equal values; 0 means missing. Nothing follows from which number a value got.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from millegiorni_desk.areas.people.linkage.coded_words import beginning, consonants, is_coded
from millegiorni_desk.areas.people.linkage.features import Features
from millegiorni_desk.areas.people.linkage.likeness import PARTICLES
from millegiorni_desk.areas.people.linkage.names import is_generic, skeleton, sound, without_article
from millegiorni_desk.areas.people.linkage.weights import INITIAL, SAME_COMMUNITY, Weights

Numbers = NDArray[np.int32]

WORDS = 5
"""Of a name with more words than these no bound is worked out: it is compared word by word."""
JOINS = 3
WHOLE_CODE = 16
FEMALE, MALE = 1, 2
_GENDERS = {"F": FEMALE, "M": MALE}


class Numbering:
    """Values numbered from 1 in the order in which they come; nothing is 0."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {"": 0}

    def __getitem__(self, value: str) -> int:
        return self._numbers.setdefault(value, len(self._numbers))

    def __len__(self) -> int:
        return len(self._numbers)

    def values(self) -> list[str]:
        """Every value by its number."""
        return list(self._numbers)


@dataclass(slots=True)
class Vocabulary:
    """The words of names, by number: how each sounds, and what a slip of the fingers leaves of it.

    ``alike`` keeps what two words were found to be worth: the smaller number times how many there are, plus the other.
    """

    spelt: list[str]
    heard: Numbers
    bare: Numbers
    skeleton: Numbers
    beginning: Numbers
    ending: Numbers
    initial: Numbers
    length: NDArray[np.int8]
    heard_length: NDArray[np.int8]
    heard_letters: NDArray[np.uint32]
    letters: NDArray[np.uint32]
    particle: NDArray[np.bool_]
    rarity: NDArray[np.float32]
    alike: dict[int, float] = field(default_factory=dict)


@dataclass(slots=True)
class Columns:
    """A column for each thing that is compared, a row for each of *people*."""

    people: Sequence[Features]
    vocabulary: Vocabulary
    words: Numbers
    joins: Numbers
    many_words: NDArray[np.bool_]
    worth: NDArray[np.float32]
    skeletons: Numbers
    # Which words are surnames and which given names, and whether any of each tells people apart.
    surname: NDArray[np.bool_]
    given: NDArray[np.bool_]
    tells_surname: NDArray[np.bool_]
    tells_given: NDArray[np.bool_]
    year: NDArray[np.int16]
    month: NDArray[np.int16]
    day: NDArray[np.int16]
    whole: NDArray[np.bool_]
    code: Numbers
    code_valid: NDArray[np.bool_]
    code_length: NDArray[np.int8]
    code_halves: tuple[Numbers, Numbers]
    phone: Numbers
    phone_value: NDArray[np.int64]
    phone_length: NDArray[np.int8]
    address: Numbers
    citizenship: Numbers
    gender: NDArray[np.int8]
    mother: NDArray[np.bool_]
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = len(self.people)

    @property
    def vague(self) -> NDArray[np.bool_]:
        """Whose birth date is a year, or 1 January: an office writes that when it knows the year only."""
        return np.asarray((self.year > 0) & (~self.whole | ((self.month == 1) & (self.day == 1))))


def columns(people: Sequence[Features], weights: Weights) -> Columns:
    """The columns of *people*; with *weights*, what a word is worth."""
    words, count = Numbering(), len(people)
    rows, joins = np.zeros((count, WORDS), np.int32), np.zeros((count, JOINS), np.int32)
    many = np.zeros(count, np.bool_)
    kept: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[list[int], list[int]]] = {}
    for at, person in enumerate(people):
        key = person.surname, person.given
        found = kept.get(key)
        if found is None:
            found = kept[key] = (
                [words[word] for word in (*person.surname, *person.given)],
                _joins(person, words),
            )
        own, joined = found
        many[at] = len(own) > WORDS or len(joined) > JOINS
        rows[at, : min(len(own), WORDS)] = own[:WORDS]
        joins[at, : min(len(joined), JOINS)] = joined[:JOINS]
    vocabulary = _vocabulary(words.values(), weights)
    places, surnames = np.arange(WORDS), np.array([[len(one.surname)] for one in people])
    births, codes, phones = _births(people), _codes(people), _phones(people)
    is_surname, is_given = (rows > 0) & (places < surnames), (rows > 0) & (places >= surnames)
    telling = vocabulary.skeleton[rows] > 0
    return Columns(
        people,
        vocabulary,
        rows,
        joins,
        many,
        _worth(vocabulary, rows, many | (joins[:, 0] > 0)),
        vocabulary.skeleton[rows],
        is_surname,
        is_given,
        np.asarray((telling & is_surname).any(axis=1)),
        np.asarray((telling & is_given).any(axis=1)),
        *births,
        *codes,
        *phones,
        _numbered([one.address for one in people]),
        _numbered([one.citizenship for one in people]),
        np.fromiter((_GENDERS.get(one.gender, 0) for one in people), np.int8, count),
        np.fromiter((bool(one.children) for one in people), np.bool_, count),
    )


def together(gains: NDArray[np.float32]) -> NDArray[np.float32]:
    """The sum of a person's words: each after the first is worth less, and need not be there."""
    further = np.maximum(gains + SAME_COMMUNITY, 0.0).sum(axis=1)
    return np.asarray(further + np.minimum(gains.max(axis=1), -SAME_COMMUNITY), np.float32)


def _worth(vocabulary: Vocabulary, rows: Numbers, open_end: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The most that anybody's names can be worth beside each one's."""
    most = np.maximum(vocabulary.rarity[rows], INITIAL) * (rows > 0)
    worth = together(most.astype(np.float32))
    # Two of her words may be one of another's, and worth more.
    worth[open_end] = np.inf
    return worth


def _joins(person: Features, words: Numbering) -> list[int]:
    """Two neighbours of one field as one word: another may have written them so."""
    pairs = pairwise(person.surname), pairwise(person.given)
    return [words[one + other] for field in pairs for one, other in field if not is_coded(one)]


def _vocabulary(words: list[str], weights: Weights) -> Vocabulary:
    sounds = [sound(word) if word else "" for word in words]
    return Vocabulary(
        words,
        _numbered(sounds),
        _numbered([sound(without_article(word) or word) if word else "" for word in words]),
        _numbered([_skeleton(word) for word in words]),
        _numbered([_beginning(word) for word in words]),
        _numbered([word[-3:] if len(word) >= 3 else "" for word in words]),
        _numbered([word[:1] for word in words]),
        np.fromiter(map(_length, words), np.int8, len(words)),
        np.fromiter(map(_length, sounds), np.int8, len(words)),
        np.fromiter(map(_letters, sounds), np.uint32, len(words)),
        np.fromiter(map(_letters, words), np.uint32, len(words)),
        np.fromiter((word.startswith(PARTICLES) for word in words), np.bool_, len(words)),
        np.fromiter((weights.rarity(word) if word else 0.0 for word in words), np.float32, len(words)),
    )


def _skeleton(word: str) -> str:
    if is_coded(word):
        return consonants(word)
    return "" if not word or is_generic(word) else skeleton(word)


def _beginning(word: str) -> str:
    if is_coded(word):
        return beginning(word)
    return word[:4] if len(word) >= 4 else ""


def _length(word: str) -> int:
    """Of codes none: their letters say nothing of how alike two of them are."""
    return 0 if is_coded(word) else min(len(word), 99)


def _letters(heard: str) -> int:
    """Which letters are in it, one bit each."""
    found = 0
    for letter in set(heard):
        found |= 1 << (ord(letter) % 32)
    return found


def _numbered(values: Sequence[str]) -> Numbers:
    numbers = {"": 0}
    return np.fromiter((numbers.setdefault(value, len(numbers)) for value in values), np.int32, len(values))


def _births(
    people: Sequence[Features],
) -> tuple[NDArray[np.int16], NDArray[np.int16], NDArray[np.int16], NDArray[np.bool_]]:
    births = [one.birth for one in people]
    days = [(b.day.year, b.day.month, b.day.day, b.whole) if b else (0, 0, 0, False) for b in births]
    table = np.array(days, np.int16).reshape(len(people), 4)
    return table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy(), table[:, 3].astype(np.bool_)


def _codes(
    people: Sequence[Features],
) -> tuple[Numbers, NDArray[np.bool_], NDArray[np.int8], tuple[Numbers, Numbers]]:
    codes = [one.codice_fiscale for one in people]
    whole = [code if len(code) == WHOLE_CODE else "" for code in codes]
    return (
        _numbered(codes),
        np.fromiter((one.code_valid for one in people), np.bool_, len(people)),
        np.fromiter((min(len(code), 99) for code in codes), np.int8, len(people)),
        (_numbered([code[:8] for code in whole]), _numbered([code[8:] for code in whole])),
    )


def _phones(people: Sequence[Features]) -> tuple[Numbers, NDArray[np.int64], NDArray[np.int8]]:
    phones = [one.phone for one in people]
    digits = (int(phone) if phone.isdigit() else 0 for phone in phones)
    return (
        _numbered(phones),
        np.fromiter(digits, np.int64, len(people)),
        np.fromiter((len(phone) if phone.isdigit() else 0 for phone in phones), np.int8, len(people)),
    )
