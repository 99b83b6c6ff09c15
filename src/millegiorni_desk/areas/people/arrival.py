"""When she came to Italy, as far as she knows: a year, a month or a day (``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``)."""

from __future__ import annotations

import re
from datetime import date

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _

_MONTHS = (
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split()
)


def read(text: str, today: date) -> str:
    """What was typed: ``2019``, ``3/2019``, ``marzo 2019``, ``12/03/2019``. Raises ``InvalidValue``.

    >>> read("marzo 2019", date(2025, 1, 1)), read("3-2019", date(2025, 1, 1)), read("1.3.2019", date(2025, 1, 1))
    ('2019-03', '2019-03', '2019-03-01')
    """
    typed = " ".join(text.lower().split())
    if not typed:
        return ""
    parts = [_number(part) for part in re.split(r"[\s/.\-]+", typed)]
    if len(parts[0]) == 4:
        parts.reverse()
    known = all(part.isdecimal() for part in parts) and len(parts) <= 3 and len(parts[-1]) == 4
    if not known:
        raise InvalidValue(_("Non capisco: scrivi l'anno, o mese e anno, come 03/2019."))
    year, *rest = reversed(parts)
    written = "-".join([year, *(part.zfill(2) for part in rest)])
    try:
        first = date.fromisoformat((written + "-01-01")[:10])
    except ValueError:
        raise InvalidValue(_("Questa data non esiste: controllala.")) from None
    if first > today or first.year < 1900:
        raise InvalidValue(_("L'arrivo in Italia è già passato: controlla l'anno."))
    return written


def in_words(written: str) -> str:
    """``2019``, ``marzo 2019``, ``12/03/2019``; what cannot be read as it is."""
    year, *rest = written.split("-")
    if len(rest) == 1 and rest[0].isdecimal() and 1 <= int(rest[0]) <= 12:
        return f"{_MONTHS[int(rest[0]) - 1]} {year}"
    return f"{rest[1]}/{rest[0]}/{year}" if len(rest) == 2 else written


def _number(part: str) -> str:
    found = [n for n, month in enumerate(_MONTHS, 1) if len(part) >= 3 and month.startswith(part)]
    return str(found[0]) if len(found) == 1 else part
