"""Withdrawing: rows leave the log again, and the records follow from those that stay (PROTOCOL.md §3)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from .change_log import ERASURES, SyncedTable, complete
from .connection import Connection, transaction
from .records import Writer


@dataclass(frozen=True)
class Withdrawn:
    """How many rows left the log, by table, and which records were touched, by table."""

    rows: dict[str, int] = field(default_factory=dict)
    records: dict[str, frozenset[str]] = field(default_factory=dict)


def withdraw(
    connection: Connection, tables: Sequence[SyncedTable], where: str, parameters: Sequence[object] = ()
) -> Withdrawn:
    """Take the rows ``l`` of ``sync_log`` for which the SQL condition *where* holds out of the log.

    They stay written down in ``sync_withdrawn``, which no merge reads, for people and for the minutes. The touched
    records are worked out anew: one without an insertion leaves its table, and its conflicts go with it. Where feeds
    stand is the caller's to move. Runs in a transaction of its own or joins the open one, which must be rolled back
    if this raises.
    """
    with transaction(connection):
        clocks, found = _found(connection, f"sync_log AS l WHERE {where}", parameters)
        _move(connection, "sync_log", "sync_withdrawn", clocks)
        _work_out(connection, complete(tables), found)
    return found


def reinstate(
    connection: Connection, tables: Sequence[SyncedTable], where: str, parameters: Sequence[object] = ()
) -> Withdrawn:
    """Take the rows ``l`` of ``sync_withdrawn`` for which *where* holds into the log again; tells which they were."""
    with transaction(connection):
        clocks, found = _found(
            connection,
            f"sync_withdrawn AS l WHERE {where} AND l.clk NOT IN (SELECT clk FROM sync_log)",
            parameters,
        )
        _move(connection, "sync_withdrawn", "sync_log", clocks)
        _work_out(connection, complete(tables), found)
    return found


def _found(connection: Connection, rows: str, parameters: Sequence[object]) -> tuple[list[int], Withdrawn]:
    """The clocks of *rows*, and what they are."""
    counts: defaultdict[str, int] = defaultdict(int)
    touched: defaultdict[str, set[str]] = defaultdict(set)
    clocks = []
    for clk, table, rid in connection.execute(f"SELECT l.clk, l.tbl, l.rid FROM {rows}", parameters):
        clocks.append(clk)
        counts[table] += 1
        touched[table].add(rid)
    return clocks, Withdrawn(dict(counts), {table: frozenset(ids) for table, ids in touched.items()})


def _move(connection: Connection, source: str, target: str, clocks: Sequence[int]) -> None:
    listed = "(SELECT CAST(value AS INTEGER) FROM json_each(?))"
    named = (json.dumps(clocks),)
    connection.execute(f"DELETE FROM {target} WHERE clk IN {listed}", named)
    connection.execute(f"INSERT INTO {target} SELECT l.* FROM {source} AS l WHERE l.clk IN {listed}", named)
    connection.execute(f"DELETE FROM {source} WHERE clk IN {listed}", named)


def _work_out(connection: Connection, tables: dict[str, SyncedTable], found: Withdrawn) -> None:
    writer = Writer(connection, tables)
    with writer.applying():
        for table, ids in found.records.items():
            if table in tables:
                connection.execute(
                    f"DELETE FROM {table} WHERE id IN (SELECT j.value FROM json_each(?) AS j WHERE NOT EXISTS "
                    "(SELECT 1 FROM sync_log AS l WHERE l.tbl = ? AND l.rid = j.value AND l.kind = 'I'))",
                    (json.dumps(sorted(ids)), table),
                )
                writer.many[table] |= ids
        writer.settle()
        if erased := found.records.get(ERASURES.name):
            # Those that came back blank again.
            writer.scrub(
                connection.execute(
                    "SELECT e.tbl, e.rid FROM json_each(?) AS j CROSS JOIN erasure AS e ON e.id = j.value",
                    (json.dumps(sorted(erased)),),
                ).fetchall()
            )
            writer.settle()
