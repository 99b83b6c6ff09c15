"""*Servizio*: one entry of the directory, to read, and for whoever may, to put right."""

from __future__ import annotations

from datetime import date

from millegiorni_desk.areas.people.view.entry_page import EntryPage
from millegiorni_desk.areas.referrals import directory
from millegiorni_desk.areas.referrals.records import Service
from millegiorni_desk.areas.referrals.view import words
from millegiorni_desk.areas.referrals.view.service_form import ServiceForm
from millegiorni_desk.areas.referrals.wording import kind_words
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault


class ServicePage(EntryPage):
    """Opened with a service's id, or with ``{"name": typed}`` for a new one."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        self._service_form = ServiceForm(vault)
        super().__init__(vault, shell, _("Servizio"), self._service_form, directory.edit, "services")
        self._service: Service | None = None
        self.off_button = Button(_("Togli dalla rubrica"), self.take_off, icon="trash")
        self.confirm_button = Button(_("È ancora tutto giusto"), self.confirm, icon="check")
        self.acts(self.off_button, right=(self.confirm_button,))

    def load(self, argument: object) -> None:
        if isinstance(argument, str):
            self._show(directory.service(self._vault, argument))
        else:
            name = str(argument.get("name", "")) if isinstance(argument, dict) else ""
            self._show(Service(name=name, kind="", checked_on=date.today()), new=True)

    def _show(self, service: Service, *, new: bool = False) -> None:
        self._service = None if new else service
        self.set_title(_("Nuovo servizio") if new else service.name)
        today = date.today()
        old = not new and directory.needs_checking(service, today)
        self.set_state(words.checked(service, today) if old else "", "warning")
        self._service_form.show_service(service)
        self.off_button.setVisible(not new)
        self.confirm_button.setVisible(not new)
        self.tell((kind_words(self._vault, service.kind), *words.facts(service), words.spoken(service)))

    def keep(self) -> None:
        given = self._service_form.answers()
        if self._service is None:
            new = directory.add(self._vault, Service(**given))
            self.done(_("Servizio aggiunto"), new.id, {"voided": True})
        else:
            self.change(self._service, given, _("Servizio corretto"))

    def confirm(self) -> None:
        """Someone made sure today that all of it is true."""
        self.form.set_values({"checked_on": date.today()})
        self.save()

    def take_off(self) -> None:
        """Take it off the directory; undo puts it back."""
        held = self._service
        if held is not None:
            self.attempt(lambda: self.change(held, {"voided": True}, _("Servizio tolto dalla rubrica")))
