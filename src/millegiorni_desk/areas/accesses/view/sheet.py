"""The sheet of one access: on the left who came and how she is, on the right what happened."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.accesses.view.answers import Answers, ServicesOf
from millegiorni_desk.areas.accesses.view.who import State, Who
from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.page import Columns, Stack
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.vault.vault import Vault

_FOLD_UNDER = 880


class Sheet(QWidget):
    """Places the questions of an access and shows a refusal beside the one it concerns."""

    def __init__(self, vault: Vault, *, new: bool = True, services: ServicesOf | None = None) -> None:
        super().__init__()
        self.who, self.answers, self.work = Who(vault, new=new), Answers(vault, services), ProblemPlace()
        her, visit = Card(), Card()
        her.setAccessibleName(_("Come sta"))
        visit.setAccessibleName(_("Che cosa è successo"))
        her.add(self.answers.her)
        # Here there is room: at the right it would make the sheet scroll.
        her.add(self.answers.asked)
        visit.add(self.answers.visit)
        visit.add(self.answers.more)
        self.who.short.keep_wanted.connect(self.answers.keep_last)
        layout = column(self)
        left = Stack(self.work, self.who, her, spacing=12)
        layout.addWidget(Columns(left, Stack(visit), stretch=(2, 3), fold_under=_FOLD_UNDER))

    def show_problem(self, problem: InvalidValue) -> None:
        """Beside the field it names, whichever form that is in; else above the card of who came."""
        if problem.field == "person_id" and self.who.state is State.SEARCH:
            self.work.show_problem(problem)
            self.who.finder.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not (self._in_quick_card(problem) or self.answers.show_problem(problem)):
            self.work.show_problem(problem)

    def _in_quick_card(self, problem: InvalidValue) -> bool:
        if self.who.state is not State.NEW:
            return False
        field = "birth" if problem.field == "birth_date" else problem.field
        return self.who.quick.form.show_problem(InvalidValue(problem.message, field))
