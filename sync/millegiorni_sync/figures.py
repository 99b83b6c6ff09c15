"""What of a house's rows may reach a coordinator who may not see names (PROTOCOL.md §12)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from .body import Group, LogRow, decode_cells
from .change_log import SyncedTable


def of_rows(
    rows: Iterable[LogRow], tables: Mapping[str, SyncedTable], schema: Mapping[str, Sequence[Any]]
) -> list[LogRow]:
    """*rows* without their identifying values; *schema* is what the header will say of their tables."""
    blanked = []
    for row in rows:
        cells = decode_cells(row.cells)
        table = tables.get(row.tbl)
        # A column that only a newer program knows may be anything.
        plain = set(table.columns) - set(table.identifying) if table else {schema[row.tbl][1]}
        after = _blanked(row.kind, cells, cells.keys() - plain)
        blanked.append(row if after is cells else row._replace(cells=_dumped(after)))
    return blanked


def of_group(group: Group, table: SyncedTable | None) -> Group:
    """*group* as a coordinator lets it in, whatever the house has sent."""
    if table is None or not table.identifying:
        return group
    names = set(table.identifying)
    return group.blanked([_blanked(group.kind, cells, names) for cells in group.cells])


def _blanked(kind: str, cells: dict[str, Any], names: AbstractSet[str]) -> dict[str, Any]:
    """*cells* without *names*, as an erasure would blank them; the very same object where nothing is to go."""
    gone = {column for column in names if cells.get(column) is not None}
    if not gone:
        return cells
    if kind == "I":
        return {column: value for column, value in cells.items() if column not in gone}
    return {column: None if column in gone else value for column, value in cells.items()}


def _dumped(cells: dict[str, Any]) -> str:
    return json.dumps(cells, separators=(",", ":"))
