"""The goals of a pathway in their order, each with its small steps; and the form that adds one or changes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from millegiorni_desk.areas.pathways import service
from millegiorni_desk.areas.pathways.records import Goal
from millegiorni_desk.areas.pathways.service import File
from millegiorni_desk.areas.pathways.view.file_card import FileCard
from millegiorni_desk.areas.pathways.view.goal_panel import GoalPanel
from millegiorni_desk.areas.pathways.view.who import OwnerFields
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form, NoteField, PartialDate, TextField
from millegiorni_desk.ui.labels import label, rule
from millegiorni_desk.ui.later import later
from millegiorni_desk.ui.leaving import LeavingByButton
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.vault.vault import Vault


class GoalsCard(FileCard):
    """Shows the goals, takes a new one, changes one in place; everything is saved at once, with undo."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Obiettivi"), vault, shell)
        self._list = QWidget()
        self._lines = column(self._list, spacing=12)
        self.panels: dict[str, GoalPanel] = {}
        self._changing: Goal | None = None
        self.form = self._form()
        self.add(self._list)
        self.add(rule())
        self.add(self.form)
        self.add(self.problem)
        self.add_button = Button(_("Aggiungi obiettivo"), self.add_goal, icon="add")
        self.leave_button = Button(_("Lascia com'era"), self.leave, kind="quiet")
        self.add_row(self.add_button, self.leave_button)
        LeavingByButton(self, self.leave_button)
        self.leave_button.hide()

    def _form(self) -> Form:
        form = Form()
        self.goal_title = form.add(
            "title", TextField(_("Nuovo obiettivo"), placeholder=_("per esempio: iscrizione al pediatra"))
        )
        dimensions = [("", _("non detta")), *network.terms(self.vault, "dimension").items()]
        form.add_row(
            dimension=ChoiceField(_("Dimensione"), dimensions),
            due_on=DateField(_("Entro il"), year_alone=False, past=False),
        )
        self.owner = OwnerFields(form)
        form.add("notes", NoteField(_("Note"), lines=2))
        return form

    @property
    def states(self) -> Mapping[str, ChipGroup]:
        """The chips of each goal's state, by its id."""
        return {goal_id: panel.state for goal_id, panel in self.panels.items()}

    def show_file(self, file: File) -> None:
        here = _named_focus(self._list)
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        last = len(file.goals) - 1
        self.panels = {
            goal.id: GoalPanel(self, goal, file.steps.get(goal.id, []), first=at == 0, last=at == last)
            for at, goal in enumerate(file.goals)
        }
        for panel in self.panels.values():
            self._lines.addWidget(panel)
        if not file.goals:
            self._lines.addWidget(
                label(_("Ancora nessun obiettivo: scrivete insieme il primo."), "muted", wrap=True)
            )
        self.focus_on(here)

    def do(self, save: Callable[[], object], said: str, undo: Callable[[], object]) -> bool:
        """Save at once and offer *undo*; false where it was refused."""
        if not self.attempt(save):
            return False
        self.shell.say(said, undo)
        return True

    def focus_on(self, name: str) -> None:
        """Put the keyboard on the part of a panel that has this name, where there is one."""

        def come() -> None:
            # Those of before are still there, until the loop comes round.
            found = [panel.findChild(QWidget, name) for panel in self.panels.values()]
            again = next((one for one in found if one is not None and not one.isHidden()), None)
            if again is not None:
                again.setFocus(Qt.FocusReason.OtherFocusReason)

        if name:
            # What was made just now is shown a moment later, and takes no keyboard before.
            later(self, come)

    def set_state(self, goal: Goal, code: str) -> None:
        """Keep the state chosen for *goal*."""
        before = {"state": goal.state, "state_on": goal.state_on}
        if code in ("", goal.state):
            return
        self.do(
            lambda: service.edit_goal(self.vault, goal.id, state=code),
            _("Obiettivo aggiornato"),
            lambda: service.edit_goal(self.vault, goal.id, **before),
        )

    def shift(self, goal: Goal, by: int) -> None:
        """Put *goal* one place up or down."""
        self.do(
            lambda: service.move_goal(self.vault, goal.id, by),
            _("Obiettivo spostato"),
            lambda: service.move_goal(self.vault, goal.id, -by),
        )

    def remove(self, goal: Goal) -> None:
        """Take *goal* out with its steps."""
        gone: list[service.Removed] = []
        self.do(
            lambda: gone.append(service.remove_goal(self.vault, goal.id)),
            _("Obiettivo tolto"),
            lambda: service.put_back(self.vault, gone[0]),
        )

    def change(self, goal: Goal) -> None:
        """Put *goal* into the form."""
        self._changing = goal
        self.form.set_values(
            {
                "title": goal.title,
                "dimension": goal.dimension,
                "due_on": PartialDate(goal.due_on) if goal.due_on else None,
                "notes": goal.notes,
            }
        )
        self.owner.show_owner(goal.owner)
        self.add_button.say(_("Salva l'obiettivo"))
        self.leave_button.show()
        self.goal_title.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Empty the form; the goal in it stays as it was."""
        self._changing = None
        self.form.clear()
        self.add_button.say(_("Aggiungi obiettivo"))
        self.leave_button.hide()
        self.problem.hide()

    def add_goal(self) -> None:
        """Keep the goal written in the form, a new one or the one that is being changed."""
        file, changing = self.file, self._changing
        if file is None:
            return

        def save() -> None:
            given = self._given()
            if changing is not None:
                before = {name: getattr(changing, name) for name in given}
                service.edit_goal(self.vault, changing.id, **given)
                self.shell.say(
                    _("Obiettivo aggiornato"), lambda: service.edit_goal(self.vault, changing.id, **before)
                )
                return
            goal = service.add_goal(
                self.vault, Goal(house="", pathway_id=file.pathway.id, set_on=date.today(), **given)
            )
            self.shell.say(_("Obiettivo aggiunto"), lambda: service.remove_goal(self.vault, goal.id))

        if self.attempt(save, self.form):
            self.leave()
            self.goal_title.setFocus(Qt.FocusReason.OtherFocusReason)

    def _given(self) -> dict[str, Any]:
        given = self.form.values()
        due = cast(PartialDate | None, given["due_on"])
        return {
            "title": str(given["title"]),
            "dimension": str(given["dimension"]),
            "owner": self.owner.owner(given),
            "due_on": due.day if due else None,
            "notes": str(given["notes"]),
        }


def _named_focus(inside: QWidget) -> str:
    """What in *inside* the keyboard is on, by its name; it is drawn anew with every save."""
    focused = QApplication.focusWidget()
    while focused is not None and focused is not inside:
        if focused.objectName().startswith("goals:"):
            return focused.objectName() if inside.isAncestorOf(focused) else ""
        focused = focused.parentWidget()
    return ""
