"""The publishable report: no number so small that it tells of one woman, and none from which it could be worked out.

Numbers of 1 and 2 are hidden, of 1 to 4 where they speak of violence or health. What the reader could solve for with
the sums, which she knows, is hidden with them (``suppression``); so is what says the same in another table. A number
that open pairs may make so small is hidden too; what is hidden has no interval. The other intervals are widened to
fives and say neither an estimate nor how many pairs they depend on: their differences would tell of what is hidden. The
report for the network's own use hides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from millegiorni_desk.areas.monitoring.delicate import FEWEST, fewest, is_of_women, is_published
from millegiorni_desk.areas.monitoring.figures import (
    Amount,
    Categories,
    Count,
    Figure,
    Interval,
    Measured,
    Share,
)
from millegiorni_desk.areas.monitoring.indicators.declaration import UNKNOWN, Indicator, Kind
from millegiorni_desk.areas.monitoring.report import Matrix, Report
from millegiorni_desk.areas.monitoring.suppression import Cell, Sum, to_hide

__all__ = ["FEWEST", "publishable", "publishable_maps"]

# Two names of one number: an indicator's figure, or one of its categories.
_SAME = (
    ("a1.direct/yes", "a1.by_channel/direct"),
    ("a2.unemployed/yes", "a2.by_fragility/unemployment"),
    ("a2.care_load/yes", "a2.by_fragility/care_load"),
    ("a1.women/yes", "a1.women_0_3/all"),
    ("a2.doti", "a2.doti_committed"),
    ("a2.doti", "a2.doti_mean"),
    ("a2.doti", "a2.doti_paid"),
    ("a2.minors", "a2.max_minors"),
    # Both are known where the fragilities were asked.
    ("a2.unemployed/known", "a2.care_load/known"),
)
# What was done for so few is hidden with how few they are: the hours of one mediation are one woman's.
_WITH = (
    ("m.interventions", ("m.hours", "m.by_kind")),
    ("a2.pathways", ("a2.max_minors", "a2.minors")),
    ("a5.committed", ("a5.paid", "a5.left")),
)
# What is left of an envelope tells what its doti came to: the same codes are hidden in both tables.
_CODES_WITH = (
    ("a5.by_funder", "a5.left_by_funder"),
    ("a5.by_line", "a5.left_by_line"),
    ("a5.by_house", "a5.left_by_house"),
)

# Its lines are parts of what the funders give, which stands beside them: all of it is shown, or nothing.
_WHOLE = frozenset({"a5.by_line"})


class _Linked:
    """The cells of a report by name, and the sums that tie them."""

    def __init__(self) -> None:
        self.cells: dict[str, Cell] = {}
        self.sums: list[Sum] = []
        self.tied: list[frozenset[str]] = []
        """Names that are shown together or not at all."""
        self.unsure: set[str] = set()
        """Names of numbers that may be small in the end, though they are not now."""

    def place(self, name: str, cell: Cell, interval: Interval | None) -> None:
        """Put a number among the cells, with what open pairs may make of it."""
        self.cells[name] = cell
        if interval is not None and not cell.small and cell.number and interval.low < cell.fewest:
            self.unsure.add(name)

    def hidden(self, already: Iterable[str] = ()) -> frozenset[str]:
        """What must be hidden."""
        return to_hide(self.cells, self.sums, self.unsure.union(already), self.tied)

    def same(self, *names: str) -> None:
        """*names* are names of one number."""
        self.sums += [Sum(names[0], (name,)) for name in names[1:]]
        self.tied.append(frozenset(names))


def publishable(report: Report, declared: Mapping[str, Indicator] | None = None) -> Report:
    """*report* without what could tell of one woman."""
    known = _declared(report, declared)
    linked = _linked(report.figures, known)
    away = linked.hidden()
    figures = {name: _shown(name, figure, away, known[name]) for name, figure in report.figures.items()}
    for leader, followers in _WITH:
        if isinstance(led := figures.get(leader), Count | Amount) and led.hidden:
            figures |= {name: _all_hidden(figures[name]) for name in followers if name in figures}
    for leader, follower in _CODES_WITH:
        led, follows = figures.get(leader), figures.get(follower)
        if isinstance(led, Measured) and isinstance(follows, Measured):
            kept = {code: each for code, each in follows.measures.items() if code not in led.hidden}
            figures[follower] = Measured(kept, frozenset(follows.measures) - frozenset(kept))
    return replace(report, figures=figures, published=True)


def _declared(report: Report, given: Mapping[str, Indicator] | None) -> Mapping[str, Indicator]:
    return given if given is not None else report.declared


def _population(one: Indicator) -> str:
    """What an indicator divides: two that count the same rows have the same."""
    return f"~{one.source.table}|{one.source.key}|{one.source.where}|{one.where}"


def _linked(figures: Mapping[str, Figure], declared: Mapping[str, Indicator]) -> _Linked:
    linked = _Linked()
    for name, figure in figures.items():
        one = declared[name]
        if is_of_women(one):
            _place(linked, name, figure, one)
    for first, second in _SAME:
        if first in linked.cells and second in linked.cells:
            linked.same(first, second)
    return linked


def _place(linked: _Linked, name: str, figure: Figure, one: Indicator) -> None:
    """Put one figure's numbers among the cells."""
    limit = fewest(one)
    match figure:
        case Count(number=number) | Amount(number=number):
            linked.place(name, Cell(number, limit), figure.interval if isinstance(figure, Count) else None)
            if one.state == "'yes'":
                _divide(linked, name, one, {name: number})
        case Share():
            _place_share(linked, name, figure, one)
        case Categories(numbers=numbers):
            _place_table(linked, name, numbers, one, figure.intervals)
        case Measured(measures=measures):
            _place_table(linked, name, {code: each.number for code, each in measures.items()}, one)


