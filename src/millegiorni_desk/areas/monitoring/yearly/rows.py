"""The rows behind all figures, without names: one sheet for each kind of record, one column for each figure.

Whoever counts the cells of a column gets its figure. A person is a number, the same on every sheet of one workbook and
another in the next one; ids of records and of cards are on no sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from itertools import groupby, islice, pairwise
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Protocol

from millegiorni_desk.areas.monitoring.indicators.declaration import UNKNOWN, Indicator, Kind, Pick, Source
from millegiorni_desk.areas.monitoring.queries import LAST_CODE, SEPARATOR
from millegiorni_desk.language import N_

_AMOUNTS = (Kind.TOTAL, Kind.PART, Kind.MEAN, Kind.HIGHEST, Kind.MEASURED)
_SLICE = 10_000
_SAID_BY_OTHER_COLUMNS = ("month", "house")

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "access": N_("Accessi"), "person": N_("Persone"), "pathway": N_("Percorsi"), "dote": N_("Doti"),
        "intervention": N_("Interventi"), "goal": N_("Obiettivi"), "wellbeing": N_("Benessere"),
        "mediation": N_("Mediazioni"), "mediation_session": N_("Incontri di mediazione"), "house": N_("Case"),
        "managing_body": N_("Enti gestori"), "person_decision": N_("Coppie di persone"),
        "meeting": N_("Incontri"), "training": N_("Formazione"), "training_presence": N_("Presenze"),
        "staff_member": N_("Operatrici e operatori"), "agreement": N_("Accordi"), "partner": N_("Partner"),
        "budget_line": N_("Voci di costo"), "envelope": N_("Buste"), "material": N_("Materiali"),
        "material_delivery": N_("Consegne"), "post": N_("Pubblicazioni"), "conference": N_("Convegni"),
    }
)  # fmt: skip


class Ask(Protocol):
    """Asks the database, with further parameters besides those of the report."""

    def __call__(self, sql: str, **more: str) -> Iterable[Sequence[Any]]: ...


@dataclass(frozen=True)
class RowSheet:
    """The rows of one kind of record, ``table``: each of ``parts`` is SQL of key, house, day, person, and a text
    for each figure, of one set of rows, of which ``keys`` gives the keys alone.

    The text of a figure is read by :func:`said`; it is none where another part gives it.
    """

    table: str
    columns: Sequence[Indicator]
    parts: Sequence[str]
    keys: Sequence[str]


def said(text: str | None) -> tuple[str, str, str]:
    """The state and both amounts in the text of a figure; nothing where it does not count the row."""
    if not text:
        return "", "", ""
    *_order, state, amount, other = text.split(SEPARATOR)
    return state, amount, other


def sheets(wanted: Sequence[Indicator]) -> list[RowSheet]:
    """The sheets that hold the rows of all *wanted* figures."""
    kinds: dict[str, list[Indicator]] = {}
    for declared in wanted:
        if declared.vocabulary not in _SAID_BY_OTHER_COLUMNS:
            kinds.setdefault(_kind(declared.source), []).append(declared)
    return [_sheet(table, columns) for table, columns in kinds.items()]


def _kind(source: Source) -> str:
    return "person" if source.once and "cluster" in source.key else source.table


def _sheet(table: str, columns: Sequence[Indicator]) -> RowSheet:
    groups: dict[Source, list[Indicator]] = {}
    for declared in columns:
        groups.setdefault(replace(declared.source, where="", needs=frozenset()), []).append(declared)
    parts = [_select(source, some, columns) for source, some in groups.items()]
    keys = [f"SELECT {source.key} AS id {_from(source, some)}" for source, some in groups.items()]
    return RowSheet(table, columns, parts, keys)


def _from(source: Source, some: Sequence[Indicator]) -> str:
    counted = " OR ".join(dict.fromkeys(_condition(declared) for declared in some))
    return f"FROM {source.tables} WHERE {counted}"


def _select(source: Source, some: Sequence[Indicator], columns: Sequence[Indicator]) -> str:
    """The rows of one source, each once; a column of another source is empty in them."""
    person = source.key if _kind(source) == "person" else source.person or "NULL"
    told = [_text(declared) if declared in some else "NULL" for declared in columns]
    day = f"min({source.on_date})" if source.once else source.on_date
    place = f"min({source.house})" if source.once else source.house
    heads = [f"{source.key} AS id", f"{place} AS house", f"{day} AS on_date", f"{person} AS person"]
    heads += [f"{text} AS c{at}" for at, text in enumerate(told)]
    grouping = f" GROUP BY {source.key}" if source.once else ""
    return f"SELECT {', '.join(heads)} {_from(source, some)}{grouping}"


def _condition(declared: Indicator) -> str:
    return f"(({declared.source.where}) AND ({declared.where}))"


def _text(declared: Indicator) -> str:
    """What a row says of a figure; of several rows that count once, what the one says that speaks for them."""
    state, order = f"({declared.state})", f"({declared.source.order})"
    amounts = (declared.amount, declared.other_amount) if declared.kind in _AMOUNTS else ("''", "''")
    told = " || char(31) || ".join(
        [f"COALESCE({state}, '{UNKNOWN}')", *(f"COALESCE({amount}, '')" for amount in amounts)]
    )
    condition = _condition(declared)
    if not declared.source.once:
        return f"CASE WHEN {condition} THEN {told} END"
    first = {
        Pick.LAST_KNOWN: f"CASE WHEN {state} = '{UNKNOWN}' THEN '0' ELSE '1' END || ",
        Pick.ANY: f"CASE {state} WHEN 'yes' THEN '2' WHEN '{UNKNOWN}' THEN '1' ELSE '0' END || ",
    }.get(declared.pick, "")
    if declared.pick is Pick.SAME:
        # They all say the same: to put them in order would only take memory.
        return f"max(CASE WHEN {condition} THEN {told} END)"
    taken = "min" if declared.pick is Pick.FIRST else "max"
    return f"{taken}(CASE WHEN {condition} THEN {first}{order} || char(31) || {told} END)"


def read(ask: Ask, sheet: RowSheet, *, in_order: bool) -> Iterator[Sequence[Any]]:
    """The rows of a sheet, each key once: *in_order* of time, or as they are met, for which little is held."""
    if len(sheet.parts) == 1:
        order = " ORDER BY on_date, house, id" if in_order else ""
        return iter(ask(f"SELECT * FROM ({sheet.parts[0]}){order}"))
    if in_order:
        return iter(ask(_joined(sheet)))
    if sheet.table == "person":
        return _met(ask, sheet)
    streams = [ask(f"SELECT * FROM ({part}) ORDER BY id") for part in sheet.parts]
    merged = groupby(merge(*streams, key=itemgetter(0)), itemgetter(0))
    return (_one([*rows]) for _key, rows in merged)


def _met(ask: Ask, sheet: RowSheet) -> Iterator[Sequence[Any]]:
    """The rows of people, some tens of thousands of them at a time, and of these one part after the other.

    What groups them and puts them in order lies in memory: of all people at once it would be most of what there is.
    """
    for low, high in _slices(ask, sheet):
        found: dict[str, Sequence[Any]] = {}
        same: dict[str, str] = {}
        for part in sheet.parts:
            some = ask(f"SELECT * FROM ({part}) WHERE id >= :low AND id < :high", low=low, high=high)
            for key, house, day, person, *texts in some:
                # What puts rows in order is done with; what is left is said again and again.
                told = [text and SEPARATOR.join(text.split(SEPARATOR)[-3:]) for text in texts]
                row = (key, house, day, person, *(text and same.setdefault(text, text) for text in told))
                found[key] = _one((found[key], row)) if key in found else row
        yield from found.values()


def _slices(ask: Ask, sheet: RowSheet) -> list[tuple[str, str]]:
    """Where one slice of the keys ends and the next begins; the first and the last are open."""
    keys = ask(f"SELECT DISTINCT id FROM ({sheet.keys[0]}) ORDER BY id")
    ends = [str(key) for at, (key,) in enumerate(keys, start=1) if at % _SLICE == 0]
    return list(pairwise(["", *ends, LAST_CODE]))


def _joined(sheet: RowSheet) -> str:
    told = ", ".join(f"max(c{at}) AS c{at}" for at in range(len(sheet.columns)))
    return (
        f"SELECT id, max(house) AS house, min(on_date) AS on_date, max(person) AS person, {told}"
        f" FROM ({' UNION ALL '.join(sheet.parts)}) GROUP BY id ORDER BY 3, 2, 1"
    )


def _one(rows: Sequence[Sequence[Any]]) -> Sequence[Any]:
    """What several parts say of one key."""
    if len(rows) == 1:
        return rows[0]
    houses, days, people = ([row[at] for row in rows if row[at] is not None] or [None] for at in range(1, 4))
    texts = (next((text for text in said if text is not None), None) for said in zip(*rows, strict=True))
    return [rows[0][0], max(houses), min(days), max(people), *islice(texts, 4, None)]


def count(ask: Ask, sheet: RowSheet) -> int:
    """How many rows a sheet has."""
    keys = " UNION ALL ".join(sheet.keys)
    return int(next(iter(ask(f"SELECT count(DISTINCT id) FROM ({keys})")))[0])
