"""The order of Tab where pieces come and go: a new one stands where it is seen, not after everything else."""

from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

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
    way = _way(inside, here)
    around = _after(way) if forward else _before(way)
    return next((each for each in around if _stops(each)), None)


def stops(inside: QWidget) -> Iterator[QWidget]:
    """What Tab stops at inside *inside*, in its order."""
    return (each for each in _forward(inside) if _stops(each))


def first_stop(inside: QWidget) -> QWidget | None:
    """The first widget within *inside* that Tab stops at; None where there is none."""
    return next(stops(inside), None)


def _stops(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled()


def _way(inside: QWidget, here: QWidget) -> list[QWidget]:
    """From *inside* down to *here*, or to that which *here* is only a part of."""
    line: list[QWidget] = []
    each: QWidget | None = here
    while each is not None and each is not inside:
        line.append(each)
        each = each.parentWidget()
    way = [inside]
    placed = _placed(inside)
    for below in reversed(line):
        # Between a scrolling area and what is in it stands a piece that has no place of its own.
        if below in placed:
            way.append(below)
            placed = _placed(below)
    return way


def _after(way: list[QWidget]) -> Iterator[QWidget]:
    """What comes after the end of *way*, and around from the beginning up to it."""
    yield from _forward(way[-1])
    for above, each in reversed(list(pairwise(way))):
        beside = _placed(above)
        for later in beside[beside.index(each) + 1 :]:
            yield later
            yield from _forward(later)
    yield from takewhile(lambda each: each is not way[-1], _forward(way[0]))


def _before(way: list[QWidget]) -> Iterator[QWidget]:
    """What comes before the end of *way*, the nearest first, and around from the end down to it."""
    for above, each in reversed(list(pairwise(way))):
        beside = _placed(above)
        for earlier in reversed(beside[: beside.index(each)]):
            yield from _backward(earlier)
            yield earlier
        if above is not way[0]:
            yield above
    yield from takewhile(lambda each: each is not way[-1], _backward(way[0]))


def _forward(widget: QWidget) -> Iterator[QWidget]:
    """All that is shown in *widget*, each before what is in it."""
    for each in _placed(widget):
        yield each
        yield from _forward(each)


def _backward(widget: QWidget) -> Iterator[QWidget]:
    for each in reversed(_placed(widget)):
        yield from _backward(each)
        yield each


def _placed(widget: QWidget) -> list[QWidget]:
    """What is shown right in *widget*, in the order of its layout; what has no place in it comes after."""
    placed: list[QWidget] = []
    if isinstance(widget, QComboBox):
        return placed
    if isinstance(widget, QScrollArea):
        placed = [each for each in (widget.widget(),) if each is not None]
    elif (layout := widget.layout()) is not None:
        _add_items(layout, placed)
    # The parts of a scrolling view are never asked, see below; those of a combo box hand their focus to it.
    if not isinstance(widget, QAbstractScrollArea):
        known = set(placed)
        placed += [each for each in widget.children() if isinstance(each, QWidget) and each not in known]
    return [each for each in placed if not each.isHidden() and not each.isWindow()]


def _add_items(layout: QLayout, placed: list[QWidget]) -> None:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        widget = item.widget() if item is not None else None
        if widget is not None:
            placed.append(widget)
        elif item is not None and (inner := item.layout()) is not None:
            _add_items(inner, placed)


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
