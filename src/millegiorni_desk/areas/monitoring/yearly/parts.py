"""The parts that a written report is made of: words and numbers ready to be read, whatever the format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Heading:
    """A title: level 1 opens a chapter, 2 a section, 3 a figure's table or chart."""

    words: str
    level: int = 1


@dataclass(frozen=True)
class Text:
    """A paragraph; its line breaks are kept. ``look``: plain, small, or hint (what is still to be written there)."""

    words: str
    look: str = "plain"


@dataclass(frozen=True)
class Card:
    """A figure that one remembers."""

    title: str
    value: str
    beside: str


@dataclass(frozen=True)
class Cards:
    """The headlines, some in a row."""

    cards: Sequence[Card]


@dataclass(frozen=True)
class FigureRow:
    """A figure with one value. ``share`` is a bar from 0 to 1; ``line`` how it went month by month, 0 to 1 each."""

    title: str
    value: str
    out_of: str
    unknown: str
    share: float | None = None
    line: Sequence[float] = ()


@dataclass(frozen=True)
class Figures:
    """Figures of an action under their heads, four."""

    heads: Sequence[str]
    rows: Sequence[FigureRow]


@dataclass(frozen=True)
class Bar:
    """A line of a chart: one bar, or with ``second`` two, the first one hatched; ``texts`` are its numbers."""

    label: str
    share: float | None
    texts: Sequence[str]
    second: float | None = None


@dataclass(frozen=True)
class Bars:
    """A chart of horizontal bars: ``heads`` stand over the label and the texts, ``alt`` reads it aloud.

    ``legend`` names the hatched and the full bars where there are two.
    """

    title: str
    under: str
    heads: Sequence[str]
    bars: Sequence[Bar]
    alt: str
    legend: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Columns:
    """A chart of upright bars, one a month."""

    title: str
    under: str
    heads: Sequence[str]
    bars: Sequence[Bar]
    alt: str


@dataclass(frozen=True)
class Grid:
    """The map of an indicator: months down, houses across, the last column and row are the network and the period.

    ``shades`` says how dark each cell is, 0 to 1.
    """

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    shades: Sequence[Sequence[float]]


@dataclass(frozen=True)
class Table:
    """Rows under their heads; the columns of ``figures`` hold numbers. ``widths``: each column's part of the page."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    figures: Sequence[int] = ()
    under: str = ""


@dataclass(frozen=True)
class Definition:
    """What a figure means and what it is out of."""

    title: str
    id: str
    meaning: str
    out_of: str


@dataclass(frozen=True)
class Definitions:
    """What every figure means."""

    heads: Sequence[str]
    rows: Sequence[Definition]


Part = Heading | Text | Cards | Figures | Bars | Columns | Grid | Table | Definitions


@dataclass(frozen=True)
class Book:
    """The whole report, in one language. ``under`` says of when and where it is, ``version`` for whom."""

    language: str
    title: str
    under: str
    place: str
    version: str
    contents: str
    page: str
    parts: Sequence[Part] = field(default=())


def title_levels(parts: Sequence[Part]) -> list[int]:
    """For each part the level that a title of its own has: one below the heading that it stands under."""
    levels, under = [], 1
    for part in parts:
        if isinstance(part, Heading):
            under = part.level
        levels.append(under + 1)
    return levels
