"""The desk that synchronises by itself while it is open, unseen: what goes wrong stands at the foot of the rail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer

from millegiorni_desk.flows import syncing
from millegiorni_desk.ui.tasks import Task
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_FIRST_AFTER_MS = 45_000
_LOOK_EVERY_MS = 60_000


class SyncUpkeep(QObject):
    """Looks each minute whether it is time; ``done`` is called after each round that was due."""

    def __init__(self, vault: Vault, done: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._vault, self._done = vault, done
        self.task: Task | None = None
        self._first, self._timer = QTimer(self), QTimer(self)
        self._first.setSingleShot(True)
        for timer, after in ((self._first, _FIRST_AFTER_MS), (self._timer, _LOOK_EVERY_MS)):
            timer.timeout.connect(self.look)
            timer.setInterval(after)

    def start(self) -> None:
        """Begin looking, once the first screen of the day has been drawn."""
        self._first.start()
        self._timer.start()

    def stop(self) -> None:
        """Look no more; what is under way is stopped by whoever waits for all tasks."""
        self._first.stop()
        self._timer.stop()

    def look(self, at: datetime | None = None) -> None:
        """Synchronise if it is time, beside the window."""
        if self.task is not None or not self._vault.may(Permission.SYNCHRONISE):
            return
        vault, now = self._vault, at or datetime.now(UTC)
        self.task = Task(lambda progress: syncing.by_itself(vault, now, progress))
        self.task.result.connect(self._result)
        self.task.finished.connect(self._finished)
        self.task.start()

    def _result(self, was_due: bool) -> None:
        if was_due:
            self._done()

    def _finished(self) -> None:
        self.task = None
