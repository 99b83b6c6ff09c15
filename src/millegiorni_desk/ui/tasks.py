"""Work off the interface thread, with progress, cancel, and its outcome back on the interface thread."""

import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from millegiorni_desk.language import _
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.labels import label, reveal
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.problems import ProblemNotice
from millegiorni_desk.ui.spacing import column, row

SHOW_AFTER_MS = 1000

# How long work keeps Python before the window has its turn. The window asks for one at each of many calls of Qt, so
# Python's own 5 ms add up: typing beside a long calculation stopped for twice as long (measured).
_TURN_SECONDS = 0.001


class Cancelled(Exception):
    """Raised inside the work, by its progress call, after the user asked to stop."""


def stoppable(progress: Callable[[int, int, str], None]) -> Callable[[int, int], None]:
    """What to watch transfers with while there is nothing to count: they stop once the work is asked to."""
    return lambda done, total: progress(0, 0, "")


class Task(QObject):
    """One piece of work in its own thread.

    The work is called with one argument: ``progress(done, total, text)``. A call after cancel raises
    :class:`Cancelled` there, so that a transaction around it rolls back. Signals arrive on the interface
    thread: ``result``, ``failed`` (the exception) or ``cancelled``, then ``finished``.
    """

    progressed = Signal(int, int, str)
    result = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    finished = Signal()
    _ended = Signal(str, object)

    def __init__(self, work: Callable[[Callable[[int, int, str], None]], Any]) -> None:
        super().__init__()
        self._work = work
        self._stop = threading.Event()
        self._told = 0.0
        self.running = False
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin; the task keeps itself alive until its outcome is delivered."""
        self.running = True
        sys.setswitchinterval(_TURN_SECONDS)
        _running.add(self)
        QThreadPool.globalInstance().start(_Runnable(self))

    def cancel(self) -> None:
        """Ask the work to stop at its next progress call."""
        self._stop.set()

    @property
    def cancelling(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.is_set()

    def _progress(self, done: int, total: int, text: str = "") -> None:
        if self._stop.is_set():
            raise Cancelled
        # The work may report each of a million rows; the screen needs twenty a second.
        now = time.monotonic()
        if done == total or now - self._told >= 0.05:
            self._told = now
            self.progressed.emit(done, total, text)

    def carry_out(self) -> None:
        """Do the work in the calling thread; the outcome is delivered on the interface thread."""
        try:
            outcome: tuple[str, object] = ("result", self._work(self._progress))
        except Cancelled:
            outcome = ("cancelled", None)
        except Exception as problem:  # whatever goes wrong must reach the screen
            outcome = ("failed", problem)
        self._ended.emit(*outcome)

    def _deliver(self, kind: str, value: object) -> None:
        self.running = False
        _running.discard(self)
        if kind == "result":
            self.result.emit(value)
        elif kind == "failed":
            self.failed.emit(value)
        else:
            self.cancelled.emit()
        self.finished.emit()
        # Whoever listens to it mostly keeps it, and it keeps whoever listens: a circle that Python cannot see.
        self.deleteLater()


_running: set[Task] = set()


def busy() -> bool:
    """Whether any task is running."""
    return bool(_running)


class _Runnable(QRunnable):
    def __init__(self, task: Task) -> None:
        super().__init__()
        self._task: Task | None = task

    def run(self) -> None:
        # Sometimes Qt's threads leave a piece like this behind: what it did, and the vault that it did it with, go.
        task, self._task = self._task, None
        if task is not None:
            task.carry_out()


def wait_for_all(milliseconds: int = 30_000) -> bool:
    """Ask every running task to stop and wait for it, before the program ends; false if one still runs."""
    for task in list(_running):
        task.cancel()
    return QThreadPool.globalInstance().waitForDone(milliseconds)


def let_go() -> None:
    """Drop what has ended and was not heard yet: the window that it was for is closed."""
    _running.clear()


class TaskBar(QWidget):
    """The place on a page where work is seen: a bar with *Annulla* after one second, then any problem.

    One piece of work at a time; it takes no room while there is nothing to tell. ``told`` comes when that changes.
    """

    told = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.task: Task | None = None
        self._title = ""
        self._again: Callable[[], object] | None = None
        self._then: Callable[[], object] | None = None
        self._found: Callable[[Any], object] | None = None
        self.problem: ProblemNotice | None = None
        self._layout = column(self, spacing=tokens.TIGHT)
        self._panel = QWidget()
        inner = column(self._panel, spacing=tokens.HAIR)
        self._words = label("", "small")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.cancel_button = Button(_("Annulla"), self._cancel)
        line = row(spacing=tokens.NEAR)
        texts = column(spacing=tokens.HAIR)
        texts.addWidget(self._words)
        texts.addWidget(self._bar)
        line.addLayout(texts, 1)
        line.addWidget(self.cancel_button)
        inner.addLayout(line)
        self._layout.addWidget(self._panel)
        self._panel.hide()
        self.hide()
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(SHOW_AFTER_MS)
        self._late.timeout.connect(lambda: self._show_panel(True))

    @property
    def busy(self) -> bool:
        """Whether work is under way."""
        return self.task is not None

    @property
    def bar_shown(self) -> bool:
        """Whether the bar is on the page."""
        return not self._panel.isHidden()

    def run(
        self,
        words: str,
        work: Callable[[Callable[[int, int, str], None]], Any],
        done: Callable[[Any], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        *,
        can_cancel: bool = True,
    ) -> Task | None:
        """Start *work*, called *words* on the bar; ``None`` if other work is still under way.

        *done* gets the result. A problem is shown here, with *Riprova*, unless *failed* takes it.
        """
        if self.busy:
            return None
        self.clear()
        task = Task(work)
        self.task = task
        self._title = words
        self._words.setText(words)
        self._bar.setAccessibleName(words)
        self._bar.setRange(0, 0)
        self.cancel_button.setVisible(can_cancel)
        self.cancel_button.setEnabled(True)
        task.progressed.connect(self._progressed)
        task.finished.connect(self._finished)
        if done is not None:
            task.result.connect(done)
        if failed is not None:
            task.failed.connect(failed)
        else:
            self._again = lambda: self.run(words, work, done, can_cancel=can_cancel)
            task.failed.connect(self._failed)
        self._late.start()
        task.start()
        return task

    def look(
        self,
        words: str,
        work: Callable[[Callable[[int, int, str], None]], Any],
        done: Callable[[Any], object],
        *,
        can_cancel: bool = False,
    ) -> None:
        """As :meth:`run`, for what is only read: asked for while work is under way, it is read once more after it.

        *done* is not given what a newer look would change.
        """
        if self.busy:
            self._then = lambda: self.look(words, work, done, can_cancel=can_cancel)
            return
        self._found = done
        self.run(words, work, self._seen, can_cancel=can_cancel)

    def _seen(self, found: Any) -> None:
        if self._then is None and self._found is not None:
            self._found(found)

    def show_problem(self, problem: BaseException, retry: Callable[[], object] | None = None) -> None:
        """Show *problem* here until the next work or :meth:`clear`."""
        self.clear()
        self.problem = ProblemNotice(problem, retry)
        self._layout.addWidget(self.problem)
        self._fit()

    def clear(self) -> None:
        """Take away the last problem."""
        if self.problem is not None:
            self._layout.removeWidget(self.problem)
            self.problem.hide()
            self.problem.deleteLater()
            self.problem = None
        self._fit()

    def _show_panel(self, shown: bool) -> None:
        self._panel.setVisible(shown)
        self._fit()

    def _fit(self) -> None:
        reveal(self, self.problem is not None or not self._panel.isHidden())
        self.told.emit()

    def _cancel(self) -> None:
        if self.task is not None:
            self.task.cancel()
            self.cancel_button.setEnabled(False)
            self._words.setText(_("Mi fermo appena si può…"))

    def _progressed(self, done: int, total: int, text: str) -> None:
        if self.task is None or self.task.cancelling:
            return
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        count = _("{done} di {total}").format(done=number(done), total=number(total)) if total else ""
        self._words.setText(" · ".join(part for part in (self._title, text, count) if part))

    def _failed(self, problem: BaseException) -> None:
        self.show_problem(problem, self._again)

    def _finished(self) -> None:
        self._late.stop()
        self._show_panel(False)
        self.task = None
        then, self._then = self._then, None
        if then is not None:
            then()
