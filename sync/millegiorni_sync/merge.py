"""Merging: what arrives enters the log in one transaction, and the records follow from the log."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from . import erasures, feeds, shares
from . import roster as rosters
from .audiences import is_figures
from .bundle import Opened
from .change_log import SyncedTable, complete
from .clock import highest_allowed, unix_ms
from .collecting import put_off
from .conflicts import Conflict, conflicts, decide
from .connection import Connection, transaction
from .digest import state_digest, totals
from .erasures import Wish
from .errors import BundleError, ClockAhead, Fork, Gap, Malformed, RosterBehind
from .feeds import Head
from .header import Header
from .openings import Openings
from .records import Writer

MANY = 5_000
"""From so many touched records on, the report says ``everything`` instead of naming them."""


LARGEST_UNPROVED, MOST_UNPROVED = 1 << 16, 64 << 20
"""How many bytes are kept of a file that proved nothing of its sender; of all such files that wait together."""


@dataclass(frozen=True)
class Refused:
    """A bundle that did not enter now, and why; ``waiting`` ones are kept and retried."""

    origin: int | None
    audience: str | None
    number: int | None
    code: str
    message: str
    waiting: bool


@dataclass
class MergeReport:
    """What a merge did. Keys of ``opened`` and ``closed`` (conflicts) are audiences.

    ``rows``: new log rows by table. ``records``: ids of the touched records by table, empty when ``everything``.
    """

    rows: dict[str, int] = field(default_factory=dict)
    records: dict[str, frozenset[str]] = field(default_factory=dict)
    everything: bool = False
    opened: dict[str, int] = field(default_factory=dict)
    closed: dict[str, int] = field(default_factory=dict)
    applied: list[Header] = field(default_factory=list)
    repeated: int = 0
    parked: list[Refused] = field(default_factory=list)
    held: list[Refused] = field(default_factory=list)
    quarantined: list[Refused] = field(default_factory=list)


def apply(
    connection: Connection, bundles: Iterable[Opened], tables: Sequence[SyncedTable], now_ms: int
) -> MergeReport:
    """Apply *bundles* (PROTOCOL.md §4, §7): all or nothing, in any order, any number of times.

    Runs in a transaction of its own or joins the open one, which must be rolled back if this raises.
    A bundle that cannot enter is kept, sealed, with its reason, and does not stop the others. ``now_ms`` is Unix time.
    """
    report = MergeReport()
    with put_off(), transaction(connection):
        openings = Openings(connection)
        writer = Writer(connection, complete(tables), openings)
        with writer.applying():
            for bundle in sorted(bundles, key=lambda b: (b.header.origin, b.header.feed, b.header.number)):
                _take(connection, writer, bundle, now_ms, report)
            writer.settle()
        report.opened, report.closed = openings.counted()
    report.rows = dict(writer.rows)
    _tell(report, writer.touched)
    return report


def touched(records: Mapping[str, AbstractSet[str]]) -> MergeReport:
    """The report of records, by table, that were worked out anew without anything having arrived."""
    report = MergeReport()
    _tell(report, records)
    return report


def _tell(report: MergeReport, records: Mapping[str, AbstractSet[str]]) -> None:
    report.everything = sum(map(len, records.values())) > MANY
    if not report.everything:
        report.records = {table: frozenset(ids) for table, ids in records.items() if ids}


def erase(
    connection: Connection, wishes: Iterable[Wish], tables: Sequence[SyncedTable], at: str
) -> dict[str, set[str]]:
    """Write erasures down and blank what they name, here and now: rows, log and conflicts; gives the records touched.

    Runs in a transaction of its own or joins the open one. ``at`` is an instant (``YYYY-MM-DDTHH:MM:SSZ``).
    """
    asked = list(wishes)
    with transaction(connection):
        erasures.record(connection, asked, at)
        return _scrub(connection, [(wish.tbl, wish.rid) for wish in asked], complete(tables))


def replay_erasures(
    connection: Connection, rows: Iterable[Sequence[Any]], tables: Sequence[SyncedTable]
) -> int:
    """Apply erasures that a restored vault does not know (``erasures.known`` of the vault it takes the place of).

    Gives how many were new.
    """
    with transaction(connection):
        keys = erasures.enter(connection, rows)
        _scrub(connection, keys, complete(tables))
    return len(keys)


def _scrub(
    connection: Connection, keys: Iterable[erasures.Key], tables: dict[str, SyncedTable]
) -> dict[str, set[str]]:
    writer = Writer(connection, tables)
    with writer.applying():
        writer.scrub(keys)
        touched = {name: set(ids) for name, ids in writer.many.items()}
        writer.settle()
    return touched


def rematerialise(connection: Connection, tables: Sequence[SyncedTable]) -> None:
    """Write the records of *tables* afresh from the log: after an upgrade brought tables or columns."""
    with transaction(connection):
        writer = Writer(connection, complete(tables))
        with writer.applying():
            for table in tables:
                ids = connection.execute(
                    "SELECT DISTINCT rid FROM sync_log WHERE tbl = ? ORDER BY rid", (table.name,)
                )
                writer.many[table.name].update(row[0] for row in ids)
            # An older program kept their rows as they came: it did not know the table.
            erased = connection.execute("SELECT tbl, rid FROM erasure").fetchall()
            names = {table.name for table in tables}
            writer.scrub((tbl, rid) for tbl, rid in erased if tbl in names)
            writer.settle()


def catch_up(
    connection: Connection, tables: Sequence[SyncedTable], before: Mapping[str, AbstractSet[str]]
) -> None:
    """After an upgrade: :func:`rematerialise` the tables of which newer programs have written what waits in the log.

    *before*: the columns that each table had.
    """
    told = feeds.told_of(connection)
    fresh = {table: {*table.columns} - before.get(table.name, frozenset()) for table in tables}
    late = [table for table in tables if not fresh[table].isdisjoint(told.get(table.name, [()])[0])]
    rematerialise(connection, late)


def keep(
    connection: Connection,
    sealed: bytes,
    error: BundleError,
    waiting: bool,
    now_ms: int,
    header: Header | None = None,
) -> Refused:
    """Keep a sealed bundle that did not enter, so that it can be retried (*waiting*) or examined.

    Of what nobody of the network is known to have written only a small piece is kept.
    """
    refused = Refused(
        header.origin if header else None, header.feed if header else None, header.number if header else None,
        error.code, error.message, waiting,
    )  # fmt: skip
    kept = sealed if header or waiting else sealed[:LARGEST_UNPROVED]
    connection.execute(
        "INSERT INTO sync_parked VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (file) DO UPDATE SET waiting = excluded.waiting, code = excluded.code, "
        "message = excluded.message, origin = excluded.origin, audience = excluded.audience, "
        "number = excluded.number",
        (
            hashlib.sha256(sealed).hexdigest(), kept, int(waiting), refused.code, refused.message, refused.origin,
            refused.audience, refused.number, now_ms,
        ),
    )  # fmt: skip
    return refused


def is_crowded(connection: Connection, sealed: bytes) -> bool:
    """Whether there is no room to keep *sealed* among what waits without proof (for a newer roster or program)."""
    (held,) = connection.execute(
        "SELECT coalesce(sum(length(sealed)), 0) FROM sync_parked WHERE waiting = 1 AND origin IS NULL"
    ).fetchone()
    return bool(held + len(sealed) > MOST_UNPROVED)


def parked_files(connection: Connection) -> list[str]:
    """The files that wait for an earlier one, for a clock or for a roster, as each feed goes on."""
    rows = connection.execute(
        "SELECT file FROM sync_parked WHERE waiting = 1 ORDER BY origin, audience, number"
    )
    return [row[0] for row in rows]


def parked(connection: Connection, file: str) -> bytes | None:
    """The sealed bundle of one of the files that wait; None where another process has just taken it in."""
    row = connection.execute("SELECT sealed FROM sync_parked WHERE file = ?", (file,)).fetchone()
    return bytes(row[0]) if row else None


def refused(connection: Connection) -> list[Refused]:
    """Everything kept that has not entered, the oldest first."""
    rows = connection.execute(
        "SELECT origin, audience, number, code, message, waiting FROM sync_parked ORDER BY since"
    )
    return [
        Refused(origin, feed, number, code, message, bool(kept))
        for origin, feed, number, code, message, kept in rows
    ]


def _take(connection: Connection, writer: Writer, bundle: Opened, now_ms: int, report: MergeReport) -> None:
    """Judge one bundle; apply it, or keep it with its reason."""
    header = bundle.header
    try:
        if _enter(connection, writer, bundle, now_ms):
            report.applied.append(header)
        else:
            report.repeated += 1
    except (Gap, RosterBehind) as error:
        report.parked.append(keep(connection, bundle.sealed, error, True, now_ms, header))
        return
    except ClockAhead as error:
        report.held.append(keep(connection, bundle.sealed, error, True, now_ms, header))
        return
    except BundleError as error:
        report.quarantined.append(keep(connection, bundle.sealed, error, False, now_ms, header))
        return
    connection.execute("DELETE FROM sync_parked WHERE file = ?", (hashlib.sha256(bundle.sealed).hexdigest(),))


def _enter(connection: Connection, writer: Writer, bundle: Opened, now_ms: int) -> bool:
    """Apply one bundle; false when it is there already."""
    if bundle.header.kind == "file":
        return shares.enter(connection, bundle, now_ms)
    at = _judge(connection, bundle, now_ms)
    if at is None:
        return False
    writer.enter(bundle)
    _advance(connection, bundle, at, now_ms)
    return True


def _judge(connection: Connection, bundle: Opened, now_ms: int) -> Head | None:
    """The head of the feed that *bundle* joins; None when it is there already."""
    header = bundle.header
    at = feeds.head(connection, header.origin, header.feed)
    if header.number <= at.number:
        known = connection.execute(
            "SELECT hash FROM sync_bundle WHERE origin = ? AND audience = ? AND number = ?",
            (header.origin, header.feed, header.number),
        ).fetchone()
        if known and known[0] != bundle.hash:
            raise Fork(origin=header.origin, number=header.number)
        return None
    if header.origin == _own_ordinal(connection):
        # We never sent it: this vault was restored or copied, and somebody goes on under our ordinal.
        raise Fork(origin=header.origin, number=header.number)
    if header.number > at.number + 1:
        raise Gap(origin=header.origin, missing=at.number + 1)
    if header.previous != at.hash:
        raise Fork(origin=header.origin, number=at.number)
    if header.rows_before != at.rows or (header.rows and header.first_clk <= at.last_clk):
        raise Malformed(detail="sequenza")
    if header.last_clk > highest_allowed(now_ms):
        raise ClockAhead(origin=header.origin, theirs=_moment(unix_ms(header.last_clk)), ours=_moment(now_ms))
    return at


def _advance(connection: Connection, bundle: Opened, at: Head, now_ms: int) -> None:
    """Move the feed, the clock, the receipts; after a whole snapshot, the positions that it stands for."""
    header = bundle.header
    to = Head(header.number, bundle.hash, max(at.last_clk, header.last_clk), at.rows + header.rows)
    feeds.move(connection, header.origin, header.feed, to, now_ms, header.rows)
    connection.execute("UPDATE sync_state SET clock = max(clock, ?)", (header.last_clk,))
    if header.kind == "changes":
        feed_told = _feed_told(connection, header)
        connection.executemany(
            "INSERT INTO sync_receipt VALUES (?, ?, ?, ?, ?) ON CONFLICT (reporter, origin, audience) "
            "DO UPDATE SET number = excluded.number, hash = excluded.hash",
            [(header.origin, entry[0], feed_told(entry[0]), entry[1], entry[2]) for entry in header.seen],
        )
    elif header.completes:
        stands_for = _stands_for(connection, header)
        for origin, number, digest, last_clk, rows in header.seen:
            before = feeds.head(connection, origin, header.audience)
            if number > before.number and stands_for(origin):
                to = Head(number, digest, last_clk, rows)
                feeds.move(connection, origin, header.audience, to, now_ms, rows - before.rows)


def _feed_told(connection: Connection, header: Header) -> Callable[[int], str]:
    """Which of an origin's feeds an entry of ``seen`` is about (PROTOCOL.md §12)."""
    known = rosters.load(connection) if header.house is not None and is_figures(header.audience) else None
    if known is None:
        return lambda _: header.audience
    return lambda origin: header.audience if origin in known.coordinators else header.log_audience


