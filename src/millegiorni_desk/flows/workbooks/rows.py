"""From the cells of a row to values: each cell read as its column says, every problem of the row named at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows.workbooks import cells
from millegiorni_desk.flows.workbooks.columns import COLUMNS, Cell, Column, Headers
from millegiorni_desk.flows.workbooks.reading import Row
from millegiorni_desk.flows.workbooks.words import Words
from millegiorni_desk.language import _
from millegiorni_desk.sheets.grid import Value

_SHOWN_FORMULA = 60


@dataclass
class ReadRow:
    """A row with its values by column key (an empty cell has none) and what is wrong with it.

    ``unread`` are the columns whose cell holds something that cannot be read. ``repetition`` tells equal
    rows of a file apart: 1 for the first.
    """

    row: Row
    values: dict[str, Any]
    problems: list[str] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    repetition: int | None = None

    @property
    def reason(self) -> str:
        """Everything that is wrong, as one text."""
        return " ".join(self.problems)


def read_row(row: Row, headers: Headers, words: Words, today: date) -> ReadRow:
    """Read every known cell of *row*."""
    found = ReadRow(row, {}, repetition=_repetition(row, headers))
    for column in COLUMNS[headers.kind]:
        place = headers.places.get(column.key)
        if place is None:
            continue
        if place in row.formulas:
            formula = row.formulas[place][:_SHOWN_FORMULA]
            found.problems.append(
                _("{header}: contiene una formula: ={formula} — scrivi il valore.").format(
                    header=column.header, formula=formula
                )
            )
            found.unread.add(column.key)
            continue
        value = row.cells[place] if place < len(row.cells) else ""
        if cells.is_empty(value):
            if column.filled:
                found.problems.append(_("{header}: manca.").format(header=column.header))
            continue
        try:
            found.values[column.key] = _READ[column.cell](column, value, words, today)
        except InvalidValue as error:
            found.problems.append(f"{column.header}: {error.message}")
            found.unread.add(column.key)
    return found


def _codes(column: Column, value: Value, words: Words, today: date) -> list[str]:
    return list(dict.fromkeys(words.code(column.vocabulary, part) for part in cells.parts(value)))


# How a cell is read, by what its column holds.
_READ: dict[Cell, Callable[[Column, Value, Words, date], Any]] = {
    Cell.DAY: lambda column, value, words, today: cells.day(value, today, column.future),
    Cell.BIRTH: lambda column, value, words, today: cells.birth(value, today),
    Cell.BIRTHS: lambda column, value, words, today: cells.births(value, today),
    Cell.TIME: lambda column, value, words, today: cells.clock(value),
    Cell.NUMBER: lambda column, value, words, today: cells.count(value),
    Cell.EUROS: lambda column, value, words, today: cells.euros(value),
    Cell.CODICE_FISCALE: lambda column, value, words, today: cells.codice_fiscale(value),
    Cell.CODE: lambda column, value, words, today: words.code(column.vocabulary, cells.text(value)),
    Cell.CODES: _codes,
    Cell.HOUSE: lambda column, value, words, today: words.house(cells.text(value)),
    Cell.BODY: lambda column, value, words, today: words.body(cells.text(value)),
    Cell.COUNTRY: lambda column, value, words, today: words.country(cells.text(value)),
    Cell.LANGUAGE: lambda column, value, words, today: words.language(cells.text(value)),
    Cell.TEXT: lambda column, value, words, today: cells.words(
        value, line=column.key not in ("notes", "goals")
    ),
}


def _repetition(row: Row, headers: Headers) -> int | None:
    place = headers.repetition
    if place is None or place >= len(row.cells) or cells.is_empty(row.cells[place]):
        return None
    try:
        return max(1, cells.count(row.cells[place]))
    except InvalidValue:
        return None
