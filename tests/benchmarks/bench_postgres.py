"""The merged store on PostgreSQL with 400,000 people and 1,000,000 accesses, beside plain SQL of the same server."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from millegiorni_desk.areas.monitoring import service as monitoring
from millegiorni_desk.flows import merged_store
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import merge
from millegiorni_sync.bundle import Opened, open_sealed
from millegiorni_sync.postgres import connect
from tests.benchmarks import bench_merge
from tests.benchmarks.million import ACCESSES, END, START
from tests.benchmarks.ratios import Spent, result_of, spent, tell
from tests.postgres import Server, new_folder

# What an analyst would write for the figures of the first action: each a pass over the year, nothing opened, no rules.
_PLAIN = (
    "SELECT count(*) FROM access WHERE voided = 0 AND on_date BETWEEN %(a)s AND %(b)s",
    "SELECT count(DISTINCT person_id) FROM access WHERE voided = 0 AND on_date BETWEEN %(a)s AND %(b)s",
    "SELECT channel, count(*) FROM access WHERE voided = 0 AND on_date BETWEEN %(a)s AND %(b)s GROUP BY 1",
    "SELECT house, substr(on_date, 1, 7), count(*) FROM access WHERE voided = 0 AND on_date BETWEEN %(a)s AND %(b)s "
    "GROUP BY 1, 2",
    "SELECT needs, count(*) FROM access WHERE voided = 0 AND on_date BETWEEN %(a)s AND %(b)s GROUP BY 1",
    "SELECT p.gender, count(DISTINCT p.id) FROM access a JOIN person p ON p.id = a.person_id WHERE a.voided = 0 "
    "AND a.on_date BETWEEN %(a)s AND %(b)s GROUP BY 1",
)
YEAR = {"a": START.isoformat(), "b": END.isoformat()}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that writes to the disk as one in use does."""
    made = Server(new_folder(Path("/var/tmp")), durable=True)
    try:
        made.create()
        with (made.data / "postgresql.conf").open("a") as file:
            file.write("shared_buffers = '512MB'\nmax_wal_size = '4GB'\n")
        made.start()
        yield made
    finally:
        made.stop()
        made.remove()


@pytest.fixture(scope="module")
def address(server: Server, big: Vault) -> Iterator[str]:
    """The store of the million, made through the door."""
    with server.database() as address:
        _, took = result_of(lambda: merged_store.create(big, address))
        print(f"\nmade from the vault in {took.wall:.1f} s ({took.own:.1f} s of ours)")
        with psycopg.connect(address) as plain:
            (size,) = plain.execute("SELECT pg_database_size(current_database())").fetchone() or (0,)
            print(f"{size / 1e6:,.0f} MB in the database, {vault_size(big) / 1e6:,.0f} MB in the vault")
        yield address


def vault_size(vault: Vault) -> int:
    return (vault.folder / "vault.db").stat().st_size


class Clock:
    """What work costs: wall time, and the processor time of this process and of the server's that work for it."""

    def __init__(self, address: str) -> None:
        self.watching = psycopg.connect(address, autocommit=True)

    def close(self) -> None:
        """Watch no more."""
        self.watching.close()

    def _server(self) -> float:
        rows = self.watching.execute("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'")
        ticks = sum(
            sum(map(int, Path(f"/proc/{pid}/stat").read_text().split()[13:15])) for (pid,) in rows.fetchall()
        )
        return ticks / os.sysconf("SC_CLK_TCK")

    def spent(self, work: Callable[[], Any]) -> tuple[Any, Spent]:
        """The result of *work*, whose connections stay open, and what it took."""
        before = self._server()
        result, took = result_of(work)
        return result, Spent(took.wall, took.own + self._server() - before)


def bench_year(big: Vault, address: str) -> None:
    with closing(Clock(address)) as clock:
        _year(big, address, clock)


def _year(big: Vault, address: str, clock: Clock) -> None:
    with psycopg.connect(address) as plain:
        plain.execute("SET search_path = millegiorni")

        def six() -> None:
            for sql in _PLAIN:
                plain.execute(sql, YEAR).fetchall()

        six()
        _, floor = clock.spent(six)
    here, vault_took = result_of(lambda: monitoring.compute(big, START, END))
    print(f"\nin the vault: {vault_took.wall:.1f} s ({vault_took.own:.1f} s of processor)")

    def told(what: str, took: Spent, most: float) -> None:
        tell(f"PostgreSQL: {what}", [took], [floor], "six plain aggregates", most)

    with merged_store.reading(big) as store:
        monitoring.compute(store, START, START)
        there, took = clock.spent(lambda: monitoring.compute(store, START, END))
        assert there == here and there.figures["a1.accesses"].number == ACCESSES
        told(f"report of a year, {len(there.figures)} figures", took, 12)
        told("its four maps, month by house", clock.spent(lambda: monitoring.maps(store, there))[1], 12)
        for name in ("a1.accesses", "a1.people", "a2.doti_committed"):
            _, took = clock.spent(lambda name=name: monitoring.compute(store, START, END, only=[name]))
            told(f"the one figure {name}", took, 3)
        march = date(2025, 3, 1), date(2025, 3, 31)
        told(
            "a house's month, all figures",
            clock.spent(lambda: monitoring.compute(store, *march, house="BAR"))[1],
            3,
        )


