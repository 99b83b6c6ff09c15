"""The window: opens the vault, registers every area's screens, shows the desk."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

SMALL_SCREEN = 1440


def run(vault: str = "") -> int:
    """Show the window and stay until it is closed; *vault* is the folder to offer, else the last one used."""
    guard_memory()
    # Until a desk is open, which sees to it (``collecting``): a thread that imports or opens beside the entrance would
    # free pieces of the window, and Qt allows that on the interface thread alone.
    gc.disable()
    from PySide6.QtWidgets import QApplication

    from millegiorni_desk import settings

    application = QApplication(sys.argv[:1])
    application.setApplicationName("Millegiorni Desk")
    from millegiorni_desk.app import appearance
    from millegiorni_desk.app.desk_window import DeskWindow

    appearance.speak(application)
    appearance.show()
    appearance.follow_system(application)
    folder = vault or str(settings.get("vault"))
    window = DeskWindow(
        Path(folder) if folder else None, training="" if vault else str(settings.get("training"))
    )
    sys.excepthook = window.tell
    # On a small screen every pixel is wanted; on a large one a window is easier on the eye.
    if application.primaryScreen().availableGeometry().width() <= SMALL_SCREEN:
        window.showMaximized()
    else:
        window.show()
    return int(application.exec())


def restart() -> None:
    """Start the program afresh in this process's place, so that nothing stays in memory; does not return."""
    command = (
        [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "millegiorni_desk"]
    )
    try:
        if sys.platform == "win32":
            import subprocess

            # There ``execv`` breaks paths with blanks, and starts a second process all the same.
            subprocess.Popen(command)
        else:
            os.execv(sys.executable, command)  # noqa: S606 - our own program
    finally:
        # Also where the program cannot be started: it is closed then, and its memory is gone.
        os._exit(0)


def guard_memory() -> None:
    """A crash must not leave the process's memory on the disk.

    One byte, not none: for programs that collect crashes Linux heeds only this limit (core(5), fs/coredump.c),
    and a file of one byte it does not begin.
    """
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_CORE)
        limit = 1 if sys.platform == "linux" and most != 0 else 0
        resource.setrlimit(resource.RLIMIT_CORE, (limit, limit))
