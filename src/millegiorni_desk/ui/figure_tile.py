"""One figure of the dashboard as a tile that opens its records."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen

from millegiorni_desk.language import _
from millegiorni_desk.ui import look, tokens
from millegiorni_desk.ui.buttons import ring
from millegiorni_desk.ui.charts import Chart, block, draw_text
from millegiorni_desk.ui.look import ink, px

_LINE = 18


class Figure(Chart):
    """One figure of the dashboard: its words, large value, n/N, and how near its target it is.

    Enter or a click opens its records: ``opened``.
    """

    opened = Signal()

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self._words, self._value, self._counts, self._note = words, "", "", ""
        self._share: float | None = None
        self._lines: tuple[str, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_value(
        self,
        value: str,
        counts: str = "",
        share_of_target: float | None = None,
        *,
        share: float | None = None,
        note: str = "",
        lines: Sequence[str] = (),
    ) -> None:
        """*value* large ("79 %"), *counts* small ("62 su 78"), and 0 to 1 of the target reached.

        Where there is no target the bar may show *share*, what part of the whole the value is; *note* goes
        on a line of its own ("non si sa: 118"), and so does each of *lines*,
        which say the target themselves.
        """
        self._value, self._counts, self._note, self._lines = value, counts, note, tuple(lines)
        self.updateGeometry()
        self._share = share if share_of_target is None else share_of_target
        aimed = "" if share_of_target is None or lines else str(round(share_of_target * 100))
        aim = [_("{share} % dell'obiettivo").format(share=aimed)] if aimed else []
        self.describe([part for part in (value, counts, note, *lines) if part] + aim)

    def sizeHint(self) -> QSize:
        more = max(len(self._lines) + bool(self._note) - 1, 0)
        return QSize(px(200), px(104 + _LINE * more))

    def _words_size(self, room: int) -> int:
        """A little smaller rather than cut."""
        sizes = range(tokens.SMALL, tokens.TINY, -1)
        fits = (
            size for size in sizes if QFontMetrics(look.font(size)).horizontalAdvance(self._words) <= room
        )
        return next(fits, tokens.TINY)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink("line"), 1))
        painter.setBrush(ink("hover" if self.underMouse() else "surface"))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, px(tokens.CARD_CORNER), px(tokens.CARD_CORNER))
        inner = box.adjusted(px(14), px(10), -px(14), -px(10))
        painter.setFont(look.font(self._words_size(int(inner.width()))))
        draw_text(painter, QRectF(inner.left(), inner.top(), inner.width(), px(20)), self._words, "muted")
        painter.setFont(look.font(tokens.TITLE, bold=True))
        draw_text(painter, QRectF(inner.left(), inner.top() + px(22), inner.width(), px(34)), self._value)
        room = painter.fontMetrics().horizontalAdvance(self._value) + px(10)
        painter.setFont(look.font(tokens.SMALL))
        beside = QRectF(inner.left() + room, inner.top() + px(26), inner.width() - room, px(30))
        fits = painter.fontMetrics().horizontalAdvance(self._counts) <= beside.width()
        if fits:
            draw_text(painter, beside, self._counts, "muted")
        below = " · ".join(part for part in ("" if fits else self._counts, self._note) if part)
        line = QRectF(inner.left(), inner.top() + px(54), inner.width(), px(18))
        for words in filter(None, (below, *self._lines)):
            draw_text(painter, line, words, "muted")
            line.translate(0, px(_LINE))
        if self._share is not None:
            track = QRectF(inner.left(), inner.bottom() - px(8), inner.width(), px(8))
            block(painter, track, "track")
            if self._share > 0:
                track.setWidth(max(track.width() * min(self._share, 1), px(4)))
                block(painter, track, "primary")
        if self.hasFocus():
            ring(painter, self, "primary", 0, px(tokens.CARD_CORNER))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
            event.accept()
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.opened.emit()
