"""The empty registers: headers, lists to choose from, an example, and what each column may hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from millegiorni_desk.flows.workbooks import saving
from millegiorni_desk.flows.workbooks.columns import (
    COLUMNS,
    EXAMPLE_SHEET,
    LISTS_SHEET,
    TITLES,
    Cell,
    Column,
    Kind,
)
from millegiorni_desk.flows.workbooks.own_columns import own_columns
from millegiorni_desk.network import service as network
from millegiorni_desk.network.vocabularies import SHIPPED
from millegiorni_desk.paper.workbooks import put, to_bytes

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from millegiorni_desk.vault.vault import Vault

_INK, _REQUIRED, _OPTIONAL = "FF1F2933", "FFF6D9C9", "FFE8ECEF"
_LAST_ROW = 20_001
_FORMATS = {
    Cell.DAY: "DD/MM/YYYY",
    Cell.TIME: "HH:MM",
    Cell.EUROS: "#,##0.00",
    Cell.NUMBER: "0",
    Cell.CODICE_FISCALE: "@",
}
_HELP = {
    Cell.DAY: "Una data, come 12/03/2025.",
    Cell.BIRTH: "Una data, come 12/03/1994. Se sai solo l'anno, scrivi l'anno.",
    Cell.BIRTHS: "Una data o un anno per figlio, separati da punto e virgola: 05/06/2019; 2023.",
    Cell.TIME: "Un'ora, come 09:30.",
    Cell.NUMBER: "Un numero intero.",
    Cell.DECIMAL: "Un numero, come 3 o 3,5.",
    Cell.EUROS: "Euro, come 151,65.",
    Cell.HOURS: "Ore, come 12,5 oppure 12:30. Scrivi accanto a quale area vanno.",
    Cell.CODE: "Una voce dell'elenco.",
    Cell.CODES: "Una o più voci dell'elenco, separate da punto e virgola.",
    Cell.YES_NO: "Sì o No.",
    Cell.HOUSE: "Il codice o il nome della casa.",
    Cell.BODY: "Il codice o il nome dell'ente. Se la casa ne ha uno solo, può restare vuoto.",
    Cell.COUNTRY: "Il paese, come Marocco.",
    Cell.LANGUAGE: "La lingua, come arabo.",
    Cell.CODICE_FISCALE: "Sedici caratteri, oppure le undici cifre del codice provvisorio.",
}


def template(kind: Kind, vault: Vault | None = None) -> bytes:
    """The empty register of that kind as the bytes of an .xlsx file.

    With a *vault* its lists hold the network's houses, bodies and added words as well, and what the network asks
    besides are columns after ours.
    """
    columns = (*COLUMNS[kind], *(own_columns(vault, kind, date.today()) if vault else ()))
    workbook = empty(kind, columns, vault)
    _example_sheet(workbook, kind, columns)
    return to_bytes(workbook)


def empty(kind: Kind, columns: Sequence[Column], vault: Vault | None = None) -> Workbook:
    """The register without rows: its sheet with those columns, called as it is, and the lists to choose from."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.properties.creator, workbook.properties.title = "Millegiorni Desk", TITLES[kind]
    sheet = workbook.active
    sheet.title = TITLES[kind]
    lists = _lists(columns, vault)
    _headers(sheet, columns)
    _columns(sheet, columns, lists)
    _list_sheet(workbook, columns, lists)
    return workbook


def write_template(kind: Kind, path: Path, vault: Vault | None = None) -> None:
    """Write the empty register to *path*. Raises ``StorageFailed``."""
    saving.write(path, template(kind, vault))


def _lists(columns: Sequence[Column], vault: Vault | None) -> dict[str, list[str]]:
    """Column key → the words to choose from."""
    found: dict[str, list[str]] = {}
    for column in columns:
        if column.vocabulary:
            terms: Mapping[str, str] = (
                network.terms(vault, column.vocabulary, date.today(), italian=True)
                if vault
                else SHIPPED[column.vocabulary]
            )
            found[column.key] = list(terms.values())
        elif column.cell is Cell.YES_NO:
            found[column.key] = ["Sì", "No"]
        elif vault and column.cell is Cell.HOUSE:
            found[column.key] = [
                house.name for house in network.houses(vault) if vault.house in ("", house.code)
            ]
        elif vault and column.cell is Cell.BODY:
            found[column.key] = [body.name for body in network.bodies(vault, vault.house)]
    return found


def _headers(sheet: Worksheet, columns: Sequence[Column]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    for place, column in enumerate(columns, 1):
        cell = sheet.cell(1, place, column.header)
        cell.font = Font(bold=True, color=_INK)
        cell.fill = PatternFill("solid", fgColor=_REQUIRED if column.required else _OPTIONAL)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        cell.comment = Comment(_help(column), "Millegiorni Desk", height=70, width=260)
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "A2"


def _help(column: Column) -> str:
    words = _HELP.get(column.cell, "")
    if column.filled:
        return f"Obbligatoria. {words}".strip()
    if column.required:
        return "La colonna è obbligatoria; in una riga basta il cognome o il nome."
    return words or "Testo libero."


def _columns(sheet: Worksheet, columns: Sequence[Column], lists: dict[str, list[str]]) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    listed = list(lists)
    for place, column in enumerate(columns, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = column.width
        text = column.cell is Cell.TEXT or column.cell is Cell.CODICE_FISCALE
        sheet.column_dimensions[letter].number_format = "@" if text else _FORMATS.get(column.cell, "General")
        if not lists.get(column.key):
            continue
        at = get_column_letter(listed.index(column.key) + 1)
        choice = f"{LISTS_SHEET}!${at}$2:${at}${len(lists[column.key]) + 1}"
        # Never an error: a code or several words are right too, and the import says what is wrong.
        check = DataValidation("list", formula1=choice, allow_blank=True, showErrorMessage=False)
        check.add(f"{letter}2:{letter}{_LAST_ROW}")
        sheet.add_data_validation(check)


def _list_sheet(workbook: Workbook, columns: Sequence[Column], lists: dict[str, list[str]]) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = workbook.create_sheet(LISTS_SHEET)
    headers = {column.key: column.header for column in columns}
    for place, (key, labels) in enumerate(lists.items(), 1):
        sheet.cell(1, place, headers[key]).font = Font(bold=True, color=_INK)
        for row, label in enumerate(labels, 2):
            put(sheet.cell(row, place), label)
        longest = max((len(label) for label in labels), default=10)
        sheet.column_dimensions[get_column_letter(place)].width = max(14, min(48, longest + 2))
    sheet.freeze_panes = "A2"


def _example_sheet(workbook: Workbook, kind: Kind, columns: Sequence[Column]) -> None:
    from openpyxl.styles import Alignment, Font

    sheet = workbook.create_sheet(EXAMPLE_SHEET)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 44
    sheet.column_dimensions["C"].width = 80
    for place, title in enumerate(("Colonna", "Esempio", "Che cosa ci va"), 1):
        sheet.cell(1, place, title).font = Font(bold=True, color=_INK)
    for row, column in enumerate(columns, 2):
        sheet.cell(row, 1, column.header).font = Font(bold=column.required, color=_INK)
        put(sheet.cell(row, 2), column.example)
        sheet.cell(row, 3, _help(column)).alignment = Alignment(wrap_text=True)
    last = len(columns) + 3
    sheet.cell(last, 1, f"Questo foglio non viene importato: si importa solo «{TITLES[kind]}».")
    sheet.freeze_panes = "A2"
