"""Text documents for paper in any of the eight languages, one alone or two side by side: notices, slips, registers.

A document is data; ``resources/documents/document.typ`` lays it out. What is said is never read as markup, and the
same content gives the same bytes. Receipts and the report have layouts of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from millegiorni_desk.paper import scripts
from millegiorni_desk.paper.typesetting import cell, inserted, printable, qr_modules, typeset, unprintable

__all__ = [
    "Block", "Code", "Document", "Facts", "Heading", "Paragraph", "Signatures", "Space", "Table", "Words", "inserted",
    "pdf", "unprintable",
]  # fmt: skip

_SHORT_LINES, _SHORT_LETTERS = 16, 400

# One text, or one for each language of the document.
Words = str | Mapping[str, str]


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
    """Rows under their heads, which every page repeats. ``widths``: each column's part of the page.

    Columns of ``figures`` are set to the right, heads and all; with ``total`` the last row is a sum, set apart.
    """

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    figures: Sequence[int] = ()
    total: bool = False


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
    ``wide``: the sheet lies on its side, for tables of many columns.
    """

    title: Words
    languages: tuple[str, ...]
    blocks: Sequence[Block]
    above: str = ""
    foot: str = ""
    mark: str = ""
    close: bool = False
    wide: bool = False


def pdf(document: Document) -> bytes:
    """The document as PDF, A4."""
    return typeset("document", _content(document))


def _content(document: Document) -> dict[str, Any]:
    languages = document.languages
    return {
        "languages": languages,
        "rtl": languages[0] in scripts.RIGHT_TO_LEFT,
        "title": _cells(document.title, languages),
        "above": cell(document.above, languages[0]),
        "author": printable(document.above),
        "foot": cell(document.foot, languages[0]),
        "mark": document.mark,
        "close": document.close,
        "wide": document.wide,
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
            return {"kind": "facts", "pairs": cells, "together": _is_short(cells)}
        case Code(label, code, qr):
            printed = printable(code)
            return {
                "kind": "code",
                "label": _cells(label, languages),
                "code": printed,
                "qr": qr_modules(printed) if qr else [],
            }
        case Table(heads, rows, widths, figures, total):
            return {
                "kind": "table",
                "heads": [_cells(head, languages) for head in heads],
                "rows": [[cell(text, languages[0]) for text in row] for row in rows],
                "widths": list(widths),
                "figures": list(figures),
                "total": total,
            }
        case Signatures(labels):
            return {"kind": "signatures", "labels": [_cells(label, languages) for label in labels]}
        case Space():
            return {"kind": "space"}


def _is_short(pairs: Sequence[Sequence[list[dict[str, Any]]]]) -> bool:
    """Whether a page need not part them: a sum and what it is of, never what could outgrow a page."""
    lines = [line for pair in pairs for cells in pair for cell in cells for line in cell["lines"]]
    return len(lines) <= _SHORT_LINES and sum(map(len, lines)) <= _SHORT_LETTERS


def _cells(words: Words, languages: tuple[str, ...]) -> list[dict[str, Any]]:
    """One cell for a text that is said once, else one for each language of the document."""
    if isinstance(words, str):
        return [cell(words, languages[0])]
    return [cell(words[language], language) for language in languages]
