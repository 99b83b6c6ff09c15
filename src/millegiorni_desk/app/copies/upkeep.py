"""Copies that make themselves while the desk is open, and the trial of the newest one once a week, unseen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QTimer

from millegiorni_desk.app.copies import sticks
from millegiorni_desk.errors import DeskError
from millegiorni_desk.flows import copies, copy_trial
from millegiorni_desk.ui.tasks import Task
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

# Not while the first screen of the day is drawn; then each hour, for a desk that stays open and a stick that comes.
_FIRST_AFTER_MS = 20_000
_EVERY_MS = 60 * 60 * 1000


class CopyUpkeep(QObject):
    """Looks now and then whether a copy or a trial is due; ``done`` is called after each look."""

    def __init__(self, vault: Vault, done: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._vault, self._done = vault, done
        self.task: Task | None = None
        self._first, self._hourly = QTimer(self), QTimer(self)
        self._first.setSingleShot(True)
        for timer, after in ((self._first, _FIRST_AFTER_MS), (self._hourly, _EVERY_MS)):
            timer.timeout.connect(self.look)
            timer.setInterval(after)

    def start(self) -> None:
        """Begin looking."""
        self._first.start()
        self._hourly.start()

    def stop(self) -> None:
        """Look no more; what is under way is stopped by whoever waits for all tasks."""
        self._first.stop()
        self._hourly.stop()

    def look(self) -> None:
        """Do what is due, beside the window."""
        if self.task is not None or not self._vault.may(Permission.BACK_UP):
            return
        vault = self._vault
        self.task = Task(lambda progress: _do(vault, progress))
        self.task.finished.connect(self._finished)
        self.task.start()

    def _finished(self) -> None:
        self.task = None
        self._done()


def _do(vault: Vault, progress: Callable[[int, int, str], None]) -> None:
    """What went wrong is kept in the vault and told by the day's notices: here nobody is looking."""
    disks = sticks.roots()
    try:
        copies.round_(vault, disks, progress)
        if copy_trial.due(vault, datetime.now().astimezone()):
            copy_trial.try_newest(vault, disks, progress)
    except DeskError:
        return
