"""Handing over: own rows, receipts and snapshots are sealed into the outbox, and the outbox is published."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence

from . import feeds, figures, siblings
from .audiences import figures_of, is_figures, of_rows
from .body import LogRow
from .bundle import Place, Sealed, seal
from .change_log import NETWORK, SyncedTable, audience_of, complete
from .clock import origin
from .connection import Connection, transaction
from .exchange import Exchange, Kind
from .feeds import Head
from .header import AUDIENCE, Header
from .identity import Identity, fingerprint
from .roster import Device, Roster

Tick = Callable[[], None]


def seal_pending(
    connection: Connection,
    identity: Identity,
    roster: Roster,
    tables: Sequence[SyncedTable],
    now_ms: int,
    tick: Tick,
) -> list[str]:
    """Seal all rows not handed over, one transaction per bundle; returns the audiences we may not send.

    An audience where a former ordinal's rows are still to be adopted waits. Sealing, the outbox and the feed's
    position are one transaction: a bundle that exists is never made twice.
    """
    refused = []
    paused = {row[0] for row in connection.execute("SELECT audience FROM sync_former")}
    for audience in feeds.pending(connection):
        if audience in paused:
            continue
        if not _may_write(identity, roster, audience):
            refused.append(audience)
            continue
        while _seal_next(connection, identity, roster, tables, audience, now_ms):
            tick()
    if not refused and not paused:
        with transaction(connection):
            if not feeds.pending(connection):
                connection.execute("UPDATE sync_state SET handed = clock WHERE handed <> clock")
    return refused


def owe_receipts(connection: Connection, audiences: Iterable[str]) -> None:
    """Note that others are waiting to hear what arrived in *audiences*."""
    connection.executemany(
        "INSERT OR IGNORE INTO sync_due VALUES (?)", [(audience,) for audience in audiences]
    )


def seal_receipts(connection: Connection, identity: Identity, roster: Roster, now_ms: int) -> None:
    """Seal an empty bundle for each audience where a receipt is owed: its header tells what has been received."""
    for (audience,) in connection.execute("SELECT audience FROM sync_due ORDER BY audience").fetchall():
        with transaction(connection):
            _seal(connection, identity, roster, audience, [], {}, now_ms)


def note_lacking(
    connection: Connection, identity: Identity, roster: Roster, applied: Iterable[Header]
) -> None:
    """Note which devices were not yet known to the sender of a bundle: they need a snapshot instead."""
    for header in applied:
        for device in roster.readers(header.audience, header.house):
            absent = fingerprint(device.recipient) not in header.recipients
            if absent and device.ordinal not in (identity.ordinal, header.origin):
                lack(connection, device.ordinal, header.audience)


def lack(connection: Connection, ordinal: int, audience: str) -> None:
    """Note that a device needs a snapshot of *audience*."""
    connection.execute("INSERT OR IGNORE INTO sync_lacking VALUES (?, ?)", (ordinal, audience))


def audiences_of(connection: Connection, device: Device, roster: Roster) -> list[str]:
    """The audiences that a device reads, whether or not the roster has their houses."""
    if device.house is not None:
        return read_by(device, roster)
    kept = {row[0] for row in connection.execute("SELECT DISTINCT audience FROM sync_log")}
    more = map(figures_of, kept) if roster.pseudonymous else kept
    return sorted({*read_by(device, roster), *more})


def read_by(device: Device | Identity, roster: Roster) -> list[str]:
    """The audiences that a device reads."""
    houses = map(audience_of, roster.houses if device.house is None else [device.house])
    both = [way for house in houses for way in (house, figures_of(house))]
    return [a for a in (NETWORK, *both) if roster.may_read(device.house, a)]


def snapshots_of(device: Device | Identity, roster: Roster, audience: str) -> bool:
    """Whether it is *device* that makes the snapshots of *audience* for others."""
    may = roster.may_snapshot(device.house, audience)
    return may and roster.may_send(device.house, audience)


def seal_snapshots(
    connection: Connection,
    identity: Identity,
    roster: Roster,
    tables: Sequence[SyncedTable],
    now_ms: int,
    tick: Tick,
) -> None:
    """Seal a snapshot for every device and audience noted as lacking."""
    for ordinal, audience in connection.execute("SELECT ordinal, audience FROM sync_lacking").fetchall():
        with transaction(connection):
            connection.execute(
                "DELETE FROM sync_lacking WHERE ordinal = ? AND audience = ?", (ordinal, audience)
            )
            device = roster.devices.get(ordinal)
            if device in roster.active:
                _seal_snapshot(connection, identity, roster, tables, device, audience, now_ms)
        tick()


def publish(
    connection: Connection,
    identity: Identity,
    exchange: Exchange,
    tick: Tick,
    acknowledged: Mapping[str, int] | None = None,
) -> int:
    """Write what is in the outbox to *exchange*; returns how many files were written.

    Besides what was never published: own bundles that are not there and come after what is *acknowledged*, by
    audience (without it: by the coordinators).
    """
    there = set(exchange.list(Kind.BUNDLES))
    if acknowledged is None:
        acknowledged = feeds.acknowledged(connection)
    rows = connection.execute(
        "SELECT audience, number, name, published FROM sync_outbox WHERE origin = ? "
        # Of two that belong together the names first: figures alone would be no help to the house.
        "ORDER BY audience LIKE 'figures:%', audience, number",
        (identity.ordinal,),
    ).fetchall()
    written = 0
    for audience, number, name, published in rows:
        if name not in there and (not published or number > acknowledged.get(audience, 0)):
            tick()
            data = connection.execute("SELECT sealed FROM sync_outbox WHERE name = ?", (name,)).fetchone()[0]
            exchange.write(Kind.BUNDLES, name, bytes(data))
            written += 1
        if not published:
            connection.execute("UPDATE sync_outbox SET published = 1 WHERE name = ?", (name,))
    return written


def _seal_next(
    connection: Connection,
    identity: Identity,
    roster: Roster,
    tables: Sequence[SyncedTable],
    audience: str,
    now_ms: int,
) -> bool:
    with transaction(connection):
        rows = feeds.next_rows(connection, audience)
        if rows:
            schema = feeds.schema_of(connection, rows, tables)
            if roster.may_send(identity.house, audience):
                _seal(connection, identity, roster, audience, rows, schema, now_ms)
            if roster.pseudonymous and audience != NETWORK:
                if identity.house is not None:
                    rows = figures.of_rows(rows, complete(tables), schema)
                _seal(connection, identity, roster, figures_of(audience), rows, schema, now_ms)
    return bool(rows)


def _seal(
    connection: Connection, identity: Identity, roster: Roster, audience: str, rows: Sequence[LogRow],
    schema: dict[str, list[object]], now_ms: int,
) -> None:  # fmt: skip
    at = feeds.head(connection, identity.ordinal, audience)
    seen = feeds.seen_by(connection, audience, roster, identity)
    place = Place(audience, at.number + 1, at.hash, at.rows, seen)
    readers = siblings.readers(connection, roster, identity, audience)
    sealed = seal(identity, roster, place, rows, schema, readers)
    _to_outbox(connection, sealed, at, now_ms)
    connection.execute("DELETE FROM sync_due WHERE audience = ?", (audience,))


def _seal_snapshot(
    connection: Connection, identity: Identity, roster: Roster, tables: Sequence[SyncedTable], device: Device,
    audience: str, now_ms: int,
) -> None:  # fmt: skip
    positions = feeds.seen_by(connection, audience, roster, identity)
    # Not made of what is in it: asked for twice in one instant it would go on with a feed that is whole already.
    part_id = secrets.token_hex(8)
    feed = f"{audience}/{part_id}"
    connection.execute(
        "DELETE FROM sync_outbox WHERE reader = ? AND audience LIKE ? || '/%'", (device.ordinal, audience)
    )
    parts = sum(1 for _ in feeds.rows_of(connection, of_rows(audience)))
    for portion in feeds.rows_of(connection, of_rows(audience)):
        rows = _told(connection, identity, roster, tables, device, audience, portion)
        at = feeds.head(connection, identity.ordinal, feed)
        place = Place(audience, at.number + 1, at.hash, at.rows, positions, [part_id, parts])
        schema = feeds.schema_of(connection, rows, tables)
        _to_outbox(
            connection, seal(identity, roster, place, rows, schema, [device]), at, now_ms, device.ordinal
        )


def _told(
    connection: Connection, identity: Identity, roster: Roster, tables: Sequence[SyncedTable], device: Device,
    audience: str, rows: list[LogRow],
) -> list[LogRow]:  # fmt: skip
    """Those of *rows* that *device* is told of by a snapshot of *audience*, as it is told of them."""
    # In a pseudonymous network a house tells of its own devices, and is told of coordinators.
    across = is_figures(audience) and device.house is not None
    if roster.pseudonymous and (identity.house or across):
        ours = roster.of_house(identity.house)
        rows = [row for row in rows if origin(row.clk) in ours]
    if is_figures(audience) and identity.house is not None:
        return figures.of_rows(rows, complete(tables), feeds.schema_of(connection, rows, tables))
    return rows


def _may_write(identity: Identity, roster: Roster, audience: str) -> bool:
    """Whether rows of *audience* may leave this device."""
    ways = [audience, *([figures_of(audience)] if roster.pseudonymous else [])]
    return bool(AUDIENCE.fullmatch(audience)) and any(roster.may_send(identity.house, way) for way in ways)


def _to_outbox(
    connection: Connection, sealed: Sealed, at: Head, now_ms: int, reader: int | None = None
) -> None:
    header = sealed.header
    connection.execute(
        "INSERT INTO sync_outbox VALUES (?, ?, ?, ?, ?, ?, 0, ?)",
        (header.origin, header.feed, header.number, sealed.hash, sealed.name, sealed.data, reader),
    )
    to = Head(header.number, sealed.hash, max(at.last_clk, header.last_clk), at.rows + header.rows)
    feeds.move(connection, header.origin, header.feed, to, now_ms, header.rows)
