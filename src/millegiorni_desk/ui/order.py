"""The order of Tab where pieces come and go: a new one stands where it is seen, not after everything else."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QComboBox, QLayout, QScrollArea, QScrollBar, QWidget


def keep_place(before: QWidget, widgets: Sequence[QWidget]) -> None:
    """Have Tab come to *widgets*, and to what is in them, right after *before*. All are in one window."""
    # Whatever is set for a widget that hands its focus on, Qt sets for what it hands it to.
    last = before
    while (proxy := last.focusProxy()) is not None:
        last = proxy
    for widget in widgets:
        for each in list(_inside(widget)):
            # What hands its focus on has no place of its own.
            if not _is_part(each) and each.focusProxy() is None and each.window() is last.window():
                _put_after(last, each)
                last = each


def next_stop(inside: QWidget, here: QWidget, *, forward: bool) -> QWidget | None:
    """Where Tab goes from *here* within *inside*: by its layouts, whatever came and went since it was built.

    Qt's own order is that in which pieces were made: what a card is filled with later would come after all else.
    """
    seen = list(_laid_out(inside))
    if not forward:
        seen.reverse()
    # What is not there itself is part of something that is.
    at = next((seen.index(each) for each in _upwards(here) if each in seen), len(seen))
    return next((each for each in [*seen[at + 1 :], *seen[:at]] if _stops(each)), None)


def first_stop(inside: QWidget) -> QWidget | None:
    """The first widget within *inside* that Tab stops at; None where there is none."""
    return next((each for each in _laid_out(inside) if _stops(each)), None)


def _upwards(widget: QWidget | None) -> Iterator[QWidget]:
    while widget is not None:
        yield widget
        widget = widget.parentWidget()


def _stops(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled()


def _laid_out(widget: QWidget) -> Iterator[QWidget]:
    """What is shown in *widget*, in the order of its layouts; what has no place in them comes after."""
    layout = widget.layout()
    placed = list(_items(layout)) if layout is not None else []
    if isinstance(widget, QScrollArea):
        placed = [each for each in (widget.widget(),) if each is not None]
    known = set(placed)
    others = [each for each in widget.children() if isinstance(each, QWidget) and each not in known]
    # The parts of a scrolling view are never asked, see below; those of a combo box hand their focus to it.
    for each in placed if isinstance(widget, QAbstractScrollArea) else [*placed, *others]:
        if each.isHidden() or each.isWindow():
            continue
        yield each
        if not isinstance(each, QComboBox):
            yield from _laid_out(each)


def _items(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        widget, inner = (item.widget(), item.layout()) if item is not None else (None, None)
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _items(inner)


def _is_part(widget: QWidget) -> bool:
    """Whether *widget* is a part of a scrolling view: its viewport, a header, a scroll bar.

    These hand their focus on to the view around them. Asking them for it makes PySide 6.11 take that view
    for their child; once the collector meets the circle, live views are taken apart and the program falls.
    """
    return isinstance(widget, QScrollBar) or isinstance(widget.parentWidget(), QAbstractScrollArea)


def _put_after(first: QWidget, second: QWidget) -> None:
    """As Qt's own, which does nothing for a widget that takes no focus, though others stand beside it."""
    policies = [(widget, widget.focusPolicy()) for widget in (first, second)]
    for widget, policy in policies:
        if policy == Qt.FocusPolicy.NoFocus:
            widget.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    QWidget.setTabOrder(first, second)
    for widget, policy in policies:
        widget.setFocusPolicy(policy)


def _inside(widget: QWidget) -> Iterator[QWidget]:
    """*widget* and its descendants, in the order of Tab so far."""
    yield widget
    # They mostly follow at once, and the whole window may stand behind them: it is not walked through for each piece.
    left = len(widget.findChildren(QWidget))
    each = widget.nextInFocusChain()
    while left and each is not None and each is not widget:
        if widget.isAncestorOf(each):
            left -= 1
            yield each
        each = each.nextInFocusChain()
