"""Correcting an appointment, or taking it out of the list."""

from __future__ import annotations

from typing import Any

from millegiorni_desk.areas.pathways import appointments
from millegiorni_desk.areas.pathways.appointments import Line, day_of
from millegiorni_desk.areas.pathways.view.appointments_card import appointment_fields, ask_appointment
from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.areas.people.view.reserved import NAMES, Reserved
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.forms import Form, PartialDate
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault


class CorrectCard(Card):
    """What was written wrongly is put right here; a new day that was agreed is *Sposta*, not this."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Correggi"))
        self._vault, self._shell = vault, shell
        self._line: Line | None = None
        self.form, self.problem = Form(), ProblemPlace()
        ask_appointment(self.form)
        self.reserved = Reserved(vault, self.form, "")
        self.add(self.form)
        self.add(self.problem)
        self.add_row(
            Button(_("Salva le correzioni"), self.save, icon="save"),
            Button(_("Togli"), self.take_off, kind="quiet", icon="trash"),
        )

    def show_line(self, line: Line) -> None:
        """Show what there is to correct; nothing of what the user cannot read."""
        self.setVisible(line.reserved is None or line.reserved.readable)
        if self._line is not None and self._line.appointment == line.appointment:
            return
        self._line = line
        one = line.appointment
        self.problem.clear()
        names = ("title", "place", "with_whom", "accompanied_by", "notes", "minutes", "remind_on")
        self.form.set_values(
            {name: getattr(one, name) for name in names} | {"on_day": day_of(one), "hour": one.at[11:]}
        )
        self.reserved.start(line.reserved)

    def save(self) -> None:
        """Keep the corrections; undo puts back what was there."""
        line = self._line
        if line is None:
            return
        self.problem.clear()
        try:
            given: dict[str, Any] = {
                name: value.day if isinstance(value, PartialDate) else value
                for name, value in self.form.values().items()
                if name not in NAMES
            }
            fields = appointment_fields(given)
            former = {name: getattr(line.appointment, name) for name in fields}
            readers = list(line.reserved.readers) if line.reserved is not None else []
            appointments.edit(self._vault, line.appointment.id, self.reserved.readers(), **fields)
        except DeskError as problem:
            asked = isinstance(problem, InvalidValue) and self.form.show_problem(
                InvalidValue(problem.message, "on_day" if problem.field == "at" else problem.field)
            )
            if not asked:
                self.problem.show_problem(problem)
            return
        key, vault = line.appointment.id, self._vault
        self._shell.say(_("Correzioni salvate"), lambda: appointments.edit(vault, key, readers, **former))

    def take_off(self) -> None:
        """Take it out of the list; undo puts it back."""
        line, vault = self._line, self._vault
        if line is None:
            return
        key = line.appointment.id
        try:
            appointments.void(vault, key)
        except DeskError as problem:
            self.problem.show_problem(problem)
            return
        self._shell.say(_("Appuntamento tolto"), lambda: appointments.void(vault, key, voided=False))
        self._shell.back()
