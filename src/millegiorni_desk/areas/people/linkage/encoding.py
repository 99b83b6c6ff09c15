"""Names, codes and telephones as keyed codes: equal codes mean equal values, to whoever holds no key nothing more.

For a network whose coordination sees no names. Each field is the HMAC-SHA-256 (RFC 2104) of what the search index
keeps of it, under a key of its own (HKDF, RFC 5869), cut to sixteen bytes. A name is coded by how it sounds: two
spellings of it are one code; beside it stand codes of its consonants and of its beginning, eight bytes each and each
under a key of its own, by which a name with a slip is similar (``coded_words``). Surname and given names have the same
keys, because desks swap them. Written in the letters a to p: a code passes for a word wherever the matcher expects one.
Birth dates travel (decision 0022) and need no code.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from millegiorni_desk.areas.people.linkage.coded_words import PART
from millegiorni_desk.areas.people.linkage.features import Features
from millegiorni_desk.areas.people.linkage.likeness import SHORTEST_WORD
from millegiorni_desk.areas.people.linkage.name_variants import GENERIC
from millegiorni_desk.areas.people.linkage.names import canonical, skeleton, sound, without_article

_BYTES = 16
_BEGINNING = 4
_SYLLABLE = re.compile(r"(?:[zcs]h|[bcdfghjklmnpqrstwxyz])?[aeiou]{1,3}(?:ng?)?")
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


@dataclass(frozen=True, slots=True)
class Codes:
    """What stands for a person: codes of her names, a space apart, of her valid codice fiscale and telephone."""

    surname: str = ""
    given: str = ""
    codice_fiscale: str = ""
    phone: str = ""


class Encoder:
    """Codes under one *key* of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self.mark = _derived(key, "mark").hex()[:8]
        """Eight digits that tell this key from others without giving it away."""
        self._names, self._consonants, self._beginnings, self._codes, self._phones = (
            _derived(key, field) for field in ("name", "consonants", "beginning", "codice fiscale", "phone")
        )
        self._name = lru_cache(maxsize=1 << 16)(self._uncached_name)

    def encode(self, person: Features) -> Codes:
        """The codes of *person*; what is not known of her has none."""
        number = person.codice_fiscale if person.code_valid else ""
        # A provisional number of eleven digits is replaced by a final one of sixteen signs: told by length.
        code = _code(self._codes, number)[: 2 * len(number)]
        return Codes(
            self._words(person.surname), self._words(person.given), code, _code(self._phones, person.phone)
        )

    def _words(self, words: tuple[str, ...]) -> str:
        # Who counts the codes finds these first; beside another name they tell nobody apart.
        telling = [word for word in words if word not in GENERIC] or words
        return " ".join(map(self._name, _syllables_joined(telling)))

    def _uncached_name(self, word: str) -> str:
        name = canonical(word)
        name = without_article(name) or name
        heard = sound(name)
        # So short, a slip makes another name: its other codes are of all of it, and no other word has them.
        short = len(heard) < SHORTEST_WORD
        consonants = f"={heard}" if short else skeleton(name)
        beginning = f"={heard}" if short else heard[:_BEGINNING]
        return (
            _code(self._names, heard)
            + _code(self._consonants, consonants)[:PART]
            + _code(self._beginnings, beginning)[:PART]
        )


def _syllables_joined(words: Iterable[str]) -> Iterator[str]:
    """*words*, Xiao Li as Xiaoli: a Chinese given name is one word (ISO 7098), and codes cannot be put together."""
    for is_syllable, some in groupby(words, lambda word: _SYLLABLE.fullmatch(word) is not None):
        run = list(some)
        yield from ["".join(run)] if is_syllable else run


def _code(key: bytes, value: str) -> str:
    if not value:
        return ""
    return hmac.digest(key, value.encode(), "sha256")[:_BYTES].hex().translate(_LETTERS)


def _derived(key: bytes, field: str) -> bytes:
    return HKDF(SHA256(), 32, None, f"millegiorni linkage/1 {field}".encode()).derive(key)
