"""The window from its first paint: the entrance, and behind it the desk once a vault is open."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from millegiorni_desk import app, settings
from millegiorni_desk.app import locking as screen_lock
from millegiorni_desk.app.entrance.card import Entrance
from millegiorni_desk.app.entrance.unlock import UnlockPage
from millegiorni_desk.app.locking.idle import IdleLock
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.dressing import dress
from millegiorni_desk.ui.problems import ProblemNotice, report_of
from millegiorni_desk.ui.screens import Screens
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.ui.tasks import wait_for_all

if TYPE_CHECKING:
    from millegiorni_desk.app.desk import Desk
    from millegiorni_desk.vault.vault import Vault

TITLE = "Millegiorni Desk"


class DeskWindow(QMainWindow):
    """One window for the whole life of the program. Its title never says whose desk it is.

    ``restart`` is what *Blocca* does after the vault is closed; tests pass their own.
    """

    def __init__(
        self, folder: Path | None, restart: Callable[[], object] = app.restart, training: str = ""
    ) -> None:
        super().__init__()
        self.setWindowTitle(TITLE)
        dress(self)
        self._restart = restart
        self.desk: Desk | None = None
        self._idle: IdleLock | None = None
        self._heard: object = None
        self.pages = Screens()
        whole = QWidget()
        whole.setObjectName("ground")
        self._layout = column(whole)
        self._layout.addWidget(self.pages, 1)
        self.problem: ProblemNotice | None = None
        self.setCentralWidget(whole)
        # In pixels of the screen: at 200 % the text grows, the screen does not.
        self.setMinimumSize(800, 560)
        self.resize(1280, 760)
        if training and self._training_begins(training):
            self.show_training()
        elif folder is not None and (folder / "vault.slots").exists():
            self.show_unlock(folder)
        else:
            self.show_first_run()
        self._painted = False

    def show_unlock(self, folder: Path) -> None:
        """Ask who is there and the passphrase of the vault in *folder*."""
        self._show(UnlockPage(folder, self.enter, self.show_first_run))

    def show_first_run(self) -> None:
        """Create a network, join one, or open a vault that is already on this computer."""
        from millegiorni_desk.app.entrance.first_run import FirstRun

        self._show(FirstRun(self.enter, self.show_unlock, self.show_training))

    def show_training(self) -> None:
        """Offer the training vault; it is made where there is none."""
        from millegiorni_desk.app.entrance.training import TrainingPage

        self._show(TrainingPage(self.enter, self._not_training))

    def _training_begins(self, how: str) -> bool:
        """What was asked of the training vault when the last desk closed; whether one goes in now."""
        from millegiorni_desk.flows import training

        if how in ("anew", "discard"):
            training.discard()
        settings.put("training", "" if how == "discard" else "enter")
        return how != "discard"

    def _not_training(self) -> None:
        settings.put("training", "")
        last = Path(str(settings.get("vault") or "."))
        if (last / "vault.slots").exists():
            self.show_unlock(last)
        else:
            self.show_first_run()

    def enter(self, vault: Vault) -> None:
        """Show the desk of an open vault."""
        from millegiorni_desk.app.desk import Desk
        from millegiorni_desk.flows import training

        if training.is_training(vault):
            settings.put("training", "enter")
        else:
            settings.put("training", "")
            settings.put("vault", str(vault.folder))
        self.desk = Desk(vault, self.lock)
        self.desk.shell.close_wanted.connect(lambda page: QTimer.singleShot(0, lambda: self.close_for(page)))
        self._show(self.desk.shell)
        self.desk.start()
        if self._idle is None and self.windowHandle() is not None:
            self._idle = IdleLock(self, _lock_after, self._lock_unused)
            self._heard = screen_lock.watch(self, self.leave_alone)

    def leave_alone(self) -> None:
        """The system locks its screen or sleeps: hide at once, and lock as soon as work under way is done."""
        if self.desk is not None and self._idle is not None:
            if not self.desk.shell.screen_hidden:
                self.desk.shell.toggle_hidden()
            self._idle.soon()

    def _lock_unused(self) -> None:
        if self.desk is not None:
            self.lock()

    def lock(self) -> None:
        """Close the vault and begin again with an empty memory."""
        try:
            self._leave()
            self._show(QWidget())
        finally:
            # A desk that could not be closed in order must not stay open because of it.
            self._restart()

    def close_for(self, page: Callable[[Callable[[], object]], QWidget]) -> None:
        """Close the vault in order and show what *page* makes, which works on its files and then begins again."""
        try:
            self._leave()
            self._show(page(self._restart))
        except BaseException:
            self._restart()
            raise

    def tell(
        self, kind: type[BaseException], problem: BaseException, trace: TracebackType | None = None
    ) -> None:
        """Show a problem that no screen took, at the foot of the window; for ``sys.excepthook``."""
        # Never the message: it may hold a name, and standard error ends up in the system's log.
        sys.stderr.write(report_of(problem) + "\n")
        self._forget_problem()
        self.problem = ProblemNotice(problem)
        self.problem.add_action(Button(_("Ho letto"), self._forget_problem))
        self._layout.addWidget(self.problem)

    def _forget_problem(self) -> None:
        if self.problem is not None:
            self._layout.removeWidget(self.problem)
            self.problem.hide()
            self.problem.deleteLater()
            self.problem = None

    def _leave(self) -> None:
        if self.desk is not None:
            self.desk.close()
            self.desk = None
        page = self.pages.currentWidget()
        if isinstance(page, Entrance):
            wait_for_all()
            page.leave()

    def _show(self, page: QWidget) -> None:
        old = self.pages.currentWidget()
        self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)
        if old is not None:
            self.pages.removeWidget(old)
            old.deleteLater()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            # Importing the records takes longer than painting: it is done while the passphrase is typed, and not
            # while the first picture waits for the interpreter.
            self._painted = True
            QTimer.singleShot(0, lambda: threading.Thread(target=_warm_up, daemon=True).start())

    def closeEvent(self, event: QCloseEvent) -> None:
        self._leave()
        super().closeEvent(event)


def _lock_after() -> int:
    minutes = settings.get("lock_after")
    return minutes if isinstance(minutes, int) else 15


def _warm_up() -> None:
    from sqlalchemy.orm import configure_mappers

    import millegiorni_desk.flows.desk  # noqa: F401 - for its effect: everything is imported

    # Which record lies where: worked out at the first question otherwise, while she waits for her desk.
    configure_mappers()
