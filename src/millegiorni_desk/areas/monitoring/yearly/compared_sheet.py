"""Two periods side by side as a sheet: values as numbers, n and N of each, the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millegiorni_desk.areas.monitoring import wording
from millegiorni_desk.areas.monitoring.figures import Amount, Count, Figure, Share
from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator
from millegiorni_desk.areas.monitoring.yearly import comparing
from millegiorni_desk.areas.monitoring.yearly.charts import two_periods
from millegiorni_desk.areas.monitoring.yearly.units import UNITS
from millegiorni_desk.areas.monitoring.yearly.year import Year
from millegiorni_desk.language import N_
from millegiorni_desk.paper import spreadsheet

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_WIDTHS = (19, 44, 15, 10, 10, 15, 10, 10, 15, 18, 18)


def compared_sheet(sheet: Worksheet, year: Year, under: str) -> None:
    """Write the comparison of *year* with the period before into *sheet*."""
    if year.before is None:
        return
    say, tongue = year.tongue.say, year.tongue
    sheet.title = say(N_("Confronto"))
    spreadsheet.title(sheet, say(N_("Confronto tra due periodi")), under)
    spreadsheet.columns(sheet, _WIDTHS)
    was, now = tongue.column(year.before.period), tongue.column(year.report.period)
    heads = [say(N_("Codice")), say(N_("Cifra")), was, "n", "N", now, "n", "N", say(N_("Differenza"))]
    found = list(comparing.compared(year))
    if any(wording.is_unsure(figure) for one in found for figure in (one.before, one.after)):
        heads += [say(N_("{period}: tra quanto e quanto")).format(period=period) for period in (was, now)]
    spreadsheet.head(sheet, 4, heads, range(2, len(heads)))
    sheet.freeze_panes = "C5"
    row = 5
    for one in found:
        spreadsheet.text(sheet.cell(row, 1), one.declared.id)
        spreadsheet.text(sheet.cell(row, 2), say(one.declared.title))
        _figure(sheet, row, 3, one.declared, one.before)
        _figure(sheet, row, 6, one.declared, one.after)
        spreadsheet.align(
            spreadsheet.text(sheet.cell(row, 9), comparing.difference_words(tongue, one)), "right"
        )
        for column, figure in ((10, one.before), (11, one.after)):
            shown = tongue.value(one.declared, figure).partition("(")[2].removesuffix(")")
            if shown:
                spreadsheet.align(spreadsheet.text(sheet.cell(row, column), shown), "right")
        row += 1
    for declared, _unused in year.declared():
        drawn = two_periods(year, declared)
        for bar in drawn.bars if drawn else ():
            spreadsheet.text(sheet.cell(row, 1), declared.id)
            spreadsheet.text(sheet.cell(row, 2), f"{say(declared.title)}: {bar.label}")
            for column, text in zip((3, 6, 9), bar.texts, strict=True):
                spreadsheet.align(spreadsheet.text(sheet.cell(row, column), text), "right")
            row += 1
    spreadsheet.page(sheet, under, "4:4", numbered=say(N_("Pagina {page} di {pages}")))


def _figure(sheet: Worksheet, row: int, column: int, declared: Indicator, figure: Figure) -> None:
    first, second, third = (sheet.cell(row, column + at) for at in range(3))
    match figure:
        case Share():
            share = None if figure.percent is None else figure.percent / 100
            spreadsheet.number(first, share, spreadsheet.PERCENT)
            _counted(second, figure.number, hidden=figure.hidden)
            if figure.out_of or not figure.hidden:
                spreadsheet.number(third, figure.out_of, spreadsheet.WHOLE)
        case Amount():
            parts, form = UNITS.get(declared.unit, (1, spreadsheet.WHOLE))
            if figure.hidden:
                spreadsheet.align(spreadsheet.text(first, wording.HIDDEN), "right")
            elif figure.value is not None:
                spreadsheet.number(first, figure.value / parts if parts > 1 else figure.value, form)
        case Count():
            _counted(first, figure.number, hidden=figure.hidden)


def _counted(cell: Cell, number: int, *, hidden: bool) -> None:
    if hidden:
        spreadsheet.align(spreadsheet.text(cell, wording.HIDDEN), "right")
    else:
        spreadsheet.number(cell, number, spreadsheet.WHOLE)
