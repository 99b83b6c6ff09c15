"""What was just done, said at the foot of the page with *Annulla*, and the stack behind Ctrl+Z."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QWidget

from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.later import later
from millegiorni_desk.ui.look import px
from millegiorni_desk.ui.problems import sentence_of
from millegiorni_desk.ui.spacing import row

STAYS_MS = 8000
_REMEMBERED = 20

Undo = Callable[[], object]
LATER = object()
"""What an undo gives that goes on beside the window: it says itself when it is done."""


class Toast(QFrame):
    """One sentence over the foot of *host* for eight seconds, longer under the pointer or the keyboard.

    What can be undone stays undoable with :meth:`undo_last` after the toast has gone.
    """

    def __init__(self, host: QWidget, foot: Callable[[], int] = lambda: 0) -> None:
        """*foot* tells how high the actions at the foot of *host* are now, in px: they stay in sight."""
        super().__init__(host)
        self._foot = foot
        self.setProperty("piece", "toast")
        self._undoable: list[tuple[str, Undo, object]] = []
        self._beyond = False  # Whether something that cannot be undone was done after what can be.
        layout = row(self, margins=(16, 8, 8, 8), spacing=16)
        self._words: QLabel = label("")
        self._words.setProperty("role", "toast")
        self.undo_button = Button(_("Annulla"), self.undo_last, kind="toast")
        self.undo_button.setToolTip("Ctrl+Z")
        layout.addWidget(self._words)
        layout.addWidget(self.undo_button)
        self._until = QTimer(self)
        self._until.setSingleShot(True)
        self._until.setInterval(STAYS_MS)
        self._until.timeout.connect(self._time_is_up)
        host.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)
        self.hide()

    def say(self, words: str, undo: Undo | None = None, what: object = None) -> None:
        """Show *words*; with *undo*, *Annulla* and Ctrl+Z call it. *what* was done: see :meth:`undone`."""
        self._beyond = undo is None
        if undo is not None:
            self._undoable = [*self._undoable[1 - _REMEMBERED :], (words, undo, what)]
        self._show(words, can_undo=undo is not None)

    def _show(self, words: str, *, can_undo: bool = False) -> None:
        self._words.setText(words)
        self.setAccessibleName(words)
        self.undo_button.setVisible(can_undo)
        self.show()
        self._place()
        self.raise_()
        self._until.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def undo_last(self) -> None:
        """Undo what was done last, if anything can be undone.

        Where the last thing cannot be, what came before it is told first, and undone when asked for again: whoever
        presses Ctrl+Z after granting a dote means the dote, not the card that she saved before.
        """
        if self._beyond:
            self._beyond = False
            self._show(self._what_else(), can_undo=bool(self._undoable))
            return
        if not self._undoable:
            return
        words, undo, _what = self._undoable.pop()
        try:
            given = undo()
        except Exception as problem:  # an undo that fails must be told, not lost
            self._show(sentence_of(problem))
        else:
            if given is LATER:
                self.hide()
                return
            self._show(_("Annullato: {words}").format(words=words[:1].lower() + words[1:]))
        self._beyond = False  # what is said while undoing is no further thing done

    def _what_else(self) -> str:
        if not self._undoable:
            return _("Questo non si annulla da qui.")
        words = self._undoable[-1][0]
        return _("Questo non si annulla da qui. Prima: {words}").format(words=words[:1].lower() + words[1:])

    def undone(self, what: object) -> None:
        """*what* was taken back by another way: Ctrl+Z does not take it back again, but what was done before it."""
        self._undoable = [each for each in self._undoable if each[2] is not what]

    def forget(self) -> None:
        """Nothing can be undone any more (another user, another vault)."""
        self._undoable.clear()
        self._beyond = False
        self.hide()

    @property
    def words(self) -> str:
        """What it says, empty when it is not shown."""
        return "" if self.isHidden() else self._words.text()

    def _time_is_up(self) -> None:
        if self.underMouse() or self.undo_button.hasFocus():
            self._until.start()
        else:
            self.hide()

    def _place(self) -> None:
        host = self.parentWidget()
        if host is None:
            return
        self._fit(host.width() - 2 * px(28))
        above = max(px(80), self._foot() + px(20))
        top, right, beside = host.height() - self.height() - above, host.width() - self.width(), px(28)
        spots = [QPoint(at, top) for at in (right // 2, right - beside, beside)] + [
            QPoint(right // 2, px(20))
        ]
        # What the keyboard is on stays in sight, with what stands beside it where there is room for that too.
        free = (
            spot
            for here in self._keyboard(host)
            for spot in spots
            if not QRect(spot, self.size()).intersects(here)
        )
        self.move(next(free, spots[0]))

    def _fit(self, most: int) -> None:
        """Take no more than *most* px: longer words go on below."""
        beside = px(8 + 16) + (px(16) + self.undo_button.sizeHint().width()) * (
            not self.undo_button.isHidden()
        )
        wide = self._words.fontMetrics().horizontalAdvance(self._words.text()) > most - beside
        self._words.setWordWrap(wide)
        self._words.setMinimumWidth(most - beside if wide else 0)
        self._words.setMaximumWidth(most - beside)
        self.adjustSize()

    def _keyboard(self, host: QWidget) -> list[QRect]:
        """Where in *host* the keyboard is: the piece that it is in, with the other answers beside it, and itself."""
        widget = QApplication.focusWidget()
        if widget is None or not host.isAncestorOf(widget) or self.isAncestorOf(widget):
            return [QRect()]
        pieces = [
            each for each in (widget.parentWidget(), widget) if each is not None and host.isAncestorOf(each)
        ]
        return [QRect(each.mapTo(host, QPoint(0, 0)), each.size()) for each in pieces]

    def _focus_moved(self, _old: QWidget | None, _new: QWidget | None) -> None:
        if not self.isHidden():
            # The page scrolls to it first.
            later(self, self._place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False
