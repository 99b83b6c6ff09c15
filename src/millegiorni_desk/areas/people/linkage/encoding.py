"""Names, codes and telephones as keyed codes: equal codes mean equal values, to whoever holds no key nothing more.

For a network whose coordination sees no names. Each field is the HMAC-SHA-256 (RFC 2104) of what the search index
keeps of it, under a key of its own (HKDF, RFC 5869), cut to sixteen bytes. A name is coded by how it sounds: two
spellings of it are one code. Surname and given names have one key between them, because desks swap them. Written in
the letters a to p: a code passes for a word wherever the matcher expects one. Birth dates travel (decision 0022) and
need no code.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from millegiorni_desk.areas.people.linkage.features import Features
from millegiorni_desk.areas.people.linkage.name_variants import GENERIC
from millegiorni_desk.areas.people.linkage.names import canonical, sound, without_article

_BYTES = 16
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
        self._names, self._codes, self._phones = (
            _derived(key, field) for field in ("name", "codice fiscale", "phone")
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
        return " ".join(self._name(word) for word in telling)

    def _uncached_name(self, word: str) -> str:
        name = canonical(word)
        return _code(self._names, sound(without_article(name) or name))


def _code(key: bytes, value: str) -> str:
    if not value:
        return ""
    return hmac.digest(key, value.encode(), "sha256")[:_BYTES].hex().translate(_LETTERS)


def _derived(key: bytes, field: str) -> bytes:
    return HKDF(SHA256(), 32, None, f"millegiorni linkage/1 {field}".encode()).derive(key)
