"""The figures of a report as values, and how they are rounded: half up, once, at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from millegiorni_desk.areas.monitoring.indicators.declaration import SUMMED, UNKNOWN, Indicator, Kind, Unit
from millegiorni_desk.areas.monitoring.intervals.changes import KNOWN, Change, Changes
from millegiorni_desk.areas.monitoring.queries import Tally


@dataclass(frozen=True)
class Interval:
    """Between what a number of people lies while ``pairs`` of records that it depends on wait to be looked at.

    ``low`` and ``high`` are the least and the most that can come of them: all of them one person, all of them two, or
    what lies between where merging two people moves one to another category. ``thousandths`` of the expected value, for
    which each pair counts as much as it is probable; none where only the bounds are told.
    """

    low: int
    high: int
    thousandths: int | None
    pairs: int

    @property
    def estimate(self) -> int | None:
        """The expected value, half up."""
        return None if self.thousandths is None else int(rounded(Decimal(self.thousandths) / 1000, 0))


@dataclass(frozen=True)
class Count:
    """A number of things; ``unknown`` is how many could not be told; ``hidden``, it may not be published.

    ``interval`` only where open pairs may change the number.
    """

    number: int
    unknown: int = 0
    hidden: bool = False
    interval: Interval | None = None


@dataclass(frozen=True)
class Share:
    """``number`` yes out of ``out_of`` whose answer is known; ``unknown`` stands beside, in neither.

    ``interval`` is of the yes, ``interval_no`` of the no, ``interval_of`` of both together; each only where open pairs
    may change it.
    """

    number: int
    out_of: int
    unknown: int = 0
    hidden: bool = False
    interval: Interval | None = None
    interval_no: Interval | None = None
    interval_of: Interval | None = None

    @property
    def percent(self) -> int | None:
        """The share in whole per cent, half up; none where nobody is known, or it is hidden."""
        return None if self.hidden else _percent(self.number, self.out_of)

    @property
    def percents(self) -> tuple[int, int] | None:
        """The least and the most that it can be with any yes and any no within theirs; none where that is one."""
        if self.hidden or not (self.interval or self.interval_no):
            return None
        (low_yes, high_yes), (low_no, high_no) = (
            (one.low, one.high) if one else (number, number)
            for one, number in ((self.interval, self.number), (self.interval_no, self.out_of - self.number))
        )
        ends = (_percent(low_yes, low_yes + high_no), _percent(high_yes, high_yes + low_no))
        known = [one for one in ends if one is not None]
        return (known[0], known[-1]) if known and known[0] != known[-1] else None


@dataclass(frozen=True)
class Part(Share):
    """A share of what rows hold, as minors of the heads at meetings; of ``unknown_rows`` it is not known."""

    rows: int = 0
    unknown_rows: int = 0


@dataclass(frozen=True)
class Amount:
    """A sum, a mean or a highest value: cents where the unit is cents. ``number`` is of how many things.

    ``value`` is none where there is nothing to take it of. ``interval`` is of the value.
    """

    value: int | None
    number: int
    unknown: int = 0
    hidden: bool = False
    interval: Interval | None = None


@dataclass(frozen=True)
class Categories:
    """How many by code, in the vocabulary's order; ``unknown`` is one of the codes where it can occur.

    ``hidden`` codes have a number that may not be published, and are not among ``numbers``. ``intervals`` holds those
    that open pairs may change.
    """

    numbers: Mapping[str, int]
    hidden: frozenset[str] = frozenset()
    intervals: Mapping[str, Interval] = field(default_factory=dict)


@dataclass(frozen=True)
class Measure:
    """One category's count and what was summed: ``total`` of the ``measured`` ones, and another sum."""

    number: int
    measured: int
    total: int
    other_total: int = 0

    def value(self, measure: str) -> int | Decimal:
        """One of the sums by the measure's name: euros and hours to two decimals, means to one, half up."""
        summed = SUMMED[measure]
        total = self.other_total if summed.other else self.total
        match summed.unit:
            case Unit.CENTS:
                return Decimal(total) / 100
            case Unit.HOURS:
                return rounded(Decimal(total) / 60, 2)
            case None:
                return rounded(Decimal(total) / self.number, 1)
        return total


@dataclass(frozen=True)
class Measured:
    """A count and sums by code, only of codes that occur; ``hidden`` as in :class:`Categories`."""

    measures: Mapping[str, Measure]
    hidden: frozenset[str] = frozenset()


Figure = Count | Share | Amount | Categories | Measured


