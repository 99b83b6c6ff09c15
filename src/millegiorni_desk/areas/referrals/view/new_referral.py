"""*Nuovo invio*: who, to which service, for what, and until when an answer is awaited."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.people.view.choices import LanguageField
from millegiorni_desk.areas.people.view.for_person_page import ForPersonPage
from millegiorni_desk.areas.referrals import directory, service
from millegiorni_desk.areas.referrals.records import Referral
from millegiorni_desk.areas.referrals.view import words
from millegiorni_desk.areas.referrals.view.service_finder import ServiceFinder
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form, NoteField, TextField
from millegiorni_desk.ui.page import Columns, Stack
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault


class NewReferralPage(ForPersonPage):
    """See :func:`view.pages` for what it can be opened with. Saved, it goes on with the slip."""

    def __init__(self, vault: Vault, shell: Shell, refer: Callable[[Vault, Referral], Referral]) -> None:
        super().__init__(vault, shell, _("Nuovo invio"), _("Chi"))
        self._refer = refer
        self._service_id = ""
        where, reasons = Card(_("Dove")), Card(_("Per che cosa"))
        self.questions = (where, reasons)
        self.services = ServiceFinder(vault)
        self.service = Notice("", "info", (_("Cambia"), self._other_service))
        kinds = [(code, said.split(" (")[0]) for code, said in network.terms(vault, "referral").items()]
        self.kind = ChoiceField(_("Oppure soltanto un tipo di servizio"), kinds)
        self.missing = Notice("", "warning")
        for piece in (self.missing, self.services, self.service, self.kind):
            where.add(piece)
        self.form = self._form()
        reasons.add(self.form)
        self.add(Columns(Stack(self.work, self.who, where), Stack(reasons), fold_under=820))
        self.save_button = Button(
            _("Registra e prepara il biglietto"), self.save, kind="primary", keys="Ctrl+S"
        )
        self.foot.add(self.save_button)
        self.services.chosen.connect(self._choose_service)
        self.kind.changed.connect(self.missing.hide)

    def _form(self) -> Form:
        form = Form()
        form.add("need", ChipGroup(_("Che cosa le serve"), list(network.terms(self._vault, "need").items())))
        form.add("offer", TextField(_("Che cosa può fare il servizio"), placeholder=_("visita ostetrica")))
        form.add("appointment", TextField(_("Appuntamento"), placeholder=_("martedì 1° dicembre, ore 10:30"),
                                          hint=_("Si stampa sul biglietto così come lo scrivi.")))  # fmt: skip
        form.add_row(answer_by=DateField(_("Risposta attesa entro"), past=False, year_alone=False),
                     language=LanguageField(_("Lingua del biglietto")))  # fmt: skip
        form.add("reason", NoteField(_("Note per chi segue l'invio"), lines=2, hint=_("Non si stampano.")))
        return form

    def arrived(self, argument: object = None) -> None:
        self.form.clear()
        self.kind.clear()
        super().arrived(argument)

    def first_focus(self) -> QWidget | None:
        return self.services.field if self.known else self.people.field

    def begin(self, person: Person) -> None:
        today = date.today()
        self.form.set_values(
            {
                "need": self.origin.get("need", ""),
                "answer_by": today + timedelta(days=service.ANSWER_DAYS),
                "language": person.language,
            }
        )
        self._other_service()
        self.services.begin(person.language)

    def _other_service(self) -> None:
        self._service_id = ""
        self.missing.hide()
        self.services.show()
        self.kind.show()
        self.service.hide()
        self.services.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_service(self, service_id: str) -> None:
        try:
            chosen = directory.service(self._vault, service_id)
        except DeskError as problem:
            self.work.show_problem(problem)
            return
        self._service_id = service_id
        self.service.say("\n".join((chosen.name, *words.facts(chosen))))
        self.service.show()
        self.services.hide()
        self.missing.hide()
        self.kind.clear()
        self.kind.hide()
        self.form.fields["need"].setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Make the referral, and go on with its slip."""
        self.attempt(self._save, self._beside)

    def _save(self) -> None:
        made = self._refer(self._vault, self._asked())
        self._shell.say(_("Invio registrato: ora il biglietto"), lambda: service.void(self._vault, made.id))
        self._shell.open("referral", {"id": made.id, "print": True})

    def _beside(self, problem: InvalidValue) -> bool:
        if problem.field in ("service_id", "kind") and not self.kind.isHidden():
            # Over the search, where the keyboard goes: the types stand below all that was found, out of sight.
            self.missing.say(problem.message)
            self.missing.show()
            self.services.field.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return self.form.show_problem(problem)

    def _asked(self) -> Referral:
        given: dict[str, Any] = self.form.values()
        day = given.pop("answer_by")
        return Referral(
            house=self._vault.house,
            person_id=self.asked_for(),
            access_id=self.origin.get("access"),
            pathway_id=self.origin.get("pathway"),
            service_id=self._service_id or None,
            kind=self.kind.value(),
            code="",
            on_date=date.today(),
            answer_by=day.day if day else None,
            **given,
        )
