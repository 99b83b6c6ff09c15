"""The workbook of rejected rows: as they stood, each with its reason, to be put right and imported again."""

from __future__ import annotations

import math
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from millegiorni_desk.flows.workbooks import saving
from millegiorni_desk.flows.workbooks.columns import REASON, REPETITION, TITLES, header_key
from millegiorni_desk.flows.workbooks.outcome import Outcome
from millegiorni_desk.paper.workbooks import put, to_bytes
from millegiorni_desk.sheets.grid import Value

if TYPE_CHECKING:
    from openpyxl.cell import Cell

_OURS = {header_key(REASON), header_key(REPETITION)}


def write_rejected(outcome: Outcome, path: Path) -> None:
    """Write the rejected rows to *path*: the original columns, then ``Motivo``.

    Where equal rows must be told apart a column ``Ripetizione`` stands before it. Raises ``StorageFailed``.
    """
    saving.write(path, rejected_workbook(outcome))


def rejected_workbook(outcome: Outcome) -> bytes:
    """As :func:`write_rejected`, the bytes of the file."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    width = max([len(outcome.titles), *(len(one.cells) for one in outcome.rejected)])
    titles = [*outcome.titles, *[""] * (width - len(outcome.titles))]
    kept = [place for place, title in enumerate(titles) if header_key(title) not in _OURS]
    repeated = any(one.repetition > 1 for one in outcome.rejected)
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = TITLES[outcome.kind]
    for column, title in enumerate(
        [*(titles[p] for p in kept), *([REPETITION] if repeated else []), REASON], 1
    ):
        put(sheet.cell(1, column), title)
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = 16
    last = len(kept) + repeated + 1
    sheet.column_dimensions[get_column_letter(last)].width = 80
    for number, one in enumerate(outcome.rejected, 2):
        for column, place in enumerate(kept, 1):
            if place < len(one.cells):
                _put(sheet.cell(number, column), one.cells[place])
        if repeated:
            sheet.cell(number, last - 1, one.repetition)
        put(sheet.cell(number, last), one.reason)
        sheet.cell(number, last).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    return to_bytes(workbook)


def _put(cell: Cell, value: Value) -> None:
    if value == "":
        return
    if isinstance(value, float) and not math.isfinite(value):
        value = str(value)
    put(cell, value)
    if isinstance(value, datetime):
        cell.number_format = "DD/MM/YYYY" if value.time() == time() else "DD/MM/YYYY HH:MM"
    elif isinstance(value, date):
        cell.number_format = "DD/MM/YYYY"
    elif isinstance(value, time):
        cell.number_format = "HH:MM"
