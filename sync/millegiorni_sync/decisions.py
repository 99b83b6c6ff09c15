"""What people decided about conflicts, told afterwards, and taken back however much later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .body import decode_cells
from .clock import HIGHEST_ORDINAL
from .conflicts import OPEN, WITHDRAWN, Conflict, note, put, told
from .connection import Connection, transaction


@dataclass(frozen=True)
class Decision:
    """Who closed a conflict, when and how; ``clk`` is its own clock.

    ``choice``: ``keep`` (what held stayed), ``earlier``, ``later`` or ``other``. ``conflict`` is None where the two
    writes are no neighbours any more, because another came between them.
    """

    id: str
    tbl: str
    rid: str
    col: str
    choice: str
    decided_by: str
    decided_at: str
    house: str | None
    clk: int
    withdrawn: bool
    conflict: Conflict | None


_FOUND = f"""
SELECT d.id, d.tbl, d.rid, d.col, d.clk_hi, d.choice, d.decided_by, d.decided_at, d.house, l.clk, EXISTS (
  SELECT 1 FROM conflict_decision AS w
  WHERE w.tbl = d.tbl AND w.rid = d.rid AND w.col = d.col AND w.house IS d.house AND w.choice = '{WITHDRAWN}' || d.id
  ) AS withdrawn
FROM conflict_decision AS d JOIN sync_log AS l ON l.tbl = 'conflict_decision' AND l.rid = d.id
WHERE d.choice NOT LIKE '{WITHDRAWN}%'"""


def decisions(connection: Connection, limit: int = -1, offset: int = 0) -> list[Decision]:
    """Every decision, the newest first; those that were withdrawn too."""
    rows = connection.execute(
        f"{_FOUND} ORDER BY l.clk DESC, d.id LIMIT ? OFFSET ?", (limit, offset)
    ).fetchall()
    return [_decision(connection, row) for row in rows]


def undo(connection: Connection, decision: str, decided_at: str) -> bool:
    """Take back a decision: its conflict is open again, and the value that held before it is put back.

    Whatever was written to the field after the decision stays as it is; then the answer is False. Raises
    ``LookupError`` for a decision that is not there or was withdrawn. ``decided_at`` is an instant.
    """
    with transaction(connection):
        row = connection.execute(f"{_FOUND} AND d.id = ?", (decision,)).fetchone()
        if row is None or row[-1]:
            raise LookupError(decision)
        found = _decision(connection, row)
        restored = found.choice == "keep" or _restore(connection, found)
        note(
            connection,
            (found.tbl, found.rid, found.col),
            row[4],
            found.house,
            decided_at,
            WITHDRAWN + decision,
        )
    return restored


def _restore(connection: Connection, decision: Decision) -> bool:
    """Put back what the decision replaced, unless somebody has written to the field since."""
    column = f'$."{decision.col}"'
    wrote = connection.execute(
        f"SELECT clk, prevs FROM sync_log WHERE tbl = ? AND rid = ? AND kind = 'U' AND clk < ? "
        f"AND clk & {HIGHEST_ORDINAL} = ? AND json_type(cells, ?) IS NOT NULL ORDER BY clk DESC LIMIT 1",
        (decision.tbl, decision.rid, decision.clk, decision.clk & HIGHEST_ORDINAL, column),
    ).fetchone()
    top = connection.execute(
        "SELECT max(clk) FROM sync_log WHERE tbl = ? AND rid = ? "
        "AND (kind = 'I' OR json_type(cells, ?) IS NOT NULL)",
        (decision.tbl, decision.rid, column),
    ).fetchone()
    if wrote is None or top[0] != wrote[0]:
        return False
    before = connection.execute(
        "SELECT cells FROM sync_log WHERE clk = ?", (decode_cells(wrote[1])[decision.col],)
    ).fetchone()
    if before is None:
        return False
    put(connection, (decision.tbl, decision.rid, decision.col), decode_cells(before[0]).get(decision.col))
    return True


def _decision(connection: Connection, row: Any) -> Decision:
    key, (tbl, rid, col, clk_hi), rest = row[0], row[1:5], row[5:]
    choice, decided_by, decided_at, house, clk, withdrawn = rest
    pair = connection.execute(
        f"SELECT c.clk_lo, c.clk_hi, {OPEN} FROM sync_conflict AS c "
        "WHERE c.tbl = ? AND c.rid = ? AND c.col = ? AND c.clk_hi = ?",
        (tbl, rid, col, clk_hi),
    ).fetchone()
    conflict = told(connection, (tbl, rid, col), *pair) if pair else None
    return Decision(key, tbl, rid, col, choice, decided_by, decided_at, house, clk, bool(withdrawn), conflict)
