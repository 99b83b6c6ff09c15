"""On which days a meeting that recurs is held, as a rule of RFC 5545 (section 3.3.10)."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _

WEEKLY = "weekly"
FORTNIGHTLY = "fortnightly"
MONTH_DAY = "month_day"
MONTH_WEEKDAY = "month_weekday"
MONTH_LAST = "month_last"
WAYS = (WEEKLY, FORTNIGHTLY, MONTH_DAY, MONTH_WEEKDAY, MONTH_LAST)
"""Each week, every two weeks, each month on the same day, on the same weekday (the second Tuesday), on the last one."""

MOST = 160
"""How many meetings one series may have: three years of weeks, and a little."""

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Repeat:
    """How a meeting recurs: ``way`` is one of :data:`WAYS`; it ends on the day ``until``, or after ``times``."""

    way: str
    until: date | None = None
    times: int | None = None


def rule(repeat: Repeat, first: date) -> str:
    """The rule of a series that begins on *first*. Raises ``InvalidValue`` naming the field."""
    if repeat.way not in WAYS:
        raise InvalidValue(_("Scegli ogni quanto si ripete."), "way")
    if repeat.way == MONTH_LAST and not is_last(first):
        raise InvalidValue(_("Il primo giorno non è l'ultimo di quel nome nel mese."), "way")
    return f"{_pattern(repeat.way, first)};{_end(repeat, first)}"


def read(text: str) -> Repeat:
    """What a rule of :func:`rule` says; of any other rule ``way`` is empty."""
    parts = dict(part.split("=", 1) for part in text.split(";") if "=" in part)
    until, times = parts.get("UNTIL"), parts.get("COUNT")
    return Repeat(
        _way(parts),
        datetime.strptime(until[:8], "%Y%m%d").date() if until else None,
        int(times) if times else None,
    )


def days(text: str, first: date, most: int = MOST) -> list[date]:
    """The days of the rule from *first* on, the first *most*. Raises ``InvalidValue`` for what is no rule."""
    from dateutil.rrule import rrulestr  # 20 ms: only where something recurs

    try:
        found = rrulestr(text, dtstart=datetime(first.year, first.month, first.day))
        return [moment.date() for moment in islice(found, most)]
    except (ValueError, TypeError) as error:
        raise InvalidValue(_("Non capisco come si ripete questo incontro."), "rule") from error


def planned(repeat: Repeat, first: date) -> tuple[str, list[date]]:
    """The rule of a new series that begins on *first*, and its days. Raises ``InvalidValue`` naming the field."""
    text = rule(repeat, first)
    found = days(text, first, MOST + 1)
    if len(found) < 2:
        raise InvalidValue(_("Così si tiene una volta sola: allontana la fine, o non ripeterlo."), "until")
    if len(found) > MOST:
        raise InvalidValue(
            _("Sono più di {most} incontri: scegli una fine più vicina.").format(most=MOST), "until"
        )
    return text, found


def like(text: str, on: date) -> str:
    """The rule with its weekday, or its day of the month, those of *on*; its end stays."""
    repeat = read(text)
    if not repeat.way:
        return text
    way = repeat.way
    if way == MONTH_LAST and not is_last(on):
        way = MONTH_WEEKDAY
    return f"{_pattern(way, on)};{_end_as_written(text)}"


def shifted(text: str, before: date, after: date, others: list[date]) -> list[date]:
    """Where *others* of a series go when the meeting of *before* goes to *after*: weeks by as many days, months alike.

    Raises ``InvalidValue`` where a month has no such day.
    """
    way = read(text).way
    if not way.startswith("month"):
        return [other + (after - before) for other in others]
    months = (after.year - before.year) * 12 + after.month - before.month
    pattern = read(like(text, after)).way
    return [_alike(pattern, after, *_month(other, months)) for other in others]


def is_last(on: date) -> bool:
    """Whether *on* is the last of its weekday in its month."""
    return (on + timedelta(days=7)).month != on.month


def nth(on: date) -> int:
    """Which of its weekday in its month *on* is: 1 to 5."""
    return (on.day - 1) // 7 + 1


def _pattern(way: str, on: date) -> str:
    weekday = _WEEKDAYS[on.weekday()]
    if way == WEEKLY:
        return f"FREQ=WEEKLY;BYDAY={weekday}"
    if way == FORTNIGHTLY:
        return f"FREQ=WEEKLY;INTERVAL=2;BYDAY={weekday}"
    if way == MONTH_DAY:
        return f"FREQ=MONTHLY;BYMONTHDAY={on.day}"
    # Not every month has a fifth Tuesday: whoever chooses one means the last.
    which = -1 if way == MONTH_LAST or nth(on) == 5 else nth(on)
    return f"FREQ=MONTHLY;BYDAY={which}{weekday}"


def _end(repeat: Repeat, first: date) -> str:
    if repeat.until is not None and repeat.times is not None:
        raise InvalidValue(_("Scrivi fino a quando, o quante volte: non tutti e due."), "times")
    if repeat.until is not None:
        if repeat.until < first:
            raise InvalidValue(_("La fine viene prima del primo incontro."), "until")
        return f"UNTIL={repeat.until:%Y%m%d}"
    if repeat.times is None:
        raise InvalidValue(_("Scrivi fino a quando si ripete, o quante volte."), "until")
    if repeat.times < 2:
        raise InvalidValue(_("Le volte sono almeno due."), "times")
    return f"COUNT={repeat.times}"


def _end_as_written(text: str) -> str:
    return next(part for part in text.split(";") if part.startswith(("COUNT=", "UNTIL=")))


def _way(parts: dict[str, str]) -> str:
    frequency, interval = parts.get("FREQ"), parts.get("INTERVAL", "1")
    if frequency == "WEEKLY" and interval in ("1", "2"):
        return WEEKLY if interval == "1" else FORTNIGHTLY
    if frequency != "MONTHLY" or interval != "1":
        return ""
    if "BYMONTHDAY" in parts:
        return MONTH_DAY
    return MONTH_LAST if parts.get("BYDAY", "").startswith("-1") else MONTH_WEEKDAY


def _month(on: date, months: int) -> tuple[int, int]:
    years, month = divmod(on.month - 1 + months, 12)
    return on.year + years, month + 1


def _alike(way: str, model: date, year: int, month: int) -> date:
    """The day of that month which stands there as *model* stands in its own."""
    if way == MONTH_DAY:
        if model.day > calendar.monthrange(year, month)[1]:
            raise InvalidValue(
                _("Non tutti i mesi hanno il giorno {day}: spostali uno per uno.").format(day=model.day),
                "day",
            )
        return date(year, month, model.day)
    of_weekday = list(_of_weekday(year, month, model.weekday()))
    return of_weekday[-1 if way == MONTH_LAST else nth(model) - 1]


def _of_weekday(year: int, month: int, weekday: int) -> Iterator[date]:
    for day in range(1, calendar.monthrange(year, month)[1] + 1):
        if (on := date(year, month, day)).weekday() == weekday:
            yield on
