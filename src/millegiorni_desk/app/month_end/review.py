"""What the reviews of the month end share: one thing at a time, decided by keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QWidget

from millegiorni_desk.app.sections import Section
from millegiorni_desk.language import _
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Action, EmptyState
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Stack
from millegiorni_desk.ui.spacing import row
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap


class Review(Section):
    """What both reviews share: how far one is, the buttons with their keys, and the last place."""

    def __init__(self) -> None:
        super().__init__()
        self.place = label("", "small")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.shown = Stack(spacing=tokens.TIGHT)
        self.buttons = Wrap()
        self.work = TaskBar()
        self._ready: EmptyState | None = None
        line = row(spacing=tokens.NEAR)
        line.addWidget(self.place)
        line.addWidget(self.bar, 1, Qt.AlignmentFlag.AlignVCenter)
        self.layout_.addLayout(line)
        for widget in (self.shown, self.buttons, self.work):
            self.add(widget)

    def show_place(self, done: int, whole: int, words: str) -> None:
        """Say how many of *whole* are done."""
        self.bar.setRange(0, max(whole, 1))
        self.bar.setValue(done if whole else 1)
        self.bar.setAccessibleName(_("{done} di {whole}").format(done=done, whole=whole))
        self.place.setText(words)
        self.bar.setVisible(whole > 0)
        self.place.setVisible(bool(words))

    def put(self, *widgets: QWidget) -> None:
        """Show *widgets* instead of those before."""
        layout = self.shown.layout()
        if layout is None:
            return
        self._ready = None
        while (item := layout.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for widget in widgets:
            layout.addWidget(widget)
            widget.show()

    def put_ready(self, title: str, sentence: str, next_step: Action) -> None:
        """Nothing is left: say so, and offer the next step."""
        ready = EmptyState(title, sentence, next_step, "check")
        self.put(ready)
        self._ready = ready

    def focus_on(self, button: Button | None) -> None:
        """Give the keyboard to *button*; without one, nothing is left, and Enter goes on instead of taking back."""
        if button is None and self._ready is not None:
            button = self._ready.button
        if button is not None and self.isVisible():
            button.setFocus(Qt.FocusReason.OtherFocusReason)
