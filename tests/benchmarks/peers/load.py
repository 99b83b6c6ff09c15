"""The one workload that all take, in words that any of them can write, and the check of what came out.

It is the load of ``bench_stress``: eight devices write their share of the records, read each other's, then go on
without knowing of each other: owners fill in their records, the next device writes over some of the same fields.
"""

from __future__ import annotations

import json
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Cells = dict[str, dict[str, list[str]]]
"""Record → column → values."""


def write(folder: Path, records: int, second: int) -> dict[str, Any]:
    """Make the load with real devices; leaves ``load.json`` and our own sealed bundles in *folder*.

    A save is a record's id, when (Unix milliseconds, count within them), and its fields.
    """
    from millegiorni_sync.clock import unix_ms
    from tests.benchmarks.bench_stress import COLUMNS, Load

    made = Load(records, second)
    devices = []
    for identity, desk in made.desks:
        saves = desk.execute(
            "SELECT kind, rid, clk, cells FROM sync_log WHERE clk & 16383 = ? ORDER BY clk",
            (identity.ordinal,),
        ).fetchall()
        told = [
            (kind, [rid, [unix_ms(clk), clk >> 14 & 255], json.loads(cells)])
            for kind, rid, clk, cells in saves
        ]
        births = [save for kind, save in told if kind == "I"]
        edits = [save for kind, save in told if kind == "U"]
        devices.append({"number": identity.ordinal, "births": births, "edits": edits})
    load = {"columns": list(COLUMNS), "devices": devices}
    pieces = folder / "ours" / "pieces"
    pieces.mkdir(parents=True)
    for number, sealed in enumerate(made.sealed):
        (pieces / f"{number:03}").write_bytes(sealed)
    (folder / "ours" / "keys").write_bytes(pickle.dumps((made.center, made.roster)))
    (folder / "load.json").write_text(json.dumps(load))
    return load


def candidates(load: dict[str, Any]) -> Cells:
    """What each field may hold in the end, earlier first: one value, or two that did not know of each other."""
    found: Cells = {}
    for device in load["devices"]:
        for rid, _, cells in device["births"]:
            found[rid] = {column: [value] for column, value in cells.items()}
    born = {(rid, column) for rid, row in found.items() for column in row}
    edits = [(save[1], device["number"], save) for device in load["devices"] for save in device["edits"]]
    for _, _, (rid, _, cells) in sorted(edits, key=lambda edit: edit[:2]):
        for column, value in cells.items():
            if (rid, column) in born:
                born.remove((rid, column))
                found[rid][column] = [value]
            else:
                found[rid].setdefault(column, []).append(value)
    return found


@dataclass(frozen=True)
class Seen:
    """What a merged store shows: ``shown`` of ``cells`` fields hold a value that may stand there.

    Of ``contested`` fields ``later`` hold the later write, and of ``both`` the two values can be read from the store.
    """

    cells: int
    shown: int
    contested: int
    later: int
    both: int


def check(load: dict[str, Any], state: dict[str, Any], rule: str) -> Seen:
    """Compare a merged store with what was written; raises AssertionError where it breaks its own *rule*.

    ``later``: the later write holds. ``larger``: the larger value. ``one``: one of the two, in every field.
    ``document``: one device's record as a whole holds, and every value is in it or in a losing revision.
    """
    rows, kept, wanted = state["rows"], state["kept"], candidates(load)
    assert rows.keys() == wanted.keys(), f"{len(rows)} records of {len(wanted)}"
    fields = [(rid, column, values) for rid, row in wanted.items() for column, values in row.items()]
    extra = sum(value is not None for row in rows.values() for value in row.values()) - len(fields)
    assert rule == "document" or extra == 0, f"{extra} fields too many"
    shown = later = both = 0
    contested = [field for field in fields if len(field[2]) == 2]
    for rid, column, values in fields:
        held = rows[rid].get(column)
        shown += held in values
        if rule == "document":
            assert set(values) <= {held, *kept.get(rid, {}).get(column, [])}, f"{rid} {column} lost a value"
        else:
            allowed = {"later": values[-1:], "larger": [max(values)], "one": values}[rule]
            assert held in allowed, f"{rid} {column} holds {held}, not {allowed}"
    for rid, column, values in contested:
        held = rows[rid].get(column)
        later += held == values[1]
        both += set(values) <= set(kept.get(rid, {}).get(column, []))
    return Seen(len(fields), shown, len(contested), later, both)
