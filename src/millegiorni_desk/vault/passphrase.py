"""Passphrases: five Italian words proposed by default, and what is asked of one's own."""

import re
import secrets
import unicodedata
from functools import cache

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _

_WORDS = 5
_SHORTEST = 10
_FEWEST_BITS = 25
_WORD_BITS = 11.0
PROPOSED_BITS = 55
# Letters, figures and signs apart: a guesser takes them one after the other.
_RUNS = re.compile(r"[^\W\d_]+|\d+|[^\w\s]+|_+")
_VOWELS = frozenset("aeiouyàèéìòù")
_SERIES = "0123456789 1234567890 qwertyuiop asdfghjkl zxcvbnm abcdefghijklmnopqrstuvwxyz"


@cache
def _italian_words() -> tuple[str, ...]:
    from mnemonic import Mnemonic

    return tuple(Mnemonic("italian").wordlist)


def propose() -> str:
    """Five words drawn from 2,048 (55 bits): strong enough behind Argon2id, easy to remember."""
    return " ".join(secrets.choice(_italian_words()) for _unused in range(_WORDS))


def normalise(passphrase: str) -> bytes:
    """The bytes that are hashed: NFC, outer spaces dropped, inner ones made single.

    The same words typed on another keyboard give the same bytes.
    """
    return " ".join(unicodedata.normalize("NFC", passphrase).split()).encode()


def estimate(passphrase: str) -> int:
    """About how many bits a guesser who knows people's habits would need: a low guess, never a promise.

    A word counts as one of the 2,048 of the list and once only, other letters as words of a language do, figures as
    dates and series do. Five words that the program drew have exactly ``PROPOSED_BITS``.
    """
    seen: set[str] = set()
    bits = 0.0
    for run in _RUNS.findall(unicodedata.normalize("NFC", passphrase).casefold()):
        bits += 1.0 if run in seen else _bits_of(run)
        seen.add(run)
    return int(bits)


def _bits_of(run: str) -> float:
    if len(set(run)) == 1 or run in _SERIES or run[::-1] in _SERIES:
        return 2.0
    if run.isalpha() and sum(letter in _VOWELS for letter in run) * 5 <= len(run):
        # No language has such words: letters drawn at random, in a guesser's worst case.
        return 3.5 * len(run)
    if run.isalpha():
        # A word that is not in the list may still be a name, or in another list: letters of words weigh little.
        return _WORD_BITS if len(run) > 5 or run in _italian_words() else 2.0 * len(run)
    if run.isdecimal():
        return min(2.0 * len(run), 12.0)
    return min(3.0 * len(run), 6.0)


def check(passphrase: str) -> None:
    """Refuse a passphrase that is too short or too plain to protect anyone (``InvalidValue``)."""
    if len(normalise(passphrase).decode()) < _SHORTEST:
        raise InvalidValue(
            _(
                "La frase segreta è troppo corta: servono almeno {n} caratteri. "
                "Cinque parole a caso vanno benissimo."
            ).format(n=_SHORTEST),
            "passphrase",
        )
    if estimate(passphrase) < _FEWEST_BITS:
        raise InvalidValue(
            _("Questa frase si indovina in poco tempo. Aggiungi parole, oppure prendi quelle proposte."),
            "passphrase",
        )
