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

Field = tuple[str, str, str]
"""A table, the id of a record, and a column."""


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

    @property
    def field(self) -> Field:
        """The field that has two answers."""
        return self.tbl, self.rid, self.col


@dataclass(frozen=True)
class Pending:
    """Where an open conflict is: its field and its two writes. Of many of them nothing more is read at once."""

    tbl: str
    rid: str
    col: str
    clk_lo: int
    clk_hi: int


class Keep(Enum):
    """What is passed to :func:`decide` instead of a value."""

    KEEP = "keep"


KEEP = Keep.KEEP

WITHDRAWN = "withdrawn:"
OPEN = f"""NOT EXISTS (SELECT 1 FROM conflict_decision AS d
    WHERE d.tbl = c.tbl AND d.rid = c.rid AND d.col = c.col AND d.clk_hi >= c.clk_hi
    AND coalesce('house:' || d.house, 'network') = (SELECT audience FROM sync_log WHERE clk = c.clk_hi)
    AND d.choice NOT LIKE '{WITHDRAWN}%' AND NOT EXISTS (SELECT 1 FROM conflict_decision AS w
    WHERE w.tbl = d.tbl AND w.rid = d.rid AND w.col = d.col AND w.house IS d.house
    AND w.choice = '{WITHDRAWN}' || d.id))"""
"""The condition on a row ``c`` of ``sync_conflict``. Only who reads the later write decides, or takes that back."""


_OPEN_ONES = f"FROM sync_conflict AS c JOIN sync_log AS l ON l.clk = c.clk_hi WHERE {OPEN}"


def how_many_open(connection: Connection) -> dict[str, int]:
    """How many conflicts are open, by audience."""
    return dict(connection.execute(f"SELECT l.audience, count(*) {_OPEN_ONES} GROUP BY l.audience"))


def conflicts(
    connection: Connection, open_only: bool = True, limit: int = -1, offset: int = 0
) -> list[Conflict]:
    """The conflicts, newest first."""
    rows = connection.execute(
        f"SELECT c.tbl, c.rid, c.col, c.clk_lo, c.clk_hi, {OPEN} AS open FROM sync_conflict AS c "
        f"WHERE ? = 0 OR {OPEN} ORDER BY c.clk_hi DESC, c.col LIMIT ? OFFSET ?",
        (int(open_only), limit, offset),
    ).fetchall()
    return [told(connection, row[:3], *row[3:]) for row in rows]


def pending(connection: Connection) -> list[Pending]:
    """Every open conflict by its place only, newest first: cheap beside :func:`conflicts`, which reads the values."""
    rows = connection.execute(
        f"SELECT c.tbl, c.rid, c.col, c.clk_lo, c.clk_hi FROM sync_conflict AS c WHERE {OPEN} "
        "ORDER BY c.clk_hi DESC, c.col"
    )
    return [Pending(*row) for row in rows]


def still_open(connection: Connection, one: Pending) -> bool:
    """Whether it is there, and nobody has decided it since it was read."""
    found = connection.execute(
        "SELECT 1 FROM sync_conflict AS c WHERE (c.tbl, c.rid, c.col, c.clk_lo, c.clk_hi) = (?, ?, ?, ?, ?) "
        f"AND {OPEN}",
        (one.tbl, one.rid, one.col, one.clk_lo, one.clk_hi),
    )
    return found.fetchone() is not None


def decide(connection: Connection, conflict: Conflict, decided_at: str, value: Any = KEEP) -> str:
    """Close *conflict*: keep what holds, or write *value*. Returns the decision's id, for ``decisions.undo``.

    One transaction; it travels like any save. ``decided_at`` is an instant (``YYYY-MM-DDTHH:MM:SSZ``). An append-only
    field cannot be given another value: SQLite's ``IntegrityError``.
    """
    with transaction(connection):
        choice = "keep"
        if value is not KEEP and value != conflict.current:
            put(connection, conflict.field, value)
            sides = {conflict.earlier.value: "earlier", conflict.later.value: "later"}
            choice = sides.get(value, "other")
        return note(connection, conflict.field, conflict.later.clk, conflict.house, decided_at, choice)


def put(connection: Connection, field: Field, value: Any) -> None:
    """Write *value* into a field, where it holds another."""
    table, record, column = field
    connection.execute(
        f"UPDATE {table} SET {column} = ? WHERE id = ? AND {column} IS NOT ?", (value, record, value)
    )


def note(
    connection: Connection, field: Field, clk_hi: int, house: str | None, decided_at: str, choice: str
) -> str:
    """Write down what was decided of the conflict of *field* whose later write is *clk_hi*; gives the decision's id."""
    decision = str(uuid.uuid4())
    connection.execute(
        "INSERT INTO conflict_decision (id, tbl, rid, col, clk_hi, choice, decided_by, decided_at, house) "
        "SELECT ?, ?, ?, ?, ?, ?, user, ?, ? FROM sync_state",
        (decision, *field, clk_hi, choice, decided_at, house),
    )
    return decision


def told(connection: Connection, field: Field, clk_lo: int, clk_hi: int, is_open: int) -> Conflict:
    """The conflict of *field* between two writes of the log, with their values and what holds now."""
    table, record, column = field
    current = connection.execute(f"SELECT {column} FROM {table} WHERE id = ?", (record,)).fetchone()
    earlier, later = (_write(connection, clk, column) for clk in (clk_lo, clk_hi))
    return Conflict(
        table, record, column, earlier[0], later[0], current[0] if current else None, house_of(later[1]),
        bool(is_open),
    )  # fmt: skip


def _write(connection: Connection, clk: int, column: str) -> tuple[Side, str]:
    cells, user, audience = connection.execute(
        "SELECT cells, user, audience FROM sync_log WHERE clk = ?", (clk,)
    ).fetchone()
    return Side(clk, decode_cells(cells).get(column), user), audience
