"""One goal on the page: its words, where it stands, and its small steps, each ticked when it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.pathways import service
from millegiorni_desk.areas.pathways.records import Goal, GoalStep
from millegiorni_desk.areas.pathways.view.who import OwnerFields, due_words, owner_words
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.choices import Tick
from millegiorni_desk.ui.forms import DateField, Form, PartialDate, TextField
from millegiorni_desk.ui.labels import Wrapped, label
from millegiorni_desk.ui.leaving import LeavingByButton
from millegiorni_desk.ui.spacing import column, fix, row
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.areas.pathways.view.goals_card import GoalsCard


class GoalPanel(QWidget):
    """*card* saves and offers undo; the panel is made anew with every save, so its parts have names of their own."""

    def __init__(
        self, card: GoalsCard, goal: Goal, steps: Sequence[GoalStep], *, first: bool, last: bool
    ) -> None:
        super().__init__()
        self._card, self._goal = card, goal
        self._changing: GoalStep | None = None
        self._lines = column(self, spacing=4)
        self._lines.addWidget(self._head())
        self.state = self._state()
        self._lines.addWidget(self.state)
        self.ticks: dict[str, Tick] = {}
        for step in steps:
            self._lines.addWidget(self._step(step))
        self.form = self._step_form()
        self.form.hide()
        self.keep_button = self._button(_("Tieni il passo"), "keep", self.keep_step, "check")
        self.keep_button.hide()
        self.leave_button = self._button(_("Lascia"), "leave", self.leave_step)
        self.leave_button.hide()
        LeavingByButton(self, self.leave_button)
        self._lines.addWidget(self.form)
        self._lines.addWidget(self._tools(first, last))

    def _head(self) -> QWidget:
        card, goal = self._card, self._goal
        words = QWidget()
        lines = column(words, spacing=2)
        lines.addWidget(Wrapped(goal.title or _("Obiettivo riservato"), "strong"))
        dimension = network.terms(card.vault, "dimension").get(goal.dimension, "")
        due, late = due_words(goal.due_on, goal.state != "set", date.today())
        since = (
            _("dal {state_on:%d/%m/%Y}").format(state_on=goal.state_on)
            if goal.state_on is not None and goal.state != "set"
            else ""
        )
        told = " · ".join(part for part in (dimension, owner_words(goal.owner), due, since) if part)
        if told:
            lines.addWidget(label(told, "warning" if late else "small", wrap=True))
        if goal.notes:
            lines.addWidget(label(goal.notes, "small", wrap=True, selectable=True))
        return words

    def _tools(self, first: bool, last: bool) -> QWidget:
        """What can be done with the goal, in words."""
        card, goal = self._card, self._goal
        self.add_button = self._button(_("Aggiungi un passo"), "add", self.write_step, "add")
        tools = [self.keep_button, self.leave_button, self.add_button]
        tools.append(self._button(_("Modifica"), "edit", lambda: card.change(goal)))
        if not first:
            tools.append(self._button(_("Su"), "up", lambda: card.shift(goal, -1)))
        if not last:
            tools.append(self._button(_("Giù"), "down", lambda: card.shift(goal, 1)))
        tools.append(self._button(_("Togli"), "remove", lambda: card.remove(goal)))
        self.tools = tools
        self._flow = Wrap(*tools, spacing=4)
        self._turn(asking=False)
        return self._flow

    def _button(self, words: str, name: str, then: Callable[[], object], icon: str = "") -> Button:
        button = Button(words, then, kind="quiet", icon=icon)
        button.setAccessibleName(f"{words}: {self._goal.title}")
        button.setObjectName(f"goals:{self._goal.id}:{name}")
        return button

    def _state(self) -> ChipGroup:
        state = ChipGroup(
            _("Stato di «{title}»").format(title=self._goal.title),
            list(network.terms(self._card.vault, "goal_state").items()),
        )
        state.hide_label()
        state.set_value(self._goal.state)
        state.setObjectName(f"goals:{self._goal.id}:state")
        state.changed.connect(lambda: self._card.set_state(self._goal, str(state.value())))
        return state

    def _step(self, step: GoalStep) -> QWidget:
        """A step to tick, with who takes it and by when; its words open it to be changed."""
        due, late = due_words(step.due_on, step.done_on is not None, date.today())
        done = _("fatto il {done_on:%d/%m/%Y}").format(done_on=step.done_on) if step.done_on else ""
        told = " · ".join(part for part in (owner_words(step.owner), done or due) if part)
        title = step.title or _("Passo riservato")
        # The words stand beside it, where they wrap: a step that is cut could not be read.
        tick = Tick("")
        tick.setAccessibleName(title)
        tick.setChecked(step.done_on is not None)
        tick.setAccessibleDescription(told)
        tick.setObjectName(f"goals:{step.id}:tick")
        tick.toggled.connect(lambda on: self._ticked(step, on))
        self.ticks[step.id] = tick
        change = Button(_("Modifica"), lambda: self.change_step(step), kind="quiet")
        change.setAccessibleName(_("Modifica il passo «{title}»").format(title=step.title))
        change.setObjectName(f"goals:{step.id}:edit")
        fix(tick, width=36)
        words, whole = QWidget(), QWidget()
        lines = column(words)
        lines.addWidget(Wrapped(title))
        if told:
            lines.addWidget(label(told, "warning" if late else "small", wrap=True))
        line = row(whole, margins=(8, 0, 0, 0), spacing=4)
        line.addWidget(tick, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(words, 1)
        line.addWidget(change)
        return whole

    def _ticked(self, step: GoalStep, on: bool) -> None:
        before = step.done_on
        self._card.do(
            lambda: service.edit_step(self._card.vault, step.id, done_on=date.today() if on else None),
            _("Passo fatto") if on else _("Passo ancora da fare"),
            lambda: service.edit_step(self._card.vault, step.id, done_on=before),
        )

    # --- one step in words -------------------------------------------------------------------------

    def _step_form(self) -> Form:
        form = Form()
        self.title = form.add("title", TextField(_("Il passo"), placeholder=_("piccolo, che si può fare")))
        form.add_row(
            due_on=DateField(_("Entro il"), year_alone=False, past=False),
            done_on=DateField(_("Fatto il"), year_alone=False),
        )
        self.owner = OwnerFields(form)
        self.remove_button = Button(_("Togli il passo"), self.remove_step, kind="quiet", icon="trash")
        form.add_widget(self.remove_button)
        return form

    def write_step(self) -> None:
        """Show the form for a new step."""
        self._changing = None
        self.form.clear()
        self.owner.show_owner("woman")
        self._show_form()

    def change_step(self, step: GoalStep) -> None:
        """Show *step* in the form."""
        self._changing = step
        days = {"due_on": step.due_on, "done_on": step.done_on}
        self.form.set_values(
            {"title": step.title, **{name: PartialDate(day) if day else None for name, day in days.items()}}
        )
        self.owner.show_owner(step.owner)
        self._show_form()

    def _show_form(self) -> None:
        self.remove_button.setVisible(self._changing is not None)
        self._turn(asking=True)
        self.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave_step(self) -> None:
        """Hide the form; nothing is saved."""
        self._turn(asking=False)
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _turn(self, *, asking: bool) -> None:
        """With the form, only what belongs to it; without, what can be done with the goal."""
        self.form.setVisible(asking)
        for tool in self.tools:
            tool.setVisible((tool in (self.keep_button, self.leave_button)) is asking)
        self._flow.lay_out()

    def keep_step(self) -> None:
        """Keep the step in the form, a new one or the one that is being changed."""
        card, changing = self._card, self._changing

        def save() -> None:
            given = self._given()
            if changing is not None:
                before = {name: getattr(changing, name) for name in given}
                service.edit_step(card.vault, changing.id, **given)
                card.shell.say(
                    _("Passo aggiornato"), lambda: service.edit_step(card.vault, changing.id, **before)
                )
                return
            step = service.add_step(
                card.vault, GoalStep(house="", pathway_id="", goal_id=self._goal.id, **given)
            )
            card.shell.say(_("Passo aggiunto"), lambda: service.edit_step(card.vault, step.id, voided=True))

        if card.attempt(save, self.form):
            card.focus_on(f"goals:{self._goal.id}:add")

    def _given(self) -> dict[str, Any]:
        given = self.form.values()
        due, done = (cast(PartialDate | None, given[name]) for name in ("due_on", "done_on"))
        return {
            "title": str(given["title"]),
            "owner": self.owner.owner(given),
            "due_on": due.day if due else None,
            "done_on": done.day if done else None,
        }

    def remove_step(self) -> None:
        """Take the step in the form out."""
        step = self._changing
        if step is not None:
            self._card.do(
                lambda: service.edit_step(self._card.vault, step.id, voided=True),
                _("Passo tolto"),
                lambda: service.edit_step(self._card.vault, step.id, voided=False),
            )
            self._card.focus_on(f"goals:{self._goal.id}:add")
