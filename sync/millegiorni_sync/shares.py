"""A file shared with another house (PROTOCOL.md §11): sent whole, kept apart, read and never written."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from . import body, canonical, erasures, feeds
from .body import MOST_ROWS, LogRow, decode_cells
from .bundle import Opened, Place, Sealed, seal
from .change_log import SHARE, SyncedTable, audience_of
from .clock import origin
from .connection import Connection, transaction
from .errors import Fork, TooBig
from .feeds import Head
from .header import SNAPSHOT_ID
from .identity import Identity, fingerprint
from .resolve import Write, resolve
from .roster import Device, Roster

Records = dict[str, dict[str, dict[str, Any]]]
"""Table → id → field → value; a field that is not there is empty."""


@dataclass(frozen=True)
class Offer:
    """What this house lets the house *to* read.

    ``id``: that of the record that says so; it names the share for good.
    ``records``: table → ids of what belongs to the file now. None: the share has ended, for good.
    """

    id: str
    to: str
    records: Mapping[str, Collection[str]] | None


@dataclass(frozen=True)
class Shared:
    """A file that the house *giver* lets us read; ``came_ms``: when its newest edition arrived (Unix time)."""

    feed: str
    giver: str
    came_ms: int


def feed_of(giver: str, to: str, offer_id: str) -> str:
    """The feed of a share."""
    return f"share:{giver}:{to}/{_digits(offer_id)}"


def seal_offers(
    connection: Connection,
    identity: Identity,
    roster: Roster,
    tables: Sequence[SyncedTable],
    offers: Sequence[Offer],
    now_ms: int,
    tick: Callable[[], None],
) -> list[str]:
    """Seal a new edition of each offer that stands otherwise than in the last; returns the ids of those too large.

    What was offered before and is not among *offers* has ended: the record that said so was withdrawn.
    """
    oversized = list[str]()
    if connection.execute("SELECT 1 FROM sync_former").fetchone():
        return oversized
    for offer in (*offers, *_gone(connection, identity, offers)):
        readers = _readers(identity, roster, offer)
        if not readers:
            continue
        try:
            with transaction(connection):
                _seal_edition(connection, identity, roster, tables, offer, readers, now_ms)
        except TooBig:
            oversized.append(offer.id)
        tick()
    return oversized


def enter(connection: Connection, bundle: Opened, now_ms: int) -> bool:
    """Keep an edition in the open transaction; false where it tells nothing new. Raises a ``BundleError``."""
    header, feed = bundle.header, bundle.header.feed
    if connection.execute("SELECT 1 FROM sync_shared_end WHERE feed = ?", (feed,)).fetchone():
        return False
    number, digest = connection.execute(
        "SELECT coalesce(max(number), 0), coalesce(max(hash), '') FROM sync_shared WHERE feed = ? AND sender = ?",
        (feed, header.origin),
    ).fetchone()
    forked = (header.number == number and bundle.hash != digest) or (
        header.number == number + 1 and header.previous != digest
    )
    if forked:
        raise Fork(origin=header.origin, number=header.number)
    if header.number <= number:
        return False
    groups = bundle.groups()
    if not header.rows:
        end(connection, feed, now_ms)
        return True
    _drop(connection, feed, header.origin)
    connection.execute(
        "INSERT INTO sync_shared VALUES (?, ?, ?, ?, ?, ?)",
        (feed, header.origin, header.number, bundle.hash, json.dumps(header.schema), now_ms),
    )
    _keep(connection, feed, header.origin, [row for group in groups for row in group.rows])
    return True


def end(connection: Connection, feed: str, now_ms: int) -> None:
    """Take the file out of this vault for good: whatever comes of this share later is ignored."""
    with transaction(connection):
        _drop(connection, feed)
        connection.execute("INSERT OR IGNORE INTO sync_shared_end VALUES (?, ?)", (feed, now_ms))


def tidy(connection: Connection, roster: Roster) -> set[str]:
    """Take out what revoked devices have sent; gives the feeds that changed."""
    active = {device.ordinal for device in roster.active}
    rows = connection.execute("SELECT feed, sender FROM sync_shared").fetchall()
    gone = [(feed, sender) for feed, sender in rows if sender not in active]
    if gone:
        with transaction(connection):
            for feed, sender in gone:
                _drop(connection, feed, sender)
    return {feed for feed, _ in gone}


def shared(connection: Connection) -> list[Shared]:
    """The files of other houses that are here to read."""
    rows = connection.execute("SELECT feed, max(at) FROM sync_shared GROUP BY feed ORDER BY feed")
    return [Shared(feed, _giver(feed), at) for feed, at in rows]


def ended(connection: Connection) -> dict[str, int]:
    """The shares that have ended here, and when (Unix ms)."""
    return dict(connection.execute("SELECT feed, at FROM sync_shared_end ORDER BY feed"))


def rows_of(connection: Connection, feed: str, table: str | None = None) -> list[LogRow]:
    """The log rows of a shared file, of whichever sender, each clock once, by their clocks."""
    found = connection.execute(
        "SELECT sender, clk, tbl, rid, kind, cells, prevs, user FROM sync_shared_row "
        "WHERE feed = ?1 AND (?2 IS NULL OR tbl = ?2) ORDER BY clk, sender",
        (feed, table),
    ).fetchall()
    audience = audience_of(_giver(feed))
    rows = []
    for clk, versions in groupby(found, key=lambda row: int(row[1])):
        several = list(versions)
        one = next((one for one in several if one[0] == origin(clk)), several[0])
        rows.append(LogRow._make((*one[1:7], audience, one[7])))
    return rows


def records(connection: Connection, feed: str, table: str | None = None) -> Records:
    """The records of a shared file as they stand, worked out as those of one's own are."""
    append_only = _append_only(connection, feed)
    found: defaultdict[tuple[str, str], list[Write]] = defaultdict(list)
    for row in rows_of(connection, feed, table):
        write = Write(row.clk, row.kind, decode_cells(row.cells), decode_cells(row.prevs or "{}"))
        found[row.tbl, row.rid].append(write)
    told: Records = {}
    for (name, rid), writes in found.items():
        values = resolve(writes, name in append_only).values
        if values is not None:
            told.setdefault(name, {})[rid] = values
    return told


