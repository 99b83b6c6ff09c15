"""The month end: eight houses' bundles merged into the coordinator's encrypted vault, beside the bare inserts."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite

from millegiorni_desk.flows.desk import SCHEMA
from millegiorni_desk.vault.connection import create
from millegiorni_desk.vault.records import new_id
from millegiorni_sync import Roster, change_log, feeds, handover, merge
from millegiorni_sync.bundle import Opened, open_sealed
from millegiorni_sync.change_log import SyncedTable
from millegiorni_sync.identity import Identity, new_age_key, new_seed
from millegiorni_sync.roster import Device
from tests.benchmarks.ratios import Spent, result_of, spent, tell, tell_limit

HOUSES = ("BAR", "TUR", "CEC", "HOL", "VAL", "ZIA", "PIE", "BUR")
PER_HOUSE = 3_125
KEY = "5a" * 32
NULLS = (type(None), sqlite.PrepareProtocol)
TABLES = SCHEMA.synced_tables()
WORDS = (
    "colloquio iscrizione nido bonus pannolini visita consultorio permesso affitto bolletta scuola".split()
)


def _connection(path: Path | str) -> Any:
    """A file is opened as a vault is."""
    return create(path, KEY) if isinstance(path, Path) else sqlite.connect(path, isolation_level=None)


def _row(
    rng: random.Random, table: SyncedTable, house: str, declared: dict[str, tuple[str, int]]
) -> list[object]:
    """A row of the table's shape: text of usual length, about a third of what may be empty is empty."""
    values: list[object] = []
    for column in table.columns:
        kind, required = declared[column]
        if column == "house":
            values.append(house)
        elif not required and rng.random() < 0.35:
            values.append(None)
        elif "CHAR" in kind or "TEXT" in kind:
            if column.endswith("_id"):
                values.append(new_id())
            elif column in ("needs", "activities", "referred_to", "fragilities"):
                values.append('["income","documents","health"]'[: rng.choice((9, 21, 31))].rstrip(",") + "]")
            elif column == "notes":
                values.append(" ".join(rng.choices(WORDS, k=rng.randint(0, 12))))
            else:
                values.append(rng.choice(WORDS) if rng.random() < 0.7 else "")
        elif "DATE" in kind:
            values.append(f"2025-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}")
        else:
            values.append(rng.randint(0, 1) if "BOOL" in kind else rng.randint(0, 500))
    return values


SHARES = {
    "access": 0.45,
    "person": 0.2,
    "child": 0.12,
    "intervention": 0.1,
    "ledger_entry": 0.05,
    "dote": 0.03,
    "pathway": 0.05,
}


def _declared(connection: Any, table: SyncedTable) -> dict[str, tuple[str, int]]:
    return {
        row[1]: (row[2].upper(), row[3]) for row in connection.execute(f"PRAGMA table_info({table.name})")
    }


def network(houses: tuple[str, ...] = HOUSES) -> tuple[Roster, list[Identity]]:
    root = new_seed()
    roster = Roster.found("Torino", root)
    for code in dict.fromkeys(houses):
        roster = roster.with_house(code, code, root)
    identities = []
    for ordinal, house in enumerate((None, *houses), 1):
        series = chr(64 + ordinal)
        identity = Identity(
            roster.network, ordinal, house, series, f"pc {ordinal}", new_seed(), new_age_key()
        )
        device = Device(ordinal, house, series, identity.sign_key, identity.recipient, identity.name)
        roster = roster.with_device(device, root)
        identities.append(identity)
    return roster, identities


def _desk(rng: random.Random, roster: Roster, identity: Identity, now_ms: int) -> list[bytes]:
    """A month of one house, sealed."""
    connection = _connection(":memory:")
    SCHEMA.create(connection)
    change_log.start(connection, identity.ordinal, "operatrice")
    tables = {table.name: table for table in TABLES}
    connection.execute("BEGIN")
    for name, share in SHARES.items():
        table = tables[name]
        declared = _declared(connection, table)
        marks = ", ".join("?" * (len(table.columns) + 1))
        names = ", ".join(("id", *table.columns))
        rows = [
            [new_id(), *_row(rng, table, identity.house or "", declared)]
            for _ in range(int(PER_HOUSE * share))
        ]
        connection.executemany(f"INSERT INTO {name} ({names}) VALUES ({marks})", rows)
    for (rid,) in connection.execute("SELECT id FROM access ORDER BY random() LIMIT 60").fetchall():
        connection.execute("UPDATE access SET notes = 'corretta', minutes = 40 WHERE id = ?", (rid,))
    connection.execute("COMMIT")
    handover.seal_pending(connection, identity, roster, TABLES, now_ms, lambda: None)
    return [row[0] for row in connection.execute("SELECT sealed FROM sync_outbox")]


