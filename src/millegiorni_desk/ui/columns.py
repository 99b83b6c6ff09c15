"""Widgets side by side, which go below one another when there is no room."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QLayout, QLayoutItem, QSizePolicy, QWidget

from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.look import px


def _height(widget: QWidget, width: int) -> int:
    wanted = widget.heightForWidth(width) if widget.hasHeightForWidth() else widget.sizeHint().height()
    least = max(widget.minimumHeight(), widget.minimumSizeHint().height() if wanted <= 0 else 0)
    return min(max(wanted, least), widget.maximumHeight())


def _least_width(widget: QWidget) -> int:
    return max(widget.minimumSizeHint().width(), widget.minimumWidth())


def _grows(widget: QWidget) -> bool:
    layout = widget.layout()
    return _upright(widget.sizePolicy().expandingDirections()) or (layout is not None and _spreads(layout))


def _spreads(layout: QLayout) -> bool:
    """Whether *layout* takes height that is left, as Qt would say, which measures all of it first.

    What is measured is styled, and styled again in every place that it is put into while a page is built.
    """
    if not isinstance(layout, QBoxLayout):
        return _upright(layout.expandingDirections())
    down = layout.direction() in (QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.BottomToTop)
    return any(
        (down and layout.stretch(at) > 0) or _item_spreads(layout.itemAt(at), down)
        for at in range(layout.count())
    )


def _item_spreads(item: QLayoutItem | None, down: bool) -> bool:
    if item is None:
        return False
    inner, widget = item.layout(), item.widget()
    if inner is not None:
        return _spreads(inner)
    if widget is None:
        return _upright(item.expandingDirections())
    if (item.isEmpty() and not down) or item.alignment() & Qt.AlignmentFlag.AlignVertical_Mask:
        return False
    may_grow = widget.sizePolicy().verticalPolicy().value & QSizePolicy.PolicyFlag.GrowFlag.value
    return bool(may_grow) and _grows(widget)


def _upright(directions: Qt.Orientation) -> bool:
    return bool(directions & Qt.Orientation.Vertical)


Shown = list[tuple[QWidget, int]]


class Columns(QWidget):
    """*widgets* side by side, in the proportions of *stretch* (1 each; 0: as wide as it wants).

    With less room than *fold_under* px at 100 % (0: than the widgets want) they stand one below the other,
    so no row of them ever forces a page to be wider than the screen. *same_height*: side by side, all are as
    high as the highest.
    """

    def __init__(
        self,
        *widgets: QWidget,
        stretch: tuple[int, ...] = (),
        fold_under: int = 760,
        spacing: int = tokens.GAP,
        same_height: bool = True,
    ) -> None:
        super().__init__()
        self._widgets = list(widgets)
        self._stretch = list(stretch or (1 for _ in widgets))
        self._fold_under = fold_under
        self._spacing = spacing
        self._same_height = same_height
        self._heights: dict[int, int] = {}
        for widget in widgets:
            widget.setParent(self)
        grows = any(_grows(widget) for widget in widgets)
        vertical = QSizePolicy.Policy.Expanding if grows else QSizePolicy.Policy.Preferred
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, vertical)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _shown(self) -> Shown:
        pairs = zip(self._widgets, self._stretch, strict=True)
        return [(widget, share) for widget, share in pairs if not widget.isHidden()]

    def _gaps(self, shown: Shown) -> int:
        return px(self._spacing) * max(len(shown) - 1, 0)

    def _wanted(self, shown: Shown) -> int:
        return sum(widget.sizeHint().width() for widget, _ in shown) + self._gaps(shown)

    def _folds(self, width: int, shown: Shown) -> bool:
        if width < (px(self._fold_under) if self._fold_under else self._wanted(shown)):
            return True
        return width < sum(_least_width(widget) for widget, _ in shown) + self._gaps(shown)

    @property
    def folded(self) -> bool:
        """Whether the widgets stand one below the other now."""
        return self._folds(self.width(), self._shown())

    def _widths(self, width: int, shown: Shown) -> list[int]:
        widths = [_least_width(widget) if share else widget.sizeHint().width() for widget, share in shown]
        sharing = [at for at, (_, share) in enumerate(shown) if share]
        rest = width - self._gaps(shown) - sum(wide for at, wide in enumerate(widths) if at not in sharing)
        # Whoever needs more than its share gets that; the others share what is left.
        while sharing:
            shares = sum(shown[at][1] for at in sharing)
            needy = [at for at in sharing if widths[at] > rest * shown[at][1] // shares]
            if not needy:
                for at in sharing:
                    widths[at] = rest * shown[at][1] // shares
                break
            for at in needy:
                rest -= widths[at]
                sharing.remove(at)
        return widths

    def _place(self) -> None:
        width, high, gap = self.width(), self.height(), px(self._spacing)
        shown = self._shown()
        if self._folds(width, shown):
            heights = [_height(widget, width) for widget, _ in shown]
            spare = max(high - sum(heights) - self._gaps(shown), 0)
            top = 0
            for (widget, _), each in zip(shown, heights, strict=True):
                if spare and _grows(widget):
                    each, spare = each + spare, 0
                keeps = widget.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Maximum
                widget.setGeometry(0, top, min(width, widget.sizeHint().width()) if keeps else width, each)
                top += each + gap
            return
        left = 0
        for (widget, _), wide in zip(shown, self._widths(width, shown), strict=True):
            own = high if self._same_height else _height(widget, wide)
            place = QRect(left, 0, wide, min(own, widget.maximumHeight()))
            if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
                place.moveRight(width - 1 - left)
            widget.setGeometry(place)
            left += wide + gap

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        # The layouts around it ask many times over. While it is hidden nothing tells it that a piece has changed.
        if not self.isVisible():
            return self._height_at(width)
        if width not in self._heights:
            self._heights[width] = self._height_at(width)
        return self._heights[width]

    def _height_at(self, width: int) -> int:
        shown = self._shown()
        if not shown:
            return 0
        if self._folds(width, shown):
            return sum(_height(widget, width) for widget, _ in shown) + self._gaps(shown)
        return max(
            _height(widget, wide) for (widget, _), wide in zip(shown, self._widths(width, shown), strict=True)
        )

    def sizeHint(self) -> QSize:
        wanted = self._wanted(self._shown())
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

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._heights = {}

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._heights = {}
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._place()
        return super().event(event)
