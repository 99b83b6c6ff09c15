"""Opening an archive of XML without trusting it: what is inside is measured before anything parses it.

An .xlsx or .ods file is a ZIP archive (ECMA-376 part 2, OpenDocument part 2). Nothing is taken at its word:
every part is inflated here up to a limit, and only the parts that were inflated, in a new archive, reach the parser.
"""

from __future__ import annotations

import io
import posixpath
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from millegiorni_desk.errors import WorkbookRefused
from millegiorni_desk.language import N_, _

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element as _Element

MOST_BYTES = 50_000_000
MOST_RATIO = 100
MOST_FILE_BYTES = 20_000_000
MOST_PARTS = 5_000
# Small files of much the same text deflate well: below this the ratio says nothing.
_RATIO_FROM = 5_000_000

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedStrings.xml"
_COMMON = ("[Content_Types].xml", "_rels/.rels", _WORKBOOK, _RELATIONS, "xl/styles.xml", _STRINGS)
AGAIN = N_("Aprilo e salvalo come cartella di lavoro .xlsx, poi riprova. Non ho importato nulla.")


@dataclass(frozen=True)
class SheetPart:
    """A worksheet that people see: its name, and the part of the archive that holds it."""

    name: str
    part: str


class Package:
    """An opened archive that is no larger than it should be. Made by :func:`open_package`."""

    def __init__(self, archive: ZipFile, parts: dict[str, ZipInfo]) -> None:
        self._archive = archive
        self._parts = parts

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name in self._parts

    def part(self, name: str) -> bytes:
        """A part, inflated; empty where there is none."""
        info = self._parts.get(name)
        if info is None:
            return b""
        with _damaged_is_refused():
            with self._archive.open(info) as file:
                # Asked for without a number, zipfile inflates all there is before it looks at the size declared.
                content = file.read(info.file_size)
                if file.read(1):
                    raise BadZipFile
            return content

    def shared_strings(self) -> bytes:
        """The table of texts, empty where the workbook has none."""
        return self.part(_STRINGS)

    def sheets(self) -> list[SheetPart]:
        """The visible worksheets, in their order."""
        targets = {
            relation.get("Id", ""): posixpath.normpath(
                posixpath.join("/xl", relation.get("Target", ""))
            ).lstrip("/")
            for relation in self._xml(_RELATIONS)
            if relation.get("Type", "").endswith("/worksheet")
        }
        found = []
        for element in self._xml(_WORKBOOK).iter():
            if local(element.tag) != "sheet" or element.get("state", "visible") != "visible":
                continue
            wanted = next((value for key, value in element.items() if local(key) == "id"), "")
            if targets.get(wanted) in self._parts:
                found.append(SheetPart(element.get("name", ""), targets[wanted]))
        if not found:
            raise WorkbookRefused(_("In questo file non c'è nessun foglio da leggere.") + " " + _(AGAIN))
        return found

    def only(self, sheet: SheetPart) -> io.BytesIO:
        """A new archive in memory with that sheet and what is needed to read it: no macros, no pictures."""
        return self.rebuilt((*_COMMON, sheet.part))

    def rebuilt(self, parts: Iterable[str]) -> io.BytesIO:
        """A new archive in memory with those of *parts* that there are."""
        buffer = io.BytesIO()
        with ZipFile(buffer, "w", ZIP_STORED) as archive:
            for name in parts:
                if name in self._parts:
                    archive.writestr(name, self.part(name))
        buffer.seek(0)
        return buffer

    def _xml(self, name: str) -> _Element:
        from xml.etree.ElementTree import ParseError

        from defusedxml.common import DefusedXmlException
        from defusedxml.ElementTree import fromstring

        try:
            root: _Element = fromstring(self.part(name), forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
            raise damaged() from error
        return root


@contextmanager
def open_package(content: bytes, name: str) -> Iterator[Package]:
    """Open the workbook *content*, called *name*. Raises ``WorkbookRefused`` with what is wrong and what to do."""
    with _damaged_is_refused():
        archive = ZipFile(io.BytesIO(content))
    with archive:
        yield Package(archive, _measured(archive, name))


def damaged() -> WorkbookRefused:
    """The refusal of a file whose inside cannot be read."""
    return WorkbookRefused(_("Il file è rovinato o non è una vera cartella di lavoro.") + " " + _(AGAIN))


def too_big(name: str) -> WorkbookRefused:
    """The refusal of a file that holds far more than a register does."""
    return WorkbookRefused(
        _(
            "«{name}» è troppo grande per essere un registro, e non l'ho aperto. "
            "Dividilo in file più piccoli, senza immagini, e importali uno alla volta."
        ).format(name=name)
    )


def _measured(archive: ZipFile, name: str) -> dict[str, ZipInfo]:
    infos = archive.infolist()
    inflated = sum(info.file_size for info in infos)
    deflated = sum(info.compress_size for info in infos)
    if len(infos) > MOST_PARTS or inflated > MOST_BYTES:
        raise too_big(name)
    if inflated > _RATIO_FROM and inflated > MOST_RATIO * max(deflated, 1):
        raise too_big(name)
    if any(info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or info.flag_bits & 1 for info in infos):
        raise damaged()
    parts = {info.filename: info for info in infos}
    if len(parts) != len(infos):
        raise damaged()
    return parts


@contextmanager
def _damaged_is_refused() -> Iterator[None]:
    try:
        yield
    except (
        BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        RuntimeError,
        ValueError,
        NotImplementedError,
    ) as error:
        raise damaged() from error


def local(name: str) -> str:
    """A name of XML without its namespace."""
    return name.rpartition("}")[2]
