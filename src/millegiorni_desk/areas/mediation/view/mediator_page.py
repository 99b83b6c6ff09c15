"""*Mediatrice*: one entry of the list, to read, and for whoever may, to put right."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.mediation import mediators
from millegiorni_desk.areas.mediation.records import Mediator
from millegiorni_desk.areas.people.view.choices import LanguagesField
from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.forms import Form, MoneyField, NoteField, TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.parsing import money
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


class MediatorPage(Page):
    """Opened with a mediator's id, or with None for a new one."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Mediatrice"))
        self._vault, self._shell = vault, shell
        self._may = vault.may(Permission.EDIT_DIRECTORY)
        self._held: Mediator | None = None
        self.work = ProblemPlace()
        self.form, self.questions, self.about = self._form(), Card(), Card()
        self.questions.add(self.form)
        for piece in (self.work, self.questions, self.about):
            self.add(piece)
        self.body.addStretch(1)
        self.questions.setVisible(self._may)
        self.about.setVisible(not self._may)
        self.retire_button = Button(_("Non lavora più con noi"), self.retire)
        self.save_button = Button(_("Salva"), self.save, kind="primary", keys="Ctrl+S")
        if self._may:
            self.foot.add(self.retire_button, left=True)
            self.foot.add(self.save_button)

    def _form(self) -> Form:
        form = Form()
        form.add_row(name=TextField(_("Nome")), organisation=TextField(_("Ente o associazione")))
        form.add("languages", LanguagesField(_("Lingue in cui media")))
        form.add_row(phone=TextField(_("Telefono")), email=TextField(_("Posta elettronica")))
        form.add("cents_per_hour", MoneyField(_("Costo di un'ora"), most_cents=100_000))
        form.add("notes", NoteField(_("Note"), lines=2))
        return form

    def arrived(self, argument: object = None) -> None:
        self.work.clear()
        self.scroller.verticalScrollBar().setValue(0)
        try:
            self._held = mediators.mediator(self._vault, argument) if isinstance(argument, str) else None
        except DeskError as problem:
            self._held = None
            self.work.show_problem(problem)
            return
        self._show(self._held)

    def first_focus(self) -> QWidget | None:
        return self.form.fields["name"] if self._may else None

    def _show(self, held: Mediator | None) -> None:
        self.set_title(held.name if held is not None else _("Nuova mediatrice"))
        self.set_state(_("non più attiva") if held is not None and not held.active else "", "quiet")
        self.form.clear()
        self.retire_button.setVisible(held is not None)
        self.about.empty()
        if held is None:
            return
        self.form.set_values({name: getattr(held, name) for name in self.form.fields})
        self.retire_button.say(_("Non lavora più con noi") if held.active else _("Lavora di nuovo con noi"))
        cost = f"{money(held.cents_per_hour)} €" if held.cents_per_hour is not None else ""
        told = (held.organisation, mediators.spoken(held.languages), held.phone, held.email, cost, held.notes)
        for fact in told:
            if fact:
                self.about.add(label(fact, wrap=True, selectable=True))

    def save(self) -> None:
        """Keep what is written, and go back to the list."""
        self.work.clear()
        try:
            given: dict[str, Any] = self.form.values()
            if self._held is None:
                new = mediators.add(self._vault, Mediator(**given))
                self._done(_("Mediatrice aggiunta"), new.id, {"active": False})
            else:
                self._change(self._held, given, _("Mediatrice corretta"))
        except InvalidValue as problem:
            if not self.form.show_problem(problem):
                self.work.show_problem(problem)
        except DeskError as problem:
            self.work.show_problem(problem, self.save)

    def retire(self) -> None:
        """She no longer works with the network, or does again; undo turns it back."""
        if self._held is None:
            return
        try:
            said = (
                _("Mediatrice tolta da quelle attive")
                if self._held.active
                else _("Mediatrice di nuovo attiva")
            )
            self._change(self._held, {"active": not self._held.active}, said)
        except DeskError as problem:
            self.work.show_problem(problem, self.retire)

    def _change(self, held: Mediator, given: dict[str, Any], said: str) -> None:
        before = {name: getattr(held, name) for name in given}
        mediators.edit(self._vault, held.id, **given)
        self._done(said, held.id, before)

    def _done(self, said: str, mediator_id: str, before: dict[str, Any]) -> None:
        self._shell.say(said, lambda: mediators.edit(self._vault, mediator_id, **before))
        self._shell.open("mediators")
