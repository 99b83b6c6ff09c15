"""Whether nothing was lost: what was handed over, what the log holds, what the tables hold, and what was held before.

Every sum is made by SQL over the whole store; a million log rows take seconds, not minutes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .change_log import SyncedTable, audience_of, complete, house_of
from .clock import HIGHEST_ORDINAL
from .connection import Connection
from .feeds import pending

Place = tuple[str, str]
"""A table and an audience."""


class Position(NamedTuple):
    """How far the rows of one device in one audience had come: the highest clock, and how many there were."""

    origin: int
    audience: str
    last_clk: int
    rows: int


class Fault(NamedTuple):
    """Two counts that should be one. ``table`` is empty where rows of the log are counted.

    ``kind``: ``handed`` (rows handed over, rows held), ``records`` and ``cents`` (what the log says, what the table
    holds), ``kept``, ``kept_records``, ``kept_cents`` (rows, records, cents that were held before, what is left).
    """

    kind: str
    audience: str
    table: str
    expected: int
    found: int

    @property
    def house(self) -> str | None:
        """The house whose it is; None for the network's."""
        return house_of(self.audience)


@dataclass(frozen=True)
class Books:
    """What a store holds: rows of the log by device and audience, records and cents by table and audience.

    ``cents`` are those of append-only tables, the columns named ``cents`` or ``…_cents``: money that only entries move.
    """

    positions: tuple[Position, ...] = ()
    records: Mapping[Place, int] = field(default_factory=dict)
    cents: Mapping[Place, int] = field(default_factory=dict)

    def rows(self) -> dict[str, int]:
        """Rows of the log by audience."""
        counted: dict[str, int] = {}
        for position in self.positions:
            counted[position.audience] = counted.get(position.audience, 0) + position.rows
        return counted

    def to_json(self) -> dict[str, Any]:
        """As values for JSON, in a fixed order."""
        return {
            "positions": [list(position) for position in sorted(self.positions)],
            "records": [[*place, count] for place, count in sorted(self.records.items())],
            "cents": [[*place, count] for place, count in sorted(self.cents.items())],
        }

    @staticmethod
    def from_json(told: Mapping[str, Any]) -> Books:
        """The inverse of :meth:`to_json`."""
        return Books(
            tuple(Position(*position) for position in told["positions"]),
            {(table, audience): count for table, audience, count in told["records"]},
            {(table, audience): count for table, audience, count in told["cents"]},
        )


@dataclass(frozen=True)
class Balance:
    """``before``, what ``arrived`` since, ``after`` (what is held), and every fault; none: nothing was lost.

    ``withdrawn``: what of ``before`` left since, and is told aside (PROTOCOL.md §3); ``arrived`` does not count it.
    """

    before: Books
    arrived: Books
    after: Books
    faults: tuple[Fault, ...]
    withdrawn: Books = field(default_factory=Books)

    def since(self, before: Books) -> Balance:
        """The same faults, with what came since *before* told by totals: for a store whose own rows took new clocks."""
        then = before.rows()
        rows = self.after.rows()
        came = Books(
            tuple(
                Position(0, audience, 0, rows.get(audience, 0) - then.get(audience, 0))
                for audience in sorted(rows.keys() | then.keys())
            ),
            _less(self.after.records, before.records),
            _less(self.after.cents, before.cents),
        )
        return Balance(before, came, self.after, self.faults)


def check(connection: Connection, tables: Iterable[SyncedTable], before: Books | None = None) -> Balance:
    """Compare what was handed over with the log, the log with the tables, and both with what was held *before*.

    *before* is the ``after`` of an earlier call. What arrived since is read from the log, what is held from the tables:
    a record or an entry that vanished from either makes a fault.
    """
    known = complete(tables)
    then = before or Books()
    listed = json.dumps([position[:3] for position in then.positions])
    positions, all_logged, kept_logged = _logged(connection, known, listed, "sync_log")
    kept_rows, all_positions = positions
    noted_rows, noted = kept_rows, kept_logged
    if before is not None and connection.execute("SELECT 1 FROM sync_withdrawn LIMIT 1").fetchone():
        # What was held before is still in the log, or among what left it.
        (noted_rows, _), _, noted = _logged(connection, known, listed, TOLD)
    after = Books(all_positions, *_held(connection, known))
    faults = [
        *_handed(connection, after.rows()),
        *_compared("records", all_logged[0], after.records),
        *_compared("cents", all_logged[1], after.cents),
    ]
    if before is not None:
        still = Books(tuple(Position(*place, 0, rows) for place, rows in noted_rows.items()))
        faults += _compared("kept", _by_audience(then.rows()), _by_audience(still.rows()))
        faults += _compared("kept_records", then.records, noted[0])
        faults += _compared("kept_cents", then.cents, noted[1])
    arrived = Books(
        tuple(
            position._replace(rows=rows)
            for position in all_positions
            if (rows := position.rows - kept_rows.get(position[:2], 0))
        ),
        _less(all_logged[0], kept_logged[0]),
        _less(all_logged[1], kept_logged[1]),
    )
    left = {place: rows - kept_rows.get(place, 0) for place, rows in noted_rows.items()}
    withdrawn = Books(
        tuple(Position(*place, 0, rows) for place, rows in sorted(left.items()) if rows),
        _less(noted[0], kept_logged[0]),
        _less(noted[1], kept_logged[1]),
    )
    return Balance(then, arrived, after, tuple(faults), withdrawn)


