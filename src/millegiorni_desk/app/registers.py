"""*Registri*: the accesses and the pathways of a period as workbooks, with names or without."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.areas.monitoring.span import covered
from millegiorni_desk.areas.monitoring.view.chooser import Chooser
from millegiorni_desk.flows.workbooks import outgoing
from millegiorni_desk.flows.workbooks.columns import Kind
from millegiorni_desk.flows.workbooks.outgoing import Asked
from millegiorni_desk.language import _
from millegiorni_desk.network import names
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.choices import TickField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.papers import Papers
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_EXCEL = "Excel (*.xlsx)"


class RegistersPage(Page):
    """Without names unless they are asked for, which is said before anything leaves."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Registri"))
        self._vault = vault
        today = date.today()
        self.chooser = Chooser(vault, covered(vault) or Period(today, today), today)
        self.named = TickField(_("Con i nomi"))
        self.warning = Notice(
            _(
                "Con i nomi il foglio dice chi sono le donne, e fuori di qui non è più cifrato. Serve per passare un "
                "registro a un altro archivio della rete: buttalo appena è servito."
            ),
            "warning",
        )
        self.warning.hide()
        self.named.changed.connect(lambda: self.warning.setVisible(bool(self.named.value())))
        about = Card(_("Che cosa c'è dentro"))
        for words in (
            _(
                "Le stesse colonne del modello: si aprono in Excel e si possono importare in un altro archivio."
            ),
            _(
                "Senza nomi ognuna sta sotto un codice, con l'anno di nascita; telefono, indirizzo, codice fiscale e "
                "testi liberi restano qui."
            ),
            _("Quello che è riservato resta sempre qui."),
        ):
            about.add(label(words, wrap=True))
        self.papers = Papers()
        for piece in (self.chooser, self.named, self.warning, about, self.papers):
            self.add(piece)
        # Only now: shown before it has its place, it would be a window of its own.
        self.named.setVisible(vault.may(Permission.EXPORT_PERSON) and not names.are_hidden(vault))
        self.body.addStretch(1)
        self.foot.add(Button(_("Torna ai dati"), lambda: shell.open("quality")), left=True)
        self.pathways_button = Button(
            _("Registro dei percorsi…"), lambda: self.save(Kind.PATHWAYS), icon="download"
        )
        self.accesses_button = Button(
            _("Registro degli accessi…"), lambda: self.save(Kind.ACCESSES), kind="primary", icon="download"
        )
        for button in (self.pathways_button, self.accesses_button):
            self.foot.add(button)

    def arrived(self, argument: object = None) -> None:
        self.papers.clear()
        # Names are asked for each time.
        self.named.set_value(False)

    def first_focus(self) -> QWidget | None:
        return self.chooser.first_focus()

    def save(self, kind: Kind) -> None:
        """Write that register and ask where it goes."""
        vault, period = self._vault, self.chooser.period
        asked = Asked(kind, period.start, period.end, self.chooser.house_code, bool(self.named.value()))
        self.papers.save(lambda: outgoing.register(vault, asked), asked.file_name, _EXCEL)
