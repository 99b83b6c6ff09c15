"""The figures of a report as values, and how they are rounded: half up, once, at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from millegiorni_desk.areas.monitoring.indicators.declaration import SUMMED, UNKNOWN, Indicator, Kind, Unit
from millegiorni_desk.areas.monitoring.queries import Tally


@dataclass(frozen=True)
class Count:
    """A number of things; ``unknown`` is how many could not be told; ``hidden``, it may not be published."""

    number: int
    unknown: int = 0
    hidden: bool = False


@dataclass(frozen=True)
class Share:
    """``number`` yes out of ``out_of`` whose answer is known; ``unknown`` stands beside, in neither."""

    number: int
    out_of: int
    unknown: int = 0
    hidden: bool = False

    @property
    def percent(self) -> int | None:
        """The share in whole per cent, half up; none where nobody is known, or it is hidden."""
        if not self.out_of or self.hidden:
            return None
        return int(rounded(Decimal(100 * self.number) / self.out_of, 0))


@dataclass(frozen=True)
class Part(Share):
    """A share of what rows hold, as minors of the heads at meetings; of ``unknown_rows`` it is not known."""

    rows: int = 0
    unknown_rows: int = 0


@dataclass(frozen=True)
class Amount:
    """A sum, a mean or a highest value: cents where the unit is cents. ``number`` is of how many things.

    ``value`` is none where there is nothing to take it of.
    """

    value: int | None
    number: int
    unknown: int = 0
    hidden: bool = False


@dataclass(frozen=True)
class Categories:
    """How many by code, in the vocabulary's order; ``unknown`` is one of the codes where it can occur.

    ``hidden`` codes have a number that may not be published, and are not among ``numbers``.
    """

    numbers: Mapping[str, int]
    hidden: frozenset[str] = frozenset()


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


def figure(indicator: Indicator, tallies: Sequence[Tally], codes: Sequence[str] = ()) -> Figure:
    """What *tallies* of one month and house (or of all) come to; *codes* are the categories always shown."""
    if indicator.kind is Kind.CATEGORIES:
        return Categories(_by_code(tallies, codes))
    if indicator.kind is Kind.MEASURED:
        return Measured({tally.state: _measure(tally) for tally in _in_order(tallies, codes)})
    by_state = {tally.state: tally for tally in tallies}
    number = by_state["yes"].number if "yes" in by_state else 0
    unknown = by_state[UNKNOWN].number if UNKNOWN in by_state else 0
    if indicator.kind is Kind.COUNT:
        return Count(number, unknown)
    if indicator.kind is Kind.PART:
        return _part(by_state.get("yes"), by_state.get(UNKNOWN))
    if indicator.kind is Kind.SHARE:
        return Share(number, number + (by_state["no"].number if "no" in by_state else 0), unknown)
    return Amount(_amount(indicator.kind, by_state.get("yes")), number, unknown)


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
