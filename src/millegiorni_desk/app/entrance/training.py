"""*Prova con dati inventati*: makes the training vault in the background where there is none, and goes in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from millegiorni_desk.app.entrance.card import Entrance
from millegiorni_desk.flows import training
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.labels import label

if TYPE_CHECKING:
    from millegiorni_desk.vault.vault import Vault

Progress = Callable[[int, int, str], None]


class TrainingPage(Entrance):
    """Asks for nothing: *entered* gets the training vault, open; *elsewhere* is the way back."""

    def __init__(self, entered: Callable[[Vault], object], elsewhere: Callable[[], object]) -> None:
        super().__init__(
            _("Prova con dati inventati"),
            _("Un archivio a parte, per imparare senza toccare niente di vero. Si butta quando si vuole."),
            "training",
        )
        self._entered, self._elsewhere = entered, elsewhere
        self.card.add(
            label(
                _("Donne, accessi e doti sono inventati, e su ogni pagina e ogni foglio è scritto."),
                wrap=True,
            )
        )
        self.start_button = Button(_("Entra nella prova"), self.start, kind="primary")
        self.back_button = Button(_("Torna indietro"), self.go_back, kind="quiet")
        self.card.add_row(self.start_button, self.back_button)
        QTimer.singleShot(0, self.start_button.setFocus)

    def start(self) -> None:
        """Make it if it is not there, and go in."""
        if self.work.busy:
            return
        self.start_button.setEnabled(False)

        def work(progress: Progress) -> Vault:
            # The demo brings a year's worth of modules: only who asks for it waits for them.
            from millegiorni_desk.demo import practice

            if not training.made():
                practice.make(training.folder(), progress)
            return practice.enter(training.folder())

        self.work.run(_("Preparo la prova"), work, self._entered, self._refused)

    def go_back(self) -> None:
        """Leave without going in."""
        if not self.work.busy:
            self._elsewhere()

    def _refused(self, problem: Exception) -> None:
        self.start_button.setEnabled(True)
        self.work.show_problem(problem, self.start)
