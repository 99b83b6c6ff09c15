"""Whether the caps lock is on, told from what is typed: no system tells it alike, and every one types alike."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


class CapsLockWatch(QObject):
    """Calls *told* with whether the caps lock is on, whenever a letter typed into *line* says so anew."""

    def __init__(self, line: QWidget, told: Callable[[bool], object]) -> None:
        super().__init__(line)
        self._told = told
        self._on = False
        line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._look(event)
        return False

    def _look(self, event: QKeyEvent) -> None:
        letter = event.text()
        if event.key() == Qt.Key.Key_CapsLock:
            # Pressed again, it is off; pressed first, the next letter tells.
            on = False
        elif len(letter) == 1 and letter.lower() != letter.upper():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            on = letter.isupper() != shifted
        else:
            return
        if on != self._on:
            self._on = on
            self._told(on)
