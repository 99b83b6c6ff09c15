"""What this package asks of a database connection, and its own tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, Protocol


class Cursor(Protocol):
    """The part of a DBAPI cursor that is used here."""

    rowcount: int

    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """An open connection of ``sqlcipher3.dbapi2`` (or ``sqlite3``) with ``isolation_level=None``."""

    @property
    def in_transaction(self) -> bool: ...

    def execute(self, sql: str, parameters: Sequence[object] = ..., /) -> Cursor: ...
    def executemany(self, sql: str, parameters: Iterable[Sequence[object]], /) -> Cursor: ...


AT_ONCE = 50
"""How many rows one statement of :func:`insert` takes."""

SCHEMA = (
    """CREATE TABLE IF NOT EXISTS sync_state (
        one INTEGER PRIMARY KEY CHECK (one = 1), ordinal INTEGER CHECK (ordinal BETWEEN 1 AND 16383),
        clock INTEGER NOT NULL, user TEXT NOT NULL, applying INTEGER NOT NULL CHECK (applying IN (0, 1)),
        handed INTEGER NOT NULL) STRICT""",
    "INSERT INTO sync_state SELECT 1, NULL, 0, '', 0, 0 WHERE NOT EXISTS (SELECT 1 FROM sync_state)",
    """CREATE TABLE IF NOT EXISTS sync_log (
        clk INTEGER PRIMARY KEY, tbl TEXT NOT NULL, rid TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('I', 'U')),
        cells TEXT NOT NULL, prevs TEXT, audience TEXT NOT NULL, user TEXT NOT NULL) STRICT""",
    "CREATE INDEX IF NOT EXISTS sync_log_record ON sync_log (tbl, rid)",
    """CREATE TABLE IF NOT EXISTS sync_withdrawn (
        clk INTEGER PRIMARY KEY, tbl TEXT NOT NULL, rid TEXT NOT NULL, kind TEXT NOT NULL, cells TEXT NOT NULL,
        prevs TEXT, audience TEXT NOT NULL, user TEXT NOT NULL) STRICT""",
    "CREATE INDEX IF NOT EXISTS sync_withdrawn_record ON sync_withdrawn (tbl, rid)",
    """CREATE TABLE IF NOT EXISTS sync_conflict (
        tbl TEXT NOT NULL, rid TEXT NOT NULL, col TEXT NOT NULL, clk_lo INTEGER NOT NULL, clk_hi INTEGER NOT NULL,
        PRIMARY KEY (tbl, rid, col, clk_hi)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS sync_feed (
        origin INTEGER NOT NULL, audience TEXT NOT NULL, number INTEGER NOT NULL, hash TEXT NOT NULL,
        last_clk INTEGER NOT NULL, rows INTEGER NOT NULL, PRIMARY KEY (origin, audience)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS sync_bundle (
        origin INTEGER NOT NULL, audience TEXT NOT NULL, number INTEGER NOT NULL, hash TEXT NOT NULL,
        rows INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (origin, audience, number)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS sync_receipt (
        reporter INTEGER NOT NULL, origin INTEGER NOT NULL, audience TEXT NOT NULL, number INTEGER NOT NULL,
        hash TEXT NOT NULL, PRIMARY KEY (reporter, origin, audience)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS sync_outbox (
        origin INTEGER NOT NULL, audience TEXT NOT NULL, number INTEGER NOT NULL, hash TEXT NOT NULL,
        name TEXT NOT NULL, sealed BLOB NOT NULL, published INTEGER NOT NULL, reader INTEGER,
        PRIMARY KEY (origin, audience, number)) STRICT""",
    """CREATE TABLE IF NOT EXISTS sync_parked (
        file TEXT PRIMARY KEY, sealed BLOB NOT NULL, waiting INTEGER NOT NULL, code TEXT NOT NULL,
        message TEXT NOT NULL, origin INTEGER, audience TEXT, number INTEGER, since INTEGER NOT NULL) STRICT""",
    "CREATE TABLE IF NOT EXISTS sync_schema (tbl TEXT PRIMARY KEY, entry TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS sync_judged (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS sync_roster (n INTEGER PRIMARY KEY, certificate TEXT NOT NULL) STRICT",
    """CREATE TABLE IF NOT EXISTS sync_lacking (
        ordinal INTEGER NOT NULL, audience TEXT NOT NULL, PRIMARY KEY (ordinal, audience)) STRICT, WITHOUT ROWID""",
    "CREATE TABLE IF NOT EXISTS sync_revoked (origin INTEGER PRIMARY KEY, last TEXT NOT NULL) STRICT",
    """CREATE TABLE IF NOT EXISTS sync_cut (
        origin INTEGER NOT NULL, audience TEXT NOT NULL, number INTEGER NOT NULL, hash TEXT NOT NULL,
        last_clk INTEGER NOT NULL, rows INTEGER NOT NULL, PRIMARY KEY (origin, audience)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS sync_refill (
        audience TEXT NOT NULL, origin INTEGER NOT NULL, number INTEGER NOT NULL,
        PRIMARY KEY (audience, origin)) STRICT, WITHOUT ROWID""",
    "CREATE TABLE IF NOT EXISTS sync_due (audience TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    """CREATE TABLE IF NOT EXISTS sync_former (
        ordinal INTEGER NOT NULL, audience TEXT NOT NULL, PRIMARY KEY (ordinal, audience)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS sync_sibling (
        recipient TEXT PRIMARY KEY, confirmed INTEGER NOT NULL, lost INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
    "CREATE TABLE IF NOT EXISTS sync_confirmed (clk INTEGER PRIMARY KEY) STRICT",
    "CREATE TABLE IF NOT EXISTS sync_request (name TEXT PRIMARY KEY, sealed BLOB NOT NULL) STRICT",
    """CREATE TABLE IF NOT EXISTS sync_invitation (
        ordinal INTEGER PRIMARY KEY, house TEXT, series TEXT NOT NULL, secret TEXT NOT NULL, expires INTEGER NOT NULL,
        used INTEGER NOT NULL) STRICT""",
    "CREATE TABLE IF NOT EXISTS sync_offered (feed TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE IF NOT EXISTS sync_shared (
        feed TEXT NOT NULL, sender INTEGER NOT NULL, number INTEGER NOT NULL, hash TEXT NOT NULL,
        schema TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (feed, sender)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS sync_shared_row (
        feed TEXT NOT NULL, sender INTEGER NOT NULL, clk INTEGER NOT NULL, tbl TEXT NOT NULL, rid TEXT NOT NULL,
        kind TEXT NOT NULL, cells TEXT NOT NULL, prevs TEXT, user TEXT NOT NULL,
        PRIMARY KEY (feed, sender, clk)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS sync_shared_record ON sync_shared_row (rid)",
    "CREATE TABLE IF NOT EXISTS sync_shared_end (feed TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID",
)


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """All or nothing: an own ``BEGIN IMMEDIATE``; an open transaction is joined, and its owner rolls back."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if is_open(connection):
            connection.execute("ROLLBACK")
        raise


def insert(connection: Connection, into: str, rows: Sequence[Sequence[object]], otherwise: str = "") -> None:
    """Insert *rows* of equal length; *otherwise* is what stands after the values (``ON CONFLICT …``).

    Many with each statement: one row at a time takes a fifth longer, and where there are triggers half (measured).
    """
    if not rows:
        return
    marks = f"({', '.join('?' * len(rows[0]))})"
    whole = len(rows) - len(rows) % AT_ONCE
    for count, some in ((AT_ONCE, rows[:whole]), (1, rows[whole:])):
        sql = f"INSERT INTO {into} VALUES {', '.join([marks] * count)} {otherwise}"
        together = (list(chain.from_iterable(some[at : at + count])) for at in range(0, len(some), count))
        connection.executemany(sql, together)


def is_open(connection: Connection) -> bool:
    """Whether a transaction is open: SQLite ends one by itself after some errors (a full disk)."""
    return connection.in_transaction
