"""One unchanging state of the vault, and what is counted from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from millegiorni_desk.areas.monitoring.counting import counted, placed, walks
from millegiorni_desk.areas.monitoring.figures import Figure, figure
from millegiorni_desk.areas.monitoring.indicators.declaration import Base, Indicator
from millegiorni_desk.areas.monitoring.intervals import reading as intervals
from millegiorni_desk.areas.monitoring.intervals.changes import Changes
from millegiorni_desk.areas.monitoring.queries import Scope, Tally, tallies
from millegiorni_desk.areas.monitoring.report import Matrix, months
from millegiorni_desk.areas.monitoring.reserved import told
from millegiorni_desk.areas.monitoring.temporary_tables import prepared, unchanging
from millegiorni_desk.areas.people.linkage import clusters, learning
from millegiorni_desk.paper import typesetting
from millegiorni_desk.vault.connection import give_back_memory
from millegiorni_desk.vault.vault import Vault

# So many accesses.
_MANY = 100_000


@contextmanager
def reading(vault: Vault, scope: Scope, needs: frozenset[Base]) -> Iterator[Any]:
    """A cursor on the temporary tables that sources need; they are kept as small as they can be."""
    sparing = has_many(vault) and not vault.far
    if sparing:
        typesetting.forget()
    with _connected(vault) as raw, _prepared(vault, raw, scope, needs, sparing=sparing) as cursor:
        yield cursor


@contextmanager
def _prepared(
    vault: Vault, raw: Any, scope: Scope, needs: frozenset[Base], *, sparing: bool = False
) -> Iterator[Any]:
    opened = told(vault, scope.parameters(), needs)
    with prepared(raw, scope, needs, opened, sparing=sparing) as cursor:
        if has_many(vault):
            # What the tables were filled from is hardly asked again; it would stay in memory beside them.
            cursor.execute("PRAGMA cache_size = -4096")
            cursor.execute("PRAGMA shrink_memory")
            give_back_memory()
        yield cursor


@contextmanager
def _connected(vault: Vault) -> Iterator[Any]:
    with vault.connection(only_once=has_many(vault)) as raw:
        clusters.refresh(raw)
        yield raw


def has_many(vault: Vault) -> bool:
    """Whether counting takes seconds, and its temporary tables memory that is worth giving back."""
    # Not all are counted: whoever counts a million holds their pages.
    return bool(vault.scalar("SELECT EXISTS (SELECT 1 FROM access LIMIT 1 OFFSET :many)", many=_MANY))


class Counting:
    """Counts figures of one state of the vault, with what open pairs may change in those of people."""

    def __init__(
        self, connection: Any, cursor: Any, scope: Scope, found: intervals.Found, *, far: bool
    ) -> None:
        self._connection, self._cursor, self.scope = connection, cursor, scope
        self._found, self._far = found, far

    def weights(self) -> str:
        """By which weights open pairs were compared; nothing where none may change a figure."""
        return learning.version(self._connection) if self._found else ""

    def counted(
        self,
        wanted: Sequence[Indicator],
        progress: Callable[[int, int, str], object] = lambda done, total, words: None,
    ) -> dict[str, list[Tally]]:
        """The tallies of all months and houses, by id."""
        found: dict[str, list[Tally]] = {}
        for some in walks(wanted):
            going_on = partial(progress, len(found), len(wanted), some[0].title)
            going_on()
            found |= counted(self._cursor, some, self.scope, far=self._far, going_on=going_on)
        return found

    def placed(self, declared: Indicator) -> dict[tuple[str, ...], list[Tally]]:
        """The tallies of each month and house, and of their sums."""
        return placed(self._cursor, declared, self.scope, far=self._far)

    def tallies(self, declared: Indicator, groups: tuple[str, ...]) -> list[Tally]:
        return tallies(self._cursor, declared, self.scope, groups)

    def figure(self, declared: Indicator, counted: Sequence[Tally], codes: Sequence[str] = ()) -> Figure:
        """The figure of all months and houses."""
        changes = self._found.get((declared.id, ()), {}).get(("", ""), Changes())
        return figure(declared, counted, codes, changes)

    def by_place(
        self, declared: Indicator, groups: tuple[str, ...], counted: Sequence[Tally]
    ) -> dict[tuple[str, str], Figure]:
        """The figure of each month and house where there is something."""
        changes = self._found.get((declared.id, groups), {})
        places: dict[tuple[str, str], list[Tally]] = {place: [] for place in changes}
        for tally in counted:
            places.setdefault((tally.month, tally.house), []).append(tally)
        return {
            place: figure(declared, of_place, (), changes.get(place, Changes()))
            for place, of_place in places.items()
        }


@contextmanager
def counting(
    vault: Vault, scope: Scope, asked: Iterable[tuple[Indicator, tuple[str, ...]]]
) -> Iterator[Counting]:
    """Counts figures *asked* for, each with the groups (``month``, ``house``) in which it is."""
    wanted = {(declared.id, groups): declared for declared, groups in asked}
    needs = frozenset(need for declared in wanted.values() for need in declared.source.needs)
    with _connected(vault) as raw, unchanging(raw):
        found = intervals.read(raw, scope, wanted)
        with _prepared(vault, raw, scope, needs) as cursor:
            yield Counting(raw, cursor, scope, found, far=vault.far)


def matrix(counting: Counting, declared: Indicator, known: Sequence[str]) -> Matrix:
    """A figure month by house, of the houses *known* and of others that it is counted in."""
    found = counting.placed(declared)
    cells, by_month, by_house = (
        counting.by_place(declared, groups, found[groups])
        for groups in (("month", "house"), ("month",), ("house",))
    )
    nothing = figure(declared, ())
    names = months(counting.scope.period)
    houses = [*known, *sorted({code for _unused, code in by_house} - set(known))]
    return Matrix(
        declared,
        names,
        houses,
        {(month, code): cells.get((month, code), nothing) for month in names for code in houses},
        {month: by_month.get((month, ""), nothing) for month in names},
        {code: by_house.get(("", code), nothing) for code in houses},
        counting.figure(declared, found[()]),
    )
