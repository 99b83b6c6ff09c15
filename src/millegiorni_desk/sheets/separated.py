"""Text with separators (.csv): which characters, which separator, and the cells, all as text."""

from __future__ import annotations

import codecs
import csv
import io
from contextlib import suppress

from millegiorni_desk.errors import WorkbookRefused
from millegiorni_desk.language import _
from millegiorni_desk.sheets.grid import MOST_COLUMNS, MOST_ROWS, ROWS_ABOVE, Sheet
from millegiorni_desk.sheets.package import damaged
from millegiorni_desk.sheets.scan import too_many_columns, too_many_rows, too_much_text

_SEPARATORS = ";\t,|"
_SAMPLE = 30
_LONGEST_CELL = 100_000


def read(text: str, name: str) -> Sheet:
    """The one sheet of a text file. Raises ``WorkbookRefused`` for what asks for too much."""
    csv.field_size_limit(_LONGEST_CELL)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=False):
            while row and not row[-1].strip():
                row.pop()
            if len(row) > MOST_COLUMNS:
                raise too_many_columns()
            rows.append(row)
            if row and len(rows) > MOST_ROWS + ROWS_ABOVE:
                raise too_many_rows()
    except csv.Error as error:
        raise (too_much_text() if "limit" in str(error) else damaged()) from error
    while rows and not rows[-1]:
        rows.pop()
    return Sheet(name, rows)


def decoded(content: bytes) -> str:
    """The text of a file; ``WorkbookRefused`` for what is no text.

    Excel writes the letters of Windows (cp1252), or UTF-8 or UTF-16 with their mark; others plain UTF-8.
    """
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if marked or b"\0" not in content:
        for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
            with suppress(UnicodeDecodeError):
                return content.decode(encoding)
    raise WorkbookRefused(
        _(
            "Dentro il file non c'è testo che si possa leggere: non sembra un registro. "
            "Aprilo e salvalo come cartella di lavoro .xlsx, poi riprova. Non ho importato nulla."
        )
    )


def _separator(text: str) -> str:
    """The separator that cuts the first lines into the most columns, as many in each as can be."""
    sample = (
        list(text.splitlines()[:_SAMPLE]) if len(text) < 1_000_000 else text[:200_000].splitlines()[:_SAMPLE]
    )

    def fitness(separator: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(sample, delimiter=separator) if row]
        wide = max(widths, default=1)
        return (sum(width == wide for width in widths) if wide > 1 else 0, wide)

    try:
        return max(_SEPARATORS, key=fitness)
    except csv.Error:
        return _SEPARATORS[0]
