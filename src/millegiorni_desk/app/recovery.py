"""Getting back in with the printed recovery key, and choosing a new passphrase."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.forms import Form, TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.tasks import TaskBar

if TYPE_CHECKING:
    from millegiorni_desk.vault.vault import Vault


class RecoveryForm(Form):
    """Asks for the recovery key, the name, and a new passphrase; opens the vault with it."""

    def __init__(self, folder: Path, work: TaskBar, entered: Callable[[Vault], object]) -> None:
        super().__init__()
        from millegiorni_desk.vault import passphrase

        self._folder, self._work, self._entered = folder, work, entered
        self.add_widget(label("Prendi il foglio con la chiave di recupero.", "muted", wrap=True))
        self.key = self.add("recovery_key", TextField("Chiave di recupero", placeholder="nove gruppi di quattro"))
        self.user = self.add("user", TextField("Chi sei"))
        self.secret = self.add("passphrase", TextField("Nuova frase segreta"))
        self.secret.set_value(passphrase.propose())
        self.secret.set_hint("Questa va bene così: scrivila e tienila con te. Oppure scrivine una tua.")
        self.go = Button("Cambia la frase ed entra", self.recover, kind="primary")
        self.add_widget(self.go)

    def recover(self) -> None:
        """Open by the recovery key, give the new passphrase, and enter with it."""
        key, user, secret = self.key.value(), self.user.value().strip().casefold(), self.secret.value()
        folder = self._folder
        self.go.setEnabled(False)

        def work(progress: Callable[[int, int, str], None]) -> Vault:
            from millegiorni_desk.flows.desk import open_desk, recover_desk
            from millegiorni_desk.vault import users

            with recover_desk(folder, key) as vault:
                users.reset_passphrase(vault, user, secret)
            return open_desk(folder, user, secret)

        self._work.run("Controllo la chiave", work, self._entered, self._refused, can_cancel=False)

    def _refused(self, problem: Exception) -> None:
        self.go.setEnabled(True)
        if not (isinstance(problem, InvalidValue) and self.show_problem(problem)):
            if isinstance(problem, DeskError):
                self.key.show_problem(problem.message)
            else:
                self._work.show_problem(problem)
