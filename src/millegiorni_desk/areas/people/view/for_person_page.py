"""A page that asks first whom it is for; its questions come once she is known."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.people import service
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.people.view import words
from millegiorni_desk.areas.people.view.finder import PersonFinder
from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault


class ForPersonPage(Page):
    """Opened with a person's id, with None, or with ids by name: ``person``, and what it comes from (``access``…).

    A subclass fills :attr:`questions` with what waits for her and overrides :meth:`begin`.
    """

    def __init__(self, vault: Vault, shell: Shell, title: str, who: str) -> None:
        super().__init__(title)
        self._vault, self._shell = vault, shell
        self.origin: dict[str, str] = {}
        self.questions: tuple[QWidget, ...] = ()
        self.work, self.who = ProblemPlace(), Card(who)
        self.people = PersonFinder(
            vault, new=False, anonymous=False, asks=_("Nome, telefono o codice fiscale")
        )
        self.person = Notice("", "info", (_("Cambia"), lambda: self.arrived(None)))
        for piece in (self.people, self.person):
            self.who.add(piece)
        self.people.chosen.connect(lambda person_id: self.arrived({"person": person_id}))

    def begin(self, person: Person) -> None:
        """She is known: the questions, as they start for her."""

    @property
    def known(self) -> bool:
        """Whether it is said whom it is for."""
        return "person" in self.origin

    def arrived(self, argument: object = None) -> None:
        self.work.clear()
        self.scroller.verticalScrollBar().setValue(0)
        given = {"person": argument} if isinstance(argument, str) else argument
        self.origin = (
            {key: str(value) for key, value in given.items() if value} if isinstance(given, dict) else {}
        )
        self.people.setVisible(not self.known)
        for piece in (self.person, *self.questions):
            piece.setVisible(self.known)
        if not self.known:
            self.people.clear()
            return
        try:
            person = service.card(self._vault, self.origin["person"]).person
        except DeskError as problem:
            self.work.show_problem(problem)
            return
        told = (words.full_name(person), words.line(person))
        self.person.say(" · ".join(part for part in told if part))
        self.begin(person)

    def asked_for(self) -> str:
        """The person's id. Raises ``InvalidValue`` while she is not chosen."""
        if not self.known:
            raise InvalidValue(_("Scegli prima la persona."))
        return self.origin["person"]

    def attempt(self, save: Callable[[], object], beside: Callable[[InvalidValue], bool]) -> None:
        """Do *save*; what is wrong is told *beside* its field, or above all of them."""
        self.work.clear()
        try:
            save()
        except InvalidValue as problem:
            if not beside(problem):
                self.work.show_problem(problem)
        except DeskError as problem:
            self.work.show_problem(problem, lambda: self.attempt(save, beside))
