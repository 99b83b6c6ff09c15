"""Closing a pathway: the day and what came of it; and opening it again."""

from __future__ import annotations

from datetime import date
from typing import cast

from millegiorni_desk.areas.pathways import service
from millegiorni_desk.areas.pathways.service import File
from millegiorni_desk.areas.pathways.view.file_card import FileCard
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.forms import DateField, Form, NoteField, PartialDate
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault


class ClosingCard(FileCard):
    """The form that closes an open pathway, or the outcome of a closed one."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Chiusura"), vault, shell)
        self.outcome = label("", wrap=True, selectable=True)
        self.form = Form()
        self.form.add("closed_on", DateField(_("Chiuso il"), year_alone=False))
        self.form.add("outcome", NoteField(_("Com'è andata"), lines=2))
        self.close_button = Button(_("Chiudi il percorso"), self.close_pathway)
        self.open_button = Button(_("Riapri"), self.reopen)
        for piece in (self.outcome, self.form, self.problem):
            self.add(piece)
        self.add_row(self.close_button, self.open_button)

    def show_file(self, file: File) -> None:
        closed = file.pathway.closed_on
        self.outcome.setText(file.pathway.outcome or _("Senza parole sull'esito."))
        self.outcome.setVisible(closed is not None)
        self.open_button.setVisible(closed is not None)
        self.form.setVisible(closed is None)
        self.close_button.setVisible(closed is None)
        self.form.set_values({"closed_on": PartialDate(date.today())})

    def close_pathway(self) -> None:
        """Close it with the outcome written."""
        file = self.file
        if file is None:
            return

        def save() -> None:
            given = self.form.values()
            day = cast(PartialDate | None, given["closed_on"])
            service.close(
                self.vault, file.pathway.id, day.day if day else date.today(), str(given["outcome"])
            )
            self.shell.say(_("Percorso chiuso"), self.reopen)

        self.attempt(save, self.form)

    def reopen(self) -> None:
        """Take the closing back; the outcome stays in the history."""
        if self.file is not None:
            pathway_id = self.file.pathway.id
            self.attempt(lambda: service.edit(self.vault, pathway_id, closed_on=None))
