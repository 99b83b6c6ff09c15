"""How far each target has come: what was reached, what one would expect by now, and where it is heading.

The forecast is simple, so that it can be explained. Where the register holds the year before: last year's whole period
has the same proportion to its part up to the same day as this year's (what is counted once, such as people, grows ever
slower, and so did last year's). Else: as much a day as so far; of what is counted once nothing then, for that would
promise far too many (a half too many of the demonstration's people). A share, a mean and a highest value do not grow
with the days: what they are now is all that is said.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType

from millegiorni_desk.areas.monitoring import indicators, service, span, wording
from millegiorni_desk.areas.monitoring.figures import (
    Amount,
    Categories,
    Count,
    Figure,
    Measured,
    Share,
    rounded,
)
from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator, Kind
from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.areas.monitoring.report import Report
from millegiorni_desk.dates import months_later
from millegiorni_desk.language import N_
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

STATES = MappingProxyType(
    {
        "reached": N_("raggiunto"),
        "missed": N_("non raggiunto"),
        "behind": N_("a rischio"),
        "on_course": N_("in linea"),
        "open": N_("aperto"),
    }
)
"""What a target's state is called."""

HOW = MappingProxyType(
    {
        "linear": N_("se si va avanti così"),
        "last_year": N_("se va come l'anno scorso"),
        "now": N_("com'è ora"),
    }
)
"""Whence a forecast comes, in words."""

_GROWING = frozenset({Kind.COUNT, Kind.CATEGORIES, Kind.MEASURED, Kind.TOTAL})
_TOO_SOON = 14
_A_MONTH = timedelta(days=31)
_SQL = """
SELECT id, indicator, category, house_code, from_day, to_day, value, fund_id, notes FROM target
WHERE voided IS 0 AND from_day <= :end AND to_day >= :start AND (:house = '' OR house_code = :house)
ORDER BY from_day, to_day, indicator, category, house_code, id
"""


@dataclass(frozen=True)
class TargetDistance:
    """A target in force and how far it has come by ``by_day``; numbers, cents, minutes or whole per cent, as ``value``.

    ``house`` empty: all houses. ``reached`` is none where there is nothing to take it of, or where it may not be
    published (``hidden``). ``expected`` is the part of the value that falls to the days gone by; ``forecast`` what it
    comes to at the end: ``how`` says whence: ``linear``, ``last_year``, ``now`` (what it is now), or empty without one.
    """

    target_id: str
    indicator: Indicator
    category: str
    house: str
    fund_id: str
    notes: str
    period: Period
    by_day: date
    value: int
    reached: int | None
    expected: int | None = None
    forecast: int | None = None
    how: str = ""
    hidden: bool = False

    @property
    def percent(self) -> int | None:
        """How much of the value was reached, in whole per cent, half up."""
        return None if self.reached is None else int(rounded(Decimal(100 * self.reached) / self.value, 0))

    @property
    def missing(self) -> int | None:
        """What is still to come, none at all once it is reached."""
        return None if self.reached is None else max(0, self.value - self.reached)

    @property
    def over(self) -> bool:
        """Whether its last day has passed, as far as the figures go."""
        return self.by_day >= self.period.end

    @property
    def state(self) -> str:
        """``reached``, ``missed`` (it is over), ``behind`` (it will not be reached), ``on_course``, or ``open``."""
        if self.reached is None:
            return "open"
        if self.reached >= self.value:
            return "reached"
        if self.over:
            return "missed"
        if self.forecast is None:
            return "open"
        return "behind" if self.forecast < self.value else "on_course"


@dataclass(frozen=True)
class _Set:
    """A target as it was set; ``by_day`` is how far the figures go."""

    id: str
    declared: Indicator
    category: str
    house: str
    fund_id: str
    notes: str
    period: Period
    by_day: date
    value: int


def of_report(vault: Vault, report: Report, today: date | None = None) -> list[TargetDistance]:
    """The targets in force in the period of *report*, with what they have come to by its last day, or by *today*.

    A report of one house has that house's; at a house's desk those of its house alone, for it knows no other's rows.
    What a published report hides, or does not hold, is hidden here too. Raises ``NotAllowed``.
    """
    if not report.published:
        return of_period(vault, report.period, report.house, report.child_months, today)
    vault.require(Permission.REPORT)
    found = _in_force(vault, report.period, report.house or vault.house, today or date.today())
    return [_published(one, report) for one in found]


def of_period(
    vault: Vault, period: Period, house: str = "", child_months: int = 36, today: date | None = None
) -> list[TargetDistance]:
    """As :func:`of_report`, without the report: the figures of the targets alone are computed."""
    vault.require(Permission.REPORT)
    found = _in_force(vault, period, house or vault.house, today or date.today())
    return _measured(vault, found, child_months)


def in_force(vault: Vault, today: date, child_months: int = 36) -> list[TargetDistance]:
    """As :func:`of_report`, for the targets whose period holds *today*."""
    return of_period(vault, Period(today, today), "", child_months, today)


def words(declared: Indicator, value: int | None) -> str:
    """A target's value, or what it has come to, in the unit of its figure; a dash for none."""
    if value is None:
        return wording.NOTHING
    return f"{value} %" if declared.kind is Kind.SHARE else wording.amount(declared, value)


