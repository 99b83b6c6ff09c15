"""Scores on scales that others keep: name, day and result, and who took it."""

from __future__ import annotations

from datetime import date
from typing import cast

from millegiorni_desk.areas.pathways import service
from millegiorni_desk.areas.pathways.records import OutsideScore
from millegiorni_desk.areas.pathways.service import File
from millegiorni_desk.areas.pathways.view.file_card import FileCard
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.forms import DateField, Form, PartialDate, TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.spacing import fix
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.vault.vault import Vault


class OutsideScoresCard(FileCard):
    """What was noted, and a line for one more."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Punteggi di altri"), vault, shell)
        self.table = Table(
            _("Punteggi di altri"),
            [
                Column("on_date", _("Giorno"), "date", width=100),
                Column("scale", _("Scala")),
                Column("score", _("Risultato"), width=110),
                Column("taken_by", _("Da chi"), width=140),
            ],
        )
        fix(self.table, height=130)
        self.table.hide()
        self.form = Form()
        self.form.add_row(
            scale=TextField(_("Nome della scala"), longest=80),
            score=TextField(_("Risultato"), longest=80),
            fold_under=340,
        )
        self.form.add_row(
            on_date=DateField(_("Giorno"), year_alone=False), taken_by=TextField(_("Da chi")), fold_under=340
        )
        self.void_button = Button(_("Togli il punteggio scelto"), self.void, kind="quiet", icon="trash")
        self.add(
            label(
                _("Solo il nome e il risultato: le domande restano di chi le ha scritte."), "small", wrap=True
            )
        )
        for piece in (self.table, self.form, self.problem):
            self.add(piece)
        self.add_row(Button(_("Annota il punteggio"), self.note, icon="add"), self.void_button)

    def show_file(self, file: File) -> None:
        self.table.show_rows(Source.of([_row(score) for score in reversed(file.scores)]))
        self.table.setVisible(bool(file.scores))
        self.void_button.setVisible(bool(file.scores))

    def note(self) -> None:
        """Keep the score written."""
        file = self.file
        if file is None:
            return

        def save() -> None:
            given = self.form.values()
            day = cast(PartialDate | None, given["on_date"])
            made = service.add_score(
                self.vault,
                OutsideScore(
                    house="",
                    pathway_id=file.pathway.id,
                    on_date=day.day if day is not None else date.today(),
                    scale=str(given["scale"]),
                    score=str(given["score"]),
                    taken_by=str(given["taken_by"]),
                ),
            )
            self.shell.say(
                _("Punteggio annotato"), lambda: service.edit_score(self.vault, made.id, voided=True)
            )

        if self.attempt(save, self.form):
            self.form.clear()

    def void(self) -> None:
        """Take out the score that is chosen in the table."""
        if self.table.model.rowCount() and (chosen := self.table.current()):
            score_id = str(chosen["id"])
            if self.attempt(lambda: service.edit_score(self.vault, score_id, voided=True)):
                self.shell.say(
                    _("Punteggio tolto"), lambda: service.edit_score(self.vault, score_id, voided=False)
                )


def _row(score: OutsideScore) -> Row:
    return {
        "id": score.id,
        "on_date": score.on_date.isoformat(),
        "scale": score.scale,
        "score": score.score,
        "taken_by": score.taken_by,
    }
