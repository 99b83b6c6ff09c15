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


class Pair(NamedTuple):
    """Two neighbouring writes of one field that did not know of each other and disagree."""

    col: str
    clk_lo: int
    clk_hi: int


class Resolved(NamedTuple):
    """``values`` is None while the record's insertion has not arrived; a field not in it is NULL."""

    values: dict[str, Any] | None
    conflicts: list[Pair]


def resolve(writes: Iterable[Write], append_only: bool) -> Resolved:
    """Winners and conflicts of one record (PROTOCOL.md §3). *writes* are all its log rows, by rising clock.

    An insertion writes every field, those that it does not name as NULL. In an append-only table the first
    insertion holds for ever.
    """
    base: Write | None = None
    first: Write | None = None
    top: dict[str, tuple[int, Any]] = {}
    pairs: list[Pair] = []
    for write in writes:
        clk, kind, cells, prevs = write
        if kind == "I":
            if base is not None or top:
                pairs += _reinserted(write, base, top)
            base, first, top = write, first or write, {}
        elif not append_only:
            for col, value in cells.items():
                below = top.get(col) or _from_base(base, col)
                if below and prevs.get(col) != below[0] and value != below[1]:
                    pairs.append(Pair(col, below[0], clk))
                top[col] = (clk, value)
    if base is None or first is None:
        return Resolved(None, pairs)
    if append_only:
        return Resolved(dict(first.cells), pairs)
    values = dict(base.cells)
    for col, (_, value) in top.items():
        values[col] = value
    return Resolved(values, pairs)


def _from_base(base: Write | None, col: str) -> tuple[int, Any] | None:
    return (base.clk, base.cells.get(col)) if base else None


def _reinserted(write: Write, base: Write | None, top: dict[str, tuple[int, Any]]) -> list[Pair]:
    """The conflicts of an insertion with what lies below it."""
    pairs = []
    for col in sorted({*write.cells, *top, *(base.cells if base else ())}):
        below = top.get(col) or _from_base(base, col)
        if below and below[1] != write.cells.get(col):
            pairs.append(Pair(col, below[0], write.clk))
    return pairs
