"""What stands for a word of a name where no name is seen: three codes in one, which only whoever has the key can make.

The first is of its sound; equal, the two are one name. The others are of what most slips leave as it was: the
consonants, and the beginning of the sound. Of these one that is equal makes two names similar, as a slip of the fingers
or a name cut short does among names in clear.
"""

from __future__ import annotations

SOUND, PART = 32, 16
"""Letters of the code of a sound, and of each of the other two."""
LENGTH = SOUND + 2 * PART
"""No word of a name is this long."""


def is_coded(word: str) -> bool:
    """Whether *word* is codes."""
    return len(word) == LENGTH


def consonants(word: str) -> str:
    """The code of what is left without vowels, of a word that :func:`is_coded`."""
    return word[SOUND:-PART]


def beginning(word: str) -> str:
    """The code of the first sounds, of a word that :func:`is_coded`."""
    return word[-PART:]


def are_similar(one: str, other: str) -> bool:
    """Whether two words that :func:`is_coded` and are not equal may be one name."""
    return consonants(one) == consonants(other) or beginning(one) == beginning(other)
