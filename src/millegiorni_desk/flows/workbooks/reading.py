"""Reading a register: the right sheet, its headers, and its rows as the cells hold them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from millegiorni_desk.errors import WorkbookRefused
from millegiorni_desk.flows.workbooks import cells, scan
from millegiorni_desk.flows.workbooks.cells import Value
from millegiorni_desk.flows.workbooks.columns import (
    EXAMPLE_SHEET,
    LISTS_SHEET,
    NO_OTHERS,
    Headers,
    Kind,
    OtherHeaders,
    header_key,
    recognise,
)
from millegiorni_desk.flows.workbooks.package import Package, SheetPart, damaged, open_package

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_NOT_REGISTERS = {header_key(LISTS_SHEET), header_key(EXAMPLE_SHEET)}
_MOST_SHEETS = 40
_SHOWN = 12


@dataclass(frozen=True)
class Row:
    """One row: its number in the sheet (as people see it), all its cells, and the formulas by place."""

    number: int
    cells: tuple[Value, ...]
    formulas: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Register:
    """A register as read: nothing in it has been judged yet. ``notes`` say what was left out."""

    headers: Headers
    titles: tuple[str, ...]
    rows: list[Row]
    notes: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """Which register it is."""
        return self.headers.kind


def read(path: Path, kind: Kind | None = None, also: OtherHeaders = NO_OTHERS) -> Register:
    """Read the register at *path*; without *kind* its headers say which one it is.

    *also* says how a register that is not ours calls its columns.

    The first visible sheet with the right headers is read (never ``Elenchi`` or ``Esempio``). Raises
    ``WorkbookRefused`` for whatever is no register, is damaged, or asks for too much, within seconds.
    """
    with open_package(path) as package:
        sheets = [sheet for sheet in package.sheets() if header_key(sheet.name) not in _NOT_REGISTERS]
        strings = package.shared_strings()
        best: Register | None = None
        for sheet in sheets[:_MOST_SHEETS]:
            found = _read_sheet(package, sheet, strings, kind, also)
            if found is not None and not found.headers.missing:
                return _checked(found, [other.name for other in sheets if other is not sheet])
            if best is None or (found and len(found.headers.places) > len(best.headers.places)):
                best = found or best
    raise _without_headers(best, kind)


def _read_sheet(
    package: Package, sheet: SheetPart, strings: bytes, kind: Kind | None, also: OtherHeaders
) -> Register | None:
    """The sheet as a register, perhaps lacking columns; None when there is nothing in it."""
    formulas = scan.formulas(package.part(sheet.part), strings)
    grid = _parse(package, sheet)
    top, headers = 0, None
    titles: tuple[str, ...] = ()
    for number, row in enumerate(grid[: scan.ROWS_ABOVE], 1):
        texts = tuple(cells.text(value) for value in row)
        found = recognise(texts, kind, also)
        if headers is None or len(found.places) > len(headers.places):
            top, titles, headers = number, texts, found
    if headers is None:
        return None
    by_row: dict[int, dict[int, str]] = {}
    for (row_number, column), text in formulas.items():
        by_row.setdefault(row_number, {})[column - 1] = text
    rows = [
        Row(number, tuple(row), by_row.get(number, {}))
        for number, row in enumerate(grid[top:], top + 1)
        if number in by_row or not all(cells.is_empty(value) for value in row)
    ]
    return Register(headers, titles, rows)


def _parse(package: Package, sheet: SheetPart) -> list[list[Value]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(package.only(sheet))
        return list(_rows(workbook.get_sheet_by_name(sheet.name)))
    except (CalamineError, OSError, ValueError) as error:
        raise damaged() from error
    except BaseException as error:
        # The parser is written in Rust; a fault in it arrives as an exception that no other clause catches.
        if type(error).__name__ == "PanicException":
            raise damaged() from error
        raise


def _rows(sheet: CalamineSheet) -> Iterable[list[Any]]:
    """The rows from the first of the sheet on, each from column A on."""
    start = sheet.start
    if start is None:
        return
    for _ in range(start[0]):
        yield []
    left = [""] * start[1]
    for row in sheet.to_python(skip_empty_area=True):
        yield [*left, *row]


def _checked(register: Register, others: list[str]) -> Register:
    if register.headers.twice:
        names = ", ".join(f"«{name}»" for name in register.headers.twice)
        raise WorkbookRefused(
            f"Ci sono due colonne con lo stesso nome: {names}. "
            "Lasciane una sola e riprova. Non ho importato nulla."
        )
    if len(register.rows) > scan.MOST_ROWS:
        raise scan.too_many_rows()
    notes = []
    if register.headers.unknown:
        names = ", ".join(f"«{name[:40]}»" for name in register.headers.unknown[:_SHOWN])
        notes.append(f"Colonne che non conosco, lasciate fuori: {names}.")
    if others:
        names = ", ".join(f"«{name}»" for name in others[:_SHOWN])
        notes.append(f"Ho letto un foglio solo; non ho letto: {names}.")
    return Register(register.headers, register.titles, register.rows, tuple(notes))


def _without_headers(best: Register | None, kind: Kind | None) -> WorkbookRefused:
    titles = [title for title in best.titles if title] if best else []
    if best is None or not titles:
        return WorkbookRefused(
            "Il foglio è vuoto: non c'è nulla da importare. Scegli il file giusto e riprova."
        )
    missing = ", ".join(f"«{name}»" for name in best.headers.missing)
    shown = ", ".join(f"«{title[:40]}»" for title in titles[:_SHOWN]) + (
        " e altre" if len(titles) > _SHOWN else ""
    )
    if not best.headers.places:
        return WorkbookRefused(
            f"Non riconosco questo registro. Ho trovato: {shown}. "
            "Parti dal modello, o dai alle colonne gli stessi nomi. Non ho importato nulla."
        )
    verb = "Manca la colonna" if len(best.headers.missing) == 1 else "Mancano le colonne"
    return WorkbookRefused(
        f"{verb} {missing}. Ho trovato: {shown}. Aggiungi quello che manca e riprova. Non ho importato nulla."
    )
