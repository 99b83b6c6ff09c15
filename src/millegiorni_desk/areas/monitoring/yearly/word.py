"""The report as a Word document to go on with: real styles, a list of contents, charts that say what they show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from millegiorni_desk.areas.monitoring.yearly.chapters import told
from millegiorni_desk.areas.monitoring.yearly.docx_pieces import (
    added_table,
    caption,
    contents,
    describe,
    footer,
    prepared,
    settled,
)
from millegiorni_desk.areas.monitoring.yearly.parts import (
    Bars,
    Book,
    Cards,
    Columns,
    Definitions,
    Figures,
    Grid,
    Heading,
    Part,
    Table,
    Text,
    title_levels,
)
from millegiorni_desk.areas.monitoring.yearly.pdf import chart_pictures
from millegiorni_desk.areas.monitoring.yearly.year import Year
from millegiorni_desk.language import N_

if TYPE_CHECKING:
    from docx.document import Document

_PICTURE_CM = 16.5
_MOST_COLUMNS = 14
_FIGURE, _TABLE = N_("Grafico"), N_("Tabella")


def report_docx(year: Year) -> bytes:
    """The report for whoever writes the rest of it. The same content gives the same bytes."""
    book = told(year, narrative=True)
    document = prepared(book.language)
    made = datetime.combine(year.report.period.end, time())
    properties = document.core_properties
    properties.title, properties.author, properties.comments = book.title, "Millegiorni Desk", ""
    properties.created = properties.modified = made
    properties.language = book.language
    _cover(document, book)
    writer = _Writer(document, year, book)
    for part, level in zip(book.parts, title_levels(book.parts), strict=True):
        writer.write(part, level)
    footer(document, f"{book.place} · {book.under}", book.page)
    buffer = BytesIO()
    document.save(buffer)
    return settled(buffer.getvalue())


def _cover(document: Document, book: Book) -> None:
    title, _unused, under = book.title.partition(" · ")
    document.add_paragraph(title, style="Title")
    document.add_paragraph(f"{under} · {book.place} · {book.under}", style="Subtitle")
    document.add_paragraph(book.version, style="Small")
    document.add_paragraph(book.contents, style="TOC Heading")
    contents(document, [part for part in book.parts if isinstance(part, Heading) and part.level <= 2])


class _Writer:
    """Puts one part after the other into the document, its captions numbered."""

    def __init__(self, document: Document, year: Year, book: Book) -> None:
        self._document, self._say = document, year.tongue.say
        self._numbers = {_FIGURE: 0, _TABLE: 0}
        charts = [part for part in book.parts if isinstance(part, Bars | Columns)]
        self._pictures: Iterator[bytes] = iter(chart_pictures(charts, book.language))
        self._title = ""
        self._ways: dict[type, Callable[[Any, int], None]] = {
            Heading: self._heading, Text: self._text, Cards: self._cards, Figures: self._figures,
            Bars: self._chart, Columns: self._chart, Grid: self._grid, Table: self._rows,
            Definitions: self._definitions,
        }  # fmt: skip

    def write(self, part: Part, level: int) -> None:
        """Put *part* at the end; *level* is that of a title of its own."""
        self._ways[type(part)](part, level)

    def _heading(self, part: Heading, level: int) -> None:
        self._document.add_heading(part.words, part.level)
        # The number of a chapter is no part of what a table is called.
        self._title = part.words.partition(". ")[2] if part.level == 1 else part.words

    def _text(self, part: Text, level: int) -> None:
        style = {"small": "Small", "hint": "Hint"}.get(part.look, "Normal")
        for paragraph in part.words.split("\n\n"):
            self._document.add_paragraph(paragraph, style=style)

    def _caption(self, kind: str, words: str) -> None:
        self._numbers[kind] += 1
        caption(self._document, self._say(kind), self._numbers[kind], words)

    def _cards(self, part: Cards, level: int) -> None:
        heads = [self._say(N_("Cifra")), self._say(N_("Valore")), self._say(N_("n su N"))]
        rows = [[card.title, card.value, card.beside] for card in part.cards]
        self._table(self._say(N_("In sintesi")), heads, rows, (5, 2, 4), (1, 2))

    def _figures(self, part: Figures, level: int) -> None:
        rows = [[row.title, row.value, row.out_of, row.unknown] for row in part.rows]
        self._table(self._title, part.heads, rows, (5, 2, 3, 1.5), (1, 2, 3))

    def _chart(self, part: Bars | Columns, level: int) -> None:
        self._titled(part, level)
        from docx.shared import Cm

        shape = self._document.add_picture(BytesIO(next(self._pictures)), width=Cm(_PICTURE_CM))
        self._document.paragraphs[-1].paragraph_format.keep_with_next = True
        describe(shape, part.title, part.alt, self._numbers[_FIGURE] + 1)
        self._caption(_FIGURE, part.title)
        numbers = len(part.heads) - 1
        rows = [[bar.label, *bar.texts] for bar in part.bars]
        self._table(part.title, part.heads, rows, (5, *[2] * numbers), range(1, numbers + 1))

    def _titled(self, part: Bars | Columns | Table, level: int) -> None:
        self._document.add_heading(part.title, level)
        if part.under:
            under = self._document.add_paragraph(part.under, style="Small")
            under.paragraph_format.keep_with_next = True

    def _grid(self, part: Grid, level: int) -> None:
        self._document.add_heading(part.title, level)
        heads, rows = list(part.heads), [list(row) for row in part.rows]
        if len(heads) > _MOST_COLUMNS:
            # Months are never so many: they go across, the houses down.
            whole = [list(column) for column in zip(heads, *rows, strict=True)]
            heads, rows = whole[0], whole[1:]
        columns = len(heads)
        self._table(part.title, heads, rows, [1] * columns, range(1, columns), small=True)

    def _rows(self, part: Table, level: int) -> None:
        self._titled(part, level)
        self._table(part.title, part.heads, part.rows, part.widths, part.figures)

    def _definitions(self, part: Definitions, level: int) -> None:
        rows = [[f"{one.title}\n{one.id}", one.meaning, one.out_of] for one in part.rows]
        self._table(self._title, part.heads, rows, (3, 5, 3), ())

    def _table(
        self,
        title: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        figures: Sequence[int],
        small: bool = False,
    ) -> None:
        self._caption(_TABLE, title)
        added_table(self._document, title, heads, rows, widths, figures, small)
