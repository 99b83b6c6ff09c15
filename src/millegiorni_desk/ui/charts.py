"""Small charts painted in the token colours: bars, columns over time, an envelope.

No chart says anything by colour alone: every bar and line carries its words and its figure, and the
second colour comes with a hatching.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from millegiorni_desk.language import _
from millegiorni_desk.ui import look, tokens
from millegiorni_desk.ui.look import ink, px

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
# The least room of bars, in px at 100 %.
_READABLE_BARS = 120


@dataclass(frozen=True)
class Bar:
    """A bar: its words, its length, the figure written at its end, an optional target, and a key."""

    words: str
    value: float
    figure: str
    target: float | None = None
    key: str = ""


class Chart(QWidget):
    """What every chart shares: its name, and what a screen reader says instead of the drawing."""

    spoken_role = "Chart"

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def describe(self, figures: Sequence[str]) -> None:
        """What a screen reader says instead of the drawing."""
        self.setAccessibleName(f"{self._name}. " + "; ".join(figures))
        self.setToolTip("")
        self.updateGeometry()
        self.update()

    def rows_high(self) -> int:
        """How many rows there are."""
        return 0

    def sizeHint(self) -> QSize:
        return QSize(px(320), self.rows_high() * px(30) + px(4))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(180), self.sizeHint().height())


def draw_text(
    painter: QPainter, box: QRectF, words: str, colour: str = "text", align: Qt.AlignmentFlag = _LEFT
) -> None:
    """Write *words* into *box*, cut where they do not fit."""
    painter.setPen(ink(colour))
    # A px more: widths are rounded, and what just fits must not be cut.
    cut = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(box.width()) + 1)
    painter.drawText(box, align, cut)


def block(painter: QPainter, box: QRectF, colour: str, *, hatched: bool = False) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink(colour))
    corner = min(px(4), box.width() / 2)
    painter.drawRoundedRect(box, corner, corner)
    if hatched:
        painter.setBrush(QBrush(ink("surface"), Qt.BrushStyle.BDiagPattern))
        painter.drawRoundedRect(box, corner, corner)


class _Bars(Chart):
    """Bars of which one is current: with keys, two arrows choose a bar and Enter (or a click) opens it."""

    opened = Signal(str)
    _arrows = (Qt.Key.Key_Up, Qt.Key.Key_Down)

    def __init__(self, name: str, bars: Sequence[Bar] = ()) -> None:
        super().__init__(name)
        self._bars: tuple[Bar, ...] = ()
        self._at = 0
        self.show_bars(bars)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show *bars* in the order given; the one at the place of the current bar becomes current."""
        self._bars = tuple(bars)
        self._at = min(self._at, max(len(self._bars) - 1, 0))
        opens = any(bar.key for bar in bars)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if opens else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)
        aim = _(", obiettivo {target:g}")
        aims = ("" if bar.target is None else aim.format(target=bar.target) for bar in bars)
        self.describe([f"{bar.words} {bar.figure}{aim}" for bar, aim in zip(bars, aims, strict=True)])

    def _bar_at(self, place: QPointF) -> int:
        return int(place.y()) // px(30)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in self._arrows and self._bars:
            step = 1 if event.key() == self._arrows[1] else -1
            self._at = max(0, min(self._at + step, len(self._bars) - 1))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._bars:
            self._open()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self._bar_at(event.position())
        if 0 <= at < len(self._bars):
            self._at = at
            self._open()

    def _open(self) -> None:
        if self._bars[self._at].key:
            self.opened.emit(self._bars[self._at].key)


def words_room(width: int, widest: int, figures: int) -> int:
    """The px for the words of bars: they are cut only where bars would get too short to compare."""
    return min(widest, max(int(width * 0.45), width - figures - px(_READABLE_BARS)))


