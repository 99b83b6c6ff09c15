"""What a change costs in a store that holds a million changes, beside the same in one that holds next to none."""

import random
import shutil
from pathlib import Path
from typing import Any

from millegiorni_sync import change_log, handover
from millegiorni_sync.clock import compose
from millegiorni_sync.roster import Roster
from tests.benchmarks.bench_merge import network
from tests.benchmarks.bench_stress import COLUMNS, NOW_MS, TABLES, database, outbox, take
from tests.benchmarks.ratios import Spent, result_of, tell

RECORDS, FILLED, CHANGED = 250_000, 4, 10_000


def filled(path: Path, records: list[int]) -> Path:
    """A store that holds *records*, four changes each, written by device 2 long ago."""
    connection = database(path)
    change_log.start(connection, 1, "coordinatrice")
    rng = random.Random(5)
    cells = {number: tuple(f"{rng.getrandbits(40):x}" for _ in range(FILLED)) for number in records}
    names = COLUMNS[:FILLED]
    start = compose(NOW_MS - 90 * 86_400_000, 0, 2)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE sync_state SET applying = 1")
    connection.executemany(
        f"INSERT INTO record (id, {', '.join(names)}) VALUES (?, {', '.join('?' * FILLED)})",
        ((f"f{number:06}", *values) for number, values in cells.items()),
    )
    connection.executemany(
        "INSERT INTO sync_log VALUES (?, 'record', ?, 'I', ?, NULL, 'network', 'operatrice')",
        (
            (start + (number << 14), f"f{number:06}", _object(names, values))
            for number, values in cells.items()
        ),
    )
    connection.execute("UPDATE sync_state SET applying = 0, clock = (SELECT max(clk) FROM sync_log)")
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


def _object(names: tuple[str, ...], values: tuple[str, ...]) -> str:
    return "{" + ",".join(f'"{name}":"{value}"' for name, value in zip(names, values, strict=True)) + "}"


def desk_on(source: Path, path: Path, ordinal: int) -> Any:
    """A device that begins with a copy of *source*."""
    shutil.copy(source, path)
    desk = database(path)
    change_log.start(desk, ordinal, "operatrice")
    return desk


def sealed_by(desk: Any, identity: Any, roster: Roster) -> dict[str, bytes]:
    """The files that *desk* hands over, by name."""
    # What the store held before has been handed over by others.
    handover.seal_pending(desk, identity, roster, TABLES, NOW_MS, lambda: None)
    return outbox(desk)


def change(desk: Any, numbers: list[int]) -> None:
    """Write two fields of each of these records."""
    for number in numbers:
        desk.execute(
            f"UPDATE record SET {COLUMNS[0]} = 'x', {COLUMNS[5]} = 'y' WHERE id = ?", (f"f{number:06}",)
        )


def bench_into_a_full_store(tmp_path: Path) -> None:
    rng = random.Random(6)
    roster, (center, _writer, other) = network(("BAR", "BAR"))
    touched = sorted(rng.sample(range(RECORDS), CHANGED))
    stores = {
        "full": filled(tmp_path / "full.db", list(range(RECORDS))),
        "small": filled(tmp_path / "small.db", touched),
    }
    desk = desk_on(stores["small"], tmp_path / "new.db", 3)
    desk.executemany(
        f"INSERT INTO record (id, {', '.join(COLUMNS[:FILLED])}) VALUES (?, {', '.join('?' * FILLED)})",
        [
            (f"n{number:06}", *(f"{rng.getrandbits(40):x}" for _ in range(FILLED)))
            for number in range(CHANGED)
        ],
    )
    fresh = [*sealed_by(desk, other, roster).values()]
    desk = desk_on(stores["small"], tmp_path / "old.db", 3)
    change(desk, rng.sample(touched, CHANGED))
    again = [*sealed_by(desk, other, roster).values()]
    for what, sealed, most in (("new records", fresh, 1.5), ("random old records", again, 3)):
        taken: dict[str, list[Spent]] = {"full": [], "small": []}
        for round_ in range(5):
            for name, store in stores.items():
                shutil.copy(store, tmp_path / f"{name}{round_}.work")
                connection = database(tmp_path / f"{name}{round_}.work")
                report, took = result_of(lambda c=connection, s=sealed: take(c, s, center, roster))  # type: ignore[misc]
                assert sum(report.rows.values()) == CHANGED, report
                taken[name].append(took)
                connection.close()
                (tmp_path / f"{name}{round_}.work").unlink()
        tell(
            f"merge of {CHANGED:,} {what} into a store of {RECORDS * FILLED:,} changes",
            taken["full"], taken["small"], f"into a store of {CHANGED * FILLED:,}", most,
        )  # fmt: skip
