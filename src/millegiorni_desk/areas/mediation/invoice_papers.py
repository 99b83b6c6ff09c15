"""The hours of the mediators for the invoice, as a workbook and on paper: case codes, no woman's name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from millegiorni_desk.areas.mediation import invoicing
from millegiorni_desk.areas.mediation.invoicing import Hours, Invoiced
from millegiorni_desk.language import N_
from millegiorni_desk.network import service as network
from millegiorni_desk.paper import spreadsheet
from millegiorni_desk.paper.workbooks import put, to_bytes
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# What leaves for another body is Italian, whichever language the window speaks.
_TITLE = N_("Ore di mediazione linguistica e culturale")
_HEADS = (
    N_("Giorno"),
    N_("Caso"),
    N_("Casa"),
    N_("Che cosa"),
    N_("Minuti"),
    N_("Ore"),
    N_("€ all'ora"),
    N_("Euro"),
)
_WIDTHS = (12, 16, 24, 46, 9, 9, 11, 12)
_NO_RATE = N_("Il costo orario non è scritto: l'importo va aggiunto a mano.")
_CODES = N_(
    "Ogni caso ha un codice: i nomi delle donne restano agli sportelli. Gli importi sono arrotondati al centesimo "
    "incontro per incontro."
)


def hours_workbook(vault: Vault, start: date, end: date, mediator_id: str = "") -> bytes:
    """One sheet with the sums by mediator and month, one with every session; euros and hours are numbers."""
    vault.require(Permission.REPORT)
    from openpyxl import Workbook

    groups = invoicing.by_mediator(vault, start, end, mediator_id)
    book = Workbook()
    book.properties.title = _TITLE
    under = f"{_TITLE} · {_period(start, end)}"
    _sums(book.active, groups, under)
    _sessions(book.create_sheet(N_("Incontri")), vault, groups, under)
    vault.note("mediation.hours", sessions=sum(len(group.rows) for group in groups))
    return to_bytes(book)


def hours_pdf(vault: Vault, start: date, end: date, mediator_id: str = "") -> bytes:
    """The same on A4: for each month and mediator her sessions and what they come to, then the whole."""
    vault.require(Permission.REPORT)
    from millegiorni_desk.paper import document as paper

    groups = invoicing.by_mediator(vault, start, end, mediator_id)
    blocks: list[paper.Block] = [paper.Paragraph(_period(start, end)), paper.Paragraph(_CODES, "small")]
    kinds, houses = _words(vault)
    for group in groups:
        blocks += [
            paper.Heading(f"{_month(group.month)} · {_who(group)}"),
            paper.Table(
                (_HEADS[0], _HEADS[1], _HEADS[2], _HEADS[3], _HEADS[5], _HEADS[7]),
                [_line(row, kinds, houses) for row in group.rows],
                (1.4, 1.7, 2.1, 4.2, 0.9, 1.3),
                figures=(4, 5),
            ),
            paper.Facts(_totals([group])),
        ]
    if not groups:
        blocks.append(paper.Paragraph(N_("Nessun incontro in questo periodo.")))
    if len(groups) > 1:
        blocks += [paper.Heading(N_("In tutto")), paper.Facts(_totals(groups))]
    vault.note("mediation.hours", sessions=sum(len(group.rows) for group in groups))
    return paper.pdf(paper.Document(_TITLE, ("it",), blocks, above="Mille Giorni Insieme"))


def hours_words(minutes: int) -> str:
    """Hours with a comma and at most two decimals: ``1,75``."""
    worked = (Decimal(minutes) / 60).quantize(Decimal("0.01"), ROUND_HALF_UP).normalize()
    return f"{worked:f}".replace(".", ",")


def euros_words(cents: int | None) -> str:
    """``1.234,50``, or a dash where it is not known."""
    if cents is None:
        return "–"
    return f"{Decimal(cents) / 100:,.2f}".replace(",", "\0").replace(".", ",").replace("\0", ".")


def _words(vault: Vault) -> tuple[dict[str, str], dict[str, str]]:
    houses = {house.code: house.name for house in network.houses(vault)}
    return dict(network.terms(vault, "mediation_kind", italian=True)), houses


def _line(row: Hours, kinds: dict[str, str], houses: dict[str, str]) -> list[str]:
    return [
        f"{row.on_date:%d/%m/%Y}",
        row.case,
        houses.get(row.house, row.house),
        kinds.get(row.kind, row.kind),
        hours_words(row.minutes),
        euros_words(row.cents),
    ]


def _totals(groups: Sequence[Invoiced]) -> list[tuple[str, str]]:
    minutes, cents, missing = invoicing.total(groups)
    rates = {group.cents_per_hour for group in groups}
    told = [(N_("Ore"), hours_words(minutes))]
    if len(rates) == 1 and not missing:
        told.append((N_("Costo di un'ora"), f"{euros_words(rates.pop())} €"))
    told.append((N_("Importo"), f"{euros_words(cents)} €" if cents or not missing else _NO_RATE))
    if cents and missing:
        told.append((N_("Attenzione"), _NO_RATE))
    return told


def _who(group: Invoiced) -> str:
    return " · ".join(
        part for part in (group.mediator or N_("Mediatrice non indicata"), group.organisation) if part
    )


def _month(code: str) -> str:
    return f"{code[5:]}/{code[:4]}"


def _period(start: date, end: date) -> str:
    return N_("Dal {start:%d/%m/%Y} al {end:%d/%m/%Y}").format(start=start, end=end)


def _sums(sheet: Worksheet, groups: Sequence[Invoiced], under: str) -> None:
    sheet.title = N_("Per mese")
    rows: list[list[Any]] = [
        [
            _month(group.month),
            group.mediator,
            group.organisation,
            len(group.rows),
            group.minutes / 60,
            None if group.cents_per_hour is None else group.cents_per_hour / 100,
            None if group.cents is None else group.cents / 100,
        ]
        for group in groups
    ]
    minutes, cents, _missing = invoicing.total(groups)
    heads = (
        N_("Mese"),
        N_("Mediatrice"),
        N_("Ente o associazione"),
        N_("Incontri"),
        _HEADS[5],
        _HEADS[6],
        _HEADS[7],
    )
    count = sum(len(group.rows) for group in groups)
    last = [N_("In tutto"), "", "", count, minutes / 60, None, cents / 100]
    _fill(
        sheet,
        heads,
        [*rows, last],
        (12, 28, 28, 10, 9, 11, 12),
        {5: "0.00", 6: "#,##0.00", 7: "#,##0.00"},
        under,
    )


def _sessions(sheet: Worksheet, vault: Vault, groups: Sequence[Invoiced], under: str) -> None:
    kinds, houses = _words(vault)
    rows: list[list[Any]] = []
    for group in groups:
        for row in group.rows:
            rate, cents = row.cents_per_hour, row.cents
            place, kind = houses.get(row.house, row.house), kinds.get(row.kind, row.kind)
            rows.append(
                [row.on_date, row.case, place, kind, row.minutes, row.minutes / 60,
                 None if rate is None else rate / 100, None if cents is None else cents / 100, row.mediator]
            )  # fmt: skip
    minutes, cents_, _missing = invoicing.total(groups)
    last = [N_("In tutto"), "", "", "", minutes, minutes / 60, None, cents_ / 100, ""]
    _fill(sheet, (*_HEADS, N_("Mediatrice")), [*rows, last], (*_WIDTHS, 28),
          {1: spreadsheet.DAY, 6: "0.00", 7: "#,##0.00", 8: "#,##0.00"}, under)  # fmt: skip


def _fill(
    sheet: Worksheet,
    heads: Sequence[str],
    rows: Sequence[Sequence[Any]],
    widths: Sequence[int],
    forms: dict[int, str],
    under: str,
) -> None:
    """Heads, rows and, last, the sum; what looks like a formula stays text."""
    spreadsheet.columns(sheet, widths)
    numbers = {at for at, value in enumerate(rows[-1]) if isinstance(value, int | float)}
    spreadsheet.head(sheet, 1, heads, numbers | {column - 1 for column in forms if column > 1})
    for at, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(at, column)
            put(cell, value)
            if column in forms and not isinstance(value, str):
                cell.number_format = forms[column]
            if at == len(rows) + 1:
                spreadsheet.style(cell, bold=True)
        spreadsheet.wrap(sheet, at, widths)
    sheet.freeze_panes = "A2"
    spreadsheet.page(sheet, under, "1:1")