def _divide(linked: _Linked, name: str, one: Indicator, parts: Mapping[str, int]) -> None:
    """Tie *parts* to all that the indicator divides, printed or not: whoever reads is taken to know that number."""
    number = sum(parts.values())
    whole = _population(one)
    if linked.cells.setdefault(whole, Cell(number)).number != number:
        whole = f"{name}/whole"
        linked.cells[whole] = Cell(number)
    if len(parts) == 1:
        linked.same(whole, *parts)
    else:
        linked.sums.append(Sum(whole, tuple(parts)))


def _place_share(linked: _Linked, name: str, share: Share, one: Indicator) -> None:
    yes, no, known, unknown, all_ = (f"{name}/{part}" for part in ("yes", "no", "known", "unknown", "all"))
    limit = fewest(one)
    # A share of none or of all is printed, but a hidden one may be either.
    linked.place(yes, Cell(share.number, limit, 0), share.interval)
    linked.place(no, Cell(share.out_of - share.number, limit, 0), share.interval_no)
    linked.place(known, Cell(share.out_of, limit, 0), share.interval_of)
    linked.cells |= {
        unknown: Cell(share.unknown, 0, 0),
        all_: Cell(share.out_of + share.unknown),
    }
    linked.sums += [Sum(known, (yes, no)), Sum(all_, (known, unknown))]
    _divide(linked, name, one, {all_: share.out_of + share.unknown})
    linked.tied.append(frozenset({yes, no}))
    # Of one whose number of answers is hidden nothing is printed.
    linked.tied.append(frozenset({known, unknown}))


def _place_table(
    linked: _Linked,
    name: str,
    numbers: Mapping[str, int],
    one: Indicator,
    intervals: Mapping[str, Interval] = MappingProxyType({}),
) -> None:
    cells = {
        f"{name}/{code}": Cell(number, 0 if code == UNKNOWN else fewest(one, code))
        for code, number in numbers.items()
    }
    for code in numbers:
        linked.place(f"{name}/{code}", cells[f"{name}/{code}"], intervals.get(code))
    if name in _WHOLE and cells:
        linked.tied.append(frozenset(cells))
    # A record of several codes counts under each: their sum is no total, so nothing follows from it.
    if not one.many and cells:
        _divide(linked, name, one, {cell: each.number for cell, each in cells.items()})


def _shown(name: str, figure: Figure, away: frozenset[str], one: Indicator) -> Figure:
    if not is_published(one):
        return _all_hidden(figure)
    match figure:
        case Count() if name in away:
            return Count(0, figure.unknown, hidden=True)
        case Amount() if name in away:
            return Amount(None, 0, figure.unknown, hidden=True)
        case Share() if f"{name}/known" in away:
            return Share(0, 0, 0, hidden=True)
        case Share() if f"{name}/yes" in away:
            return Share(0, figure.out_of, figure.unknown, hidden=True)
        case Categories(numbers=numbers):
            shown, hidden = _apart(name, numbers, away)
            widened = {code: _widened(shown.get(code, 0), one) for code, one in figure.intervals.items()}
            return Categories(shown, hidden, {code: one for code, one in widened.items() if one})
        case Measured(measures=measures):
            return Measured(*_apart(name, measures, away))
    return coarse(figure)


_WIDE = 5


def coarse(figure: Figure) -> Figure:
    """*figure* as it may be published where its number may: its intervals widened."""
    match figure:
        case Count():
            return replace(figure, interval=_widened(figure.number, figure.interval))
        case Amount(value=value):
            return replace(figure, interval=_widened(value or 0, figure.interval))
        case Share():
            no = figure.out_of - figure.number
            return replace(
                figure,
                interval=_widened(figure.number, figure.interval),
                interval_no=_widened(no, figure.interval_no),
                interval_of=_widened(figure.out_of, figure.interval_of),
            )
    return figure


