"""*Nuovo incontro*: a training or team meeting, held or to come; who was there is marked on its page."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.areas.training import service
from millegiorni_desk.areas.training.records import Training
from millegiorni_desk.areas.training.view.training_form import TrainingForm, begun
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.page import Page, narrow
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault


class NewTrainingPage(Page):
    """Saved, it goes on with the meeting's page. What is to come is planned, what is past was held."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Nuovo incontro"))
        self._vault, self._shell = vault, shell
        self.work = ProblemPlace()
        self.form = TrainingForm(vault)
        self.questions = Card()
        self.questions.add(self.form)
        self.add(self.work)
        self.add(narrow(self.questions))
        self.body.addStretch(1)
        self.foot.add(Button(_("Salva e segna chi c'era"), self.save, kind="primary", keys="Ctrl+S"))

    def arrived(self, argument: object = None) -> None:
        self.work.clear()
        self.scroller.verticalScrollBar().setValue(0)
        self.form.show_training(begun(self._vault))

    def first_focus(self) -> QWidget | None:
        return self.form.kind

    def save(self) -> None:
        """Write it down, and go on with its page."""
        self.work.clear()
        try:
            with self._vault.save("training.add"):
                given: dict[str, Any] = self.form.answers()
                given["state"] = "planned" if given["on_date"] > date.today() else "held"
                made = service.add(self._vault, Training(**given))
        except InvalidValue as problem:
            if not self.form.show_problem(problem):
                self.work.show_problem(problem)
        except DeskError as problem:
            self.work.show_problem(problem, self.save)
        else:
            self._shell.say(_("Incontro scritto"), lambda: service.void(self._vault, made.id))
            self._shell.open("training", made.id)
