"""What a spreadsheet holds, and how it travels from the child that reads it: a line of JSON for each sheet.

JSON and not pickle: what comes back from a process that a hostile file may have taken over is only data.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

Value = str | int | float | bool | date | datetime | time | timedelta
"""What a cell may hold; an empty one holds the empty string."""

MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_TEXT = 40_000_000
# Titles that may stand above the headers.
ROWS_ABOVE = 20


@dataclass(frozen=True)
class Sheet:
    """A visible sheet: its rows from row 1 and column A on, and its formulas by row and column, both from 1.

    One that asks for too much has no rows, and ``refused`` says why.
    """

    name: str
    rows: Sequence[Sequence[Value]] = ()
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)
    refused: str = ""


@dataclass(frozen=True)
class Book:
    """A file as read: its name, its ``format`` (``xlsx``, ``xls``, ``ods``, ``csv``), and its visible sheets.

    ``notes`` say what was left out: macros, for one.
    """

    name: str
    format: str
    sheets: Sequence[Sheet]
    notes: Sequence[str] = ()


def lines(book: Book) -> list[str]:
    """*book* as lines of JSON: what it is, then each sheet."""
    head = {"name": book.name, "format": book.format, "notes": list(book.notes)}
    return [json.dumps(head), *(_line(sheet) for sheet in book.sheets)]


def book_of(text: bytes) -> Book:
    """The book that :func:`lines` told. Raises ``ValueError`` for anything else."""
    head, *sheets = [json.loads(line, object_hook=_value) for line in text.splitlines()]
    try:
        return Book(
            str(head["name"]),
            str(head["format"]),
            [_sheet(one) for one in sheets],
            [str(note) for note in head["notes"]],
        )
    except (KeyError, TypeError) as error:
        raise ValueError("not a book") from error


def _line(sheet: Sheet) -> str:
    formulas = [[row, column, text] for (row, column), text in sheet.formulas.items()]
    return json.dumps([sheet.name, list(sheet.rows), formulas, sheet.refused], default=_told)


def _sheet(told: list[Any]) -> Sheet:
    name, rows, formulas, refused = told
    return Sheet(str(name), rows, {(row, column): text for row, column, text in formulas}, str(refused))


def _told(value: Any) -> dict[str, str | float]:
    if isinstance(value, timedelta):
        return {"span": value.total_seconds()}
    for kind in (datetime, date, time):
        if isinstance(value, kind):
            return {kind.__name__: value.isoformat()}
    raise TypeError(type(value).__name__)


_READ: dict[str, Callable[[Any], Value]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "span": lambda seconds: timedelta(seconds=seconds),
}


def _value(told: dict[str, Any]) -> Any:
    if len(told) == 1:
        [(kind, text)] = told.items()
        if kind in _READ:
            return _READ[kind](text)
    return told
