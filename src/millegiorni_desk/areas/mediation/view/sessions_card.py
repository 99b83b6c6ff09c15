"""The sessions of a mediation, the newest first, and a line to write a new one or correct one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.mediation import mediators, service
from millegiorni_desk.areas.mediation.listing import Line
from millegiorni_desk.areas.mediation.records import MediationSession
from millegiorni_desk.areas.mediation.view import words
from millegiorni_desk.areas.mediation.view.line_card import LineCard
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form, HourField, NumberField, TextField
from millegiorni_desk.ui.labels import label, rule
from millegiorni_desk.ui.leaving import LeavingByButton
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_FIELDS = ("on_date", "starts", "minutes", "kind", "mediator_id", "place", "outcome")


class SessionsCard(LineCard):
    """Enter on a session puts it into the form to be corrected, or taken out."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Incontri"), vault, shell)
        self._may = vault.may(Permission.FOLLOW_PATHWAY)
        self._held: dict[str, MediationSession] = {}
        self._corrected: MediationSession | None = None
        self.table = Table(
            _("Incontri"),
            [
                Column("on_date", _("Giorno"), "date", width=100),
                Column("what", _("Che cosa")),
                Column("minutes", _("Minuti"), "number", width=80),
            ],
            empty=_("Ancora nessun incontro."),
            most_rows=4,
        )
        self.table.opened.connect(lambda row: self.correct(str(row["id"])) if row and self._may else None)
        self.total = label("", "small")
        self.form = self._form()
        self.add_button = Button(_("Aggiungi l'incontro"), self.save, kind="primary", icon="add")
        self.off_button = Button(_("Togli l'incontro"), self.take_out, icon="trash")
        self.leave_button = Button(_("Lascia com'era"), self._anew)
        self._writing = [rule(), self.form, self.problem]
        for piece in (self.table, self.total, *self._writing):
            self.add(piece)
        self.add_row(self.add_button, self.leave_button, self.off_button)
        LeavingByButton(self, self.leave_button)

    def _form(self) -> Form:
        form = Form()
        kinds = list(network.terms(self.vault, "mediation_kind").items())
        form.add("kind", ChipGroup(_("Che cosa si è fatto"), kinds))
        form.add_row(
            fold_under=420,
            on_date=DateField(_("Giorno"), year_alone=False),
            minutes=NumberField(_("Minuti"), least=1, most=1440),
            starts=HourField(_("Ora")),
        )
        form.add_row(mediator_id=ChoiceField(_("Mediatrice"), []), place=TextField(_("Dove")))
        form.add("outcome", TextField(_("Com'è andata"), placeholder=_("ha capito la cura, torna lunedì")))
        return form

    def first_focus(self) -> QWidget | None:
        """Where the next session is written, or the list where nobody may."""
        return self.form.fields["kind"] if self.form.isVisibleTo(self) else self.table

    def take(self, line: Line, held: Sequence[MediationSession]) -> None:
        """Show a mediation's sessions, oldest first as given."""
        other = self.line is None or self.line.mediation.id != line.mediation.id
        self.line = line
        self._held = {one.id: one for one in held}
        self.problem.hide()
        self.table.show_rows(Source.of([self._row(one) for one in reversed(held)]))
        self.total.setText(_("In tutto {hours}").format(hours=words.hours(line.minutes)) if held else "")
        open_ = self._may and line.mediation.closed_on is None and not line.mediation.voided
        correcting = self._corrected is not None and self._corrected.id in self._held
        for piece in (*self._writing[:2], self.add_button):
            piece.setVisible(open_ or correcting)
        if other or not correcting:
            self._anew()

    def _row(self, one: MediationSession) -> Row:
        kind = network.terms(self.vault, "mediation_kind").get(one.kind, one.kind)
        at = _("ore {starts}").format(starts=one.starts) if one.starts else ""
        what = " · ".join(part for part in (kind, one.place, one.outcome, at) if part)
        return {"id": one.id, "on_date": one.on_date.isoformat(), "what": what, "minutes": one.minutes}

    def _anew(self) -> None:
        """Empty the form for the next session: today, and with whoever has the mediation."""
        self._corrected = None
        self.form.clear()
        self._offer(self.line.mediation.mediator_id if self.line is not None else None)
        self.form.set_values({"on_date": date.today()})
        self._name_buttons()

    def _offer(self, chosen: str | None) -> None:
        field = self.form.fields["mediator_id"]
        if not isinstance(field, ChoiceField) or self.line is None:
            return
        listed = mediators.speaking(self.vault, self.line.mediation.languages)
        if chosen and chosen not in {one.id for one in listed}:
            listed.append(mediators.mediator(self.vault, chosen))
        field.set_options([(one.id, one.name) for one in listed])
        field.set_value(chosen or "")

    def _name_buttons(self) -> None:
        correcting = self._corrected is not None
        self.add_button.say(_("Salva l'incontro") if correcting else _("Aggiungi l'incontro"))
        self.off_button.setVisible(correcting)
        self.leave_button.setVisible(correcting)

    def correct(self, session_id: str) -> None:
        """Put a session into the form."""
        self._corrected = one = self._held[session_id]
        for piece in (*self._writing[:2], self.add_button):
            piece.show()
        self._offer(one.mediator_id)
        self.form.set_values({name: getattr(one, name) for name in _FIELDS if name != "mediator_id"})
        self._name_buttons()
        self.form.fields["kind"].setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Keep what is written: a new session, or the one that is corrected."""
        line = self.line
        if line is None:
            return
        corrected = self._corrected

        def keep() -> None:
            given = self._given()
            if corrected is None:
                new = MediationSession(house="", mediation_id=line.mediation.id, **given)
                made = service.add_session(self.vault, new)
                self.shell.say(_("Incontro aggiunto"), lambda: service.void_session(self.vault, made.id))
            else:
                former = {name: getattr(corrected, name) for name in _FIELDS}
                service.edit_session(self.vault, corrected.id, **given)
                self.shell.say(
                    _("Incontro corretto"), lambda: service.edit_session(self.vault, corrected.id, **former)
                )

        if self.attempt(keep, self.form):
            self._anew()

    def take_out(self) -> None:
        """Take the corrected session out; undo puts it back."""
        one = self._corrected
        if one is not None and self.attempt(lambda: service.void_session(self.vault, one.id), self.form):
            self.shell.say(
                _("Incontro tolto"), lambda: service.void_session(self.vault, one.id, voided=False)
            )
            self._anew()

    def _given(self) -> dict[str, Any]:
        given: dict[str, Any] = self.form.values()
        day = given["on_date"]
        if day is None:
            raise InvalidValue(_("Scrivi il giorno."), "on_date")
        return {**given, "on_date": day.day, "mediator_id": given["mediator_id"] or None}
