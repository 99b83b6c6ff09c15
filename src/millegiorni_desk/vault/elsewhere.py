"""A vault's user at another database: what is read is there, who reads it and with which keys is the vault's."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.pool import QueuePool

from millegiorni_desk.errors import BugError
from millegiorni_desk.language import _
from millegiorni_desk.vault.kept import Kept
from millegiorni_desk.vault.lists import Lists
from millegiorni_desk.vault.vault import Vault


class Elsewhere(Vault):
    """Reads through the connections that *connect* makes (of the driver *module*), as the user of *vault*.

    Nothing is saved there: what a report notes in the audit log is noted in *vault*.
    """

    far = True

    def __init__(self, vault: Vault, module: Any, connect: Callable[[], Any]) -> None:
        self.behind = vault
        self.folder, self.slots, self.schema = vault.folder, vault.slots, vault.schema
        self.changed = []
        self.user, self.user_id, self.user_name, self.roles = (
            vault.user,
            vault.user_id,
            vault.user_name,
            vault.roles,
        )
        self.opened_by_recovery, self.must_change = vault.opened_by_recovery, vault.must_change
        self.seal_pair, self.house = vault.seal_pair, vault.house
        self._thread = threading.local()
        self._lists = Lists()
        # Others write there.
        self.kept = Kept(None)
        self._engine = create_engine(
            "sqlite://",
            module=module,
            creator=connect,
            poolclass=QueuePool,
            pool_size=4,
            hide_parameters=True,
        )

    def save(self, action: str, **detail: Any) -> Any:
        """Refused: whoever reads there writes nothing."""
        raise BugError(_("Nell'archivio unito si legge soltanto: si scrive in quello del coordinamento."))

    def note(self, action: str, **detail: Any) -> None:
        """Write an audit entry into the vault behind."""
        self.behind.note(action, **detail)

    def local(self, key: str, default: Any = None) -> Any:
        """A value kept in the vault behind: no key and no password is in the other database."""
        return self.behind.local(key, default)

    def close(self) -> None:
        """End the connections; the vault behind stays open."""
        self._engine.dispose()
