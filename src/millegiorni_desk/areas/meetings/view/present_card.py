"""Which of the women known were at a meeting: looked for by name, written with her yes."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt

from millegiorni_desk.areas.meetings import attendance
from millegiorni_desk.areas.meetings.attendance import Attended
from millegiorni_desk.areas.meetings.checks import CANCELLED
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.people.view.finder import PersonFinder
from millegiorni_desk.areas.people.view.words import full_name
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import names
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Entry, EntryList, Notice
from millegiorni_desk.ui.dates import on_day
from millegiorni_desk.ui.forms import DateField, Form
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.leaving import LeavingByButton
from millegiorni_desk.ui.problems import sentence_of
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


class PresentCard(Card):
    """The list and the field that adds to it; Enter on one offers her card, or to take her out."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Chi c'era, delle donne che conosciamo"))
        self._vault, self._shell = vault, shell
        self._meeting: Meeting | None = None
        self._wanted: Person | None = None
        self._held: dict[str, Attended] = {}
        self.add(
            label(
                _("Solo chi è d'accordo: resta scritto sulla sua scheda. Le presenze si contano comunque."),
                "small",
                wrap=True,
            )
        )
        self.entries = EntryList(_("Chi c'era"), _("Nessuna segnata."))
        self.entries.opened.connect(self._opened)
        self.finder = PersonFinder(
            vault, most=4, told=1, new=False, anonymous=False, asks=_("Chi c'era? Nome o telefono")
        )
        self.finder.chosen.connect(self.ask)
        self.question = label("", wrap=True)
        self.form = Form()
        self.form.add("consent_on", DateField(_("Ha detto di sì il"), year_alone=False))
        self.yes_button = Button(_("È d'accordo: segnala"), self.sign, icon="check")
        self.card_button = Button(_("Apri la scheda"), self._card, icon="person")
        self.off_button = Button(_("Togli"), self.sign_off, icon="trash")
        self.leave_button = Button(_("Lascia"), self.leave)
        self.problem = Notice("", "warning")
        for piece in (self.entries, self.finder, self.question, self.form, self.problem):
            self.add(piece)
        self.buttons = Wrap(self.yes_button, self.card_button, self.off_button, self.leave_button)
        self.add(self.buttons)
        LeavingByButton(self, self.leave_button)
        self._chosen: Attended | None = None
        self._fit()

    def take(self, meeting: Meeting) -> None:
        """Show who was at *meeting*."""
        other = self._meeting is None or self._meeting.id != meeting.id
        self._meeting = meeting
        may = self._vault.may(Permission.SEE_PEOPLE)
        there = attendance.present(self._vault, meeting.id) if may else []
        possible = meeting.on_date <= date.today() and meeting.state != CANCELLED and not meeting.voided
        self.setVisible(may and (possible or bool(there)))
        writes = self._vault.may(Permission.RUN_MEETINGS) and not names.are_hidden(self._vault)
        self.finder.setVisible(possible and writes)
        self._held = {one.attendance.id: one for one in there}
        today = date.today()
        self.entries.show_entries([self._entry(one, today) for one in there])
        if other:
            self.finder.clear()
            self.leave()

    def _entry(self, one: Attended, today: date) -> Entry:
        name = full_name(one.person) if one.person is not None else _("scheda non ancora arrivata")
        said = _("ha detto di sì {day}").format(day=on_day(one.attendance.consent_on, today))
        by = _("segnata da {who}").format(who=one.attendance.added_by) if one.attendance.added_by else ""
        return Entry(name, " · ".join(part for part in (said, by) if part), key=one.attendance.id)

    # --- one more ----------------------------------------------------------------------------------

    def ask(self, person_id: str) -> None:
        """Ask whether she agrees."""
        try:
            self._wanted = self._vault.get(Person, person_id)
        except DeskError as problem:
            self._refuse(problem)
            return
        self._chosen = None
        self.finder.clear()
        name = full_name(self._wanted)
        self.question.setText(_("{name}: è d'accordo che resti scritto che c'era?").format(name=name))
        self.form.clear()
        self.form.set_values({"consent_on": date.today()})
        self._fit()
        self.yes_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def sign(self) -> None:
        """She agrees: write it down."""
        meeting, person = self._meeting, self._wanted
        if meeting is None or person is None:
            return
        try:
            day = self.form.values()["consent_on"]
            on = getattr(day, "day", None)
            signed = attendance.sign(self._vault, meeting.id, person.id, on)
        except DeskError as problem:
            if not (isinstance(problem, InvalidValue) and self.form.show_problem(problem)):
                self._refuse(problem)
            return
        self.leave()
        self.finder.setFocus(Qt.FocusReason.OtherFocusReason)
        self._shell.say(
            _("{name} segnata").format(name=full_name(person)),
            lambda: attendance.sign_off(self._vault, signed.id),
        )

    def leave(self) -> None:
        """Nothing is asked."""
        self._wanted = self._chosen = None
        self.problem.hide()
        self._fit()

    # --- one of those there ------------------------------------------------------------------------

    def _opened(self, key: str) -> None:
        self._chosen, self._wanted = self._held[key], None
        person = self._chosen.person
        self.question.setText(full_name(person) if person is not None else "")
        self._fit()
        self.card_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _card(self) -> None:
        if self._chosen is not None:
            self._shell.open("person", self._chosen.attendance.person_id)

    def sign_off(self) -> None:
        """Take her out; undo puts her back."""
        one = self._chosen
        if one is None:
            return
        try:
            attendance.sign_off(self._vault, one.attendance.id)
        except DeskError as problem:
            self._refuse(problem)
            return
        self.leave()
        self._shell.say(
            _("Presenza tolta"), lambda: attendance.sign_off(self._vault, one.attendance.id, voided=False)
        )

    def _refuse(self, problem: DeskError) -> None:
        self.problem.say(sentence_of(problem))
        self.problem.show()

    def _fit(self) -> None:
        asking, chosen = self._wanted is not None, self._chosen is not None
        self.question.setVisible(asking or chosen)
        self.form.setVisible(asking)
        self.yes_button.setVisible(asking)
        own = chosen and self._chosen is not None and self._chosen.attendance.house == self._vault.house
        self.card_button.setVisible(chosen and self._shell.knows("person"))
        office = not self._vault.house and not names.are_hidden(self._vault)
        self.off_button.setVisible(chosen and (own or office))
        self.buttons.setVisible(asking or chosen)
        self.buttons.lay_out()
        if not (asking or chosen):
            self.problem.hide()
