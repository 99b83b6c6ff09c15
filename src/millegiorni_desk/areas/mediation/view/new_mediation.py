"""*Nuova mediazione*: for whom, in which language, what for, and who could come."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.mediation import service
from millegiorni_desk.areas.mediation.records import Mediation
from millegiorni_desk.areas.mediation.view.request_form import RequestForm
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.view import words as person_words
from millegiorni_desk.areas.people.view.finder import PersonFinder
from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault


class NewMediationPage(Page):
    """See :func:`view.pages` for what it can be opened with. Saved, it goes on with the mediation's page."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Nuova mediazione"))
        self._vault, self._shell = vault, shell
        self._from: dict[str, str] = {}
        self.work = ProblemPlace()
        self.who, self.questions = Card(_("Per chi")), Card(_("Che cosa serve"))
        self.people = PersonFinder(vault, new=False, anonymous=False)
        self.person = Notice("", "info", (_("Cambia"), lambda: self.arrived(None)))
        self.form = RequestForm(vault)
        for piece in (self.people, self.person):
            self.who.add(piece)
        self.questions.add(self.form)
        for card in (self.work, self.who, self.questions):
            self.add(card)
        self.body.addStretch(1)
        self.save_button = Button(_("Chiedi la mediazione"), self.save, kind="primary", keys="Ctrl+S")
        self.foot.add(self.save_button)
        self.people.chosen.connect(lambda person_id: self.arrived({"person": person_id}))

    def arrived(self, argument: object = None) -> None:
        self.work.clear()
        self.scroller.verticalScrollBar().setValue(0)
        given = {"person": argument} if isinstance(argument, str) else argument
        self._from = (
            {key: str(value) for key, value in given.items() if value} if isinstance(given, dict) else {}
        )
        known = "person" in self._from
        self.people.setVisible(not known)
        self.person.setVisible(known)
        self.questions.setVisible(known)
        if known:
            self._show_person(self._from["person"])
        else:
            self.people.clear()

    def first_focus(self) -> QWidget | None:
        return self.form.languages if "person" in self._from else self.people.field

    def _show_person(self, person_id: str) -> None:
        try:
            person = people.card(self._vault, person_id).person
        except DeskError as problem:
            self.work.show_problem(problem)
            return
        told = (person_words.full_name(person), person_words.line(person))
        self.person.say(" · ".join(part for part in told if part))
        spoken = [code for code in (person.language, *person.languages) if code and code != "it"]
        self.form.show_mediation(
            Mediation(
                house=self._vault.house or person.house,
                person_id=person_id,
                requested_on=date.today(),
                languages=list(dict.fromkeys(spoken)),
            )
        )

    def save(self) -> None:
        """Ask for it, and go on with its page."""
        self.work.clear()
        try:
            made = service.request(self._vault, self._asked(), self.form.reserved.readers())
        except InvalidValue as problem:
            if not self.form.show_problem(problem):
                self.work.show_problem(problem)
        except DeskError as problem:
            self.work.show_problem(problem, self.save)
        else:
            undo_id = made.id
            self._shell.say(_("Mediazione chiesta"), lambda: service.void(self._vault, undo_id))
            self._shell.open("mediation", made.id)

    def _asked(self) -> Mediation:
        if "person" not in self._from:
            raise InvalidValue(_("Scegli prima la persona."))
        given = {"requested_on": date.today(), **self.form.answers()}
        return Mediation(
            house=self._vault.house,
            person_id=self._from["person"],
            access_id=self._from.get("access"),
            pathway_id=self._from.get("pathway"),
            **given,
        )
