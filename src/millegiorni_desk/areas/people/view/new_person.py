"""*Nuova scheda*: a person's card from the beginning, with a look at who may already be there."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.people import service
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.people.typed import begun
from millegiorni_desk.areas.people.view import words
from millegiorni_desk.areas.people.view.children import ChildrenEditor
from millegiorni_desk.areas.people.view.person_form import PersonForm
from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.areas.people.view.same_person import SamePerson
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.page import Columns, Page, Stack
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault

_PAUSE_MS = 400


class NewPersonPage(Page):
    """Opened with ``{"typed": text}`` it begins with what was typed in a search field."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Nuova scheda"))
        self._vault, self._shell = vault, shell
        self.form = PersonForm(vault)
        self.children_editor = ChildrenEditor()
        self.same = SamePerson(vault)
        self.same.is_she.connect(self._is_she)
        self.same.another.connect(self._is_another)
        self._saving = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.look_around)
        self.form.changed.connect(self._pause.start)
        self.children_editor.changed.connect(self._pause.start)
        self.work = ProblemPlace()
        who, children = Card(), Card(_("Figli e figlie"))
        who.add(self.form)
        children.add(self.children_editor)
        self.add(Columns(Stack(who), Stack(self.same, self.work, children), stretch=(3, 2), fold_under=900))
        self.foot.add(Button(_("Svuota"), self._start_anew), left=True)
        self.foot.add(Button(_("Salva la scheda"), self.save, kind="primary", keys="Ctrl+S"))

    def arrived(self, argument: object = None) -> None:
        if isinstance(argument, dict):
            self._start_anew()
            self.form.show_person(begun(self._vault, str(argument.get("typed", ""))))

    def first_focus(self) -> QWidget | None:
        return self.form.fields["surname"]

    def look_around(self) -> None:
        """Show who she may already be, as far as she is written down; nothing is said of what cannot be read yet."""
        self._pause.stop()
        try:
            for field in self.form.fields.values():
                field.value()
            person = Person(**{"house": self._vault.house, **self.form.answers()})
            children = self.children_editor.children_now()
        except InvalidValue:
            return
        if (person.name and person.surname) or person.phone or person.codice_fiscale:
            self.same.ask(person, children)

    def save(self) -> None:
        """Keep the card, unless she may already be here: then ask first."""
        self.work.clear()
        try:
            answers = self.form.answers()
            children = self.children_editor.children_now()
            person = Person(**{"house": self._vault.house, **answers})
            if self.same.ask(person, children):
                self._saving = True
                self.same.take_focus()
                return
            service.add(self._vault, person, children)
        except InvalidValue as problem:
            if not self.form.show_problem(_beside(problem)):
                self.work.show_problem(problem)
        except DeskError as problem:
            self.work.show_problem(problem, self.save)
        else:
            self._saved(person)

    def _saved(self, person: Person) -> None:
        self._start_anew()
        self._shell.open("person", person.id)
        self._shell.say(
            _("Scheda di {full_name} salvata").format(full_name=words.full_name(person)),
            lambda: service.edit(self._vault, person.id, voided=True),
        )

    def _is_another(self) -> None:
        """Go on with saving, where that is what was asked; else she is still being written down."""
        if self._saving:
            self.save()

    def _is_she(self, person_id: str) -> None:
        self._start_anew()
        self._shell.open("person", person_id)

    def _start_anew(self) -> None:
        self._pause.stop()
        self._saving = False
        self.form.clear()
        self.children_editor.show_children([])
        self.same.forget()
        self.work.clear()


def _beside(problem: InvalidValue) -> InvalidValue:
    """The form's one date field stands for the record's two."""
    return InvalidValue(problem.message, "birth") if problem.field == "birth_date" else problem
