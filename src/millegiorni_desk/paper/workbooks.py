"""Workbooks: text stays text, and nothing passes through a temporary file, where it would lie in clear."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

from millegiorni_desk.paper import spreadsheet

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet


def to_bytes(workbook: Workbook) -> bytes:
    """The workbook as the bytes of an .xlsx file.

    ``Workbook.save`` writes each sheet to a temporary file first, in clear; this does not.
    """
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.writer.excel import ExcelWriter

    class InMemory(ExcelWriter):  # type: ignore[misc]
        def write_worksheet(self, ws: Any) -> None:
            from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing

            ws._drawing = SpreadsheetDrawing()
            ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
            writer = WorksheetWriter(ws, BytesIO())
            writer.write()
            ws._rels = writer._rels
            self._archive.writestr(ws.path[1:], writer.read())
            self.manifest.append(ws)

    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        InMemory(workbook, archive).save()
    return buffer.getvalue()


def put(cell: Cell, value: object) -> None:
    """Put *value* in a cell; text that looks like a formula stays text, also after someone edits the cell."""
    if isinstance(value, str):
        spreadsheet.text(cell, value)
    else:
        cell.value = value


def append(sheet: Worksheet, values: Iterable[object]) -> None:
    """Put *values* into the next row of *sheet*, each as :func:`put` does."""
    from openpyxl.cell import Cell

    cells = []
    for value in values:
        cell = Cell(sheet, 1, 1)
        put(cell, value)
        cells.append(cell)
    sheet.append(cells)
