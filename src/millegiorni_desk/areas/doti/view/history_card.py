"""What happened to a dote's money, in words, the newest first; a slip can be taken back from here too."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from millegiorni_desk.areas.doti import history, undoing
from millegiorni_desk.areas.doti.history import Event
from millegiorni_desk.areas.doti.records import Dote
from millegiorni_desk.areas.doti.view.acts import Acts
from millegiorni_desk.language import _
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.dates import day_words
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.order import keep_place
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.ui.wrap import Wrap


class HistoryCard(Card):
    """A line for each entry; only the newest that has an opposite can be taken back."""

    def __init__(self, acts: Acts) -> None:
        super().__init__(_("Che cosa è successo"))
        self._acts = acts

    def show_dote(self, dote: Dote) -> None:
        """Show that dote's entries."""
        focus = QApplication.focusWidget()
        held = focus is not None and self.isAncestorOf(focus)
        self.empty()
        events = history.of_dote(self._acts.vault, dote.id)
        first = next((each.id for each in events if each.undo), "")
        rows = [self._row(each, each.id == first) for each in events]
        for row in rows:
            self.add(row)
        keep_place(self, rows)
        button = self.findChild(Button)
        if held and button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _row(self, event: Event, undoable: bool) -> QWidget:
        made = QWidget()
        lines = column(made, spacing=tokens.HAIR)
        lines.addWidget(label(day_words(event.on, date.today()), "small"))
        lines.addWidget(label(event.words, wrap=True, selectable=False))
        if event.note:
            lines.addWidget(label(event.note, "muted", wrap=True))
        if undoable:
            button = Button(_("Annulla questo movimento"), lambda: self._take_back(event), kind="quiet")
            lines.addWidget(Wrap(button))
        return made

    def _take_back(self, event: Event) -> None:
        vault = self._acts.vault
        if self._acts.attempt(None, lambda: undoing.take_back(vault, event.undo, date.today())):
            self._acts.shell.say(_("Annullato con un movimento contrario: tutti e due restano scritti"))
