"""*Nuovo percorso*: for whom, since when, her fragilities and her main request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.pathways import service
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.pathways.view.around import Carried
from millegiorni_desk.areas.pathways.view.assessment import AssessmentForm
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.view import words
from millegiorni_desk.areas.people.view.finder import PersonFinder
from millegiorni_desk.areas.questions import answers as questions
from millegiorni_desk.areas.questions.view.fields import QuestionForm
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.forms import PartialDate
from millegiorni_desk.ui.page import Columns, Page, Stack
from millegiorni_desk.ui.problems import sentence_of
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.sealed_fields import Mark
from millegiorni_desk.vault.vault import Vault


class NewPathwayPage(Page):
    """Opens a pathway for a person given, or found here by name."""

    def __init__(
        self, vault: Vault, shell: Shell, carried: Callable[[str], Carried | None] | None = None
    ) -> None:
        super().__init__(_("Nuovo percorso"))
        self._vault, self._shell = vault, shell
        self._carried = carried
        self._person = self._access = ""
        self.who = Card(_("Per chi"))
        self.finder = PersonFinder(vault, anonymous=False, asks=_("Nome, telefono o codice fiscale"))
        self.finder.chosen.connect(self.choose)
        self.finder.new_wanted.connect(lambda typed: shell.open("new-person", {"typed": typed}))
        self.chosen = Notice("", "info", (_("Cambia"), self._again))
        self.who.add(self.finder)
        self.who.add(self.chosen)
        self.problem = Notice("", "warning")
        self.problem.hide()
        self.assessment = AssessmentForm(vault)
        self.form, self.reserved = self.assessment.form, self.assessment.reserved
        answers = Card()
        answers.add(self.form)
        self.asked = QuestionForm(vault, "pathway", keys="Ctrl+D")
        answers.add(self.asked)
        self.form.changed.connect(self._changed)
        self.said = Notice("", "info")
        self.said.hide()
        self.add(Columns(Stack(self.who, self.said, self.problem), answers, stretch=(4, 6)))
        self.body.addStretch(1)
        self.foot.add(Button(_("Apri il percorso"), self.save, kind="primary", keys="Ctrl+Return"))
        self._again()

    def arrived(self, argument: object = None) -> None:
        """*argument*: a person's id, or ``{"access": id, "person": id}``: what was said there is carried over."""
        self.form.clear()
        self.asked.clear()
        self.asked.ask(date.today(), {})
        self.reserved.start()
        today = PartialDate(date.today())
        self.form.set_values(
            {"opened_on": today, "assessed_on": today, "case_manager": self._vault.user_name}
        )
        self.problem.hide()
        self.said.hide()
        self._access = ""
        if isinstance(argument, dict) and argument.get("access"):
            self._carry(str(argument["access"]), str(argument.get("person") or ""))
        elif isinstance(argument, str) and argument:
            self.choose(argument)
        else:
            self._again()

    def _carry(self, access_id: str, person_id: str) -> None:
        """Start with what was said in that access."""
        told = self._carried(access_id) if self._carried is not None else None
        if told is None:
            if person_id:
                self.choose(person_id)
            else:
                self._again()
            return
        self.choose(told.person_id)
        self._access = told.access_id
        if told.readers:
            self.reserved.start(Mark(tuple(told.readers), True))
        self.form.set_values(
            {
                "opened_on": PartialDate(told.opened_on),
                "minors": told.minors,
                "fragilities": tuple(told.fragilities),
                "main_request": told.main_request,
                "referrer": told.referrer,
                "household": told.household,
                "notes": told.notes,
            }
        )
        self.said.say(
            _("Riprende ciò che ha detto nell'accesso del {day:%d/%m/%Y}: rileggetelo insieme.").format(
                day=told.opened_on
            )
        )
        self.said.show()

    def first_focus(self) -> QWidget | None:
        return self.form.fields["fragilities"] if self._person else self.finder.field

    def _changed(self, name: str) -> None:
        """What the network asks may be something else on another day."""
        if name == "opened_on" and self.form.fields[name].check():
            day = self.form.fields[name].value()
            if isinstance(day, PartialDate):
                self.asked.ask(day.day)

    def choose(self, person_id: str) -> None:
        """Take that person."""
        person = people.card(self._vault, person_id).person
        self._person = person_id
        self.chosen.say(" · ".join(part for part in (words.full_name(person), words.line(person)) if part))
        self.finder.hide()
        self.chosen.show()

    def _again(self) -> None:
        self._person = self._access = ""
        self.chosen.hide()
        self.finder.show()
        self.finder.clear()

    def save(self) -> None:
        """Open the pathway and show its page."""
        try:
            if not self._person:
                self.finder.field.setFocus()
                raise InvalidValue(_("Scegli prima la persona: cercala per nome, telefono o codice fiscale."))
            given = Pathway(
                house="",
                person_id=self._person,
                access_id=self._access or None,
                **self.assessment.values(),
            )
            said = self.asked.given()
            with self._vault.save("pathway.open"):
                pathway = service.open_pathway(self._vault, given, self.reserved.readers())
                questions.save(self._vault, "pathway", pathway.id, said)
        except DeskError as problem:
            forms = (self.form, self.asked)
            if not (isinstance(problem, InvalidValue) and any(one.show_problem(problem) for one in forms)):
                self.problem.say(sentence_of(problem))
                self.problem.show()
            return
        self._shell.say(_("Percorso aperto"), lambda: service.edit(self._vault, pathway.id, voided=True))
        self._shell.open("pathway", pathway.id)
