"""How alike two words of a name are, in words and in bits: a rare name says much, Maria says little."""

from enum import Enum
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from millegiorni_desk.areas.people.linkage.coded_words import are_similar, is_coded
from millegiorni_desk.areas.people.linkage.name_variants import COMMON, GLUED
from millegiorni_desk.areas.people.linkage.names import canonical, is_generic, sound, without_article
from millegiorni_desk.areas.people.linkage.weights import (
    CONFUSABLE,
    ESTABLISHED,
    FAINT,
    INITIAL,
    LOSS,
    STANDARD,
    Weights,
)


class Likeness(Enum):
    """In what way two words are the same name."""

    EQUAL = "equal"
    VARIANT = "variant"
    SOUND = "sound"
    NEAR = "near"
    CUT = "cut"
    INITIAL = "initial"
    # One letter apart, but two names of their own: Maria and Marina, Rima and Rina.
    CONFUSABLE = "confusable"
    # Two slips apart: hardly a name misspelt, hardly another.
    FAINT = "faint"
    NONE = "none"


PARTICLES = tuple(sorted(particle for particle in GLUED if len(particle) > 1))
SHORTEST_WORD = 4
"""A letter's difference between shorter sounds makes another name of them."""
SHORTEST_SOUND = 3
SHORTEST_NAME = 3
LONG_WORD = 8
"""From so many letters on two slips are forgiven."""
_MOST_SLIPS = 2


def likeness(one: str, other: str, weights: Weights = STANDARD) -> tuple[Likeness, float]:
    """In what way *one* and *other* are one name, and the bits of it; the order does not matter."""
    kind = kind_of(one, other) if one < other else kind_of(other, one)
    if kind is Likeness.NONE:
        return kind, 0.0
    if kind is Likeness.INITIAL:
        return kind, INITIAL
    if kind is Likeness.FAINT:
        return kind, FAINT
    ours, theirs = weights.rarity(one), weights.rarity(other)
    if kind is Likeness.CONFUSABLE or (kind is Likeness.NEAR and max(ours, theirs) <= ESTABLISHED):
        return Likeness.CONFUSABLE, CONFUSABLE
    return kind, max(1.0, min(ours, theirs) - LOSS[kind.value])


@lru_cache(maxsize=1 << 18)
def kind_of(one: str, other: str) -> Likeness:
    """In what way *one* and *other* are one name; the order does not matter."""
    return _kind(one, other) if (len(one), one) <= (len(other), other) else _kind(other, one)


def _kind(shorter: str, longer: str) -> Likeness:
    if shorter == longer:
        return Likeness.EQUAL
    if is_coded(shorter) and is_coded(longer):
        return Likeness.NEAR if are_similar(shorter, longer) else Likeness.NONE
    name, bare, heard, bare_heard = _forms(shorter)
    other_name, other_bare, other, other_bare_heard = _forms(longer)
    if name == other_name or other_bare == shorter:
        return Likeness.VARIANT
    of_article = bool(bare or other_bare) and bare_heard == other_bare_heard
    if heard == other or of_article:
        # Of so few letters each is a name of its own: Li and Lei.
        return Likeness.SOUND if len(shorter) > SHORTEST_SOUND else Likeness.CONFUSABLE
    if len(shorter) == 1:
        return Likeness.INITIAL if longer.startswith(shorter) else Likeness.NONE
    slips, heard_slips = _slips(shorter, longer), _slips(heard, other)
    if slips > _MOST_SLIPS and heard_slips > _MOST_SLIPS:
        return Likeness.CUT if _is_cut(shorter, longer) else Likeness.NONE
    if _similar(heard, other, heard_slips) or _similar(shorter, longer, slips):
        return Likeness.CONFUSABLE if _known(shorter) and _known(longer) else Likeness.NEAR
    if _is_cut(shorter, longer):
        return Likeness.CUT
    # So short, a letter's difference is as well another name: Sai and Said, Rima and Rina.
    if slips <= 1 and len(shorter) >= SHORTEST_NAME and len(longer) <= SHORTEST_WORD + 1:
        return Likeness.CONFUSABLE
    if (
        slips <= _MOST_SLIPS
        and len(shorter) >= SHORTEST_WORD
        and JaroWinkler.similarity(shorter, longer) >= 0.75
    ):
        return Likeness.FAINT
    return Likeness.NONE


@lru_cache(maxsize=1 << 17)
def _forms(word: str) -> tuple[str, str, str, str]:
    """*word* as its variants are written, what is left of it without an article, and the sounds of both."""
    bare, heard = without_article(word), sound(word)
    return canonical(word), bare, heard, sound(bare) if bare else heard


def _slips(one: str, other: str) -> int:
    """How many slips lie between two words, or more than the most that any rule forgives."""
    if abs(len(one) - len(other)) > _MOST_SLIPS:
        return _MOST_SLIPS + 1
    return OSA.distance(one, other, score_cutoff=_MOST_SLIPS)


def _is_cut(shorter: str, longer: str) -> bool:
    """A name cut short, or without its particle: Abder for Abderrahman, Luca for De Luca."""
    if len(shorter) >= 4 and longer.startswith(shorter):
        return True
    return len(shorter) >= 3 and longer.endswith(shorter) and longer[: -len(shorter)] in PARTICLES


def _known(word: str) -> bool:
    return word in COMMON or is_generic(word) or canonical(word) in COMMON


def _similar(heard: str, other: str, slips: int) -> bool:
    if slips > _MOST_SLIPS:
        return False
    length = min(len(heard), len(other))
    if length < SHORTEST_WORD or slips > (2 if length >= LONG_WORD else 1):
        return False
    return JaroWinkler.similarity(heard, other) >= 0.87
