"""*Servizio*: one entry of the directory, to read, and for whoever may, to put right."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.areas.referrals import directory
from millegiorni_desk.areas.referrals.records import Service
from millegiorni_desk.areas.referrals.view import words
from millegiorni_desk.areas.referrals.view.service_form import ServiceForm
from millegiorni_desk.areas.referrals.wording import kind_words
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


class ServicePage(Page):
    """Opened with a service's id, or with ``{"name": typed}`` for a new one."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Servizio"))
        self._vault, self._shell = vault, shell
        self._may = vault.may(Permission.EDIT_DIRECTORY)
        self._service: Service | None = None
        self.work = ProblemPlace()
        self.about = Card()
        self.form = ServiceForm(vault)
        self.questions = Card()
        self.questions.add(self.form)
        for piece in (self.work, self.questions, self.about):
            self.add(piece)
        self.questions.setVisible(self._may)
        self.about.setVisible(not self._may)
        self.off_button = Button(_("Togli dalla rubrica"), self.take_off, icon="trash")
        self.confirm_button = Button(_("È ancora tutto giusto"), self.confirm, icon="check")
        self.save_button = Button(_("Salva"), self.save, kind="primary", keys="Ctrl+S")
        if self._may:
            self.foot.add(self.off_button, left=True)
            self.foot.add(self.confirm_button)
            self.foot.add(self.save_button)

    def arrived(self, argument: object = None) -> None:
        self.work.clear()
        self.scroller.verticalScrollBar().setValue(0)
        if isinstance(argument, str):
            try:
                self._show(directory.service(self._vault, argument))
            except DeskError as problem:
                self.work.show_problem(problem)
        else:
            name = str(argument.get("name", "")) if isinstance(argument, dict) else ""
            self._show(Service(name=name, kind="", checked_on=date.today()), new=True)

    def first_focus(self) -> QWidget | None:
        return self.form.fields["name"] if self._may else None

    def _show(self, service: Service, *, new: bool = False) -> None:
        self._service = None if new else service
        self.set_title(_("Nuovo servizio") if new else service.name)
        today = date.today()
        old = not new and directory.needs_checking(service, today)
        self.set_state(words.checked(service, today) if old else "", "warning")
        self.form.show_service(service)
        self.off_button.setVisible(not new)
        self.confirm_button.setVisible(not new)
        self.about.empty()
        told = (kind_words(self._vault, service.kind), *words.facts(service), words.spoken(service))
        for fact in told:
            if fact:
                self.about.add(label(fact, wrap=True, selectable=True))

    def save(self) -> None:
        """Keep what is written, and go back to the list."""
        self.work.clear()
        try:
            given = self.form.answers()
            if self._service is None:
                new = directory.add(self._vault, Service(**given))
                self._done(_("Servizio aggiunto"), new.id, {"voided": True})
            else:
                self._change(self._service, given, _("Servizio corretto"))
        except InvalidValue as problem:
            if not self.form.show_problem(problem):
                self.work.show_problem(problem)
        except DeskError as problem:
            self.work.show_problem(problem, self.save)

    def confirm(self) -> None:
        """Someone made sure today that all of it is true."""
        self.form.set_values({"checked_on": date.today()})
        self.save()

    def take_off(self) -> None:
        """Take it off the directory; undo puts it back."""
        if self._service is None:
            return
        try:
            self._change(self._service, {"voided": True}, _("Servizio tolto dalla rubrica"))
        except DeskError as problem:
            self.work.show_problem(problem, self.take_off)

    def _change(self, service: Service, given: dict[str, Any], said: str) -> None:
        before = {name: getattr(service, name) for name in given}
        directory.edit(self._vault, service.id, **given)
        self._done(said, service.id, before)

    def _done(self, said: str, service_id: str, before: dict[str, Any]) -> None:
        self._shell.say(said, lambda: directory.edit(self._vault, service_id, **before))
        self._shell.open("services")
