"""Months as they are closed: ``YYYY-MM``."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_STILL_LAST_MONTH = timedelta(days=15)


def days(month: str) -> tuple[date, date]:
    """The first and the last day of *month*. Raises ``InvalidValue``."""
    found = _MONTH.fullmatch(month)
    if found is None or found[1] == "0000":
        raise InvalidValue(_("Scrivi il mese come anno e numero, per esempio 2025-11."), "month")
    year, number = int(found[1]), int(found[2])
    return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])


def closing_now(today: date) -> str:
    """The month that is being closed: in the first days of a month it is the month before."""
    return f"{today - _STILL_LAST_MONTH:%Y-%m}"


def recent(today: date, count: int = 24) -> list[str]:
    """The months that may be closed, the newest first: this one and those before it."""
    at = today.year * 12 + today.month - 1
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(at, at - count, -1)]
