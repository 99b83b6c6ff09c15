"""*Nuova mediazione*: for whom, in which language, what for, and who could come."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.mediation import service
from millegiorni_desk.areas.mediation.records import Mediation
from millegiorni_desk.areas.mediation.view.request_form import RequestForm
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.people.view.for_person_page import ForPersonPage
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault


class NewMediationPage(ForPersonPage):
    """See :func:`view.pages` for what it can be opened with. Saved, it goes on with the mediation's page."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(vault, shell, _("Nuova mediazione"), _("Per chi"))
        needed = Card(_("Che cosa serve"))
        self.form = RequestForm(vault)
        needed.add(self.form)
        self.questions = (needed,)
        for card in (self.work, self.who, needed):
            self.add(card)
        self.body.addStretch(1)
        self.save_button = Button(_("Chiedi la mediazione"), self.save, kind="primary", keys="Ctrl+S")
        self.foot.add(self.save_button)

    def first_focus(self) -> QWidget | None:
        return self.form.languages if self.known else self.people.field

    def begin(self, person: Person) -> None:
        spoken = [code for code in (person.language, *person.languages) if code and code != "it"]
        self.form.show_mediation(
            Mediation(
                house=self._vault.house or person.house,
                person_id=person.id,
                requested_on=date.today(),
                languages=list(dict.fromkeys(spoken)),
            )
        )

    def save(self) -> None:
        """Ask for it, and go on with its page."""
        self.attempt(self._save, self.form.show_problem)

    def _save(self) -> None:
        made = service.request(self._vault, self._asked(), self.form.reserved.readers())
        self._shell.say(_("Mediazione chiesta"), lambda: service.void(self._vault, made.id))
        self._shell.open("mediation", made.id)

    def _asked(self) -> Mediation:
        return Mediation(
            house=self._vault.house,
            person_id=self.asked_for(),
            access_id=self.origin.get("access"),
            pathway_id=self.origin.get("pathway"),
            **{"requested_on": date.today(), **self.form.answers()},
        )
