"""The search field, which waits for a short pause in typing before it asks."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.field import UndoLine
from millegiorni_desk.ui.look import px
from millegiorni_desk.ui.spacing import row

SEARCH_PAUSE_MS = 120
_GAP = "   "


class SearchField(QWidget):
    """The large field *Chi è arrivata?*: ``searched`` comes 120 ms after the last key.

    ``entered`` is Enter (open the first result), ``left_down`` the down arrow (go into the results).
    """

    searched = Signal(str)
    entered = Signal(str)
    left_down = Signal()

    def __init__(self, words: str, *, placeholder: str = "", large: bool = True) -> None:
        super().__init__()
        layout = row(self)
        self.line = _SearchLine(self)
        self.line.setAccessibleName(words)
        self.line.ask(placeholder or words)
        self.line.setClearButtonEnabled(False)
        if large:
            self.line.setProperty("large", "true")
        layout.addWidget(self.line)
        self.setFocusProxy(self.line)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SEARCH_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.line.textChanged.connect(self._pause.start)
        self._first: QWidget | None = None

    def text(self) -> str:
        """What is typed, without blanks around it."""
        return self.line.text().strip()

    def set_text(self, text: str) -> None:
        """Type *text* in the user's place."""
        self.line.setText(text)

    def follow(self, results: Sequence[QWidget]) -> None:
        """Have the keyboard come back from what was found: with Up from the first, with Esc, and by typing on."""
        self._first = results[0] if results else None
        for each in results:
            each.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        command = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        types = bool(event.text().strip()) and event.text().isprintable() and not command
        back = event.key() == Qt.Key.Key_Escape or (event.key() == Qt.Key.Key_Up and watched is self._first)
        if not (types or back or event.key() == Qt.Key.Key_Backspace):
            return False
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        if not back:
            self.line.end(False)
            QApplication.sendEvent(self.line, event)
        return True

    def _search(self) -> None:
        self.searched.emit(self.text())

    def search_now(self) -> None:
        """Do not wait for the pause."""
        if self._pause.isActive():
            self._pause.stop()
            self._search()


class _SearchLine(UndoLine):
    def __init__(self, owner: SearchField) -> None:
        super().__init__()
        self._owner = owner
        self._asked = ""

    def ask(self, words: str) -> None:
        """Show *words* while nothing is typed; where there is no room for all, what comes after the last gap."""
        self._asked = words
        self._fit_words()

    def _fit_words(self) -> None:
        room = self.width() - 2 * px(tokens.GAP)
        fits = self.fontMetrics().horizontalAdvance(self._asked) <= room
        self.setPlaceholderText(self._asked if fits else self._asked.rpartition(_GAP)[2])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_words()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, owner = event.key(), self._owner
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            owner.search_now()
            owner.entered.emit(owner.text())
        elif key == Qt.Key.Key_Down:
            owner.search_now()
            owner.left_down.emit()
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
            return
        event.accept()
