"""From the cells of a row to values: each cell read as its column says, every problem of the row named at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows.workbooks import cells
from millegiorni_desk.flows.workbooks.cells import Value
from millegiorni_desk.flows.workbooks.columns import COLUMNS, Cell, Column, Headers
from millegiorni_desk.flows.workbooks.reading import Row
from millegiorni_desk.flows.workbooks.words import Words

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
            found.problems.append(f"{column.header}: contiene una formula: ={formula} — scrivi il valore.")
            found.unread.add(column.key)
            continue
        value = row.cells[place] if place < len(row.cells) else ""
        if cells.is_empty(value):
            if column.filled:
                found.problems.append(f"{column.header}: manca.")
            continue
        try:
            found.values[column.key] = _value(column, value, words, today)
        except InvalidValue as error:
            found.problems.append(f"{column.header}: {error.message}")
            found.unread.add(column.key)
    return found


def _value(column: Column, value: Value, words: Words, today: date) -> Any:
    match column.cell:
        case Cell.DAY:
            return cells.day(value, today, column.future)
        case Cell.BIRTH:
            return cells.birth(value, today)
        case Cell.BIRTHS:
            return cells.births(value, today)
        case Cell.TIME:
            return cells.clock(value)
        case Cell.NUMBER:
            return cells.count(value)
        case Cell.EUROS:
            return cells.euros(value)
        case Cell.CODICE_FISCALE:
            return cells.codice_fiscale(value)
        case Cell.CODE:
            return words.code(column.vocabulary, cells.text(value))
        case Cell.CODES:
            return list(dict.fromkeys(words.code(column.vocabulary, part) for part in cells.parts(value)))
        case Cell.HOUSE:
            return words.house(cells.text(value))
        case Cell.BODY:
            return words.body(cells.text(value))
        case Cell.COUNTRY:
            return words.country(cells.text(value))
        case Cell.LANGUAGE:
            return words.language(cells.text(value))
        case Cell.TEXT:
            return cells.words(value, line=column.key not in ("notes", "goals"))


def _repetition(row: Row, headers: Headers) -> int | None:
    place = headers.repetition
    if place is None or place >= len(row.cells) or cells.is_empty(row.cells[place]):
        return None
    try:
        return max(1, cells.count(row.cells[place]))
    except InvalidValue:
        return None
