"""Closing a pathway: the day, how it ended, what came of it and how she is; and opening it again."""

from __future__ import annotations

from datetime import date
from typing import cast

from millegiorni_desk.areas.pathways import service
from millegiorni_desk.areas.pathways.service import Closed, File
from millegiorni_desk.areas.pathways.view.file_card import FileCard
from millegiorni_desk.areas.pathways.view.scores import ScoreFields
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Notice
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form, NoteField, PartialDate
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault

_RATERS = [("woman", _("Lo dice lei")), ("case_manager", _("Lo dice la case manager"))]


class ClosingCard(FileCard):
    """The form that closes an open pathway, or the outcome of a closed one."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Chiusura"), vault, shell)
        self.outcome = label("", wrap=True, selectable=True)
        self.open_goals = Notice("", "info")
        outcomes = [("", _("non detto")), *network.terms(vault, "pathway_outcome").items()]
        self.form = Form()
        self.form.add_row(
            closed_on=DateField(_("Chiuso il"), year_alone=False),
            ended_as=ChoiceField(_("Come finisce"), outcomes),
            fold_under=400,
        )
        self.form.add("outcome", NoteField(_("Com'è andata"), lines=2))
        self.form.add_widget(label(_("Come sta adesso, da 0 a 10 (chiedilo a lei)"), "strong", wrap=True))
        self.form.add("rated_by", ChipGroup(_("Chi lo dice"), _RATERS)).set_value("woman")
        self.scores = ScoreFields(vault, self.form)
        self.close_button = Button(_("Chiudi il percorso"), self.close_pathway)
        self.open_button = Button(_("Riapri"), self.reopen)
        for piece in (self.outcome, self.open_goals, self.form, self.problem):
            self.add(piece)
        self.add_row(self.close_button, self.open_button)

    def show_file(self, file: File) -> None:
        closed = file.pathway.closed_on
        how = network.terms(self.vault, "pathway_outcome").get(file.pathway.ended_as, "")
        words = file.pathway.outcome or _("Senza parole sull'esito.")
        self.outcome.setText(f"{how}. {words}" if how else words)
        self.outcome.setVisible(closed is not None)
        self.open_button.setVisible(closed is not None)
        self.form.setVisible(closed is None)
        self.close_button.setVisible(closed is None)
        still = sum(goal.state == "set" for goal in file.goals)
        self.open_goals.say(
            plural(
                "{n} obiettivo è ancora da raggiungere: prima di chiudere ditevi com'è andato.",
                "{n} obiettivi sono ancora da raggiungere: prima di chiudere ditevi come sono andati.",
                still,
            ).format(n=still)
        )
        self.open_goals.setVisible(closed is None and bool(still))
        if self.form.fields["closed_on"].value() is None:
            self.form.set_values({"closed_on": PartialDate(date.today())})
        if not self.form.fields["outcome"].value():
            self.form.set_values({"outcome": file.pathway.outcome})

    def close_pathway(self) -> None:
        """Close it with what is written."""
        file = self.file
        if file is None:
            return

        def save() -> None:
            given = self.form.values()
            day = cast(PartialDate | None, given["closed_on"])
            closed = service.close(
                self.vault,
                file.pathway.id,
                day.day if day else date.today(),
                str(given["outcome"]),
                str(given["ended_as"]),
                {str(given["rated_by"] or "woman"): self.scores.scores()},
            )
            self.shell.say(_("Percorso chiuso"), lambda: service.reopen(self.vault, closed))

        if self.attempt(save, self.form):
            self.form.clear()
            self.form.set_values({"rated_by": "woman"})

    def reopen(self) -> None:
        """Take the closing back; the outcome stays, to be written anew at the next one."""
        file = self.file
        if file is None:
            return
        pathway = file.pathway
        closed_on, ended_as = pathway.closed_on, pathway.ended_as
        if self.attempt(lambda: service.reopen(self.vault, Closed(pathway.id, outcome=pathway.outcome))):
            self.shell.say(
                _("Percorso riaperto"),
                lambda: service.edit(self.vault, pathway.id, closed_on=closed_on, ended_as=ended_as),
            )
