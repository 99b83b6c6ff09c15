"""The periods that the monitoring offers: years, quarters and months, with the names they go by."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.language import _
from millegiorni_desk.ui.parsing import MONTHS

_QUARTER = 3


def year_of(day: date) -> Period:
    """The year that *day* lies in."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def from_code(code: str) -> Period:
    """The period of a code: ``2025``, ``2025-Q3`` or ``2025-07``."""
    year, _unused, part = code.partition("-")
    if not part:
        return year_of(date(int(year), 1, 1))
    if part.startswith("Q"):
        last = int(part[1:]) * _QUARTER
        return Period(date(int(year), last - _QUARTER + 1, 1), date(int(year), last, _days(int(year), last)))
    return Period(date(int(year), int(part), 1), date(int(year), int(part), _days(int(year), int(part))))


def years(covered: Period, today: date) -> list[tuple[str, str]]:
    """This year, the last one, and that of the newest access, newest first, as code and words."""
    offered = {today.year, today.year - 1, covered.end.year}
    return [(str(year), str(year)) for year in sorted(offered, reverse=True)]


def quarters(covered: Period) -> list[tuple[str, str]]:
    """The quarters that hold a day of *covered*, newest first, as code and words."""
    first, last = ((day.year * 4 + (day.month - 1) // _QUARTER) for day in covered)
    found = [(number // 4, number % 4 + 1) for number in range(last, first - 1, -1)]
    return [
        (f"{year}-Q{quarter}", _("{quarter}º trimestre {year}").format(quarter=quarter, year=year))
        for year, quarter in found
    ]


def months(covered: Period) -> list[tuple[str, str]]:
    """The months that hold a day of *covered*, newest first, as code and words."""
    first, last = (day.year * 12 + day.month - 1 for day in covered)
    found = [(number // 12, number % 12) for number in range(last, first - 1, -1)]
    return [(f"{year}-{month + 1:02d}", f"{MONTHS[month]} {year}") for year, month in found]


def words(period: Period) -> str:
    """``2025``, ``3º trimestre 2025``, ``luglio 2025`` or ``01/07/2025 – 15/08/2025``."""
    named = _named(period)
    return named[1] if named else f"{period.start:%d/%m/%Y} – {period.end:%d/%m/%Y}"


def code(period: Period) -> str:
    """The code of a year, quarter or month, or both days: ``2025-07-01-2025-08-15``."""
    named = _named(period)
    return named[0] if named else f"{period.start}-{period.end}"


def _named(period: Period) -> tuple[str, str] | None:
    first = Period(period.start, period.start)
    offered = [(str(period.start.year), str(period.start.year)), *quarters(first), *months(first)]
    return next((found for found in offered if from_code(found[0]) == period), None)


def _days(year: int, month: int) -> int:
    return monthrange(year, month)[1]