def _gone(connection: Connection, identity: Identity, offers: Sequence[Offer]) -> list[Offer]:
    """The ends of what this vault has offered and nothing speaks of any more."""
    known = {_digits(offer.id) for offer in offers}
    feeds_offered = [row[0] for row in connection.execute("SELECT feed FROM sync_offered ORDER BY feed")]
    parted = [(SHARE.match(feed), feed.rpartition("/")[2]) for feed in feeds_offered]
    return [
        Offer(digits, found[2], None)
        for found, digits in parted
        if found and found[1] == identity.house and digits not in known
    ]


def _readers(identity: Identity, roster: Roster, offer: Offer) -> tuple[Device, ...]:
    if identity.house is None or offer.to == identity.house or offer.to not in roster.houses:
        return ()
    return roster.readers(f"share:{identity.house}:{offer.to}")


def _seal_edition(
    connection: Connection, identity: Identity, roster: Roster, tables: Sequence[SyncedTable], offer: Offer,
    readers: Sequence[Device], now_ms: int,
) -> None:  # fmt: skip
    audience = f"share:{identity.house}:{offer.to}"
    feed = f"{audience}/{_digits(offer.id)}"
    rows = _logged(connection, audience_of(identity.house), offer)
    if len(rows) > MOST_ROWS:
        raise TooBig()
    if not rows and offer.records is not None:
        # An edition without rows would say that the share has ended.
        return
    schema = feeds.schema_of(connection, rows, tables)
    to = sorted(fingerprint(device.recipient) for device in readers)
    content = canonical.digest(body.pack(rows)[0], canonical.encode([schema, to]))
    known = connection.execute("SELECT content FROM sync_offered WHERE feed = ?", (feed,)).fetchone()
    at = feeds.head(connection, identity.ordinal, feed)
    if known and known[0] == content and at.number:
        return
    place = Place(audience, at.number + 1, at.hash, 0, [], [_digits(offer.id), 1])
    _to_outbox(connection, seal(identity, roster, place, rows, schema, readers), now_ms)
    connection.execute("INSERT OR REPLACE INTO sync_offered VALUES (?, ?)", (feed, content))


