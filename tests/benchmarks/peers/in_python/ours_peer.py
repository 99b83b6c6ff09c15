"""Our own merge: sealed bundles are opened, verified and merged into SQLCipher in one durable transaction."""

import json
import pickle
from pathlib import Path
from typing import Any

from millegiorni_sync import change_log
from tests.benchmarks.bench_stress import database, take


def opened(out: Path) -> Any:
    center, roster = pickle.loads((out.parent / "keys").read_bytes())
    connection = database(out / "vault.db")
    change_log.start(connection, center.ordinal, "coordinatrice")
    return connection, center, roster


def merge(store: Any, pieces: list[bytes]) -> None:
    connection, center, roster = store
    take(connection, pieces, center, roster)
    connection.close()


def state(out: Path) -> dict[str, Any]:
    connection = database(out / "vault.db")
    cursor = connection.execute("SELECT * FROM record")
    names = [column[0] for column in cursor.description]
    rows = {row[0]: dict(zip(names[1:], row[1:], strict=True)) for row in cursor}
    cells = {clk: json.loads(text) for clk, text in connection.execute("SELECT clk, cells FROM sync_log")}
    kept: dict[str, dict[str, list[str]]] = {}
    for rid, column, earlier, later in connection.execute(
        "SELECT rid, col, clk_lo, clk_hi FROM sync_conflict"
    ):
        kept.setdefault(rid, {})[column] = [cells[earlier][column], cells[later][column]]
    connection.close()
    return {"rows": rows, "kept": kept}