def rounded(value: Decimal, decimals: int) -> Decimal:
    """*value* to that many decimals, half up."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _percent(number: int, out_of: int) -> int | None:
    return int(rounded(Decimal(100 * number) / out_of, 0)) if out_of else None


_UNCHANGED = Changes()


def figure(
    indicator: Indicator, tallies: Sequence[Tally], codes: Sequence[str] = (), changes: Changes = _UNCHANGED
) -> Figure:
    """What *tallies* of one month and house (or of all) come to; *codes* are the categories always shown.

    *changes* are what open pairs may change in it.
    """
    if indicator.kind is Kind.CATEGORIES:
        numbers = _by_code(tallies, codes)
        found = (
            (code, _interval(numbers.get(code, 0), one)) for code, one in sorted(changes.numbers.items())
        )
        return Categories(numbers, intervals={code: interval for code, interval in found if interval})
    if indicator.kind is Kind.MEASURED:
        return Measured({tally.state: _measure(tally) for tally in _in_order(tallies, codes)})
    by_state = {tally.state: tally for tally in tallies}
    number = by_state["yes"].number if "yes" in by_state else 0
    unknown = by_state[UNKNOWN].number if UNKNOWN in by_state else 0
    if indicator.kind is Kind.COUNT:
        return Count(number, unknown, interval=_interval(number, changes.numbers.get("yes")))
    if indicator.kind is Kind.PART:
        return _part(by_state.get("yes"), by_state.get(UNKNOWN))
    if indicator.kind is Kind.SHARE:
        return _share(number, by_state["no"].number if "no" in by_state else 0, unknown, changes)
    return _amount_of(indicator.kind, by_state.get("yes"), number, unknown, changes)


def _interval(value: int, change: Change | None) -> Interval | None:
    if change is None or not change.pairs:
        return None
    expected = round(1000 * change.expected_of(value))
    return Interval(value + change.least, value + change.most, expected, change.pairs)


def _share(yes: int, no: int, unknown: int, changes: Changes) -> Share:
    known = yes + no
    of_yes, of_no, of_known = (
        _interval(value, changes.numbers.get(state))
        for state, value in (("yes", yes), ("no", no), (KNOWN, known))
    )
    return Share(yes, known, unknown, interval=of_yes, interval_no=of_no, interval_of=of_known)


def _amount_of(kind: Kind, known: Tally | None, number: int, unknown: int, changes: Changes) -> Amount:
    total = known.total if known else 0
    of_total = _interval(total, changes.totals.get("yes"))
    interval = None
    if kind is Kind.TOTAL:
        interval = of_total
    elif kind is Kind.MEAN:
        interval = _of_mean(total, of_total, number, _interval(number, changes.numbers.get("yes")))
    # The highest of several records is the highest of the one that they may become.
    return Amount(_amount(kind, known), number, unknown, interval=interval)


def _of_mean(
    total: int, of_total: Interval | None, number: int, of_number: Interval | None
) -> Interval | None:
    """What any sum and any number within theirs allow."""
    if of_total is None and of_number is None:
        return None
    unsure = [one for one in (of_total, of_number) if one is not None]
    sums = (of_total.low, of_total.high) if of_total else (total,)
    numbers = [one for one in ((of_number.low, of_number.high) if of_number else (number,)) if one]
    found = [int(rounded(Decimal(one) / by, 0)) for one in sums for by in numbers]
    if not found:
        return None
    summed = of_total.thousandths if of_total else 1000 * total
    counted = of_number.thousandths if of_number else 1000 * number
    expected = round(1000 * summed / counted) if summed is not None and counted else None
    return Interval(min(found), max(found), expected, max(one.pairs for one in unsure))


def _part(known: Tally | None, unknown: Tally | None) -> Part:
    return Part(
        known.total if known else 0,
        known.other_total if known else 0,
        unknown.other_total if unknown else 0,
        rows=known.number if known else 0,
        unknown_rows=unknown.number if unknown else 0,
    )


def _amount(kind: Kind, known: Tally | None) -> int | None:
    if kind is Kind.TOTAL:
        return known.total if known else 0
    if known is None:
        return None
    if kind is Kind.MEAN:
        return int(rounded(Decimal(known.total) / known.number, 0))
    return known.highest


def _measure(tally: Tally) -> Measure:
    return Measure(tally.number, tally.measured, tally.total, tally.other_total)


def _in_order(tallies: Sequence[Tally], codes: Sequence[str]) -> list[Tally]:
    place = {code: position for position, code in enumerate(codes)}
    return sorted(tallies, key=lambda tally: (place.get(tally.state, len(place)), tally.state))


def _by_code(tallies: Sequence[Tally], codes: Sequence[str]) -> dict[str, int]:
    numbers = dict.fromkeys(codes, 0)
    numbers |= {tally.state: tally.number for tally in _in_order(tallies, codes) if tally.state != UNKNOWN}
    unknown = sum(tally.number for tally in tallies if tally.state == UNKNOWN)
    return numbers | ({UNKNOWN: unknown} if unknown else {})
