"""Erasures (PROTOCOL.md §9): records whose values are blanked in every row of the log, wherever they arrive."""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .body import Group, LogRow, decode_cells
from .change_log import ERASURES, SyncedTable, audience_of
from .connection import Connection

Key = tuple[str, str]
"""A table and the id of a record."""

_NEVER = frozenset({"voided"})


@dataclass(frozen=True)
class Rule:
    """One erasure of one record: it blanks ``fields``, or with None every field but ``kept``.

    ``upto``: only writes up to this clock; None: all there will ever be. Rows of another audience than
    ``audience`` are not touched: nobody erases what others keep.
    """

    audience: str
    fields: frozenset[str] | None
    kept: frozenset[str]
    upto: int | None

    def blanks(self, clk: int, audience: str, column: str) -> bool:
        """Whether a write of *column* at *clk* is blanked."""
        if audience != self.audience or (self.upto is not None and clk > self.upto):
            return False
        return column in self.fields if self.fields is not None else column not in self.kept


@dataclass(frozen=True)
class Wish:
    """What :func:`record` is asked: a record, and either the ``fields`` to blank so far or those that are ``kept``.

    With ``fields`` what is written later stays; with ``kept`` nothing but these is ever kept again.
    """

    tbl: str
    rid: str
    house: str | None
    kept: Sequence[str] = ()
    fields: Sequence[str] | None = None


def record(connection: Connection, wishes: Iterable[Wish], at: str) -> None:
    """Write the erasures down in the open transaction; they travel like any save. ``at`` is an instant.

    ``merge.erase`` writes them down and blanks at once.
    """
    connection.executemany(
        "INSERT INTO erasure (id, tbl, rid, fields, kept, upto, erased_at, erased_by, house) "
        "SELECT ?, ?, ?, ?, ?, iif(? IS NULL, NULL, clock), ?, user, ? FROM sync_state",
        [
            (
                str(uuid.uuid4()), wish.tbl, wish.rid, None if wish.fields is None else _listed(wish.fields),
                _listed(wish.kept), None if wish.fields is None else 1, at, wish.house,
            )
            for wish in wishes
        ],
    )  # fmt: skip


def known(connection: Connection) -> list[list[Any]]:
    """Every erasure that this vault knows, as rows of JSON values: what a restore must not forget."""
    rows = connection.execute(f"SELECT id, {', '.join(ERASURES.columns)} FROM erasure ORDER BY id")
    return [list(row) for row in rows]


def enter(connection: Connection, rows: Iterable[Sequence[Any]]) -> list[Key]:
    """Write down those of *rows* that are not there; gives the records they name."""
    there = {row[0] for row in connection.execute("SELECT id FROM erasure")}
    fresh = [tuple(row) for row in rows if row[0] not in there]
    marks = ", ".join("?" * (len(ERASURES.columns) + 1))
    connection.executemany(f"INSERT INTO erasure (id, {', '.join(ERASURES.columns)}) VALUES ({marks})", fresh)
    return [(str(row[1]), str(row[2])) for row in fresh]


def rules(connection: Connection, table: str, ids: Iterable[str]) -> dict[Key, list[Rule]]:
    """The erasures of those records of *table* that have any."""
    found: defaultdict[Key, list[Rule]] = defaultdict(list)
    if not connection.execute("SELECT EXISTS (SELECT 1 FROM erasure)").fetchone()[0]:
        return found
    rows = connection.execute(
        "SELECT e.rid, e.fields, e.kept, e.upto, e.house FROM json_each(?) AS j "
        "CROSS JOIN erasure AS e ON e.tbl = ? AND e.rid = j.value",
        (json.dumps(sorted(set(ids))), table),
    )
    for rid, fields, kept, upto, house in rows:
        found[table, rid].append(_rule(fields, kept, upto, house))
    return found


def told(groups: Iterable[Group]) -> dict[Key, list[Rule]]:
    """The erasures that a bundle's own rows tell of."""
    found: defaultdict[Key, list[Rule]] = defaultdict(list)
    for group in groups:
        if group.tbl != ERASURES.name:
            continue
        for cells in group.cells:
            rule = _rule(cells.get("fields"), cells.get("kept"), cells.get("upto"), cells.get("house"))
            found[str(cells.get("tbl")), str(cells.get("rid"))].append(rule)
    return found


