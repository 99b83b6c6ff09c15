"""Conflicts as people see them, and their decisions."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from .body import decode_cells, decode_logged
from .change_log import house_of
from .clock import origin, unix_ms
from .connection import Connection, transaction

Field = tuple[str, str, str]
"""A table, the id of a record, and a column."""

Noted = tuple[str, str, str, str, int, str, str, str | None]
"""A decision as it is written down: id, field, later write, choice, instant, house."""


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

AT_ONCE = 500
"""How many are decided with one statement."""

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


def open_of(connection: Connection, table: str, column: str) -> list[Conflict]:
    """The open conflicts of one column of a table, newest first, read together: there may be thousands."""
    rows = connection.execute(
        f"SELECT c.rid, c.clk_lo, lo.cells, lo.user, c.clk_hi, hi.cells, hi.user, hi.audience, t.{column} "
        "FROM sync_conflict AS c JOIN sync_log AS lo ON lo.clk = c.clk_lo JOIN sync_log AS hi ON hi.clk = c.clk_hi "
        f"LEFT JOIN {table} AS t ON t.id = c.rid WHERE c.tbl = ? AND c.col = ? AND {OPEN} ORDER BY c.clk_hi DESC",
        (table, column),
    )
    found = []
    for rid, clk_lo, below, by, clk_hi, above, by_later, audience, current in rows:
        earlier, later = (cells.get(column) for cells in decode_logged([below, above]))
        sides = Side(clk_lo, earlier, by), Side(clk_hi, later, by_later)
        found.append(Conflict(table, rid, column, *sides, current, house_of(audience), True))
    return found


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
    (decision,) = decide_alike(connection, [(conflict, value)], decided_at)
    return decision


def decide_alike(
    connection: Connection,
    chosen: Sequence[tuple[Conflict, Any]],
    decided_at: str,
    step: Callable[[int], object] = lambda done: None,
) -> list[str]:
    """:func:`decide` for many conflicts of one column of one table, all or none: each with its value, or ``KEEP``.

    *step* is told how many are done before each of them; what it raises stops it.
    """
    made: list[str] = []
    with transaction(connection):
        for start in range(0, len(chosen), AT_ONCE):
            some = chosen[start : start + AT_ONCE]
            table, _, column = some[0][0].field
            put_all(connection, table, column, [(one.rid, v) for one, v in some if _choice(one, v) != "keep"])
            note_all(connection, _notes(some, decided_at, made, step))
    return made


def _notes(
    chosen: Sequence[tuple[Conflict, Any]], decided_at: str, made: list[str], step: Callable[[int], object]
) -> Iterator[Noted]:
    """The rows of the decisions, each when its turn comes; their ids go to *made*."""
    for one, value in chosen:
        step(len(made))
        decision = noted(one.field, one.later.clk, one.house, decided_at, _choice(one, value))
        made.append(decision[0])
        yield decision


def _choice(conflict: Conflict, value: Any) -> str:
    """How *value* is called among what holds and the two answers."""
    if value is KEEP or value == conflict.current:
        return "keep"
    return {conflict.earlier.value: "earlier", conflict.later.value: "later"}.get(value, "other")


def put_all(connection: Connection, table: str, column: str, values: Iterable[tuple[str, Any]]) -> None:
    """Write values into a column of the records named beside them, where they hold others."""
    connection.executemany(
        f"UPDATE {table} SET {column} = ? WHERE id = ? AND {column} IS NOT ?",
        ((value, record, value) for record, value in values),
    )


def note_all(connection: Connection, decisions: Iterable[Noted]) -> None:
    """Write down what was decided, by the user of now."""
    connection.executemany(
        "INSERT INTO conflict_decision (id, tbl, rid, col, clk_hi, choice, decided_by, decided_at, house) "
        "SELECT ?, ?, ?, ?, ?, ?, user, ?, ? FROM sync_state",
        decisions,
    )


def noted(field: Field, clk_hi: int, house: str | None, decided_at: str, choice: str) -> Noted:
    """A new decision of the conflict of *field* whose later write is *clk_hi*."""
    return (str(uuid.uuid4()), *field, clk_hi, choice, decided_at, house)


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
