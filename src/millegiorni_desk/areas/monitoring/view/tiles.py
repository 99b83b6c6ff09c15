"""Tiles of one width in as many columns as there is room for; the arrows move among them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.look import px


class Tiles(QWidget):
    """*widgets* in rows of equal tiles, each at least *narrowest* px wide at 100 %, at most *most* in a row."""

    def __init__(self, name: str, widgets: Sequence[QWidget], *, narrowest: int, most: int) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._widgets, self._narrowest, self._most = list(widgets), narrowest, most
        before: QWidget | None = None
        for widget in self._widgets:
            widget.setParent(self)
            if before is not None:
                QWidget.setTabOrder(before, widget)
            before = widget
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _columns(self, width: int) -> int:
        gap = px(tokens.NEAR)
        fit = (width + gap) // (px(self._narrowest) + gap)
        return max(1, min(fit, self._most, len(self._widgets)))

    def _heights(self, width: int) -> list[int]:
        """The height of each row: that of its highest tile."""
        across = self._columns(width)
        each = (width - px(tokens.NEAR) * (across - 1)) // across
        high = [
            widget.heightForWidth(each) if widget.hasHeightForWidth() else widget.sizeHint().height()
            for widget in self._widgets
        ]
        return [max(high[at : at + across]) for at in range(0, len(high), across)]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        heights = self._heights(width)
        return sum(heights) + px(tokens.NEAR) * max(len(heights) - 1, 0)

    def sizeHint(self) -> QSize:
        wide = px(self._narrowest) * self._most + px(tokens.NEAR) * (self._most - 1)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        least = min(px(self._narrowest), max((w.minimumSizeHint().width() for w in self._widgets), default=0))
        return QSize(least, 0)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._place()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        width, gap = self.width(), px(tokens.NEAR)
        across = self._columns(width)
        each = (width - gap * (across - 1)) // across
        top = 0
        for line, high in enumerate(self._heights(width)):
            for column, widget in enumerate(self._widgets[line * across : (line + 1) * across]):
                widget.setGeometry(QRect(column * (each + gap), top, each, high))
            top += high + gap

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._columns(self.width()),
            Qt.Key.Key_Down: self._columns(self.width()),
        }
        here = next((at for at, widget in enumerate(self._widgets) if widget.hasFocus()), None)
        to = None if here is None else here + steps.get(Qt.Key(event.key()), 0)
        if here is None or to is None or to == here or not 0 <= to < len(self._widgets):
            super().keyPressEvent(event)
            return
        self._widgets[to].setFocus(Qt.FocusReason.OtherFocusReason)
        event.accept()
