"""The report as an Excel workbook: the figures, the map month by house, categories with charts of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from millegiorni_desk.areas.monitoring import service, wording
from millegiorni_desk.areas.monitoring.disclosure import publishable_maps
from millegiorni_desk.areas.monitoring.figures import (
    Amount,
    Categories,
    Count,
    Figure,
    Measure,
    Measured,
    Share,
)
from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator, Unit
from millegiorni_desk.areas.monitoring.report import Matrix, Report
from millegiorni_desk.paper import spreadsheet
from millegiorni_desk.paper.workbooks import to_bytes
from millegiorni_desk.vault.vault import Vault

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_TITLE = "Mille Giorni Insieme · relazione di monitoraggio"
_SHEETS = {
    "Accessi": (
        "a1.by_month",
        "a1.by_house",
        "a1.by_channel",
        "a1.by_need",
        "a1.by_activity",
        "a1.by_referral",
    ),
    "Persone": ("a1.by_age", "a1.by_citizenship", "a1.joined"),
    "Percorsi": ("a2.by_fragility", "a2.by_area", "a2.by_specialist", "a2.goals", "a2.wellbeing"),
    "Doti": ("a2.by_expense", "a2.doti_by_state"),
    "Mediazione": ("m.by_origin", "m.by_fragility", "m.by_kind"),
}
# How many of what is summed make one of what is shown, and its format.
_UNITS = {
    Unit.CENTS: (100, spreadsheet.EUROS),
    Unit.HOURS: (60, spreadsheet.DECIMAL),
    Unit.NUMBER: (100, spreadsheet.DECIMAL),
}
_HOUSE_WIDTH, _LABEL_WIDTH = 13, 36
# How many rows a printed page of categories holds, at its scale.
_PRINTED_ROWS = 50
_HEADS = ("Codice", "Cifra", "n", "N", "Quota", "Non si sa", "Cosa vuol dire", "Su quanti")
_WIDTHS = (19, 38, 14, 10, 9, 10, 68, 50)


def report_workbook(vault: Vault, report: Report) -> bytes:
    """The workbook of *report*, with the map of its period read from *vault*."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.title = _TITLE
    book.properties.creator = "Millegiorni Desk"
    book.properties.created = datetime.combine(report.period.end, time())
    _figures(book.active, report)
    maps, left_out = service.maps(vault, report), list[Matrix]()
    if report.published:
        maps, left_out = publishable_maps(maps, report)
    _map(book.create_sheet(), report, maps, left_out)
    for name, wanted in (_SHEETS | _of_questions(report)).items():
        _categories(book.create_sheet(name), report, wanted)
    return to_bytes(book)


def _of_questions(report: Report) -> dict[str, tuple[str, ...]]:
    """The sheet of the network's own questions, where any has answers to choose from."""
    found = tuple(name for name in wording.questions(report) if isinstance(report.figures[name], Categories))
    return {"Domande": found} if found else {}


def _under(report: Report) -> str:
    return f"{wording.place(report)}, {wording.period(report)}"


def _figures(sheet: Worksheet, report: Report) -> None:
    sheet.title = "Cifre"
    spreadsheet.title(sheet, _TITLE, _under(report))
    spreadsheet.columns(sheet, _WIDTHS)
    spreadsheet.head(sheet, 4, _HEADS, range(2, 6))
    sheet.freeze_panes = "C5"
    row = 5
    for action, name in wording.actions(report).items():
        for column in range(1, len(_HEADS) + 1):
            spreadsheet.style(sheet.cell(row, column), fill=spreadsheet.GROUND)
        spreadsheet.style(spreadsheet.text(sheet.cell(row, 1), name), bold=True, fill=spreadsheet.GROUND)
        row += 1
        for declared in report.declared.values():
            figure = report.figures[declared.id]
            if declared.id.startswith(action) and not isinstance(figure, Categories | Measured):
                _figure(sheet, row, declared, figure)
                row += 1
    if report.published:
        spreadsheet.style(
            spreadsheet.text(sheet.cell(row + 1, 1), wording.HIDDEN_MEANS), colour=spreadsheet.MUTED
        )
    spreadsheet.page(sheet, _under(report), "4:4")


