"""Feeds: how far each device's rows have come, what is still to be handed over, what was acknowledged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from . import roster, siblings
from .audiences import is_figures, of_rows
from .body import FULL_AT, MOST_ROWS, LogRow
from .change_log import SyncedTable, complete
from .clock import HIGHEST_ORDINAL
from .connection import Connection
from .identity import Identity


@dataclass(frozen=True)
class Head:
    """The last bundle of a feed: its number (0: none yet), hash, highest clock, and rows so far."""

    number: int = 0
    hash: str = ""
    last_clk: int = 0
    rows: int = 0


@dataclass(frozen=True)
class Receipt:
    """What a coordinator has told of one of our feeds. ``state``: ``waiting``, ``received``, ``diverges``.

    ``diverges``: the coordinator holds more than we sent, or something else under our number: this vault was
    restored or copied, and needs a new ordinal.
    """

    audience: str
    sent: int
    received: int
    state: str


def head(connection: Connection, origin: int, feed: str) -> Head:
    """Where a feed stands here."""
    row = connection.execute(
        "SELECT number, hash, last_clk, rows FROM sync_feed WHERE origin = ? AND audience = ?", (origin, feed)
    ).fetchone()
    return Head(*row) if row else Head()


def move(connection: Connection, origin: int, feed: str, to: Head, now_ms: int, rows: int = 0) -> None:
    """Note that bundle ``to.number`` of a feed, with *rows* rows, was sent or applied."""
    connection.execute(
        "INSERT INTO sync_feed VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (origin, audience) DO UPDATE SET number = excluded.number, "
        "hash = excluded.hash, last_clk = excluded.last_clk, rows = excluded.rows",
        (origin, feed, to.number, to.hash, to.last_clk, to.rows),
    )
    connection.execute(
        "INSERT OR IGNORE INTO sync_bundle VALUES (?, ?, ?, ?, ?, ?)",
        (origin, feed, to.number, to.hash, rows, now_ms),
    )


def seen(connection: Connection, audience: str) -> list[list[Any]]:
    """The positions of all feeds of *audience*, as a header tells them."""
    rows = connection.execute(
        "SELECT origin, number, hash, last_clk, rows FROM sync_feed WHERE audience = ? ORDER BY origin",
        (audience,),
    )
    return [list(row) for row in rows]


def seen_by(
    connection: Connection, audience: str, known: roster.Roster, own: roster.Device | Identity
) -> list[list[Any]]:
    """What a header's ``seen`` says in *audience*: of a device of the house, of its siblings their feeds of names."""
    if own.house is None or not is_figures(audience):
        return seen(connection, audience)
    entries = seen(connection, of_rows(audience))
    return sorted(entries + [one for one in seen(connection, audience) if one[0] in known.coordinators])


def pending(connection: Connection) -> dict[str, int]:
    """How many of this device's log rows are not handed over yet, by audience."""
    return dict(connection.execute(f"SELECT l.audience, count(*) {PENDING} GROUP BY l.audience ORDER BY 1"))


def next_rows(connection: Connection, audience: str) -> list[LogRow]:
    """The first of the rows of :func:`pending` for one audience, as many as one bundle takes, by their clocks."""
    after, ordinal = connection.execute(
        f"SELECT max(state.handed, {_SENT.format('?1')}), state.ordinal FROM sync_state AS state",
        (audience,),
    ).fetchone()
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM sync_log AS l "
        f"WHERE clk > ? AND clk & {HIGHEST_ORDINAL} = ? AND audience = ? ORDER BY clk",
        (after, ordinal, audience),
    )
    return next(portions(rows), [])


