"""The goals of a pathway: each with its dimension, when it is due, and where it stands."""

from __future__ import annotations

from datetime import date
from typing import cast

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.pathways import service
from millegiorni_desk.areas.pathways.records import Goal
from millegiorni_desk.areas.pathways.service import File
from millegiorni_desk.areas.pathways.view.file_card import FileCard
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form, PartialDate, TextField
from millegiorni_desk.ui.labels import label, rule
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.vault.vault import Vault


class GoalsCard(FileCard):
    """Shows the goals and takes a new one; choosing a state saves it at once, with undo."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Obiettivi"), vault, shell)
        self._list = QWidget()
        self._lines = column(self._list, spacing=8)
        self.states: dict[str, ChipGroup] = {}
        self.form = Form()
        self.form.add(
            "title", TextField(_("Nuovo obiettivo"), placeholder=_("per esempio: iscrizione al pediatra"))
        )
        dimensions = [("", _("non detta")), *network.terms(vault, "dimension").items()]
        self.form.add_row(
            dimension=ChoiceField(_("Dimensione"), dimensions),
            due_on=DateField(_("Entro il"), year_alone=False),
        )
        self.add(self._list)
        self.add(rule())
        self.add(self.form)
        self.add(self.problem)
        self.add_row(Button(_("Aggiungi obiettivo"), self.add_goal, icon="add"))

    def show_file(self, file: File) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.states = {}
        for goal in file.goals:
            self._lines.addWidget(self._goal(goal))
        if not file.goals:
            self._lines.addWidget(
                label(_("Ancora nessun obiettivo: scrivete insieme il primo."), "muted", wrap=True)
            )

    def _goal(self, goal: Goal) -> QWidget:
        whole = QWidget()
        lines = column(whole, spacing=2)
        lines.addWidget(label(goal.title, wrap=True))
        dimension = network.terms(self.vault, "dimension").get(goal.dimension, "")
        due = _("entro il {due_on:%d/%m/%Y}").format(due_on=goal.due_on) if goal.due_on else ""
        late = goal.state == "set" and goal.due_on is not None and goal.due_on < date.today()
        told = " · ".join(part for part in (dimension, due, _("scaduto") if late else "", goal.owner) if part)
        if told:
            lines.addWidget(label(told, "warning" if late else "small", wrap=True))
        state = ChipGroup(
            _("Stato di «{title}»").format(title=goal.title),
            list(network.terms(self.vault, "goal_state").items()),
        )
        state.hide_label()
        state.set_value(goal.state)
        state.changed.connect(lambda: self._stated(goal, str(state.value())))
        self.states[goal.id] = state
        lines.addWidget(state)
        return whole

    def _stated(self, goal: Goal, code: str) -> None:
        before = goal.state
        if code in ("", before):
            return
        if self.attempt(lambda: service.edit_goal(self.vault, goal.id, state=code)):
            self.shell.say(
                _("Obiettivo aggiornato"), lambda: service.edit_goal(self.vault, goal.id, state=before)
            )

    def add_goal(self) -> None:
        """Keep the goal written in the form."""
        file = self.file
        if file is None:
            return

        def save() -> None:
            given = self.form.values()
            due = cast(PartialDate | None, given["due_on"])
            goal = service.add_goal(
                self.vault,
                Goal(
                    house="",
                    pathway_id=file.pathway.id,
                    title=str(given["title"]),
                    dimension=str(given["dimension"]),
                    due_on=due.day if due else None,
                    set_on=date.today(),
                ),
            )
            self.shell.say(
                _("Obiettivo aggiunto"), lambda: service.edit_goal(self.vault, goal.id, voided=True)
            )

        if self.attempt(save, self.form):
            self.form.clear()
            self.form.fields["title"].setFocus()
