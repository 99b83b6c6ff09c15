"""*Incontro di formazione*: what it was, and who was there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.areas.training import listing, scope, service
from millegiorni_desk.areas.training.records import Training
from millegiorni_desk.areas.training.service import Line
from millegiorni_desk.areas.training.view import words
from millegiorni_desk.areas.training.view.presence_card import PresenceCard
from millegiorni_desk.areas.training.view.training_form import TrainingForm
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.dates import on_day
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.leaving import LeavingByButton
from millegiorni_desk.ui.page import Columns, Page, Stack
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_TABLES = ("training", "training_presence", "staff_member", "partner", "term", "house")


class TrainingPage(Page):
    """Opened with a meeting's id; *Modifica* turns what is read into the form."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Incontro di formazione"))
        self._vault, self._shell = vault, shell
        self._line: Line | None = None
        self.work = ProblemPlace()
        self.about, self.questions = Card(_("In breve")), Card(_("Dati dell'incontro"))
        self.edit_button = Button(_("Modifica"), self.edit, kind="quiet", icon="edit")
        self.about.heading.addWidget(self.edit_button)
        self.form = TrainingForm(vault, state=True)
        self.questions.add(self.form)
        leave = Button(_("Lascia com'era"), self.leave)
        self.questions.add_row(Button(_("Salva le modifiche"), self.save, keys="Ctrl+S"), leave)
        LeavingByButton(self.questions, leave)
        self.hold_button = Button(_("Si è tenuto"), self.hold)
        self.waiting = Notice(_("Quando c'è stato, segnalo: poi scrivi chi c'era."), "info")
        self.waiting.add_action(self.hold_button)
        self.presence = PresenceCard(vault, shell)
        left = Stack(self.work, self.waiting, self.about, self.questions)
        self.add(Columns(left, Stack(self.presence), stretch=(4, 5), fold_under=900, same_height=False))
        self.body.addStretch(1)
        self.certificates_button = Button(_("Attestati"), self._certificates, icon="document")
        self.cancel_button = Button(_("Non si tiene più"), self.cancel)
        self.void_button = Button(_("Togli dall'elenco"), self.void, icon="trash")
        self.foot.add(self.certificates_button, left=True)
        self.foot.add(self.cancel_button)
        self.foot.add(self.void_button)

    def arrived(self, argument: object = None) -> None:
        if isinstance(argument, str):
            self._reading()
            self.scroller.verticalScrollBar().setValue(0)
            self._load(argument)

    def first_focus(self) -> QWidget | None:
        if self._line is None:
            return None
        choice = (self.hold_button, self.waiting), (self.edit_button, self.edit_button)
        return self.presence.first_focus() or next((one for one, part in choice if not part.isHidden()), None)

    def refresh(self, changes: Changes) -> None:
        if self._line is not None and changes.touches(*_TABLES):
            self._load(self._line.training.id)

    def _load(self, training_id: str) -> None:
        self.work.clear()
        try:
            self._line = line = service.line(self._vault, training_id)
        except DeskError as problem:
            self._line = None
            self.work.show_problem(problem)
            return
        training = line.training
        self.set_title(training.title)
        said = _("tolto dall'elenco") if training.voided else words.state(self._vault, training)
        self.set_state(said, "quiet" if training.voided else words.STATE_KINDS.get(training.state, "quiet"))
        may = self._vault.may(Permission.RECORD_TRAINING) and scope.ours(self._vault, training.house_code)
        planned = training.state == "planned" and not training.voided
        self.edit_button.setVisible(may and not training.voided)
        self.waiting.setVisible(may and planned and training.on_date <= date.today())
        self.cancel_button.setVisible(may and planned)
        self.void_button.setVisible(may and not training.voided)
        self.certificates_button.setVisible(
            training.state == "held" and bool(line.people) and self._shell.knows("certificates")
        )
        self._tell(line)
        self.presence.take(line)

    def _tell(self, line: Line) -> None:
        training = line.training
        self.about.empty()
        when = on_day(training.on_date, date.today())
        if training.starts:
            when = _("{when}, ore {starts}").format(when=when, starts=training.starts)
        facts = {
            _("Che cosa"): words.kind(self._vault, training),
            _("Quando"): when,
            _("Durata"): words.duration(training.minutes) if training.minutes else _("non scritta"),
            _("Di chi"): words.house(self._vault, training.house_code),
            _("Dove"): training.place,
            _("Docenti"): training.teachers,
            _("Argomento"): training.topic,
            _("In collaborazione con"): listing.partner_names(self._vault, training),
            _("Ore di presenza"): words.figure(line.minutes),
            _("Note"): training.notes,
        }
        for title, fact in facts.items():
            if fact:
                self.about.add(label(f"{title}: {fact}", wrap=True, selectable=True))

    def edit(self) -> None:
        """Show the form instead of what is read."""
        if self._line is None:
            return
        self.form.show_training(self._line.training)
        self.about.hide()
        self.questions.show()
        self.form.fields["title"].setFocus()

    def _reading(self) -> None:
        self.questions.hide()
        self.about.show()

    def leave(self) -> None:
        """Back to reading; nothing is saved."""
        self._reading()
        self.edit_button.setFocus()

    def save(self) -> None:
        """Keep what was corrected; undo brings the values before back."""
        if self._line is None:
            return
        before = self._line.training
        try:
            with self._vault.save("training.edit"):
                given = self.form.answers()
                service.edit(self._vault, before.id, **given)
        except InvalidValue as problem:
            if not self.form.show_problem(problem):
                self.work.show_problem(problem)
        except DeskError as problem:
            self.work.show_problem(problem, self.save)
        else:
            former = {name: getattr(before, name) for name in given}
            self._reading()
            self._load(before.id)
            self._shell.say(_("Incontro corretto"), lambda: service.edit(self._vault, before.id, **former))
            self.edit_button.setFocus()

    def hold(self) -> None:
        """It was held: who was there can be marked."""
        self._turn(_("Segnato: si è tenuto"), lambda one: service.hold(self._vault, one))
        self._focus_presence()

    def _focus_presence(self) -> None:
        first = self.presence.first_focus()
        if first is not None:
            first.setFocus()

    def cancel(self) -> None:
        """It will not be held; it stays in the list."""
        self._turn(_("Incontro annullato"), lambda one: service.cancel(self._vault, one))
        # The button is gone: beside it one would take the meeting out of the list.
        self.edit_button.setFocus()

    def _turn(self, said: str, change: Callable[[str], Training]) -> None:
        if self._line is None:
            return
        one, before = self._line.training.id, self._line.training.state
        if self._try(lambda: change(one)):
            self._load(one)
            self._shell.say(said, lambda: service.edit(self._vault, one, state=before))

    def void(self) -> None:
        """Take it out of every list; undo puts it back."""
        if self._line is None:
            return
        one = self._line.training.id
        if self._try(lambda: service.void(self._vault, one)):
            self._shell.say(
                _("Incontro tolto dall'elenco"), lambda: service.void(self._vault, one, voided=False)
            )
            self._shell.open("trainings")

    def _try(self, act: Callable[[], object]) -> bool:
        self.work.clear()
        try:
            act()
        except DeskError as problem:
            self.work.show_problem(problem)
            return False
        return True

    def _certificates(self) -> None:
        if self._line is not None:
            self._shell.open("certificates", self._line.training.id)
