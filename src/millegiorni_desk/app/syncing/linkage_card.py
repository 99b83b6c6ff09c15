"""*Sincronizza*, where the coordination sees no names: the key that the houses have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millegiorni_desk.flows import linkage
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.fields import NoteField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.ui.tasks import TaskBar
    from millegiorni_desk.vault.vault import Vault


class LinkageCard(Card):
    """Hidden in a usual network and at the coordination. Coding everybody anew runs beside the window, in *work*."""

    def __init__(self, vault: Vault, shell: Shell, work: TaskBar) -> None:
        super().__init__(_("Chiave di collegamento"))
        self._vault, self._shell, self._work = vault, shell, work
        self.add(
            label(
                _(
                    "Con la stessa chiave le Case fanno gli stessi codici della stessa donna: così il coordinamento "
                    "la conta una volta sola, senza sapere chi è. Le parole passano da una Casa all'altra su un "
                    "foglio, mai al coordinamento."
                ),
                "muted",
                wrap=True,
            )
        )
        self.mark = label("", wrap=True)
        self.add(self.mark)
        self.secret = label("", "section", wrap=True)
        self.secret.hide()
        self.add(self.secret)
        self.field = NoteField(_("Le ventiquattro parole di un'altra Casa"))
        self.add(self.field)
        self.enter_button = Button(_("Usa queste parole"), self.enter)
        self.show_button = Button(_("Mostra le parole"), self.show_words)
        self.renew_button = Button(_("Fai una chiave nuova"), self.ask)
        self.buttons = Wrap(self.enter_button, self.show_button, self.renew_button)
        self.add(self.buttons)
        self.asked = Notice(
            _("Finché non la scrivono tutte le Case, chi va in due di loro può contare due volte."),
            "warning",
            (_("Fai la chiave nuova"), self.renew),
        )
        self.asked.hide()
        self.add(self.asked)
        self.hide()

    def show_key(self) -> None:
        """Show what stands now; the words only while they were asked for."""
        stands = linkage.standing(self._vault)
        manages = stands.possible and self._vault.may(Permission.MANAGE_USERS)
        self.setVisible(stands.possible)
        self.mark.setText(
            _("Segno della chiave: {mark}, uguale in tutte le Case.").format(mark=stands.mark)
            if stands.mark
            else _("In questa Casa non c'è una chiave di collegamento.")
        )
        for piece in (self.field, self.buttons):
            piece.setVisible(manages)
        self.show_button.setVisible(bool(stands.mark))
        self.buttons.lay_out()

    def forget(self) -> None:
        """Show the words no more."""
        self.secret.clear()
        self.secret.hide()

    def enter(self) -> None:
        """Use the words that were typed."""
        words, vault = self.field.value(), self._vault
        self._work.run(
            _("Faccio i codici"),
            lambda progress: linkage.enter(vault, words, lambda done, total: progress(done, total, "")),
            self._entered,
        )

    def ask(self) -> None:
        """A new key is made at once where there is none; otherwise somebody is asked first."""
        if linkage.standing(self._vault).mark:
            self.asked.show()
        else:
            self.renew()

    def renew(self) -> None:
        """Make a new key, and show its words."""
        vault = self._vault
        self.asked.hide()
        self._work.run(
            _("Faccio i codici"),
            lambda progress: linkage.renew(vault, lambda done, total: progress(done, total, "")),
            self._told,
        )

    def show_words(self) -> None:
        """Show the words, to be copied by hand."""
        self._told(linkage.words(self._vault))

    def _told(self, words: str) -> None:
        self.secret.setText(words)
        self.secret.show()
        self.show_key()

    def _entered(self, _stands: linkage.Standing) -> None:
        self.field.clear()
        self.forget()
        self.show_key()
        self._shell.say(_("Chiave di collegamento scritta"))
