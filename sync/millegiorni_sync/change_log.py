"""The change log: triggers that write down every write to a synced table, whoever makes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from .clock import HIGHEST_ORDINAL, TICK
from .connection import SCHEMA, Connection, transaction

NETWORK = "network"
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
SHARE = re.compile(r"share:([A-Za-z0-9_-]{1,16}):([A-Za-z0-9_-]{1,16})")
"""The audience of what one house lets another read: giver and reader (PROTOCOL.md §11)."""
NOT_STARTED = "the change log has not been started"
NEVER_DELETED = "records are voided, never deleted"
ONCE = "a record is inserted once"
APPEND_ONLY = "this table is append-only"
FIXED = "the id and the audience of a record never change"
NOT_FINITE = "a number must be finite"
BAD_ID = "an id is 1 to 64 letters, digits, hyphens or underscores"
ERASED = "this record was erased"
NOT_LOGGED = "the record was written before its table was logged"


@dataclass(frozen=True)
class SyncedTable:
    """A table whose records travel.

    ``columns`` are all but ``id``. ``audience_column`` names the one that holds a house code (or NULL: the
    whole network); None: every record is the network's. Rows of an ``append_only`` table are never changed, but for
    its ``erasable`` columns by an erasure. ``identifying`` columns never reach a coordinator who may not see names.
    """

    name: str
    columns: tuple[str, ...]
    audience_column: str | None = None
    append_only: bool = False
    erasable: tuple[str, ...] = ()
    identifying: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in (self.name, *self.columns):
            if not NAME.fullmatch(name):
                raise ValueError(f"{name!r} cannot name a synced table or column")
        if "id" in self.columns or len(set(self.columns)) != len(self.columns):
            raise ValueError(f"the columns of {self.name} must be distinct and without id")
        if self.audience_column is not None and self.audience_column not in self.columns:
            raise ValueError(f"{self.name} has no column {self.audience_column}")
        if not set(self.identifying) <= set(self.columns) - {self.audience_column}:
            raise ValueError(f"{self.name} cannot hide {', '.join(self.identifying)}")


DECISIONS = SyncedTable(
    "conflict_decision",
    ("tbl", "rid", "col", "clk_hi", "choice", "decided_by", "decided_at", "house"),
    audience_column="house",
    append_only=True,
)
"""What people decided about conflicts; it travels like any other record."""

ERASURES = SyncedTable(
    "erasure",
    ("tbl", "rid", "fields", "kept", "upto", "erased_at", "erased_by", "house"),
    audience_column="house",
    append_only=True,
)
"""Which records were erased (§9); it travels like any other record."""

# Every connection reads the text of every trigger before anything else: what all tables' triggers do the same is done
# by one, on this view. (Said in each, it was 200 KB, and a connection took 13 ms instead of 6.)
_WRITING = "sync_written_insert"
_WRITING_SCHEMA = (
    "CREATE VIEW IF NOT EXISTS sync_written AS SELECT tbl, rid, kind, cells, audience FROM sync_log",
)

ERASURE_SCHEMA = (
    """CREATE TABLE IF NOT EXISTS erasure (
        id TEXT PRIMARY KEY, tbl TEXT NOT NULL, rid TEXT NOT NULL, fields TEXT, kept TEXT NOT NULL, upto INTEGER,
        erased_at TEXT NOT NULL, erased_by TEXT NOT NULL, house TEXT)""",
    "CREATE INDEX IF NOT EXISTS erasure_record ON erasure (tbl, rid)",
)

DECISION_SCHEMA = (
    """CREATE TABLE IF NOT EXISTS conflict_decision (
        id TEXT PRIMARY KEY, tbl TEXT NOT NULL, rid TEXT NOT NULL, col TEXT NOT NULL, clk_hi INTEGER NOT NULL,
        choice TEXT NOT NULL, decided_by TEXT NOT NULL, decided_at TEXT NOT NULL, house TEXT)""",
    "CREATE INDEX IF NOT EXISTS conflict_decision_field ON conflict_decision (tbl, rid, col)",
)


def audience_of(house: str | None) -> str:
    """The audience of a record whose audience column holds *house*."""
    return NETWORK if house is None else f"house:{house}"


def house_of(audience: str) -> str | None:
    """The house whose records have this audience; None for the network's."""
    if share := SHARE.fullmatch(audience):
        return share[1]
    return None if audience == NETWORK else audience.removeprefix("house:")


def complete(tables: Iterable[SyncedTable]) -> dict[str, SyncedTable]:
    """*tables* by name, with the tables that this package owns."""
    return {table.name: table for table in (*tables, DECISIONS, ERASURES)}