def _stands_for(connection: Connection, header: Header) -> Callable[[int], bool]:
    """Whether a whole snapshot takes the place of an origin's bundles; never of the reader's own.

    Of figures (PROTOCOL.md §12), where a house's device tells of a sibling, only once that one was revoked, and of
    nobody else; for a house, of coordinators, and of its own former ones: how far they have come.
    """
    own, known = _own_ordinal(connection), rosters.load(connection)
    if known is None or not is_figures(header.audience):
        return lambda origin: origin != own
    if header.house is not None:
        lost = known.of_house(header.house) & known.revoked.keys()
        return lambda origin: origin in lost
    if own is None or own in known.coordinators:
        # Without an ordinal it is a merged store, a coordinator's.
        return lambda origin: origin != own
    former = {row[0] for row in connection.execute("SELECT ordinal FROM sync_former")}
    return lambda origin: origin != own and (origin in known.coordinators or origin in former)


def _own_ordinal(connection: Connection) -> int | None:
    row = connection.execute("SELECT ordinal FROM sync_state").fetchone()
    return row[0] if row else None


def _moment(ms: int) -> str:
    """A Unix time as a person reads it, in UTC."""
    from datetime import UTC, datetime

    return f"{datetime.fromtimestamp(ms / 1000, UTC):%d/%m/%Y %H:%M} UTC"


__all__ = [
    "Conflict", "MergeReport", "Refused", "Wish", "apply", "catch_up", "conflicts", "decide", "erase", "keep", "parked",
    "refused", "rematerialise", "replay_erasures", "state_digest", "totals",
]  # fmt: skip
