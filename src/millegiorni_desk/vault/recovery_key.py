"""The recovery key: 160 random bits printed as eight groups of four, with a check of its own.

Written in Crockford's base 32 (no I, L, O, U), so that it can be read aloud and typed back; the last
group carries a checksum that tells a mistyped key from a wrong one.
"""

import hashlib
import secrets

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_KEY_BYTES = 20
_CHECK_CHARACTERS = 4


def _encode(value: bytes) -> str:
    number = int.from_bytes(value, "big")
    digits = len(value) * 8 // 5
    return "".join(_ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(digits)))


def _checksum(key: bytes) -> str:
    return _encode(hashlib.sha256(b"millegiorni recovery 1" + key).digest()[:5])[:_CHECK_CHARACTERS]


def generate() -> bytes:
    """A new recovery key: 20 random bytes."""
    return secrets.token_bytes(_KEY_BYTES)


def to_words(key: bytes) -> str:
    """The key as it is printed: nine groups of four characters, the last one the checksum."""
    text = _encode(key) + _checksum(key)
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def from_words(text: str) -> bytes:
    """Read a printed key back, forgiving case, spaces, dashes and look-alike letters.

    Raises ``InvalidValue`` where a character or the checksum is wrong.
    """
    characters = "".join(text.upper().split()).replace("-", "").translate(_LOOKALIKE)
    expected = _KEY_BYTES * 8 // 5 + _CHECK_CHARACTERS
    if len(characters) != expected or any(c not in _ALPHABET for c in characters):
        raise InvalidValue(
            _(
                "La chiave di recupero ha {expected} caratteri in nove gruppi: qui ne leggo {count}. "
                "Ricontrolla il foglio."
            ).format(expected=expected, count=len(characters)),
            "recovery_key",
        )
    number = 0
    for character in characters[:-_CHECK_CHARACTERS]:
        number = number << 5 | _ALPHABET.index(character)
    key = number.to_bytes(_KEY_BYTES, "big")
    if _checksum(key) != characters[-_CHECK_CHARACTERS:]:
        raise InvalidValue(
            _("Un carattere della chiave di recupero non torna. Ricontrolla il foglio gruppo per gruppo."),
            "recovery_key",
        )
    return key
