"""The typography of the printed report: measures, paragraph styles, tables without lines of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, Paragraph, Spacer, Table

from millegiorni_desk import paper
from millegiorni_desk.areas.monitoring import charts

MARGIN = 18 * mm
WIDTH = A4[0] - 2 * MARGIN

BODY = ParagraphStyle("body", fontName=paper.SANS, fontSize=9.5, leading=13.5, textColor=charts.INK)
STRONG = ParagraphStyle("strong", parent=BODY, fontName=paper.SANS_BOLD)
VALUE = ParagraphStyle("value", parent=STRONG, alignment=TA_RIGHT)
SMALL = ParagraphStyle("small", parent=BODY, fontSize=8, leading=11, textColor=charts.MUTED)
SMALL_RIGHT = ParagraphStyle("small right", parent=SMALL, alignment=TA_RIGHT)
BIG = ParagraphStyle("big", parent=STRONG, fontSize=19, leading=25, textColor=charts.PRIMARY)
TITLE = ParagraphStyle("title", parent=STRONG, fontSize=26, leading=34)
CHAPTER = ParagraphStyle("chapter", parent=BIG, fontSize=15, leading=21, spaceAfter=8)
SECTION = ParagraphStyle("section", parent=STRONG, fontSize=11, leading=15, spaceBefore=12, spaceAfter=3)
CELL = ParagraphStyle("cell", parent=BODY, fontSize=7.4, leading=9.6, alignment=TA_RIGHT)
CELL_HEAD = ParagraphStyle("cell head", parent=CELL, fontSize=6.2, leading=7.8, textColor=charts.MUTED)
CELL_SUM = ParagraphStyle("cell sum", parent=CELL, fontName=paper.SANS_BOLD)
CELL_NAME = ParagraphStyle("cell name", parent=CELL, alignment=0)


def words(text: str, style: ParagraphStyle = BODY) -> Paragraph:
    """A paragraph of plain text."""
    return Paragraph(paper.markup(text), style)


def listing(
    rows: Sequence[Sequence[Any]], parts: Sequence[float], above: float, below: float, lines: bool = False
) -> Table:
    """A table as wide as the page, its first and last column flush with the margins; *lines* between the rows."""
    table = Table(rows, colWidths=[WIDTH * part for part in parts])
    style: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), above),
        ("BOTTOMPADDING", (0, 0), (-1, -1), below),
    ]
    if lines:
        style.append(("LINEBELOW", (0, 0), (-1, -2), 0.4, charts.LINE))
    table.setStyle(style)
    return table


def section(title: str, under: str, table: Table) -> KeepTogether:
    """A table under its title and a line of explanation, on one page if that can be."""
    return KeepTogether([words(title, SECTION), words(under, SMALL), Spacer(1, 3), table])