def _figure(sheet: Worksheet, row: int, declared: Indicator, figure: Count | Share | Amount) -> None:
    cells = [sheet.cell(row, column) for column in range(1, len(_HEADS) + 1)]
    for cell, words in zip(
        (cells[0], cells[1], cells[6], cells[7]),
        (declared.id, declared.title, declared.meaning, declared.denominator),
        strict=True,
    ):
        spreadsheet.align(spreadsheet.text(cell, words), "left", indent=int(cell is cells[6]))
    spreadsheet.style(cells[0], colour=spreadsheet.MUTED)
    texts = (declared.title, declared.meaning, declared.denominator)
    spreadsheet.fit(sheet, row, *zip(texts, (_WIDTHS[1], *_WIDTHS[6:]), strict=True))
    _value(cells[2], declared, figure)
    if isinstance(figure, Share):
        spreadsheet.number(cells[3], figure.out_of, spreadsheet.WHOLE)
        share = None if figure.percent is None else figure.percent / 100
        spreadsheet.style(spreadsheet.number(cells[4], share, spreadsheet.PERCENT), bold=True)
    if isinstance(figure, Share) or figure.unknown:
        spreadsheet.number(cells[5], figure.unknown, spreadsheet.WHOLE)
    for cell in cells[2:6]:
        spreadsheet.align(cell, "right")


def _value(cell: Cell, declared: Indicator, figure: Figure) -> None:
    """The number that *figure* counts, or its euros."""
    if isinstance(figure, Count | Share | Amount) and figure.hidden:
        spreadsheet.text(cell, wording.HIDDEN)
    elif isinstance(figure, Amount):
        parts, form = _UNITS.get(declared.unit, (1, spreadsheet.WHOLE))
        value = figure.value if figure.value is None or parts == 1 else figure.value / parts
        spreadsheet.number(cell, value, form)
    elif isinstance(figure, Count | Share):
        spreadsheet.number(cell, figure.number, spreadsheet.WHOLE)


