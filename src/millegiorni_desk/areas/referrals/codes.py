"""The return code of a referral: short, read aloud and typed back, never two alike in the network.

Eight characters in two groups, ``K7MX-3RTA``: two for the device that gave it, five at random, and a check
character. No two characters look or sound alike (no 0 O, 1 I L, 5 S, 8 B, G, Q, U, Z). There are 23 of them, a
prime, and every place weighs differently: one wrong character, or any two exchanged, are always seen.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _

ALPHABET = "234679ACDEFHJKMNPRTVWXY"
LENGTH = 8
_BASE = len(ALPHABET)
_RANDOM = 5
_GROUP = 4
# What is written for what was read.
_MEANT = str.maketrans({"Z": "2", "G": "6", "U": "V"})


def new(device: int, taken: Callable[[str], bool]) -> str:
    """A code that no other device gives and that is not *taken* here; *device* is the vault's ordinal."""
    first = ALPHABET[device // _BASE % _BASE] + ALPHABET[device % _BASE]
    while True:
        body = first + "".join(secrets.choice(ALPHABET) for _each in range(_RANDOM))
        code = body + _check(body)
        if not taken(code):
            return code


def shown(code: str) -> str:
    """The code as it is printed: ``K7MX-3RTA``."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def read(typed: str) -> str:
    """The code that *typed* means, whatever its case, spaces and dashes. Raises ``InvalidValue``."""
    code = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(_MEANT)
    if len(code) != LENGTH:
        raise InvalidValue(
            _("Il codice ha {right} segni, qui ne leggo {found}: ricontrolla il biglietto.").format(
                right=LENGTH, found=len(code)
            ),
            "code",
        )
    strange = sorted({sign for sign in code if sign not in ALPHABET})
    if strange:
        raise InvalidValue(
            _("Nei codici non c'è mai {signs}: ricontrolla il biglietto.").format(signs=", ".join(strange)),
            "code",
        )
    if _check(code[:-1]) != code[-1]:
        raise InvalidValue(
            _("Nel codice c'è un segno sbagliato o due scambiati: ricontrolla il biglietto."), "code"
        )
    return code


def looks_like(typed: str) -> bool:
    """Whether *typed* is a whole code, rather than words to search for."""
    try:
        read(typed)
    except InvalidValue:
        return False
    return True


def _check(body: str) -> str:
    weighed = sum((LENGTH - place) * ALPHABET.index(sign) for place, sign in enumerate(body))
    return ALPHABET[-weighed % _BASE]