def install(connection: Connection, tables: Sequence[SyncedTable]) -> None:
    """Create the log and make the triggers of *tables*; what is already right is not touched.

    The tables themselves must exist, and refuse nothing but an empty NOT NULL column: no UNIQUE, CHECK, STRICT or
    foreign key, or what others wrote in good faith could not be merged. Call it again after every change of
    their columns.
    """
    given = tuple(tables)
    if (given, _words(connection)) in _right:
        return
    with transaction(connection):
        for statement in (*SCHEMA, *_WRITING_SCHEMA, *DECISION_SCHEMA, *ERASURE_SCHEMA):
            connection.execute(statement)
        present = dict(
            connection.execute(
                "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'sync\\_%' ESCAPE '\\'"
            )
        )
        declared = dict(connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'"))
        wanted: dict[str, str | None] = {_WRITING: _writing()}
        for table in complete(tables).values():
            _check_permissive(connection, table, declared.get(table.name, ""))
            wanted |= _triggers(table, _real_columns(connection, table))
            # Vaults made before the common trigger have one more for each table, which would do its work twice.
            wanted[f"sync_{table.name}_erased"] = None
        for name, sql in wanted.items():
            if present.get(name) != sql:
                connection.execute(f"DROP TRIGGER IF EXISTS {name}")
                if sql:
                    connection.execute(sql)
    if len(_right) == _MOST_RIGHT:
        _right.clear()
    _right.add((given, _words(connection)))


# What a database is made of, in words, once it was found right: all that is looked at follows from them. A desk that
# is locked and unlocked, and whoever opens many vaults, looks once.
_right: set[tuple[tuple[SyncedTable, ...], tuple[tuple[str | None, ...], ...]]] = set()
_MOST_RIGHT = 16


def _words(connection: Connection) -> tuple[tuple[str | None, ...], ...]:
    return tuple(connection.execute("SELECT name, tbl_name, sql FROM sqlite_schema ORDER BY name"))


def start(connection: Connection, ordinal: int, user: str) -> None:
    """Say which device and user the writes from now on are by. Until then writes to synced tables fail."""
    if not 1 <= ordinal <= HIGHEST_ORDINAL:
        raise ValueError(f"an ordinal is between 1 and {HIGHEST_ORDINAL}")
    connection.execute(
        "UPDATE sync_state SET ordinal = ?1, user = ?2 WHERE ordinal IS NOT ?1 OR user IS NOT ?2",
        (ordinal, user),
    )


def _check_permissive(connection: Connection, table: SyncedTable, sql: str) -> None:
    """Raise ValueError when *table* has a constraint that a merge could break."""
    unique = [
        row[1] for row in connection.execute(f"PRAGMA index_list({table.name})") if row[2] and row[3] != "pk"
    ]
    foreign = connection.execute(f"PRAGMA foreign_key_list({table.name})").fetchall()
    # Of this table alone: the whole list, once for each table, was a third of what opening a vault costs.
    strict = any(
        row[0] == "main" and row[5] for row in connection.execute(f"PRAGMA table_list({table.name})")
    )
    if unique or foreign or strict or re.search(r"\bCHECK\s*\(", sql, re.IGNORECASE):
        raise ValueError(f"table {table.name} has constraints that a merge could break")


def _real_columns(connection: Connection, table: SyncedTable) -> tuple[str, ...]:
    """The columns of *table* that could hold an infinite number, which JSON cannot; ValueError if one is missing."""
    declared = {row[1]: row[2].upper() for row in connection.execute(f"PRAGMA table_info({table.name})")}
    missing = {"id", *table.columns} - declared.keys()
    if missing:
        raise ValueError(f"table {table.name} lacks {', '.join(sorted(missing))}")
    # Text affinity (https://sqlite.org/datatype3.html, 3.1) turns every number into text.
    return tuple(
        c for c in table.columns if "INT" in declared[c] or not re.search("CHAR|CLOB|TEXT", declared[c])
    )


@cache
def _triggers(table: SyncedTable, reals: tuple[str, ...]) -> dict[str, str]:
    """The ``CREATE TRIGGER`` statements of *table*, by name."""
    name = table.name
    bodies = {
        f"sync_{name}_insert": (
            f"AFTER INSERT ON {name} WHEN {_LOGGING}",
            _log(table, reals, "I", _inserted(table)),
        ),
        # A record whose insertion was withdrawn leaves its table (``withdrawing``).
        f"sync_{name}_delete": (f"BEFORE DELETE ON {name} WHEN {_LOGGING}", [_abort(NEVER_DELETED)]),
    }
    if table.append_only:
        bodies[f"sync_{name}_update"] = (f"BEFORE UPDATE ON {name} WHEN {_LOGGING}", [_abort(APPEND_ONLY)])
    else:
        bodies[f"sync_{name}_update"] = (
            f"AFTER UPDATE ON {name} WHEN {_LOGGING} AND {_differs(*table.columns)}",
            _log(table, reals, "U", _updated(table)),
        )
        fixed = [c for c in ("id", table.audience_column) if c]
        bodies[f"sync_{name}_fixed"] = (
            f"BEFORE UPDATE OF {', '.join(fixed)} ON {name} WHEN {_LOGGING} AND {_differs(*fixed)}",
            [_abort(FIXED)],
        )
    return {
        trigger: f"CREATE TRIGGER {trigger} {when} BEGIN {'; '.join(statements)}; END"
        for trigger, (when, statements) in bodies.items()
    }


# IS NOT 1 rather than = 0: without a state row nothing may pass unseen.
_LOGGING = "(SELECT applying FROM sync_state) IS NOT 1"


def _abort(message: str, where: str = "") -> str:
    return f"SELECT RAISE(ABORT, '{message}'){' WHERE ' + where if where else ''}"


def _writing() -> str:
    """The trigger through which every table's triggers write their row of the log."""
    # The value that is replaced was written by the latest log row of the record that holds the field.
    replaced = (
        "coalesce((SELECT clk FROM sync_log WHERE tbl = NEW.tbl AND rid = NEW.rid "
        "AND (kind = 'I' OR json_type(cells, '$.' || key) IS NOT NULL) ORDER BY clk DESC LIMIT 1), "
        f"RAISE(ABORT, '{NOT_LOGGED}'))"
    )
    statements = (
        _abort(
            BAD_ID,
            "NEW.kind = 'I' AND "
            "(NEW.rid IS NULL OR NEW.rid GLOB '*[^0-9A-Za-z_-]*' OR length(NEW.rid) NOT BETWEEN 1 AND 64)",
        ),
        _abort(
            ONCE, "NEW.kind = 'I' AND EXISTS (SELECT 1 FROM sync_log WHERE tbl = NEW.tbl AND rid = NEW.rid)"
        ),
        _abort(
            ERASED,
            "NEW.kind = 'U' AND EXISTS "
            "(SELECT 1 FROM erasure WHERE tbl = NEW.tbl AND rid = NEW.rid AND upto IS NULL) "
            "AND EXISTS (SELECT 1 FROM json_each(NEW.cells) WHERE key <> 'voided')",
        ),
        _abort(NOT_STARTED, "NOT EXISTS (SELECT 1 FROM sync_state WHERE ordinal IS NOT NULL)"),
        TICK,
        "INSERT INTO sync_log (clk, tbl, rid, kind, cells, prevs, audience, user) "
        "SELECT clock, NEW.tbl, NEW.rid, NEW.kind, NEW.cells, iif(NEW.kind = 'U', "
        f"(SELECT json_group_object(key, {replaced}) FROM json_each(NEW.cells)), NULL), NEW.audience, user "
        "FROM sync_state",
    )
    return f"CREATE TRIGGER {_WRITING} INSTEAD OF INSERT ON sync_written BEGIN {'; '.join(statements)}; END"


def _log(table: SyncedTable, reals: tuple[str, ...], kind: str, cells: str) -> list[str]:
    """What both logging triggers of *table* do: *cells* is the SQL that makes the JSON of what is written."""
    audience = f"'{NETWORK}'"
    if table.audience_column is not None:
        audience = f"coalesce('house:' || NEW.{table.audience_column}, {audience})"
    # Not abs(): it overflows on the lowest integer.
    infinite = " OR ".join(f"NEW.{c} IN (9e999, -9e999)" for c in reals)
    return [
        *([_abort(NOT_FINITE, infinite)] if reals else []),
        f"INSERT INTO sync_written VALUES ('{table.name}', NEW.id, '{kind}', {cells}, {audience})",
    ]


def _inserted(table: SyncedTable) -> str:
    pairs = ", ".join(f"'{c}', NEW.{c}" for c in table.columns)
    return f"json_patch('{{}}', json_object({pairs}))"


def _updated(table: SyncedTable) -> str:
    parts = (f"""iif({_differs(c)}, ',"{c}":' || json_quote(NEW.{c}), '')""" for c in table.columns)
    return f"'{{' || substr({' || '.join(parts)}, 2) || '}}'"


def _differs(*columns: str) -> str:
    """The condition that an update gives one of *columns* another value."""
    old, new = (", ".join(f"{side}.{c}" for c in columns) for side in ("OLD", "NEW"))
    return f"({old}) IS NOT ({new})" if len(columns) > 1 else f"{old} IS NOT {new}"
