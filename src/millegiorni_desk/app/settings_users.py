"""*Impostazioni, persone*: who may enter here and as what; one's own passphrase."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.new_passphrase import NewPassphrase
from millegiorni_desk.app.sections import Section
from millegiorni_desk.errors import DeskError, InvalidValue, WrongPassphrase
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import Form, SecretField, TextField
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault import users
from millegiorni_desk.vault.permissions import Role

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

ROLES = (
    (Role.OPERATOR, _("Accoglienza")),
    (Role.CASE_MANAGER, _("Case manager")),
    (Role.COORDINATOR, _("Coordinamento")),
    (Role.ADMINISTRATOR, _("Utenti e copie")),
)
_HINT = _(
    "Accoglienza: persone e accessi. Case manager: anche percorsi, doti e cifre. "
    "Utenti e copie: chi entra, importazioni."
)


class _PeopleSection(Section):
    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__()
        self._vault, self._shell = vault, shell
        self.work = TaskBar()

    def _run(self, words: str, work: Callable[[], Any], form: Form, done: Callable[[], object]) -> None:
        """Sealing a passphrase takes about a second: beside the window."""

        def refused(problem: Exception) -> None:
            if isinstance(problem, WrongPassphrase):
                problem = InvalidValue(problem.message, "old")
            if not (isinstance(problem, InvalidValue) and form.show_problem(problem)):
                self.work.show_problem(problem)

        self.work.run(words, lambda progress: work(), lambda _unused: done(), refused, can_cancel=False)


class OwnSection(_PeopleSection):
    """One's own passphrase, changed knowing the old one."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(vault, shell)
        card = Card(_("La mia frase segreta"))
        self.form = Form()
        self.old = self.form.add("old", SecretField(_("Quella di adesso")))
        self.new = NewPassphrase(_("Quella nuova"))
        self.form.add_widget(self.new)
        self.button = Button(_("Cambia la frase"), self.change, kind="primary")
        self.new.again.line.then = self.change
        card.add(self.form)
        card.add(Wrap(self.button))
        card.add(self.work)
        self.add(card)

    def reload(self) -> None:
        self.told.emit(_("entri come «{user}»").format(user=self._vault.user), "", "quiet")

    def first_focus(self) -> QWidget:
        return self.old

    def change(self) -> None:
        """Change it."""
        try:
            fresh = self.new.secret()
        except InvalidValue:
            return
        old = self.old.value()

        def done() -> None:
            self.form.clear()
            self.new.propose()
            self._shell.say(_("Frase segreta cambiata: vale dalla prossima volta che entri"))

        self._run(
            _("Cambio la frase"),
            lambda: users.change_passphrase(self._vault, self._vault.user, old, fresh),
            self.form,
            done,
        )


