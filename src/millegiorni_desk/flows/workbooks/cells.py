"""Reading one cell: dates, years, times, numbers, euros, text, as spreadsheets hold them and as people type them.

Every function raises ``InvalidValue`` with a sentence that says what is wrong and how to write it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from millegiorni_desk.areas.doti.amounts import parse_euros
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.sheets.grid import Value

LONGEST_TEXT = 10_000
_OLDEST_YEAR = 1900
_NEWEST_YEAR = 2100
_MONTHS = (
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split()
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T][\d:.]+)?", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_MONTH_AND_YEAR = re.compile(r"\d{1,2}\s*[/.\-]\s*(\d{4})", re.ASCII)
_CLOCK = re.compile(r"(?:h|ore)?\s*(\d{1,2})(?:[:.,](\d{2})(?::\d{2})?)?", re.ASCII)
_EPOCH = date(1899, 12, 30)
_NONE = frozenset({"", "no", "non ha", "privo", "priva", "nessuno", "nd", "n.d", "n/d"})
_MOST_HOURS = 1000
_MOST_NUMBER = 1e9
_DECIMAL = re.compile(r"-?(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?", re.ASCII)
_HOURS = re.compile(r"(?:h|ore)?\s*(\d{1,3})(?:[:h](\d{2})|[.,](\d{1,2}))?\s*(?:h|ore)?\.?", re.ASCII)
_COUNT = re.compile(r"(\d{1,9})(?:[.,]0+)?\s*(?:min(?:ut[oi])?\.?)?", re.ASCII)


@dataclass(frozen=True)
class Birth:
    """A birth date; ``precision`` is ``day``, or ``year`` when only the year is known (then 1 January)."""

    day: date
    precision: str = "day"


def is_empty(value: Value) -> bool:
    """Whether there is nothing in the cell."""
    return isinstance(value, str) and not value.strip()


def text(value: Value) -> str:
    """The cell as words: numbers without a useless ``.0``, dates as ``12/03/2025``."""
    if isinstance(value, str):
        return value.strip() if value.isprintable() else _CONTROL.sub("", value).strip()
    if isinstance(value, bool):
        return "Sì" if value else "No"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value).replace(".", ",")
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}" if value.time() == time() else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(value)


def words(value: Value, line: bool = True) -> str:
    """The cell as text to keep: on one line unless it is a note. Raises beyond 10,000 characters."""
    kept = text(value)
    if len(kept) > LONGEST_TEXT:
        raise InvalidValue(_("il testo è troppo lungo: al massimo 10.000 caratteri."))
    return " ".join(kept.split()) if line else kept


def parts(value: Value) -> list[str]:
    """What stands in a cell that may hold several things, apart by ``;`` or on several lines."""
    return [part.strip() for part in re.split(r"[;\n]", text(value)) if part.strip()]


def day(value: Value, today: date, future: bool = False) -> date:
    """A day: a spreadsheet's date, ``12/03/2025``, ``12.3.25``, ``2025-03-12``.

    A year of two figures is the latest one that has come: with *today* in 2025, ``25`` is 2025 and ``26``
    is 1926; where the day may lie ahead (*future*) it is in this century.
    """
    found = _calendar_day(value)
    if found is None:
        typed = text(value)
        found = _read_day(typed, today, future)
        if found is None:
            raise InvalidValue(_("«{typed}» non è una data: scrivila come 12/03/2025.").format(typed=typed))
    return _in_range(found, today, future)


def birth(value: Value, today: date) -> Birth:
    """A birth date as :func:`day`, or a year alone, also one that a spreadsheet took for a count of days."""
    year = _lone_year(value, today)
    if year is not None:
        if not _OLDEST_YEAR <= year <= today.year:
            raise InvalidValue(_("l'anno {year} non può essere giusto: controllalo.").format(year=year))
        return Birth(date(year, 1, 1), "year")
    typed = text(value)
    half = _MONTH_AND_YEAR.fullmatch(typed)
    if half is not None:
        raise InvalidValue(
            _("«{typed}» non ha il giorno: scrivi la data intera, o solo l'anno {half}.").format(
                typed=typed, half=half[1]
            )
        )
    try:
        return Birth(day(value, today))
    except InvalidValue as error:
        raise InvalidValue(error.message.replace("12/03/2025.", _("12/03/1994, o solo l'anno."))) from None


def births(value: Value, today: date) -> list[Birth]:
    """Several birth dates, apart by ``;``."""
    if not isinstance(value, str):
        return [birth(value, today)]
    return [birth(part, today) for part in parts(value)]


def clock(value: Value) -> str:
    """A time of day as ``HH:MM``: a spreadsheet's time, ``9:30``, ``9.30``, ``9``."""
    if isinstance(value, datetime | time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        value = value.total_seconds() / 86_400
    if isinstance(value, float) and 0 <= value < 1:
        minutes = round(value * 1_440) % 1_440
        return f"{minutes // 60:02}:{minutes % 60:02}"
    typed = text(value).casefold()
    found = _CLOCK.fullmatch(typed)
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise InvalidValue(_("«{typed}» non è un'ora: scrivila come 09:30.").format(typed=typed))
    return f"{int(found[1]):02}:{int(found[2] or 0):02}"


def count(value: Value) -> int:
    """A whole number from zero up; ``30 minuti`` is 30."""
    typed = text(value).casefold()
    found = _COUNT.fullmatch(typed)
    if found is None or isinstance(value, bool):
        raise InvalidValue(_("«{typed}» non è un numero intero.").format(typed=typed))
    return int(found[1])


def decimal(value: Value) -> float:
    """Any number: a spreadsheet's, ``3``, ``-2,5`` or ``1.250,75``."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        found = float(value)
    else:
        typed = "".join(text(value).split()).replace("−", "-")
        if not _DECIMAL.fullmatch(typed):
            raise InvalidValue(_("«{typed}» non è un numero: scrivilo come 3 o 3,5.").format(typed=typed))
        found = float(typed.replace(".", "").replace(",", "."))
    if not abs(found) <= _MOST_NUMBER:
        raise InvalidValue(_("il numero è troppo grande."))
    return found


def hours(value: Value) -> int:
    """Minutes above zero: ``12,5``, ``12:30``, ``12 ore``, or a spreadsheet's duration."""
    if isinstance(value, time):
        value = timedelta(hours=value.hour, minutes=value.minute)
    if isinstance(value, timedelta):
        found = round(value.total_seconds() / 60)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        found = round(value * 60) if 0 < value < _MOST_HOURS else 0
    else:
        typed = text(value).casefold()
        told = _HOURS.fullmatch(typed)
        if told is None:
            raise InvalidValue(
                _("«{typed}» non sono ore: scrivile come 12,5 oppure 12:30.").format(typed=typed)
            )
        minutes = int(told[2]) if told[2] else round(float(f"0.{told[3] or 0}") * 60)
        found = int(told[1]) * 60 + minutes
    if not 0 < found < _MOST_HOURS * 60:
        raise InvalidValue(_("le ore devono essere più di zero e meno di mille."))
    return found


def euros(value: Value) -> int:
    """Cents above zero: a number, or text as ``151,65 €`` and ``1.234,50``."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        exact = Decimal(repr(value)) * 100
        cents = (
            exact.quantize(Decimal(1), ROUND_HALF_UP) if exact.is_finite() and abs(exact) < 10**15 else None
        )
        # A sum made by a spreadsheet is off by less than this; more is a third decimal that someone wrote.
        if cents is None or abs(exact - cents) > Decimal("0.0001"):
            raise InvalidValue(
                _("«{value}» non è un importo: al massimo due cifre dopo la virgola.").format(
                    value=text(value)
                )
            )
        found = int(cents)
    else:
        found = parse_euros(text(value))
    if found <= 0:
        raise InvalidValue(_("l'importo deve essere più di zero."))
    return found


def codice_fiscale(value: Value) -> str:
    """The codice fiscale in capitals without spaces, unchecked; nothing where the cell says there is none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        # A provisional code is eleven figures: kept as a number it loses the zeros in front.
        return text(value).zfill(11)
    typed = words(value)
    if typed.casefold().strip(" .-/") in _NONE:
        return ""
    return "".join(typed.upper().split())


def _calendar_day(value: Value) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


@lru_cache(maxsize=4_096)
def _read_day(typed: str, today: date, future: bool) -> date | None:
    found = _YEAR_FIRST.fullmatch(typed)
    if found is not None:
        return _made(int(found[1]), int(found[2]), int(found[3]))
    found = _DAY_FIRST.fullmatch(typed)
    if found is None:
        return None
    year = int(found[3])
    if len(found[3]) == 2:
        latest = today.year + 50 if future else today.year
        year += latest // 100 * 100
        if year > latest:
            year -= 100
    return _made(year, int(found[2]), int(found[1]))


def _made(year: int, month: int, number: int) -> date:
    if not 1 <= month <= 12:
        raise InvalidValue(_("il mese {month} non esiste: prima il giorno, poi il mese.").format(month=month))
    try:
        return date(year, month, number)
    except ValueError:
        raise InvalidValue(
            _("il {number} {months} {year} non esiste.").format(
                number=number, months=_MONTHS[month - 1], year=year
            )
        ) from None


def _in_range(found: date, today: date, future: bool) -> date:
    if not _OLDEST_YEAR <= found.year <= _NEWEST_YEAR:
        raise InvalidValue(_("l'anno {year} non può essere giusto: controllalo.").format(year=found.year))
    if found > today and not future:
        raise InvalidValue(
            _("il {found:%d/%m/%Y} deve ancora venire: controlla la data.").format(found=found)
        )
    return found


def _lone_year(value: Value, today: date) -> int | None:
    if isinstance(value, bool):
        return None
    found = _calendar_day(value)
    if found is not None:
        # 1990 typed into a cell of dates is its day number 1990, in June 1905: nobody who comes was born then.
        number = (found - _EPOCH).days
        return number if _OLDEST_YEAR <= number <= today.year else None
    if isinstance(value, int | float) and float(value).is_integer():
        return int(value)
    if isinstance(value, str) and _YEAR.fullmatch(value.strip()):
        return int(value)
    return None
