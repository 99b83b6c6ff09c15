"""*Domande della rete*: what was answered about one record, answered and put right in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.questions import answers, service
from millegiorni_desk.areas.questions.answers import Value
from millegiorni_desk.areas.questions.view.fields import QuestionForm
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.labels import label, reveal
from millegiorni_desk.ui.leaving import LeavingByButton
from millegiorni_desk.ui.problems import sentence_of
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.vault.vault import Vault

TABLES = ("question", "question_answer", "term")
"""The tables that the card shows."""

Say = Callable[[str, Callable[[], object]], object]
"""Tells what was saved, with what takes it back (``shell.say``)."""


class QuestionsCard(Card):
    """Hidden where nothing is asked of the record and nothing was answered; every save can be undone."""

    def __init__(self, vault: Vault, about: str, say: Say) -> None:
        super().__init__(_("Domande della rete"))
        self._vault, self._about, self._say = vault, about, say
        self._record, self._day, self._may = "", date.today(), False
        self.told: dict[str, Value] = {}
        self.facts = QWidget()
        self._lines = column(self.facts, spacing=6)
        self.form = QuestionForm(vault, about, title=False)
        self.problem = Notice("", "warning")
        self.edit_button = Button(_("Rispondi"), self.edit, icon="edit")
        self.save_button = Button(_("Salva"), self.save, icon="check")
        self.leave_button = Button(_("Lascia com'era"), self.leave, kind="quiet")
        self.sheet = QWidget()
        inside = column(self.sheet)
        inside.addWidget(self.form)
        for piece in (self.facts, self.sheet, self.problem):
            self.add(piece)
        self.add_row(self.edit_button, self.save_button, self.leave_button)
        LeavingByButton(self, self.leave_button)
        self.problem.hide()
        self._turn(editing=False)
        self.hide()

    @property
    def editing(self) -> bool:
        """Whether the form stands in place of the answers."""
        return not self.sheet.isHidden()

    def show_record(self, record_id: str, on: date, *, may: bool = True) -> None:
        """Show what was answered about that record; what is being typed about it stays. *may*: it may be changed."""
        if record_id == self._record and self.editing:
            return
        self._record, self._day, self._may = record_id, on, may
        self.problem.hide()
        self.told = answers.of(self._vault, self._about, record_id)
        self._turn(editing=False)
        self._fill()

    def _fill(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        every = service.every(self._vault, self._about)
        for one in every:
            if one.code in self.told:
                said = answers.words(self._vault, one, self.told[one.code])
                self._lines.addWidget(label(f"{one.label}: {said}", wrap=True, selectable=True))
        asked = [one for one in every if service.asked_on(one, self._day)]
        open_ones = [one for one in asked if one.code not in self.told]
        if open_ones:
            names = ", ".join(one.label for one in open_ones)
            self._lines.addWidget(label(_("Da chiedere: {names}").format(names=names), "muted", wrap=True))
        self.edit_button.say(_("Modifica") if self.told else _("Rispondi"))
        reveal(self, bool(self.told) or (bool(asked) and self._may))

    def edit(self) -> None:
        """Put the questions in place of the answers."""
        self.form.ask(self._day, self.told)
        self._turn(editing=True)
        self.form.take_focus()

    def leave(self) -> None:
        """Show the answers again; nothing is saved."""
        self.problem.hide()
        self._turn(editing=False)
        self.edit_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Keep what was answered, with undo."""
        self.problem.hide()
        record, before = self._record, dict(self.told)
        try:
            given = self.form.given()
            answers.save(self._vault, self._about, record, given)
        except DeskError as problem:
            if not (isinstance(problem, InvalidValue) and self.form.show_problem(problem)):
                self.problem.say(sentence_of(problem))
                self.problem.show()
            return
        self._turn(editing=False)
        self.show_record(record, self._day, may=self._may)
        self.edit_button.setFocus(Qt.FocusReason.OtherFocusReason)
        if given:
            self._say(_("Risposte salvate"), lambda: self._undo(record, given, before))

    def _undo(self, record: str, given: Mapping[str, Value], before: Mapping[str, Value]) -> None:
        answers.save(self._vault, self._about, record, {code: before.get(code) for code in given})

    def _turn(self, *, editing: bool) -> None:
        self.sheet.setVisible(editing)
        reveal(self.save_button, editing)
        reveal(self.leave_button, editing)
        self.facts.setVisible(not editing)
        reveal(self.edit_button, not editing and self._may)
