"""Looking through an OpenDocument sheet before it is parsed: how far it reaches, and where its formulas stand.

A cell or a row says how often it is repeated (OpenDocument 1.3 part 3, 19.676 and 19.681): a line of XML can ask
for a million rows of text.
"""

from __future__ import annotations

from millegiorni_desk.sheets.grid import MOST_COLUMNS, MOST_ROWS, MOST_TEXT, ROWS_ABOVE
from millegiorni_desk.sheets.scan import (
    Stop,
    attribute,
    parse,
    too_many_columns,
    too_many_rows,
    too_much_text,
)

Formulas = dict[tuple[int, int], str]


def formulas(content: bytes) -> dict[str, Formulas]:
    """The formulas of every table by its name; refuses a document of which one reaches too far."""
    scan = _Scan()
    parse(content, scan.start, scan.end, scan.text)
    return scan.found


class _Scan:
    """Counts what the tables ask for while their elements go by."""

    def __init__(self) -> None:
        self.found: dict[str, Formulas] = {}
        self._table: Formulas = {}
        self._row = self._column = self._times = self._wide = self._text = 0
        self._row_starts = 1

    def start(self, name: str, attributes: list[str]) -> None:
        if name == "table:table":
            self._table = self.found.setdefault(attribute(attributes, "table:name"), {})
            self._row = 0
        elif name == "table:table-row":
            self._row_starts = self._row + 1
            self._times = _repeated(attributes, "table:number-rows-repeated")
            self._row += self._times
            self._column = 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._wide = _repeated(attributes, "table:number-columns-repeated")
            self._column += self._wide
            if attribute(attributes, "office:value-type"):
                self._content()
            formula = attribute(attributes, "table:formula")
            if formula:
                self._content()
                self._keep(formula.partition("=")[2])

    def end(self, name: str) -> None:
        if name in ("table:table-cell", "table:covered-table-cell"):
            self._wide = 0

    def text(self, data: str) -> None:
        if not self._wide:
            return
        self._text += len(data) * self._wide * self._times
        if self._text > MOST_TEXT:
            raise too_much_text()
        if data.strip():
            self._content()

    def _content(self) -> None:
        if self._row > MOST_ROWS + ROWS_ABOVE:
            raise too_many_rows()
        if self._column > MOST_COLUMNS:
            raise too_many_columns()

    def _keep(self, formula: str) -> None:
        for row in range(self._row_starts, self._row + 1):
            for column in range(self._column - self._wide + 1, self._column + 1):
                self._table[row, column] = formula


def _repeated(attributes: list[str], name: str) -> int:
    times = attribute(attributes, name) or "1"
    if not times.isdecimal() or len(times) > 9:
        raise Stop
    return int(times)
