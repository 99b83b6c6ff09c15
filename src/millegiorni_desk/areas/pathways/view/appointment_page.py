"""*Appuntamento*: where she is expected, how to remind her in a way that is safe for her, and how it went."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.pathways import appointments
from millegiorni_desk.areas.pathways.appointments import Line
from millegiorni_desk.areas.pathways.view.appointment_form import CorrectCard
from millegiorni_desk.areas.pathways.view.around import Reminding
from millegiorni_desk.areas.pathways.view.reminder_slip_card import ReminderSlipCard
from millegiorni_desk.areas.pathways.view.when import moment_of, shown_state, when_words
from millegiorni_desk.areas.people.view import words
from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import DateField, Form, HourField, PartialDate
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Columns, Page, Stack
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_TABLES = ("appointment", "person", "consent", "sealed", "sealed_key")


class AppointmentPage(Page):
    """One appointment. Whoever is at the desk may remind her; whoever follows her says how it went."""

    def __init__(self, vault: Vault, shell: Shell, reminding: Reminding | None = None) -> None:
        super().__init__(_("Appuntamento"))
        self._vault, self._shell = vault, shell
        self._reminding = reminding or Reminding(
            appointments.reach, lambda key, how: appointments.remind(vault, key, how)
        )
        self._line: Line | None = None
        self._follows = vault.may(Permission.FOLLOW_PATHWAY)
        self.about, self.problem = Card(_("In breve")), ProblemPlace()
        self.reminder = self._reminder_card()
        self.slip = ReminderSlipCard(vault, shell)
        self.outcome = self._outcome_card()
        self.correct = CorrectCard(vault, shell)
        right = Stack(self.outcome, self.correct)
        if not self._follows:
            right.hide()
        self.add(self.problem)
        self.add(Columns(Stack(self.about, self.reminder, self.slip), right, stretch=(1, 1)))
        self.foot.add(Button(_("Apri la scheda"), self._card, icon="person"), left=True)
        self.pathway_button = Button(_("Apri il percorso"), self._pathway, icon="pathways")
        self.foot.add(self.pathway_button)

    def _reminder_card(self) -> Card:
        card = Card(_("Promemoria"))
        self.rule = Notice("", "warning")
        self.number = label("", "strong", wrap=True, selectable=True)
        self.told = label("", "muted", wrap=True)
        self.how = ChipGroup(_("Come le è stato ricordato"))
        self.remind_button = Button(_("Segna: ricordato"), self.remind, icon="check")
        self.not_yet_button = Button(_("Non le è stato ricordato"), self.not_yet, kind="quiet", icon="undo")
        for piece in (self.rule, self.number, self.told, self.how):
            card.add(piece)
        card.add_row(self.remind_button, self.not_yet_button)
        return card

    def _outcome_card(self) -> Card:
        card = Card(_("Com'è andata"))
        self.state_words = label("", "muted", wrap=True)
        card.add(self.state_words)
        self.kept_button = Button(_("Ci è andata"), lambda: self.settle("kept"), icon="check")
        self.missed_button = Button(_("Non ci è andata"), lambda: self.settle("missed"))
        self.cancel_button = Button(_("Annullato"), lambda: self.settle("cancelled"), kind="quiet")
        card.add_row(self.kept_button, self.missed_button, self.cancel_button)
        self.move_form = Form()
        self.move_form.add_row(
            on_day=DateField(_("Spostato al"), past=False), hour=HourField(_("Ora")), fold_under=320
        )
        self.move_button = Button(_("Sposta"), self.put_off, icon="calendar")
        card.add(self.move_form)
        card.add_row(self.move_button)
        return card

    # --- showing -----------------------------------------------------------------------------------

    def arrived(self, argument: object = None) -> None:
        if isinstance(argument, str):
            self._load(argument)

    def refresh(self, changes: Changes) -> None:
        if self._line is not None and changes.touches(*_TABLES):
            self._load(self._line.appointment.id)

    def first_focus(self) -> QWidget | None:
        return self.how if not self.how.isHidden() else None

    def leaving(self) -> None:
        self.slip.let_go()

    def _load(self, appointment_id: str) -> None:
        self.problem.clear()
        line = appointments.line(self._vault, appointment_id)
        if self._line is None or self._line.appointment.id != appointment_id:
            self.move_form.clear()
        self._line, today = line, date.today()
        name = words.full_name(line.person) if line.person is not None else _("scheda non ancora arrivata")
        self.set_title(_("Appuntamento di {name}").format(name=name))
        self.set_state(*shown_state(self._vault, line, today))
        self._show_about(line, today)
        self._show_reminder(line, today)
        self._show_outcome(line, today)
        self.correct.show_line(line)
        self.pathway_button.setVisible(self._follows and bool(line.appointment.pathway_id))

    def _show_about(self, line: Line, today: date) -> None:
        one = line.appointment
        self.about.empty()
        facts = {
            _("Quando"): when_words(one, today),
            _("Per che cosa"): one.title,
            _("Dove"): one.place,
            _("Con chi"): one.with_whom,
            _("L'accompagna"): one.accompanied_by,
            _("Note"): one.notes,
        }
        if line.reserved is not None and not line.reserved.readable:
            self.about.add(
                Notice(_("Appuntamento riservato: dove e con chi lo legge solo chi è stata scelta."), "info")
            )
        for title, fact in facts.items():
            if fact:
                self.about.add(label(f"{title}: {fact}", wrap=True, selectable=True))

    def _show_reminder(self, line: Line, today: date) -> None:
        one, person = line.appointment, line.person
        ahead = person is not None and one.state == appointments.PLANNED and line.day >= today
        self.reminder.setVisible(ahead)
        self.slip.setVisible(ahead and self._vault.may(Permission.RECORD_ACCESS))
        self.slip.show_line(line)
        if person is None:
            return
        known = self._reminding.reach(person)
        self.rule.say(known.words or _("Nessuna regola su come chiamarla: chiediglielo."), _kind(known.words))
        self.number.setText(known.number or _("Nessun numero da usare."))
        done = bool(one.reminded_at)
        self.told.setText(self._told(line, today))
        chosen = self.how.value()
        ways = [(code, _(appointments.WAYS[code])) for code in known.ways]
        if [chip.code for chip in self.how.chips] != list(known.ways):
            # The keyboard would fall off chips that are made anew.
            self.how.set_options(ways)
        self.how.set_value(chosen if chosen in dict(ways) else "")
        self.how.setVisible(not done)
        self.remind_button.setVisible(not done)
        self.not_yet_button.setVisible(done)

    def _told(self, line: Line, today: date) -> str:
        one = line.appointment
        if one.reminded_at:
            how = _(appointments.WAYS.get(one.reminded_how, one.reminded_how))
            return _("{state}: {how}.").format(
                state=shown_state(self._vault, line, today)[0].capitalize(), how=how
            )
        if one.remind_on is None:
            return _("Nessun giorno scelto per ricordarglielo.")
        return _("Da ricordare il {day:%d/%m/%Y}.").format(day=one.remind_on)

    def _show_outcome(self, line: Line, today: date) -> None:
        planned = line.appointment.state == appointments.PLANNED
        gone = line.day <= today
        state = shown_state(self._vault, line, today)[0]
        self.state_words.setText(
            state.capitalize()
            if not planned
            else _("Il giorno è passato: dillo qui.")
            if line.day < today
            else ""
        )
        self.state_words.setVisible(bool(self.state_words.text()))
        for button in (self.kept_button, self.missed_button):
            button.setVisible(planned and gone)
        for piece in (self.cancel_button, self.move_form, self.move_button):
            piece.setVisible(planned)

    # --- doing -------------------------------------------------------------------------------------

    def remind(self) -> None:
        """Note how she was reminded just now; undo takes it back."""
        vault, key = self._vault, self._key()
        if self._try(lambda: self._reminding.remind(key, str(self.how.value() or ""))):
            self._shell.say(_("Promemoria segnato"), lambda: appointments.take_back_reminder(vault, key))

    def not_yet(self) -> None:
        """Take back that she was reminded."""
        if self._try(lambda: appointments.take_back_reminder(self._vault, self._key())):
            self._shell.say(_("Promemoria tolto"))

    def settle(self, state: str) -> None:
        """Say how it went; undo makes it planned again."""
        vault, key = self._vault, self._key()
        if self._try(lambda: appointments.settle(vault, key, state)):
            self._shell.say(
                _("Appuntamento aggiornato"), lambda: appointments.settle(vault, key, appointments.PLANNED)
            )

    def put_off(self) -> None:
        """Put it off to the day in the form: the new appointment is shown."""
        line, vault = self._line, self._vault
        if line is None or line.person is None:
            return
        person, old = line.person, line.appointment.id
        made: list[str] = []

        def keep() -> None:
            given = self.move_form.values()
            day = given["on_day"].day if isinstance(given["on_day"], PartialDate) else None
            at = moment_of(day, str(given["hour"]))
            remind_on = appointments.usual_reminder(date.fromisoformat(at[:10]), date.today(), person)
            made.append(appointments.move(vault, old, at, remind_on).id)

        if self._try(keep):
            self._load(made[0])

            def back() -> None:
                appointments.take_back_move(vault, old, made[0])
                self._load(old)

            self._shell.say(_("Appuntamento spostato"), back)

    def _try(self, act: Callable[[], object]) -> bool:
        self.problem.clear()
        try:
            act()
        except DeskError as problem:
            beside = isinstance(problem, InvalidValue) and (
                self._at_how(problem) or self.move_form.show_problem(_as_asked(problem))
            )
            if not beside:
                self.problem.show_problem(problem)
            return False
        return True

    def _at_how(self, problem: InvalidValue) -> bool:
        if problem.field == "how":
            self.how.show_problem(problem.message)
        return problem.field == "how"

    def _key(self) -> str:
        return self._line.appointment.id if self._line is not None else ""

    def _card(self) -> None:
        if self._line is not None and self._line.person is not None:
            self._shell.open("person", self._line.person.id)

    def _pathway(self) -> None:
        if self._line is not None and self._line.appointment.pathway_id:
            self._shell.open("pathway", self._line.appointment.pathway_id)


def _as_asked(problem: InvalidValue) -> InvalidValue:
    return InvalidValue(problem.message, "on_day" if problem.field == "at" else problem.field)


def _kind(rule: str) -> str:
    return "warning" if rule else "info"