def _logged(connection: Connection, audience: str, offer: Offer) -> list[LogRow]:
    """All that this vault's log holds of the offered records, by the clocks."""
    rows: list[LogRow] = []
    for table, ids in (offer.records or {}).items():
        found = connection.execute(
            "SELECT l.clk, l.tbl, l.rid, l.kind, l.cells, l.prevs, l.audience, l.user FROM json_each(?) AS j "
            "CROSS JOIN sync_log AS l ON l.tbl = ? AND l.rid = j.value WHERE l.audience = ?",
            (json.dumps(sorted(ids)), table, audience),
        )
        rows += map(LogRow._make, found.fetchall())
    return sorted(rows)


def _to_outbox(connection: Connection, sealed: Sealed, now_ms: int) -> None:
    """Only the newest edition is kept. Its rows' clocks say nothing of this device's own feeds."""
    header = sealed.header
    key = (header.origin, header.feed)
    connection.execute("DELETE FROM sync_outbox WHERE origin = ? AND audience = ?", key)
    connection.execute(
        "INSERT INTO sync_outbox VALUES (?, ?, ?, ?, ?, ?, 0, NULL)",
        (*key, header.number, sealed.hash, sealed.name, sealed.data),
    )
    feeds.move(connection, *key, Head(header.number, sealed.hash), now_ms)


def _keep(connection: Connection, feed: str, sender: int, rows: Sequence[LogRow]) -> None:
    """Write an edition down. What one sender has blanked is blanked in what the others sent too."""
    clocks = json.dumps([row.clk for row in rows])
    others: defaultdict[int, list[tuple[int, LogRow]]] = defaultdict(list)
    found = connection.execute(
        "SELECT r.sender, r.clk, r.tbl, r.rid, r.kind, r.cells, r.prevs, r.user FROM sync_shared AS s "
        "CROSS JOIN json_each(?) AS j CROSS JOIN sync_shared_row AS r "
        "ON r.feed = s.feed AND r.sender = s.sender AND r.clk = CAST(j.value AS INTEGER) WHERE s.feed = ?",
        (clocks, feed),
    )
    audience = rows[0].audience
    for other, *one, user in found.fetchall():
        others[one[0]].append((other, LogRow._make((*one, audience, user))))
    kept, blanked = [], []
    for row in rows:
        for _, theirs in others[row.clk]:
            if theirs != row and erasures.erased_form(theirs, row):
                row = theirs
        for other, theirs in others[row.clk]:
            if theirs != row and erasures.erased_form(row, theirs):
                blanked.append((row.cells, feed, other, row.clk))
        kept.append((feed, sender, *row[:6], row.user))
    connection.executemany(
        "UPDATE sync_shared_row SET cells = ? WHERE feed = ? AND sender = ? AND clk = ?", blanked
    )
    connection.executemany("INSERT INTO sync_shared_row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", kept)


def _drop(connection: Connection, feed: str, sender: int | None = None) -> None:
    for table in ("sync_shared", "sync_shared_row"):
        connection.execute(
            f"DELETE FROM {table} WHERE feed = ?1 AND (?2 IS NULL OR sender = ?2)", (feed, sender)
        )


def _append_only(connection: Connection, feed: str) -> set[str]:
    schemas = connection.execute("SELECT schema FROM sync_shared WHERE feed = ?", (feed,))
    return {name for (text,) in schemas for name, entry in json.loads(text).items() if entry[2]}


def _giver(feed: str) -> str:
    found = SHARE.match(feed)
    return found[1] if found else ""


def _digits(offer_id: str) -> str:
    """The share's id: that of an offer, or one that is the share's own already."""
    if SNAPSHOT_ID.fullmatch(offer_id):
        return offer_id
    return canonical.digest(offer_id.encode())[:16]
