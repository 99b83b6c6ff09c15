"""Log rows that never left take new clocks: after a restore or a copy, and after a clock that was far ahead."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from . import feeds
from .body import LogRow, decode_cells
from .change_log import DECISIONS, ERASURES, SyncedTable, complete
from .clock import HIGHEST_ORDINAL, ORDINAL_BITS, compose, highest_allowed, unix_ms
from .connection import Connection, transaction
from .records import Writer

TICKED = 1 << ORDINAL_BITS
"""The clock of one device moves by so much at least."""

_COLUMNS = "l.clk, l.tbl, l.rid, l.kind, l.cells, l.prevs, l.audience, l.user"


def repair_clock(connection: Connection, tables: Sequence[SyncedTable], now_ms: int) -> bool:
    """Bring back rows that were written while this device's clock was far ahead, before anybody sees them.

    They keep their order. Returns true when such rows were handed over already: others hold those bundles, and
    only a new ordinal helps. A clock that is behind now is told from one that was ahead by what others wrote.
    """
    with transaction(connection):
        clock, ordinal = connection.execute("SELECT clock, ordinal FROM sync_state").fetchone()
        if clock <= highest_allowed(now_ms):
            return False
        others = connection.execute(
            f"SELECT clk FROM sync_log WHERE clk & {HIGHEST_ORDINAL} <> ? ORDER BY clk DESC LIMIT 1",
            (ordinal,),
        ).fetchone()
        now_ms = max(now_ms, unix_ms(others[0])) if others else now_ms
        if clock <= highest_allowed(now_ms):
            return False
        if _highest_sent(connection, ordinal) > highest_allowed(now_ms):
            return True
        rows = connection.execute(f"SELECT {_COLUMNS} {feeds.PENDING} ORDER BY l.clk").fetchall()
        _renumber(connection, tables, map(LogRow._make, rows), now_ms)
    return False


def adopt(connection: Connection, tables: Sequence[SyncedTable], audience: str, now_ms: int) -> int:
    """Make this device's own what its former ordinals wrote in *audience* and the coordinator does not have.

    Called when a snapshot of *audience* is complete: ``sync_confirmed`` then names the rows that it held. Returns
    how many rows were adopted; they are pending again.
    """
    return _adopt(connection, tables, audience, "l.clk NOT IN (SELECT clk FROM sync_confirmed)", now_ms)


def adopt_alone(connection: Connection, tables: Sequence[SyncedTable], now_ms: int) -> int:
    """The same for who gets no snapshot: after everything at the exchange has been read.

    A coordinator; and in a pseudonymous network a house's only device: what it left there or coordinators have stays.
    """
    beyond = (
        f"l.clk > coalesce((SELECT max(f.last_clk) FROM sync_feed AS f WHERE f.origin = l.clk & {HIGHEST_ORDINAL} "
        "AND f.audience IN (l.audience, replace(l.audience, 'house:', 'figures:'))), 0)"
    )
    with transaction(connection):
        audiences = connection.execute("SELECT DISTINCT audience FROM sync_former").fetchall()
        return sum(_adopt(connection, tables, audience, beyond, now_ms) for (audience,) in audiences)


def _adopt(
    connection: Connection, tables: Sequence[SyncedTable], audience: str, missing: str, now_ms: int
) -> int:
    with transaction(connection):
        former = "SELECT ordinal FROM sync_former WHERE audience = l.audience"
        rows = connection.execute(
            f"SELECT {_COLUMNS} FROM sync_log AS l CROSS JOIN sync_state AS state WHERE l.audience = ? AND "
            f"((l.clk & {HIGHEST_ORDINAL} IN ({former}) AND {missing}) OR "
            f"(l.clk & {HIGHEST_ORDINAL} = state.ordinal AND EXISTS ({former}))) ORDER BY l.clk",
            (audience,),
        ).fetchall()
        connection.execute("DELETE FROM sync_former WHERE audience = ?", (audience,))
        if not connection.execute("SELECT 1 FROM sync_former").fetchone():
            connection.execute("DELETE FROM sync_confirmed")
        return _renumber(connection, tables, map(LogRow._make, rows), now_ms)


def _highest_sent(connection: Connection, ordinal: int) -> int:
    row = connection.execute("SELECT max(last_clk) FROM sync_feed WHERE origin = ?", (ordinal,)).fetchone()
    return int(row[0] or 0)


def _renumber(
    connection: Connection, tables: Sequence[SyncedTable], rows: Iterable[LogRow], now_ms: int
) -> int:
    """Give *rows*, none of which left, clocks of this device that are not ahead of *now_ms*, in the same order."""
    (ordinal,) = connection.execute("SELECT ordinal FROM sync_state").fetchone()
    moving, last = list(rows), _highest_sent(connection, ordinal)
    own = connection.execute(
        f"SELECT clk FROM sync_log WHERE clk > ? AND clk & {HIGHEST_ORDINAL} = ?", (last, ordinal)
    )
    taken = {row[0] for row in own} - {row.clk for row in moving}
    fresh, moved = _new_clocks(moving, ordinal, last, now_ms, taken)
    fresh = [_naming_anew(connection, row, moved) for row in fresh]
    connection.executemany("DELETE FROM sync_log WHERE clk = ?", [(clk,) for clk in moved])
    connection.executemany("INSERT INTO sync_log VALUES (?, ?, ?, ?, ?, ?, ?, ?)", fresh)
    connection.execute(
        "UPDATE sync_state SET handed = 0, clock = max(?, (SELECT coalesce(max(clk), 0) FROM sync_log))",
        (_highest_sent(connection, ordinal),),
    )
    writer = Writer(connection, complete(tables))
    with writer.applying():
        for row in fresh:
            writer.many[row.tbl].add(row.rid)
        writer.settle()
    return len(fresh)


def _naming_anew(connection: Connection, row: LogRow, moved: dict[int, int]) -> LogRow:
    """*row* with the clocks that its own values name: those of a conflict that was decided, of what was erased so far.

    Left as it was, a decision would be about nothing, and an erasure would take what is written after it.
    """
    if row.tbl not in (DECISIONS.name, ERASURES.name):
        return row
    cells = decode_cells(row.cells)
    if isinstance(decided := cells.get("clk_hi"), int):
        cells["clk_hi"] = moved.get(decided, decided)
    elif isinstance(upto := cells.get("upto"), int):
        # All that it took here it goes on taking; of what is still on its way, what was written before it.
        taken = connection.execute(
            "SELECT clk FROM sync_log WHERE tbl = ? AND rid = ? AND audience = ? AND clk <= ?",
            (cells.get("tbl"), cells.get("rid"), row.audience, upto),
        )
        cells["upto"] = max(min(upto, row.clk), *(moved.get(clk, clk) for (clk,) in taken), 0)
    return row._replace(cells=json.dumps(cells, separators=(",", ":")))


def _new_clocks(
    rows: Iterable[LogRow], ordinal: int, last: int, now_ms: int, taken: AbstractSet[int]
) -> tuple[list[LogRow], dict[int, int]]:
    """The rows anew, and which clock became which. Each stays above *last* and above what it replaced.

    *taken* are the clocks of rows that stay as they are: this device's of another audience.
    """
    latest = compose(now_ms, 0, 0) >> ORDINAL_BITS
    fresh: list[LogRow] = []
    moved: dict[int, int] = {}
    for row in rows:
        prevs = {col: moved.get(prev, prev) for col, prev in decode_cells(row.prevs or "{}").items()}
        lowest = max([last, *prevs.values()])
        clk = min(row.clk >> ORDINAL_BITS, latest) << ORDINAL_BITS | ordinal
        if clk <= lowest:
            clk = ((lowest >> ORDINAL_BITS) + 1) << ORDINAL_BITS | ordinal
        while clk in taken:
            clk += TICKED
        moved[row.clk] = last = clk
        text = json.dumps(prevs, separators=(",", ":")) if row.kind == "U" else None
        fresh.append(row._replace(clk=clk, prevs=text))
    return fresh, moved
