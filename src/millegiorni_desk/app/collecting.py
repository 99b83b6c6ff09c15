"""Python's search for dead objects that hold one another, made when it stops nobody.

Left to itself it begins in whichever thread makes an object too many, and no other thread runs until it has walked
through all objects of the program: a stop of the window that a hand feels. While a desk is open, only this
makes them. It also frees pieces of the window on the interface thread, the only one where Qt allows it.

The C library of Linux has a like habit, which is put off here too: see :func:`free_at_once`.
"""

from __future__ import annotations

import ctypes
import gc
import sys
import time
from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.locking.idle import USED
from millegiorni_desk.ui import tasks

TICK_MS = 1_000
QUIET_SECONDS = 3
# So many objects that came and have not gone since the last walk: fewer are not worth one.
ENOUGH = 5_000
# mallopt(3): the largest piece of memory that is set aside when it is freed, in bytes.
_M_MXFAST = 1


@cache
def kept_by_others() -> bool:
    """Whether somebody put objects out of the collector's way before the first desk: theirs to bring back.

    They are counted one by one, so they are counted once.
    """
    return gc.get_freeze_count() > 0


class QuietCollector(QObject):
    """Collects, and tells of a ``quiet`` moment, each second that nobody touches *window* nor works.

    Nobody does after ``QUIET_SECONDS`` without a key or a touch, while no work is under way.

    It begins with :meth:`start`, for the window as it stands then; *clock* gives seconds.
    """

    quiet = Signal()

    def __init__(self, window: QWidget, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(window)
        self._window, self._clock = window, clock
        self._used = clock()
        self._was_left_to_python = gc.isenabled()
        self._keeps = not kept_by_others()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)

    def start(self) -> None:
        """Take over from Python's own thresholds."""
        gc.disable()
        free_at_once()
        handle = self._window.window().windowHandle()
        if handle is not None:
            handle.installEventFilter(self)
        # In the next turn what came before the desk is gone: what it held must not be kept below.
        QTimer.singleShot(0, self, self._settle)
        self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        if self._keeps:
            gc.unfreeze()
        if self._was_left_to_python:
            gc.enable()

    def _settle(self) -> None:
        """The program itself, as imported and built by now, stays: no later walk goes through it."""
        if self._timer.isActive():
            gc.collect()
            if self._keeps:
                gc.freeze()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in USED:
            self._used = self._clock()
        return False

    def tick(self) -> None:
        """If this is a quiet moment, collect if there is something to collect, and tell."""
        quiet = self._clock() - self._used >= QUIET_SECONDS and not tasks.busy()
        if not quiet:
            return
        if gc.get_count()[0] >= ENOUGH:
            gc.collect()
        self.quiet.emit()


def free_at_once() -> None:
    """Have small pieces of memory joined again when they are freed, by whoever frees them (glibc's mallopt(3)).

    Otherwise they are set aside, and all are joined when anybody next asks for a large piece. After a question to a
    large vault that takes some 100 ms, and falls on Python, which holds its lock meanwhile. This way it falls on
    SQLite, which does not.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if set_option is not None:
        set_option(_M_MXFAST, 0)
