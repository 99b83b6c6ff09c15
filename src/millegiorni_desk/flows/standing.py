"""Where a desk stands with handing over: what waits, when it was last done, whether it was let in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from millegiorni_desk.flows import devices, roads
from millegiorni_desk.language import _
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync.identity import spoken

COUNTED = {"access": _("accessi"), "person": _("persone"), "pathway": _("percorsi"), "dote": "doti"}


@dataclass(frozen=True)
class Standing:
    """``exchange`` is where bundles meet, empty if none was chosen; ``last`` the last time, if ever.

    ``waiting`` counts by table what was recorded here and is not handed over; ``changes`` is every row of the
    change log that waits. Until ``approved`` the coordinator compares the words of ``fingerprint``.
    """

    exchange: str
    last: datetime | None
    waiting: dict[str, int]
    changes: int
    approved: bool
    fingerprint: str


def standing(vault: Vault) -> Standing:
    """Where this desk stands now."""
    identity = devices.identity(vault)
    last = vault.scalar("SELECT at FROM audit WHERE action = 'sync' ORDER BY n DESC LIMIT 1")
    times = [datetime.strptime(last, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)] if last else []
    found = roads.last(vault)
    if found is not None and not found.sentence:
        times.append(found.at)
    counts = waiting(vault)
    return Standing(
        exchange=str(vault.local("exchange", "") or ""),
        last=max(times, default=None),
        waiting={table: counts[table] for table in COUNTED if table in counts},
        changes=sum(counts.values()),
        approved=identity.ordinal in devices.roster(vault).devices,
        fingerprint=spoken(identity.sign_key, identity.recipient),
    )


def last_backup(vault: Vault) -> datetime | None:
    """When the last copy of the vault was made and read again, if ever. Reads the audit log from its end."""
    at = vault.scalar("SELECT at FROM audit WHERE action = 'vault.backup' ORDER BY n DESC LIMIT 1")
    return datetime.strptime(at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) if at else None


def waiting(vault: Vault) -> dict[str, int]:
    """The rows that wait to be handed over, by table: new records under its name, edits together under ``""``.

    Reads only what was logged since everything was handed over last, however long the log.
    """
    found: dict[str, int] = {}
    with vault.connection() as raw:
        ordinal, handed = raw.execute("SELECT ordinal, handed FROM sync_state").fetchone()
        marks = dict(raw.execute("SELECT audience, last_clk FROM sync_feed WHERE origin = ?", (ordinal,)))
        rows = raw.execute(
            "SELECT audience, CASE kind WHEN 'I' THEN tbl ELSE '' END, clk FROM sync_log "
            "WHERE clk > ? AND clk & 16383 = ?",
            (handed, ordinal),
        )
        for audience, table, clk in rows:
            if clk > marks.get(audience, 0):
                found[table] = found.get(table, 0) + 1
    return found
