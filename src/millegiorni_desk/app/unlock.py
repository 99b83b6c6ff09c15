"""The first screen of a day: who is there, and her passphrase."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent

from millegiorni_desk.app.entrance import Entrance
from millegiorni_desk.errors import WrongPassphrase
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.forms import Form, SecretField, TextField
from millegiorni_desk.ui.problems import sentence_of

if TYPE_CHECKING:
    from millegiorni_desk.vault.vault import Vault

Progress = Callable[[int, int, str], None]

# Said on the recovery sheet too: whoever reads it there must find it here.
FORGOTTEN = _("Ho dimenticato la frase segreta")


class UnlockPage(Entrance):
    """Opens the vault in *folder* off the interface thread and hands it to *entered*."""

    def __init__(
        self, folder: Path, entered: Callable[[Vault], object], elsewhere: Callable[[], object]
    ) -> None:
        super().__init__(
            _("Buongiorno"), _("Archivio «{name}», su questo computer.").format(name=folder.name), "lock"
        )
        self._folder = folder
        self._entered = entered
        self.form = Form()
        self.user = self.form.add("user", TextField(_("Chi sei"), placeholder=_("il nome con cui entri")))
        self.secret = self.form.add("passphrase", SecretField(_("Frase segreta")))
        self.secret.line.then = self.enter
        self.enter_button = Button(_("Entra"), self.enter, kind="primary")
        self.lost_button = Button(FORGOTTEN, self._recover, kind="quiet")
        self._elsewhere = elsewhere
        self._names: list[str] = []
        self._ask()
        self._offer_users()

    def _ask(self) -> None:
        self.card.add(self.form)
        self.card.add_row(self.enter_button, self.lost_button)
        self.card.add_row(Button(_("Apri un altro archivio, o comincia"), self._elsewhere, kind="quiet"))

    def _offer_users(self) -> None:
        """The names that have a passphrase; one alone is filled in."""
        import json

        # Read straight from the file: the full reader pulls in the cryptography library before the first paint.
        try:
            slots = json.loads((self._folder / "vault.slots").read_bytes())["body"]["slots"]
            self._names = [str(slot["user"]) for slot in slots if slot["kind"] == "user"]
        except (OSError, ValueError, KeyError, TypeError):
            self._names = []
        self.user.suggest(self._names)
        if len(self._names) == 1:
            self.user.set_value(self._names[0])

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        (self.secret if self.user.value() else self.user).setFocus()

    def enter(self) -> None:
        """Try to open the vault with what was typed."""
        if self.work.busy:
            return
        folder, user, secret = self._folder, self.user.value(), self.secret.value()
        self.enter_button.setEnabled(False)

        def work(progress: Progress) -> Vault:
            from millegiorni_desk.flows.desk import open_desk

            return open_desk(folder, user, secret)

        self.work.run(_("Apro l'archivio"), work, self._opened, self._refused, can_cancel=False)

    def _opened(self, vault: Vault) -> None:
        self.secret.clear()
        self._entered(vault)

    def _refused(self, problem: Exception) -> None:
        self.enter_button.setEnabled(True)
        if isinstance(problem, WrongPassphrase):
            self.secret.show_problem(sentence_of(problem))
            self.secret.line.selectAll()
            self.secret.setFocus()
        else:
            self.work.show_problem(problem)

    def _recover(self) -> None:
        from millegiorni_desk.app.recovery import RecoveryForm

        self.work.clear()
        self.card.empty()
        self.say(FORGOTTEN, _("Serve il foglio con la chiave di recupero."), "key")
        self.recovery = RecoveryForm(self._folder, self._names, self.work, self._entered)
        self.card.add(self.recovery)
        self.recovery.key.setFocus()
