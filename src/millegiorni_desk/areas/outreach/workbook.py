"""Outreach as a workbook for the funder, and the index of the evidence that is handed over."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from millegiorni_desk.areas.outreach import conferences, evidence, figures, materials, named, posts
from millegiorni_desk.areas.outreach.evidence import Item
from millegiorni_desk.areas.outreach.named import Days
from millegiorni_desk.areas.outreach.records import Post
from millegiorni_desk.areas.people.languages import italian_language_name
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.paper import spreadsheet
from millegiorni_desk.paper.workbooks import to_bytes
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

KINDS = {"material": "Materiale", "post": "Pubblicazione", "conference": "Convegno", "meeting": "Incontro"}
_ALL = 1_000_000
_FIRST_ROW = 5
Row = Sequence[str | int | float | date | None]


def outreach_workbook(vault: Vault, days: Days, funder_id: str = "") -> bytes:
    """The workbook of a period: of what carries a funder's mark, or of everything. Noted in the audit log."""
    vault.require(Permission.RECORD_OUTREACH)
    words = _Words(vault)
    under = " · ".join(part for part in (_period(days), words.funder(funder_id)) if part)
    book = _book(_("Comunicazione"), days)
    _summary(book.active, vault, days, words, under)
    made = [
        one
        for one in materials.page(vault, 0, _ALL, days)
        if not funder_id or funder_id in one.material.funders
    ]
    files = evidence.counts(vault, [one.material.id for one in made])
    _materials(book, made, files, words, under)
    _deliveries(book, vault, made, words, under)
    told = [one for one in posts.page(vault, 0, _ALL, days) if not funder_id or funder_id in one.funders]
    _posts(book, vault, told, words, under)
    _conferences(book, vault, days, words, under)
    vault.note("outreach.workbook", funder=funder_id, materials=len(made), posts=len(told))
    return to_bytes(book)


def index(
    vault: Vault, named_items: Sequence[tuple[str, Item]], funder: str, broken: Container[str]
) -> bytes:
    """What stands in the zip of the evidence, file by file."""
    vault.require(Permission.SEE_PROGRAMME)
    words = _Words(vault)
    book = _book(_("Visibilità dei finanziatori"), Days(date.today(), date.today()))
    sheet = book.active
    rows = [
        (
            name, KINDS[item.subject.kind] if item.subject else "", item.subject.title if item.subject else "",
            item.subject.on_date if item.subject else None, words.funder(item.evidence.funder_id) or "Tutti",
            item.evidence.notes, "non arrivato intero" if name in broken else item.evidence.sha256,
        )
        for name, item in named_items
    ]  # fmt: skip
    heads = ("File", "Che cosa mostra", "Titolo", "Giorno", "Finanziatore", "Note", "Impronta SHA-256")
    _sheet(sheet, "Indice", funder or "Tutti i finanziatori", heads, (44, 16, 40, 12, 28, 36, 36), rows)
    return to_bytes(book)


class _Words:
    """Codes in words, in Italian as they are printed, read once."""

    def __init__(self, vault: Vault) -> None:
        self._terms = {
            name: network.terms(vault, name, italian=True)
            for name in ("material_kind", "outreach_channel", "conference_role")
        }
        self._houses = {house.code: house.name for house in network.houses(vault)}
        self._funders = named.funders(vault)

    def term(self, vocabulary: str, code: str) -> str:
        return self._terms[vocabulary].get(code, code)

    def house(self, code: str) -> str:
        return self._houses.get(code, code)

    def funder(self, key: str) -> str:
        return self._funders.get(key, "")

    def funders(self, keys: Iterable[str]) -> str:
        return ", ".join(self._funders[key] for key in keys if key in self._funders)


def _book(title: str, days: Days) -> Workbook:
    from openpyxl import Workbook

    book = Workbook()
    book.properties.title = title
    book.properties.creator = "Millegiorni Desk"
    book.properties.created = datetime.combine(min(days.last, date.today()), time())
    return book


def _period(days: Days) -> str:
    if days == named.EVER:
        return "Dall'inizio"
    return f"dal {days.first:%d/%m/%Y} al {days.last:%d/%m/%Y}"


def _summary(sheet: Worksheet, vault: Vault, days: Days, words: _Words, under: str) -> None:
    found = figures.of(vault, days)
    rows: list[Row] = [
        ("Tipi di materiale", len(found.by_kind), None),
        *(
            (words.term("material_kind", kind), runs, copies)
            for kind, (runs, copies) in found.by_kind.items()
        ),
        ("Copie stampate", None, found.copies),
        ("Copie consegnate", None, found.delivered),
        ("Canali", len(found.by_channel), None),
        *(
            (words.term("outreach_channel", channel), number, reach if known else None)
            for channel, (number, known, reach) in found.by_channel.items()
        ),
        ("Convegni con un intervento", found.conferences, None),
        ("Convegni in sala", found.listened, None),
        *(
            (f"Marchio: {one.name}" if one.name else "Senza marchio", one.materials + one.posts, one.copies)
            for one in figures.by_funder(vault, days)
        ),
    ]
    heads = ("Che cosa", "Quanti", "Copie o persone raggiunte")
    _sheet(sheet, "Riepilogo", under, heads, (44, 12, 18), rows)


