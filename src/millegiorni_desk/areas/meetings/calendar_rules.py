"""The days of what recurs in another calendar (RFC 5545, 3.8.5); a rule may name days that never come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from millegiorni_desk.language import _

if TYPE_CHECKING:
    from icalendar import Component

_MOST = 1_200
_KNOWN = frozenset(
    "FREQ INTERVAL COUNT UNTIL WKST BYDAY BYMONTH BYMONTHDAY BYSETPOS BYYEARDAY BYWEEKNO".split()
)
_PICKING = frozenset("BYMONTHDAY BYSETPOS BYYEARDAY BYWEEKNO".split())


class NotUnderstood(Exception):
    """The rule is one that no calendar of meetings has."""


def rules_of(event: Component) -> list[Any]:
    """The rules of an event. Raises :class:`NotUnderstood` for what would not end, or goes below days."""
    held = event.get("RRULE") or []
    rules = held if isinstance(held, list) else [held]
    for rule in rules:
        parts = {str(key).upper() for key in rule}
        often = str((rule.get("FREQ") or [""])[0]).upper()
        if often not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY") or not parts <= _KNOWN:
            raise NotUnderstood(_("si ripete in un modo che non capisco."))
        # Worked through day by day until the year 9999 where no day fits.
        if often in ("DAILY", "WEEKLY") and parts & _PICKING:
            raise NotUnderstood(_("si ripete in un modo che non capisco."))
    if len(rules) > 3:
        raise NotUnderstood(_("si ripete in un modo che non capisco."))
    return rules


def told(rules: Sequence[Any]) -> str:
    """The rule as it is kept; nothing for several."""
    return rules[0].to_ical().decode() if len(rules) == 1 else ""


def starts(
    first: date | datetime,
    rules: Sequence[Any],
    extra: Sequence[date | datetime],
    without: Sequence[date | datetime],
    window: tuple[date, date],
) -> list[Any]:
    """Each start within *window*, as *first* is one: a day, or a moment of its zone."""
    zone = first.tzinfo if isinstance(first, datetime) else None
    found = {_naive(one, zone) for one in extra}
    if not rules:
        found.add(_naive(first, zone))
    for rule in rules:
        found.update(_worked_out(rule, _naive(first, zone), zone, window[1]))
    found -= {_naive(one, zone) for one in without}
    # A day that is taken out takes out whatever starts on it.
    whole = {one for one in without if not isinstance(one, datetime)}
    kept = sorted(one for one in found if one.date() not in whole)
    return [_back(one, first, zone) for one in kept if window[0] <= one.date() <= window[1]]


def _worked_out(rule: Any, first: datetime, zone: Any, last: date) -> list[datetime]:
    from dateutil.rrule import rrulestr

    until = rule.get("UNTIL")
    end = _until(until[0], zone) if until else datetime.max
    parts = [part for part in rule.to_ical().decode().split(";") if not part.startswith("UNTIL=")]
    made = []
    for one in rrulestr(";".join(parts), dtstart=first):
        if one > end or one.date() > last:
            break
        made.append(one)
        if len(made) > 20 * _MOST:
            raise NotUnderstood(_("si ripete troppe volte."))
    return made


def _until(value: date | datetime, zone: Any) -> datetime:
    return _naive(value, zone) if isinstance(value, datetime) else datetime.combine(value, time.max)


def _naive(value: date | datetime, zone: Any) -> datetime:
    """A moment as the clocks of *zone* show it; a day as its first moment."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time())
    if value.tzinfo is None:
        return value
    return (value.astimezone(zone) if zone else value).replace(tzinfo=None)


def _back(one: datetime, first: date | datetime, zone: Any) -> date | datetime:
    return one.replace(tzinfo=zone) if isinstance(first, datetime) else one.date()