_Sums = tuple[dict[Place, int], dict[Place, int]]

# What of the log lies within positions that were noted before; ?1 is a JSON array of origin, audience and last clk.
THEN = (
    "WITH noted AS MATERIALIZED (SELECT CAST(json_extract(value, '$[0]') AS INTEGER) AS origin,"
    " json_extract(value, '$[1]') AS audience, CAST(json_extract(value, '$[2]') AS INTEGER) AS last_clk"
    " FROM json_each(?1))"
)
NOTED = f"LEFT JOIN noted AS n ON n.origin = l.clk & {HIGHEST_ORDINAL} AND n.audience = l.audience"
EARLY = "l.clk <= coalesce(n.last_clk, 0)"


def logged_sql(log: str) -> str:
    """SQL of the rows and insertions of *log*, now and within what was noted, by device, audience and table."""
    return f"""{THEN}
SELECT l.clk & {HIGHEST_ORDINAL}, l.audience, l.tbl, max(l.clk), count(*), sum({EARLY}), sum(l.kind = 'I'),
  sum(l.kind = 'I' AND {EARLY})
FROM {log} AS l {NOTED} GROUP BY 1, 2, 3"""


# Records that two desks inserted under one id have several insertions: few, found along the index of records.
def twins_sql(log: str) -> str:
    """SQL of how many insertions of *log* there are too many, by table and audience."""
    return f"""{THEN}, several AS MATERIALIZED (SELECT tbl, rid FROM {log} GROUP BY tbl, rid HAVING count(*) > 1)
SELECT tbl, audience, sum(n - 1), sum(max(early - 1, 0)) FROM (
  SELECT l.tbl, l.rid, l.audience, count(*) AS n, sum({EARLY}) AS early
  FROM several AS s CROSS JOIN {log} AS l ON l.tbl = s.tbl AND l.rid = s.rid {NOTED}
  WHERE l.kind = 'I' GROUP BY 1, 2, 3 HAVING count(*) > 1
) GROUP BY 1, 2"""


TOLD = (
    "(SELECT * FROM sync_log UNION ALL "
    "SELECT * FROM sync_withdrawn AS w WHERE w.clk NOT IN (SELECT clk FROM sync_log))"
)
"""The log with what left it, in the place of ``sync_log``."""


def _logged(
    connection: Connection, tables: Mapping[str, SyncedTable], listed: str, log: str
) -> tuple[tuple[dict[tuple[int, str], int], tuple[Position, ...]], _Sums, _Sums]:
    """What *log* says: rows kept of before and all positions; records and cents now; the same within before."""
    kept: dict[tuple[int, str], int] = {}
    heads: dict[tuple[int, str], tuple[int, int]] = {}
    records: dict[Place, int] = {}
    early: dict[Place, int] = {}
    for origin, audience, table, last, rows, kept_rows, inserted, inserted_early in connection.execute(
        logged_sql(log), (listed,)
    ):
        top, count = heads.get((origin, audience), (0, 0))
        heads[origin, audience] = max(top, last), count + rows
        kept[origin, audience] = kept.get((origin, audience), 0) + kept_rows
        if table in tables:
            records[table, audience] = records.get((table, audience), 0) + inserted
            early[table, audience] = early.get((table, audience), 0) + inserted_early
    for table, audience, more, more_early in connection.execute(twins_sql(log), (listed,)):
        if table in tables:
            records[table, audience] -= more
            early[table, audience] -= more_early
    cents: dict[Place, int] = {}
    cents_early: dict[Place, int] = {}
    for name, column in _money(tables):
        for only, sums in (("1", cents), (EARLY, cents_early)):
            for audience, high, low in connection.execute(_first_entries(log, column, only), (listed, name)):
                sums[name, audience] = sums.get((name, audience), 0) + _sum(high, low)
    places = tuple(Position(*key, *value) for key, value in sorted(heads.items()))
    return (kept, places), (records, cents), (early, cents_early)


