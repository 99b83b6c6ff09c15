"""The report as PDF, set by Typst: tagged, with its typefaces, its charts readable without colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from millegiorni_desk.areas.monitoring.report import Matrix, Report
from millegiorni_desk.areas.monitoring.yearly.chapters import TITLE, grid, told
from millegiorni_desk.areas.monitoring.yearly.parts import Bars, Book, Columns, Heading, title_levels
from millegiorni_desk.areas.monitoring.yearly.tongue import Tongue
from millegiorni_desk.areas.monitoring.yearly.year import Year
from millegiorni_desk.language import CODE
from millegiorni_desk.paper.typesetting import pictures, printable, typeset

_LAYOUT = "report"


def report_pdf(year: Year) -> bytes:
    """The printed report. The same content gives the same bytes."""
    return _set(told(year))


def map_pdf(report: Report, matrix: Matrix) -> bytes:
    """One map month by house on paper, in the language of the interface."""
    year = Year(report, [matrix], (), Tongue(CODE))
    drawn = grid(year, matrix)
    book = told(year)
    alone = Book(book.language, TITLE, book.under, book.place, "", book.contents, book.page)
    return _set(Book(**{**vars(alone), "parts": (Heading(drawn.title), drawn)}))


def chart_pictures(charts: Sequence[Bars | Columns], language: str) -> list[bytes]:
    """Each chart as a PNG, for a text that is edited elsewhere."""
    if not charts:
        return []
    return pictures(
        _LAYOUT, _content(Book(language, "", "", "", "", "", "{page}{pages}", charts), charts=True)
    )


def _set(book: Book) -> bytes:
    return typeset(_LAYOUT, _content(book), accessible=True)


def _content(book: Book, *, charts: bool = False) -> dict[str, Any]:
    before, _unused, rest = book.page.partition("{page}")
    between, _unused, after = rest.partition("{pages}")
    content: dict[str, Any] = _printable(
        {
            "language": book.language,
            "title": book.title,
            "author": "Millegiorni Desk",
            "under": book.under,
            "place": book.place,
            "version": book.version,
            "charts": charts,
            "parts": [
                {"kind": type(part).__name__.lower(), "level": level, **asdict(part)}
                for part, level in zip(book.parts, title_levels(book.parts), strict=True)
            ],
        }
    )
    return {**content, "page": [before, between, after]}


def _printable(value: Any) -> Any:
    match value:
        case str():
            # Line by line: what cannot be seen is taken out, the ends of lines are not.
            return "\n".join(printable(line) for line in value.split("\n"))
        case Mapping():
            return {name: _printable(one) for name, one in value.items()}
        case list() | tuple() | range():
            return [_printable(one) for one in value]
    return value
