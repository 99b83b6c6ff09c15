"""Screen lock and sleep on Linux, over D-Bus: systemd-logind, and the screen savers of the desktops.

logind says ``Lock`` when someone asks for it (``loginctl lock-session``, a lid, a switch of users) and
``PrepareForSleep`` before the computer sleeps; desktops that lock by themselves say ``ActiveChanged``.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

_LOGIND = "org.freedesktop.login1"
_SESSIONS = "/org/freedesktop/login1/session/"
# Text, whatever the stubs say: bytes are refused when it runs.
_LOCKED: Any = SLOT("session_locked(QDBusMessage)")
_CHANGED: Any = SLOT("changed(bool)")
_SAVERS = ("freedesktop", "gnome", "cinnamon", "mate", "xfce")


class LinuxWatch(QObject):
    """Calls *lock* when this session's screen locks or the computer prepares to sleep.

    A bus that is not there is passed over. While this object lives logind waits a few seconds with the sleep, so
    that the vault is closed before memory is frozen or written to the disk.
    """

    def __init__(self, parent: QObject, lock: Callable[[], object]) -> None:
        super().__init__(parent)
        self._lock = lock
        self._own_session = _path_of(os.environ.get("XDG_SESSION_ID", ""))
        # Kept for what it holds: logind goes on when this file descriptor is closed, at the latest by the restart.
        self._delay: QDBusPendingCallWatcher | None = None
        system = QDBusConnection.systemBus()
        if system.isConnected():
            session = f"{_LOGIND}.Session"
            system.connect("", "", session, "Lock", self, _LOCKED)
            system.connect("", "", f"{_LOGIND}.Manager", "PrepareForSleep", self, _CHANGED)
            self._ask_for_a_moment(system)
        own = QDBusConnection.sessionBus()
        if own.isConnected():
            for saver in _SAVERS:
                name = f"org.{saver}.ScreenSaver"
                own.connect("", "", name, "ActiveChanged", self, _CHANGED)

    def _ask_for_a_moment(self, system: QDBusConnection) -> None:
        wanted: Any = QDBusMessage.createMethodCall(
            _LOGIND, "/org/freedesktop/login1", f"{_LOGIND}.Manager", "Inhibit"
        )
        wanted.setArguments(["sleep", "Millegiorni Desk", "chiude l'archivio", "delay"])
        self._delay = QDBusPendingCallWatcher(system.asyncCall(wanted), self)

    @Slot(QDBusMessage)
    def session_locked(self, message: QDBusMessage) -> None:
        """Some session was locked; another person's on the same computer is none of ours."""
        if not self._own_session or message.path() == self._own_session:
            self._lock()

    @Slot(bool)
    def changed(self, begins: bool) -> None:
        """The screen saver locks, or sleep comes; at the end of either there is nothing to do."""
        if begins:
            self._lock()


def _path_of(session: str) -> str:
    """The object of a session: what is no ASCII letter or figure is written ``_`` and its code, as systemd does."""
    plain = [
        c if c.isascii() and c.isalnum() and not (at == 0 and c.isdigit()) else f"_{ord(c):02x}"
        for at, c in enumerate(session)
    ]
    return _SESSIONS + "".join(plain) if session else ""
