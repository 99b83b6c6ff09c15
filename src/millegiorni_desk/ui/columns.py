"""Widgets side by side, which go below one another when there is no room."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.look import px


def _height(widget: QWidget, width: int) -> int:
    wanted = widget.heightForWidth(width) if widget.hasHeightForWidth() else widget.sizeHint().height()
    least = max(widget.minimumHeight(), widget.minimumSizeHint().height() if wanted <= 0 else 0)
    return min(max(wanted, least), widget.maximumHeight())


def _grows(widget: QWidget) -> bool:
    layout = widget.layout()
    directions = widget.sizePolicy().expandingDirections()
    if layout is not None:
        directions |= layout.expandingDirections()
    return bool(directions & Qt.Orientation.Vertical)


class Columns(QWidget):
    """*widgets* side by side, in the proportions of *stretch* (1 each; 0: as wide as it wants).

    With less room than *fold_under* px at 100 % (0: than the widgets want) they stand one below the other,
    so no row of them ever forces a page to be wider than the screen.
    """

    def __init__(
        self,
        *widgets: QWidget,
        stretch: tuple[int, ...] = (),
        fold_under: int = 760,
        spacing: int = tokens.GAP,
    ) -> None:
        super().__init__()
        self._widgets = list(widgets)
        self._stretch = list(stretch or (1 for _ in widgets))
        self._fold_under = fold_under
        self._spacing = spacing
        for widget in widgets:
            widget.setParent(self)
        grows = any(_grows(widget) for widget in widgets)
        vertical = QSizePolicy.Policy.Expanding if grows else QSizePolicy.Policy.Preferred
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, vertical)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _shown(self) -> list[tuple[QWidget, int]]:
        pairs = zip(self._widgets, self._stretch, strict=True)
        return [(widget, share) for widget, share in pairs if not widget.isHidden()]

    def _wanted(self) -> int:
        shown = self._shown()
        return sum(widget.sizeHint().width() for widget, _ in shown) + px(self._spacing) * (len(shown) - 1)

    def _folds(self, width: int) -> bool:
        return width < (px(self._fold_under) if self._fold_under else self._wanted())

    @property
    def folded(self) -> bool:
        """Whether the widgets stand one below the other now."""
        return self._folds(self.width())

    def _widths(self, width: int) -> list[int]:
        shown = self._shown()
        rest = width - px(self._spacing) * (len(shown) - 1)
        fixed = sum(widget.sizeHint().width() for widget, share in shown if not share)
        shares = sum(share for _, share in shown) or 1
        widths = [
            (rest - fixed) * share // shares if share else widget.sizeHint().width()
            for widget, share in shown
        ]
        return [
            max(wide, widget.minimumSizeHint().width())
            for wide, (widget, _) in zip(widths, shown, strict=True)
        ]

    def _place(self) -> None:
        width, high, gap = self.width(), self.height(), px(self._spacing)
        shown = self._shown()
        if self._folds(width):
            heights = [_height(widget, width) for widget, _ in shown]
            spare = max(high - sum(heights) - gap * (len(shown) - 1), 0)
            top = 0
            for (widget, _), each in zip(shown, heights, strict=True):
                if spare and _grows(widget):
                    each, spare = each + spare, 0
                widget.setGeometry(0, top, width, each)
                top += each + gap
            return
        left = 0
        for (widget, _), wide in zip(shown, self._widths(width), strict=True):
            place = QRect(left, 0, wide, min(high, widget.maximumHeight()))
            if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
                place.moveRight(width - 1 - left)
            widget.setGeometry(place)
            left += wide + gap

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        shown = self._shown()
        if not shown:
            return 0
        if self._folds(width):
            return sum(_height(widget, width) for widget, _ in shown) + px(self._spacing) * (len(shown) - 1)
        return max(
            _height(widget, wide) for (widget, _), wide in zip(shown, self._widths(width), strict=True)
        )

    def sizeHint(self) -> QSize:
        wanted = self._wanted()
        return QSize(wanted, self.heightForWidth(wanted))

    def minimumSizeHint(self) -> QSize:
        least = [widget.minimumSizeHint().expandedTo(widget.minimumSize()) for widget, _ in self._shown()]
        return QSize(
            max((size.width() for size in least), default=0),
            max((size.height() for size in least), default=0),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._place()
        return super().event(event)
