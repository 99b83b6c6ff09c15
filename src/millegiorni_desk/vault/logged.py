"""What a save has written so far, as the log of the synchronisation tells it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from millegiorni_desk.changes import Changes

_LISTED = 2_000


def clock(raw: Any) -> int:
    """The number of the newest save in the log."""
    return int(raw.execute("SELECT clock FROM sync_state").fetchone()[0])


def touched(raw: Any, action: str, before: int) -> tuple[Changes, dict[str, int]]:
    """What was logged after *before*: the records, and how many log rows of each table."""
    rows = raw.execute(
        "SELECT tbl, rid FROM sync_log WHERE clk > ? LIMIT ?", (before, _LISTED + 1)
    ).fetchall()
    if len(rows) <= _LISTED:
        return Changes.of(action, rows), dict(Counter(tbl for tbl, _unused in rows))
    # +tbl: without it SQLite groups by the index on tbl, and each save reads the whole log (measured).
    counts = raw.execute(
        "SELECT tbl, count(*) FROM sync_log WHERE clk > ? GROUP BY +tbl", (before,)
    ).fetchall()
    return Changes(action, everything=True), dict(counts)
