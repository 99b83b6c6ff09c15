"""Names as people write them, brought to a form in which the same name looks the same.

Source of the rules: record linkage study of this project (names of the Moroccan, Nigerian, Peruvian,
Bangladeshi, Chinese, Romanian and Italian communities of Turin).
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from millegiorni_desk.areas.people.linkage.name_variants import (
    ALSO_ALONE,
    ARTICLES,
    FIRST_HALVES,
    GENERIC,
    GLUED,
    SECOND_HALVES,
    TITLES,
    VARIANTS,
)

# Letters that Unicode does not decompose.
_LETTERS = str.maketrans(
    {"ł": "l", "đ": "d", "ø": "o", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ə": "e"}
    | dict.fromkeys("'’‘`´ʼʻʿʾ", None)
)
_NOT_A_LETTER = re.compile(r"[\W\d_]+")
_NOT_A_DIGIT = re.compile(r"[^0-9]+")
_PARTICLE_APOSTROPHE = re.compile(r"\b([dlo]|dell|dall)['’`´]\s*", re.IGNORECASE)

# Order matters: several letters for one sound first, then single letters, then doubles. Most words have not the letter
# that a rule needs, which is told sooner than that its pattern does not match.
_SOUND_RULES = tuple(
    (letter, re.compile(pattern), sound)
    for letter, pattern, sound in (
        ("o", r"ou|oo", "u"),
        ("w", r"w", "u"),
        ("h", r"sch(?=[rtlmn])", "s"),
        ("c", r"tch|sc(?=[ei])|ch", "s"),
        ("h", r"sh", "s"),
        ("q", r"q(?:u(?=[ei]))?", "k"),
        ("k", r"kh|ck", "k"),
        ("g", r"gu(?=[ei])|gh", "g"),
        ("j", r"dj", "j"),
        ("g", r"g(?=[eiy])", "j"),
        ("c", r"c(?=[eiy])", "s"),
        ("p", r"ph", "f"),
        ("n", r"gn(?=[aeiouy])|ny(?=[aeou])", "n"),
        ("g", r"gl(?=i[aeou])", "l"),
    )
)
_SOUND_LETTERS = str.maketrans(
    {"c": "k", "x": "s", "z": "s", "v": "b", "h": None, "e": "i", "y": "i", "o": "u"}
)
_UNHEARD = frozenset("cehoqvwxyz")
_DOUBLED = re.compile(r"(.)(?=\1)")
_SMALL = GLUED | ARTICLES | TITLES
_SHORT = 5
_VOWELS = re.compile(r"[aiu]")


def fold(text: str) -> str:
    """*text* in lower case without accents, apostrophes and digits, words apart by one space."""
    bare = text.casefold()
    if bare.isascii() and bare.isalpha():
        return bare
    if not bare.isascii():
        decomposed = unicodedata.normalize("NFD", bare)
        bare = "".join(letter for letter in decomposed if unicodedata.category(letter)[0] != "M")
    return _NOT_A_LETTER.sub(" ", bare.translate(_LETTERS)).strip()


@lru_cache(maxsize=1 << 17)
def words(text: str) -> tuple[str, ...]:
    """The words of a name that tell people apart: particles glued, articles and titles dropped.

    >>> words("El Amrani"), words("D'Angelo De Luca"), words("Mst. Fatema BEGUM")
    (('amrani',), ('dangelo', 'deluca'), ('fatema', 'begum'))
    """
    return words_of_folded(fold(text if text.isalpha() else _PARTICLE_APOSTROPHE.sub(r"\1", text)))


def words_of_folded(folded: str) -> tuple[str, ...]:
    """As :func:`words`, of text that is folded already."""
    parts = folded.split()
    found: list[str] = []
    glue = ""
    for part in parts:
        if part in GLUED or (glue and part in ARTICLES):
            glue += part
        elif glue or not (part in TITLES or part in ARTICLES):
            found.extend(_halves(glue + part))
            glue = ""
    if glue:
        found.append(glue)
    return tuple(found or parts[-1:])


def pieces(text: str) -> tuple[str, ...]:
    """The other words by which a name may be looked for.

    >>> pieces("De Luca"), pieces("Elamrani"), pieces("El Amrani")
    (('luca',), ('amrani',), ('elamrani',))

    Two short words are also looked for as one: Xiao Li → xiaoli.
    """
    folded = fold(text)
    parts = folded.split()
    bare = [part for part in parts if part not in _SMALL]
    whole = words_of_folded(folded)
    found = [part for part in bare if part not in whole]
    found.extend(one + other for one, other in pairwise(parts) if one in ARTICLES and other not in _SMALL)
    found.extend(one + other for one, other in pairwise(bare) if len(one) <= _SHORT >= len(other))
    found.extend(rest for part in bare if (rest := without_article(part)))
    return tuple(found)


@lru_cache(maxsize=1 << 16)
def without_article(word: str) -> str:
    """What is left of *word* without a leading el or al, when enough is left to be a name: elamrani → amrani."""
    return word[2:] if len(word) > 5 and word[:2] in ARTICLES else ""


def _halves(word: str) -> tuple[str, ...]:
    for first in FIRST_HALVES:
        if word.startswith(first) and word[len(first) :] in SECOND_HALVES:
            return first, word[len(first) :]
    return (word,)


@lru_cache(maxsize=1 << 16)
def canonical(word: str) -> str:
    """The spelling that stands for this one and its nicknames and transliterations: fatma → fatima."""
    return VARIANTS.get(word, word)


@lru_cache(maxsize=1 << 17)
def sound(word: str) -> str:
    """One spelling for all the spellings that sound alike to an Italian ear: Shayma, Chaima → saima."""
    key = VARIANTS.get(word, word)
    for letter, pattern, replacement in _SOUND_RULES:
        if letter in key:
            key = pattern.sub(replacement, key)
    return _DOUBLED.sub("", key.translate(_SOUND_LETTERS)) or word


def may_be_sound(word: str) -> bool:
    """Whether *word* may be how another word sounds: of letters that sound alike a sound has one only."""
    return _UNHEARD.isdisjoint(word)


@lru_cache(maxsize=1 << 16)
def is_generic(word: str) -> bool:
    """Whether *word* says little by itself, however it is spelt: Begum, Begom."""
    return word in GENERIC or sound(word) in _GENERIC_SOUNDS


@lru_cache(maxsize=1 << 17)
def skeleton(word: str) -> str:
    """The consonants of the sound, after the first letter; every first vowel counts as one."""
    key = sound(word)
    first = "a" if key[0] in "aiu" else key[0]
    return first + _VOWELS.sub("", key[1:])


# Not of Zahra, which would sound like Sara.
_GENERIC_SOUNDS = frozenset(sound(word) for word in GENERIC - ALSO_ALONE if len(word) > 3)


def phone_key(text: str) -> str:
    """The last ten digits of a telephone number, or nothing when it cannot be one.

    ``+39 333 123 4567``, ``0039333…`` and ``333/1234567`` are the same number. Fewer than seven digits,
    or one digit repeated, is a number made up to fill the field.
    """
    plain = text.isascii() and text.isdigit()
    digits = (text if plain else _NOT_A_DIGIT.sub("", text))[-10:]
    return digits if len(digits) >= 7 and len(set(digits)) > 1 else ""


_NUMBER = re.compile(r"\d+")
_NO_ADDRESS = re.compile(r"\b(senza|sfd|fissa dimora|nessun|non ha|sconosciut|ignot)")
_STREET_WORDS = frozenset(
    "via viale corso piazza largo strada vicolo lungo c so p zza v le int interno scala torino to".split()
)


@lru_cache(maxsize=1 << 17)
def address_key(text: str) -> str:
    """The street's own words and the house number, or nothing for "senza fissa dimora".

    >>> address_key("C.so Giulio Cesare, 12 bis"), address_key("Corso Giulio Cesare 12")
    ('cesare giulio 12', 'cesare giulio 12')
    """
    folded = fold(text)
    number = _NUMBER.search(text)
    if number is None or _NO_ADDRESS.search(folded):
        return ""
    street = sorted(word for word in folded.split() if word not in _STREET_WORDS and word != "bis")
    return " ".join([*street, number.group()]) if street else ""
