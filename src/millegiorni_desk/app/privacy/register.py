"""*Privacy, registro*: the register of processing of each body, and whom to ask about its data."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.sections import Section
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.forms import ChoiceField, Form, TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.papers import Papers
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


class RegisterSection(Section):
    """The document is made from what the vault knows; what is missing is marked in it."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__()
        self._vault, self._shell = vault, shell
        card = Card(_("Registro dei trattamenti"))
        card.add(
            label(
                _(
                    "Il documento dell'articolo 30: chi tratta i dati, perché, di chi, a chi vanno, per quanto tempo e "
                    "come sono protetti. Si riempie con quello che c'è qui: enti, tempi di conservazione, servizi, "
                    "fondi, utenti, copie."
                ),
                "muted",
                wrap=True,
            )
        )
        self.form = Form()
        self.body = self.form.add("body", ChoiceField(_("Ente"), none=""))
        self.contact = TextField(_("A chi chiedere dei propri dati"), placeholder="privacy@…")
        self.dpo = TextField(_("Responsabile della protezione dei dati (DPO)"))
        self.form.add_row(privacy_contact=self.contact, dpo=self.dpo)
        card.add(self.form)
        self.body.changed.connect(self._fill)
        self.save_button = Button(_("Salva i contatti"), self.save_contacts)
        self.print_button = Button(_("Stampa il registro"), self.print, icon="print")
        self.pdf_button = Button(_("Salva il PDF"), self.save, icon="download")
        self.papers = Papers()
        buttons = [self.print_button, self.pdf_button]
        may_edit = not vault.house and vault.may(Permission.MANAGE_NETWORK)
        for field in (self.contact, self.dpo):
            field.control.setEnabled(may_edit)
        if may_edit:
            buttons.insert(0, self.save_button)
        card.add(Wrap(*buttons))
        card.add(self.papers)
        self.add(card)

    def first_focus(self) -> QWidget:
        return self.body

    def reload(self) -> None:
        bodies = network.bodies(self._vault)
        self.body.set_options([(one.code, one.name) for one in bodies])
        if not self.body.value() and bodies:
            self.body.set_value(bodies[0].code)
        self._fill()
        lacking = sum(not one.privacy_contact for one in bodies)
        counted = plural("{n} ente", "{n} enti", len(bodies)).format(n=len(bodies))
        missing = plural("{n} senza contatto", "{n} senza contatto", lacking).format(n=lacking)
        self.told.emit(counted, missing if lacking else "", "warning")

    def _fill(self) -> None:
        chosen = next((one for one in network.bodies(self._vault) if one.code == self.body.value()), None)
        self.contact.set_value(chosen.privacy_contact if chosen else "")
        self.dpo.set_value(chosen.dpo if chosen else "")
        for button in (self.print_button, self.pdf_button, self.save_button):
            button.setEnabled(chosen is not None)

    def save_contacts(self) -> None:
        """Write down whom to ask; they stand on the notice too. Undo puts the former ones back."""
        code = str(self.body.value())
        try:
            before = network.body(self._vault, code)
            contact, dpo = before.privacy_contact, before.dpo
            network.set_privacy(self._vault, code, str(self.contact.value()), str(self.dpo.value()))
        except DeskError as problem:
            if not (isinstance(problem, InvalidValue) and self.form.show_problem(problem)):
                self.papers.work.show_problem(problem)
            return
        self._shell.say(_("Contatti salvati"), partial(network.set_privacy, self._vault, code, contact, dpo))

    def print(self) -> None:
        """Print the register of the body chosen."""
        self.papers.print(partial(_register, self._vault, str(self.body.value())))

    def save(self) -> None:
        """Save it as a file."""
        self.papers.save(partial(_register, self._vault, str(self.body.value())), "registro-trattamenti.pdf")


def _register(vault: Vault, body: str) -> bytes:
    from millegiorni_desk.flows import processing_register

    return processing_register.to_pdf(vault, body)
