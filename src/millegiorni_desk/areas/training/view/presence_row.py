"""One person beside the tick that says she was there, and the minutes where she was not there for all of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.choices import Tick
from millegiorni_desk.ui.forms import NumberField
from millegiorni_desk.ui.labels import Wrapped
from millegiorni_desk.ui.spacing import fix, row


class PresenceTick(Tick):
    """Space ticks it; up and down go to the people beside it."""

    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
            event.accept()
            return
        super().keyPressEvent(event)


class _Name(Wrapped):
    """Her name, which ticks too."""

    clicked = Signal()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.clicked.emit()


class PresenceRow(QWidget):
    """``turned`` says that she was there or not, ``stayed`` for how many minutes (None: all of it)."""

    turned = Signal(bool)
    stayed = Signal(object)

    def __init__(self, staff_id: str, name: str, where: str) -> None:
        super().__init__()
        self.staff_id, self.name = staff_id, name
        said = f"{name} · {where}" if where else name
        self.tick = PresenceTick("")
        self.tick.setAccessibleName(said)
        fix(self.tick, width=tokens.GAP + tokens.NEAR)
        words = _Name(said)
        words.clicked.connect(self.tick.click)
        self.minutes = NumberField(_("Minuti di {name}").format(name=name), least=1, most=1440)
        self.minutes.hide_label()
        self.minutes.line.setPlaceholderText(_("tutto"))
        fix(self.minutes, width=110)
        layout = row(self, spacing=tokens.HAIR)
        layout.addWidget(self.tick)
        layout.addWidget(words, 1)
        layout.addWidget(self.minutes)
        fix(self, at_least=(0, tokens.CONTROL))
        self.tick.toggled.connect(self._turned)
        self.minutes.line.editingFinished.connect(self._stayed)
        self._known: int | None = None

    def show_state(self, present: bool, minutes: int | None) -> None:
        """Show what is written down of her; nothing is told."""
        self.tick.blockSignals(True)
        self.tick.setChecked(present)
        self.tick.blockSignals(False)
        self._known = minutes
        self.minutes.setVisible(present)
        if not self.minutes.line.hasFocus() or not present:
            self.minutes.set_value(minutes)
            self.minutes.show_problem("")

    def _turned(self, on: bool) -> None:
        self.minutes.setVisible(on)
        self.turned.emit(on)

    def _stayed(self) -> None:
        try:
            value = self.minutes.value()
        except InvalidValue as problem:
            self.minutes.show_problem(problem.message)
            return
        if value != self._known and self.tick.isChecked():
            self.stayed.emit(value)
