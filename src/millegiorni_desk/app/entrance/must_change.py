"""At the entrance: a passphrase that someone else chose is changed before the desk is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from millegiorni_desk.app.settings.new_passphrase import NewPassphrase
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.forms import Form
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.vault.vault import Vault


class MustChangeForm(Form):
    """Asks for a passphrase of her own and enters with it; *given* is the one that she was told."""

    def __init__(self, vault: Vault, given: str, work: TaskBar, entered: Callable[[Vault], object]) -> None:
        super().__init__()
        self._vault, self._given, self._work, self._entered = vault, given, work, entered
        self.passphrase = NewPassphrase(_("La tua frase segreta"))
        self.passphrase.again.line.then = self.change
        self.add_widget(self.passphrase)
        self.button = Button(_("Cambia la frase ed entra"), self.change, kind="primary")
        self.add_widget(Wrap(self.button))

    def change(self) -> None:
        """Change it, then go in."""
        if self._work.busy:
            return
        try:
            secret = self.passphrase.secret()
        except InvalidValue:
            return
        vault, given = self._vault, self._given
        self.button.setEnabled(False)

        def work(progress: Callable[[int, int, str], None]) -> None:
            from millegiorni_desk.vault import users

            users.change_passphrase(vault, vault.user, given, secret)

        self._work.run(
            _("Cambio la frase"), work, lambda done: self._go_in(), self._refused, can_cancel=False
        )

    def _go_in(self) -> None:
        self._given = ""
        self.passphrase.again.clear()
        self._entered(self._vault)

    def _refused(self, problem: Exception) -> None:
        self.button.setEnabled(True)
        if not (isinstance(problem, InvalidValue) and self.passphrase.show_problem(problem)):
            self._work.show_problem(problem)
