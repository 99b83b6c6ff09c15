"""The mediations of a person or of a pathway as a card on their page, with the next one a step away."""

from __future__ import annotations

from collections.abc import Sequence

from millegiorni_desk.areas.mediation import service
from millegiorni_desk.areas.mediation.listing import Line
from millegiorni_desk.areas.mediation.view import words
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Entry, EntryList
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

TABLES = ("mediation", "mediation_session", "mediator")
"""What it shows."""


class MediationsCard(Card):
    """Hidden for whoever may not ask for one."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Mediazione"))
        self._vault, self._shell = vault, shell
        self._from: dict[str, str] = {}
        self.entries = EntryList(_("Mediazioni"), _("Nessuna mediazione chiesta."))
        self.entries.opened.connect(lambda key: shell.open("mediation", key))
        self.ask_button = Button(_("Serve una mediatrice"), self.ask, kind="quiet", icon="mediation")
        self.add(self.entries)
        self.add_row(self.ask_button)
        if not vault.may(Permission.REFER):
            self.hide()

    def show_person(self, person_id: str) -> None:
        """All hers."""
        self._from = {"person": person_id}
        if self._vault.may(Permission.REFER):
            self._show(service.of_person(self._vault, person_id))

    def show_pathway(self, person_id: str, pathway_id: str) -> None:
        """Those asked for within a pathway."""
        self._from = {"person": person_id, "pathway": pathway_id}
        if self._vault.may(Permission.REFER):
            self._show(service.of_pathway(self._vault, pathway_id))

    def ask(self) -> None:
        """Go on to the request."""
        self._shell.open("new-mediation", dict(self._from))

    def _show(self, lines: Sequence[Line]) -> None:
        self.entries.show_entries(
            [
                Entry(
                    f"{line.mediation.requested_on:%d/%m/%Y}",
                    words.summary(self._vault, line),
                    state=words.state(self._vault, line),
                    key=line.mediation.id,
                    sign="lock" if line.reserved is not None else "",
                )
                for line in lines
            ]
        )
