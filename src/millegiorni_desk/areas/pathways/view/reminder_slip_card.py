"""*Promemoria su carta*: one appointment on a paper that she takes along, unfolded when it is wanted."""

from __future__ import annotations

from collections.abc import Callable

from millegiorni_desk.areas.pathways import reminder_slips
from millegiorni_desk.areas.pathways.appointments import Line
from millegiorni_desk.areas.pathways.paper_words import ITALIAN, language_for
from millegiorni_desk.areas.people.view.handed_paper import HandedPaper, PaperWords
from millegiorni_desk.language import _
from millegiorni_desk.paper.scripts import LANGUAGES
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault


class ReminderSlipCard(Card):
    """Where no paper may be handed it says why instead."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Promemoria su carta"))
        self._vault = vault
        self._line: Line | None = None
        words = PaperWords(
            preview=_("Anteprima del promemoria"),
            print=_("Stampa il promemoria"),
            printed=_("Promemoria stampato"),
            saved=_("Promemoria salvato"),
            discreet=_("Promemoria riservato: dice solo quando e dove, senza nomi e senza perché."),
        )
        self.prepare_button = Button(_("Prepara il foglio"), self.prepare, icon="document")
        self.paper = HandedPaper(vault, shell, words, LANGUAGES, self._maker, self._given)
        self.paper.file_name = "promemoria.pdf"
        self.add_row(self.prepare_button)
        self.add(self.paper)

    def show_line(self, line: Line) -> None:
        """Show the reminder of another appointment, or of the same one anew."""
        same = self._line is not None and self._line.appointment.id == line.appointment.id
        self._line = line
        refused = reminder_slips.why_not(line)
        unfolded = bool(refused) or (same and not self.prepare_button.isVisibleTo(self))
        self.paper.setVisible(unfolded)
        self.prepare_button.setVisible(not unfolded)
        if not same and line.person is not None:
            discreet = reminder_slips.better_discreet(line)
            self.paper.begin(language_for(line.person), discreet=discreet)
        self.paper.show_paper(always_discreet=reminder_slips.always_discreet(line), refused=refused)

    def prepare(self) -> None:
        """Unfold it."""
        self.paper.show()
        self.paper.print_button.setFocus()
        self.prepare_button.hide()

    def let_go(self) -> None:
        """Show nothing any more: the desk is about to be locked or closed."""
        self.paper.let_go()

    def _maker(self) -> Callable[[], bytes] | None:
        line, vault = self._line, self._vault
        if line is None:
            return None
        language, desk, discreet = self._language(), self.paper.contact.value(), self.paper.hidden
        return lambda: reminder_slips.slip(vault, line, language, discreet=discreet, desk=desk)

    def _given(self) -> None:
        if self._line is not None:
            reminder_slips.given(self._vault, self._line, self._language(), discreet=self.paper.hidden)

    def _language(self) -> str:
        return str(self.paper.language.value() or ITALIAN)
