"""The first screen of a day: who is there, and her passphrase."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent

from millegiorni_desk import settings
from millegiorni_desk.app.entrance.card import Entrance
from millegiorni_desk.errors import WrongPassphrase
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Notice
from millegiorni_desk.ui.forms import Form, SecretField, TextField
from millegiorni_desk.ui.problems import sentence_of
from millegiorni_desk.vault import attempts

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
        self._title = (
            _("Buongiorno"),
            _("Archivio «{name}», su questo computer.").format(name=folder.name),
            "lock",
        )
        super().__init__(*self._title)
        if settings.get("renewed") == str(folder):
            settings.put("renewed", "")
            self.card.add(Notice(_("La chiave è rinnovata. Entra con la frase di sempre.")))
        self._folder = folder
        self._entered = entered
        self._elsewhere = elsewhere
        self._names: list[str] = []
        self._vault_id = ""
        self._kept: Vault | None = None
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self._wait)
        self._ask()

    def _ask(self) -> None:
        self.form = Form()
        self.user = self.form.add("user", TextField(_("Chi sei"), placeholder=_("il nome con cui entri")))
        self.secret = self.form.add("passphrase", SecretField(_("Frase segreta"), can_show=True))
        self.secret.line.then = self.enter
        self.enter_button = Button(_("Entra"), self.enter, kind="primary")
        self.lost_button = Button(FORGOTTEN, self._recover, kind="quiet")
        self.card.add(self.form)
        self.card.add_row(self.enter_button, self.lost_button)
        self.card.add_row(Button(_("Apri un altro archivio, o comincia"), self._elsewhere, kind="quiet"))
        self._offer_users()
        self._wait()

    def _offer_users(self) -> None:
        """The names that have a passphrase; one alone is filled in."""
        import json

        # Read straight from the file: the full reader pulls in the cryptography library before the first paint.
        try:
            held = json.loads((self._folder / "vault.slots").read_bytes())["body"]
            self._names = [str(slot["user"]) for slot in held["slots"] if slot["kind"] == "user"]
            self._vault_id = str(held["vault"])
        except (OSError, ValueError, KeyError, TypeError):
            self._names = []
        self.user.suggest(self._names)
        if len(self._names) == 1:
            self.user.set_value(self._names[0])

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._begin()

    def _begin(self) -> None:
        (self.secret if self.user.value() else self.user).setFocus()

    def enter(self) -> None:
        """Try to open the vault with what was typed."""
        if self.work.busy or self._wait():
            return
        folder, user, secret = self._folder, self.user.value(), self.secret.value()
        self.enter_button.setEnabled(False)

        def work(progress: Progress) -> Vault:
            from millegiorni_desk.flows.desk import open_desk

            return open_desk(folder, user, secret)

        self.work.run(_("Apro l'archivio"), work, self._opened, self._refused, can_cancel=False)

    def _wait(self) -> int:
        """After several refusals, how many seconds are to be waited; told beside the passphrase, second by second."""
        seconds = attempts.wait(self._vault_id)
        if seconds:
            self.enter_button.setEnabled(False)
            self._second.start()
            self.secret.show_problem(
                plural(
                    "Aspetta {n} secondo, poi riprova.", "Aspetta {n} secondi, poi riprova.", seconds
                ).format(n=seconds)
            )
        elif self._second.isActive():
            self._second.stop()
            self.enter_button.setEnabled(True)
            self.secret.show_problem("")
        return seconds

    def _opened(self, vault: Vault) -> None:
        given = self.secret.value()
        self.secret.clear()
        if not vault.must_change:
            self._entered(vault)
            return
        from millegiorni_desk.app.entrance.must_change import MustChangeForm

        self._kept = vault
        self.work.clear()
        self.card.empty()
        self.say(
            _("Scegli la tua frase segreta"),
            _("Quella con cui sei entrata l'ha scelta qualcun altro: cambiala, così la sai solo tu."),
            "key",
        )
        self.must_change = MustChangeForm(vault, given, self.work, self._go_in)
        self.card.add(self.must_change)
        self.must_change.passphrase.again.setFocus()

    def _go_in(self, vault: Vault) -> None:
        self._kept = None
        self._entered(vault)

    def leave(self) -> None:
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    def _refused(self, problem: Exception) -> None:
        self.enter_button.setEnabled(True)
        if isinstance(problem, WrongPassphrase):
            self.secret.show_problem(sentence_of(problem))
            self._wait()
            self.secret.line.selectAll()
            self.secret.setFocus()
        else:
            self.work.show_problem(problem)

    def _recover(self) -> None:
        from millegiorni_desk.app.entrance.recovery import RecoveryForm

        self._second.stop()
        self.work.clear()
        self.card.empty()
        self.say(FORGOTTEN, _("Serve il foglio con la chiave di recupero."), "key")
        self.recovery = RecoveryForm(self._folder, self._names, self.work, self._entered, self._back)
        self.card.add(self.recovery)
        self.recovery.key.setFocus()

    def _back(self) -> None:
        """The sheet is not at hand, or the passphrase came back to mind."""
        if self.work.busy:
            return
        self.work.clear()
        self.card.empty()
        self.say(*self._title)
        self._ask()
        self._begin()