class UsersSection(_PeopleSection):
    """Who may enter: one is added with her passphrase and roles, gets a new passphrase, or is taken off."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(vault, shell)
        self.table = Table(
            _("Chi può entrare"),
            (
                Column("display", _("Nome"), sortable=False),
                Column("name", _("Entra come"), width=140, sortable=False),
                Column("roles", _("Ruoli"), sortable=False),
            ),
            key="name",
            most_rows=6,
        )
        self.table.selected.connect(lambda row: self._chosen(str(row.get("name", ""))))
        self.reset_button = Button(_("Nuova frase segreta…"), self._ask_reset)
        self.remove_button = Button(_("Togli"), self.remove, kind="danger")
        listed = Card(_("Chi può entrare"))
        listed.add(self.table)
        listed.add(Wrap(self.reset_button, self.remove_button))
        self.add(listed)
        self.reset_card = self._reset_card()
        self.add(self.reset_card)
        self.add(self._new_card())
        self.add(self.work)
        self._chosen("")

    def _reset_card(self) -> Card:
        card = Card(_("Nuova frase segreta"))
        self.reset = NewPassphrase()
        self.reset.again.line.then = self.give_new
        card.add(self.reset)
        card.add(Wrap(Button(_("Dai questa frase"), self.give_new, kind="primary")))
        card.hide()
        return card

    def _new_card(self) -> Card:
        card = Card(_("Una persona in più"))
        self.form = Form()
        self.form.add_row(
            display_name=TextField(_("Come si chiama")), name=TextField(_("Con che nome entra"))
        )
        here = [(str(role), words) for role, words in ROLES if self._fits(role)]
        self.roles = self.form.add("roles", ChipGroup(_("Che cosa fa"), here, multiple=True, hint=_HINT))
        self.passphrase = NewPassphrase(_("La sua frase segreta"))
        self.form.add_widget(self.passphrase)
        self.add_button = Button(_("Aggiungi"), self.add_user, kind="primary")
        card.add(self.form)
        card.add(Wrap(self.add_button))
        return card

    def _fits(self, role: Role) -> bool:
        """A house has no coordinator; the coordination's tasks belong to whoever coordinates."""
        return role is not Role.COORDINATOR or not self._vault.house

    def reload(self) -> None:
        words = {str(role): label for role, label in ROLES}
        known = users.all_users(self._vault)
        self.table.show_rows(
            Source.of(
                [
                    {
                        "name": user.name,
                        "display": user.display_name,
                        "roles": ", ".join(words.get(role, role) for role in user.roles),
                    }
                    for user in known
                ]
            )
        )
        self.told.emit(
            _("{count} persone").format(count=len(known)) if len(known) != 1 else _("1 persona"), "", "quiet"
        )
        self._chosen(str(self.table.current().get("name", "")))

    def first_focus(self) -> QWidget:
        return self.table

    def _chosen(self, name: str) -> None:
        self.reset_button.setEnabled(bool(name))
        self.remove_button.setEnabled(bool(name) and name != self._vault.user)
        self.reset_card.hide()

    def _ask_reset(self) -> None:
        name = self.table.current().get("display", "")
        self.reset_card.title.setText(_("Nuova frase segreta per {name}").format(name=name))
        self.reset.propose()
        self.reset_card.show()
        self.reset.again.setFocus()

    def give_new(self) -> None:
        """Give the user chosen the passphrase proposed."""
        name = str(self.table.current().get("name", ""))
        try:
            secret = self.reset.secret()
        except InvalidValue:
            return

        def done() -> None:
            self.reset_card.hide()
            self.table.setFocus()
            self._shell.say(_("«{name}» ha una nuova frase segreta").format(name=name))

        self._run(
            _("Do la nuova frase"),
            lambda: users.reset_passphrase(self._vault, name, secret),
            self.reset,
            done,
        )

    def remove(self) -> None:
        """Take away the passphrase of the user chosen."""
        name = str(self.table.current().get("name", ""))
        try:
            users.remove(self._vault, name)
        except DeskError as problem:
            self.work.show_problem(problem)
            return
        self.work.clear()
        self.reload()
        self._shell.say(_("«{name}» non può più entrare").format(name=name))

    def add_user(self) -> None:
        """Add the user that was filled in."""
        answers = self.form.values()
        try:
            if not answers["display_name"]:
                raise InvalidValue(_("Scrivi come si chiama."), "display_name")
            if not answers["roles"]:
                raise InvalidValue(_("Scegli almeno un compito."), "roles")
            secret = self.passphrase.secret()
        except InvalidValue as problem:
            self.form.show_problem(problem)
            return
        name, display = str(answers["name"]), str(answers["display_name"])
        roles = [Role(code) for code in self.roles.chosen()]

        def done() -> None:
            self.form.clear()
            self.passphrase.propose()
            self.reload()
            self._shell.say(_("{display} può entrare: dalle la sua frase a voce").format(display=display))

        self._run(
            _("Aggiungo"), lambda: users.add(self._vault, name, display, roles, secret), self.form, done
        )
