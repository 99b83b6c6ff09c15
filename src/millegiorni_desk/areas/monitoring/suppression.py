"""Which numbers of linked tables must be hidden, so that no small one can be worked out from those that are left.

Cell suppression as the statistical offices do it (Hundepool et al., *Statistical Disclosure Control*, 2012, chapter 4):
small numbers are hidden first, then others beside them until a reader who knows every sum, every number shown, and
this rule, can neither solve for a hidden number nor prove that it is a small one. Nothing here knows what is counted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

# Ranks are worked out modulo a prime (2^61 - 1): the coefficients are 0, 1 and -1, and no fraction grows.
_PRIME = (1 << 61) - 1
_ROUNDS = 30
_ENDLESS = 1 << 60

Row = dict[str, int]


@dataclass(frozen=True)
class Cell:
    """A number of a table. Below ``fewest``, and above zero, it is hidden; 0 means that it is never small.

    ``least`` is what a reader knows of it where it is hidden: 1 where a zero would be shown. ``fixed`` is one that
    was shown already, and so stays.
    """

    number: int
    fewest: int = 0
    least: int = 1
    fixed: bool = False

    @property
    def small(self) -> bool:
        """Whether it tells too much."""
        return 0 < self.number < self.fewest


@dataclass(frozen=True)
class Sum:
    """``total`` is the sum of ``parts``; both are names of cells."""

    total: str
    parts: tuple[str, ...]

    def coefficients(self) -> Row:
        """The sum as an equation that comes to zero."""
        row: Row = {}
        for name, sign in ((self.total, -1), *((part, 1) for part in self.parts)):
            row[name] = row.get(name, 0) + sign
        return {name: sign for name, sign in row.items() if sign}


def to_hide(
    cells: Mapping[str, Cell],
    sums: Sequence[Sum],
    hidden: Collection[str] = (),
    together: Sequence[frozenset[str]] = (),
) -> frozenset[str]:
    """The names of the cells to hide: the small ones, those *hidden* already, and as few others as keep them safe.

    Of those that stand *together* all are hidden or none. The same cells give the same answer. Where nothing is left
    that may be hidden, the rest is what it is.
    """
    small = {name for name, cell in cells.items() if cell.small and not cell.fixed}
    away = _with_ties(small | set(hidden), together)
    equations = [one.coefficients() for one in sums]
    within: dict[str, list[Row]] = {}
    for equation in equations:
        for name in equation:
            within.setdefault(name, []).append(equation)
    while True:
        weak = _weak(cells, equations, away)
        more: set[str] = set()
        for name in weak:
            # What was hidden for another one in this round may be enough for this one too.
            if any(beside & more for beside in map(dict.keys, within[name])):
                continue
            beside = _beside(cells, within, equations, away | more, name)
            if beside is not None:
                more.add(beside)
        if not more:
            return frozenset(away)
        away = _with_ties(away | more, together)


def _with_ties(away: set[str], together: Sequence[frozenset[str]]) -> set[str]:
    while True:
        more = away.union(*(group for group in together if not away.isdisjoint(group)))
        if len(more) == len(away):
            return more
        away = more


def _weak(cells: Mapping[str, Cell], equations: Sequence[Row], away: Collection[str]) -> list[str]:
    """The hidden cells that can be solved for, or proved to be small; the most exposed first."""
    left = [(row, rest) for row, rest in (_left(cells, equation, away) for equation in equations) if row]
    found = dict.fromkeys(sorted(_solved(row for row, _rest in left)))
    low, high = _bounds(cells, left, away)
    for name in sorted(high):
        cell = cells[name]
        if low[name] == high[name] or (cell.small and high[name] < cell.fewest):
            found[name] = None
    return list(found)


def _left(cells: Mapping[str, Cell], equation: Row, away: Collection[str]) -> tuple[Row, int]:
    """What a reader does not know of an equation, and what it comes to."""
    rest = -sum(sign * cells[name].number for name, sign in equation.items() if name not in away)
    return {name: sign for name, sign in equation.items() if name in away}, rest


def _solved(rows: Iterable[Row]) -> set[str]:
    """The unknowns that have one value in every solution: alone in a row of the reduced form."""
    reduced: dict[str, Row] = {}
    for row in rows:
        rest = dict(row)
        for pivot in [name for name in rest if name in reduced]:
            _take(rest, reduced[pivot], rest.get(pivot, 0))
        if not rest:
            continue
        pivot = min(rest)
        inverse = pow(rest[pivot], -1, _PRIME)
        rest = {name: factor * inverse % _PRIME for name, factor in rest.items()}
        for other in reduced.values():
            if pivot in other:
                _take(other, rest, other[pivot])
        reduced[pivot] = rest
    return {pivot for pivot, row in reduced.items() if len(row) == 1}


def _take(row: Row, other: Row, times: int) -> None:
    """Subtract *times* another row from *row*."""
    for name, factor in other.items():
        value = (row.get(name, 0) - times * factor) % _PRIME
        if value:
            row[name] = value
        else:
            row.pop(name, None)


def _bounds(
    cells: Mapping[str, Cell], left: Sequence[tuple[Row, int]], away: Collection[str]
) -> tuple[dict[str, int], dict[str, int]]:
    """Between what a reader can place each hidden cell, one equation after the other until nothing moves."""
    low = {name: cells[name].least for row, _rest in left for name in row if name in away}
    high = dict.fromkeys(low, _ENDLESS)
    for _round in range(_ROUNDS):
        moved = False
        for row, rest in left:
            moved |= _narrowed(row, rest, low, high)
        if not moved:
            break
    return low, high


def _narrowed(row: Row, rest: int, low: dict[str, int], high: dict[str, int]) -> bool:
    """Narrow every cell of one equation by what the others can be at most and at least."""
    moved = False
    for name, sign in row.items():
        least = most = rest
        for other, factor in row.items():
            if other == name:
                continue
            least -= max(factor * low[other], factor * high[other])
            most -= min(factor * low[other], factor * high[other])
        if sign < 0:
            least, most = -most, -least
        if least > low[name]:
            low[name], moved = least, True
        if most < high[name]:
            high[name], moved = most, True
    return moved


def _beside(
    cells: Mapping[str, Cell],
    within: Mapping[str, Sequence[Row]],
    equations: Sequence[Row],
    away: Collection[str],
    name: str,
) -> str | None:
    """The cell whose hiding costs least among those summed with *name*; of any sum, where these are all hidden."""

    def cost(other: str) -> tuple[bool, int, int, str]:
        alone = sum(all(each == other or each not in away for each in equation) for equation in within[other])
        return cells[other].number == 0, alone, cells[other].number, other

    for some in (within[name], equations):
        able = {
            other
            for equation in some
            if any(each in away for each in equation)
            for other in equation
            if other not in away and not cells[other].fixed
        }
        if able:
            return min(able, key=cost)
    return None
