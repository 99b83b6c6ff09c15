"""A card to edit: the form, the children, and the save that can be taken back."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.people import service
from millegiorni_desk.areas.people.view.children import ChildrenEditor
from millegiorni_desk.areas.people.view.person_form import PersonForm
from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.page import Columns, Stack
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.vault.vault import Vault


class CardEditor(QWidget):
    """Everything of one card in fields."""

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self._vault = vault
        self.changed_fields: list[str] = []
        self.person_id, self.touched = "", False
        self.form, self.children_editor, self.work = PersonForm(vault), ChildrenEditor(), ProblemPlace()
        for editor in (self.form, self.children_editor):
            editor.changed.connect(self._touch)
        who, children = Card(), Card(_("Figli e figlie"))
        who.setAccessibleName(_("Chi è"))
        who.add(self.form)
        children.add(self.children_editor)
        layout = column(self)
        layout.addWidget(Columns(Stack(who), Stack(self.work, children), stretch=(3, 2), fold_under=900))

    def _touch(self) -> None:
        self.touched = True

    def show_card(self, card: service.Card) -> None:
        """Put that card in."""
        self.work.clear()
        self.form.clear()
        self.form.show_person(card.person)
        self.children_editor.show_children(card.children)
        self.person_id, self.touched = card.person.id, False

    def add_child(self) -> None:
        """A new row for a child, with the keyboard in it."""
        self.children_editor.add_button.click()

    def save(self, person_id: str) -> service.Card | None:
        """Keep the card; as it was before, or None when something cannot be kept: that is shown in its place."""
        self.work.clear()
        try:
            answers = self.form.answers()
            answers.pop("house", None)
            self.changed_fields = list(answers)
            return service.revise(self._vault, person_id, answers, self.children_editor.children_now())
        except InvalidValue as problem:
            field = "birth" if problem.field == "birth_date" else problem.field
            if not self.form.show_problem(InvalidValue(problem.message, field)):
                self.work.show_problem(problem)
        except DeskError as problem:
            self.work.show_problem(problem)
        return None
