"""Which value of each field holds, and which writes conflict: a pure function of a record's log rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple


class Write(NamedTuple):
    """A log row as merging sees it: ``kind`` is ``I`` or ``U``; ``prevs`` maps fields to the clock they replaced."""

    clk: int
    kind: str
    cells: Mapping[str, Any]
    prevs: Mapping[str, int]


Logged = tuple[int, str, Mapping[str, Any], Mapping[str, int]]
"""A :class:`Write`, or as quickly made."""


Pair = tuple[str, int, int]
"""Two neighbouring writes of one field that did not know of each other and disagree: column, lower and higher clock."""


class Resolved(NamedTuple):
    """``values`` is None while the record's insertion has not arrived; a field not in it is NULL."""

    values: dict[str, Any] | None
    conflicts: list[Pair]


def resolve(writes: Iterable[Logged], append_only: bool) -> Resolved:
    """Winners and conflicts of one record (PROTOCOL.md §3). *writes* are all its log rows, by rising clock.

    An insertion writes every field, those that it does not name as NULL. In an append-only table the first
    insertion holds for ever.
    """
    first: Mapping[str, Any] | None = None
    inserted: int | None = None  # the clock of the insertion below
    above: dict[str, int] = {}  # the clocks of the fields written since
    values: dict[str, Any] = {}
    pairs: list[Pair] = []
    for clk, kind, cells, prevs in writes:
        if kind == "I":
            if inserted is not None or above:
                for col in sorted({*cells, *values}):
                    below = above.get(col, inserted)
                    if below is not None and values.get(col) != cells.get(col):
                        pairs.append((col, below, clk))
            if first is None:
                first = cells
            inserted, above, values = clk, {}, dict(cells)
        elif not append_only:
            for col, prev in prevs.items():
                below = above.get(col, inserted)
                if prev != below and below is not None and cells[col] != values.get(col):
                    pairs.append((col, below, clk))
                above[col] = clk
            values.update(cells)
    if first is None:
        return Resolved(None, pairs)
    return Resolved(dict(first) if append_only else values, pairs)
