"""Workbooks: text stays text, and nothing passes through a temporary file, where it would lie in clear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from millegiorni_desk.paper import spreadsheet

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet


MOST_ROWS = 1_048_576
"""The rows that a sheet can hold."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_AT_ONCE = 2_000
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@dataclass(frozen=True)
class Stream:
    """A sheet too long to be held: its rows are written as they are read, each cell made by :class:`Cells`."""

    widths: Sequence[float]
    heads: Sequence[Sequence[str]]
    rows: Iterator[Sequence[str]]


class Cells:
    """Makes the cells of streams; cells of one text are made once."""

    def __init__(self, scratch: Worksheet) -> None:
        self._scratch = scratch
        self._styles: dict[str, int] = {}
        self._made: dict[str, str] = {}
        plain, quoted = scratch.cell(1, 1), scratch.cell(1, 2)
        spreadsheet.text(quoted, "=")
        self._plain, self._quoted = plain.style_id, quoted.style_id
        head = spreadsheet.style(scratch.cell(1, 3), bold=True, fill=spreadsheet.TINT)
        self._head = head.style_id

    def text(self, value: str, *, head: bool = False) -> str:
        """Text that stays text."""
        if not value:
            return "<c/>"
        key = f"{head:d}{value}"
        if key not in self._made:
            kept = spreadsheet.seen(value)
            quoted = self._quoted if kept.startswith(spreadsheet.FORMULA_SIGNS) else self._plain
            style = self._head if head else quoted
            self._made[key] = (
                f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(kept)}</t></is></c>'
            )
        return self._made[key]

    def number(self, value: float | int, form: str = "General") -> str:
        """A number in that format."""
        if form not in self._styles:
            cell = self._scratch.cell(2, len(self._styles) + 1)
            cell.number_format = form
            self._styles[form] = cell.style_id
        return f'<c s="{self._styles[form]}"><v>{value}</v></c>'


def _write(stream: Stream, cells: Cells, out: Any) -> None:
    heads = len(stream.heads)
    pane = f'<pane ySplit="{heads}" topLeftCell="A{heads + 1}" activePane="bottomLeft" state="frozen"/>'
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'
        for at, width in enumerate(stream.widths, start=1)
    )
    out.write(
        f'<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>'
        f'<sheetView workbookViewId="0" showGridLines="0">{pane}'
        f"</sheetView></sheetViews><cols>{widths}</cols><sheetData>".encode()
    )
    for names in stream.heads:
        out.write(f"<row>{''.join(cells.text(name, head=True) for name in names)}</row>".encode())
    while some := list(islice(stream.rows, _AT_ONCE)):
        out.write("".join(f"<row>{''.join(row)}</row>" for row in some).encode())
    out.write(b'</sheetData><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>')


def to_bytes(
    workbook: Workbook, streams: Mapping[str, Stream] | None = None, cells: Cells | None = None
) -> bytes:
    """The workbook as the bytes of an .xlsx file; the sheets named in *streams* are written from these.

    ``Workbook.save`` writes each sheet to a temporary file first, in clear; this does not. One date for all that is in
    the file: the same content gives the same bytes.
    """
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.writer.excel import ExcelWriter

    class InMemory(ExcelWriter):  # type: ignore[misc]
        def write_worksheet(self, ws: Any) -> None:
            from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing

            ws._drawing = SpreadsheetDrawing()
            ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
            if streams and cells is not None and ws.title in streams:
                with self._archive.open(_entry(ws.path[1:]), "w", force_zip64=True) as out:
                    _write(streams[ws.title], cells, out)
            else:
                writer = WorksheetWriter(ws, BytesIO())
                writer.write()
                ws._rels = writer._rels
                self._archive.writestr(ws.path[1:], writer.read())
            self.manifest.append(ws)

    class Dated(ZipFile):
        def writestr(
            self, name: Any, data: Any, compress_type: int | None = None, compresslevel: int | None = None
        ) -> None:
            super().writestr(_entry(name) if isinstance(name, str) else name, data, ZIP_DEFLATED)

    buffer = BytesIO()
    workbook.properties.modified = workbook.properties.created
    with Dated(buffer, "w", ZIP_DEFLATED) as archive:
        InMemory(workbook, archive).save()
    return buffer.getvalue()


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, _EPOCH)
    entry.compress_type = ZIP_DEFLATED
    return entry


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
