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
    seen = _laid_out(inside)
    if not forward:
        seen.reverse()
    places = {each: at for at, each in enumerate(seen)}
    # What is not there itself is part of something that is.
    at = next((places[each] for each in _upwards(here) if each in places), len(seen))
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


def _laid_out(widget: QWidget) -> list[QWidget]:
    """What is shown in *widget*, in the order of its layouts; what has no place in them comes after."""
    found: list[QWidget] = []
    _lay_out(widget, found)
    return found


def _lay_out(widget: QWidget, found: list[QWidget]) -> None:
    layout = widget.layout()
    placed: list[QWidget] = []
    if isinstance(widget, QScrollArea):
        placed = [each for each in (widget.widget(),) if each is not None]
    elif layout is not None:
        _add_items(layout, placed)
    # The parts of a scrolling view are never asked, see below; those of a combo box hand their focus to it.
    if not isinstance(widget, QAbstractScrollArea):
        known = set(placed)
        placed += [each for each in widget.children() if isinstance(each, QWidget) and each not in known]
    for each in placed:
        if each.isHidden() or each.isWindow():
            continue
        found.append(each)
        if not isinstance(each, QComboBox):
            _lay_out(each, found)


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
