"""A paper that is drawn beside the window while the answers it depends on are given."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from shiboken6 import isValid

from millegiorni_desk.ui.preview import PdfPreview
from millegiorni_desk.ui.tasks import Task

_PAUSE_MS = 300


class DrawnPaper(PdfPreview):
    """Shows the PDF that *maker* gives the means to make, or nothing where it gives none.

    *maker* is asked on the interface thread, and what it returns is called off it. Nothing is drawn while the
    paper is out of sight; the newest request wins. ``drawn``: what is shown is what was asked for;
    ``failed`` carries the exception, and nothing is shown.
    """

    drawn = Signal()
    failed = Signal(object)

    def __init__(self, name: str, maker: Callable[[], Callable[[], bytes] | None], nothing: str = "") -> None:
        super().__init__(name, nothing)
        self._maker = maker
        self._asked: object = None
        self._stale = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.draw)

    def draw_soon(self) -> None:
        """Draw it once the hand rests."""
        self._pause.start()

    def draw(self) -> None:
        """Draw it now, or as soon as it is seen."""
        self._pause.stop()
        self._stale = not self.isVisible()
        if self._stale:
            return
        make = self._maker()
        if make is None:
            self.let_go()
            return
        # Not the task itself: one that its own outcome knows is never let go, nor is the page with it.
        asked = self._asked = object()
        task = Task(lambda progress: make())
        task.result.connect(lambda pdf: self._show(asked, pdf))
        task.failed.connect(lambda problem: self._fail(asked, problem))
        task.start()

    def let_go(self) -> None:
        """Show nothing any more, also of what is being drawn."""
        self._pause.stop()
        self._stale = False
        self._asked = None
        self.show_pdf(b"")

    def _show(self, asked: object, pdf: bytes) -> None:
        # What was asked for may be ready when the window is gone already.
        if self._asked is asked and isValid(self):
            self.show_pdf(pdf)
            self.drawn.emit()

    def _fail(self, asked: object, problem: BaseException) -> None:
        if self._asked is asked and isValid(self):
            self.show_pdf(b"")
            self.failed.emit(problem)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._pause.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._pause.isActive():
            self._pause.stop()
            self._stale = True
