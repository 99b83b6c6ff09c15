"""Workbooks that mean harm, made from an honest template by changing what is inside the archive."""

import io
import struct
from zipfile import ZIP_DEFLATED, ZipFile

from millegiorni_desk.flows.workbooks import Kind, template

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def parts() -> dict[str, bytes]:
    """What the template of accesses holds."""
    with ZipFile(io.BytesIO(template(Kind.ACCESSES))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(changed: dict[str, bytes]) -> bytes:
    """The template with other parts."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in {**parts(), **changed}.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_rows(xml: bytes, **more: bytes) -> bytes:
    """The template with *xml* after its header row."""
    sheet = parts()[SHEET].replace(b"</sheetData>", xml + b"</sheetData>")
    return packed({SHEET: sheet, **more})


def cell(xml: bytes) -> bytes:
    return b"<row>" + xml + b"</row>"


def text_bomb() -> bytes:
    """One text of three million characters, named by fifty thousand cells."""
    strings = b"<sst><si><t>" + b"x" * 3_000_000 + b"</t></si></sst>"
    row = b"<row>" + b'<c t="s"><v>0</v></c>' * 25 + b"</row>"
    return packed(
        {SHEET: parts()[SHEET].replace(b"</sheetData>", row * 2_000 + b"</sheetData>"), STRINGS: strings}
    )


def lying_about_its_size() -> bytes:
    """A sheet of 100 MB of spaces whose archive declares the size of an honest one."""
    honest = parts()[SHEET]
    whole = bytearray(packed({SHEET: honest.replace(b"</sheetData>", b" " * 100_000_000 + b"</sheetData>")}))
    name = SHEET.encode()
    # The size before deflating stands 22 bytes into a local header, 24 into a central one (APPNOTE 4.3.7, 4.3.12).
    local = whole.index(name) - 30
    central = whole.rindex(name) - 46
    struct.pack_into("<I", whole, local + 22, len(honest))
    struct.pack_into("<I", whole, central + 24, len(honest))
    return bytes(whole)
