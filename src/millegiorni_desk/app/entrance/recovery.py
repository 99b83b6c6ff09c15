"""Getting back in with the printed recovery key, and choosing a new passphrase."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from millegiorni_desk.app.settings.new_passphrase import NewPassphrase
from millegiorni_desk.errors import InvalidValue, NotFound, WrongPassphrase
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.forms import Form, TextField
from millegiorni_desk.ui.problems import sentence_of
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.vault.vault import Vault


class RecoveryForm(Form):
    """Asks for the recovery key, the name, and a new passphrase; opens the vault with it."""

    def __init__(
        self,
        folder: Path,
        names: Sequence[str],
        work: TaskBar,
        entered: Callable[[Vault], object],
        back: Callable[[], object],
    ) -> None:
        super().__init__()
        self._folder, self._work, self._entered = folder, work, entered
        self.key = self.add(
            "recovery_key",
            TextField(_("Chiave di recupero"), placeholder=_("nove gruppi di quattro"), longest=200),
        )
        self.key.set_hint(_("Maiuscole, spazi e trattini non contano."))
        self.user = self.add("user", TextField(_("Chi sei"), placeholder=_("il nome con cui entri")))
        self.user.suggest(names)
        if len(names) == 1:
            self.user.set_value(names[0])
        self.passphrase = NewPassphrase(_("La tua nuova frase segreta"))
        self.passphrase.again.line.then = self.recover
        self.add_widget(self.passphrase)
        self.button = Button(_("Cambia la frase ed entra"), self.recover, kind="primary")
        self.back_button = Button(_("Torna indietro"), back, kind="quiet")
        self.add_widget(Wrap(self.button, self.back_button))

    def recover(self) -> None:
        """Open by the recovery key, give the new passphrase, and enter with it."""
        if self._work.busy:
            return
        try:
            secret = self.passphrase.secret()
        except InvalidValue:
            return
        folder, key, user = self._folder, self.key.value(), self.user.value().casefold()
        self.button.setEnabled(False)

        def work(progress: Callable[[int, int, str], None]) -> Vault:
            from millegiorni_desk.flows.desk import open_desk, recover_desk
            from millegiorni_desk.vault import users

            with recover_desk(folder, key) as vault:
                users.reset_passphrase(vault, user, secret)
            return open_desk(folder, user, secret)

        self._work.run(_("Controllo la chiave"), work, self._entered, self._refused, can_cancel=False)

    def _refused(self, problem: Exception) -> None:
        self.button.setEnabled(True)
        if isinstance(problem, InvalidValue) and self.show_problem(problem):
            return
        field = self.key if isinstance(problem, WrongPassphrase) else self.user
        if isinstance(problem, (WrongPassphrase, NotFound)):
            field.show_problem(sentence_of(problem))
            field.setFocus()
        else:
            self._work.show_problem(problem)