def _first_entries(log: str, column: str, only: str) -> str:
    """SQL of the cents of an append-only table as *log* says: of each entry its first insertion holds."""
    return f"""{THEN}
SELECT audience, sum(cents >> 32), sum(cents & 4294967295) FROM (
  SELECT l.audience, min(l.clk), coalesce(CAST(json_extract(l.cells, '$.{column}') AS INTEGER), 0) AS cents
  FROM {log} AS l {NOTED} WHERE l.tbl = ?2 AND l.kind = 'I' AND {only} GROUP BY l.rid
) GROUP BY 1"""


def _held(connection: Connection, tables: Mapping[str, SyncedTable]) -> _Sums:
    """Records and cents that the tables hold."""
    records: dict[Place, int] = {}
    cents: dict[Place, int] = {}
    for table in tables.values():
        house = table.audience_column or "NULL"
        for code, count in connection.execute(f"SELECT {house}, count(*) FROM {table.name} GROUP BY 1"):
            records[table.name, audience_of(code)] = count
    for name, column in _money(tables):
        house = tables[name].audience_column or "NULL"
        rows = connection.execute(
            f"SELECT {house}, sum({column} >> 32), sum({column} & 4294967295) FROM {name} GROUP BY 1"
        )
        for code, high, low in rows:
            place = name, audience_of(code)
            cents[place] = cents.get(place, 0) + _sum(high, low)
    return records, cents


def _money(tables: Mapping[str, SyncedTable]) -> list[tuple[str, str]]:
    return [
        (table.name, column)
        for table in tables.values()
        if table.append_only
        for column in table.columns
        if column == "cents" or column.endswith("_cents")
    ]


def _sum(high: int | None, low: int | None) -> int:
    # In two halves: SQLite's sum() fails beyond 63 bits.
    return ((high or 0) << 32) + (low or 0)


def _handed(connection: Connection, held: Mapping[str, int]) -> list[Fault]:
    """Where the rows that devices handed over, or will, are not those that the log holds, or that left it."""
    handed: dict[Place, int] = {}
    for audience, rows in connection.execute(
        # A house hands its rows over to coordinators once more, as figures.
        "SELECT f.audience, sum(f.rows) FROM (SELECT origin, replace(audience, 'figures:', 'house:') AS audience, "
        "max(rows) AS rows FROM sync_feed WHERE audience NOT LIKE '%/%' "
        "GROUP BY origin, replace(audience, 'figures:', 'house:')) AS f GROUP BY f.audience"
    ):
        handed["", audience] = rows
    for audience, rows in pending(connection).items():
        handed["", audience] = handed.get(("", audience), 0) + rows
    found = dict(held)
    # Of a feed that was cut, or has none of them any more, nothing left that it counts.
    for audience, rows in connection.execute(
        "SELECT w.audience, count(*) FROM sync_withdrawn AS w JOIN sync_feed AS f "
        f"ON f.origin = w.clk & {HIGHEST_ORDINAL} AND f.audience = w.audience AND w.clk <= f.last_clk "
        "WHERE w.clk NOT IN (SELECT clk FROM sync_log) GROUP BY 1"
    ):
        found[audience] = found.get(audience, 0) + rows
    return _compared("handed", handed, _by_audience(found))


def _by_audience(counts: Mapping[str, int]) -> dict[Place, int]:
    return {("", audience): count for audience, count in counts.items()}


def _compared(kind: str, expected: Mapping[Place, int], found: Mapping[Place, int]) -> list[Fault]:
    return [
        Fault(kind, audience, table, expected.get((table, audience), 0), found.get((table, audience), 0))
        for table, audience in sorted(expected.keys() | found.keys())
        if expected.get((table, audience), 0) != found.get((table, audience), 0)
    ]


def _less(now: Mapping[Place, int], then: Mapping[Place, int]) -> dict[Place, int]:
    return {place: count - then.get(place, 0) for place, count in now.items() if count != then.get(place, 0)}
