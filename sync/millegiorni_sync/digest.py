"""One hash for everything that replicas must agree on, and the counts for the minutes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from .change_log import SyncedTable, complete, house_of
from .clock import HIGHEST_ORDINAL
from .connection import Connection


def state_digest(connection: Connection, tables: Iterable[SyncedTable], audience: str | None = None) -> str:
    """SHA-256 over all synced rows, the log and the conflicts, in a fixed order.

    Equal digests mean equal replicas. With an *audience* only its part counts, so that a house and the
    coordinator can compare what they share.
    """
    hasher = hashlib.sha256()
    for table in sorted(complete(tables).values(), key=lambda table: table.name):
        hasher.update(f"table {table.name}\n".encode())
        where, parameters = _where(table, audience)
        columns = ", ".join(("id", *sorted(table.columns)))
        for row in connection.execute(f"SELECT {columns} FROM {table.name} {where} ORDER BY id", parameters):
            hasher.update(repr(tuple(row)).encode())
    hasher.update(b"log\n")
    for row in connection.execute(
        "SELECT * FROM sync_log WHERE ?1 IS NULL OR audience = ?1 ORDER BY clk", (audience,)
    ):
        hasher.update(repr(tuple(row)).encode())
    hasher.update(b"conflicts\n")
    for row in connection.execute(
        "SELECT c.* FROM sync_conflict AS c JOIN sync_log AS l ON l.clk = c.clk_hi "
        "WHERE ?1 IS NULL OR l.audience = ?1 ORDER BY c.tbl, c.rid, c.col, c.clk_hi",
        (audience,),
    ):
        hasher.update(repr(tuple(row)).encode())
    return hasher.hexdigest()


def log_digest(connection: Connection, positions: Iterable[tuple[int, str, int, int]]) -> str:
    """SHA-256 over which writes of the log lie within *positions* (``balance.Position``), whatever came since.

    What was written is left out: an erasure blanks it, and the writes are still the same. Those that were withdrawn
    count: they are told aside.
    """
    until = {(origin, audience): last for origin, audience, last, _rows in positions}
    hasher = hashlib.sha256()
    columns = "clk, audience, tbl, rid, kind, user"
    # UNION: what left and came back is there twice.
    told = f"SELECT {columns} FROM sync_log UNION SELECT {columns} FROM sync_withdrawn ORDER BY clk"
    if not connection.execute("SELECT 1 FROM sync_withdrawn LIMIT 1").fetchone():
        told = f"SELECT {columns} FROM sync_log ORDER BY clk"
    for row in connection.execute(told):
        if row[0] <= until.get((row[0] & HIGHEST_ORDINAL, row[1]), 0):
            hasher.update(repr(tuple(row)).encode())
    return hasher.hexdigest()


def totals(connection: Connection, tables: Iterable[SyncedTable]) -> dict[str, dict[str, int]]:
    """Rows per table and house; ``""`` is the whole network."""
    counts: dict[str, dict[str, int]] = {}
    for table in complete(tables).values():
        house = f"coalesce({table.audience_column}, '')" if table.audience_column else "''"
        rows = connection.execute(f"SELECT {house}, count(*) FROM {table.name} GROUP BY 1 ORDER BY 1")
        counts[table.name] = dict(rows)
    return counts


def _where(table: SyncedTable, audience: str | None) -> tuple[str, Sequence[object]]:
    if audience is None:
        return "", ()
    house = house_of(audience)
    if table.audience_column is None:
        return ("", ()) if house is None else ("WHERE 0", ())
    return f"WHERE {table.audience_column} IS ?", (house,)
