"""The desk of an open vault: the frame, every area's screens, and what the foot of the rail says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from shiboken6 import isValid

from millegiorni_desk.app import (
    coordinating,
    coordination,
    handing_over,
    outreach,
    pairs,
    pathways,
    person,
    privacy,
    questions,
    referring,
    sharing,
    today,
)
from millegiorni_desk.app.collecting import QuietCollector
from millegiorni_desk.app.copies import words as copy_words
from millegiorni_desk.app.copies.upkeep import CopyUpkeep
from millegiorni_desk.app.syncing.upkeep import SyncUpkeep
from millegiorni_desk.areas.mediation import view as mediation_view
from millegiorni_desk.areas.meetings import view as meetings_view
from millegiorni_desk.areas.monitoring.view.ahead import Ahead
from millegiorni_desk.areas.people import view as people_view
from millegiorni_desk.areas.rights import view as rights_view
from millegiorni_desk.areas.training import view as training_view
from millegiorni_desk.changes import Changes
from millegiorni_desk.flows import devices, syncing, training
from millegiorni_desk.language import _
from millegiorni_desk.ui import printing, stamp
from millegiorni_desk.ui.dates import moment_words
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tasks import Task, let_go, wait_for_all
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

# In the order of the rail.
_VIEWS = (
    today.pages,
    people_view.pages,
    person.pages,
    pairs.pages,
    sharing.pages,
    rights_view.pages,
    referring.access_pages,
    referring.pages,
    handing_over.pages,
    pathways.pages,
    mediation_view.pages,
    pathways.dote_pages,
    meetings_view.pages,
    training_view.pages,
    outreach.pages,
    coordinating.pages,
    coordination.pages,
    questions.pages,
    coordination.report_pages,
    privacy.pages,
    coordination.upkeep_pages,
)
_FOOT_AFTER_MS = 150


class _Bridge(QObject):
    """Carries what changed from the thread that saved to the interface thread."""

    changed = Signal(object)


class Desk:
    """Holds the open vault and its window; ``close`` lets both go."""

    def __init__(self, vault: Vault, lock: Callable[[], object]) -> None:
        self.vault = vault
        self.shell = Shell(devices.desk_name(vault), vault.user_name)
        self._bridge = _Bridge()
        self._bridge.changed.connect(self._changed, Qt.ConnectionType.QueuedConnection)
        vault.changed.append(self._bridge.changed.emit)
        printing.leaving.append(self._note_leaving)
        if training.is_training(vault):
            self.shell.show_band(_(training.WORDS))
            stamp.put(training.WORDS)
        for register in _VIEWS:
            register(vault, self.shell)
        self._saved, self._backup = "", ("", "quiet")
        self.shell.lock_wanted.connect(lambda: QTimer.singleShot(0, lock))
        self.shell.search_wanted.connect(self._search)
        self._soon = QTimer(self._bridge)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_FOOT_AFTER_MS)
        self._soon.timeout.connect(self._read_foot)
        self._upkeep = CopyUpkeep(vault, self._read_backup, self._bridge)
        self._sync_upkeep = SyncUpkeep(vault, self._read_foot, self._bridge)
        self._collector = QuietCollector(self.shell)
        if vault.may(Permission.REPORT):
            self._collector.quiet.connect(Ahead(vault, self.shell).moment)

    def _note_leaving(self, how: str, what: str) -> None:
        """Whatever is printed or saved, whichever screen does it, stands in the audit log."""
        self.vault.note(how, what=what)

    def start(self) -> None:
        """Show the first screen of the day."""
        self._read_backup()
        self._read_foot()
        self.shell.open("today")
        self._upkeep.start()
        self._sync_upkeep.start()
        self._collector.start()

    def _search(self) -> None:
        if self.shell.rail.entries.get("people") is not None:
            self.shell.open("people")

    def _changed(self, changes: Changes) -> None:
        self.shell.refresh(changes)
        if changes.action in ("vault.backup", "vault.copy_tested"):
            self._read_backup()
        self._soon.start()

    def _read_backup(self) -> None:
        """When the last copy was made: read at the start and after each copy, for it may lie far back in the log."""
        vault = self.vault
        task = Task(lambda progress: copy_words.foot(vault))
        task.result.connect(self._tell_backup)
        task.start()

    def _tell_backup(self, told: tuple[str, str]) -> None:
        self._backup = told
        self._show_safety()

    def _read_foot(self) -> None:
        """The time of the last save is read back from the vault, not remembered; beside the window, for long logs."""
        vault = self.vault
        task = Task(lambda progress: (vault.saved_at(), syncing.foot(vault)))
        task.result.connect(self._tell_foot)
        task.start()

    def _tell_foot(self, told: tuple[datetime, tuple[str, str]]) -> None:
        at, sync = told
        self._saved = moment_words(at, datetime.now().astimezone())
        self._show_safety()
        if not stamp.words and isValid(self.shell):
            # The training vault has nobody to hand over to.
            self.shell.set_sync(*sync)

    def _show_safety(self) -> None:
        if not isValid(self.shell):
            # What was read beside the window arrives after it has gone.
            return
        self.shell.set_safety(
            _("Salvato {saved}").format(saved=self._saved) if self._saved else "", *self._backup
        )

    def close(self) -> None:
        """Stop what is under way and close the vault."""
        self._soon.stop()
        self._upkeep.stop()
        self._sync_upkeep.stop()
        self._bridge.changed.disconnect()
        wait_for_all()
        self.shell.leave()
        self.vault.changed.clear()
        printing.leaving.remove(self._note_leaving)
        self.shell.toast.forget()
        self._collector.stop()
        stamp.put("")
        let_go()
        self.shell.deleteLater()
        self.vault.close()
