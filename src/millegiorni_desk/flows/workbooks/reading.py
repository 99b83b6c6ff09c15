"""Reading a register: the right sheet, its headers, and its rows as the cells hold them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from millegiorni_desk.errors import WorkbookRefused
from millegiorni_desk.flows.workbooks import cells
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
from millegiorni_desk.language import _
from millegiorni_desk.sheets.grid import MOST_ROWS, ROWS_ABOVE, Book, Sheet, Value
from millegiorni_desk.sheets.reading import read_book
from millegiorni_desk.sheets.scan import too_many_rows

_NOT_REGISTERS = {header_key(LISTS_SHEET), header_key(EXAMPLE_SHEET)}
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


def read(
    source: Path | Book,
    kind: Kind | None = None,
    also: OtherHeaders = NO_OTHERS,
    cancelled: Callable[[], bool] | None = None,
) -> Register:
    """Read the register in a file, or in what was read of one; without *kind* its headers say which it is.

    *also* says how a register that is not ours calls its columns.

    The first visible sheet with the right headers is read (never ``Elenchi`` or ``Esempio``). Raises
    ``WorkbookRefused`` for whatever is no register, is damaged, or asks for too much, within seconds.
    """
    book = source if isinstance(source, Book) else read_book(source, cancelled)
    sheets = registers_in(book)
    best: Register | None = None
    for sheet in sheets:
        if sheet.refused:
            raise WorkbookRefused(sheet.refused)
        found = _read_sheet(sheet, kind, also)
        if found is not None and not found.headers.missing:
            others = [other.name for other in sheets if other is not sheet]
            return _checked(found, others, book.notes)
        if best is None or (found and len(found.headers.places) > len(best.headers.places)):
            best = found or best
    raise _without_headers(best, kind)


def registers_in(book: Book) -> list[Sheet]:
    """The sheets that may be registers: not the lists and the example of our templates."""
    return [sheet for sheet in book.sheets if header_key(sheet.name) not in _NOT_REGISTERS]


def titles_of(sheet: Sheet, header_row: int) -> tuple[str, ...]:
    """The texts of a row, from 1."""
    row = sheet.rows[header_row - 1] if 0 < header_row <= len(sheet.rows) else ()
    return tuple(cells.text(value) for value in row)


def rows_below(sheet: Sheet, header_row: int) -> list[Row]:
    """The rows under the headers that hold something. Raises ``WorkbookRefused`` for more than one import takes."""
    by_row: dict[int, dict[int, str]] = {}
    for (row_number, column), text in sheet.formulas.items():
        by_row.setdefault(row_number, {})[column - 1] = text
    rows = [
        Row(number, tuple(row), by_row.get(number, {}))
        for number, row in enumerate(sheet.rows[header_row:], header_row + 1)
        if number in by_row or not all(cells.is_empty(value) for value in row)
    ]
    if len(rows) > MOST_ROWS:
        raise too_many_rows()
    return rows


def _read_sheet(sheet: Sheet, kind: Kind | None, also: OtherHeaders) -> Register | None:
    """The sheet as a register, perhaps lacking columns; None when there is nothing in it."""
    top, headers = 0, None
    titles: tuple[str, ...] = ()
    for number in range(1, min(ROWS_ABOVE, len(sheet.rows)) + 1):
        texts = titles_of(sheet, number)
        found = recognise(texts, kind, also)
        if headers is None or len(found.places) > len(headers.places):
            top, titles, headers = number, texts, found
    return Register(headers, titles, rows_below(sheet, top)) if headers else None


def _checked(register: Register, others: Sequence[str], left_out: Sequence[str]) -> Register:
    if register.headers.twice:
        names = ", ".join(f"«{name}»" for name in register.headers.twice)
        raise WorkbookRefused(
            _(
                "Ci sono due colonne con lo stesso nome: {names}. Lasciane una sola e riprova. Non ho "
                "importato nulla."
            ).format(names=names)
        )
    notes = list(left_out)
    if register.headers.unknown:
        names = ", ".join(f"«{name[:40]}»" for name in register.headers.unknown[:_SHOWN])
        notes.append(_("Colonne che non conosco, lasciate fuori: {names}.").format(names=names))
    if others:
        names = ", ".join(f"«{name}»" for name in others[:_SHOWN])
        notes.append(_("Ho letto un foglio solo; non ho letto: {names}.").format(names=names))
    return Register(register.headers, register.titles, register.rows, tuple(notes))


def _without_headers(best: Register | None, kind: Kind | None) -> WorkbookRefused:
    titles = [title for title in best.titles if title] if best else []
    if best is None or not titles:
        return WorkbookRefused(
            _("Il foglio è vuoto: non c'è nulla da importare. Scegli il file giusto e riprova.")
        )
    missing = ", ".join(f"«{name}»" for name in best.headers.missing)
    shown = ", ".join(f"«{title[:40]}»" for title in titles[:_SHOWN]) + (
        _(" e altre") if len(titles) > _SHOWN else ""
    )
    if not best.headers.places:
        return WorkbookRefused(
            _(
                "Non riconosco questo registro. Ho trovato: {shown}. Parti dal modello, o dai alle "
                "colonne gli stessi nomi. Non ho importato nulla."
            ).format(shown=shown)
        )
    verb = _("Manca la colonna") if len(best.headers.missing) == 1 else _("Mancano le colonne")
    return WorkbookRefused(
        _(
            "{verb} {missing}. Ho trovato: {shown}. Aggiungi quello che manca e riprova. Non ho "
            "importato nulla."
        ).format(verb=verb, missing=missing, shown=shown)
    )