def _map(sheet: Worksheet, report: Report, maps: Sequence[Matrix], left_out: Sequence[Matrix]) -> None:
    sheet.title = "Mappa"
    spreadsheet.title(sheet, "Mappa di mesi e Case", _under(report))
    houses = len(maps[0].houses) if maps else 0
    # A narrow empty column sets the network's figures apart.
    spreadsheet.columns(sheet, [16, *([_HOUSE_WIDTH] * houses), 2, 14])
    row = 4
    for index, matrix in enumerate(maps):
        if index and index % 2 == 0:
            spreadsheet.break_before(sheet, row)
        row = _matrix(sheet, row, report, matrix) + 2
    for offset, note in enumerate(wording.map_notes(maps, left_out)):
        spreadsheet.style(spreadsheet.text(sheet.cell(row + offset, 1), note), colour=spreadsheet.MUTED)
    sheet.freeze_panes = "B4"
    spreadsheet.page(sheet, _under(report), scale=min(85, 11_000 // (32 + _HOUSE_WIDTH * houses)))


def _matrix(sheet: Worksheet, row: int, report: Report, matrix: Matrix) -> int:
    """Write one map from *row* on; the row after its last."""
    apart = len(matrix.houses) + 2
    spreadsheet.style(spreadsheet.text(sheet.cell(row, 1), matrix.indicator.title), bold=True, size=13)
    names = [wording.label(report, "house", code) for code in matrix.houses]
    spreadsheet.head(sheet, row + 1, ["Mese", *names, "", "Rete"], range(1, apart + 1))
    spreadsheet.fit(sheet, row + 1, *((name, _HOUSE_WIDTH) for name in ("Mese", *names)))
    row += 2
    for month in matrix.months:
        spreadsheet.text(sheet.cell(row, 1), wording.month(month))
        for column, house in enumerate(matrix.houses, start=2):
            _value(sheet.cell(row, column), matrix.indicator, matrix.cells[month, house])
        _value(sheet.cell(row, apart + 1), matrix.indicator, matrix.by_month[month])
        spreadsheet.style(sheet.cell(row, apart + 1), bold=True)
        row += 1
    sheet.row_dimensions[row].height = 5
    row += 1
    spreadsheet.text(sheet.cell(row, 1), "Periodo")
    for column, house in enumerate(matrix.houses, start=2):
        _value(sheet.cell(row, column), matrix.indicator, matrix.by_house[house])
    _value(sheet.cell(row, apart + 1), matrix.indicator, matrix.total)
    for column in range(1, apart + 2):
        spreadsheet.style(sheet.cell(row, column), bold=True, fill=spreadsheet.GROUND)
    return row + 1


def _categories(sheet: Worksheet, report: Report, wanted: Sequence[str]) -> None:
    spreadsheet.title(sheet, sheet.title, _under(report))
    spreadsheet.columns(sheet, (_LABEL_WIDTH, 12, 15, 13, 2))
    row, top = 4, 1
    for name in wanted:
        declared = report.declared[name]
        height = _category_rows(report, declared)
        if row + height - top > _PRINTED_ROWS:
            spreadsheet.break_before(sheet, row)
            top = row
        _category(sheet, row, report, declared)
        row += height
    sheet.freeze_panes = "B4"
    spreadsheet.page(sheet, _under(report), scale=62)


def _chart(declared: Indicator, lines: Sequence[wording.Line], first_row: int) -> spreadsheet.Bars | None:
    """The chart of one category, or none where there is nothing to draw."""
    if not any(line.number for line in lines):
        return None
    ordered = declared.vocabulary in wording.ORDERED
    shown = sum(1 for line in lines if line.number or (ordered and line.number == 0))
    columns = range(3, 5) if "first" in declared.measures else range(2, 3)
    return spreadsheet.Bars(declared.title, first_row, shown, columns)


def _category_rows(report: Report, declared: Indicator) -> int:
    lines = wording.lines(report, declared)
    chart = _chart(declared, lines, 1)
    return max(len(lines) + 5, chart.covers if chart else 0)


def _category(sheet: Worksheet, row: int, report: Report, declared: Indicator) -> None:
    spreadsheet.style(spreadsheet.text(sheet.cell(row, 1), declared.title), bold=True, size=13)
    meaning = spreadsheet.style(
        spreadsheet.text(sheet.cell(row + 1, 1), declared.meaning), colour=spreadsheet.MUTED, size=9
    )
    sheet.merge_cells(start_row=row + 1, end_row=row + 1, start_column=1, end_column=4)
    spreadsheet.align(meaning)
    spreadsheet.fit(sheet, row + 1, (declared.meaning, 88))
    heads = wording.measure_heads(declared)
    spreadsheet.head(sheet, row + 2, ["Voce", *heads], range(1, len(heads) + 1))
    lines = wording.lines(report, declared)
    for place, line in enumerate(lines, start=row + 3):
        spreadsheet.text(sheet.cell(place, 1), line.label)
        spreadsheet.wrap(sheet, place, (_LABEL_WIDTH,))
        if line.number is None:
            spreadsheet.align(spreadsheet.text(sheet.cell(place, 2), wording.HIDDEN), "right")
        else:
            spreadsheet.number(sheet.cell(place, 2), line.number, spreadsheet.WHOLE)
        if line.measure:
            _measures(sheet, place, declared, line.measure)
    chart = _chart(declared, lines, row + 3)
    if chart:
        spreadsheet.draw(sheet, chart, f"F{row}")


def _measures(sheet: Worksheet, row: int, declared: Indicator, measure: Measure) -> None:
    values: dict[str, tuple[Any, str]] = {
        "euros": (measure.total / 100, spreadsheet.EUROS),
        "hours": (float(measure.hours), spreadsheet.DECIMAL),
        "first": (float(measure.mean(measure.total)), spreadsheet.DECIMAL),
        "last": (float(measure.mean(measure.other_total)), spreadsheet.DECIMAL),
    }
    for column, name in enumerate(declared.measures[1:], start=3):
        spreadsheet.number(sheet.cell(row, column), *values[name])
