"""The thousand-days clock: a line from conception to the second birthday, and where she or her child is on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from millegiorni_desk.areas.people.thousand_days import BEFORE_BIRTH_DAYS, DAYS, Clock
from millegiorni_desk.areas.people.view import words
from millegiorni_desk.areas.people.view.pile import Pile
from millegiorni_desk.language import _
from millegiorni_desk.ui import look, tokens
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.look import ink, px
from millegiorni_desk.ui.spacing import column, row

_BAR, _MARK = 8, 16
_MARKS = ((BEFORE_BIRTH_DAYS, _("nascita")), (BEFORE_BIRTH_DAYS + 365, _("1 anno")), (DAYS, _("2 anni")))


class _Line(QWidget):
    def __init__(self, day: int) -> None:
        super().__init__()
        self._day = day
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.notifier.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(px(240), px(_MARK) + px(18))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(160), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle, high = px(_MARK) / 2, px(_BAR)
        whole = QRectF(0, middle - high / 2, self.width(), high)
        painter.setBrush(ink("track"))
        painter.drawRoundedRect(whole, high / 2, high / 2)
        here = max(self._across(self._day), high)
        painter.setBrush(ink("primary"))
        painter.drawRoundedRect(QRectF(0, whole.top(), here, high), high / 2, high / 2)
        self._paint_marks(painter, whole)
        size = px(_MARK)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink("primary"))
        painter.drawEllipse(QRectF(min(here - size / 2, self.width() - size), 0, size, size))
        painter.end()

    def _across(self, day: int) -> float:
        return self.width() * day / DAYS

    def _paint_marks(self, painter: QPainter, whole: QRectF) -> None:
        painter.setFont(look.font(tokens.TINY))
        for day, name in _MARKS:
            at = self._across(day)
            painter.setPen(ink("edge"))
            painter.drawLine(
                int(at) - (1 if day == DAYS else 0), int(whole.top()), int(at), int(whole.bottom())
            )
            painter.setPen(ink("muted"))
            room = QRectF(at - px(40), px(_MARK), px(80), px(18))
            side = Qt.AlignmentFlag.AlignHCenter
            if day == DAYS:
                room.moveRight(self.width())
                side = Qt.AlignmentFlag.AlignRight
            painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, name)


class ThousandDays(Pile):
    """A line for each pregnancy and child within the thousand days; no room taken where there is none."""

    def show_clocks(self, clocks: Sequence[Clock], today: date) -> None:
        """Show these instead."""
        self.put([self._one(clock, today) for clock in clocks])

    def _one(self, clock: Clock, today: date) -> QWidget:
        made = QWidget()
        layout = column(made, spacing=tokens.HAIR)
        line = row(spacing=tokens.TIGHT)
        said, detail = words.clock_words(clock, today), words.clock_detail(clock, today)
        if clock.child is not None and clock.child.name:
            said = f"{clock.child.name}, {said}"
        line.addWidget(label(said[:1].upper() + said[1:], "strong"))
        line.addWidget(label(detail, "small"), 1)
        layout.addLayout(line)
        layout.addWidget(_Line(clock.day))
        day = _(", giorno {day} di {days}").format(day=clock.day, days=DAYS) if clock.child is None else ""
        made.setAccessibleName(f"{said}, {detail}{day}")
        return made
