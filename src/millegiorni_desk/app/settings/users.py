"""*Impostazioni, persone*: who may enter here and as what; one's own passphrase."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.sections import Section
from millegiorni_desk.app.settings.new_passphrase import NOT_RIGHT, NewPassphrase
from millegiorni_desk.errors import DeskError, InvalidValue, WrongPassphrase
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.dates import moment_words
from millegiorni_desk.ui.forms import Form, SecretField, TextField
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault import seal_readers, users
from millegiorni_desk.vault.audit_log import local
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
                problem = InvalidValue(NOT_RIGHT, "old")
            if not (isinstance(problem, InvalidValue) and form.show_problem(problem)):
                self.work.show_problem(problem)

        self.work.run(words, lambda progress: work(), lambda _unused: done(), refused, can_cancel=False)


class OwnSection(_PeopleSection):
    """One's own passphrase, changed knowing the old one."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(vault, shell)
        card = Card(_("La mia frase segreta"))
        self.form = Form()
        self.old = self.form.add("old", SecretField(_("Quella di adesso"), can_show=True))
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
                Column("display", _("Nome")),
                Column("name", _("Entra come"), width=140),
                Column("roles", _("Ruoli")),
                Column("last", _("Ultima volta"), width=170),
            ),
            key="name",
            most_rows=6,
        )
        self.table.selected.connect(lambda row: self._chosen(str(row.get("name", ""))))
        self.edit_button = Button(_("Nome e compiti…"), self._ask_edit)
        self.reset_button = Button(_("Nuova frase segreta…"), self._ask_reset)
        self.remove_button = Button(_("Togli"), self.remove, kind="danger")
        listed = Card(_("Chi può entrare"))
        listed.add(self.table)
        listed.add(Wrap(self.edit_button, self.reset_button, self.remove_button))
        self.add(listed)
        self.knew = Notice("", "warning")
        self.knew.add_action(Button(_("Rinnova la chiave…"), lambda: shell.open("settings", "safety")))
        self.knew.hide()
        self.add(self.knew)
        self.edit_card = self._edit_card()
        self.add(self.edit_card)
        self.reset_card = self._reset_card()
        self.add(self.reset_card)
        self.add(self._new_card())
        self.add(self.work)
        self._chosen("")

    def _edit_card(self) -> Card:
        card = Card(_("Nome e compiti"))
        self.edit = Form()
        self.edit.add("display_name", TextField(_("Come si chiama")))
        here = [(str(role), words) for role, words in ROLES if self._fits(role)]
        self.edit.add("roles", ChipGroup(_("Che cosa fa"), here, multiple=True, hint=_HINT))
        card.add(self.edit)
        card.add(
            Wrap(Button(_("Salva"), self.change, kind="primary"), Button(_("Lascia stare"), self._leave))
        )
        card.hide()
        return card

    def _reset_card(self) -> Card:
        card = Card(_("Nuova frase segreta"))
        self.reset = NewPassphrase(_("La sua frase segreta"))
        self.reset.again.line.then = self.give_new
        self.reset_told = Notice("", "info")
        card.add(self.reset_told)
        card.add(self.reset)
        give = Button(_("Dai questa frase"), self.give_new, kind="primary")
        card.add(Wrap(give, Button(_("Lascia stare"), self._leave)))
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
        last, now = users.last_openings(self._vault), datetime.now().astimezone()
        self.table.show_rows(
            Source.of(
                [
                    {
                        "name": user.name,
                        "display": user.display_name,
                        "roles": ", ".join(words.get(role, role) for role in user.roles),
                        "codes": list(user.roles),
                        "last": moment_words(local(last[user.name]), now) if last[user.name] else _("mai"),
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
        self.edit_button.setEnabled(bool(name))
        self.reset_button.setEnabled(bool(name))
        self.remove_button.setEnabled(bool(name) and name != self._vault.user)
        self.reset_card.hide()
        self.edit_card.hide()

    def _leave(self) -> None:
        self.reset_card.hide()
        self.edit_card.hide()
        self.table.setFocus()

    def _ask_edit(self) -> None:
        row = self.table.current()
        self.edit.clear()
        self.edit.set_values({"display_name": row.get("display", ""), "roles": row.get("codes", [])})
        self.reset_card.hide()
        self.edit_card.show()
        self.edit.fields["display_name"].setFocus()

    def change(self) -> None:
        """Give the user chosen the name and the roles that were filled in; undo gives back the former ones."""
        row = self.table.current()
        name, answers = str(row.get("name", "")), self.edit.values()
        former = (str(row.get("display", "")), [Role(code) for code in row.get("codes", [])])
        try:
            users.change(
                self._vault,
                name,
                str(answers["display_name"]),
                [Role(code) for code in cast(tuple[str, ...], answers["roles"])],
            )
        except DeskError as problem:
            if not (isinstance(problem, InvalidValue) and self.edit.show_problem(problem)):
                self.work.show_problem(problem)
            return
        self.work.clear()
        self.reload()
        self.table.setFocus()
        self._shell.say(
            _("Salvato: vale dalla prossima volta che entra"), lambda: self._change_back(name, *former)
        )

    def _change_back(self, name: str, display: str, roles: list[Role]) -> None:
        users.change(self._vault, name, display, roles)
        self.reload()

    def _ask_reset(self) -> None:
        self.edit_card.hide()
        name = self.table.current().get("display", "")
        self.reset_card.title.setText(_("Nuova frase segreta per {name}").format(name=name))
        self.reset.propose()
        self._tell_reserved(str(self.table.current().get("name", "")))
        self.reset_card.show()
        self.reset.again.setFocus()

    def _tell_reserved(self, name: str) -> None:
        """Her own key goes with the passphrase that she forgot: what that means for what is reserved."""
        only = seal_readers.only_hers(self._vault, name)
        lost = plural(
            "{n} registrazione riservata la legge soltanto lei: la riavrà solo con il foglio di recupero.",
            "{n} registrazioni riservate le legge soltanto lei: le riavrà solo con il foglio di recupero.",
            only,
        ).format(n=only)
        shared = _(
            "Ciò che è riservato anche a lei lo rileggerà quando entra un'altra persona che può leggerlo."
        )
        self.reset_told.say(f"{lost} {shared}" if only else shared, "warning" if only else "info")

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
            self._shell.say(
                _("«{name}» ha una nuova frase: dilla a voce, entrando ne sceglierà una sua").format(
                    name=name
                )
            )

        self._run(
            _("Do la nuova frase"),
            lambda: users.reset_passphrase(self._vault, name, secret),
            self.reset,
            done,
        )

    def remove(self) -> None:
        """Take away the passphrase of the user chosen."""
        name, display = (str(self.table.current().get(part, "")) for part in ("name", "display"))
        try:
            users.remove(self._vault, name)
        except DeskError as problem:
            self.work.show_problem(problem)
            return
        self.work.clear()
        self.reload()
        self._shell.say(_("«{name}» non può più entrare").format(name=name))
        self.knew.say(
            _(
                "{display} ha conosciuto la chiave dell'archivio: finché non la rinnovi, con un file delle chiavi di "
                "prima lo aprirebbe ancora."
            ).format(display=display)
        )
        self.knew.show()

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
            self._shell.say(
                _("{display} può entrare: dille la frase a voce, entrando ne sceglierà una sua").format(
                    display=display
                )
            )

        self._run(
            _("Aggiungo"), lambda: users.add(self._vault, name, display, roles, secret), self.form, done
        )
