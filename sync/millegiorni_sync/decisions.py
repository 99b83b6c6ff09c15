"""What people decided about conflicts, told afterwards, and taken back however much later."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Any

from . import roster
from .body import decode_cells
from .change_log import NETWORK, SyncedTable
from .clock import HIGHEST_ORDINAL
from .conflicts import AT_ONCE, OPEN, WITHDRAWN, Conflict, Field, Noted, note_all, noted, put_all, told
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


def undo(connection: Connection, tables: Sequence[SyncedTable], decision: str, decided_at: str) -> bool:
    """Take back a decision: its conflict is open again, and the value that held before it is put back.

    Whatever was written to the field after the decision stays as it is, and so does what replaced a value that this
    vault does not see (§12), and a field that *tables* do not know or nobody may change; then the answer is False.
    Raises ``LookupError`` for a decision that is not there or was withdrawn. ``decided_at`` is an instant.
    """
    (restored,) = undo_all(connection, tables, [decision], decided_at)
    return restored


def undo_all(
    connection: Connection,
    tables: Sequence[SyncedTable],
    ids: Sequence[str],
    decided_at: str,
    step: Callable[[int], object] = lambda done: None,
) -> list[bool]:
    """:func:`undo` for many decisions in turn, all or none; the answers in the same order.

    *step* is told how many are done before each of them; what it raises stops it.
    """
    answers: list[bool] = []
    # A decision comes from another device, and may name anything.
    ours = {(t.name, c) for t in tables if not t.append_only for c in t.columns if c != t.audience_column}
    with transaction(connection):
        while len(answers) < len(ids):
            some = _apart(_replaced(connection, ids[len(answers) : len(answers) + AT_ONCE], ours))
            for where in dict.fromkeys((one.tbl, one.col) for one in some if one.put):
                values = [one.put for one in some if one.put and (one.tbl, one.col) == where]
                put_all(connection, *where, values)
            note_all(connection, _withdrawals(some, decided_at, answers, step))
    return answers


@dataclass(frozen=True)
class _Replaced:
    """A decision that is to be taken back: what it was about, and the record and the value that it gets again.

    ``put`` is None where it wrote nothing; or somebody has written to the field since, or what held before is not
    seen here: then ``restored`` is false.
    """

    id: str
    tbl: str
    rid: str
    col: str
    clk_hi: int
    house: str | None
    restored: bool
    put: tuple[str, Any] | None

    @property
    def field(self) -> Field:
        """The field that was decided."""
        return self.tbl, self.rid, self.col


# No field has a quotation mark in its name; a path with one would be an error.
_PATH = """'$."' || replace({0}.col, '"', '') || '"'"""
_WRITES = (
    "FROM sync_log AS s WHERE s.tbl = d.tbl AND s.rid = d.rid "
    f"AND (s.kind = 'I' OR json_type(s.cells, {_PATH.format('d')}) IS NOT NULL)"
)
_REPLACED = f"""
WITH undone AS (
  SELECT j.key AS place, d.*, EXISTS (
    SELECT 1 FROM conflict_decision AS w WHERE w.tbl = d.tbl AND w.rid = d.rid AND w.col = d.col
    AND w.house IS d.house AND w.choice = '{WITHDRAWN}' || d.id) AS withdrawn,
  (SELECT max(s.clk) {_WRITES}) AS top,
  (SELECT max(s.clk) {_WRITES} AND s.kind = 'U' AND s.clk < l.clk
    AND s.clk & {HIGHEST_ORDINAL} = l.clk & {HIGHEST_ORDINAL}) AS wrote
  FROM json_each(?) AS j CROSS JOIN conflict_decision AS d ON d.id = j.value
  JOIN sync_log AS l ON l.tbl = 'conflict_decision' AND l.rid = d.id
  WHERE d.choice NOT LIKE '{WITHDRAWN}%')
SELECT u.id, u.tbl, u.rid, u.col, u.clk_hi, u.house, u.withdrawn, u.choice = 'keep', b.cells, b.clk, b.audience
FROM undone AS u LEFT JOIN sync_log AS s ON s.clk = u.wrote AND u.wrote = u.top
LEFT JOIN sync_log AS b ON b.clk = json_extract(s.prevs, {_PATH.format("u")})
ORDER BY u.place"""


def _replaced(connection: Connection, ids: Sequence[str], ours: Set[tuple[str, str]]) -> list[_Replaced]:
    """What *ids* did, in their order: nothing to fields that are not *ours*. Raises ``LookupError`` as :func:`undo`."""
    found: dict[str, _Replaced] = {}
    unseen = _unseen_by_us(connection)
    for id_, tbl, rid, col, clk_hi, house, withdrawn, kept, below, clk, audience in connection.execute(
        _REPLACED, (json.dumps([*ids]),)
    ):
        if withdrawn:
            raise LookupError(id_)
        value = decode_cells(below).get(col) if below else None
        known = below and (tbl, col) in ours and not (value is None and unseen(clk, audience))
        put = (rid, value) if known and not kept else None
        found.setdefault(id_, _Replaced(id_, tbl, rid, col, clk_hi, house, bool(kept or known), put))
    return [found[one] for one in ids]


def _unseen_by_us(connection: Connection) -> Callable[[int, str], bool]:
    """Whether an empty value of the write at a clock, in an audience, may be one that this vault does not get (§12)."""
    known = roster.load(connection)
    (ordinal,) = connection.execute("SELECT ordinal FROM sync_state").fetchone()
    if known is None or not known.pseudonymous or ordinal not in known.coordinators:
        return lambda clk, audience: False
    return lambda clk, audience: audience != NETWORK and clk & HIGHEST_ORDINAL not in known.coordinators


def _apart(found: list[_Replaced]) -> list[_Replaced]:
    """The first of *found*, as long as each is about a field of its own: what follows is read again after them."""
    fields: set[Field] = set()
    for at, one in enumerate(found):
        if one.field in fields:
            return found[:at]
        fields.add(one.field)
    return found


def _withdrawals(
    undone: list[_Replaced], decided_at: str, answers: list[bool], step: Callable[[int], object]
) -> Iterator[Noted]:
    """The rows that take decisions back, each when its turn comes; *answers* get whether it was restored."""
    for one in undone:
        step(len(answers))
        answers.append(one.restored)
        yield noted(one.field, one.clk_hi, one.house, decided_at, WITHDRAWN + one.id)


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
