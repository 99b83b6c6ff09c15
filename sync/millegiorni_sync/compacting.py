"""The outbox keeps no sealed bundle for ever: what every reader has, and is old, is dropped (PROTOCOL.md §8)."""

from __future__ import annotations

from . import feeds, siblings
from .connection import Connection, transaction
from .roster import Roster

KEPT_MS = 400 * 86_400_000
"""How long a sealed bundle is kept at least: a reader that came back from an older copy than that gets a snapshot."""


def compact(connection: Connection, roster: Roster, now_ms: int) -> int:
    """Drop the own bundles that every active reader has acknowledged and that are old; gives how many.

    Their numbers and hashes stay. Snapshots go with their age, or with the device that they were for.
    """
    own = connection.execute("SELECT ordinal FROM sync_state").fetchone()[0]
    device = roster.devices.get(own)
    if device is None:
        return 0
    active = {one.ordinal for one in roster.active}
    with transaction(connection):
        held = feeds.acknowledged_by_all(connection, roster)
        rows = connection.execute(
            "SELECT o.name, o.audience, o.number, o.reader, b.at < ? FROM sync_outbox AS o JOIN sync_bundle AS b "
            "ON b.origin = o.origin AND b.audience = o.audience AND b.number = o.number "
            "WHERE o.origin = ? AND o.published = 1",
            (now_ms - KEPT_MS, own),
        ).fetchall()
        read = {
            audience for audience in held if len(siblings.readers(connection, roster, device, audience)) > 1
        }
        dropped = [
            (name,)
            for name, audience, number, reader, old in rows
            if (reader is not None and (old or reader not in active))
            # What has no other reader yet nobody has acknowledged.
            or (old and audience in read and number <= held[audience])
        ]
        connection.executemany("DELETE FROM sync_outbox WHERE name = ?", dropped)
        # Its own file, which may still lie at a meeting point, is not read again.
        connection.executemany("INSERT INTO sync_judged VALUES (?) ON CONFLICT (name) DO NOTHING", dropped)
    return len(dropped)
