"""Writing merged rows into the log and the records into their tables."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import repeat
from typing import Any

from . import erasures, figures
from .audiences import is_figures
from .body import Group, LogRow, decode_cells, decode_logged
from .bundle import Opened
from .change_log import DECISIONS, SyncedTable
from .clock import ORDINAL_BITS, origin
from .connection import Connection, insert
from .errors import Fork, Malformed, WrongAudience
from .openings import Openings
from .resolve import Logged, resolve

CHUNK = 2_000
_NOTHING: dict[str, int] = {}
Histories = defaultdict[str, list[Logged]]
"""The writes of each record."""


class Writer:
    """Enters log rows and writes what follows from them, for one transaction.

    Rows wait in ``entering`` until :meth:`settle` writes them into the log, all in the order of their clocks: its pages
    are filled one after the other. A record whose whole log waits there is worked out from ``fresh`` and written
    once; one that the log knew before is noted in ``many``, and worked out from the whole of its log. Whoever must find
    in the log or in a table what waits settles first.
    """

    def __init__(
        self, connection: Connection, tables: dict[str, SyncedTable], openings: Openings | None = None
    ) -> None:
        self.connection = connection
        self.tables = tables
        self.rows: Counter[str] = Counter()
        self.touched: defaultdict[str, set[str]] = defaultdict(set)
        self.many: defaultdict[str, set[str]] = defaultdict(set)
        self.openings = openings
        self.entering: dict[int, tuple[Any, ...]] = {}
        self.fresh: defaultdict[tuple[str, str], Histories] = defaultdict(partial(defaultdict, list))
        self._upserts: dict[str, tuple[str, str, tuple[object, ...]]] = {}
        self._unblanked: list[LogRow] = []

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
        self._unblanked.clear()
        groups = bundle.groups()
        if bundle.header.house is not None and is_figures(bundle.header.audience):
            groups = [figures.of_group(group, self.tables.get(group.tbl)) for group in groups]
        told = erasures.told(groups)
        if any(not self.entering.keys().isdisjoint(group.clocks) for group in groups):
            self.settle()
        for group in groups:
            fresh = self._fresh(bundle, self._without_erased(bundle, group, told))
            if fresh.clocks:
                by_table[group.tbl].append(fresh)
        for name in by_table.keys() & self.tables.keys():
            _check_table(self.tables[name], bundle.header.schema[name])
        many = {name: self._written_before(bundle, name, members) for name, members in by_table.items()}
        for name, members in by_table.items():
            self._enter_table(bundle, name, members, many[name])
        self._fill()
        if told:
            # They must be known before what comes after them.
            self.settle()
            self.scrub(told)
        if bundle.header.kind == "snapshot":
            self._confirm(clk for group in groups for clk in group.clocks)

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
        of = erasures.rules(self.connection, group.tbl, group.rids)
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
        """Have *groups* wait for the log, and the writes of records that are not among *many* for one another."""
        self._note_schema(name, bundle.header.schema[name])
        waiting = self.fresh[name, bundle.header.log_audience]
        for group in groups:
            self.entering.update(zip(group.clocks, group.entries, strict=True))
            self.rows[name] += len(group.clocks)
            prevs = group.prevs or repeat(_NOTHING)
            writes = zip(group.clocks, repeat(group.kind), group.cells, prevs, strict=False)
            for rid, write in zip(group.rids, writes, strict=True):
                if rid not in many:
                    waiting[rid].append(write)
            if name in self.tables:
                self.touched[name].update(group.rids)
        self.many[name] |= many

    def _note_schema(self, name: str, entry: list[Any]) -> None:
        """Remember columns that only newer desks know: a snapshot made here will carry them."""
        known = self.connection.execute("SELECT entry FROM sync_schema WHERE tbl = ?", (name,)).fetchone()
        columns = json.loads(known[0])[0] if known else []
        there = set(columns)
        added = [column for column in entry[0] if column not in there]
        if added or not known:
            text = json.dumps([columns + added, *entry[1:]])
            self.connection.execute(
                "INSERT INTO sync_schema VALUES (?, ?) ON CONFLICT (tbl) DO UPDATE SET entry = excluded.entry",
                (name, text),
            )

    def settle(self) -> None:
        """Write the log; then the records that came whole, and those that must be worked out from it."""
        rows = [self.entering[clk] for clk in sorted(self.entering)]
        insert(self.connection, "sync_log", rows)
        self.entering.clear()
        for (name, _), waiting in self.fresh.items():
            again = self.many[name]
            if name in self.tables:
                self._settle_writes(
                    self.tables[name], ((rid, sorted(waiting[rid])) for rid in sorted(waiting.keys() - again))
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
        audience = bundle.header.log_audience
        ids = {rid for group in groups for rid in group.rids}
        for (other, theirs), waiting in self.fresh.items():
            if other == name and theirs != audience and not ids.isdisjoint(waiting):
                raise WrongAudience(audience=bundle.header.audience)
        # What waits was not there when it came.
        ids -= self.fresh[name, audience].keys()
        known = self.connection.execute(
            "SELECT l.rid, l.audience FROM json_each(?) AS j CROSS JOIN sync_log AS l ON l.tbl = ? AND l.rid = j.value",
            (json.dumps(sorted(ids)), name),
        ).fetchall()
        if any(audience != theirs for _, theirs in known):
            raise WrongAudience(audience=bundle.header.audience)
        return {rid for rid, _ in known}

    def _fresh(self, bundle: Opened, group: Group) -> Group:
        """The rows of *group* that the log does not have."""
        # Most often the log has nothing of that time.
        bounds = min(group.clocks), max(group.clocks)
        if not self.connection.execute(
            "SELECT 1 FROM sync_log WHERE clk BETWEEN ? AND ? LIMIT 1", bounds
        ).fetchone():
            return group
        known = self._known(bundle, group)
        if not known:
            return group
        fresh = [i for i, clk in enumerate(group.clocks) if clk not in known]
        return group.picked(fresh)

    def _known(self, bundle: Opened, group: Group) -> set[int]:
        """The clocks of *group* that the log has; the same clock with another content is a fork."""
        found = self.connection.execute(
            "SELECT l.* FROM json_each(?) AS j CROSS JOIN sync_log AS l ON l.clk = CAST(j.value AS INTEGER)",
            (json.dumps(group.clocks),),
        ).fetchall()
        rows = dict(zip(group.clocks, group.rows, strict=True)) if found else {}
        known = set()
        for row in map(LogRow._make, found):
            if row == rows[row.clk] or erasures.erased_form(rows[row.clk], row):
                known.add(row.clk)
            elif is_figures(bundle.header.audience) and erasures.same_but_for_blanks(row, rows[row.clk]):
                # Another device of the house, with another program, has blanked other fields of it.
                known.add(row.clk)
            elif erasures.erased_form(row, rows[row.clk]):
                # Blanked here by an erasure that is still on its way, or that was withdrawn.
                known.add(row.clk)
                self._unblanked.append(rows[row.clk])
            elif origin(row.clk) in self._former():
                self.settle()
                self._displace(row)
            else:
                raise Fork(origin=bundle.header.origin, number=bundle.header.number)
        return known

    def _fill(self) -> None:
        """Give rows that were blanked here, by no erasure that is known, the values that have come."""
        self.connection.executemany(
            "UPDATE sync_log SET cells = ? WHERE clk = ?", [(row.cells, row.clk) for row in self._unblanked]
        )
        for row in self._unblanked:
            self.many[row.tbl].add(row.rid)
            self.touched[row.tbl].add(row.rid)

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
        if self.openings:
            self.openings.about_to_change(row.tbl, [row.rid])
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

    def _settle(self, table: SyncedTable, ids: list[str]) -> None:
        listed = json.dumps(ids)
        rows = self.connection.execute(
            "SELECT l.rid, l.clk, l.kind, l.cells, l.prevs FROM json_each(?) AS j "
            "CROSS JOIN sync_log AS l ON l.tbl = ? AND l.rid = j.value ORDER BY l.rid, l.clk",
            (listed, table.name),
        ).fetchall()
        cells = decode_logged([row[3] for row in rows])
        prevs = iter(decode_logged([row[4] for row in rows if row[4]]))
        writes: Histories = defaultdict(list)
        for row, values in zip(rows, cells, strict=True):
            writes[row[0]].append((row[1], row[2], values, next(prevs) if row[4] else _NOTHING))
        if self.openings:
            self.openings.about_to_change(table.name, ids)
        self.connection.execute(
            "DELETE FROM sync_conflict WHERE tbl = ? AND rid IN (SELECT value FROM json_each(?))",
            (table.name, listed),
        )
        self._settle_writes(table, writes.items())

    def _settle_writes(self, table: SyncedTable, histories: Iterable[tuple[str, list[Logged]]]) -> None:
        """Write the records with these histories, each by rising clock, and their conflicts."""
        into, otherwise, defaults = self._upsert(table)
        required = any(default is not None for default in defaults)
        known = {*table.columns}
        records: list[tuple[object, ...]] = []
        conflicts: list[tuple[object, ...]] = []
        for rid, writes in histories:
            values, pairs = resolve(writes, table.append_only)
            if pairs:
                # What only a newer program knows nobody can decide here; after the upgrade it is found again.
                conflicts += [(table.name, rid, *pair) for pair in pairs if pair[0] in known]
            if values is not None:
                if required and None in values.values():
                    values = {column: value for column, value in values.items() if value is not None}
                records.append((rid, *map(values.get, table.columns, defaults)))
        if self.openings:
            self.openings.about_to_have(table.name, (str(conflict[1]) for conflict in conflicts))
            if table.name == DECISIONS.name:
                self.openings.about_to_be_decided(records)
        insert(self.connection, into, records, otherwise)
        insert(self.connection, "sync_conflict", conflicts)

    def _upsert(self, table: SyncedTable) -> tuple[str, str, tuple[object, ...]]:
        """How a record is written (see ``insert``), and what stands in each column where the winner is NULL."""
        if table.name not in self._upserts:
            names = ", ".join(("id", *table.columns))
            updates = ", ".join(f"{c} = excluded.{c}" for c in table.columns)
            otherwise = f"ON CONFLICT (id) DO UPDATE SET {updates}"
            defaults = tuple(_defaults(self.connection, table))
            self._upserts[table.name] = (f"{table.name} ({names})", otherwise, defaults)
        return self._upserts[table.name]


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
