"""The report of a period, the map month by house, and the rows behind every figure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from typing import Any, TypeVar

from millegiorni_desk.areas.monitoring import indicators, state
from millegiorni_desk.areas.monitoring.counting import WAYS
from millegiorni_desk.areas.monitoring.figures import Figure, figure
from millegiorni_desk.areas.monitoring.indicators import indicator
from millegiorni_desk.areas.monitoring.indicators.ages import AGE_BANDS
from millegiorni_desk.areas.monitoring.indicators.declaration import NETWORK, UNKNOWN, Base, Indicator, Kind
from millegiorni_desk.areas.monitoring.names import named
from millegiorni_desk.areas.monitoring.queries import Period, Scope, rows_sql
from millegiorni_desk.areas.monitoring.report import Matrix, Report, Row, months
from millegiorni_desk.areas.monitoring.report_json import document, to_json
from millegiorni_desk.areas.monitoring.reserved import LABEL, RESERVED, VOCABULARIES
from millegiorni_desk.areas.people.linkage import open_pairs
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import N_, _
from millegiorni_desk.network import service as network
from millegiorni_desk.network.vocabularies import OF_QUESTION, SHIPPED
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

__all__ = [
    "MAPPED",
    "by_house",
    "compute",
    "compute_with_maps",
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

_Value = TypeVar("_Value")
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
    return _kept(
        vault, _figures(scope, wanted), lambda: _computed(vault, scope, known, wanted, (), progress)[0]
    )


def ready(vault: Vault, start: date, end: date, *, house: str = "") -> Report | None:
    """What :func:`compute` gives of all figures, where it is kept: at once, and none where it has to be counted."""
    scope = _scope(vault, Period(start, end), house, 36)
    found: Report | None = vault.kept.known(
        _asked(vault, _figures(scope, list(indicators.of(vault).values())))
    )
    return found


def _figures(scope: Scope, wanted: Sequence[Indicator]) -> Hashable:
    return "figures", scope, tuple(wanted)


def _kept(vault: Vault, asked: Hashable, make: Callable[[], _Value]) -> _Value:
    """What *make* gives, kept while nothing is written."""
    return vault.while_unchanged(_asked(vault, asked), make)


def _asked(vault: Vault, asked: Hashable) -> Hashable:
    """The question *asked* by this user, with what she may read, today."""
    reader = (vault.user_id, tuple(vault.roles), vault.seal_pair and vault.seal_pair.public)
    return asked, reader, date.today()


def compute_with_maps(
    vault: Vault,
    start: date,
    end: date,
    *,
    house: str = "",
    progress: Callable[[int, int, str], object] = lambda done, total, words: None,
) -> tuple[Report, list[Matrix]]:
    """Every figure as :func:`compute` gives it, and the maps of ``MAPPED``, of one state that is read once."""
    known = indicators.of(vault)
    scope = _scope(vault, Period(start, end), house, 36)
    return _computed(vault, scope, known, list(known.values()), MAPPED, progress)


def _computed(
    vault: Vault,
    scope: Scope,
    known: Mapping[str, Indicator],
    wanted: Sequence[Indicator],
    mapped: Sequence[str],
    progress: Callable[[int, int, str], object],
) -> tuple[Report, list[Matrix]]:
    labels = _labels(vault, known)
    codes = {
        name: [code for code in words if code not in (UNKNOWN, RESERVED)] for name, words in labels.items()
    }
    houses = _houses(vault)
    codes |= {"month": months(scope.period), "house": list(houses)}
    figures, on_maps = {}, [known[name] for name in mapped]
    asked = [(one, ()) for one in wanted] + [(one, groups) for one in on_maps for groups in WAYS]
    with state.counting(vault, scope, asked) as counts:
        told_by = counts.counted(wanted, progress)
        for declared in wanted:
            known_codes = codes.get(declared.vocabulary, ())
            figures[declared.id] = counts.figure(declared, told_by[declared.id], known_codes)
        report = Report(
            scope.period, scope.house, scope.child_months, figures, houses, labels,
            declared=known, weights=counts.weights(),
        )  # fmt: skip
        return report, [state.matrix(counts, one, _on_map(report)) for one in on_maps]


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
    asked = tuple((indicator(name), tuple(places)) for name, places in wanted.items())
    return _kept(vault, ("by house", scope, asked), lambda: _by_house(vault, scope, asked))


def _by_house(
    vault: Vault, scope: Scope, asked: Sequence[tuple[Indicator, Collection[str]]]
) -> dict[tuple[str, str], Figure]:
    found: dict[tuple[str, str], Figure] = {}
    with state.counting(
        vault, scope, [(one, groups) for one, _unused in asked for groups in ((), ("house",))]
    ) as counts:
        together = counts.counted([declared for declared, places in asked if "" in places])
        for declared, places in asked:
            cells: dict[tuple[str, str], Figure] = {}
            if set(places) - {""}:
                cells = counts.by_place(declared, ("house",), counts.tallies(declared, ("house",)))
            if "" in places:
                cells["", ""] = counts.figure(declared, together[declared.id])
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
    houses = _on_map(report)

    def count() -> list[Matrix]:
        with state.counting(vault, scope, [(one, groups) for one in declared for groups in WAYS]) as counts:
            return [state.matrix(counts, one, houses) for one in declared]

    return _kept(vault, ("maps", scope, tuple(wanted), tuple(houses)), count)


def _on_map(report: Report) -> list[str]:
    return [report.house] if report.house else list(report.houses)


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
    with state.reading(vault, scope, declared.source.needs) as cursor:
        for record, *said in cursor.execute(sql, parameters):
            if len(found) % _TELL_EVERY == 0:
                progress(len(found), 0, "righe")
            place, day, says = (same.setdefault(text, text) for text in said[:3])
            facts = tuple(said[3:])
            if facts not in same:
                same[facts] = dict(zip(names, facts, strict=True))
            found.append(Row(declared.source.table, record, place, day, says, same[facts]))
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
    with state.reading(vault, scope, needs) as cursor:
        yield cursor, scope.parameters()


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
