"""A card of what is kept beside a person's card: rows that open in place, a form below, and undo for each act."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.people import checks
from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Entry, EntryList
from millegiorni_desk.ui.forms import Form
from millegiorni_desk.ui.leaving import LeavingByButton
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.vault import Vault


class HeldCard(Card):
    """The base of phones, household and answers. A subclass says what the rows and the questions are.

    Enter or a click on a row opens it in the form; Esc leaves it as it was.
    """

    kept, off = "", ""
    """What the toast says after a save, and after something was taken off."""

    def __init__(self, vault: Vault, shell: Shell, title: str, *, add: str, empty: str) -> None:
        super().__init__(title)
        self._vault, self._shell, self._person, self._key = vault, shell, "", ""
        self._may = checks.may_write_cards(vault)
        self.records: dict[str, Any] = {}
        self.entries = EntryList(title, empty)
        self.entries.opened.connect(self.open)
        self.add_button = Button(add, self.begin, kind="quiet", icon="add")
        self.add(self.entries)
        self.sheet = self._sheet()
        self.add(self.sheet)
        self.add_row(self.add_button)
        self.add_button.setEnabled(self._may)
        self.sheet.hide()

    def _sheet(self) -> QWidget:
        made = QWidget()
        inside = column(made, spacing=tokens.NEAR)
        self.form, self.problem = Form(), ProblemPlace()
        self.ask(self.form)
        self.save_button = Button(_("Salva"), self.save)
        self.leave_button = Button(_("Lascia com'era"), self.leave, kind="quiet")
        self.off_button = Button(_("Togli dalla scheda"), self.take_off, kind="quiet", icon="trash")
        for piece in (self.form, self.problem, Wrap(self.save_button, self.leave_button, self.off_button)):
            inside.addWidget(piece)
        LeavingByButton(made, self.leave_button)
        return made

    # --- what a subclass says ----------------------------------------------------------------------

    def ask(self, form: Form) -> None:
        """Put the questions into *form*."""

    def rows(self, today: date) -> list[Entry]:
        """Read what is kept into ``records`` by the key of its row, and give the rows."""
        raise NotImplementedError

    def blank(self) -> dict[str, object]:
        """The answers of something new."""
        return {}

    def answers_of(self, record: Any) -> dict[str, object]:
        """The answers of what is kept already, by question."""
        return {name: getattr(record, name) for name in self.form.fields}

    def fields_of(self, answers: dict[str, object]) -> dict[str, Any]:
        """The answers by the names of the record."""
        return dict(answers)

    def new(self, fields: dict[str, Any]) -> str:
        """Keep something new; its id."""
        raise NotImplementedError

    def change(self, record_id: str, **changes: Any) -> None:
        """Change what is kept, ``voided`` too."""
        raise NotImplementedError

    # --- showing -----------------------------------------------------------------------------------

    def show_person(self, person_id: str, today: date) -> None:
        """Show what is kept of that person; a form that is open for her stays."""
        if person_id != self._person:
            self._person = person_id
            self._close()
        self.records = {}
        self.entries.show_entries(self.rows(today))
        for entry in self.entries.entries:
            entry.mark(self.editing and entry.key == self._key)

    @property
    def editing(self) -> bool:
        """Whether the form is open."""
        return not self.sheet.isHidden()

    def begin(self) -> None:
        """Open the form for something new."""
        self._open_sheet("", self.blank())

    def open(self, key: str) -> None:
        """Open the row with that key in the form."""
        if self._may and key in self.records:
            self._open_sheet(key, self.answers_of(self.records[key]))

    def _open_sheet(self, key: str, answers: dict[str, object]) -> None:
        self._key = key
        self.problem.clear()
        self.form.clear()
        self.form.set_values(answers)
        self.off_button.setVisible(bool(key))
        self.add_button.hide()
        self.sheet.show()
        for entry in self.entries.entries:
            entry.mark(bool(key) and entry.key == key)
        first = next((field for field in self.form.fields.values() if not field.isHidden()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Close the form; nothing changes."""
        self._close()
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self) -> None:
        self._key = ""
        self.sheet.hide()
        self.add_button.show()
        for entry in self.entries.entries:
            entry.mark(False)

    # --- keeping -----------------------------------------------------------------------------------

    def save(self) -> None:
        """Keep what is in the form; undo takes it back."""
        self.problem.clear()
        key = self._key
        try:
            fields = self.fields_of(self.form.values())
            if key:
                former = {name: getattr(self.records[key], name) for name in fields}
                self.change(key, **fields)
                undo = {"record_id": key, **former}
            else:
                undo = {"record_id": self.new(fields), "voided": True}
        except DeskError as problem:
            if not (isinstance(problem, InvalidValue) and self._tell_beside(problem)):
                self.problem.show_problem(problem)
            return
        self._done(self.kept, undo)

    def take_off(self) -> None:
        """Take what is in the form off the card; undo puts it back."""
        key = self._key
        try:
            self.change(key, voided=True)
        except DeskError as problem:
            self.problem.show_problem(problem)
            return
        self._done(self.off, {"record_id": key, "voided": False})

    def _done(self, said: str, undo: dict[str, Any]) -> None:
        self.leave()
        self._again()
        self._shell.say(said, lambda: self.change(**undo))

    def _again(self) -> None:
        self.show_person(self._person, date.today())

    def question(self, field: str) -> str:
        """The question of the form that stands for a field of the record."""
        return "birth" if field == "birth_date" else field

    def _tell_beside(self, problem: InvalidValue) -> bool:
        return self.form.show_problem(InvalidValue(problem.message, self.question(problem.field)))
