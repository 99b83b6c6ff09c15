"""The report as an Excel workbook: figures, the map, categories with charts, two periods, and the rows behind them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING

from millegiorni_desk.areas.monitoring import service, wording
from millegiorni_desk.areas.monitoring.figures import Amount, Count, Figure, Measure, Share
from millegiorni_desk.areas.monitoring.indicators.declaration import SUMMED, Indicator, Unit
from millegiorni_desk.areas.monitoring.report import Matrix
from millegiorni_desk.areas.monitoring.yearly import aims
from millegiorni_desk.areas.monitoring.yearly.chapters import (
    TITLE,
    UNDER_TITLE,
    map_notes,
    version,
    weighed,
)
from millegiorni_desk.areas.monitoring.yearly.compared_sheet import compared_sheet
from millegiorni_desk.areas.monitoring.yearly.row_sheets import RowSheets
from millegiorni_desk.areas.monitoring.yearly.units import UNITS
from millegiorni_desk.areas.monitoring.yearly.year import Year
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import N_, _
from millegiorni_desk.paper import spreadsheet
from millegiorni_desk.paper.workbooks import to_bytes
from millegiorni_desk.vault.connection import give_back_memory
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_HOUSE_WIDTH, _LABEL_WIDTH = 13, 36
# How many rows a printed page of categories holds, at its scale.
_PRINTED_ROWS = 50
_HEADS = (
    N_("Codice"), N_("Cifra"), "n", "N", N_("Quota"), N_("Non si sa"), N_("Cosa vuol dire"), N_("Su quanti"),
)  # fmt: skip
_WIDTHS = (19, 38, 14, 10, 9, 13, 68, 50)
_UNSURE_HEADS = (
    N_("n, da"), N_("n, a"), N_("N, da"), N_("N, a"), N_("Stima"), N_("Coppie da rivedere"),
)  # fmt: skip
_UNSURE_WIDTHS = (10, 10, 10, 10, 10, 12)
_SHEETS = {
    "a1": N_("Azione 1"), "a2": N_("Azione 2"), "a3": N_("Azione 3"), "a4": N_("Azione 4"), "a5": N_("Azione 5"),
    "a6": N_("Azione 6"), "a7": N_("Azione 7"), "m": N_("Mediazione"), "q": N_("Domande"),
}  # fmt: skip

Progress = Callable[[int, int, str], object]


def report_workbook(year: Year) -> bytes:
    """The workbook of a report, without the rows behind its figures."""
    return to_bytes(_book(year))


def workbook_with_rows(
    vault: Vault, year: Year, progress: Progress = lambda done, total, words: None
) -> bytes:
    """The same, and every row behind the figures, without names. Never of a report to publish: ``InvalidValue``."""
    vault.require(Permission.REPORT)
    if year.report.published:
        raise InvalidValue(_("In un foglio da pubblicare non ci sono le righe dietro le cifre."), "rows")
    wanted = [declared for declared, _unused in year.declared()]
    book = _book(year)
    with service.reading(vault, year.report, wanted) as (cursor, parameters):
        streams, cells = RowSheets(year, cursor, parameters, progress).add(book)
        # Counting the rows took memory that writing them would not find again.
        give_back_memory()
        return to_bytes(book, streams, cells)


def _book(year: Year) -> Workbook:
    from openpyxl import Workbook

    book = Workbook()
    book.properties.title = _title(year)
    book.properties.creator = "Millegiorni Desk"
    book.properties.created = datetime.combine(year.report.period.end, time())
    _figures(book.active, year)
    _map(book.create_sheet(), year)
    for action, name in _SHEETS.items():
        listed = list(year.listed(action))
        if listed:
            _categories(book.create_sheet(year.tongue.say(name)), year, listed)
    if year.targets:
        _targets(book.create_sheet(), year)
    if year.before is not None:
        compared_sheet(book.create_sheet(), year, _under(year))
    return book


def _targets(sheet: Worksheet, year: Year) -> None:
    say = year.tongue.say
    sheet.title = say(N_("Obiettivi"))
    spreadsheet.title(sheet, say(N_("Quanto si è raggiunto")), _under(year))
    spreadsheet.columns(sheet, (60, 12, 14, 14, 10, 14, 14))
    spreadsheet.head(sheet, 4, [say(head) for head in aims.HEADS], range(1, 7))
    sheet.freeze_panes = "B5"
    for at, row in enumerate(aims.rows(year), start=5):
        for column, words in enumerate(row, start=1):
            spreadsheet.align(
                spreadsheet.text(sheet.cell(at, column), words), "right" if column > 1 else "left"
            )
    _page(sheet, year, "4:4")


def _title(year: Year) -> str:
    return f"{TITLE} · {year.tongue.say(UNDER_TITLE)}"


def _under(year: Year) -> str:
    return f"{year.tongue.place(year.report)}, {year.tongue.period(year.report.period)}"


def _page(sheet: Worksheet, year: Year, repeated: str = "", scale: int = 0) -> None:
    numbered = year.tongue.say(N_("Pagina {page} di {pages}"))
    spreadsheet.page(sheet, _under(year), repeated, scale, numbered)


def _figures(sheet: Worksheet, year: Year) -> None:
    say = year.tongue.say
    sheet.title = say(N_("Cifre"))
    spreadsheet.title(sheet, _title(year), _under(year))
    unsure = any(wording.is_unsure(figure) for figure in year.report.figures.values())
    heads = (*_HEADS, *(_UNSURE_HEADS if unsure else ()))
    spreadsheet.columns(sheet, (*_WIDTHS, *(_UNSURE_WIDTHS if unsure else ())))
    spreadsheet.head(sheet, 4, [say(head) for head in heads], (*range(2, 6), *range(len(_HEADS), len(heads))))
    sheet.freeze_panes = "C5"
    row = 5
    for action, name in wording.ACTIONS.items():
        figures = list(year.single(action))
        if not figures:
            continue
        for column in range(1, len(heads) + 1):
            spreadsheet.style(sheet.cell(row, column), fill=spreadsheet.GROUND)
        named = spreadsheet.text(sheet.cell(row, 1), say(name))
        spreadsheet.style(named, bold=True, fill=spreadsheet.GROUND)
        row += 1
        for declared, figure in figures:
            _figure(sheet, row, year, declared, figure)
            _unsure(sheet, row, declared, figure)
            row += 1
    notes = [version(year), *([say(wording.HIDDEN_MEANS)] if year.report.published else [])]
    notes += [say(wording.between(year.report))] if unsure else []
    notes += [say(wording.ESTIMATED)] if unsure and not year.report.published else []
    notes += [weighed(year)] if weighed(year) else []
    for at, note in enumerate(notes, start=row + 1):
        spreadsheet.style(spreadsheet.text(sheet.cell(at, 1), note), colour=spreadsheet.MUTED)
    _page(sheet, year, "4:4")


def _figure(sheet: Worksheet, row: int, year: Year, declared: Indicator, figure: Figure) -> None:
    cells = [sheet.cell(row, column) for column in range(1, len(_HEADS) + 1)]
    texts = [year.tongue.say(text) for text in (declared.title, declared.meaning, declared.denominator)]
    for cell, words in zip((cells[0], cells[1], *cells[6:]), (declared.id, *texts), strict=True):
        spreadsheet.align(spreadsheet.text(cell, words), "left", indent=int(cell is cells[6]))
    spreadsheet.style(cells[0], colour=spreadsheet.MUTED)
    spreadsheet.fit(sheet, row, *zip(texts, (_WIDTHS[1], *_WIDTHS[6:]), strict=True))
    _value(cells[2], declared, figure)
    if isinstance(figure, Share):
        if figure.out_of or not figure.hidden:
            spreadsheet.number(cells[3], figure.out_of, spreadsheet.WHOLE)
        share = None if figure.percent is None else figure.percent / 100
        spreadsheet.style(spreadsheet.number(cells[4], share, spreadsheet.PERCENT), bold=True)
    if isinstance(figure, Share) or (isinstance(figure, Count | Amount) and figure.unknown):
        spreadsheet.number(cells[5], figure.unknown, spreadsheet.WHOLE)
    for cell in cells[2:6]:
        spreadsheet.align(cell, "right")


def _unsure(sheet: Worksheet, row: int, declared: Indicator, figure: Figure) -> None:
    """Between what the numbers of a figure lie, where open pairs may change them."""
    if not isinstance(figure, Count | Share | Amount):
        return
    of = figure.interval_of if isinstance(figure, Share) else None
    bounds = [end for one in (figure.interval, of) for end in ((one.low, one.high) if one else (None, None))]
    found = figure.interval or of
    if found is None:
        return
    estimate = None if figure.interval is None else figure.interval.estimate
    parts, form = UNITS.get(declared.unit, (1, spreadsheet.WHOLE))
    for column, value in enumerate((*bounds, estimate), start=len(_HEADS) + 1):
        shown = value if value is None or parts == 1 else value / parts
        spreadsheet.align(spreadsheet.number(sheet.cell(row, column), shown, form), "right")
    last = sheet.cell(row, len(_HEADS) + len(_UNSURE_HEADS))
    spreadsheet.align(spreadsheet.number(last, found.pairs or None, spreadsheet.WHOLE), "right")


def _value(cell: Cell, declared: Indicator, figure: Figure) -> None:
    """The number that *figure* counts, or its euros."""
    if isinstance(figure, Count | Share | Amount) and figure.hidden:
        spreadsheet.align(spreadsheet.text(cell, wording.HIDDEN), "right")
    elif isinstance(figure, Amount):
        parts, form = UNITS.get(declared.unit, (1, spreadsheet.WHOLE))
        value = figure.value if figure.value is None or parts == 1 else figure.value / parts
        spreadsheet.number(cell, value, form)
    elif isinstance(figure, Count | Share):
        spreadsheet.number(cell, figure.number, spreadsheet.WHOLE)


def _map(sheet: Worksheet, year: Year) -> None:
    say = year.tongue.say
    sheet.title = say(N_("Mappa"))
    spreadsheet.title(sheet, say(N_("Mappa di mesi e Case")), _under(year))
    houses = len(year.maps[0].houses) if year.maps else 0
    # A narrow empty column sets the network's figures apart.
    spreadsheet.columns(sheet, [16, *([_HOUSE_WIDTH] * houses), 2, 14])
    row = 4
    for index, matrix in enumerate(year.maps):
        if index and index % 2 == 0:
            spreadsheet.break_before(sheet, row)
        row = _matrix(sheet, row, year, matrix) + 2
        if any(map(wording.is_unsure, matrix.figures())):
            row = _matrix(sheet, row, year, matrix, between=True) + 2
    for offset, note in enumerate(map_notes(year)):
        spreadsheet.style(spreadsheet.text(sheet.cell(row + offset, 1), note), colour=spreadsheet.MUTED)
    sheet.freeze_panes = "B4"
    _page(sheet, year, scale=min(85, 11_000 // (32 + _HOUSE_WIDTH * houses)))


def _matrix(sheet: Worksheet, row: int, year: Year, matrix: Matrix, *, between: bool = False) -> int:
    """Write one map from *row* on, or *between* what its numbers lie; the row after its last."""
    tongue = year.tongue
    apart = len(matrix.houses) + 2
    words = tongue.say(matrix.indicator.title)
    if between:
        words = tongue.say(N_("{title}: tra quanto e quanto")).format(title=words)
    title = spreadsheet.text(sheet.cell(row, 1), words)

    def put(cell: Cell, declared: Indicator, figure: Figure) -> None:
        if between:
            shown = tongue.value(declared, figure).partition("(")[2].removesuffix(")")
            spreadsheet.align(spreadsheet.text(cell, shown), "right")
        else:
            _value(cell, declared, figure)

    spreadsheet.style(title, bold=True, size=13)
    names = [tongue.label(year.report, "house", code) for code in matrix.houses]
    month = tongue.say(N_("Mese"))
    spreadsheet.head(sheet, row + 1, [month, *names, "", tongue.say(N_("Rete"))], range(1, apart + 1))
    spreadsheet.fit(sheet, row + 1, *((name, _HOUSE_WIDTH) for name in (month, *names)))
    row += 2
    for code in matrix.months:
        spreadsheet.text(sheet.cell(row, 1), tongue.month(code))
        for column, house in enumerate(matrix.houses, start=2):
            put(sheet.cell(row, column), matrix.indicator, matrix.cells[code, house])
        put(sheet.cell(row, apart + 1), matrix.indicator, matrix.by_month[code])
        spreadsheet.style(sheet.cell(row, apart + 1), bold=True)
        row += 1
    sheet.row_dimensions[row].height = 5
    row += 1
    spreadsheet.text(sheet.cell(row, 1), tongue.say(N_("Periodo")))
    for column, house in enumerate(matrix.houses, start=2):
        put(sheet.cell(row, column), matrix.indicator, matrix.by_house[house])
    put(sheet.cell(row, apart + 1), matrix.indicator, matrix.total)
    for column in range(1, apart + 2):
        spreadsheet.style(sheet.cell(row, column), bold=True, fill=spreadsheet.GROUND)
    return row + 1


def _categories(sheet: Worksheet, year: Year, wanted: Sequence[Indicator]) -> None:
    spreadsheet.title(sheet, sheet.title, _under(year))
    measures = max(len(declared.measures) for declared in wanted)
    spreadsheet.columns(sheet, (_LABEL_WIDTH, 12, 15, 13, *[13] * (measures - 3), 2))
    row, top = 4, 1
    for declared in wanted:
        height = _category_rows(year, declared)
        if row + height - top > _PRINTED_ROWS:
            spreadsheet.break_before(sheet, row)
            top = row
        _category(sheet, row, year, declared)
        row += height
    sheet.freeze_panes = "B4"
    _page(sheet, year, scale=62)


def _chart(
    year: Year, declared: Indicator, lines: Sequence[wording.Line], first_row: int
) -> spreadsheet.Bars | None:
    """The chart of one category, or none where there is nothing to draw."""
    if not any(line.number for line in lines):
        return None
    ordered = declared.vocabulary in wording.ORDERED
    shown = sum(1 for line in lines if line.number or (ordered and line.number == 0))
    columns = range(3, 5) if "first" in declared.measures else range(2, 3)
    return spreadsheet.Bars(
        year.tongue.say(declared.title), first_row, shown, columns, year.tongue.say(N_("le prime {n} voci"))
    )


def _category_rows(year: Year, declared: Indicator) -> int:
    lines = wording.lines(year.report, declared)
    chart = _chart(year, declared, lines, 1)
    return max(len(lines) + 5, chart.covers if chart else 0)


def _category(sheet: Worksheet, row: int, year: Year, declared: Indicator) -> None:
    say = year.tongue.say
    spreadsheet.style(spreadsheet.text(sheet.cell(row, 1), say(declared.title)), bold=True, size=13)
    said = say(declared.meaning)
    if wording.is_unsure(year.report.figures[declared.id]):
        said = f"{said} {say(wording.between(year.report))}"
    meaning = spreadsheet.style(
        spreadsheet.text(sheet.cell(row + 1, 1), said), colour=spreadsheet.MUTED, size=9
    )
    sheet.merge_cells(start_row=row + 1, end_row=row + 1, start_column=1, end_column=4)
    spreadsheet.align(meaning)
    spreadsheet.fit(sheet, row + 1, (said, 88))
    heads = [say(head) for head in wording.measure_heads(declared)]
    lines = wording.lines(year.report, declared)
    if any(line.interval for line in lines):
        heads += [say(N_("da")), say(N_("a"))]
    spreadsheet.head(sheet, row + 2, [say(N_("Voce")), *heads], range(1, len(heads) + 1))
    for place, line in enumerate(lines, start=row + 3):
        label = year.tongue.label(year.report, declared.vocabulary, line.code)
        spreadsheet.text(sheet.cell(place, 1), label)
        spreadsheet.wrap(sheet, place, (_LABEL_WIDTH,))
        if line.number is None:
            spreadsheet.align(spreadsheet.text(sheet.cell(place, 2), wording.HIDDEN), "right")
        else:
            spreadsheet.number(sheet.cell(place, 2), line.number, spreadsheet.WHOLE)
        if line.measure:
            _measures(sheet, place, declared, line.measure)
        if line.interval:
            for column, end in enumerate((line.interval.low, line.interval.high), start=3):
                spreadsheet.number(sheet.cell(place, column), end, spreadsheet.WHOLE)
    chart = _chart(year, declared, lines, row + 3)
    if chart:
        spreadsheet.draw(sheet, chart, f"F{row}")


def _measures(sheet: Worksheet, row: int, declared: Indicator, measure: Measure) -> None:
    for column, name in enumerate(declared.measures[1:], start=3):
        value = measure.value(name)
        form = spreadsheet.EUROS if SUMMED[name].unit is Unit.CENTS else spreadsheet.DECIMAL
        if isinstance(value, int):
            spreadsheet.number(sheet.cell(row, column), value, spreadsheet.WHOLE)
        else:
            spreadsheet.number(sheet.cell(row, column), float(value), form)
