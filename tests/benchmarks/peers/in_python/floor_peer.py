"""No merge at all: the final records by bulk insert into the same encrypted database, without log or signatures."""

import json
from pathlib import Path
from typing import Any

from tests.benchmarks.bench_stress import COLUMNS, database, final_rows
from tests.benchmarks.peers.load import candidates


def make(load: dict[str, Any]) -> list[bytes]:
    found = candidates(load).items()
    last = {rid: {column: values[-1] for column, values in row.items()} for rid, row in found}
    return [json.dumps([[rid, *map(row.get, COLUMNS)] for rid, row in last.items()]).encode()]


def opened(out: Path) -> Any:
    return database(out / "vault.db")


def merge(store: Any, pieces: list[bytes]) -> None:
    final_rows(store, json.loads(pieces[0]))
    store.close()


def state(out: Path) -> dict[str, Any]:
    connection = database(out / "vault.db")
    found = connection.execute("SELECT * FROM record").fetchall()
    connection.close()
    return {"rows": {row[0]: dict(zip(COLUMNS, row[1:], strict=True)) for row in found}, "kept": {}}
