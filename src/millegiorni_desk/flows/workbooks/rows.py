"""From the cells of a row to values: each cell read as its column says, every problem of the row named at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows.workbooks import cells
from millegiorni_desk.flows.workbooks.columns import COLUMNS, Cell, Column, Headers
from millegiorni_desk.flows.workbooks.own_columns import is_own
from millegiorni_desk.flows.workbooks.parts import PARTS
from millegiorni_desk.flows.workbooks.reading import Row
from millegiorni_desk.flows.workbooks.words import Words
from millegiorni_desk.language import _
from millegiorni_desk.network.service import fold
from millegiorni_desk.sheets.grid import Value

IN_NOTES = "@note"
"""What a word may stand for beside a code: nothing that we have a code for, kept in the notes."""

_SHOWN_FORMULA = 60
_KNOWN = 20_000
_LONG = ("notes", "goals", "household", "resources", "wishes", "partner")


@dataclass
class ReadRow:
    """A row with its values by column key (an empty cell has none) and what is wrong with it.

    ``unread`` are the columns whose cell holds something that cannot be read. ``wrong`` says of each column
    what is wrong there. ``repetition`` tells equal rows of a file apart: 1 for the first.
    """

    row: Row
    values: dict[str, Any]
    problems: list[str] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    repetition: int | None = None
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """Everything that is wrong, as one text."""
        return " ".join(self.problems)

    def blame(self, column: Column, sentence: str, unread: bool = True) -> None:
        """Note what is wrong in a column."""
        self.problems.append(f"{column.header}: {sentence}")
        self.wrong[column.key] = sentence
        if unread:
            self.unread.add(column.key)


@dataclass(frozen=True)
class _Bound:
    """A column at its place: how its cells are read, which texts were, what stands there without a place."""

    column: Column
    place: int | None
    read: Callable[[Value], Any]
    fixed: Any = None
    known: Mapping[str, Any] = field(default_factory=dict)


class RowReader:
    """Reads the rows of one register, with *own* columns beside ours.

    Raises ``InvalidValue`` for a fixed value that cannot be.
    """

    def __init__(self, headers: Headers, words: Words, today: date, own: Sequence[Column] = ()) -> None:
        self._repetition = headers.repetition
        self._columns: list[_Bound] = []
        self._aside: list[str] = []
        for column in (*COLUMNS[headers.kind], *own):
            known: dict[str, Any] = {}
            read = _reader(column, headers, words, today, self._aside, known)
            place = headers.places.get(column.key)
            fixed = headers.fixed.get(column.key, "")
            if place is not None:
                self._columns.append(_Bound(column, place, read, known=known))
            elif fixed:
                self._columns.append(_Bound(column, None, read, _fixed(column, fixed, read)))

    def read(self, row: Row) -> ReadRow:
        """Read every known cell of *row*."""
        found = ReadRow(row, {}, repetition=self._repeated(row))
        held, values, formulas, wide = row.cells, found.values, row.formulas, len(row.cells)
        for bound in self._columns:
            place = bound.place
            if place is None:
                values[bound.column.key] = bound.fixed
                continue
            value = held[place] if place < wide else ""
            if value == "" and not formulas and not bound.column.filled:
                continue
            if place in formulas:
                formula = formulas[place][:_SHOWN_FORMULA]
                found.blame(
                    bound.column,
                    _("contiene una formula: ={formula} — scrivi il valore.").format(formula=formula),
                )
                continue
            read = bound.known.get(value) if type(value) is str else None
            if read is None or isinstance(read, InvalidValue):
                try:
                    read = None if cells.is_empty(value) else bound.read(value)
                except InvalidValue as error:
                    found.blame(bound.column, error.message)
                    continue
            if read is not None:
                values[bound.column.key] = read
            elif bound.column.filled:
                found.blame(bound.column, _("manca."), unread=False)
        if self._aside:
            values["notes"] = "\n".join(filter(None, (values.get("notes", ""), *self._aside)))
            self._aside.clear()
        return found

    def _repeated(self, row: Row) -> int | None:
        place = self._repetition
        if place is None or place >= len(row.cells) or cells.is_empty(row.cells[place]):
            return None
        try:
            return max(1, cells.count(row.cells[place]))
        except InvalidValue:
            return None


def _fixed(column: Column, text: str, read: Callable[[Value], Any]) -> Any:
    try:
        return read(text)
    except InvalidValue as error:
        raise InvalidValue(f"{column.header}: {error.message}", column.key) from error


def _reader(
    column: Column, headers: Headers, words: Words, today: date, aside: list[str], known: dict[str, Any]
) -> Callable[[Value], Any]:
    """How the cells of *column* are read: the part that is meant, what its words mean here, then the value.

    Words that are to be kept in the notes are put *aside*.
    """
    part = PARTS.get(headers.parts.get(column.key, ""))
    meanings = headers.meanings.get(column.key, {})
    plain = _READ.get(column.cell, _READ[Cell.TEXT])
    coded = _coded(column, words, meanings, aside) if column.cell in ASKED else None

    def read(value: Value) -> Any:
        if part is not None:
            value = part(value)
            if cells.is_empty(value):
                return None
        return coded(value) if coded is not None else plain(column, value, today)

    again = column.cell is Cell.TEXT or IN_NOTES in meanings.values()
    return read if again else _remembering(read, known)


def _remembering(read: Callable[[Value], Any], known: dict[str, Any]) -> Callable[[Value], Any]:
    """*read*, asked once for each text and then *known*: registers repeat themselves, refusals included."""

    def ask(value: Value) -> Any:
        if not isinstance(value, str):
            return read(value)
        if value not in known:
            if len(known) > _KNOWN:
                known.clear()
            try:
                known[value] = read(value)
            except InvalidValue as error:
                known[value] = error
        found = known[value]
        if isinstance(found, InvalidValue):
            raise InvalidValue(found.message, found.field)
        return found

    return ask


def _coded(
    column: Column, words: Words, meanings: Mapping[str, str], aside: list[str]
) -> Callable[[Value], Any]:
    ask = ASKED[column.cell]

    def one(text: str) -> str:
        said = meanings.get(fold(text)) if meanings else None
        if said == IN_NOTES:
            aside.append(f"{column.header}: {text}")
            return ""
        return said if said is not None else ask(words, column, text)

    def several(value: Value) -> list[str] | None:
        codes = [one(part) for part in cells.parts(value)]
        return list(dict.fromkeys(code for code in codes if code)) or None

    return several if column.cell is Cell.CODES else lambda value: one(cells.text(value)) or None


# What the words of a cell stand for, by what its column holds.
ASKED: dict[Cell, Callable[[Words, Column, str], str]] = {
    Cell.CODE: lambda words, column, text: words.code(column.vocabulary, text),
    Cell.CODES: lambda words, column, text: words.code(column.vocabulary, text),
    Cell.YES_NO: lambda words, column, text: words.yes_or_no(text),
    Cell.HOUSE: lambda words, column, text: words.house(text),
    Cell.BODY: lambda words, column, text: words.body(text),
    Cell.COUNTRY: lambda words, column, text: words.country(text),
    Cell.LANGUAGE: lambda words, column, text: words.language(text),
}

# How any other cell is read.
_READ: dict[Cell, Callable[[Column, Value, date], Any]] = {
    Cell.DAY: lambda column, value, today: cells.day(value, today, column.future),
    Cell.BIRTH: lambda column, value, today: cells.birth(value, today),
    Cell.BIRTHS: lambda column, value, today: cells.births(value, today),
    Cell.TIME: lambda column, value, today: cells.clock(value),
    Cell.NUMBER: lambda column, value, today: cells.count(value),
    Cell.HOURS: lambda column, value, today: cells.hours(value),
    Cell.EUROS: lambda column, value, today: cells.euros(value),
    Cell.DECIMAL: lambda column, value, today: cells.decimal(value),
    Cell.CODICE_FISCALE: lambda column, value, today: cells.codice_fiscale(value),
    Cell.TEXT: lambda column, value, today: cells.words(
        value, line=column.key not in _LONG and not is_own(column)
    ),
}
