"""Passphrases: five Italian words proposed by default, and what is asked of one's own."""

import secrets
import unicodedata
from functools import cache

from millegiorni_desk.errors import InvalidValue

_WORDS = 5
_SHORTEST = 10


@cache
def _italian_words() -> tuple[str, ...]:
    from mnemonic import Mnemonic

    return tuple(Mnemonic("italian").wordlist)


def propose() -> str:
    """Five words drawn from 2,048 (55 bits): strong enough behind Argon2id, easy to remember."""
    return " ".join(secrets.choice(_italian_words()) for _ in range(_WORDS))


def normalise(passphrase: str) -> bytes:
    """The bytes that are hashed: NFC, outer spaces dropped, inner ones made single.

    The same words typed on another keyboard give the same bytes.
    """
    return " ".join(unicodedata.normalize("NFC", passphrase).split()).encode()


def check(passphrase: str) -> None:
    """Refuse a passphrase that is too short to protect anyone (``InvalidValue``)."""
    if len(normalise(passphrase).decode()) < _SHORTEST:
        raise InvalidValue(
            f"La frase segreta è troppo corta: servono almeno {_SHORTEST} caratteri. "
            "Cinque parole a caso vanno benissimo.",
            "passphrase",
        )
