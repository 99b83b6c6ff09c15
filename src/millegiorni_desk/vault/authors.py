"""Who wrote a record: told by its row of the log, where a display name is worth nothing.

Two people may be called the same, and one may change how she is called. How she enters never changes, and is one
person's within a house, whichever of its devices she sits at (and also after a device was put back from a copy).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import roster as rosters


@dataclass(frozen=True)
class Author:
    """The name by which she enters, and the house that she works for, None for the coordination.

    ``device`` is the ordinal of a device of which nothing else is known, else 0.
    """

    user: str
    house: str | None
    device: int = 0


def here(vault: Vault) -> Author:
    """Whoever is at this desk now."""
    return Author(vault.user, vault.house or None)


def of_records(vault: Vault, table: str, ids: Iterable[str]) -> dict[str, Author]:
    """Who first wrote each of those records of *table*, by the record's id."""
    with vault.connection() as raw:
        own = raw.execute("SELECT ordinal FROM sync_state").fetchone()[0]
        known = rosters.load(raw)
        rows = raw.execute(
            "SELECT l.rid, l.user, l.clk & 16383 FROM json_each(?) i CROSS JOIN sync_log l "
            "ON l.tbl = ? AND l.rid = i.value WHERE l.kind = 'I' ORDER BY l.clk DESC",
            (json.dumps(list(ids)), table),
        ).fetchall()
    houses = {own: vault.house or None} if known is None else {
        ordinal: device.house for ordinal, device in known.devices.items()
    }  # fmt: skip
    return {
        rid: Author(user, houses[origin]) if origin in houses else Author(user, None, origin)
        for rid, user, origin in rows
    }
