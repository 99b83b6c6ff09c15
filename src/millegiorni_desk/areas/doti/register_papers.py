"""The register of receipts of a body as A4 pages and as a workbook, with totals that are the ledger's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from millegiorni_desk.areas.doti import receipt_register
from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.doti.receipt_register import RegisterRow, Totals
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.vault import Vault

_MONTHS = (
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split()
)
_TITLE = "Registro delle ricevute"
_ERASED = "dati cancellati"
_HEADS = ("Numero", "Data", "Persona", "Per che cosa", "Importo", "Stato")
_WIDTHS = (2.6, 1.5, 3.2, 2.2, 1.7, 2.6)
_SHEET_HEADS = (
    "Numero", "Data", "Persona", "Per che cosa", "Importo", "Stato", "Annullata il", "Motivo", "Stampe",
    "Copia firmata il", "Nel libro mastro", "Fatta da",
)  # fmt: skip
# Words that stand beside a number, which ends where they begin.
_AFTER_NUMBERS = frozenset({6, 12})
_SHEET_WIDTHS = (20, 12, 30, 22, 14, 12, 13, 30, 8, 15, 16, 20)


def register_pdf(vault: Vault, body: str, year: int, month: int = 0) -> bytes:
    """The register as PDF, A4: every number, voided ones too, and those that are missing."""
    from millegiorni_desk.paper import document

    rows = receipt_register.register(vault, body, year, month)
    known = network.body(vault, body)
    cells = [[*_told(row)] for row in rows]
    return document.pdf(
        document.Document(
            title=f"{_TITLE}, {_period(year, month)}",
            languages=("it",),
            above=known.name,
            blocks=[
                document.Paragraph(f"{date.today():%d/%m/%Y} · {vault.user_name}", "small"),
                document.Table(_HEADS, cells, _WIDTHS, figures=(4,)),
                document.Facts(list(_sums(vault, body, year, rows))),
            ],
            close=True,
        )
    )


def register_workbook(vault: Vault, body: str, year: int, month: int = 0) -> bytes:
    """The register as the bytes of an .xlsx file: amounts are numbers, and whatever was typed stays text."""
    from openpyxl import Workbook

    from millegiorni_desk.paper import spreadsheet
    from millegiorni_desk.paper.workbooks import put, to_bytes

    rows = receipt_register.register(vault, body, year, month)
    book = Workbook()
    sheet = book.active
    sheet.title = f"Ricevute {year}" + (f"-{month:02}" if month else "")
    spreadsheet.columns(sheet, _SHEET_WIDTHS)
    spreadsheet.head(sheet, 1, _SHEET_HEADS, (4, 8, 10))
    sheet.freeze_panes = "A2"
    spreadsheet.page(sheet, f"{_TITLE} · {network.body(vault, body).name} · {_period(year, month)}", "1:1")
    for n, row in enumerate(rows, start=2):
        for at, value in enumerate(_cells(row), start=1):
            cell = sheet.cell(n, at)
            if isinstance(value, str):
                put(spreadsheet.align(cell, "left", indent=at in _AFTER_NUMBERS), value)
            else:
                cell.value = value
            if isinstance(value, float):
                cell.number_format = spreadsheet.EUROS
            if isinstance(value, date):
                spreadsheet.align(cell, "left").number_format = spreadsheet.DAY
    for n, (label, value) in enumerate(_sums(vault, body, year, rows), start=len(rows) + 3):
        put(sheet.cell(n, 1), label)
        put(sheet.cell(n, 3), value)
    total = receipt_register.totals(rows)
    last = len(rows) + 2
    for at, cents in ((5, total.cents), (11, total.ledger_cents)):
        spreadsheet.style(spreadsheet.number(sheet.cell(last, at), cents / 100, spreadsheet.EUROS), bold=True)
    spreadsheet.style(spreadsheet.text(sheet.cell(last, 1), "Totale delle valide"), bold=True)
    return to_bytes(book)


def _period(year: int, month: int) -> str:
    return f"{_MONTHS[month - 1]} {year}" if month else str(year)


def _told(row: RegisterRow) -> Iterator[str]:
    yield row.number
    yield f"{row.issued_on:%d/%m/%Y}"
    yield row.person or _ERASED
    yield row.expense.lower()
    yield format_euros(row.amount_cents)
    yield _state(row)


def _state(row: RegisterRow) -> str:
    if row.voided_at:
        return f"annullata: {row.void_reason}"
    if row.ledger_cents != row.amount_cents:
        return f"nel libro {format_euros(row.ledger_cents)}"
    return "firmata" if row.signed_at else "stampata" if row.prints else "da stampare"


def _cells(row: RegisterRow) -> Iterator[str | int | float | date | None]:
    yield row.number
    yield row.issued_on
    yield row.person or _ERASED
    yield row.expense
    yield row.amount_cents / 100
    yield "annullata" if row.voided_at else "valida"
    yield date.fromisoformat(row.voided_at[:10]) if row.voided_at else None
    yield row.void_reason
    yield row.prints
    yield date.fromisoformat(row.signed_at[:10]) if row.signed_at else None
    yield None if row.voided_at else row.ledger_cents / 100
    yield row.issued_by


def _sums(vault: Vault, body: str, year: int, rows: Sequence[RegisterRow]) -> Iterator[tuple[str, str]]:
    total: Totals = receipt_register.totals(rows)
    yield "Ricevute valide", f"{total.live} · {format_euros(total.cents)}"
    yield "Annullate", str(total.voided)
    yield "Nel libro mastro, le stesse doti", format_euros(total.ledger_cents)
    if total.cents != total.ledger_cents:
        # A receipt stays true when money comes back later: the ledger is less by that.
        yield "Restituiti dopo la ricevuta", format_euros(total.cents - total.ledger_cents)
    missing = receipt_register.missing_numbers(vault, body, year)
    yield f"Numeri che mancano nel {year}", ", ".join(missing) or "nessuno"
