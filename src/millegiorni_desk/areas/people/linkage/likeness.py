"""How alike two words of a name are, in words and in bits.

The bits of an agreement are the logarithm of how much likelier it is for one woman's name written twice
than for two women's: a rare name says much, Maria says little (I. Fellegi, A. Sunter 1969). Fixed for
everyone: the same records give the same result on every desk, every month.
"""

from enum import Enum
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from millegiorni_desk.areas.people.linkage.name_variants import COMMON, GENERIC, GLUED
from millegiorni_desk.areas.people.linkage.names import canonical, sound, without_article


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
    NONE = "none"


_LOSS = {
    Likeness.EQUAL: 0.0,
    Likeness.VARIANT: 0.5,
    Likeness.SOUND: 1.0,
    Likeness.CUT: 3.0,
    Likeness.NEAR: 3.0,
}
_PARTICLES = frozenset(particle for particle in GLUED if len(particle) > 1)
_INITIAL_BITS = 1.5
_CONFUSABLE_BITS = -1.0


@lru_cache(maxsize=1 << 16)
def rarity(word: str) -> float:
    """What an agreement on *word* is worth, in bits."""
    name = canonical(word)
    if name in GENERIC or word in GENERIC:
        return 2.5
    if name in COMMON or word in COMMON:
        return 5.5
    return 5.0 if len(word) < 3 else 9.0


@lru_cache(maxsize=1 << 18)
def likeness(one: str, other: str) -> tuple[Likeness, float]:
    """In what way *one* and *other* are one name, and the bits of it; the order does not matter."""
    kind = _kind(*sorted((one, other), key=lambda word: (len(word), word)))
    if kind is Likeness.NONE:
        return kind, 0.0
    if kind is Likeness.INITIAL:
        return kind, _INITIAL_BITS
    if kind is Likeness.CONFUSABLE:
        return kind, _CONFUSABLE_BITS
    return kind, max(1.0, min(rarity(one), rarity(other)) - _LOSS[kind])


def _kind(shorter: str, longer: str) -> Likeness:
    if shorter == longer:
        return Likeness.EQUAL
    if canonical(shorter) == canonical(longer):
        return Likeness.VARIANT
    if without_article(longer) == shorter:
        return Likeness.VARIANT
    heard, other = sound(shorter), sound(longer)
    if heard == other:
        return Likeness.SOUND
    if len(shorter) == 1:
        return Likeness.INITIAL if longer.startswith(shorter) else Likeness.NONE
    if not _similar(heard, other):
        return Likeness.CUT if _is_cut(shorter, longer) else Likeness.NONE
    return Likeness.CONFUSABLE if _known(shorter) and _known(longer) else Likeness.NEAR


def _is_cut(shorter: str, longer: str) -> bool:
    """A name cut short, or without its particle: Abder for Abderrahman, Luca for De Luca."""
    if len(shorter) >= 4 and longer.startswith(shorter):
        return True
    return len(shorter) >= 3 and longer.endswith(shorter) and longer[: -len(shorter)] in _PARTICLES


def _known(word: str) -> bool:
    return word in COMMON or word in GENERIC or canonical(word) in COMMON


def _similar(heard: str, other: str) -> bool:
    length = min(len(heard), len(other))
    if length < 4:
        return False
    allowed = 2 if length >= 8 else 1
    if OSA.distance(heard, other, score_cutoff=allowed) > allowed:
        return False
    return JaroWinkler.similarity(heard, other) >= 0.87
