"""From the bytes of a file to its sheets, whatever its name says it is. Runs in the child only."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from millegiorni_desk.errors import WorkbookRefused
from millegiorni_desk.language import N_, _
from millegiorni_desk.sheets import ods_scan, scan, separated
from millegiorni_desk.sheets.grid import MOST_COLUMNS, MOST_ROWS, MOST_TEXT, ROWS_ABOVE, Book, Sheet
from millegiorni_desk.sheets.package import (
    MOST_FILE_BYTES,
    Package,
    SheetPart,
    damaged,
    open_package,
    too_big,
)

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_MOST_SHEETS = 40
_ZIP, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ODS_PARTS = ("mimetype", "content.xml", "META-INF/manifest.xml", "styles.xml")
# What each format is called, and the extensions it may have.
FORMATS = {
    "xlsx": (N_("una cartella di lavoro .xlsx"), (".xlsx", ".xlsm")),
    "ods": (N_("un foglio OpenDocument .ods"), (".ods",)),
    "xls": (N_("una vecchia cartella di lavoro .xls"), (".xls",)),
    "csv": (N_("un testo con separatori .csv"), (".csv", ".txt", ".tsv")),
}


def parse(content: bytes, name: str) -> Book:
    """The book that *content* holds. Raises ``WorkbookRefused`` with what is wrong and what to do."""
    if not content:
        raise WorkbookRefused(_("«{name}» è vuoto. Scegli il file giusto e riprova.").format(name=name))
    if len(content) > MOST_FILE_BYTES:
        raise too_big(name)
    if content.startswith(_ZIP):
        with open_package(content, name) as package:
            return _from_archive(package, name)
    if content.startswith(_COMPOUND):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise _locked(name)
        _check_name(name, "xls")
        return Book(name, "xls", _loose_sheets(io.BytesIO(content), name))
    text = separated.decoded(content)
    _check_name(name, "csv")
    return Book(name, "csv", [separated.read(text, name.rpartition(".")[0])])


def _from_archive(package: Package, name: str) -> Book:
    if package.has("xl/workbook.xml"):
        _check_name(name, "xlsx")
        macros = (
            [_("Il file contiene macro: non le ho guardate.")] if package.has("xl/vbaProject.bin") else []
        )
        parts = package.sheets()[:_MOST_SHEETS]
        strings = package.shared_strings()
        sheets = [_guarded(part.name, partial(_xlsx, package, part, strings)) for part in parts]
        return Book(name, "xlsx", sheets, macros)
    if package.part("mimetype").startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        _check_name(name, "ods")
        if b"encryption-data" in package.part("META-INF/manifest.xml"):
            raise _locked(name)
        formulas = ods_scan.formulas(package.part("content.xml"))
        return Book(name, "ods", _loose_sheets(package.rebuilt(_ODS_PARTS), name, formulas))
    raise WorkbookRefused(
        _(
            "«{name}» è un archivio, ma non una cartella di lavoro. "
            "Aprilo e salvalo come .xlsx, poi riprova. Non ho importato nulla."
        ).format(name=name)
    )


def _xlsx(package: Package, part: SheetPart, strings: bytes) -> Sheet:
    formulas = scan.formulas(package.part(part.part), strings)
    with _faults_are_refusals():
        sheet = _opened(package.only(part)).get_sheet_by_name(part.name)
        return Sheet(part.name, list(_rows(sheet)), formulas)


def _loose_sheets(
    file: io.BytesIO, name: str, formulas: dict[str, ods_scan.Formulas] | None = None
) -> list[Sheet]:
    """The sheets of a format whose cells are only measured once they are read."""
    with _faults_are_refusals(name):
        workbook = _opened(file)
        shown = [meta.name for meta in workbook.sheets_metadata if "isible" in str(meta.visible)]
    return [
        _guarded(title, partial(_loose, workbook, title, (formulas or {}).get(title, {})))
        for title in shown[:_MOST_SHEETS]
    ]


def _loose(workbook: CalamineWorkbook, title: str, formulas: ods_scan.Formulas) -> Sheet:
    with _faults_are_refusals():
        rows = _trimmed(_rows(workbook.get_sheet_by_name(title)))
    if len(rows) > MOST_ROWS + ROWS_ABOVE:
        raise scan.too_many_rows()
    if any(len(row) > MOST_COLUMNS for row in rows):
        raise scan.too_many_columns()
    if sum(len(value) for row in rows for value in row if isinstance(value, str)) > MOST_TEXT:
        raise scan.too_much_text()
    return Sheet(title, rows, formulas)


def _trimmed(rows: Iterable[list[Any]]) -> list[list[Any]]:
    """Without the empty cells at the end of each row, and the empty rows at the end."""
    kept: list[list[Any]] = []
    for row in rows:
        while row and row[-1] == "":
            row.pop()
        kept.append(row)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _opened(file: io.BytesIO) -> CalamineWorkbook:
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_filelike(file)


def _rows(sheet: CalamineSheet) -> Iterator[list[Any]]:
    """The rows from the first of the sheet on, each from column A on."""
    start = sheet.start
    if start is None:
        return
    for _empty in range(start[0]):
        yield []
    left = [""] * start[1]
    for row in sheet.to_python(skip_empty_area=True):
        yield [*left, *row] if left else row


def _guarded(title: str, read: Callable[[], Sheet]) -> Sheet:
    """A sheet that is refused leaves the others readable."""
    try:
        return read()
    except WorkbookRefused as refusal:
        return Sheet(title, refused=refusal.message)


@contextmanager
def _faults_are_refusals(name: str = "") -> Iterator[None]:
    from python_calamine import CalamineError

    try:
        yield
    except (CalamineError, OSError, ValueError) as error:
        raise (_locked(name) if "assword" in str(error) else damaged()) from error
    except (WorkbookRefused, MemoryError):
        raise
    except BaseException as error:
        # The parser is written in Rust; a fault in it arrives as an exception that no other clause catches.
        if type(error).__name__ == "PanicException":
            raise damaged() from error
        raise


def _locked(name: str) -> WorkbookRefused:
    return WorkbookRefused(
        _(
            "«{name}» ha una password. Aprilo e salvalo senza password, poi riprova. Non ho importato nulla."
        ).format(name=name)
    )


def _check_name(name: str, found: str) -> None:
    """Refuse a file that is not what its extension says: whoever made it may have meant another one."""
    extension = f".{name.rpartition('.')[2]}".casefold() if "." in name else ""
    words, extensions = FORMATS[found]
    if extension in extensions:
        return
    raise WorkbookRefused(
        _(
            "«{name}» non è quello che il nome dice: dentro è {what}. "
            "Controlla che sia il file giusto, cambiagli l'estensione in {right} e riprova. Non ho importato nulla."
        ).format(name=name, what=_(words), right=extensions[0])
    )
