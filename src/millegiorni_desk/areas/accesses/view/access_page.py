"""One recorded access, to look at and to put right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.accesses import service
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.accesses.view.sending import Sending
from millegiorni_desk.areas.accesses.view.sheet import Sheet
from millegiorni_desk.areas.accesses.view.words import visit_name
from millegiorni_desk.areas.questions import answers as questions
from millegiorni_desk.areas.questions.answers import Value
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import EmptyState
from millegiorni_desk.ui.dates import day_words
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.sealed_fields import Mark
from millegiorni_desk.vault.vault import Vault


class AccessPage(Page):
    """Opened with an access's id. Saving and voiding go back to where one came from, and can be undone."""

    def __init__(self, vault: Vault, shell: Shell, sending: Sending | None = None) -> None:
        super().__init__(_("Accesso"))
        self._sending = sending if vault.may(Permission.REFER) else None
        self._vault, self._shell = vault, shell
        self._access: Access | None = None
        self._reserved: Mark | None = None
        self.sheet = Sheet(vault, new=False)
        self.closed = EmptyState(
            _("Registrazione riservata"),
            _("La legge solo chi è stata scelta quando è stata scritta."),
            icon="lock",
        )
        for piece in (self.sheet, self.closed):
            self.add(piece)
        self.closed.hide()
        self.sheet.who.short.card_wanted.connect(self._open_card)
        self.void_button = Button(_("Annulla l'accesso"), self.void, icon="trash")
        self.save_button = Button(_("Salva"), self.save, kind="primary", keys="Ctrl+S")
        self.foot.add(self.void_button, left=True)
        self.send_button = Button(_("Invia a un servizio…"), self._send)
        self.send_button.hide()
        self.foot.add(self.send_button, left=True)
        self.foot.add(self.save_button)

    def arrived(self, argument: object = None) -> None:
        if not isinstance(argument, str):
            return
        self.scroller.verticalScrollBar().setValue(0)
        self.sheet.work.clear()
        try:
            visit = service.visit(self._vault, argument)
        except DeskError as problem:
            self._access = None
            self.sheet.work.show_problem(problem)
            return
        self._access, self._reserved = visit.access, visit.reserved
        self._show_closed(visit.reserved is not None and not visit.reserved.readable)
        self.sheet.answers.clear()
        self.sheet.answers.show_access(visit.access, visit.reserved)
        if visit.person is not None:
            self.sheet.who.choose(visit.person.id)
        else:
            self.sheet.who.be_anonymous()
        self.send_button.setVisible(self._sending is not None and visit.person is not None)
        self.set_title(
            _("Accesso di {visit_name}").format(visit_name=visit_name(visit))
            if visit.person
            else visit_name(visit)
        )
        when = day_words(visit.access.on_date, date.today())
        told = (when, visit.access.at_time, visit.access.operator)
        self.set_state(", ".join(part for part in told if part), "quiet")

    def _show_closed(self, closed: bool) -> None:
        """What is reserved to others can be taken out of the counts, and neither read nor changed."""
        self.sheet.setVisible(not closed)
        self.closed.setVisible(closed)
        self.save_button.setVisible(not closed)

    def first_focus(self) -> QWidget | None:
        return self.sheet.answers.in_care if self.closed.isHidden() else self.void_button

    def save(self) -> None:
        """Keep what was changed, and go back."""
        if self._access is None:
            return
        self.sheet.work.clear()
        try:
            self.sheet.who.check()
            given = self.sheet.answers.values()
            given.pop("house", None)
            person = self.sheet.who.person
            given["person_id"] = person.id if person is not None else None
            before = {name: getattr(self._access, name) for name in given}
            readers, asked = self.sheet.answers.reserved.readers(), self.sheet.answers.asked
            said = asked.given()
            former = {code: asked.held.get(code) for code in said}
            with self._vault.save("access.edit"):
                service.edit(self._vault, self._access.id, readers, **given)
                questions.save(self._vault, "access", self._access.id, said)
        except InvalidValue as problem:
            self.sheet.show_problem(problem)
        except DeskError as problem:
            self.sheet.work.show_problem(problem, self.save)
        else:
            self._done(_("Accesso corretto"), self._access.id, before, readers, former)

    def void(self) -> None:
        """Take the access out of every count, and go back."""
        if self._access is None:
            return
        try:
            service.void(self._vault, self._access.id)
        except DeskError as problem:
            self.sheet.work.show_problem(problem, self.void)
        else:
            self._done(_("Accesso annullato"), self._access.id, {"voided": False})

    def _send(self) -> None:
        if self._access is not None and self._sending is not None:
            self._sending.go_on(self._access)

    def _done(
        self,
        words: str,
        access_id: str,
        before: dict[str, Any],
        readers: list[str] | None = None,
        answered: Mapping[str, Value] | None = None,
    ) -> None:
        """Go back, and offer what was: with the readers of before where they were changed."""
        former = list(self._reserved.readers) if self._reserved is not None else []
        changed = readers is not None and set(readers) != set(former)

        def undo() -> None:
            with self._vault.save("access.edit"):
                service.edit(self._vault, access_id, former if changed else None, **before)
                questions.save(self._vault, "access", access_id, answered or {})

        self._shell.say(words, undo if not changed or self._vault.may(Permission.SEAL) else None)
        self._shell.back()

    def _open_card(self) -> None:
        if self.sheet.who.person is not None:
            self._shell.open("person", self.sheet.who.person.id)
