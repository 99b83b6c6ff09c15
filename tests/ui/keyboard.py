"""Walks a screen with Tab, Shift+Tab and the arrows alone, as the keys reach it, and tells what they do not."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTextEdit,
    QWidget,
)

from tests.ui import walking

Key, Modifier = Qt.Key, Qt.KeyboardModifier
_MOST = 600
_ARROWS = (Key.Key_Right, Key.Key_Down, Key.Key_Left, Key.Key_Up)
_BY_MOUSE = ("mousePressEvent", "mouseReleaseEvent", "mouseDoubleClickEvent")


class Keyboard:
    """What the keys do not reach, where they are held, and where one cannot see where they are.

    How a widget looks with the keyboard is asked once for each kind of widget, for a look costs time.
    """

    def __init__(self) -> None:
        self._seen: set[tuple[object, ...]] = set()
        self._known: set[QWidget] = set()

    def __call__(self, page: QWidget) -> Iterator[str]:
        """What is wrong in *page*'s window, which must be the active one."""
        window, here = page.window(), QApplication.focusWidget()
        if here is None or not window.isAncestorOf(here):
            yield "the keyboard is nowhere"
            return
        there, wrong = _round(window, here, Key.Key_Tab)
        back, wrong_back = _round(window, here, Key.Key_Backtab)
        yield from (*wrong, *wrong_back)
        if not here.isVisible():
            yield f"{walking.of(here)} has the keyboard and is hidden"
        yield from (f"{walking.of(each)} is passed by Tab" for each in back if each not in there)
        yield from (f"{walking.of(each)} is passed by Shift+Tab" for each in there if each not in back)
        wanted = [each for each in usable(window) if each not in there and each not in back]
        # The rail stands beside every page, and is asked once.
        wanted = [each for each in wanted if page.isAncestorOf(each) or each not in self._known]
        reached = _by_arrows(there, wanted)
        self._known |= {each for each in reached if not page.isAncestorOf(each)}
        yield from (f"{walking.of(each)} is reached by no key" for each in wanted if each not in reached)
        for stop in there:
            yield from self._unseen(stop)
            if not _has_rows_by_key(stop):
                yield f"{walking.of(stop)}: Down comes to no row"
        here.setFocus(Qt.FocusReason.OtherFocusReason)

    def _unseen(self, stop: QWidget) -> Iterator[str]:
        on = isinstance(stop, QAbstractButton) and stop.isChecked()
        kind = (type(stop), stop.property("kind"), stop.property("role"), stop.objectName(), on)
        if kind not in self._seen:
            self._seen.add(kind)
            if not shows_focus(stop):
                yield f"{walking.of(stop)} looks the same with the keyboard"


def usable(window: QWidget) -> Iterator[QWidget]:
    """What a mouse could use now in *window*: its buttons, fields, views, and all that answers a click of its own."""
    for each in shown(window):
        if not (each.isEnabled() and each.width() and each.height()):
            continue
        if isinstance(each, QHeaderView) or isinstance(
            each.parentWidget(), QComboBox | QLineEdit | QScrollBar
        ):
            continue  # a piece of something that is itself asked for
        field = isinstance(each, QLineEdit | QTextEdit | QPlainTextEdit) and not each.isReadOnly()
        button = isinstance(each, QAbstractButton) and not isinstance(each.parentWidget(), QAbstractItemView)
        if field or button or isinstance(each, QComboBox | QAbstractItemView) or _answers_a_click(each):
            yield each


def shown(widget: QWidget) -> Iterator[QWidget]:
    """What is shown in *widget*; into pages that are not, nobody looks."""
    for each in widget.children():
        if isinstance(each, QWidget) and not each.isHidden():
            yield each
            yield from shown(each)


def _answers_a_click(widget: QWidget) -> bool:
    ours = (each for each in type(widget).__mro__ if each.__module__.startswith("millegiorni_desk"))
    clicked = any(name in vars(each) for each in ours for name in _BY_MOUSE)
    pointed = widget.testAttribute(Qt.WidgetAttribute.WA_SetCursor) and (
        widget.cursor().shape() == Qt.CursorShape.PointingHandCursor
    )
    return clicked and pointed


def _round(window: QWidget, here: QWidget, key: Key) -> tuple[dict[QWidget, None], list[str]]:
    """Once around with *key*: where the keyboard stood, in order, and what was wrong on the way."""
    here.setFocus(Qt.FocusReason.OtherFocusReason)
    seen: dict[QWidget, None] = {}
    problems: list[str] = []
    for _ in range(_MOST):
        before = QApplication.focusWidget()
        _press(before, key)
        now = QApplication.focusWidget()
        if now is None or not window.isAncestorOf(now):
            return seen, [*problems, f"{key.name} loses the keyboard after {walking.of(before)}"]
        if now is before:
            return seen, [*problems, f"{walking.of(now)} holds the keyboard"]
        if now in seen:
            if now is not next(iter(seen)):
                problems.append(f"{key.name} goes in a circle at {walking.of(now)}")
            return seen, problems
        if now.visibleRegion().isEmpty():
            problems.append(f"{walking.of(now)} has the keyboard out of sight")
        seen[now] = None
    return seen, [*problems, f"{key.name} never comes around"]


def _press(widget: QWidget | None, key: Key) -> None:
    # Sent as it is: the test's own key click also asks every shortcut of every page, and takes ten times as long.
    shift = Modifier.ShiftModifier if key == Key.Key_Backtab else Modifier.NoModifier
    if widget is not None:
        QApplication.sendEvent(
            widget, QKeyEvent(QEvent.Type.KeyPress, key, shift, "\t" if key == Key.Key_Tab else "")
        )


def _by_arrows(stops: dict[QWidget, None], wanted: list[QWidget]) -> set[QWidget]:
    """What the arrows come to from the *stops* of Tab that stand in a group with something *wanted*."""
    reached: set[QWidget] = set()
    for stop in stops:
        missing = {each for each in wanted if each.parentWidget() is stop.parentWidget()} - reached
        if not isinstance(stop, QAbstractButton):
            continue
        for key in _ARROWS:
            if missing:
                stop.setFocus(Qt.FocusReason.OtherFocusReason)
                came_to = set(_along(key))
                reached |= came_to
                missing -= came_to
    return reached


def _along(key: Key) -> Iterator[QWidget]:
    been: set[QWidget | None] = {None, QApplication.focusWidget()}
    while True:
        _press(QApplication.focusWidget(), key)
        now = QApplication.focusWidget()
        if now is None or now in been:
            return
        been.add(now)
        yield now


def _has_rows_by_key(widget: QWidget) -> bool:
    if not isinstance(widget, QAbstractItemView) or not widget.model().rowCount():
        return True
    widget.setFocus(Qt.FocusReason.OtherFocusReason)
    _press(widget, Key.Key_Down)
    return widget.currentIndex().isValid()


def shows_focus(stop: QWidget) -> bool:
    """Whether one sees that *stop* has the keyboard."""
    stop.setFocus(Qt.FocusReason.TabFocusReason)
    focused = stop.grab().toImage()
    stop.clearFocus()
    plain = stop.grab().toImage()
    # A caret alone is no sign: a ring changes at least as many pixels as the widget is wide and high.
    least = min(stop.width() + stop.height(), 600)
    return focused.size() == plain.size() and _differing(focused, plain) >= least


def _differing(one: QImage, other: QImage) -> int:
    first, second = (
        bytes(each.convertToFormat(QImage.Format.Format_Grayscale8).constBits()) for each in (one, other)
    )
    return sum(a != b for a, b in zip(first, second, strict=True))
