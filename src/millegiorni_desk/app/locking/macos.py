"""Screen lock on macOS: the notification that the system's login window distributes.

Sleep is noticed by the clock afterwards (``idle.IdleLock``): its own notification needs a framework more.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable

_CORE_FOUNDATION = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation"
_UTF8 = 0x08000100
_DELIVER_AT_ONCE = 4
_Callback = ctypes.CFUNCTYPE(
    None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p
)


class MacWatch:
    """Calls *lock* when the screen locks; the callback comes on the main thread's run loop, which is Qt's."""

    def __init__(self, lock: Callable[[], object]) -> None:
        foundation = ctypes.CDLL(_CORE_FOUNDATION)
        foundation.CFStringCreateWithCString.restype = ctypes.c_void_p
        foundation.CFStringCreateWithCString.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint32)
        foundation.CFNotificationCenterGetDistributedCenter.restype = ctypes.c_void_p
        foundation.CFNotificationCenterAddObserver.restype = None
        foundation.CFNotificationCenterAddObserver.argtypes = (
            *(ctypes.c_void_p,) * 2, _Callback, *(ctypes.c_void_p,) * 2, ctypes.c_long,
        )  # fmt: skip
        name = foundation.CFStringCreateWithCString(None, b"com.apple.screenIsLocked", _UTF8)
        # Kept: the centre holds an address, and would call what Python had let go of.
        self._callback = _Callback(lambda *_: lock() and None)
        foundation.CFNotificationCenterAddObserver(
            foundation.CFNotificationCenterGetDistributedCenter(),
            None,
            self._callback,
            name,
            None,
            _DELIVER_AT_ONCE,
        )
