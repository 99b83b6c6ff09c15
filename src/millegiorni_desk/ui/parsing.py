"""What people type into date and money fields, read and written the Italian way."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _

MONTHS = (
    _("gennaio"), _("febbraio"), _("marzo"), _("aprile"), _("maggio"), _("giugno"),
    _("luglio"), _("agosto"), _("settembre"), _("ottobre"), _("novembre"), _("dicembre"),
)  # fmt: skip
_NEAR_DAYS = {_("ieri"): -1, _("oggi"): 0, _("domani"): 1, _("dopodomani"): 2}
_HELP = _("Non capisco la data: scrivila come 12/03/1994")


@dataclass(frozen=True)
class PartialDate:
    """A date known to the day, or only to the year (``precision`` ``year``, then 1 January)."""

    day: date
    precision: str = "day"

    def __str__(self) -> str:
        return str(self.day.year) if self.precision == "year" else f"{self.day:%d/%m/%Y}"


def _full_year(digits: str, today: date, past: bool) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    century = today.year // 100 * 100
    latest = today.year if past else today.year + 50
    return century + year if century + year <= latest else century - 100 + year


def _day(day: int, month: int, year: int) -> date:
    if not 1 <= month <= 12:
        raise InvalidValue(
            _("Il mese {month} non esiste: prima il giorno, poi il mese, come 12/03/1994.").format(
                month=month
            )
        )
    try:
        return date(year, month, day)
    except ValueError:
        raise InvalidValue(
            _("Il {day} {months} {year} non esiste: controlla il giorno.").format(
                day=day, months=MONTHS[month - 1], year=year
            )
        ) from None


def _without_year(day: int, month: int, today: date, past: bool) -> date:
    years = (today.year, today.year - 1) if past else (today.year, today.year + 1, today.year - 1)
    candidates = [_day(day, month, year) for year in years]
    if past:
        return next((found for found in candidates if found <= today), candidates[-1])
    return min(candidates, key=lambda found: abs(found - today))


def parse_date(text: str, today: date, *, year_alone: bool = True, past: bool = True) -> PartialDate | None:
    """Read a date: ``12/03/1994``, ``12.3.94``, ``12 3 94``, ``12031994``, ``1994``, ``12/03``, ``ieri``.

    Nothing typed is ``None``. *past* says that the date has happened: two-digit years and dates without
    a year then fall in the past, and a later date is refused. Raises :class:`InvalidValue`.
    """
    typed = text.strip().lower()
    if not typed:
        return None
    found = _read_date(typed, today, year_alone, past)
    if past and found.day > today:
        raise InvalidValue(_("Il {found} deve ancora venire: controlla l'anno.").format(found=found))
    if found.day.year < 1900:
        raise InvalidValue(_("L'anno {year} è troppo lontano: controllalo.").format(year=found.day.year))
    return found


def _read_date(typed: str, today: date, year_alone: bool, past: bool) -> PartialDate:
    if typed in _NEAR_DAYS:
        return PartialDate(today + timedelta(days=_NEAR_DAYS[typed]))
    if re.fullmatch(r"\d{4}", typed):
        if not year_alone:
            raise InvalidValue(_("Qui serve anche il giorno: scrivi la data come 12/03/2025."))
        if int(typed) < 1:
            raise InvalidValue(_("L'anno 0 non esiste: controllalo."))
        return PartialDate(date(int(typed), 1, 1), "year")
    together = re.fullmatch(r"(\d{2})(\d{2})(\d{4}|\d{2})", typed)
    parts = list(together.groups()) if together else re.split(r"\s*[/.\-\s]\s*", typed)
    if all(re.fullmatch(r"\d{1,4}", part) for part in parts):
        if len(parts) == 3 and len(parts[0]) == 4:
            return PartialDate(_day(int(parts[2]), int(parts[1]), int(parts[0])))
        if len(parts) == 3 and len(parts[2]) in (2, 4):
            return PartialDate(_day(int(parts[0]), int(parts[1]), _full_year(parts[2], today, past)))
        if len(parts) == 2 and len(parts[1]) <= 2:
            return PartialDate(_without_year(int(parts[0]), int(parts[1]), today, past))
        if len(parts) == 2:
            raise InvalidValue(
                _("Manca il giorno: scrivi la data intera, o solo {parts}.").format(parts=parts[1])
            )
    raise InvalidValue(_HELP + (_(", oppure solo l'anno.") if year_alone else "."))


def parse_money(text: str, *, most_cents: int = 99_999_999) -> int | None:
    """Read euros into integer cents: ``151,65``, ``1.234,50``, ``80``, ``€ 12,5``; nothing typed is ``None``.

    A dot before exactly two last digits is read as a decimal comma. Raises :class:`InvalidValue`.
    """
    typed = re.sub(r"[€\s\u00a0\u202f]|euro", "", text.strip().lower())
    if not typed:
        return None
    if re.fullmatch(r"\d+\.\d{2}", typed):
        typed = typed.replace(".", ",")
    match = re.fullmatch(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d*))?", typed)
    if match is None:
        raise InvalidValue(_("Non capisco l'importo: scrivilo come 151,65."))
    cents = match[2] or ""
    if len(cents) > 2:
        raise InvalidValue(_("Dopo la virgola vanno due cifre, come 151,65."))
    amount = int(match[1].replace(".", "")) * 100 + int(cents.ljust(2, "0"))
    if amount > most_cents:
        raise InvalidValue(
            _("L'importo è troppo alto: al massimo {most_cents} €.").format(most_cents=money(most_cents))
        )
    return amount


def money(cents: int) -> str:
    """Integer cents as Italian figures without the sign of the currency: ``46.556,88``."""
    euros, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    return f"{sign}{number(euros)},{rest:02d}"


def number(value: int) -> str:
    """A whole number with dots between thousands: ``8.367``."""
    return f"{value:,}".replace(",", ".")


def decimal(value: float) -> str:
    """*value* as it is typed: ``1.250``, ``3,5``, at most six figures after the comma."""
    whole, _point, rest = f"{abs(value):.6f}".partition(".")
    sign = "-" if value < 0 else ""
    rest = rest.rstrip("0")
    return f"{sign}{number(int(whole))}{',' + rest if rest else ''}"
