"""*Nuovo percorso*: for whom, since when, her fragilities and her main request."""

from __future__ import annotations

from datetime import date
from typing import cast

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.pathways import service
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.pathways.reserved import tells_of_violence
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.view import words
from millegiorni_desk.areas.people.view.finder import PersonFinder
from millegiorni_desk.areas.people.view.reserved import Reserved
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import (
    ChoiceField,
    DateField,
    Form,
    NoteField,
    NumberField,
    PartialDate,
    TextField,
)
from millegiorni_desk.ui.page import Columns, Page, Stack
from millegiorni_desk.ui.problems import sentence_of
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault


class NewPathwayPage(Page):
    """Opens a pathway for a person given, or found here by name."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Nuovo percorso"))
        self._vault, self._shell = vault, shell
        self._person = ""
        self.who = Card(_("Per chi"))
        self.finder = PersonFinder(vault, anonymous=False)
        self.finder.chosen.connect(self.choose)
        self.finder.new_wanted.connect(lambda typed: shell.open("new-person", {"typed": typed}))
        self.chosen = Notice("", "info", (_("Cambia"), self._again))
        self.who.add(self.finder)
        self.who.add(self.chosen)
        self.problem = Notice("", "warning")
        self.problem.hide()
        self.form = self._form()
        answers = Card()
        answers.add(self.form)
        self.add(Columns(Stack(self.who, self.problem), answers, stretch=(4, 6)))
        self.body.addStretch(1)
        self.foot.add(Button(_("Apri il percorso"), self.save, kind="primary", keys="Ctrl+Return"))
        self._again()

    def _form(self) -> Form:
        form = Form()
        fragilities = list(network.terms(self._vault, "fragility").items())
        form.add_row(
            opened_on=DateField(_("Apertura"), year_alone=False),
            minors=NumberField(_("Figli minori"), most=30),
        )
        form.add("fragilities", ChipGroup(_("Fragilità"), fragilities, multiple=True, number=1))
        form.add("main_request", ChoiceField(_("Richiesta principale"), [("", _("non detta")), *fragilities]))
        form.add_row(referrer=TextField(_("Chi l'ha inviata")), case_manager=TextField(_("Case manager")))
        form.add("notes", NoteField(_("Note"), lines=2))
        why = _("Si parla di violenza: questo percorso resta riservato a chi scegli qui.")
        self.reserved = Reserved(self._vault, form, why)
        form.changed.connect(self._look_at)
        return form

    def arrived(self, argument: object = None) -> None:
        self.form.clear()
        self.reserved.start()
        self.form.set_values({"opened_on": PartialDate(date.today()), "case_manager": self._vault.user_name})
        self.problem.hide()
        if isinstance(argument, str) and argument:
            self.choose(argument)
        else:
            self._again()

    def first_focus(self) -> QWidget | None:
        return self.form.fields["fragilities"] if self._person else self.finder.field

    def choose(self, person_id: str) -> None:
        """Take that person."""
        person = people.card(self._vault, person_id).person
        self._person = person_id
        self.chosen.say(" · ".join(part for part in (words.full_name(person), words.line(person)) if part))
        self.finder.hide()
        self.chosen.show()

    def _again(self) -> None:
        self._person = ""
        self.chosen.hide()
        self.finder.show()
        self.finder.clear()

    def save(self) -> None:
        """Open the pathway and show its page."""
        try:
            if not self._person:
                self.finder.field.setFocus()
                raise InvalidValue(_("Scegli prima la persona: cercala per nome, telefono o codice fiscale."))
            pathway = service.open_pathway(self._vault, self._read(), self.reserved.readers())
        except DeskError as problem:
            if not (isinstance(problem, InvalidValue) and self.form.show_problem(problem)):
                self.problem.say(sentence_of(problem))
                self.problem.show()
            return
        self._shell.say(_("Percorso aperto"), lambda: service.edit(self._vault, pathway.id, voided=True))
        self._shell.open("pathway", pathway.id)

    def _look_at(self, name: str) -> None:
        """What tells of violence is proposed as reserved."""
        if name in ("fragilities", "main_request"):
            told = cast(ChipGroup, self.form.fields["fragilities"]).chosen()
            asked = cast(ChoiceField, self.form.fields["main_request"]).box.currentData()
            self.reserved.must(tells_of_violence([*told, str(asked or "")]))

    def _read(self) -> Pathway:
        given = self.form.values()
        opened = cast(PartialDate | None, given["opened_on"])
        if opened is None:
            raise InvalidValue(_("Scrivi il giorno in cui si apre il percorso."), "opened_on")
        return Pathway(
            house="",
            person_id=self._person,
            opened_on=opened.day,
            minors=cast(int | None, given["minors"]),
            fragilities=list(cast(tuple[str, ...], given["fragilities"])),
            main_request=str(given["main_request"]),
            referrer=str(given["referrer"]),
            case_manager=str(given["case_manager"]),
            notes=str(given["notes"]),
        )
