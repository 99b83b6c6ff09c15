"""The registers of accesses and of pathways as workbooks: the template's columns, filled with what is in the vault.

What is written can be read back by an import into another vault. Without names a woman stands under her code, with the
year of her birth; whatever could tell who she is, free text too, stays in the vault. So does what is sealed, always.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Any

from millegiorni_desk.areas.people.countries import italian_country_name
from millegiorni_desk.areas.people.languages import italian_language_name
from millegiorni_desk.areas.people.pseudonym import pseudonym
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows.workbooks import templates
from millegiorni_desk.flows.workbooks.columns import COLUMNS, TITLES, Cell, Column, Kind
from millegiorni_desk.language import _
from millegiorni_desk.network import names as network_names
from millegiorni_desk.network import service as network
from millegiorni_desk.paper import spreadsheet
from millegiorni_desk.paper.workbooks import to_bytes
from millegiorni_desk.vault import sealing
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as SheetCell

Progress = Callable[[int, int, str], object]
KINDS = (Kind.ACCESSES, Kind.PATHWAYS)
MOST_ROWS = 100_000
_TELL_EVERY = 500
_SEPARATOR = "; "

_CARD = (
    "p.surname, p.name, p.codice_fiscale, p.birth_date, p.birth_precision, p.gender, p.citizenship, p.birth_country, "
    "p.phone, p.address"
)
_ROWS = {
    Kind.ACCESSES: (
        "SELECT t.id, t.person_id, t.house, t.on_date, t.at_time, t.operator, t.pregnant, t.due_date, t.minors, "
        "t.channel, t.needs, t.activities, t.referred_to, t.in_care, t.adi, t.minutes, t.notes, "
        f"coalesce(nullif(t.language, ''), p.language) AS language, {_CARD} "
        "FROM access t LEFT JOIN person p ON p.id = t.person_id",
        "t.on_date",
        "t.on_date, t.at_time, t.id",
    ),
    Kind.PATHWAYS: (
        "SELECT t.id, t.person_id, t.house, t.opened_on, t.closed_on, t.case_manager, t.minors, t.fragilities, "
        "t.main_request, t.referrer, t.assessed_on, t.household, t.resources, t.wishes, t.ended_as, t.outcome, "
        f"t.notes, {_CARD} FROM pathway t LEFT JOIN person p ON p.id = t.person_id",
        "t.opened_on",
        "t.opened_on, t.id",
    ),
}
_TABLES = {Kind.ACCESSES: "access", Kind.PATHWAYS: "pathway"}
# Of a woman without a name: what would say who she is, and words in which anything may stand.
_SAYS_WHO = frozenset(
    {
        "name", "codice_fiscale", "phone", "address", "notes", "household", "resources", "wishes", "goals", "outcome",
        "referrer",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Which register: from the first to the last day, of one house or (empty) all, with names or without."""

    kind: Kind
    first: date
    last: date
    house: str = ""
    named: bool = False

    @property
    def file_name(self) -> str:
        """``accessi-bar-2025-01-01-2025-12-31.xlsx``; with names it says so."""
        stem = {Kind.ACCESSES: "accessi", Kind.PATHWAYS: "percorsi"}[self.kind]
        parts = [stem, self.house.lower(), f"{self.first}", f"{self.last}", "con-nomi" if self.named else ""]
        return "-".join(filter(None, parts)) + ".xlsx"


def register(vault: Vault, asked: Asked, progress: Progress = lambda done, total, words: None) -> bytes:
    """The workbook; noted in the audit log. Raises ``InvalidValue`` for another register, and for too many rows."""
    vault.require(Permission.REPORT)
    if asked.named:
        vault.require(Permission.EXPORT_PERSON)
    _check(vault, asked)
    rows = _read(vault, asked)
    if len(rows) > MOST_ROWS:
        raise InvalidValue(
            _("Sono più di {most} righe: scegli un periodo più corto, o una casa.").format(most=MOST_ROWS),
            "first",
        )
    book = templates.empty(asked.kind, COLUMNS[asked.kind], vault)
    sheet = book[TITLES[asked.kind]]
    for number, told in enumerate(_told(vault, asked, rows)):
        if number % _TELL_EVERY == 0:
            progress(number, len(rows), "righe")
        for place, column in enumerate(COLUMNS[asked.kind], 1):
            value = told.get(column.key)
            if value not in (None, ""):
                _put(sheet.cell(number + 2, place), column, value)
    progress(len(rows), len(rows), "righe")
    vault.note("register.save", kind=asked.kind.value, rows=len(rows), names=asked.named)
    return to_bytes(book)


def _check(vault: Vault, asked: Asked) -> None:
    if asked.kind not in KINDS:
        raise InvalidValue(_("Si scrivono i registri degli accessi e dei percorsi."), "kind")
    if asked.last < asked.first:
        raise InvalidValue(_("Il periodo finisce prima di cominciare: controlla le due date."), "last")
    if asked.house:
        network.house(vault, asked.house)
    if asked.named and network_names.are_hidden(vault):
        raise InvalidValue(_("In questo archivio non ci sono nomi: il registro si scrive senza."), "names")