@contextmanager
def library_alone() -> Iterator[None]:
    """NULL as the library passes it on by itself."""
    quick = sqlite.adapters.pop(NULLS)
    try:
        yield
    finally:
        sqlite.adapters[NULLS] = quick


def _floor(path: Path, source: Any) -> Spent:
    """The same final rows and log rows by executemany, nothing else."""
    connection = _connection(path)
    SCHEMA.create(connection)
    work = []
    for name in (*SHARES, "sync_log"):
        rows = source.execute(f"SELECT * FROM {name}").fetchall()
        work.append((f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows))

    def insert() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE sync_state SET applying = 1")
        for sql, rows in work:
            connection.executemany(sql, rows)
        connection.execute("UPDATE sync_state SET applying = 0")
        connection.execute("COMMIT")

    return spent(insert)


def bench_eight_houses(tmp_path: Path) -> None:
    rng = random.Random(7)
    now_ms = int(time.time() * 1000) + 60_000
    roster, identities = network()
    sealed = [data for identity in identities[1:] for data in _desk(rng, roster, identity, now_ms)]
    merges, floors, quick, rows = [], [], [], 0
    for round_ in range(5):
        connection = _connection(tmp_path / f"merge{round_}.db")
        SCHEMA.create(connection)
        change_log.start(connection, 1, "coordinatrice")

        def month_end(connection: Any = connection) -> merge.MergeReport:
            opened: list[Opened] = [open_sealed(data, identities[0], roster) for data in sealed]
            return merge.apply(connection, opened, TABLES, now_ms)

        report, took = result_of(month_end)
        merges.append(took)
        with library_alone():
            floors.append(_floor(tmp_path / f"floor{round_}.db", connection))
        quick.append(_floor(tmp_path / f"quick{round_}.db", connection))
        rows = sum(report.rows.values())
        assert len(report.applied) == len(sealed) and month_end().repeated == len(sealed)
        assert not feeds.pending(connection) and not report.opened
    print(f"\n{len(sealed)} bundles, {sum(map(len, sealed)) / 1000:.0f} kB")
    what = f"month end: eight houses, {rows:,} rows"
    tell(what, merges, floors, "the same rows and log by bulk insert, as the library does it", 3)
    tell(what, merges, quick, "the same, NULL passed on as quickly as in a vault", 3)


def bench_ten_thousand_disagreements(tmp_path: Path) -> None:
    """Two desks of one house write over the same 10,000 fields without knowing of each other."""
    now_ms = int(time.time() * 1000) + 60_000
    roster, identities = network(("BAR", "BAR"))
    center, one, two = identities
    table = {table.name: table for table in TABLES}["access"]
    columns = [c for c in table.columns if c not in ("house", "voided")][:10]
    desks = []
    for identity in (one, two):
        desk = _connection(":memory:")
        SCHEMA.create(desk)
        change_log.start(desk, identity.ordinal, "operatrice")
        desks.append(desk)
    rng = random.Random(3)
    declared = _declared(desks[0], table)
    marks = ", ".join("?" * (len(table.columns) + 1))
    ids = [new_id() for _ in range(8_889)]
    desks[0].executemany(
        f"INSERT INTO access ({', '.join(('id', *table.columns))}) VALUES ({marks})",
        [[rid, *_row(rng, table, "BAR", declared)] for rid in ids],
    )
    handover.seal_pending(desks[0], one, roster, TABLES, now_ms, lambda: None)
    first = [row[0] for row in desks[0].execute("SELECT sealed FROM sync_outbox")]
    merge.apply(desks[1], [open_sealed(data, two, roster) for data in first], TABLES, now_ms)
    for number, desk in enumerate(desks):
        desk.execute("BEGIN")
        for rid, column in zip(ids * 3, [columns[i % 10] for i in range(10_000)], strict=False):
            desk.execute(f"UPDATE access SET {column} = ? WHERE id = ?", (f"valore {number}", rid))
        desk.execute("COMMIT")
        handover.seal_pending(desk, identities[number + 1], roster, TABLES, now_ms, lambda: None)
    sealed = [row[0] for desk in desks for row in desk.execute("SELECT sealed FROM sync_outbox")]
    taken = []
    for round_ in range(3):
        connection = _connection(tmp_path / f"conflicts{round_}.db")
        SCHEMA.create(connection)
        change_log.start(connection, 1, "coordinatrice")

        def month_end(connection: Any = connection) -> merge.MergeReport:
            opened = [open_sealed(data, center, roster) for data in sealed]
            return merge.apply(connection, opened, TABLES, now_ms)

        report, took = result_of(month_end)
        assert sum(report.opened.values()) == 10_000
        taken.append(took)
    tell_limit("month end: 10,000 fields changed by two desks", taken, 5_000)
