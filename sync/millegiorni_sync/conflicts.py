"""Conflicts as people see them, and their decisions."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import Enum
from typing import Any

from .body import decode_cells
from .change_log import house_of
from .clock import origin, unix_ms
from .connection import Connection, transaction


@dataclass(frozen=True)
class Side:
    """One of two writes that disagree: the value (None: empty), who wrote it, on which device, when (Unix ms)."""

    clk: int
    value: Any
    user: str

    @property
    def origin(self) -> int:
        """The ordinal of the device."""
        return origin(self.clk)

    @property
    def at_ms(self) -> int:
        """When, by that device's clock."""
        return unix_ms(self.clk)


@dataclass(frozen=True)
class Conflict:
    """Two writes of one field that did not know of each other; ``later`` came above ``earlier``.

    ``current`` is what holds now.
    """

    tbl: str
    rid: str
    col: str
    earlier: Side
    later: Side
    current: Any
    house: str | None
    is_open: bool


class Keep(Enum):
    """What is passed to :func:`decide` instead of a value."""

    KEEP = "keep"


KEEP = Keep.KEEP

_WITHDRAWN = "withdrawn:"
_OPEN = f"""NOT EXISTS (SELECT 1 FROM conflict_decision AS d
    WHERE d.tbl = c.tbl AND d.rid = c.rid AND d.col = c.col AND d.clk_hi >= c.clk_hi
    AND d.choice NOT LIKE '{_WITHDRAWN}%' AND NOT EXISTS (SELECT 1 FROM conflict_decision AS w
    WHERE w.tbl = d.tbl AND w.rid = d.rid AND w.col = d.col AND w.choice = '{_WITHDRAWN}' || d.id))"""


def open_keys(connection: Connection) -> dict[tuple[object, ...], str]:
    """Every open conflict: its key, and its audience."""
    rows = connection.execute(
        "SELECT c.tbl, c.rid, c.col, c.clk_hi, l.audience FROM sync_conflict AS c "
        f"JOIN sync_log AS l ON l.clk = c.clk_hi WHERE {_OPEN}"
    )
    return {row[:4]: row[4] for row in rows}


def conflicts(
    connection: Connection, open_only: bool = True, limit: int = -1, offset: int = 0
) -> list[Conflict]:
    """The conflicts, newest first."""
    rows = connection.execute(
        "SELECT c.tbl, c.rid, c.col, lo.clk, lo.cells, lo.user, hi.clk, hi.cells, hi.user, hi.audience, "
        f"{_OPEN} AS open FROM sync_conflict AS c JOIN sync_log AS lo ON lo.clk = c.clk_lo "
        "JOIN sync_log AS hi ON hi.clk = c.clk_hi "
        f"WHERE open OR NOT ? ORDER BY c.clk_hi DESC, c.col LIMIT ? OFFSET ?",
        (int(open_only), limit, offset),
    ).fetchall()
    return [_conflict(connection, row) for row in rows]


def decide(connection: Connection, conflict: Conflict, decided_at: str, value: Any = KEEP) -> str:
    """Close *conflict*: keep what holds, or write *value*. Returns the decision's id, for :func:`withdraw`.

    One transaction; it travels like any save. ``decided_at`` is an instant (``YYYY-MM-DDTHH:MM:SSZ``). An append-only
    field cannot be given another value: SQLite's ``IntegrityError``.
    """
    with transaction(connection):
        choice = "keep"
        if value is not KEEP and value != conflict.current:
            _put(connection, conflict, value)
            sides = {conflict.earlier.value: "earlier", conflict.later.value: "later"}
            choice = sides.get(value, "other")
        return _note(connection, conflict, decided_at, choice)


def withdraw(connection: Connection, conflict: Conflict, decided_at: str, decision: str) -> None:
    """Take *decision* back: the value that held before it is put back, and *conflict* is open again.

    *conflict* is as it was when it was decided; the decision stays in the history.
    """
    with transaction(connection):
        _put(connection, conflict, conflict.current)
        _note(connection, conflict, decided_at, _WITHDRAWN + decision)


def _put(connection: Connection, conflict: Conflict, value: Any) -> None:
    column = conflict.col
    connection.execute(
        f"UPDATE {conflict.tbl} SET {column} = ? WHERE id = ? AND {column} IS NOT ?",
        (value, conflict.rid, value),
    )


def _note(connection: Connection, conflict: Conflict, decided_at: str, choice: str) -> str:
    decision = str(uuid.uuid4())
    connection.execute(
        "INSERT INTO conflict_decision (id, tbl, rid, col, clk_hi, choice, decided_by, decided_at, house) "
        "SELECT ?, ?, ?, ?, ?, ?, user, ?, ? FROM sync_state",
        (
            decision, conflict.tbl, conflict.rid, conflict.col, conflict.later.clk, choice, decided_at,
            conflict.house,
        ),
    )  # fmt: skip
    return decision


def _conflict(connection: Connection, row: Any) -> Conflict:
    tbl, rid, col, clk_lo, cells_lo, user_lo, clk_hi, cells_hi, user_hi, audience, is_open = row
    current = connection.execute(f"SELECT {col} FROM {tbl} WHERE id = ?", (rid,)).fetchone()
    return Conflict(
        tbl, rid, col,
        Side(clk_lo, decode_cells(cells_lo).get(col), user_lo),
        Side(clk_hi, decode_cells(cells_hi).get(col), user_hi),
        current[0] if current else None, house_of(audience), bool(is_open),
    )  # fmt: skip
