"""Screen lock and sleep on Windows: messages that the system sends to the window (winuser.h, wtsapi32.h)."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from ctypes import wintypes
from typing import Any

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication

_WTSSESSION_CHANGE, _POWERBROADCAST = 0x02B1, 0x0218
# Locked; another user came to the console; the remote desk was left: in each of them nobody of ours sits here.
_SESSION_GONE = frozenset({0x7, 0x2, 0x4})
_SUSPEND = 0x4
_THIS_SESSION = 0


class WindowsWatch(QAbstractNativeEventFilter):
    """Calls *lock* when the session of the window *handle* is locked or left, or the computer suspends."""

    def __init__(self, handle: int, lock: Callable[[], object]) -> None:
        super().__init__()
        self._lock = lock
        application = QCoreApplication.instance()
        if application is not None:
            application.installNativeEventFilter(self)
        if sys.platform == "win32":
            # Power messages come unasked; those of the session must be asked for.
            ctypes.windll.wtsapi32.WTSRegisterSessionNotification(wintypes.HWND(handle), _THIS_SESSION)

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> Any:
        """Look at a message on its way to the window; it always goes on."""
        if kind == b"windows_generic_MSG" and tells_of_leaving(int(message)):
            self._lock()
        return False, 0


def tells_of_leaving(address: int) -> bool:
    """Whether the ``MSG`` at *address* says that the session is locked or left, or that the computer suspends."""
    message = wintypes.MSG.from_address(address)
    if message.message == _WTSSESSION_CHANGE:
        return message.wParam in _SESSION_GONE
    return bool(message.message == _POWERBROADCAST and message.wParam == _SUSPEND)
