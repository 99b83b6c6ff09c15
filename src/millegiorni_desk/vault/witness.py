"""The audit log's newest hash, kept outside the vault: on this computer, beside the program's settings.

A chain shows that nothing in it was changed; it cannot show that its end was cut off, or that the whole file was put
back as it was last month. What was seen here last must still be there at the next opening.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from millegiorni_desk import settings

_KEY = "audit_seen"


def remember(folder: Path, vault_id: str, connection: Any) -> None:
    """Keep the number and the hash of the newest entry."""
    row = connection.execute("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1").fetchone()
    if row is not None:
        settings.put(_KEY, {**settings.get(_KEY), _name(folder, vault_id): [int(row[0]), str(row[1])]})


def seen(folder: Path, vault_id: str) -> tuple[int, str]:
    """The number and the hash of the entry seen last on this computer; 0 if none was."""
    try:
        n, digest = settings.get(_KEY)[_name(folder, vault_id)]
        return int(n), str(digest)
    except (KeyError, TypeError, ValueError):
        return 0, ""


def is_gone(folder: Path, vault_id: str, connection: Any) -> bool:
    """Whether the entry seen last is no longer there as it was."""
    n, digest = seen(folder, vault_id)
    if not n:
        return False
    row = connection.execute("SELECT hash FROM audit WHERE n = ?", (n,)).fetchone()
    return row is None or row[0] != digest


def forget(folder: Path, vault_id: str) -> None:
    """A backup is put back there on purpose: its log ends where it ended then."""
    name, kept = _name(folder, vault_id), settings.get(_KEY)
    if name in kept:
        settings.put(_KEY, {other: entry for other, entry in kept.items() if other != name})


def _name(folder: Path, vault_id: str) -> str:
    """One for each place of a vault: a copy that is tried out beside it has seen less, and rightly so."""
    return hashlib.sha256(f"{vault_id} {folder.resolve()}".encode()).hexdigest()[:32]