def _widened(number: int, interval: Interval | None) -> Interval | None:
    """Nothing of a number that is zero: that it may be one woman would tell of her."""
    if interval is None or not number:
        return None
    return Interval(interval.low // _WIDE * _WIDE, -(-interval.high // _WIDE) * _WIDE, None, 0)


def _apart(
    name: str, numbers: Mapping[str, Any], away: frozenset[str]
) -> tuple[dict[str, Any], frozenset[str]]:
    hidden = frozenset(code for code in numbers if f"{name}/{code}" in away)
    return {code: number for code, number in numbers.items() if code not in hidden}, hidden


def _all_hidden(figure: Figure) -> Figure:
    match figure:
        case Count():
            return Count(0, 0, hidden=True)
        case Share():
            return Share(0, 0, 0, hidden=True)
        case Amount():
            return Amount(None, 0, hidden=True)
        case Categories():
            return Categories({}, figure.hidden | frozenset(figure.numbers))
    return Measured({}, figure.hidden | frozenset(figure.measures))


def publishable_maps(maps: Sequence[Matrix], report: Report) -> tuple[list[Matrix], list[Matrix]]:
    """The maps of the published *report* without what could tell of one woman, and those that are left out.

    Of the latter too little would be left. Where the report says the sum of a month or of a house, it is shown or
    hidden here as it is there. Euros go with their doti.
    """
    kept, left_out = list[Matrix](), list[Matrix]()
    patterns: dict[str, frozenset[str]] = {}
    for matrix in sorted(maps, key=lambda each: each.indicator.kind is not Kind.COUNT):
        population = _population(matrix.indicator)
        away = patterns.setdefault(population, _hidden_places(matrix, report))
        if (matrix.indicator.kind is Kind.SHARE and away) or len(
            [place for place in away if "|" in place]
        ) * 2 > _filled(matrix):
            left_out.append(matrix)
        else:
            kept.append(_without(matrix, away))
    order = {matrix.indicator.id: place for place, matrix in enumerate(maps)}
    return (
        sorted(kept, key=lambda each: order[each.indicator.id]),
        sorted(left_out, key=lambda each: order[each.indicator.id]),
    )


def _filled(matrix: Matrix) -> int:
    return sum(_number(figure) > 0 for figure in matrix.cells.values())


def _number(figure: Figure) -> int:
    return figure.number if isinstance(figure, Count | Amount | Share) else 0


def _smallest(figure: Figure) -> int:
    """The number of a cell that tells most: of a share the smaller of yes and no."""
    if isinstance(figure, Share):
        return min((one for one in (figure.number, figure.out_of - figure.number) if one), default=0)
    if isinstance(figure, Count) and figure.number and figure.interval:
        return max(figure.interval.low, 1)
    return _number(figure)


def _hidden_places(matrix: Matrix, report: Report) -> frozenset[str]:
    """The places of a map to hide: ``2025-03|BAR``, a month, a house, or nothing for the sum of all.

    People who came twice count once in a sum, so it is less than its parts; it is hidden as if it were as much.
    """
    limit = fewest(matrix.indicator) if is_of_women(matrix.indicator) else 0
    linked, small = _Linked(), set[str]()
    parts: dict[str, list[str]] = {}
    for (month, house), figure in matrix.cells.items():
        place = f"{month}|{house}"
        linked.cells[place] = Cell(_number(figure), 0, 0)
        if 0 < _smallest(figure) < limit:
            small.add(place)
        parts.setdefault(month, []).append(place)
        parts.setdefault(house, []).append(place)
    sums = {**matrix.by_month, **matrix.by_house}
    for place, of_place in parts.items():
        linked.sums.append(Sum(place, tuple(of_place)))
    linked.sums += [Sum("", tuple(matrix.months)), Sum("", tuple(matrix.houses))]
    said = _said(matrix, report)
    for place in (*sums, ""):
        figure = sums[place] if place else matrix.total
        shown = said.get(place)
        linked.cells[place] = Cell(0, 0, 0, fixed=shown is True)
        if shown is False or (shown is None and 0 < _smallest(figure) < limit):
            small.add(place)
    linked.cells |= {
        place: replace(linked.cells[place], number=sum(linked.cells[part].number for part in of_place))
        for place, of_place in parts.items()
    }
    total = sum(linked.cells[month].number for month in matrix.months)
    linked.cells[""] = replace(linked.cells[""], number=total)
    linked.cells |= {
        place: replace(linked.cells[place], fewest=limit) for place in small if not said.get(place)
    }
    return linked.hidden(small)


def _said(matrix: Matrix, report: Report) -> dict[str, bool]:
    """Of the sums of a map, those that the report says elsewhere: whether it shows them."""
    population = _population(matrix.indicator)
    said: dict[str, bool] = {}
    for name, figure in report.figures.items():
        one = report.declared.get(name)
        if one is None or _population(one) != population:
            continue
        if isinstance(figure, Categories) and one.vocabulary in ("month", "house"):
            said |= dict.fromkeys(figure.numbers, True) | dict.fromkeys(figure.hidden, False)
        elif name == matrix.indicator.id and isinstance(figure, Count | Amount | Share):
            said[""] = not figure.hidden
    return said


def _without(matrix: Matrix, away: frozenset[str]) -> Matrix:
    def keep(place: str, figure: Figure) -> Figure:
        return _all_hidden(figure) if place in away else coarse(figure)

    return replace(
        matrix,
        cells={(month, house): keep(f"{month}|{house}", one) for (month, house), one in matrix.cells.items()},
        by_month={month: keep(month, one) for month, one in matrix.by_month.items()},
        by_house={house: keep(house, one) for house, one in matrix.by_house.items()},
        total=keep("", matrix.total),
    )
