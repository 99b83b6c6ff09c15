"""Euros as people write, read and spell them; inside, money is integer cents."""

from __future__ import annotations

import re

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _

MOST_CENTS = 999_999_999_99

_UNITS = ("zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci", "undici")
_TEENS = ("dodici", "tredici", "quattordici", "quindici", "sedici", "diciassette", "diciotto", "diciannove")
_TENS = ("venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta", "novanta")

# 1.234,56 · 1234,56 · 1 234,56 · 12,5 · 12. A lone dot before one or two figures is what a keypad types for
# the comma; before three it separates thousands.
_ITALIAN = re.compile(r"(\d{1,3}(?:[. ]\d{3})+|\d+)(?:,(\d{1,2}))?", re.ASCII)
_KEYPAD = re.compile(r"(\d+)\.(\d{1,2})", re.ASCII)


def format_euros(cents: int) -> str:
    """The amount as Italian readers write it: ``46.556,88 €``."""
    euros, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    return f"{sign}{euros:,}".replace(",", ".") + f",{rest:02} €"


def parse_euros(text: str) -> int:
    """The cents that *text* means: ``1.234,56``, ``€ 12,5`` or ``151.65`` typed on a keypad.

    Raises ``InvalidValue`` where it is not an amount between zero and 999.999.999,99 €.
    """
    bare = " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())
    bare = bare.removeprefix("€").removesuffix("€").removesuffix("euro").strip()
    found = _ITALIAN.fullmatch(bare) or _KEYPAD.fullmatch(bare)
    if found is None:
        raise InvalidValue(
            _("«{text}» non è un importo. Scrivilo così: 151,65.").format(text=text.strip()), "amount_cents"
        )
    euros = int(re.sub("[. ]", "", found[1]))
    cents = euros * 100 + int((found[2] or "").ljust(2, "0"))
    if cents > MOST_CENTS:
        raise InvalidValue(
            _("L'importo più grande che si può scrivere è {format_euros}.").format(
                format_euros=format_euros(MOST_CENTS)
            ),
            "amount_cents",
        )
    return cents


def euros_in_words(cents: int) -> str:
    """The amount in words as on cheques, cents after a stroke: ``centocinquantuno/65``.

    Spelling follows Treccani and the Accademia della Crusca: an accent on a final *tré*; tens lose their
    vowel before *uno* and *otto* (ventuno, ventotto); *cento* keeps its own before both (centouno,
    centootto, the preferred form) and loses it before *ottanta* (centottanta, the usual form); *mille*
    never loses it (milleuno); *milione* stands apart. Raises ``InvalidValue`` beyond 999.999.999,99 €.
    """
    if not 0 <= cents <= MOST_CENTS:
        raise InvalidValue(
            _("Posso scrivere in lettere importi fino a {format_euros}.").format(
                format_euros=format_euros(MOST_CENTS)
            ),
            "amount_cents",
        )
    euros, rest = divmod(cents, 100)
    return f"{_spelled(euros)}/{rest:02}"


def _spelled(number: int) -> str:
    millions, below = divmod(number, 1_000_000)
    parts = []
    if millions:
        parts.append("un milione" if millions == 1 else f"{_accented(_hundreds(millions))} milioni")
    if below or not millions:
        parts.append(_accented(_thousands(below)))
    return " ".join(parts)


def _thousands(number: int) -> str:
    thousands, below = divmod(number, 1_000)
    if not thousands:
        return _hundreds(below)
    head = "mille" if thousands == 1 else _hundreds(thousands) + "mila"
    return head + (_hundreds(below) if below else "")


def _hundreds(number: int) -> str:
    hundreds, below = divmod(number, 100)
    if not hundreds:
        return _tens(below)
    head = ("" if hundreds == 1 else _UNITS[hundreds]) + "cento"
    if below // 10 == 8:
        head = head[:-1]
    return head + (_tens(below) if below else "")


def _tens(number: int) -> str:
    if number < 20:
        return (_UNITS + _TEENS)[number]
    tens, unit = divmod(number, 10)
    head = _TENS[tens - 2]
    if unit in (1, 8):
        head = head[:-1]
    return head + (_UNITS[unit] if unit else "")


def _accented(word: str) -> str:
    """*tre* takes its accent where it ends a longer word: trentatré, milletré, but tremila and tre."""
    return word[:-1] + "é" if word.endswith("tre") and word != "tre" else word
