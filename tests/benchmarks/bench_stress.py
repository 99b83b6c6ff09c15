"""A stress load: 100,000 field changes by 8 devices, a fifth of them over what another changed at the same time.

8,889 records of 12 columns end with some 80,000 cells filled, and 20,000 cells disagree. The floor is a bulk insert of
the final records alone, without log or signatures, into the same encrypted database: as the library does it, and as
the program does it, which has found out how NULL is passed on quickly and many rows at once.
"""

import random
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite

from millegiorni_desk.vault.connection import connect, create
from millegiorni_sync import change_log, handover, merge
from millegiorni_sync.bundle import open_sealed
from millegiorni_sync.change_log import SyncedTable
from millegiorni_sync.connection import insert
from millegiorni_sync.identity import Identity
from millegiorni_sync.roster import Roster
from tests.benchmarks.bench_merge import KEY, library_alone, network
from tests.benchmarks.ratios import Spent, result_of, spent, tell

ORIGINS = 8
RECORDS = 8_889
COLUMNS = tuple(f"c{number:02}" for number in range(12))
FIRST, LATER, SECOND = 4, 5, 20_000
FIELDS_IN_A_SAVE = (4, 2)
TABLE = SyncedTable("record", COLUMNS)
TABLES = (TABLE,)
ONE_ROW = f"INSERT INTO record VALUES ({', '.join('?' * 13)})"
NOW_MS = int(time.time() * 1000) + 60_000


def database(path: Path | str) -> Any:
    """A database with the table and its triggers; a file is opened as a vault is: encrypted, with durable commits."""
    if isinstance(path, Path):
        connection = connect(path, KEY) if path.exists() else create(path, KEY)
    else:
        connection = sqlite.connect(path, isolation_level=None)
    columns = ", ".join(f"{column} TEXT" for column in COLUMNS)
    connection.execute(f"CREATE TABLE IF NOT EXISTS record (id TEXT PRIMARY KEY, {columns})")
    change_log.install(connection, TABLES)
    return connection


class Load:
    """The sealed bundles of the stress load, made by eight real devices; *second* fields are written twice."""

    def __init__(self, records: int = RECORDS, second: int = SECOND) -> None:
        self.records, self.second = records, second
        self.rng = random.Random(11)
        self.roster, (self.center, *others) = network(tuple(f"H{number}" for number in range(ORIGINS)))
        self.desks = [(identity, self._desk(identity)) for identity in others]
        self.files: dict[str, bytes] = {}
        self._births()
        self._edits()

    def _desk(self, identity: Identity) -> Any:
        connection = database(":memory:")
        change_log.start(connection, identity.ordinal, "operatrice")
        return connection

    def _births(self) -> None:
        """Each device writes its share of the records; everybody reads them."""
        self.owned: list[list[str]] = [[] for _ in self.desks]
        for number in range(self.records):
            self.owned[number % ORIGINS].append(f"r{number:05}")
        names = ", ".join(("id", *COLUMNS[:FIRST]))
        marks = ", ".join("?" * (FIRST + 1))
        for (_, desk), ids in zip(self.desks, self.owned, strict=True):
            rows = [(rid, *(self._word() for _ in range(FIRST))) for rid in ids]
            desk.executemany(f"INSERT INTO record ({names}) VALUES ({marks})", rows)
        born = self._seal()
        for identity, desk in self.desks:
            merge.apply(desk, [open_sealed(data, identity, self.roster) for data in born], TABLES, NOW_MS)

    def _edits(self) -> None:
        """Owners go on with their records; the next device changes some of the same fields, not knowing."""
        cells = [
            (rid, column, owner)
            for owner, ids in enumerate(self.owned)
            for rid in ids
            for column in self.rng.sample(COLUMNS, LATER)
        ]
        self._write(cells, FIELDS_IN_A_SAVE[0])
        contested = self.rng.sample(cells, self.second)
        self._write(
            [(rid, column, (owner + 1) % ORIGINS) for rid, column, owner in contested], FIELDS_IN_A_SAVE[1]
        )
        self._seal()
        self.changes = self.records * FIRST + len(cells) + self.second

    def _write(self, cells: list[tuple[str, str, int]], at_once: int) -> None:
        by_record: dict[tuple[int, str], list[str]] = {}
        for rid, column, writer in cells:
            by_record.setdefault((writer, rid), []).append(column)
        for (writer, rid), columns in by_record.items():
            desk = self.desks[writer][1]
            for start in range(0, len(columns), at_once):
                some = columns[start : start + at_once]
                desk.execute(
                    f"UPDATE record SET {', '.join(f'{column} = ?' for column in some)} WHERE id = ?",
                    (*(self._word() for _ in some), rid),
                )

    def _word(self) -> str:
        return f"{self.rng.getrandbits(40):x}"

    def _seal(self) -> list[bytes]:
        fresh: dict[str, bytes] = {}
        for identity, desk in self.desks:
            handover.seal_pending(desk, identity, self.roster, TABLES, NOW_MS, lambda: None)
            fresh |= outbox(desk)
            desk.execute("DELETE FROM sync_outbox")
        self.files |= fresh
        return [*fresh.values()]

    @property
    def sealed(self) -> list[bytes]:
        """The bundles, in the order of their making."""
        return [*self.files.values()]


def outbox(desk: Any) -> dict[str, bytes]:
    """What a desk has sealed, by name, in the order of its making."""
    return {
        name: bytes(sealed)
        for name, sealed in desk.execute("SELECT name, sealed FROM sync_outbox ORDER BY rowid")
    }


def take(connection: Any, sealed: list[bytes], identity: Identity, roster: Roster) -> merge.MergeReport:
    """Open and merge *sealed* in one transaction."""
    return merge.apply(connection, [open_sealed(data, identity, roster) for data in sealed], TABLES, NOW_MS)


def final_rows(connection: Any, rows: list[Any]) -> Spent:
    """The floor: *rows* by bulk insert, as the library does it."""
    with library_alone():
        return _written(connection, partial(connection.executemany, ONE_ROW, rows))


def final_rows_quickly(connection: Any, rows: list[Any]) -> Spent:
    """The same as the merge inserts them."""
    return _written(connection, partial(insert, connection, "record", rows))


def _written(connection: Any, inserting: Callable[[], object]) -> Spent:
    def work() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE sync_state SET applying = 1")
        inserting()
        connection.execute("UPDATE sync_state SET applying = 0")
        connection.execute("COMMIT")

    return spent(work)


def bench_stress(tmp_path: Path) -> None:
    load = Load()
    taken, floors, quick = [], [], []
    for round_ in range(5):
        connection = database(tmp_path / f"merge{round_}.db")
        change_log.start(connection, load.center.ordinal, "coordinatrice")

        def month_end(connection: Any = connection) -> merge.MergeReport:
            return take(connection, load.sealed, load.center, load.roster)

        report, took = result_of(month_end)
        taken.append(took)
        assert sum(report.opened.values()) >= SECOND * 0.99, report.opened
        rows = connection.execute("SELECT * FROM record").fetchall()
        floors.append(final_rows(database(tmp_path / f"floor{round_}.db"), rows))
        quick.append(final_rows_quickly(database(tmp_path / f"quick{round_}.db"), rows))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1 << 20)
    saves = sum(report.rows.values())
    print(f"\n{load.changes:,} changes, {saves:,} saves, {len(load.sealed)} bundles, peak {peak:.0f} MB")
    what = f"merge under stress: {load.changes:,} changes"
    tell(what, taken, floors, "the final rows by bulk insert, as the library does it", 6)
    tell(what, taken, quick, "the final rows by bulk insert, as the merge does it", 6)
