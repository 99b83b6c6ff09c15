"""What the parts of *Rete* about money share: where a refusal is told, and a form that adds or corrects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QApplication

from millegiorni_desk.app.sections import Section
from millegiorni_desk.errors import BudgetExceeded, DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.forms import Form, PartialDate
from millegiorni_desk.ui.leaving import LeavingByButton
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


class MoneySection(Section):
    """A part that tells a refusal beside the field it concerns, else below."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__()
        self._vault, self._shell = vault, shell
        self.work = TaskBar()

    def _tell(self, form: Form, problem: DeskError) -> None:
        if isinstance(problem, BudgetExceeded) or (
            isinstance(problem, InvalidValue) and problem.field == "amount_cents"
        ):
            problem = InvalidValue(problem.message, "amount")
        if not (isinstance(problem, InvalidValue) and form.show_problem(problem)):
            self.work.show_problem(problem)

    def _try(self, form: Form, action: Callable[[], object]) -> bool:
        self.work.clear()
        try:
            action()
        except DeskError as problem:
            self._tell(form, problem)
            return False
        return True


class EditorCard(Card):
    """A form, with its fields already in it, that adds, or corrects the record that :meth:`take_up` put into it.

    *fixed* are the fields that cannot be corrected; *only_new* those that are asked for a new one only. ``left``: the
    form is empty for a new one, whichever way a correction was left.
    """

    left = Signal()

    def __init__(
        self,
        form: Form,
        new: tuple[str, str],
        correct: tuple[str, str],
        save: Callable[[], object],
        fixed: tuple[str, ...] = (),
        only_new: tuple[str, ...] = (),
    ) -> None:
        super().__init__(new[0])
        self._new, self._correct, self._fixed, self._only_new = new, correct, fixed, only_new
        self.key = ""
        self.form = form
        self.save_button = Button(new[1], save, kind="primary")
        self.leave_button = Button(_("Lascia com'era"), self.leave)
        self.add(self.form)
        self._buttons = Wrap(self.save_button, self.leave_button)
        self.add(self._buttons)
        self.leave_button.hide()
        LeavingByButton(self, self.leave_button)

    def take_up(self, key: str, answers: Mapping[str, object]) -> None:
        """Put a record into the form, to be corrected."""
        self.form.clear()
        self.form.set_values(answers)
        self._turn(key)
        first = next(field for name, field in self.form.fields.items() if name not in self._fixed)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Back to an empty form for a new one; from a button the keyboard goes to its first field."""
        here = QApplication.focusWidget()
        pressed = isinstance(here, QAbstractButton) and self._buttons.isAncestorOf(here)
        self.form.clear()
        self._turn("")
        self.left.emit()
        if pressed:
            next(iter(self.form.fields.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def _turn(self, key: str) -> None:
        self.key = key
        title, verb = self._correct if key else self._new
        self.title.setText(title)
        self.setAccessibleName(title)
        self.save_button.say(verb)
        self.leave_button.setVisible(bool(key))
        self._buttons.lay_out()
        for name in self._fixed:
            self.form.fields[name].setEnabled(not key)
        for name in self._only_new:
            self.form.fields[name].setVisible(not key)

    def answers(self) -> dict[str, Any]:
        """What is in the form, days as days; of a record that is corrected only what may be."""
        given = {
            name: answer.day if isinstance(answer, PartialDate) else answer
            for name, answer in self.form.values().items()
        }
        left_out = (*self._fixed, *self._only_new) if self.key else ()
        return {name: answer for name, answer in given.items() if name not in left_out}


def day_field(value: date | None) -> str:
    """A day as a form takes it, empty for none."""
    return str(PartialDate(value)) if value else ""
