"""How a sheet of ours looks: heads, numbers, totals, print setup, bar charts; text that stays text."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.styles import Alignment
    from openpyxl.worksheet.worksheet import Worksheet

WHOLE, EUROS, PERCENT, DECIMAL, DAY = "#,##0", '#,##0.00" €"', "0%", "#,##0.0#", "DD/MM/YYYY"
PRIMARY, INK, MUTED, TINT, GROUND, SECOND = "0B6E69", "1E2B33", "586870", "E1F0EE", "F6F4EF", "C8552B"

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_ROW_CM = 0.53
_SHOWN_IN_CHART = 15


def seen(value: str) -> str:
    """*value* without the characters that a sheet cannot hold."""
    return _UNSEEN.sub("", value)


def text(cell: Cell, value: str) -> Cell:
    """Write *value* as text, whatever it begins with: it never becomes a formula, here or when typed over."""
    kept = seen(value)
    cell.value = kept
    cell.data_type = "s"
    if kept.startswith(FORMULA_SIGNS):
        cell.quotePrefix = True
    return cell


def number(cell: Cell, value: Any, form: str) -> Cell:
    """Write a number in that format; nothing where there is none."""
    cell.value = value
    cell.number_format = form
    return cell


def style(cell: Cell, *, bold: bool = False, size: int = 11, colour: str = INK, fill: str = "") -> Cell:
    """Give *cell* a typeface and perhaps a ground."""
    from openpyxl.styles import Font, PatternFill

    cell.font = Font(name="Calibri", bold=bold, size=size, color=colour)
    if fill:
        cell.fill = PatternFill("solid", start_color=fill)
    return cell


def align(cell: Cell, horizontal: str = "general", indent: int = 0) -> Cell:
    """Wrap long text, from the top; numbers' heads go to the right like their numbers."""
    cell.alignment = _alignment(horizontal, indent)
    return cell


@cache
def _alignment(horizontal: str, indent: int) -> Alignment:
    # One for all cells of a kind: openpyxl finds it at once, and compares another field by field with those it has.
    from openpyxl.styles import Alignment

    return Alignment(horizontal=horizontal, vertical="top", wrap_text=True, indent=indent)


def fit(sheet: Worksheet, row: int, *written: tuple[str, float]) -> None:
    """Make *row* as high as its longest text needs, each given with the characters that its column holds.

    Programs do this by themselves only for rows that are typed into.
    """
    lines = max(ceil(len(words) / width) for words, width in written)
    sheet.row_dimensions[row].height = 15 * max(lines, 1)


def wrap(sheet: Worksheet, row: int, widths: Sequence[float]) -> None:
    """Let the texts of *row* run over several lines of their columns; its numbers stand beside the first."""
    cells = [sheet.cell(row, at) for at in range(1, len(widths) + 1)]
    for cell in cells:
        align(cell, cell.alignment.horizontal or "general", int(cell.alignment.indent))
    fit(
        sheet,
        row,
        *((cell.value if cell.data_type == "s" else "", w) for cell, w in zip(cells, widths, strict=True)),
    )


def head(sheet: Worksheet, row: int, names: Sequence[str], numbers: Container[int]) -> None:
    """A row of column heads; those whose index is in *numbers* stand over numbers.

    The columns have their widths already: a head that takes two lines makes the row as high.
    """
    from openpyxl.styles import Border, Side
    from openpyxl.utils import get_column_letter

    widths = [sheet.column_dimensions[get_column_letter(at)].width for at in range(1, len(names) + 1)]
    # Bold letters are broader than those that a width counts.
    fit(sheet, row, *((name, 0.85 * width) for name, width in zip(names, widths, strict=True)))
    for index, name in enumerate(names):
        cell = style(text(sheet.cell(row, index + 1), name), bold=True, fill=TINT)
        align(cell, "right" if index in numbers else "left")
        cell.border = Border(bottom=Side("medium", color=PRIMARY))


