"""Widgets laid out like the words of a paragraph: side by side, on the next line when there is no room."""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.look import px
from millegiorni_desk.ui.order import keep_place


class Wrap(QWidget):
    """*widgets* at the width they want, *spacing* px apart (at 100 %), wrapped at the edge.

    Where they are *even*, all are as wide as the widest: they stand under one another, and bars can be compared.
    """

    def __init__(self, *widgets: QWidget, spacing: int = tokens.TIGHT, even: bool = False) -> None:
        super().__init__()
        self._widgets: list[QWidget] = []
        self._spacing, self._even = spacing, even
        self._heights: dict[int, int] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for widget in widgets:
            self.add(widget)

    def add(self, widget: QWidget) -> None:
        """Put *widget* after the others."""
        widget.setParent(self)
        keep_place(self._widgets[-1] if self._widgets else self, [widget])
        self._widgets.append(widget)
        widget.show()
        self.lay_out()

    def empty(self) -> None:
        """Take all widgets out and away."""
        for widget in self._widgets:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        self._widgets = []
        self.lay_out()

    def lay_out(self) -> None:
        """Place the widgets again, after one changed its size."""
        self._heights = {}
        # Measured before it has its place, everything in it would be styled there, and again in each place it gets.
        if self.isVisible():
            self._place(self.width())
        self.updateGeometry()

    def _lines(self, width: int) -> tuple[list[tuple[QWidget, QRect]], int]:
        placed: list[tuple[QWidget, QRect]] = []
        gap = px(self._spacing)
        x = y = high = 0
        shown = [widget for widget in self._widgets if not widget.isHidden()]
        least = max((_wanted(widget).width() for widget in shown), default=0) if self._even else 0
        for widget in shown:
            size = _within(widget, max(width, px(40)), least)
            if x and x + size.width() > width:
                x, y, high = 0, y + high + gap, 0
            placed.append((widget, QRect(QPoint(x, y), size)))
            x += size.width() + gap
            high = max(high, size.height())
        return placed, y + high

    def _place(self, width: int) -> None:
        for widget, where in self._lines(width)[0]:
            if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
                where.moveLeft(width - where.right() - 1)
            widget.setGeometry(where)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(event.size().width())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._heights = {}
        self._place(self.width())

    def event(self, event: QEvent) -> bool:
        kinds = (QEvent.Type.LayoutRequest, QEvent.Type.StyleChange, QEvent.Type.FontChange)
        done = super().event(event)
        if event.type() in kinds:
            self.lay_out()
        return done

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        # The layouts around it ask many times over. While it is hidden nothing tells it that a piece has changed.
        if not self.isVisible():
            return self._lines(width)[1]
        if width not in self._heights:
            self._heights[width] = self._lines(width)[1]
        return self._heights[width]

    def sizeHint(self) -> QSize:
        shown = [_wanted(widget).width() for widget in self._widgets if not widget.isHidden()]
        wanted = min(sum(shown) + px(self._spacing) * max(len(shown) - 1, 0), px(440))
        return QSize(wanted, self.heightForWidth(wanted))

    def minimumSizeHint(self) -> QSize:
        shown = [widget.sizeHint() for widget in self._widgets if not widget.isHidden()]
        widest = max((size.width() for size in shown), default=0)
        return QSize(min(widest, px(160)), max((size.height() for size in shown), default=0))


class Heading(Wrap):
    """Words of different sizes: each line's stand on its middle, and all of them in the middle of the height."""

    def _place(self, width: int) -> None:
        placed, high = self._lines(width)
        above = max(self.height() - high, 0) // 2
        lines: dict[int, int] = {}
        for _widget, where in placed:
            lines[where.y()] = max(lines.get(where.y(), 0), where.height())
        for widget, where in placed:
            where.translate(0, above + (lines[where.y()] - where.height()) // 2)
            if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
                where.moveLeft(width - where.right() - 1)
            widget.setGeometry(where)


def _within(widget: QWidget, width: int, least: int) -> QSize:
    """The size of *widget*, *least* px wide, in a line of *width*: words that do not fit go on below."""
    wanted = _wanted(widget).expandedTo(QSize(least, 0))
    if wanted.width() <= width:
        return wanted
    return QSize(width, widget.heightForWidth(width) if widget.hasHeightForWidth() else wanted.height())


def _wanted(widget: QWidget) -> QSize:
    """The size that *widget* asks for, within those it is held to."""
    return widget.sizeHint().expandedTo(widget.minimumSize()).boundedTo(widget.maximumSize())
