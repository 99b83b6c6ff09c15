"""The window from its first paint: the entrance, and behind it the desk once a vault is open."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from millegiorni_desk import app, settings
from millegiorni_desk.app.unlock import UnlockPage
from millegiorni_desk.ui.spacing import fix

if TYPE_CHECKING:
    from millegiorni_desk.app.desk import Desk
    from millegiorni_desk.vault.vault import Vault

TITLE = "Millegiorni Desk"


class DeskWindow(QMainWindow):
    """One window for the whole life of the program. Its title never says whose desk it is.

    ``restart`` is what *Blocca* does after the vault is closed; tests pass their own.
    """

    def __init__(self, folder: Path | None, restart: Callable[[], object] = app.restart) -> None:
        super().__init__()
        self.setWindowTitle(TITLE)
        self._restart = restart
        self.desk: Desk | None = None
        self.pages = QStackedWidget()
        self.setCentralWidget(self.pages)
        fix(self, at_least=(800, 560))
        self.resize(1280, 760)
        if folder is not None and (folder / "vault.slots").exists():
            self.show_unlock(folder)
        else:
            self.show_first_run()
        # Importing the records takes longer than painting: it is done while the passphrase is typed.
        QTimer.singleShot(0, lambda: threading.Thread(target=_warm_up, daemon=True).start())

    def show_unlock(self, folder: Path) -> None:
        """Ask who is there and the passphrase of the vault in *folder*."""
        self._show(UnlockPage(folder, self.enter, self.show_first_run))

    def show_first_run(self) -> None:
        """Create a network, join one, or open a vault that is already on this computer."""
        from millegiorni_desk.app.first_run import FirstRun

        self._show(FirstRun(self.enter, self.show_unlock))

    def enter(self, vault: Vault) -> None:
        """Show the desk of an open vault."""
        from millegiorni_desk.app.desk import Desk

        settings.put("vault", str(vault.folder))
        self.desk = Desk(vault, self.lock)
        self._show(self.desk.shell)
        self.desk.start()

    def lock(self) -> None:
        """Close the vault and begin again with an empty memory."""
        self._leave()
        self._restart()

    def _leave(self) -> None:
        if self.desk is not None:
            self.desk.close()
            self.desk = None

    def _show(self, page: QWidget) -> None:
        old = self.pages.currentWidget()
        self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)
        if old is not None:
            self.pages.removeWidget(old)
            old.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._leave()
        super().closeEvent(event)


def _warm_up() -> None:
    import millegiorni_desk.flows.desk  # noqa: F401 - for its effect: everything is imported
