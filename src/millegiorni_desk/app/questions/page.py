"""*Domande ed elenchi*: the questions of the network, and the words of every list that it may extend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.questions.asked import QuestionsSection
from millegiorni_desk.app.questions.words import ListsSection
from millegiorni_desk.app.sections import Sections
from millegiorni_desk.areas.questions.view.card import TABLES
from millegiorni_desk.changes import Changes
from millegiorni_desk.language import _
from millegiorni_desk.ui.page import Page

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_FIRST = "questions"


class QuestionsPage(Page):
    """Two parts; what is changed here reaches every desk when they synchronise."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Domande ed elenchi"))
        self.parts = Sections(_("Domande ed elenchi"))
        self.parts.register(_FIRST, _("Domande"), "", lambda: QuestionsSection(vault, shell))
        self.parts.register("words", _("Elenchi"), "", lambda: ListsSection(vault, shell))
        self.add(self.parts)
        self.foot.say(_("Quello che cambi qui arriva a tutte le postazioni quando sincronizzano."))

    def arrived(self, argument: object = None) -> None:
        for key in self.parts.entries:
            self.parts.section(key).reload()
        self.parts.open(argument if isinstance(argument, str) else self.parts.here or _FIRST)

    def refresh(self, changes: Changes) -> None:
        if changes.touches(*TABLES):
            for section in self.parts.built.values():
                section.reload()

    def first_focus(self) -> QWidget | None:
        here = self.parts.built.get(self.parts.here)
        return (here.first_focus() if here else None) or self.parts.entries[self.parts.here or _FIRST]
