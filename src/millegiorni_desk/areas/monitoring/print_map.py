"""The map month by house on paper: cells grow darker with their number, the network's figures set apart."""

from __future__ import annotations

from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, Paragraph, Spacer, Table

from millegiorni_desk.areas.monitoring import charts, wording
from millegiorni_desk.areas.monitoring.figures import Amount, Count, Figure
from millegiorni_desk.areas.monitoring.print_style import (
    CELL,
    CELL_HEAD,
    CELL_NAME,
    CELL_SUM,
    SECTION,
    WIDTH,
    words,
)
from millegiorni_desk.areas.monitoring.report import Matrix, Report

_MONTH, _GAP, _NETWORK = 17 * mm, 2 * mm, 19 * mm


def month_by_house(report: Report, matrix: Matrix) -> KeepTogether:
    """The map of one indicator."""
    houses = matrix.houses
    names = ["", *(wording.label(report, "house", code) for code in houses), "", "Rete"]
    rows: list[list[Any]] = [[words(name, CELL_HEAD) for name in names]]
    for month in matrix.months:
        cells = [_cell(matrix, matrix.cells[month, code]) for code in houses]
        sums = ["", _cell(matrix, matrix.by_month[month], CELL_SUM)]
        rows.append([words(wording.month(month), CELL_NAME), *cells, *sums])
    sums = [_cell(matrix, matrix.by_house[code], CELL_SUM) for code in houses]
    rows.append([words("Periodo", CELL_SUM), *sums, "", _cell(matrix, matrix.total, CELL_SUM)])
    each = (WIDTH - _MONTH - _GAP - _NETWORK) / max(len(houses), 1)
    table = Table(rows, colWidths=[_MONTH, *([each] * len(houses)), _GAP, _NETWORK], repeatRows=1)
    table.setStyle(_style(matrix))
    return KeepTogether([words(matrix.indicator.title, SECTION), table, Spacer(1, 6)])


def plain(figure: Figure) -> int:
    """The number that decides how dark a cell is, or how high a line stands."""
    return (
        figure.value or 0 if isinstance(figure, Amount) else figure.number if isinstance(figure, Count) else 0
    )


def _cell(matrix: Matrix, figure: Figure, style: ParagraphStyle = CELL) -> Paragraph:
    shown = wording.headline(matrix.indicator, figure).removesuffix(" €")
    return words("·" if shown in ("0", "0,00") else shown, style)


def _style(matrix: Matrix) -> list[tuple[Any, ...]]:
    highest = max((plain(figure) for figure in matrix.cells.values()), default=0)
    sums = len(matrix.months) + 1
    style: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("LEFTPADDING", (0, 0), (-1, -1), 1.5),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), 0.8),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.6),
        ("LINEABOVE", (0, sums), (-1, sums), 3, "#FFFFFF"),
        ("BACKGROUND", (0, sums), (-1, sums), charts.GROUND),
        ("BACKGROUND", (-1, 1), (-1, -1), charts.GROUND),
    ]
    for row, month in enumerate(matrix.months, start=1):
        for column, house in enumerate(matrix.houses, start=1):
            ground = charts.shade(plain(matrix.cells[month, house]), highest)
            style.append(("BACKGROUND", (column, row), (column, row), ground))
    return style
