"""Finds a service of the directory while typing, and says of each what helps to choose."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.referrals import directory
from millegiorni_desk.areas.referrals.records import Service
from millegiorni_desk.areas.referrals.view import words
from millegiorni_desk.language import _
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.cards import Entry, EntryList
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.search import SearchField
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.vault.vault import Vault

_MOST = 6


class ServiceFinder(QWidget):
    """Enter takes the first found; ``chosen`` carries a service's id. Those who speak *language* come first."""

    chosen = Signal(str)

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self._vault = vault
        self.language = ""
        layout = column(self, spacing=tokens.TIGHT)
        self.field = SearchField(
            _("A quale servizio"), placeholder=_("A quale servizio?   Nome, tipo, via o lingua"), large=False
        )
        self.results = EntryList(_("Servizi trovati"))
        self.nobody = label(
            _("Nella rubrica non c'è. Scegli soltanto il tipo, qui sotto."), "muted", wrap=True
        )
        for piece in (self.field, self.results, self.nobody):
            layout.addWidget(piece)
        self.field.searched.connect(self._show)
        self.field.entered.connect(lambda _typed: self._take_first())
        self.field.left_down.connect(self.results.focus_first)
        self.results.opened.connect(self.chosen)
        self.setFocusProxy(self.field)

    def begin(self, language: str) -> None:
        """Nothing typed: the services where *language* is spoken, then the others."""
        self.language = language
        self.field.set_text("")
        self.field.search_now()
        self._show("")

    def _show(self, typed: str) -> None:
        found = directory.find(self._vault, typed)
        found.sort(key=lambda one: self.language not in one.languages)
        self.results.show_entries([self._entry(one) for one in found[:_MOST]])
        self.field.follow(self.results.entries)
        self.nobody.setVisible(not found)

    def _entry(self, one: Service) -> Entry:
        old = directory.needs_checking(one, date.today())
        state = words.checked(one, date.today()) if old else ""
        return Entry(one.name, words.line(self._vault, one), state=state, kind="quiet", key=one.id)

    def _take_first(self) -> None:
        if self.results.entries:
            self.chosen.emit(self.results.entries[0].key)
