"""The report of a period, the map month by house, and the rows behind every figure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from typing import Any

from millegiorni_desk.areas.monitoring import indicators
from millegiorni_desk.areas.monitoring.figures import Figure, figure
from millegiorni_desk.areas.monitoring.indicators import indicator
from millegiorni_desk.areas.monitoring.indicators.ages import AGE_BANDS
from millegiorni_desk.areas.monitoring.indicators.declaration import NETWORK, UNKNOWN, Base, Indicator, Kind
from millegiorni_desk.areas.monitoring.intervals import reading as intervals
from millegiorni_desk.areas.monitoring.intervals.changes import Changes
from millegiorni_desk.areas.monitoring.names import named
from millegiorni_desk.areas.monitoring.queries import (
    Period,
    Scope,
    Tally,
    prepared,
    rows_sql,
    tallies,
    unchanging,
)
from millegiorni_desk.areas.monitoring.report import Matrix, Report, Row, months
from millegiorni_desk.areas.monitoring.report_json import document, to_json
from millegiorni_desk.areas.monitoring.reserved import LABEL, RESERVED, VOCABULARIES, told
from millegiorni_desk.areas.people.linkage import clusters, learning, open_pairs
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import N_, _
from millegiorni_desk.network import service as network
from millegiorni_desk.network.vocabularies import OF_QUESTION, SHIPPED
from millegiorni_desk.vault.connection import give_back_memory
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

__all__ = [
    "MAPPED",
    "by_house",
    "compute",
    "document",
    "look_for_pairs",
    "maps",
    "month_by_house",
    "pairs_are_fresh",
    "reading",
    "rows",
    "to_json",
]

MAPPED = ("a1.accesses", "a1.people", "a2.doti", "a2.doti_committed")
"""The figures of the map month by house in the printed report."""

# Of so many accesses the temporary tables take memory that is worth giving back.
_MANY = 100_000
_LISTED = (Kind.CATEGORIES, Kind.MEASURED)
_TELL_EVERY = 10_000


def compute(
    vault: Vault,
    start: date,
    end: date,
    *,
    house: str = "",
    child_months: int = 36,
    only: Collection[str] = (),
    progress: Callable[[int, int, str], object] = lambda done, total, words: None,
) -> Report:
    """Every figure from *start* to *end*, both included; of one house where its code is given.

    ``child_months`` is the age in completed months under which a child is small; ``only`` names the figures
    wanted (none: all); ``progress`` hears how many are done, of how many, and the next one's title. All
    figures are of one unchanging state of the vault. Raises ``NotAllowed`` and ``InvalidValue``.
    """
    known = indicators.of(vault)
    wanted = [indicator(name, known) for name in only] or list(known.values())
    scope = _scope(vault, Period(start, end), house, child_months)
    labels = _labels(vault, known)
    codes = {
        name: [code for code in words if code not in (UNKNOWN, RESERVED)] for name, words in labels.items()
    }
    codes |= {"month": months(scope.period), "house": list(_houses(vault))}
    figures = {}
    with _counting(vault, scope, [(declared, ()) for declared in wanted]) as counting:
        for done, declared in enumerate(wanted):
            progress(done, len(wanted), declared.title)
            figures[declared.id] = counting.figure(declared, codes.get(declared.vocabulary, ()))
        weights = counting.weights()
    return Report(
        scope.period, house, child_months, figures, _houses(vault), labels, declared=known, weights=weights
    )


def look_for_pairs(
    vault: Vault, progress: Callable[[int, int, str], object] = lambda done, total, words: None
) -> None:
    """Find the open pairs anew where something changed since: before figures that are given away. Seconds, of many.

    Figures count with the pairs that were found last. Raises ``NotAllowed``.
    """
    vault.require(Permission.REPORT)
    progress(0, 0, N_("Cerco le coppie da rivedere"))
    with vault.connection() as raw:
        open_pairs.refresh(raw)


def pairs_are_fresh(vault: Vault) -> bool:
    """Whether nothing changed since the open pairs were found."""
    with vault.connection() as raw:
        return open_pairs.is_fresh(raw)


def by_house(
    vault: Vault, period: Period, wanted: Mapping[str, Collection[str]], *, child_months: int = 36
) -> dict[tuple[str, str], Figure]:
    """Figures of a period by id and house: *wanted* maps an id to the houses asked for, empty for all together.

    Of one unchanging state of the vault, read once, however many houses there are.
    """
    scope = _scope(vault, period, "", child_months)
    asked = [(indicator(name), places) for name, places in wanted.items()]
    found: dict[tuple[str, str], Figure] = {}
    with _counting(
        vault, scope, [(one, groups) for one, _unused in asked for groups in ((), ("house",))]
    ) as counting:
        for declared, places in asked:
            cells: dict[tuple[str, str], Figure] = {}
            if set(places) - {""}:
                cells = counting.by_place(declared, ("house",))
            if "" in places:
                cells["", ""] = counting.figure(declared)
            found |= {(declared.id, code): cells.get(("", code), figure(declared, ())) for code in places}
    return found


def maps(vault: Vault, report: Report, wanted: Sequence[str] = MAPPED) -> list[Matrix]:
    """The *wanted* indicators month by house, of the period and house of *report*.

    Raises ``InvalidValue`` for one that has no such map.
    """
    known = indicators.of(vault)
    declared = [indicator(name, known) for name in wanted]
    for one in declared:
        if not one.on_map or one.kind in _LISTED:
            raise InvalidValue(
                _("«{title}» non si può mettere in una mappa di mesi e Case.").format(title=one.title),
                "indicator",
            )
    scope = _scope(vault, report.period, report.house, report.child_months)
    houses = [report.house] if report.house else list(report.houses)
    sums = ((), ("month",), ("house",), ("month", "house"))
    with _counting(vault, scope, [(one, groups) for one in declared for groups in sums]) as counting:
        return [_matrix(counting, one, houses) for one in declared]


def month_by_house(
    vault: Vault, start: date, end: date, indicator_id: str, *, child_months: int = 36
) -> Matrix:
    """One indicator month by house, with its sums. Raises ``InvalidValue`` where it has no such map."""
    of_all = Report(Period(start, end), "", child_months, {}, _houses(vault), {})
    return maps(vault, of_all, [indicator_id])[0]


def rows(
    vault: Vault,
    indicator_id: str,
    period: Period | tuple[date, date],
    category: str | None = None,
    *,
    house: str = "",
    child_months: int = 36,
    progress: Callable[[int, int, str], object] = lambda done, total, words: None,
) -> list[Row]:
    """The rows behind a figure, in order of time: as many as it counts; ``progress`` hears how many there are.

    *category* is a code of the indicator's vocabulary, or ``yes``, ``no`` or ``unknown``. Without it: the
    rows that say yes, and for categories all rows.
    """
    declared = indicator(indicator_id, indicators.of(vault))
    scope = _scope(vault, Period(*period), house, child_months)
    if category is None and declared.kind not in _LISTED:
        category = "yes"
    sql, parameters = rows_sql(declared, category is not None), scope.parameters() | {"category": category}
    names = [name for name, _unused in declared.facts]
    # A million rows say few different things: each is kept once (240 MB instead of 890, measured).
    same: dict[Any, Any] = {}
    found: list[Row] = []
    with _reading(vault, scope, declared.source.needs) as cursor:
        for record, *said in cursor.execute(sql, parameters):
            if len(found) % _TELL_EVERY == 0:
                progress(len(found), 0, "righe")
            place, day, state = (same.setdefault(text, text) for text in said[:3])
            facts = tuple(said[3:])
            if facts not in same:
                same[facts] = dict(zip(names, facts, strict=True))
            found.append(Row(declared.source.table, record, place, day, state, same[facts]))
    return found


def reading(
    vault: Vault, report: Report, wanted: Sequence[Indicator]
) -> AbstractContextManager[tuple[Any, dict[str, Any]]]:
    """A cursor on what the *wanted* figures of *report* are counted from, and the parameters that it is asked with.

    For whoever writes all rows out; one state of the vault until the end. Raises ``NotAllowed``.
    """
    scope = _scope(vault, report.period, report.house, report.child_months)
    return _asking(vault, scope, frozenset(need for declared in wanted for need in declared.source.needs))


@contextmanager
def _asking(vault: Vault, scope: Scope, needs: frozenset[Base]) -> Iterator[tuple[Any, dict[str, Any]]]:
    with _reading(vault, scope, needs) as cursor:
        yield cursor, scope.parameters()


@contextmanager
def _reading(vault: Vault, scope: Scope, needs: frozenset[Base]) -> Iterator[Any]:
    with _connected(vault) as raw, _prepared(vault, raw, scope, needs) as cursor:
        yield cursor


@contextmanager
def _prepared(vault: Vault, raw: Any, scope: Scope, needs: frozenset[Base]) -> Iterator[Any]:
    with prepared(raw, scope, needs, told(vault, scope.parameters())) as cursor:
        if _has_many(vault):
            # What the tables were filled from is hardly asked again; it would stay in memory beside them.
            cursor.execute("PRAGMA cache_size = -4096")
            cursor.execute("PRAGMA shrink_memory")
            give_back_memory()
        yield cursor


@contextmanager
def _connected(vault: Vault) -> Iterator[Any]:
    with vault.connection(only_once=_has_many(vault)) as raw:
        clusters.refresh(raw)
        yield raw


def _has_many(vault: Vault) -> bool:
    # Not all are counted: whoever counts a million holds their pages.
    return bool(vault.scalar("SELECT EXISTS (SELECT 1 FROM access LIMIT 1 OFFSET :many)", many=_MANY))


class _Counting:
    """Counts figures of one state of the vault, with what open pairs may change in those of people."""

    def __init__(self, connection: Any, cursor: Any, scope: Scope, found: intervals.Found) -> None:
        self._connection, self._cursor, self.scope, self._found = connection, cursor, scope, found

    def weights(self) -> str:
        """By which weights open pairs were compared; nothing where none may change a figure."""
        return learning.version(self._connection) if self._found else ""

    def tallies(self, declared: Indicator, groups: tuple[str, ...] = ()) -> list[Tally]:
        return tallies(self._cursor, declared, self.scope, groups)

    def figure(
        self, declared: Indicator, codes: Sequence[str] = (), counted: Sequence[Tally] | None = None
    ) -> Figure:
        """The figure of all months and houses; *counted* where its tallies are known already."""
        changes = self._found.get((declared.id, ()), {}).get(("", ""), Changes())
        return figure(declared, self.tallies(declared) if counted is None else counted, codes, changes)

    def by_place(
        self, declared: Indicator, groups: tuple[str, ...], counted: Sequence[Tally] | None = None
    ) -> dict[tuple[str, str], Figure]:
        """The figure of each month and house where there is something."""
        changes = self._found.get((declared.id, groups), {})
        places: dict[tuple[str, str], list[Tally]] = {place: [] for place in changes}
        for tally in self.tallies(declared, groups) if counted is None else counted:
            places.setdefault((tally.month, tally.house), []).append(tally)
        return {
            place: figure(declared, of_place, (), changes.get(place, Changes()))
            for place, of_place in places.items()
        }


@contextmanager
def _counting(
    vault: Vault, scope: Scope, asked: Iterable[tuple[Indicator, tuple[str, ...]]]
) -> Iterator[_Counting]:
    wanted = {(declared.id, groups): declared for declared, groups in asked}
    needs = frozenset(need for declared in wanted.values() for need in declared.source.needs)
    with _connected(vault) as raw, unchanging(raw):
        found = intervals.read(raw, scope, wanted)
        with _prepared(vault, raw, scope, needs) as cursor:
            yield _Counting(raw, cursor, scope, found)


def _scope(vault: Vault, period: Period, house: str, child_months: int) -> Scope:
    vault.require(Permission.REPORT)
    if period.end < period.start:
        raise InvalidValue(_("Il periodo finisce prima di cominciare: controlla le due date."), "end")
    if child_months < 1:
        raise InvalidValue(_("L'età dei bimbi si dà in mesi, almeno uno."), "child_months")
    if house:
        network.house(vault, house)
    return Scope(period, house, child_months)


def _houses(vault: Vault) -> dict[str, str]:
    return {known.code: known.name for known in network.houses(vault)}


def _labels(vault: Vault, known: Mapping[str, Indicator]) -> dict[str, Mapping[str, str]]:
    vocabularies = {declared.vocabulary for declared in known.values()}
    used = {name for name in vocabularies if name in SHIPPED or name.startswith(OF_QUESTION)}
    labels: dict[str, Mapping[str, str]] = {
        name: network.terms(vault, name, italian=True) for name in sorted(used)
    }
    for name in VOCABULARIES & used:
        labels[name] = {**labels[name], RESERVED: LABEL}
    labels["house"] = {**_houses(vault), NETWORK: N_("Tutta la rete")}
    labels |= named(vault)
    labels["joined"] = {"decision": N_("Per decisione"), "code": N_("Per codice fiscale")}
    labels["age"] = {code: label for code, (_unused, _unused, label) in AGE_BANDS.items()}
    return labels


def _matrix(counting: _Counting, declared: Indicator, known: Sequence[str]) -> Matrix:
    placed = counting.tallies(declared, ("month", "house"))

    def counted(*groups: str) -> list[Tally] | None:
        # What counts once in each month and house counts once in their sum too: that is counted anew.
        return None if declared.source.once else _summed(placed, groups)

    cells = counting.by_place(declared, ("month", "house"), placed)
    by_month = counting.by_place(declared, ("month",), counted("month"))
    by_house = counting.by_place(declared, ("house",), counted("house"))
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
        counting.figure(declared, (), counted()),
    )


def _summed(placed: Sequence[Tally], groups: Sequence[str]) -> list[Tally]:
    """Tallies by month and house, summed within each of *groups*."""
    found: dict[tuple[str, str, str], Tally] = {}
    for one in placed:
        place = (one.month if "month" in groups else "", one.house if "house" in groups else "", one.state)
        held = found.get(place)
        if held is None:
            found[place] = one._replace(month=place[0], house=place[1])
            continue
        highest = max((each for each in (held.highest, one.highest) if each is not None), default=None)
        found[place] = Tally(
            *place,
            held.number + one.number,
            held.measured + one.measured,
            held.total + one.total,
            highest,
            held.other_total + one.other_total,
        )
    return list(found.values())