def _materials(
    book: Workbook, made: Sequence[materials.Line], files: dict[str, int], words: _Words, under: str
) -> None:
    rows = [
        (
            one.material.on_date, words.term("material_kind", one.material.kind), one.material.title,
            ", ".join(italian_language_name(code) for code in one.material.languages),
            words.house(one.material.house_code), words.funders(one.material.funders), one.material.copies,
            one.delivered, one.material.copies - one.delivered,
            None if one.material.cost_cents is None else one.material.cost_cents / 100,
            files.get(one.material.id, 0), one.material.notes,
        )
        for one in reversed(made)
    ]  # fmt: skip
    heads = ("Giorno", "Tipo", "Titolo", "Lingue", "Casa", "Marchi", "Copie", "Consegnate", "Restano", "Costo",
             "Prove", "Note")  # fmt: skip
    _sheet(
        book.create_sheet(), "Materiali", under, heads, (11, 22, 34, 20, 22, 34, 9, 12, 9, 12, 8, 30), rows
    )


def _deliveries(
    book: Workbook, vault: Vault, made: Sequence[materials.Line], words: _Words, under: str
) -> None:
    rows = [
        (given.on_date, one.material.title, words.house(given.house_code), given.place, given.copies)
        for one in reversed(made)
        for given in reversed(materials.deliveries(vault, one.material.id))
    ]
    heads = ("Giorno", "Materiale", "Casa", "Posto", "Copie")
    _sheet(book.create_sheet(), "Consegne", under, heads, (11, 40, 30, 40, 9), rows)


def _posts(book: Workbook, vault: Vault, told: Sequence[Post], words: _Words, under: str) -> None:
    meetings = named.subjects(vault, [one.meeting_id for one in told if one.meeting_id])
    rows = [
        (
            one.on_date, words.term("outreach_channel", one.channel), one.title, one.link, one.reach,
            words.house(one.house_code),
            meetings[one.meeting_id].title if one.meeting_id and one.meeting_id in meetings else "",
            words.funders(one.funders), one.notes,
        )
        for one in reversed(told)
    ]  # fmt: skip
    heads = (
        "Giorno",
        "Canale",
        "Titolo",
        "Collegamento",
        "Raggiunte",
        "Casa",
        "Incontro",
        "Finanziatori",
        "Note",
    )
    _sheet(book.create_sheet(), "Pubblicazioni", under, heads, (11, 16, 40, 44, 11, 22, 34, 34, 30), rows)


def _conferences(book: Workbook, vault: Vault, days: Days, words: _Words, under: str) -> None:
    rows = [
        (
            one.on_date, one.title, one.organiser, one.place, words.term("conference_role", one.role),
            one.speaker, one.reach, one.link, one.notes,
        )
        for one in reversed(conferences.every(vault, days))
    ]  # fmt: skip
    heads = ("Giorno", "Titolo", "Chi lo organizza", "Dove", "Come", "Chi è intervenuta", "Presenti",
             "Collegamento", "Note")  # fmt: skip
    _sheet(book.create_sheet(), "Convegni", under, heads, (11, 44, 30, 24, 20, 26, 10, 40, 30), rows)


def _sheet(
    sheet: Worksheet,
    title: str,
    under: str,
    heads: Sequence[str],
    widths: Sequence[float],
    rows: Sequence[Row],
) -> None:
    """Heads that stay in sight; words stay words, days and numbers are days and numbers."""
    from openpyxl.utils import get_column_letter

    sheet.title = title
    spreadsheet.title(sheet, title, under)
    spreadsheet.columns(sheet, widths)
    numbers = {at for at in range(len(heads)) if any(isinstance(row[at], int | float) for row in rows)}
    spreadsheet.head(sheet, 4, heads, numbers)
    for at, row in enumerate(rows, start=_FIRST_ROW):
        for column, value in enumerate(row, start=1):
            _put(sheet.cell(at, column), value)
        spreadsheet.wrap(sheet, at, widths)
    if rows:
        sheet.auto_filter.ref = f"A4:{get_column_letter(len(heads))}{_FIRST_ROW + len(rows) - 1}"
    sheet.freeze_panes = f"A{_FIRST_ROW}"
    spreadsheet.page(sheet, under, "4:4")


def _put(cell: Any, value: str | int | float | date | None) -> None:
    if isinstance(value, str):
        spreadsheet.text(cell, value)
    elif isinstance(value, date):
        spreadsheet.number(cell, value, spreadsheet.DAY)
    elif isinstance(value, float):
        spreadsheet.number(cell, value, spreadsheet.EUROS)
    elif value is not None:
        spreadsheet.number(cell, value, spreadsheet.WHOLE)
