"""What stands in a day of the calendar: a meeting as a small button, and the number of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from millegiorni_desk.ui import look, tokens
from millegiorni_desk.ui.buttons import ring
from millegiorni_desk.ui.look import ink, px

_STATE_INKS = {"info": "primary", "warning": "warning", "quiet": "muted"}
_PAD = 6
_DOT = 8
_NUMBER = 28


@dataclass(frozen=True)
class Told:
    """A meeting as the calendar shows it; ``house`` and ``colour`` are empty where one house alone is shown."""

    key: str
    on: date
    hour: str
    title: str
    spoken: str
    house: str = ""
    colour: str = ""
    place: str = ""
    state: str = ""
    kind: str = "info"
    struck: bool = False


class Stop(QAbstractButton):
    """One of the many that share a Tab stop: ``stepped`` carries the key that leads to another."""

    stepped = Signal(object)
    _STEPS = frozenset(
        {
            Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End,
            Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
        }
    )  # fmt: skip

    def __init__(self, on: date, spoken: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.on = on
        self.setAccessibleName(spoken)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif plain and event.key() in self._STEPS:
            self.stepped.emit(Qt.Key(event.key()))
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()


class DayNumber(Stop):
    """The number of a day; opened, it begins a meeting on that day."""

    def __init__(self, on: date, spoken: str, parent: QWidget, *, today: bool, quiet: bool) -> None:
        super().__init__(on, spoken, parent)
        self._today, self._quiet = today, quiet
        self.setToolTip(spoken)

    def sizeHint(self) -> QSize:
        return QSize(px(_NUMBER), px(_NUMBER))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._today or self.underMouse() or self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink("primary" if self._today else "hover"))
            painter.drawRoundedRect(disc, disc.height() / 2, disc.height() / 2)
        painter.setFont(look.font(tokens.SMALL, bold=self._today))
        painter.setPen(ink("on_primary" if self._today else "muted" if self._quiet else "text"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self.on.day))
        if self.hasFocus():
            ring(
                painter,
                self,
                "on_primary" if self._today else "primary",
                px(2) if self._today else 0,
                disc.height() / 2,
            )
        painter.end()


class More(Stop):
    """Says how many more there are on a day; opened, it leads to where all of them are shown."""

    def __init__(self, on: date, words: str, parent: QWidget) -> None:
        super().__init__(on, words, parent)
        self._words = words

    def sizeHint(self) -> QSize:
        return QSize(px(100), px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.underMouse() or self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink("hover"))
            painter.drawRoundedRect(self.rect(), px(6), px(6))
        painter.setFont(look.font(tokens.SMALL, bold=True))
        painter.setPen(ink("primary"))
        words = painter.fontMetrics().elidedText(
            self._words, Qt.TextElideMode.ElideRight, self.width() - 2 * px(_PAD)
        )
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)
        if self.hasFocus():
            ring(painter, self, radius=px(6))
        painter.end()


class Slot(Stop):
    """A meeting: its hour and state, its title on at most *lines* lines, and below whose it is."""

    def __init__(self, told: Told, parent: QWidget, *, lines: int) -> None:
        super().__init__(told.on, told.spoken, parent)
        self.told, self._lines = told, lines
        self.setToolTip(told.spoken)

    def high(self, width: int) -> int:
        """How high it is at *width*."""
        line = QFontMetrics(look.font(tokens.SMALL)).height()
        below = bool(self.told.house) + bool(self.told.place and self._lines > 2)
        return 2 * px(3) + line * (1 + len(self._title(width)) + below)

    def sizeHint(self) -> QSize:
        return QSize(px(120), self.high(px(120)))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(60), px(20))

    def _title(self, width: int) -> list[str]:
        return _broken(self.told.title, look.font(tokens.SMALL), width - 2 * px(_PAD), self._lines)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(ink("edge"))
        painter.setBrush(ink("hover" if self.underMouse() or self.hasFocus() else "surface"))
        painter.drawRoundedRect(box, px(6), px(6))
        self._paint_words(painter)
        if self.hasFocus():
            ring(painter, self, radius=px(6))
        painter.end()

    def _paint_words(self, painter: QPainter) -> None:
        told, small, bold = self.told, look.font(tokens.SMALL), look.font(tokens.SMALL, bold=True)
        line = QFontMetrics(small).height()
        row = QRect(px(_PAD), px(3), self.width() - 2 * px(_PAD), line)
        start, end = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight
        painter.setFont(bold)
        painter.setPen(ink("muted" if told.struck else "text"))
        painter.drawText(row, start, told.hour or "–")
        painter.setPen(ink(_STATE_INKS[told.kind]))
        painter.setFont(small)
        rest = row.adjusted(QFontMetrics(bold).horizontalAdvance(told.hour or "–") + px(6), 0, 0, 0)
        elide = Qt.TextElideMode.ElideRight
        state = QFontMetrics(small).elidedText(told.state, elide, rest.width())
        painter.drawText(rest, end | Qt.AlignmentFlag.AlignVCenter, state)
        struck = QFont(small)
        struck.setStrikeOut(told.struck)
        painter.setFont(struck)
        painter.setPen(ink("muted" if told.struck else "text"))
        for words in self._title(self.width()):
            row.translate(0, line)
            painter.drawText(row, start, words)
        painter.setFont(small)
        painter.setPen(ink("muted"))
        if told.place and self._lines > 2:
            row.translate(0, line)
            painter.drawText(row, start, QFontMetrics(small).elidedText(told.place, elide, row.width()))
        if told.house:
            row.translate(0, line)
            dot = QPointF(row.left() + px(_DOT) / 2, row.center().y() + 1)
            name = row.adjusted(px(_DOT) + px(5), 0, 0, 0)
            painter.drawText(name, start, QFontMetrics(small).elidedText(told.house, elide, name.width()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(told.colour) if told.colour else ink("muted"))
            painter.drawEllipse(dot, px(_DOT) / 2, px(_DOT) / 2)


def _broken(text: str, font: QFont, width: int, most: int) -> list[str]:
    """*text* on at most *most* lines of *width*; what does not fit is cut with dots on the last."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    found: list[str] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 1))
        if len(found) == most - 1:
            rest = text[line.textStart() :]
            found.append(QFontMetrics(font).elidedText(rest, Qt.TextElideMode.ElideRight, max(width, 1)))
            break
        found.append(text[line.textStart() : line.textStart() + line.textLength()].strip())
    layout.endLayout()
    return found