def rows_of(connection: Connection, audience: str) -> Iterator[list[LogRow]]:
    """Every log row of *audience*, in portions for one bundle each; at least one, perhaps empty."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM sync_log AS l WHERE audience = ? ORDER BY clk", (audience,)
    )
    empty = True
    for portion in portions(rows):
        empty = False
        yield portion
    if empty:
        yield []


def portions(rows: Iterable[Any]) -> Iterator[list[LogRow]]:
    """Cut *rows* where a bundle is full."""
    portion: list[LogRow] = []
    size = 0
    for row in map(LogRow._make, rows):
        portion.append(row)
        size += len(row.cells.encode()) + len(row.prevs or "") + 100
        if len(portion) == MOST_ROWS or size >= FULL_AT:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def schema_of(
    connection: Connection, rows: Iterable[LogRow], tables: Iterable[SyncedTable]
) -> dict[str, list[Any]]:
    """What a header says of the tables of *rows*: our columns, and those that newer desks have told of."""
    known = complete(tables)
    told = told_of(connection)
    schema: dict[str, list[Any]] = {}
    for name in sorted({row.tbl for row in rows}):
        table = known.get(name)
        if table:
            columns, rest = list(table.columns), [table.audience_column, int(table.append_only)]
        else:
            columns, *rest = told[name]
        there = set(columns)
        more = [column for column in told.get(name, [()])[0] if column not in there]
        schema[name] = [columns + more, *rest]
    return schema


def told_of(connection: Connection) -> dict[str, list[Any]]:
    """What the headers of all that came have said of each table: its columns, audience column, append-only mark."""
    rows = connection.execute("SELECT tbl, entry FROM sync_schema")
    return {name: json.loads(entry) for name, entry in rows}


def receipts(connection: Connection) -> list[Receipt]:
    """What the active coordinators have acknowledged of this device's feeds, by audience.

    With several, what the one that is furthest behind has: a coordinator that was restored gets the rest again.
    """
    known = roster.load(connection)
    heard: dict[str, tuple[int, str]] = {}
    for reporter in [d.ordinal for d in known.active if d.house is None] if known else ():
        rows = connection.execute(
            "SELECT audience, number, hash FROM sync_receipt "
            "WHERE reporter = ? AND origin = (SELECT ordinal FROM sync_state)",
            (reporter,),
        )
        for audience, number, digest in rows:
            heard[audience] = min(heard.get(audience, (number, digest)), (number, digest))
    twins = {of_rows(audience) for audience, _ in _own_feeds(connection, heard) if is_figures(audience)}
    return [
        _receipt(connection, audience, sent, heard.get(audience, (0, "")))
        for audience, sent in _own_feeds(connection, heard)
        if audience not in twins
    ]


def acknowledged(connection: Connection) -> dict[str, int]:
    """How far this device's feeds need not be published again, by audience.

    What coordinators have; of what they may not read, what every device has that may.
    """
    heard = {receipt.audience: receipt.received for receipt in receipts(connection)}
    known = roster.load(connection)
    if known and known.pseudonymous:
        by_all = acknowledged_by_all(connection, known)
        heard |= {audience: by_all[audience] for audience in by_all.keys() - heard.keys()}
    return heard


def acknowledged_by_all(connection: Connection, known: roster.Roster) -> dict[str, int]:
    """How far this device's feeds have come with every active device that reads them, by audience."""
    own = connection.execute("SELECT ordinal FROM sync_state").fetchone()[0]
    rows = connection.execute("SELECT reporter, audience, number FROM sync_receipt WHERE origin = ?", (own,))
    heard = {(reporter, audience): number for reporter, audience, number in rows}
    device = known.devices.get(own)
    if device is None:
        return {}
    return {
        audience: min(
            (
                heard.get((reader.ordinal, audience), 0)
                for reader in siblings.readers(connection, known, device, audience)
                if reader.ordinal != own
            ),
            default=sent,
        )
        for audience, sent in _own_feeds(connection, {})
    }


def _own_feeds(connection: Connection, told: dict[str, tuple[int, str]]) -> list[tuple[str, int]]:
    own = dict.fromkeys(told, 0)
    own |= dict(
        connection.execute(
            "SELECT audience, number FROM sync_feed WHERE origin = (SELECT ordinal FROM sync_state) "
            "AND audience NOT LIKE '%/%'"
        )
    )
    return sorted(own.items())


def _receipt(connection: Connection, audience: str, sent: int, told: tuple[int, str]) -> Receipt:
    number, digest = told
    known = connection.execute(
        "SELECT hash FROM sync_bundle WHERE origin = (SELECT ordinal FROM sync_state) AND audience = ? AND number = ?",
        (audience, number),
    ).fetchone()
    diverges = number > sent or (known is not None and known[0] != digest)
    state = "diverges" if diverges else "received" if number == sent else "waiting"
    return Receipt(audience, sent, number, state)


_COLUMNS = "l.clk, l.tbl, l.rid, l.kind, l.cells, l.prevs, l.audience, l.user"
# In a pseudonymous network a coordinator hands over in the feed of figures alone, a house in both at once.
_SENT = """coalesce((SELECT max(f.last_clk) FROM sync_feed AS f WHERE f.origin = state.ordinal
    AND f.audience IN ({0}, replace({0}, 'house:', 'figures:'))), 0)"""
# state.handed is a lower bound of what every audience has handed over: it keeps the scan to the rows since then.
PENDING = f"""
    FROM sync_state AS state
    CROSS JOIN sync_log AS l ON l.clk > state.handed
    WHERE l.clk & {HIGHEST_ORDINAL} = state.ordinal AND l.clk > {_SENT.format("l.audience")}"""
