"""What is done a moment later, once the event under way has ended."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


def later(owner: QObject, then: Callable[[], object]) -> None:
    """Call *then* once the event under way has ended, unless *owner* is gone by then.

    Not ``QTimer.singleShot`` with *owner* as its context: what waits there when *owner* goes is kept for ever,
    and with it every window that it knows.
    """
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.timeout.connect(then)
    timer.timeout.connect(timer.deleteLater)
    timer.start(0)
