"""Hears from the system that its screen is locked or the computer goes to sleep, whichever system it is."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtWidgets import QWidget


def watch(window: QWidget, lock: Callable[[], object]) -> object:
    """Call *lock* on the interface thread whenever the session is locked or the computer is about to sleep.

    Gives what must be kept for as long as one wants to hear; where the system tells nothing, that is ``None``, and
    ``idle.IdleLock`` alone notices that the computer slept.
    """
    if sys.platform == "win32":
        from millegiorni_desk.app.locking.windows import WindowsWatch

        return WindowsWatch(int(window.winId()), lock)
    if sys.platform == "darwin":
        from millegiorni_desk.app.locking.macos import MacWatch

        return MacWatch(lock)
    from millegiorni_desk.app.locking.linux import LinuxWatch

    return LinuxWatch(window, lock)
