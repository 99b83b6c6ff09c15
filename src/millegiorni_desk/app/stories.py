"""*Storie*: those that may be published, to read together and to take into the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.people.view.pile import Pile
from millegiorni_desk.flows import stories
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, EmptyState, Notice
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.papers import Papers
from millegiorni_desk.ui.parsing import number

if TYPE_CHECKING:
    from millegiorni_desk.changes import Changes
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_TABLES = ("pathway", "consent", "sealed", "sealed_key")
_TEXT = "Testo (*.txt)"


class StoriesPage(Page):
    """One card for each story; as a paper or a text they go where the report is written."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Storie da pubblicare"))
        self._vault = vault
        self.stories: list[stories.Story] = []
        self.rule = Notice(
            _(
                "Solo storie con un nome inventato, di donne che oggi sono d'accordo. Chi ritira il consenso sparisce "
                "da qui: prima di pubblicare, rifai il file."
            ),
            "info",
        )
        self.nothing = EmptyState(
            _("Nessuna storia da pubblicare"),
            _("Si scrivono chiudendo un percorso, con il consenso di lei."),
            icon="heart",
        )
        self.papers = Papers()
        self.list = Pile(tokens.NEAR)
        for piece in (self.rule, self.papers, self.nothing, self.list):
            self.add(piece)
        self.body.addStretch(1)
        self.foot.add(Button(_("Torna al monitoraggio"), lambda: shell.open("monitoring")), left=True)
        self.text_button = Button(_("Salva il testo"), self.save_text, icon="copy")
        self.pdf_button = Button(
            _("Salva il PDF"), self.save_pdf, kind="primary", keys="Ctrl+S", icon="document"
        )
        for button in (self.text_button, self.pdf_button):
            self.foot.add(button)

    def arrived(self, argument: object = None) -> None:
        self.papers.clear()
        self._show()

    def refresh(self, changes: Changes) -> None:
        if changes.touches(*_TABLES):
            self._show()

    def first_focus(self) -> QWidget | None:
        return self.pdf_button if self.stories else None

    def _show(self) -> None:
        self.stories = stories.publishable(self._vault)
        found = len(self.stories)
        self.set_state(
            plural("{n} storia", "{n} storie", found).format(n=number(found)) if found else "", "quiet"
        )
        self.nothing.setVisible(not found)
        self.rule.setVisible(bool(found))
        for button in (self.text_button, self.pdf_button):
            button.setEnabled(bool(found))
        self.list.put([_card(one) for one in self.stories])

    def save_pdf(self) -> None:
        """Write them as a paper."""
        told = self.stories
        self.papers.save(lambda: stories.to_pdf(told), "storie-da-pubblicare.pdf", saved=self._noted)

    def save_text(self) -> None:
        """Write them as plain text, to be pasted into the report."""
        told = self.stories
        self.papers.save(lambda: stories.to_text(told), "storie-da-pubblicare.txt", _TEXT, saved=self._noted)

    def _noted(self) -> None:
        self._vault.note("stories.save", rows=len(self.stories))


def _card(one: stories.Story) -> Card:
    card = Card(one.told_as)
    card.add(label(one.words, wrap=True, selectable=True))
    return card