def forecast(reached: int, passed: int, days: int, before: tuple[int, int] | None = None) -> tuple[int, str]:
    """What *reached* in *passed* of *days* comes to at the end, and how that was told.

    *before*: what last year's period came to by the same day, and in the end.
    """
    if before is not None and _shaped(before):
        return _half_up(reached * before[1], before[0]), "last_year"
    return _half_up(reached * days, passed), "linear"


def _shaped(before: tuple[int, int] | None) -> bool:
    """Whether last year says how a period goes on."""
    return before is not None and 0 < before[0] <= before[1]


def expected(value: int, passed: int, days: int) -> int:
    """The part of *value* that falls to *passed* of *days*."""
    return _half_up(value * passed, days)


def value_of(figure: Figure | None, category: str = "") -> int | None:
    """The one number of a figure that a target is about; none where there is none, or it may not be published."""
    match figure:
        case Count(number=number, hidden=False) if not category:
            return number
        case Share() if not category:
            return figure.percent
        case Amount(value=value, hidden=False) if not category:
            return value
        case Categories() | Measured() if category in figure.hidden:
            return None
        case Categories(numbers=numbers) if category:
            return numbers.get(category, 0)
        case Measured(measures=measures) if category:
            return measures[category].number if category in measures else 0
    return None


def _in_force(vault: Vault, period: Period, house: str, today: date) -> list[_Set]:
    found = []
    known = indicators.of(vault)
    rows = vault.query(_SQL, start=period.start.isoformat(), end=period.end.isoformat(), house=house)
    for row in rows:
        # One of a newer program's figures says nothing here.
        declared = known.get(row["indicator"])
        of = Period(date.fromisoformat(row["from_day"]), date.fromisoformat(row["to_day"]))
        by_day = min(of.end, period.end, today)
        if declared is None or by_day < of.start or row["value"] <= 0:
            continue
        found.append(
            _Set(
                row["id"], declared, row["category"], row["house_code"], row["fund_id"], row["notes"], of, by_day,
                row["value"],
            )
        )  # fmt: skip
    return found


_Values = Callable[[_Set], int | None]


def _measured(vault: Vault, found: Collection[_Set], child_months: int) -> list[TargetDistance]:
    now = _values(vault, found, lambda one: Period(one.period.start, one.by_day), child_months)
    known = span.covered(vault)
    shaped = [
        one
        for one in found
        if one.declared.kind in _GROWING
        and one.by_day < one.period.end
        and known is not None
        and known.start <= months_later(one.period.start, -12) + _A_MONTH
    ]
    by_then = _values(
        vault,
        shaped,
        lambda one: Period(months_later(one.period.start, -12), months_later(one.by_day, -12)),
        child_months,
    )
    in_the_end = _values(
        vault,
        shaped,
        lambda one: Period(*(months_later(day, -12) for day in one.period)),
        child_months,
    )
    return [_distance(one, now(one), by_then(one), in_the_end(one)) for one in found]


def _values(
    vault: Vault, found: Iterable[_Set], days: Callable[[_Set], Period], child_months: int
) -> _Values:
    """What the figures of *found* come to in *days*: targets of the same days are counted together."""
    wanted: dict[Period, dict[str, set[str]]] = {}
    for one in found:
        wanted.setdefault(days(one), {}).setdefault(one.declared.id, set()).add(one.house)
    figures: dict[Period, Mapping[tuple[str, str], Figure]] = {
        period: service.by_house(vault, period, asked, child_months=child_months)
        for period, asked in wanted.items()
    }

    def value(one: _Set) -> int | None:
        return value_of(figures.get(days(one), {}).get((one.declared.id, one.house)), one.category)

    return value


def _distance(
    one: _Set, reached: int | None, by_then: int | None = None, in_the_end: int | None = None
) -> TargetDistance:
    passed, days = (one.by_day - one.period.start).days + 1, (one.period.end - one.period.start).days + 1
    made = TargetDistance(
        one.id, one.declared, one.category, one.house, one.fund_id, one.notes, one.period, one.by_day, one.value,
        reached,
    )  # fmt: skip
    if reached is None:
        return made
    if one.declared.kind not in _GROWING:
        return replace(made, forecast=reached, how="now")
    part = expected(one.value, passed, days)
    if passed == days:
        return replace(made, expected=part, forecast=reached, how="now")
    before = (by_then, in_the_end) if by_then is not None and in_the_end is not None else None
    if passed < _TOO_SOON or (one.declared.source.once and not _shaped(before)):
        return replace(made, expected=part)
    comes_to, how = forecast(reached, passed, days, before)
    return replace(made, expected=part, forecast=comes_to, how=how)


def _published(one: _Set, report: Report) -> TargetDistance:
    """Only what the report itself shows: another period's or house's number could tell what it hides."""
    if one.house == report.house and (one.period.start, one.by_day) == report.period:
        reached = value_of(report.figures.get(one.declared.id), one.category)
        if reached is not None:
            return _distance(one, reached)
    return TargetDistance(
        one.id, one.declared, one.category, one.house, one.fund_id, one.notes, one.period, one.by_day, one.value, None,
        hidden=True,
    )  # fmt: skip


def _half_up(number: int, by: int) -> int:
    return int(rounded(Decimal(number) / by, 0))
