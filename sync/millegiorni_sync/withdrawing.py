"""Withdrawing: rows leave the log again, and the records follow from those that stay (PROTOCOL.md §3)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from .balance import money
from .change_log import SyncedTable, complete
from .connection import Connection, transaction
from .records import Writer


@dataclass(frozen=True)
class Withdrawn:
    """How many rows left the log, by table, and which records were touched, by table."""

    rows: dict[str, int] = field(default_factory=dict)
    records: dict[str, frozenset[str]] = field(default_factory=dict)


def withdraw(
    connection: Connection,
    tables: Sequence[SyncedTable],
    where: str,
    parameters: Sequence[object] = (),
    *,
    keep_values: bool,
) -> Withdrawn:
    """Take the rows ``l`` of ``sync_log`` for which the SQL condition *where* holds out of the log.

    What they were stays written down in ``sync_withdrawn``, which no merge reads: whole with *keep_values*, for people
    to look at; otherwise only which rows they were, and their cents, so that the minutes can tell. The touched records
    are worked out anew: one without an insertion leaves its table, and its conflicts go with it. Where feeds stand is
    the caller's to move. Runs in a transaction of its own or joins the open one, which must be rolled back
    if this raises.
    """
    known = complete(tables)
    with transaction(connection):
        touched: defaultdict[str, set[str]] = defaultdict(set)
        rows: defaultdict[str, int] = defaultdict(int)
        clocks = []
        for clk, table, rid in connection.execute(
            f"SELECT l.clk, l.tbl, l.rid FROM sync_log AS l WHERE {where}", parameters
        ):
            clocks.append(clk)
            rows[table] += 1
            touched[table].add(rid)
        if clocks:
            _move(connection, known, json.dumps(clocks), keep_values)
            _work_out(connection, known, touched)
    return Withdrawn(dict(rows), {table: frozenset(ids) for table, ids in touched.items()})


def _move(connection: Connection, tables: dict[str, SyncedTable], listed: str, keep_values: bool) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO sync_withdrawn "
        "SELECT l.* FROM json_each(?) AS j CROSS JOIN sync_log AS l ON l.clk = j.value",
        (listed,),
    )
    connection.execute("DELETE FROM sync_log WHERE clk IN (SELECT value FROM json_each(?))", (listed,))
    if not keep_values:
        connection.execute(
            f"UPDATE sync_withdrawn SET cells = {_cents(tables)}, prevs = iif(prevs IS NULL, NULL, '{{}}') "
            "WHERE clk IN (SELECT value FROM json_each(?))",
            (listed,),
        )


def _cents(tables: dict[str, SyncedTable]) -> str:
    """SQL of the cells that are kept of a row: those that the minutes add up."""
    columns: defaultdict[str, list[str]] = defaultdict(list)
    for table, column in money(tables):
        columns[table].append(f"'{column}', json_extract(cells, '$.{column}')")
    cases = (
        f"WHEN '{table}' THEN json_patch('{{}}', json_object({', '.join(pairs)}))"
        for table, pairs in columns.items()
    )
    return f"CASE tbl {' '.join(cases)} ELSE '{{}}' END" if columns else "'{}'"


def _work_out(connection: Connection, tables: dict[str, SyncedTable], touched: dict[str, set[str]]) -> None:
    writer = Writer(connection, tables)
    with writer.applying():
        for table, ids in touched.items():
            if table in tables:
                connection.execute(
                    f"DELETE FROM {table} WHERE id IN (SELECT j.value FROM json_each(?) AS j WHERE NOT EXISTS "
                    "(SELECT 1 FROM sync_log AS l WHERE l.tbl = ? AND l.rid = j.value AND l.kind = 'I'))",
                    (json.dumps(sorted(ids)), table),
                )
                writer.many[table] |= ids
        writer.settle()
