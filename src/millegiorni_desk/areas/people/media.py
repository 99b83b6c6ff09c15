"""What a file is, told from its bytes and never from its name: the few kinds that an attachment may be."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from types import MappingProxyType

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
TEXT = "text/plain"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

ENDINGS = MappingProxyType(
    {
        PDF: (".pdf",),
        PNG: (".png",),
        JPEG: (".jpg", ".jpeg"),
        TEXT: (".txt", ".csv", ".md"),
        DOCX: (".docx",),
        XLSX: (".xlsx",),
    }
)
"""How the name of a file of each kind may end; the first is given where it ends otherwise."""

_OFFICE = MappingProxyType({"word/document.xml": DOCX, "xl/workbook.xml": XLSX})
_MOST_ENTRIES = 5_000
_LONGEST_NAME = 120
# Text that a system would run, or a browser would: not a note, whatever it is called.
_SCRIPT = re.compile(r"\s*(#!|@echo\b|<!doctype|<html|<script|<svg|<\?php|<\?xml)", re.IGNORECASE)
_SCRIPT_ENDINGS = (
    ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".hta", ".sh", ".py", ".reg", ".inf",
    ".lnk", ".url", ".desktop", ".scf",
)  # fmt: skip
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def media_type(content: bytes, name: str = "") -> str:
    """The kind of *content*, one of :data:`ENDINGS`, or nothing for any other.

    *name* is asked only whether plain text would be run by the system.
    """
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    return TEXT if _is_text(content) and not name.lower().endswith(_SCRIPT_ENDINGS) else ""


def safe_name(name: str, kind: str) -> str:
    """*name* as a file may be called anywhere: no path, no invisible signs, and the ending of its kind."""
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    # Cc and Cf: line breaks, and the signs that turn what follows around ("gpj.exe").
    name = "".join(sign for sign in name if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co"))
    name = " ".join(_FORBIDDEN.sub("-", name).split()).strip(". ")
    endings = ENDINGS[kind]
    ending = next((one for one in endings if name.lower().endswith(one)), "")
    stem = name[: len(name) - len(ending)].strip(". ") or "documento"
    if _DEVICES.fullmatch(stem):
        stem = f"_{stem}"
    ending = ending or endings[0]
    return stem[: _LONGEST_NAME - len(ending)] + ending


def text_of(content: bytes) -> str:
    """The words of a file of plain text, UTF-8 or as Windows' Notepad wrote for twenty years."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _office(content: bytes) -> str:
    """A document of Word or Excel without macros; only the list of what it holds is read, nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {entry.filename for entry in archive.infolist()[:_MOST_ENTRIES]}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ""
    if "[Content_Types].xml" not in names or any("vbaproject" in name.lower() for name in names):
        return ""
    return next((kind for part, kind in _OFFICE.items() if part in names), "")


def _is_text(content: bytes) -> bool:
    try:
        text = text_of(content)
    except UnicodeDecodeError:
        return False
    plain = all(sign in "\t\r\n\f" or unicodedata.category(sign) != "Cc" for sign in set(text))
    return bool(text.strip()) and plain and _SCRIPT.match(text) is None
