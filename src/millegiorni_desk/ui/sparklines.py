"""Lines over time, one below the other: a full line with filled points, and a dashed one with hollow points beside it.

The two are told apart without any colour, and a screen reader says the figures of both.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF

from millegiorni_desk.ui import look
from millegiorni_desk.ui.charts import Chart, draw_text
from millegiorni_desk.ui.look import ink, px

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
NOT_ASKED = math.nan
_HIGH, _INSET = 38, 6


@dataclass(frozen=True)
class Line:
    """Values over time from *low* to *high*; *figure*: the last in words.

    ``None`` where nothing was said leaves a gap; over ``NOT_ASKED`` the line goes on. *other* are somebody else's
    values over the same moments. *spoken* says all of them; without it the figure does.
    """

    words: str
    points: Sequence[float | None]
    figure: str
    low: float = 0.0
    high: float = 10.0
    other: Sequence[float | None] = ()
    spoken: str = ""


class Sparklines(Chart):
    """Lines over time, each in its own row with its words and its last figure (small multiples)."""

    def __init__(self, name: str, lines: Sequence[Line] = ()) -> None:
        super().__init__(name)
        self._lines: tuple[Line, ...] = ()
        self.show_lines(lines)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show *lines*, all over the same moments."""
        self._lines = tuple(lines)
        self.describe([f"{line.words} {line.spoken or line.figure}" for line in lines])

    def rows_high(self) -> int:
        return len(self._lines)

    def sizeHint(self) -> QSize:
        return QSize(px(320), len(self._lines) * px(_HIGH) + px(4))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font())
        metrics = painter.fontMetrics()
        widest = max((metrics.horizontalAdvance(line.words) for line in self._lines), default=0)
        words = min(widest, int(self.width() * 0.45)) + px(16)
        figures = max((metrics.horizontalAdvance(line.figure) for line in self._lines), default=0) + px(16)
        for at, line in enumerate(self._lines):
            top = at * px(_HIGH) + px(2)
            draw_text(painter, QRectF(0, top, words - px(16), px(36)), line.words)
            box = QRectF(words, top + px(6), self.width() - words - figures, px(24))
            painter.fillRect(QRectF(box.left(), box.bottom(), box.width(), 1), ink("line"))
            _draw(painter, box, line, line.other, other=True)
            _draw(painter, box, line, line.points, other=False)
            end = QRectF(self.width() - figures, top, figures, px(36))
            draw_text(painter, end, line.figure, "text", _RIGHT)
        painter.end()


def _draw(painter: QPainter, box: QRectF, line: Line, points: Sequence[float | None], *, other: bool) -> None:
    inset = px(_INSET)
    step = (box.width() - 2 * inset) / max(len(points) - 1, 1)
    span = (line.high - line.low) or 1
    runs: list[list[QPointF]] = [[]]
    for at, value in enumerate(points):
        if value is None:
            # What was not said is a gap, never a line drawn across it.
            runs.append([])
            continue
        if math.isnan(value):
            continue
        high = box.height() * (value - line.low) / span
        runs[-1].append(QPointF(box.left() + inset + at * step, box.bottom() - high))
    colour = ink("text" if other else "primary")
    style = Qt.PenStyle.DashLine if other else Qt.PenStyle.SolidLine
    painter.setPen(QPen(colour, px(1.5 if other else 2), style, Qt.PenCapStyle.FlatCap))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for run in runs:
        painter.drawPolyline(QPolygonF(run))
    painter.setPen(QPen(colour, px(1.5)))
    painter.setBrush(ink("surface" if other else "primary"))
    for point in (point for run in runs for point in run):
        painter.drawEllipse(point, px(3.5 if other else 2.5), px(3.5 if other else 2.5))