def title(sheet: Worksheet, name: str, under: str) -> None:
    """The sheet's first two rows: what it is, and of when and where."""
    style(text(sheet.cell(1, 1), name), bold=True, size=16, colour=PRIMARY)
    style(text(sheet.cell(2, 1), under), colour=MUTED)
    sheet.row_dimensions[1].height = 26


def columns(sheet: Worksheet, widths: Sequence[float]) -> None:
    """Set the column widths, in characters."""
    from openpyxl.utils import get_column_letter

    for index, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width


def page(
    sheet: Worksheet,
    footer: str,
    repeated: str = "",
    scale: int = 0,
    numbered: str = "Pagina {page} di {pages}",
) -> None:
    """Print on A4 across, heads on every page, page numbers at the foot.

    As wide as the page, or at *scale* per cent: only then are page breaks of ours kept.
    """
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape"
    if scale:
        sheet.page_setup.scale = scale
    else:
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.sheet_view.showGridLines = False
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = 0.5
    margins.bottom = 0.7
    sheet.oddFooter.left.text = footer.replace("&", "&&")
    sheet.oddFooter.right.text = numbered.format(page="&P", pages="&N")
    if repeated:
        sheet.print_title_rows = repeated


def break_before(sheet: Worksheet, row: int) -> None:
    """Begin a new printed page with *row*."""
    from openpyxl.worksheet.pagebreak import Break

    sheet.row_breaks.append(Break(id=row - 1))


@dataclass(frozen=True)
class Bars:
    """A bar chart of some columns by column A: where its rows begin and how many there are."""

    title: str
    first_row: int
    rows: int
    columns: range
    first_ones: str = "le prime {n} voci"

    @property
    def last_row(self) -> int:
        """The last row drawn: a chart of more bars than this cannot be read."""
        return self.first_row + min(self.rows, _SHOWN_IN_CHART) - 1

    @property
    def heading(self) -> str:
        """What stands above it: also that not all rows are drawn."""
        left_out = self.rows > _SHOWN_IN_CHART
        return f"{self.title}: {self.first_ones.format(n=_SHOWN_IN_CHART)}" if left_out else self.title

    @property
    def height(self) -> float:
        """Its height in centimetres."""
        bar = 0.62 if len(self.columns) == 1 else 0.95
        return 2.4 + bar * (self.last_row - self.first_row + 1)

    @property
    def covers(self) -> int:
        """How many rows of the sheet lie beside it."""
        return int(self.height / _ROW_CM) + 2


def draw(sheet: Worksheet, bars: Bars, anchor: str) -> None:
    """Put the chart into the sheet, its upper left corner in *anchor*."""
    from openpyxl.chart import BarChart, Reference

    chart = BarChart()
    chart.type = "bar"
    chart.title = bars.heading
    chart.gapWidth = 45
    several = len(bars.columns) > 1
    for column, colour in zip(bars.columns, (SECOND, PRIMARY) if several else (PRIMARY,), strict=True):
        # With several series their heads are the legend; alone, the chart's title says it.
        first = bars.first_row - several
        values = Reference(sheet, min_col=column, min_row=first, max_row=bars.last_row)
        chart.add_data(values, titles_from_data=several)
        _series(chart.series[-1], colour)
    chart.set_categories(Reference(sheet, min_col=1, min_row=bars.first_row, max_row=bars.last_row))
    if several:
        chart.legend.position = "b"
    else:
        chart.legend = None
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = False
    chart.y_axis.delete = True
    chart.y_axis.majorGridlines = None
    chart.y_axis.scaling.min = 0
    chart.width, chart.height = 15, bars.height
    sheet.add_chart(chart, anchor)


def _series(series: Any, colour: str) -> None:
    from openpyxl.chart.label import DataLabelList

    series.graphicalProperties.solidFill = colour
    series.graphicalProperties.line.noFill = True
    series.dLbls = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
