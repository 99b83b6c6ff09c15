"""Locks a desk that nobody uses, or whose computer slept: the vault does not stay open beside an empty chair."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from millegiorni_desk.ui import tasks

TICK_SECONDS = 15
# A tick that comes this late means that the computer slept meanwhile.
_SLEPT_SECONDS = 120
USED = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class IdleLock(QObject):
    """Calls *lock* after *minutes* without a key or a touch on *window*; 0 minutes: never for idleness.

    *clock* gives seconds that go on while the computer sleeps. Work under way is let finish first. It lives as
    long as *window*, which must have been shown.
    """

    def __init__(
        self,
        window: QWidget,
        minutes: Callable[[], int],
        lock: Callable[[], object],
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(window)
        self._minutes, self._lock, self._clock = minutes, lock, clock
        self._used = self._ticked = clock()
        self._wanted = False
        # On the native window few events pass; on the application, every painting would.
        window.windowHandle().installEventFilter(self)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_SECONDS * 1000)
        self._timer.timeout.connect(self.tick)
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in USED:
            self._used = self._clock()
        return False

    def soon(self) -> None:
        """Lock as soon as no work is under way: nobody is in front of the screen any more."""
        self._wanted = True
        self._lock_if_free()

    def _lock_if_free(self) -> None:
        if self._wanted and not tasks.busy():
            self._wanted = False
            self._used = self._clock()
            self._lock()

    def tick(self) -> None:
        """Look at the clock, and lock if it is time."""
        now = self._clock()
        slept = now - self._ticked > _SLEPT_SECONDS
        self._ticked = now
        minutes = self._minutes()
        idle = minutes > 0 and now - self._used >= minutes * 60
        self._wanted = self._wanted or slept
        if idle and not tasks.busy():
            self._wanted = True
        self._lock_if_free()