def blank(group: Group, of: dict[Key, list[Rule]], table: SyncedTable | None, entry: Sequence[Any]) -> Group:
    """*group* with the cells of erased records blanked; *entry* is what its bundle's header says of the table.

    Of an append-only table that this program does not know nothing is blanked yet: which of its columns may be, only
    a newer program can tell.
    """
    if not of or (table is None and entry[2]):
        return group
    decoded = list(group.cells)
    for at, rid in enumerate(group.rids):
        if rules := of.get((group.tbl, rid)):
            row = group.picked([at]).rows[0]
            decoded[at] = _blanked(row, group.cells[at], rules, table, entry[1])
    return group.blanked(decoded)


def scrub(connection: Connection, keys: Iterable[Key], tables: dict[str, SyncedTable]) -> dict[str, set[str]]:
    """Blank the log rows of *keys*, withdrawn ones too; gives the records, by table, to be worked out anew."""
    by_table: defaultdict[str, set[str]] = defaultdict(set)
    for name, rid in keys:
        by_table[name].add(rid)
    touched: dict[str, set[str]] = {}
    for name, ids in by_table.items():
        if name not in tables:
            continue
        of = rules(connection, name, ids)
        for logged in ("sync_log", "sync_withdrawn"):
            found = connection.execute(
                f"SELECT l.* FROM json_each(?) AS j CROSS JOIN {logged} AS l ON l.tbl = ? AND l.rid = j.value",
                (json.dumps(sorted(ids)), name),
            )
            changed = []
            for row in map(LogRow._make, found.fetchall()):
                cells = decode_cells(row.cells)
                after = _blanked(
                    row, cells, of.get((name, row.rid), ()), tables[name], tables[name].audience_column
                )
                if after is not cells:
                    changed.append((_dumped(after), row.clk))
            connection.executemany(f"UPDATE {logged} SET cells = ? WHERE clk = ?", changed)
        touched[name] = ids
    return touched


def erased_form(incoming: LogRow, ours: LogRow) -> bool:
    """Whether *incoming* is *ours* with values blanked: its erasure is still on the way."""
    if incoming._replace(cells=ours.cells) != ours:
        return False
    theirs, mine = decode_cells(incoming.cells), decode_cells(ours.cells)
    return theirs.keys() <= mine.keys() and all(
        theirs.get(column) is None or theirs[column] == value for column, value in mine.items()
    )


def same_but_for_blanks(one: LogRow, other: LogRow) -> bool:
    """Whether two copies of a row say nothing that the other contradicts."""
    if one._replace(cells=other.cells) != other:
        return False
    mine, theirs = decode_cells(one.cells), decode_cells(other.cells)
    return all(
        None in (mine[column], theirs[column]) or mine[column] == theirs[column]
        for column in mine.keys() & theirs.keys()
    )


def _blanked(
    row: LogRow,
    cells: dict[str, Any],
    of: Sequence[Rule],
    table: SyncedTable | None,
    audience_column: str | None,
) -> dict[str, Any]:
    """*cells* without what is erased; the very same object where nothing is."""
    gone = {
        column
        for column, value in cells.items()
        if value is not None
        and column != audience_column
        and column not in _NEVER
        and _erasable(table, column)
        and any(rule.blanks(row.clk, row.audience, column) for rule in of)
    }
    if not gone:
        return cells
    if row.kind == "I":
        return {column: value for column, value in cells.items() if column not in gone}
    return {column: None if column in gone else value for column, value in cells.items()}


def _erasable(table: SyncedTable | None, column: str) -> bool:
    """What an append-only table holds stays, but for the columns that it names: nobody erases money."""
    return table is None or not table.append_only or column in table.erasable


def _rule(fields: Any, kept: Any, upto: Any, house: Any) -> Rule:
    return Rule(
        audience_of(house if isinstance(house, str) else None),
        None if fields is None else _names(fields),
        _names(kept),
        upto if isinstance(upto, int) else None,
    )


def _names(text: Any) -> frozenset[str]:
    """A JSON array of names; what another device wrote wrongly names nothing."""
    try:
        value = json.loads(text) if isinstance(text, str) else []
    except (ValueError, RecursionError):
        value = []
    return frozenset(map(str, value)) if isinstance(value, list) else frozenset()


def _listed(names: Iterable[str]) -> str:
    return json.dumps(sorted(names), separators=(",", ":"))


def _dumped(cells: dict[str, Any]) -> str:
    return json.dumps(cells, separators=(",", ":"))