class BarChart(_Bars):
    """Bars below one another; the longest, or *whole*, fills the width. Words too long for their room go on below."""

    def __init__(self, name: str, bars: Sequence[Bar] = (), *, whole: float | None = None) -> None:
        self._given = self._whole = whole
        super().__init__(name, bars)

    def show_bars(self, bars: Sequence[Bar], whole: float | None = None) -> None:
        """Show *bars* in the order given, against another *whole* where there is one."""
        self._whole = whole or self._given
        super().show_bars(bars)

    def rows_high(self) -> int:
        return len(self._bars)

    def sizeHint(self) -> QSize:
        return QSize(px(320), sum(self.heights()) + px(4))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def _rooms(self) -> tuple[int, int]:
        """The px that the words and the figures take, with what parts them from the bars."""
        metrics = QFontMetrics(look.font())
        widest = max((metrics.horizontalAdvance(bar.words) for bar in self._bars), default=0)
        figures = max((metrics.horizontalAdvance(bar.figure) for bar in self._bars), default=0) + px(12)
        return words_room(self.width(), widest, figures) + px(12), figures

    def heights(self) -> list[int]:
        """How high each row is: as its words need in the room that there is now."""
        metrics, room = QFontMetrics(look.font()), self._rooms()[0] - px(12)
        return [px(30) + (_lines(metrics, bar.words, room) - 1) * metrics.lineSpacing() for bar in self._bars]

    def _bar_at(self, place: QPointF) -> int:
        ends = accumulate(self.heights())
        return next((at for at, end in enumerate(ends) if place.y() < end), len(self._bars))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font())
        most = self._whole or max((max(bar.value, bar.target or 0) for bar in self._bars), default=1) or 1
        top = px(2)
        for at, (bar, high) in enumerate(zip(self._bars, self.heights(), strict=True)):
            self._paint_row(painter, bar, QRectF(0, top, self.width(), high - px(2)), most)
            if self.hasFocus() and at == self._at:
                painter.setPen(QPen(ink("primary"), px(tokens.RING)))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(1, top - px(1), self.width() - 2, high - px(1)), px(6), px(6))
            top += high
        painter.end()

    def _paint_row(self, painter: QPainter, bar: Bar, row: QRectF, most: float) -> None:
        words, figures = self._rooms()
        room = max(self.width() - words - figures, px(20))
        box = QRectF(px(4), row.top(), words - px(12), row.height())
        if _lines(painter.fontMetrics(), bar.words, int(box.width())) > 1:
            painter.setPen(ink("text"))
            painter.drawText(box, _LEFT | Qt.TextFlag.TextWordWrap, bar.words)
        else:
            draw_text(painter, box, bar.words)
        track = QRectF(words, row.center().y() - px(6), room, px(12))
        block(painter, track, "track")
        if bar.value > 0:
            long = max(room * bar.value / most, px(3))
            block(painter, QRectF(words, track.top(), long, px(12)), "primary")
        if bar.target is not None:
            mark = words + room * min(bar.target / most, 1)
            painter.fillRect(QRectF(mark - px(1), track.top() - px(4), px(2), px(20)), ink("text"))
        figure = QRectF(words + room, row.top(), figures - px(4), row.height())
        draw_text(painter, figure, bar.figure, "text", _RIGHT)


def _lines(metrics: QFontMetrics, words: str, room: int) -> int:
    """On how many lines *words* stand in *room* px; on one, cut, where a single word would not fit."""
    # A px more, as where they are drawn.
    if metrics.horizontalAdvance(words) <= room + 1 or any(
        metrics.horizontalAdvance(word) > room for word in words.split()
    ):
        return 1
    box = metrics.boundingRect(0, 0, room, 10_000, int(Qt.TextFlag.TextWordWrap), words)
    return max(round(box.height() / metrics.lineSpacing()), 1)


class ColumnChart(_Bars):
    """Columns side by side, for months: its figure above each, few words under it, in lines where it is narrow."""

    _arrows = (Qt.Key.Key_Left, Qt.Key.Key_Right)

    def _bar_at(self, place: QPointF) -> int:
        return int(place.x() * len(self._bars) / max(self.width(), 1))

    def sizeHint(self) -> QSize:
        return QSize(px(360), px(150))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font(tokens.SMALL))
        line = painter.fontMetrics().height()
        most = max((bar.value for bar in self._bars), default=1) or 1
        wide = self.width() / max(len(self._bars), 1)
        words = [self._below(bar.words, int(wide)) for bar in self._bars]
        base = self.height() - line * max((len(lines) for lines in words), default=1) - px(6)
        room = base - line - px(4)
        for at, bar in enumerate(self._bars):
            left, high = at * wide, room * bar.value / most
            block(painter, QRectF(left + wide * 0.18, base - high, wide * 0.64, max(high, 1)), "primary")
            draw_text(
                painter, QRectF(left, base - high - line - px(2), wide, line), bar.figure, "text", _CENTRE
            )
            for under, said in enumerate(words[at]):
                place = QRectF(left, base + px(4) + under * line, wide, line)
                draw_text(painter, place, said, "muted", _CENTRE)
            if self.hasFocus() and at == self._at:
                painter.setPen(QPen(ink("primary"), px(tokens.RING)))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(left + 1, 1, wide - 2, self.height() - 2), px(6), px(6))
        painter.fillRect(QRectF(0, base, self.width(), 1), ink("edge"))
        painter.end()

    @staticmethod
    def _below(words: str, room: int) -> list[str]:
        """*words* on one line of *room* px, or below one another."""
        fits = QFontMetrics(look.font(tokens.SMALL)).horizontalAdvance(words) <= room + 1
        return [words] if fits else words.split()


class EnvelopeBar(Chart):
    """An envelope of money before and after: spent, what is being granted now (hatched), what is left."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._parts = (0, 0, 0)

    def show_money(self, total_cents: int, spent_cents: int, now_cents: int, spoken: str) -> None:
        """Show amounts in cents; *spoken* says them in words. More than there is fills the bar in danger."""
        self._parts = (total_cents, spent_cents, now_cents)
        self.describe([spoken])

    def sizeHint(self) -> QSize:
        return QSize(px(240), px(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        total, spent, now = self._parts
        whole = QRectF(0, 0, self.width(), self.height())
        block(painter, whole, "track")
        if total > 0:
            used = self.width() * min(spent / total, 1)
            coming = min(self.width() * now / total, self.width() - used)
            if used:
                block(painter, QRectF(0, 0, used, self.height()), "primary")
            if now:
                colour = "danger" if spent + now > total else "accent"
                block(painter, QRectF(used, 0, max(coming, px(4)), self.height()), colour, hatched=True)
        painter.end()
