"""The account as a workbook: a summary with its subtotals, and the doti row by row; sums are formulas, and checked.

Beside what a formula adds up stands what the ledger says, as a number: whoever changes a cell sees that they part.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from millegiorni_desk.areas.doti import account_words as words
from millegiorni_desk.areas.doti.account_changes import ADDED, CHANGED, GONE, Changes
from millegiorni_desk.areas.doti.account_rows import Amounts, Row
from millegiorni_desk.areas.doti.accounts import BY, Account
from millegiorni_desk.paper import spreadsheet
from millegiorni_desk.paper.workbooks import to_bytes

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_ROWS = (
    "N.",
    "Data",
    "Persona",
    "Casa",
    "Ente",
    "Voce di costo",
    "Spesa",
    "Documenti",
    "Ricevuta",
    "Pagata il",
)
_ROW_WIDTHS = (6, 11, 24, 20, 28, 22, 20, 34, 18, 11)
_CHANGES = ("Che cosa", "Data", "Persona", "Casa", "Voce di costo", "Documenti", "Cambiato")
_CHANGE_WIDTHS = (11, 11, 24, 20, 22, 34, 34)
_SUM_WIDTH = 15
_FIRST_ROW = 5
KINDS = {ADDED: "aggiunta", CHANGED: "cambiata", GONE: "tolta"}
FIELDS = {
    "house": "casa", "body": "ente", "expense": "spesa", "on": "data", "paid_on": "giorno del pagamento",
    "receipt": "ricevuta", "payee": "persona", "documents": "documenti", "amounts": "importi",
}  # fmt: skip


def account_workbook(account: Account) -> bytes:
    """The workbook of an account, as it is now or as it was sent."""
    book = _book(account)
    summary, rows = book.active, book.create_sheet("Doti")
    _summary(summary, account)
    _doti(rows, account)
    return to_bytes(book)


def changes_workbook(found: Changes) -> bytes:
    """The workbook of what changed since a copy was sent."""
    book = _book(found.sent)
    sheet = book.active
    sheet.title = "Differenze"
    spreadsheet.title(sheet, "Differenze dal rendiconto inviato", _under(found.sent))
    widths = (*_CHANGE_WIDTHS, *[_SUM_WIDTH] * len(words.SUMS))
    spreadsheet.columns(sheet, widths)
    first = len(_CHANGES) + 1
    spreadsheet.head(sheet, 4, (*_CHANGES, *words.SUMS), range(first - 1, len(widths)))
    at = _FIRST_ROW
    for change in found.changes:
        row = change.row
        told = (
            KINDS[change.kind],
            "",
            words.payee(row),
            found.now.label("house", row.house),
            found.now.label("line", row.line_id),
            row.documents,
            ", ".join(FIELDS[name] for name in change.fields),
        )
        _texts(sheet, at, told)
        _date(sheet.cell(at, 2), row.on)
        _sums(sheet, at, first, change.by)
        spreadsheet.wrap(sheet, at, widths)
        at += 1
    _total(sheet, at, first, found.by, "Differenza")
    sheet.freeze_panes = "A5"
    spreadsheet.page(sheet, _under(found.sent), "4:4")
    return to_bytes(book)


def _book(account: Account) -> Workbook:
    from openpyxl import Workbook

    book = Workbook()
    book.properties.title = words.TITLE
    book.properties.creator = "Millegiorni Desk"
    book.properties.created = datetime.combine(account.span.end, time())
    return book


def _under(account: Account) -> str:
    return f"{account.fund} ({account.code}) · {words.period(account)}"


def _summary(sheet: Worksheet, account: Account) -> None:
    sheet.title = "Riepilogo"
    spreadsheet.title(sheet, words.TITLE, _under(account))
    spreadsheet.columns(sheet, (40, 10, *[_SUM_WIDTH] * len(words.SUMS)))
    row = 4
    for label, value in words.facts(account):
        spreadsheet.style(spreadsheet.text(sheet.cell(row, 1), label), colour=spreadsheet.MUTED)
        spreadsheet.text(sheet.cell(row, 2), value)
        row += 1
    row = _check(sheet, row + 1, account)
    for by in BY:
        row = _subtotals(sheet, row + 1, account, by)
    note = spreadsheet.align(
        spreadsheet.style(spreadsheet.text(sheet.cell(row + 1, 1), words.MEANING), colour=spreadsheet.MUTED)
    )
    sheet.merge_cells(start_row=row + 1, end_row=row + 1, start_column=1, end_column=2 + len(words.SUMS))
    spreadsheet.fit(sheet, row + 1, (note.value, 130))
    spreadsheet.page(sheet, _under(account))


def _check(sheet: Worksheet, row: int, account: Account) -> int:
    """The rows added up by the workbook, what the ledger says, and the difference between them."""
    from openpyxl.utils import get_column_letter

    spreadsheet.head(sheet, row, ("Totale", "", *words.SUMS), range(2, 2 + len(words.SUMS)))
    for at, label in enumerate(("Somma delle doti", "Libro mastro", "Differenza"), start=1):
        spreadsheet.style(spreadsheet.text(sheet.cell(row + at, 1), label), bold=at == 1)
    last = _FIRST_ROW + max(len(account.rows), 1) - 1
    for place, value in enumerate(words.cents(account.total)):
        column = get_column_letter(len(_ROWS) + 1 + place)
        here = get_column_letter(3 + place)
        said = (
            f"=SUM(Doti!{column}{_FIRST_ROW}:{column}{last})",
            value / 100,
            f"=ROUND({here}{row + 1}-{here}{row + 2},2)",
        )
        for at, one in enumerate(said, start=1):
            cell = spreadsheet.number(sheet.cell(row + at, 3 + place), one, spreadsheet.EUROS)
            spreadsheet.style(cell, bold=at == 1)
    return row + 4


def _subtotals(sheet: Worksheet, row: int, account: Account, by: str) -> int:
    spreadsheet.head(sheet, row, (words.BY_WORDS[by], "Doti", *words.SUMS), range(1, 2 + len(words.SUMS)))
    at = row + 1
    for one in account.subtotals[by]:
        spreadsheet.text(sheet.cell(at, 1), one.label)
        spreadsheet.number(sheet.cell(at, 2), one.doti, spreadsheet.WHOLE)
        _sums(sheet, at, 3, one.amounts)
        at += 1
    _adding(sheet, at, 3, row + 1, "Totale")
    return at + 1


def _doti(sheet: Worksheet, account: Account) -> None:
    from openpyxl.utils import get_column_letter

    spreadsheet.title(sheet, "Le doti, una per una", _under(account))
    widths = (*_ROW_WIDTHS, *[_SUM_WIDTH] * len(words.SUMS))
    spreadsheet.columns(sheet, widths)
    first = len(_ROWS) + 1
    spreadsheet.head(sheet, 4, (*_ROWS, *words.SUMS), range(first - 1, len(widths)))
    at = _FIRST_ROW
    for number, row in enumerate(account.rows, start=1):
        _texts(sheet, at, _told(account, row))
        spreadsheet.number(sheet.cell(at, 1), number, spreadsheet.WHOLE)
        _date(sheet.cell(at, 2), row.on)
        _date(sheet.cell(at, 10), row.paid_on)
        _sums(sheet, at, first, row.amounts)
        spreadsheet.wrap(sheet, at, widths)
        at += 1
    if account.rows:
        sheet.auto_filter.ref = f"A4:{get_column_letter(len(widths))}{at - 1}"
    _adding(sheet, max(at, _FIRST_ROW + 1), first, _FIRST_ROW, "Totale")
    sheet.freeze_panes = "C5"
    spreadsheet.page(sheet, _under(account), "4:4")


def _told(account: Account, row: Row) -> tuple[str, ...]:
    return (
        "",
        "",
        words.payee(row),
        account.label("house", row.house),
        account.label("body", row.body),
        account.label("line", row.line_id),
        account.label("expense", row.expense),
        row.documents,
        row.receipt,
    )


def _texts(sheet: Worksheet, row: int, told: Sequence[str]) -> None:
    for column, value in enumerate(told, start=1):
        if value:
            spreadsheet.text(sheet.cell(row, column), value)


def _date(cell: Cell, iso: str) -> None:
    if iso:
        spreadsheet.number(cell, date.fromisoformat(iso), spreadsheet.DAY)


def _sums(sheet: Worksheet, row: int, first: int, amounts: Amounts) -> None:
    for place, value in enumerate(words.cents(amounts)):
        spreadsheet.number(sheet.cell(row, first + place), value / 100, spreadsheet.EUROS)


def _adding(sheet: Worksheet, row: int, first: int, top: int, label: str) -> None:
    """A row of formulas that add up what stands above, from row *top*."""
    from openpyxl.utils import get_column_letter

    spreadsheet.style(spreadsheet.text(sheet.cell(row, 1), label), bold=True, fill=spreadsheet.GROUND)
    for column in range(2, first):
        spreadsheet.style(sheet.cell(row, column), fill=spreadsheet.GROUND)
    for place in range(len(words.SUMS)):
        letter = get_column_letter(first + place)
        said = f"=SUM({letter}{top}:{letter}{row - 1})" if row > top else 0
        cell = spreadsheet.number(sheet.cell(row, first + place), said, spreadsheet.EUROS)
        spreadsheet.style(cell, bold=True, fill=spreadsheet.GROUND)


def _total(sheet: Worksheet, row: int, first: int, amounts: Amounts, label: str) -> None:
    """The sum of the rows above as formulas, and below it the same as it was counted."""
    _adding(sheet, row, first, _FIRST_ROW, label)
    spreadsheet.style(spreadsheet.text(sheet.cell(row + 1, 1), "Libro mastro"), colour=spreadsheet.MUTED)
    _sums(sheet, row + 1, first, amounts)
