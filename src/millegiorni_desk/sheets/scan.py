"""Looking through a sheet's XML before it is parsed: how far it reaches, and which cells hold formulas.

The parser lays a sheet out as one rectangle and copies a shared text into every cell that names it, so a
small file can ask for more memory than there is. Here each cell is only counted (ECMA-376 part 1, 18.3).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from millegiorni_desk.errors import WorkbookRefused
from millegiorni_desk.language import _
from millegiorni_desk.sheets.grid import MOST_COLUMNS, MOST_ROWS, MOST_TEXT, ROWS_ABOVE
from millegiorni_desk.sheets.package import damaged

MOST_STRINGS = 1_000_000
_CHUNK = 1 << 16
_REFERENCE = re.compile(r"([A-Z]{1,4})([0-9]{1,9})", re.ASCII)


class Stop(Exception):
    """Enough was seen to refuse the file."""


def formulas(sheet: bytes, strings: bytes) -> dict[tuple[int, int], str]:
    """The formulas of a sheet by row and column, both from 1; refuses a sheet that reaches too far.

    A cell that repeats its neighbour's formula (a shared one) has it without text.
    """
    scan = _SheetScan(_string_lengths(strings))
    parse(sheet, scan.start, scan.end, scan.text)
    return scan.formulas


def parse(
    data: bytes,
    start: Callable[[str, list[str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """Let the elements of *data* go by: names and attributes, ends, texts. Raises ``WorkbookRefused``."""
    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    # Spreadsheets have no document type; entities that grow without end are declared in one.
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        for begin in range(0, len(data), _CHUNK):
            parser.Parse(data[begin : begin + _CHUNK], False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError, Stop) as error:
        raise damaged() from error


def _refuse_doctype(*told: Any) -> None:
    raise Stop


@lru_cache(maxsize=256)
def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _SheetScan:
    """Counts what one sheet asks for while its elements go by."""

    def __init__(self, lengths: list[int]) -> None:
        self.formulas: dict[tuple[int, int], str] = {}
        self._lengths = lengths
        self._row = self._column = 0
        self._shared = False
        self._collected: list[str] | None = None
        self._text = 0

    def start(self, name: str, attributes: list[str]) -> None:
        name = _local(name)
        if name == "c":
            self._cell(attributes)
        elif name == "v":
            self._content()
            if self._shared:
                self._collected = []
        elif name == "is":
            self._content()
        elif name == "f":
            self._content()
            self._collected = []
        elif name == "row":
            given = attribute(attributes, "r")
            self._row = _whole(given) if given else self._row + 1
            self._column = 0

    def end(self, name: str) -> None:
        if self._collected is None:
            return
        held, self._collected = "".join(self._collected), None
        if _local(name) == "f":
            self.formulas[self._row, self._column] = held.strip()
        else:
            place = _whole(held.strip())
            self._add(self._lengths[place] if place < len(self._lengths) else 0)

    def text(self, data: str) -> None:
        self._add(len(data))
        if self._collected is not None:
            self._collected.append(data)

    def _cell(self, attributes: list[str]) -> None:
        given = attribute(attributes, "r")
        if given:
            found = _REFERENCE.fullmatch(given)
            if found is None:
                raise Stop
            self._column, self._row = _number(found[1]), int(found[2])
        else:
            self._column += 1
        self._shared = attribute(attributes, "t") == "s"

    def _content(self) -> None:
        if self._row > MOST_ROWS + ROWS_ABOVE:
            raise too_many_rows()
        if self._column > MOST_COLUMNS:
            raise too_many_columns()

    def _add(self, characters: int) -> None:
        self._text += characters
        if self._text > MOST_TEXT:
            raise too_much_text()


def too_many_rows() -> WorkbookRefused:
    """The refusal of a sheet with more rows than one import takes."""
    return WorkbookRefused(
        _(
            "Il foglio ha più di 20.000 righe: ne importo al massimo 20.000 alla volta. "
            "Dividilo in più file, o cancella le righe vuote in fondo. Non ho importato nulla."
        )
    )


def too_many_columns() -> WorkbookRefused:
    """The refusal of a sheet that is wider than a register."""
    return WorkbookRefused(
        _(
            "Il foglio ha qualcosa scritto oltre la colonna {most}: non sembra un registro. "
            "Togli le colonne in più e riprova. Non ho importato nulla."
        ).format(most=MOST_COLUMNS)
    )


def too_much_text() -> WorkbookRefused:
    """The refusal of a sheet whose cells hold far more than a register's."""
    return WorkbookRefused(
        _(
            "Il foglio contiene più testo di quanto possa starci in un registro. "
            "Dividilo in file più piccoli e importali uno alla volta. Non ho importato nulla."
        )
    )


def _string_lengths(strings: bytes) -> list[int]:
    lengths: list[int] = []

    def start(name: str, attributes: list[str]) -> None:
        if _local(name) == "si":
            lengths.append(0)
            if len(lengths) > MOST_STRINGS:
                raise Stop

    def text(data: str) -> None:
        if lengths:
            lengths[-1] += len(data)

    if strings:
        parse(strings, start, lambda name: None, text)
    return lengths


def _whole(digits: str) -> int:
    if not digits.isdecimal() or len(digits) > 9:
        raise Stop
    return int(digits)


def attribute(attributes: list[str], wanted: str) -> str:
    """An attribute among names and values in turn; nothing where it is not there."""
    for place in range(0, len(attributes), 2):
        if attributes[place] == wanted:
            return attributes[place + 1]
    return ""


@lru_cache(maxsize=1_024)
def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
