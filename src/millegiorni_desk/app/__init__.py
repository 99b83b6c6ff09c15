"""The window: opens the vault, registers every area's screens, shows the desk."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def run(vault: str = "") -> int:
    """Show the window and stay until it is closed; *vault* is the folder to offer, else the last one used."""
    _no_core_dumps()
    from PySide6.QtWidgets import QApplication

    from millegiorni_desk import settings
    from millegiorni_desk.ui import theme

    application = QApplication(sys.argv[:1])
    application.setApplicationName("Millegiorni Desk")
    theme.apply(str(settings.get("theme")), int(settings.get("scale")))
    from millegiorni_desk.app.desk_window import DeskWindow

    window = DeskWindow(Path(vault or str(settings.get("vault"))) if vault or settings.get("vault") else None)
    window.show()
    return int(application.exec())


def restart() -> None:
    """Start the program afresh in this process's place: what was in memory is gone (research: closing is not enough)."""
    os.execv(sys.executable, [sys.executable, "-m", "millegiorni_desk"])  # noqa: S606 - our own program


def _no_core_dumps() -> None:
    """A crash must not leave the process's memory on the disk."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
