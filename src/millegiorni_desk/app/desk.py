"""The desk of an open vault: the frame, every area's screens, and what the foot of the rail says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from millegiorni_desk.app import month_end, network_page, person, sync_page, today
from millegiorni_desk.areas.accesses import view as accesses_view
from millegiorni_desk.areas.doti import view as doti_view
from millegiorni_desk.areas.monitoring import view as monitoring_view
from millegiorni_desk.areas.pathways import view as pathways_view
from millegiorni_desk.areas.people import view as people_view
from millegiorni_desk.changes import Changes
from millegiorni_desk.flows import devices, syncing
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tasks import wait_for_all
from millegiorni_desk.vault.vault import Vault

# In the order of the rail.
_VIEWS = (today, people_view, person, accesses_view, pathways_view, doti_view, month_end, network_page, monitoring_view, sync_page)


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
        for view in _VIEWS:
            view.pages(vault, self.shell)
        self.shell.lock_wanted.connect(lambda: QTimer.singleShot(0, lock))
        self.shell.search_wanted.connect(lambda: self.shell.open("people", {"search": ""}))

    def start(self) -> None:
        """Show the first screen of the day."""
        self._tell_foot()
        self.shell.open("today")

    def _changed(self, changes: Changes) -> None:
        self.shell.refresh(changes)
        self._tell_foot()

    def _tell_foot(self) -> None:
        """The time of the last save is read back from the vault, not remembered."""
        at = syncing.last_saved(self.vault)
        local = datetime.fromisoformat(at).astimezone() if at else None
        self.shell.set_safety(f"Salvato alle {local:%H:%M}" if local else "")
        self.shell.set_sync(*syncing.foot(self.vault))

    def close(self) -> None:
        """Stop what is under way and close the vault."""
        wait_for_all()
        self.vault.changed.clear()
        self.shell.toast.forget()
        self.vault.close()