def _read(vault: Vault, asked: Asked) -> list[dict[str, Any]]:
    select, day, order = _ROWS[asked.kind]
    seen = sealing.seen(vault, _TABLES[asked.kind], "t.id")
    return vault.query(
        f"{select} WHERE t.voided = 0 AND {day} BETWEEN :first AND :last AND (:house = '' OR t.house = :house)"
        f"{' AND ' + seen if seen else ''} ORDER BY {order} LIMIT {MOST_ROWS + 1}",
        first=asked.first.isoformat(), last=asked.last.isoformat(), house=asked.house,
    )  # fmt: skip


def _told(vault: Vault, asked: Asked, rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each row as its cells say it, by column key."""
    houses = {house.code: house.name for house in network.houses(vault)}
    words = {
        column.vocabulary: network.terms(vault, column.vocabulary, italian=True)
        for column in COLUMNS[asked.kind]
        if column.vocabulary
    }
    births = _births(vault, rows) if asked.kind is Kind.ACCESSES else {}
    goals = _goals(vault, rows) if asked.kind is Kind.PATHWAYS and asked.named else {}
    for row in rows:
        told = {**row, "house": houses.get(row["house"], row["house"])}
        told["births"] = births.get(row["person_id"] or "", "")
        told["goals"] = _SEPARATOR.join(goals.get(row["id"], ()))
        if not asked.named:
            _without_name(told)
        for column in COLUMNS[asked.kind]:
            told[column.key] = _words(column, told.get(column.key), words, told)
        yield told


def _without_name(told: dict[str, Any]) -> None:
    for key in _SAYS_WHO:
        told[key] = ""
    told["surname"] = pseudonym(told["person_id"]) if told["person_id"] else ""
    told["birth_precision"] = "year"
    told["births"] = [(day, "year") for day, _precision in told["births"] or ()]


def _words(column: Column, value: Any, words: Mapping[str, Mapping[str, str]], row: Mapping[str, Any]) -> Any:
    if value is None or value == "":
        return None
    match column.cell:
        case Cell.CODE:
            return words[column.vocabulary].get(value, value)
        case Cell.CODES:
            terms = words[column.vocabulary]
            return _SEPARATOR.join(terms.get(code, code) for code in json.loads(value or "[]"))
        case Cell.COUNTRY:
            return italian_country_name(value)
        case Cell.LANGUAGE:
            return italian_language_name(value)
        case Cell.BIRTH:
            return _birth(value, row["birth_precision"])
        case Cell.BIRTHS:
            return _SEPARATOR.join(_birth_words(*one) for one in value)
        case Cell.DAY:
            return date.fromisoformat(value)
        case Cell.TIME:
            return time.fromisoformat(value)
        case _:
            return value


def _birth(value: str, precision: str) -> date | int:
    return int(value[:4]) if precision == "year" else date.fromisoformat(value)


def _birth_words(value: str, precision: str) -> str:
    return value[:4] if precision == "year" else f"{date.fromisoformat(value):%d/%m/%Y}"


def _births(vault: Vault, rows: list[dict[str, Any]]) -> dict[str, list[tuple[str, str]]]:
    """Of each woman of the rows, when her children were born."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in vault.query(
        "SELECT c.person_id, c.birth_date, c.birth_precision FROM json_each(:ids) w "
        "CROSS JOIN child c ON c.person_id = w.value "
        "WHERE c.voided = 0 AND c.birth_date IS NOT NULL ORDER BY c.birth_date, c.id",
        ids=_ids(rows, "person_id"),
    ):
        found.setdefault(row["person_id"], []).append((row["birth_date"], row["birth_precision"]))
    return found


def _goals(vault: Vault, rows: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The goals of each pathway of the rows; what is sealed was blanked in them."""
    found: dict[str, list[str]] = {}
    for row in vault.query(
        "SELECT g.pathway_id, g.title FROM json_each(:ids) w CROSS JOIN goal g ON g.pathway_id = w.value "
        "WHERE g.voided = 0 AND g.title <> '' ORDER BY g.id",
        ids=_ids(rows, "id"),
    ):
        # The separator between goals cannot stand inside one.
        found.setdefault(row["pathway_id"], []).append(row["title"].replace(";", ","))
    return found


def _ids(rows: list[dict[str, Any]], key: str) -> str:
    return json.dumps(sorted({row[key] for row in rows if row[key]}))


def _put(cell: SheetCell, column: Column, value: Any) -> None:
    if isinstance(value, str):
        spreadsheet.text(cell, value)
    elif isinstance(value, date):
        spreadsheet.number(cell, value, spreadsheet.DAY)
    elif isinstance(value, time):
        spreadsheet.number(cell, value, "HH:MM")
    else:
        cell.value = value
