"""Writing merged rows into the log and the records into their tables."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from typing import Any

from . import erasures, figures
from .audiences import is_figures
from .body import Group, LogRow, decode_cells, decode_logged
from .bundle import Opened
from .change_log import SyncedTable
from .clock import ORDINAL_BITS, origin
from .connection import Connection
from .errors import Fork, Malformed, WrongAudience
from .resolve import Write, resolve

CHUNK = 2_000
_NOTHING: dict[str, int] = {}


class Writer:
    """Enters log rows and writes what follows from them, for one transaction.

    A record whose whole log comes within the transaction waits in ``fresh`` for :meth:`settle`, which writes it
    once. One that the log knew before is noted in ``many``, and worked out there from the whole of its log. An
    entry of an append-only table goes straight into it: an erasure must be known before what comes after it.
    """

    def __init__(self, connection: Connection, tables: dict[str, SyncedTable]) -> None:
        self.connection = connection
        self.tables = tables
        self.rows: Counter[str] = Counter()
        self.touched: defaultdict[str, set[str]] = defaultdict(set)
        self.many: defaultdict[str, set[str]] = defaultdict(set)
        self.fresh: defaultdict[str, dict[str, list[Write]]] = defaultdict(dict)
        self._upserts: dict[str, tuple[str, tuple[object, ...]]] = {}

    @contextmanager
    def applying(self) -> Iterator[None]:
        """While it lasts the triggers write no log."""
        self.connection.execute("UPDATE sync_state SET applying = 1")
        try:
            yield
        finally:
            self.connection.execute("UPDATE sync_state SET applying = 0")

    def enter(self, bundle: Opened) -> None:
        """Enter the rows of a bundle that joins its feed.

        Raises a ``BundleError`` before anything is written. (No savepoint guards the writing: measured, one
        makes SQLCipher copy every page it touches, and the merge takes 1.6 times as long.)
        """
        by_table: defaultdict[str, list[Group]] = defaultdict(list)
        groups = bundle.groups()
        if bundle.header.house is not None and is_figures(bundle.header.audience):
            groups = [figures.of_group(group, self.tables.get(group.tbl)) for group in groups]
        told = erasures.told(groups)
        groups = [self._without_erased(bundle, group, told) for group in groups]
        for group in groups:
            fresh = self._fresh(bundle, group)
            if fresh.rows:
                by_table[group.tbl].append(fresh)
        for name in by_table.keys() & self.tables.keys():
            _check_table(self.tables[name], bundle.header.schema[name])
        many = {name: self._written_before(bundle, name, members) for name, members in by_table.items()}
        for name, members in by_table.items():
            self._enter_table(bundle, name, members, many[name])
        self.scrub(told)
        if bundle.header.kind == "snapshot":
            self._confirm(row.clk for group in groups for row in group.rows)

    def scrub(self, keys: Iterable[erasures.Key]) -> None:
        """Blank what the log holds of erased records, and have them worked out anew."""
        for name, ids in erasures.scrub(self.connection, keys, self.tables).items():
            logged = self.connection.execute(
                "SELECT DISTINCT l.rid FROM json_each(?) AS j "
                "CROSS JOIN sync_log AS l ON l.tbl = ? AND l.rid = j.value",
                (json.dumps(sorted(ids)), name),
            )
            there = {row[0] for row in logged}
            self.many[name] |= there
            self.touched[name] |= there

    def _without_erased(
        self, bundle: Opened, group: Group, told: dict[erasures.Key, list[erasures.Rule]]
    ) -> Group:
        """*group* as it stands after the erasures that are known here or that come with it."""
        of = erasures.rules(self.connection, group.tbl, {row.rid for row in group.rows})
        for key, more in told.items():
            of.setdefault(key, []).extend(more)
        return erasures.blank(group, of, self.tables.get(group.tbl), bundle.header.schema[group.tbl])

    def _confirm(self, clocks: Iterable[int]) -> None:
        """Note which rows of this device's former ordinals the coordinator has."""
        if former := self._former():
            self.connection.executemany(
                "INSERT OR IGNORE INTO sync_confirmed VALUES (?)",
                [(clk,) for clk in clocks if origin(clk) in former],
            )

    def _enter_table(self, bundle: Opened, name: str, groups: list[Group], many: set[str]) -> None:
        """Log *groups* and write the records that are not among *many*."""
        table = self.tables.get(name)
        self._note_schema(name, bundle.header.schema[name])
        for group in groups:
            self.connection.executemany("INSERT INTO sync_log VALUES (?, ?, ?, ?, ?, ?, ?, ?)", group.rows)
            self.rows[name] += len(group.rows)
            if table:
                self.touched[name].update(row.rid for row in group.rows)
                if table.append_only:
                    self._insert(table, group, many)
                else:
                    self._wait(group, many)
        if table:
            self.many[name] |= many

    def _wait(self, group: Group, many: set[str]) -> None:
        """Keep the writes of records that are not among *many* until all of them are here."""
        waiting = self.fresh[group.tbl]
        for at, (row, cells) in enumerate(zip(group.rows, group.cells, strict=True)):
            if row.rid not in many:
                write = Write(row.clk, row.kind, cells, group.prevs[at] if group.prevs else _NOTHING)
                waiting.setdefault(row.rid, []).append(write)

    def _note_schema(self, name: str, entry: list[Any]) -> None:
        """Remember columns that only newer desks know: a snapshot made here will carry them."""
        known = self.connection.execute("SELECT entry FROM sync_schema WHERE tbl = ?", (name,)).fetchone()
        columns = json.loads(known[0])[0] if known else []
        added = [column for column in entry[0] if column not in columns]
        if added or not known:
            text = json.dumps([columns + added, *entry[1:]])
            self.connection.execute(
                "INSERT INTO sync_schema VALUES (?, ?) ON CONFLICT (tbl) DO UPDATE SET entry = excluded.entry",
                (name, text),
            )

    def settle(self) -> None:
        """Write the records that came whole, and work out those that the log knew before."""
        for name, waiting in self.fresh.items():
            again = self.many[name]
            self._settle_writes(
                self.tables[name],
                ((rid, sorted(writes)) for rid, writes in waiting.items() if rid not in again),
            )
        self.fresh.clear()
        for name, ids in self.many.items():
            if name in self.tables:
                ordered = sorted(ids)
                for start in range(0, len(ordered), CHUNK):
                    self._settle(self.tables[name], ordered[start : start + CHUNK])
        self.many.clear()

    def _written_before(self, bundle: Opened, name: str, groups: list[Group]) -> set[str]:
        """The records of *groups* that must be worked out from the log."""
        counts = Counter(row.rid for group in groups for row in group.rows)
        table, waiting = self.tables.get(name), self.fresh.get(name, {})
        many = {rid for rid, count in counts.items() if count > 1} if table and table.append_only else set()
        known = self.connection.execute(
            "SELECT l.rid, l.audience FROM json_each(?) AS j CROSS JOIN sync_log AS l ON l.tbl = ? AND l.rid = j.value",
            (json.dumps(list(counts)), name),
        )
        for rid, audience in known:
            if audience != bundle.header.log_audience:
                raise WrongAudience(audience=bundle.header.audience)
            if rid not in waiting:
                many.add(rid)
        return many

    def _fresh(self, bundle: Opened, group: Group) -> Group:
        """The rows of *group* that the log does not have."""
        known = self._known(bundle, group)
        if not known:
            return group
        fresh = [i for i, row in enumerate(group.rows) if row.clk not in known]
        return group.picked(fresh)

    def _known(self, bundle: Opened, group: Group) -> set[int]:
        """The clocks of *group* that the log has; the same clock with another content is a fork."""
        rows = {row.clk: row for row in group.rows}
        found = self.connection.execute(
            "SELECT l.* FROM json_each(?) AS j CROSS JOIN sync_log AS l ON l.clk = CAST(j.value AS INTEGER)",
            (json.dumps(list(rows)),),
        )
        known = set()
        for row in map(LogRow._make, found.fetchall()):
            if row == rows[row.clk] or erasures.erased_form(rows[row.clk], row):
                known.add(row.clk)
            elif is_figures(bundle.header.audience) and erasures.erased_form(row, rows[row.clk]):
                # Another device of the house, with another program, has blanked more of it.
                known.add(row.clk)
            elif origin(row.clk) in self._former():
                self._displace(row)
            else:
                raise Fork(origin=bundle.header.origin, number=bundle.header.number)
        return known

    def _former(self) -> set[int]:
        """The ordinals that this vault had before, while their rows are still to be adopted."""
        return {row[0] for row in self.connection.execute("SELECT ordinal FROM sync_former")}

    def _displace(self, row: LogRow) -> None:
        """Give way to a copy of this vault that used the same clock: our row gets one of our present ordinal."""
        free = self.connection.execute(
            f"SELECT (?1 >> {ORDINAL_BITS} << {ORDINAL_BITS}) | ordinal FROM sync_state", (row.clk,)
        ).fetchone()[0]
        while self.connection.execute("SELECT 1 FROM sync_log WHERE clk = ?", (free,)).fetchone():
            free += 1 << ORDINAL_BITS
        self.connection.execute("UPDATE sync_log SET clk = ? WHERE clk = ?", (free, row.clk))
        later = self.connection.execute(
            "SELECT clk, prevs FROM sync_log WHERE tbl = ? AND rid = ? AND prevs IS NOT NULL",
            (row.tbl, row.rid),
        )
        for clk, prevs in later.fetchall():
            moved = {col: free if prev == row.clk else prev for col, prev in decode_cells(prevs).items()}
            text = json.dumps(moved, separators=(",", ":"))
            self.connection.execute("UPDATE sync_log SET prevs = ? WHERE clk = ?", (text, clk))
        self.many[row.tbl].add(row.rid)

    def _insert(self, table: SyncedTable, group: Group, many: set[str]) -> None:
        sql, defaults = self._upsert(table)
        pairs = list(zip(table.columns, defaults, strict=True))
        self.connection.executemany(
            sql,
            [
                (row.rid, *[cells.get(column, default) for column, default in pairs])
                for row, cells in zip(group.rows, group.cells, strict=True)
                if row.rid not in many
            ],
        )

    def _settle(self, table: SyncedTable, ids: list[str]) -> None:
        listed = json.dumps(ids)
        rows = self.connection.execute(
            "SELECT l.rid, l.clk, l.kind, l.cells, l.prevs FROM json_each(?) AS j "
            "CROSS JOIN sync_log AS l ON l.tbl = ? AND l.rid = j.value ORDER BY l.rid, l.clk",
            (listed, table.name),
        ).fetchall()
        cells = decode_logged([row[3] for row in rows])
        prevs = iter(decode_logged([row[4] for row in rows if row[4]]))
        writes = [
            (row[0], Write(row[1], row[2], values, next(prevs) if row[4] else _NOTHING))
            for row, values in zip(rows, cells, strict=True)
        ]
        self.connection.execute(
            "DELETE FROM sync_conflict WHERE tbl = ? AND rid IN (SELECT value FROM json_each(?))",
            (table.name, listed),
        )
        by_record = groupby(writes, key=itemgetter(0))
        self._settle_writes(table, ((rid, map(itemgetter(1), members)) for rid, members in by_record))

    def _settle_writes(self, table: SyncedTable, histories: Iterable[tuple[str, Iterable[Write]]]) -> None:
        """Write the records with these histories, each by rising clock, and their conflicts."""
        sql, defaults = self._upsert(table)
        records: list[tuple[object, ...]] = []
        conflicts: list[tuple[object, ...]] = []
        for rid, writes in histories:
            values, pairs = resolve(writes, table.append_only)
            conflicts += [(table.name, rid, *pair) for pair in pairs]
            if values is not None:
                records.append((rid, *map(_filled, map(values.get, table.columns), defaults)))
        self.connection.executemany(sql, records)
        self.connection.executemany("INSERT INTO sync_conflict VALUES (?, ?, ?, ?, ?)", conflicts)

    def _upsert(self, table: SyncedTable) -> tuple[str, tuple[object, ...]]:
        """The statement that writes a record, and what stands in each column where the winner is NULL."""
        if table.name not in self._upserts:
            names = ", ".join(("id", *table.columns))
            marks = ", ".join("?" * (len(table.columns) + 1))
            updates = ", ".join(f"{c} = excluded.{c}" for c in table.columns)
            sql = f"INSERT INTO {table.name} ({names}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {updates}"
            self._upserts[table.name] = (sql, tuple(_defaults(self.connection, table)))
        return self._upserts[table.name]


def _filled(value: object, default: object) -> object:
    return default if value is None else value


def _check_table(table: SyncedTable, entry: list[Any]) -> None:
    if entry[1] != table.audience_column or bool(entry[2]) != table.append_only:
        raise Malformed(detail=f"tabella {table.name}")


def _defaults(connection: Connection, table: SyncedTable) -> Iterable[object]:
    """For each column None, or, where it is NOT NULL, its default or else ``''`` or 0."""
    declared = {row[1]: row for row in connection.execute(f"PRAGMA table_info({table.name})")}
    for column in table.columns:
        _, _, kind, required, default, _ = declared[column]
        if not required:
            yield None
        elif default is not None:
            yield connection.execute(f"SELECT {default}").fetchone()[0]
        else:
            yield "" if any(word in kind.upper() for word in ("CHAR", "TEXT", "CLOB")) else 0
