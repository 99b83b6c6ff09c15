"""The order of Tab where pieces come and go: a new one stands where it is seen, not after everything else."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar, QWidget


def keep_place(before: QWidget, widgets: Sequence[QWidget]) -> None:
    """Have Tab come to *widgets*, and to what is in them, right after *before*. All are in one window."""
    last = before
    for widget in widgets:
        for each in list(_inside(widget)):
            # What hands its focus on has no place of its own.
            if not _is_part(each) and each.focusProxy() is None and each.window() is last.window():
                _put_after(last, each)
                last = each


def first_stop(inside: QWidget) -> QWidget | None:
    """The first widget within *inside* that Tab stops at; None where there is none."""
    each = inside.nextInFocusChain()
    while each is not None and each is not inside:
        stops = bool(each.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if inside.isAncestorOf(each) and stops and each.isEnabled() and each.isVisibleTo(inside):
            return each
        each = each.nextInFocusChain()
    return None


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
