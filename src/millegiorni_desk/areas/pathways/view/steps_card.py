"""What was done in a pathway: consultations, home visits, accompaniments, the newest first."""

from __future__ import annotations

from datetime import date
from typing import cast

from millegiorni_desk.areas.pathways import service
from millegiorni_desk.areas.pathways.records import Intervention
from millegiorni_desk.areas.pathways.service import File
from millegiorni_desk.areas.pathways.view.file_card import FileCard
from millegiorni_desk.areas.people.view.reserved import Reserved, lock_cells
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import (
    ChoiceField,
    DateField,
    Form,
    NumberField,
    PartialDate,
    TextField,
    TickField,
)
from millegiorni_desk.ui.labels import rule
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.spacing import fix
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.vault.vault import Vault


class StepsCard(FileCard):
    """The interventions, and a line to write a new one."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Che cosa si è fatto"), vault, shell)
        self.table = Table(
            _("Interventi"),
            [
                Column("on_date", _("Giorno"), "date", width=100),
                Column("what", _("Che cosa")),
                Column("minutes", _("Minuti"), "number", width=80),
            ],
            empty=_("Ancora nessun intervento."),
        )
        fix(self.table, height=200)
        self.form = Form()
        self.form.add("area", ChipGroup(_("Nuovo intervento"), list(network.terms(vault, "area").items())))
        professions = [("", _("nessuna")), *network.terms(vault, "profession").items()]
        self.form.add_row(
            on_date=DateField(_("Giorno"), year_alone=False),
            profession=ChoiceField(_("Consulenza di"), professions),
            minutes=NumberField(_("Minuti"), most=1440),
        )
        self.form.add_row(professional=TextField(_("Chi")), notes=TextField(_("In breve")))
        self.form.add("home_visit", TickField(_("Visita a casa")))
        self.reserved = Reserved(vault, self.form, "")
        lock_cells(self.table, "what")
        self.add(self.table)
        self.add(rule())
        self.add(self.form)
        self.add(self.problem)
        self.add_row(Button(_("Aggiungi intervento"), self.add_step, icon="add"))

    def show_file(self, file: File) -> None:
        self.table.show_rows(Source.of([self._row(step) for step in reversed(file.interventions)]))
        self.form.set_values({"on_date": PartialDate(date.today())})

    def _row(self, step: Intervention) -> Row:
        area = network.terms(self.vault, "area").get(step.area, step.area)
        profession = network.terms(self.vault, "profession").get(step.profession, "")
        home = _("visita a casa") if step.home_visit else ""
        what = " · ".join(part for part in (profession, step.professional, home, area, step.notes) if part)
        mark = self.file.reserved_steps.get(step.id) if self.file is not None else None
        if mark is not None:
            what = " · ".join(part for part in (_("Riservato"), what) if part)
        return {
            "id": step.id,
            "on_date": step.on_date.isoformat(),
            "what": what,
            "minutes": step.minutes,
            "reserved": mark is not None,
        }

    def add_step(self) -> None:
        """Keep the intervention written in the form."""
        file = self.file
        if file is None:
            return

        def save() -> None:
            given = self.form.values()
            day = cast(PartialDate | None, given["on_date"])
            if day is None:
                raise InvalidValue(_("Scrivi il giorno."), "on_date")
            if not given["area"]:
                raise InvalidValue(_("Scegli l'area dell'intervento."), "area")
            service.add_intervention(
                self.vault,
                Intervention(
                    house="",
                    pathway_id=file.pathway.id,
                    on_date=day.day,
                    area=str(given["area"]),
                    profession=str(given["profession"]),
                    professional=str(given["professional"]),
                    minutes=cast(int | None, given["minutes"]),
                    home_visit=bool(given["home_visit"]),
                    notes=str(given["notes"]),
                ),
                self.reserved.readers(),
            )
            self.shell.say(_("Intervento aggiunto"))

        if self.attempt(save, self.form):
            self.form.clear()
            self.reserved.start()
            self.form.set_values({"on_date": PartialDate(date.today())})
