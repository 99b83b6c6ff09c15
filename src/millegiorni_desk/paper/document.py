"""Text documents for paper in any of the eight languages, one alone or two side by side: notices, slips, registers.

A document is data; ``resources/documents/document.typ`` lays it out. What is said is never read as markup, and the
same content gives the same bytes. Receipts and the report, which are drawings rather than texts, have `paper.canvas`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from millegiorni_desk import resources
from millegiorni_desk.paper import scripts

# One text, or one for each language of the document.
Words = str | Mapping[str, str]
# Direction marks steer an editor; those that join letters (Bengali, Persian) and that isolate a name stay.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2065\ufeff]")
_ISOLATE, _END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


@dataclass(frozen=True)
class Heading:
    """The title of a part."""

    words: Words


@dataclass(frozen=True)
class Paragraph:
    """Running text; its line breaks are kept. ``look``: plain, small, strong or large."""

    words: Words
    look: str = "plain"


@dataclass(frozen=True)
class Facts:
    """Lines of a label and its value."""

    pairs: Sequence[tuple[Words, Words]]


@dataclass(frozen=True)
class Code:
    """A code in a box, large enough to be read over the telephone; with ``qr`` to be read by a camera too."""

    label: Words
    code: str
    qr: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under their heads, which every page repeats. ``widths``: each column's part of the page."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]


@dataclass(frozen=True)
class Signatures:
    """A line to sign on for each label, side by side."""

    labels: Sequence[Words]


@dataclass(frozen=True)
class Space:
    """Pushes what follows to the foot of the page."""


Block = Heading | Paragraph | Facts | Code | Table | Signatures | Space


@dataclass(frozen=True)
class Document:
    """What is printed. Words given as one text run across the page; given for two languages they stand side by side.

    ``languages``: one or two codes, the first at the left. ``above``: who writes, over the title. ``mark``: a word
    across each page, such as BOZZA. ``close``: smaller and closer, for what should stay on one sheet.
    """

    title: Words
    languages: tuple[str, ...]
    blocks: Sequence[Block]
    above: str = ""
    foot: str = ""
    mark: str = ""
    close: bool = False


def pdf(document: Document) -> bytes:
    """The document as PDF, A4."""
    import typst

    return typst.compile(
        resources.path("documents/document.typ"),
        root=resources.path("documents"),
        font_paths=[resources.path("fonts")],
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(_content(document), ensure_ascii=False)},
    )


def inserted(text: str) -> str:
    """A name, address or number to put into a sentence of any direction: it keeps its own and disturbs nothing."""
    return f"{_ISOLATE}{_clean(text).replace(_ISOLATE, '').replace(_END, '')}{_END}" if text else ""


def unprintable(*texts: str) -> str:
    """The characters that the packaged typefaces cannot draw: on paper each becomes a question mark in a diamond."""
    return "".join(sorted({c for text in texts for c in _clean(text) if not scripts.drawn(c)}))


def _content(document: Document) -> dict[str, Any]:
    languages = document.languages
    return {
        "languages": languages,
        "rtl": languages[0] in scripts.RIGHT_TO_LEFT,
        "title": _cells(document.title, languages),
        "above": _cell(document.above, languages[0]),
        "author": _printable(document.above),
        "foot": _cell(document.foot, languages[0]),
        "mark": document.mark,
        "close": document.close,
        "blocks": [_block(block, languages) for block in document.blocks],
    }


def _block(block: Block, languages: tuple[str, ...]) -> dict[str, Any]:
    match block:
        case Heading(words):
            return {"kind": "heading", "words": _cells(words, languages)}
        case Paragraph(words, look):
            return {"kind": "paragraph", "words": _cells(words, languages), "look": look}
        case Facts(pairs):
            cells = [[_cells(label, languages), _cells(value, languages)] for label, value in pairs]
            return {"kind": "facts", "pairs": cells}
        case Code(label, code, qr):
            printed = _printable(code)
            return {
                "kind": "code",
                "label": _cells(label, languages),
                "code": printed,
                "qr": _modules(printed) if qr else [],
            }
        case Table(heads, rows, widths):
            return {
                "kind": "table",
                "heads": [_cells(head, languages) for head in heads],
                "rows": [[_cell(text, languages[0]) for text in row] for row in rows],
                "widths": list(widths),
            }
        case Signatures(labels):
            return {"kind": "signatures", "labels": [_cells(label, languages) for label in labels]}
        case Space():
            return {"kind": "space"}


def _modules(text: str) -> list[list[int]]:
    """*text* as a QR code, row by row: the grey of each module, with the white edge that a camera asks for."""
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    code = QRCode(None, QRErrorCorrectLevel.Q)
    code.addData(text)
    code.make()
    edge, side = 4, len(code.modules) + 8
    white = [[255] * side] * edge
    return [
        *white,
        *([255] * edge + [0 if dark else 255 for dark in line] + [255] * edge for line in code.modules),
        *white,
    ]


def _cells(words: Words, languages: tuple[str, ...]) -> list[dict[str, Any]]:
    """One cell for a text that is said once, else one for each language of the document."""
    if isinstance(words, str):
        return [_cell(words, languages[0])]
    return [_cell(words[language], language) for language in languages]


def _cell(text: str, language: str) -> dict[str, Any]:
    lines = [_printable(line) for line in text.splitlines()]
    return {"lang": language, "rtl": language in scripts.RIGHT_TO_LEFT, "lines": lines}


def _printable(text: str) -> str:
    return "".join(c if scripts.drawn(c) else scripts.MISSING for c in _clean(text))


def _clean(text: str) -> str:
    return _UNSEEN.sub("", unicodedata.normalize("NFC", text))