_CHILD = """
import sys
from pathlib import Path
from millegiorni_desk.areas.monitoring import service
from millegiorni_desk.flows import desk, merged_store
from tests.benchmarks.million import ANNA, END, START
with desk.open_desk(Path(sys.argv[1]), ANNA.name, ANNA.passphrase) as vault, merged_store.reading(vault) as store:
    service.compute(store, START, END)
# Not getrusage: it begins with what the parent had.
print(next(int(line.split()[1]) // 1024 for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def bench_memory(big: Vault, address: str) -> None:
    """The year's report in a process of its own: its peak, and that of the server's process that works for it."""
    big.close()
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(big.folder)], stdout=subprocess.PIPE, text=True
    )
    highest = 0
    with psycopg.connect(address, autocommit=True) as watching:
        while child.poll() is None:
            rows = watching.execute(
                "SELECT pid FROM pg_stat_activity WHERE application_name = 'millegiorni'"
            ).fetchall()
            highest = max([highest, *(_private(pid) for (pid,) in rows)])
            time.sleep(0.1)
    told = child.communicate()[0].strip()
    print(
        f"\nreport of the year: {told} MB at most in the process, {highest / 1024:,.0f} MB of its own in the server's"
    )


def _private(pid: int) -> int:
    """Kilobytes that a process has for itself: not the shared buffers."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))


def bench_month_end(address: str) -> None:
    """Eight houses' records merged into the store of the million, beside copying the same rows and log."""
    rng, now_ms = random.Random(7), int(time.time() * 1000) + 60_000
    roster, identities = bench_merge.network()
    sealed = [data for one in identities[1:] for data in bench_merge._desk(rng, roster, one, now_ms)]
    with closing(connect(address)) as store:

        def month_end() -> merge.MergeReport:
            opened: list[Opened] = [open_sealed(data, identities[0], roster) for data in sealed]
            return merge.apply(store, opened, bench_merge.TABLES, now_ms)

        report, took = result_of(month_end)
        rows = sum(report.rows.values())
        assert len(report.applied) == len(sealed)
        copies = [(name, _rows(store, name, now_ms)) for name in (*bench_merge.SHARES, "sync_log")]

        def copied() -> None:
            with store.raw.transaction():
                for name, some in copies:
                    store.raw.execute(f"CREATE TEMP TABLE copied (LIKE {name} INCLUDING ALL) ON COMMIT DROP")
                    with store.raw.cursor().copy("COPY copied FROM STDIN") as copy:
                        for row in some:
                            copy.write_row(row)
                    store.raw.execute("DROP TABLE copied")

        floor = spent(copied)
    tell(
        f"PostgreSQL: eight houses, {rows:,} rows, into a million",
        [took],
        [floor],
        "COPY of the same rows and log",
        6,
    )


def _rows(store: Any, name: str, now_ms: int) -> list[Any]:
    """What the merge wrote into a table."""
    if name == "sync_log":
        return list(store.execute("SELECT * FROM sync_log"))
    return list(
        store.execute(f"SELECT * FROM {name} WHERE id IN (SELECT rid FROM sync_log WHERE tbl = ?)", (name,))
    )


def bench_export(address: str, tmp_path: Path) -> None:
    """The year's accesses without names as CSV, straight from the server."""

    def export() -> None:
        with psycopg.connect(address) as plain, (tmp_path / "accessi.csv").open("wb") as file:
            query = "SELECT house, on_date, channel, needs, activities, in_care, adi, pregnant FROM millegiorni.access"
            with plain.cursor().copy(f"COPY ({query}) TO STDOUT (FORMAT csv, HEADER)") as copy:
                for part in copy:
                    file.write(part)

    took = spent(export)
    size = (tmp_path / "accessi.csv").stat().st_size
    print(
        f"\n{ACCESSES:,} accesses as CSV: {took.wall:.1f} s ({took.own:.1f} s of ours), {size / 1e6:,.0f} MB"
    )
