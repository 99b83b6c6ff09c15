"""Where she is expected, on a pathway's page: what is ahead first; Enter opens one, with its reminder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from millegiorni_desk.areas.pathways import appointments
from millegiorni_desk.areas.pathways.appointments import Line
from millegiorni_desk.areas.pathways.records import Appointment
from millegiorni_desk.areas.pathways.view.part_card import PartCard
from millegiorni_desk.areas.pathways.view.when import moment_of, shown_state, when_words
from millegiorni_desk.areas.people import contact
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.cards import Entry, Notice
from millegiorni_desk.ui.forms import DateField, Form, HourField, NumberField, PartialDate, TextField
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault


class AppointmentsCard(PartCard):
    """The appointments as rows, and a form for a new one; an appointment that is there opens on a page of its own."""

    kept, off = _("Appuntamento segnato"), _("Appuntamento tolto")

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(
            vault, shell, _("Appuntamenti"), add=_("Segna un appuntamento"), empty=_("Nessun appuntamento.")
        )

    def ask(self, form: Form) -> None:
        ask_appointment(form)
        self.may_be_reserved(form)
        form.fields["on_day"].changed.connect(self._propose_reminder)

    def _propose_reminder(self) -> None:
        """The day before, where her rule lets anybody remind her at all; what was typed stays."""
        field = self.form.fields["remind_on"]
        if self.file is None or field.problem or not self.editing:
            return
        try:
            day = self.form.fields["on_day"].value()
        except InvalidValue:
            return
        if isinstance(day, PartialDate):
            proposed = appointments.usual_reminder(day.day, date.today(), self.file.person)
            field.set_value(proposed)

    def rows(self, today: date) -> list[Entry]:
        if self.file is None:
            return []
        lines = appointments.of_pathway(self._vault, self._person)
        self.marks = {line.appointment.id: line.reserved for line in lines if line.reserved is not None}
        ahead = [line for line in reversed(lines) if line.appointment.state == appointments.PLANNED]
        past = [line for line in lines if line.appointment.state != appointments.PLANNED]
        self.records = {line.appointment.id: line.appointment for line in lines}
        return self.few([self._entry(line, today) for line in (*ahead, *past)])

    def _entry(self, line: Line, today: date) -> Entry:
        one = line.appointment
        state, kind = shown_state(self._vault, line, today)
        told = (one.place, one.with_whom)
        title = one.title or _("Appuntamento riservato")
        return Entry(
            f"{when_words(one, today)} · {title}",
            " · ".join(part for part in told if part),
            state=state,
            kind=kind,
            key=one.id,
            sign=self.state_of(one.id)[1],
        )

    def open(self, key: str) -> None:
        self._shell.open("appointment", key)

    def fields_of(self, answers: dict[str, object]) -> dict[str, Any]:
        return appointment_fields(self.answered(answers))

    def new(self, fields: dict[str, Any]) -> str:
        made = Appointment(house="", person_id="", pathway_id=self._person, **fields)
        return appointments.add(self._vault, made, self.reserved.readers()).id

    def question(self, field: str) -> str:
        return "on_day" if field == "at" else field

    def change(self, record_id: str, readers: Sequence[str] | None = None, **changes: Any) -> None:
        appointments.edit(self._vault, record_id, readers, **changes)


def ask_appointment(form: Form) -> None:
    """The questions about an appointment."""
    form.add("title", TextField(_("Per che cosa"), placeholder=_("per esempio: visita dal pediatra")))
    form.add_row(
        on_day=DateField(_("Giorno"), past=False),
        hour=HourField(_("Ora")),
        minutes=NumberField(_("Minuti"), most=1440),
        fold_under=420,
    )
    form.add_row(place=TextField(_("Dove")), with_whom=TextField(_("Con chi")), fold_under=420)
    form.add_row(
        remind_on=DateField(_("Ricordarle il"), past=False),
        accompanied_by=TextField(_("L'accompagna")),
        fold_under=420,
    )
    form.add("notes", TextField(_("Note")))


def appointment_fields(given: dict[str, Any]) -> dict[str, Any]:
    """The answers by the names of the record."""
    fields = dict(given)
    day, hour = fields.pop("on_day"), fields.pop("hour")
    return {**fields, "at": moment_of(day, hour)}


def contact_notice(line: Line) -> Notice | None:
    """How she may be called, said before any number; nothing where there is no rule."""
    words = contact.of_person(line.person).words if line.person is not None else ""
    return Notice(words, "warning") if words else None
