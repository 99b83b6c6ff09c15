"""The clock of the change log: 41 bits of milliseconds, 8 of counter, 14 of device ordinal."""

from __future__ import annotations

EPOCH_MS = 1_704_067_200_000
"""2024-01-01T00:00:00Z in Unix milliseconds."""

ORDINAL_BITS = 14
TIME_SHIFT = 22
HIGHEST_ORDINAL = (1 << ORDINAL_BITS) - 1
HIGHEST = (1 << 63) - 1
LARGEST_LEAD_MS = 600_000
"""How far ahead of our wall clock a merged clock may be: ten minutes."""

# What the triggers run. SQLite keeps 'now' still within one statement, so the second term gives
# each of its rows a clock of its own.
TICK = (
    "UPDATE sync_state SET clock = max("
    f"((CAST(unixepoch('subsec') * 1000 AS INTEGER) - {EPOCH_MS}) << {TIME_SHIFT}) | ordinal, "
    f"(((clock >> {ORDINAL_BITS}) + 1) << {ORDINAL_BITS}) | ordinal)"
)


def compose(unix_ms: int, counter: int, ordinal: int) -> int:
    """The clock value of these parts; the inverse of the functions below."""
    return (unix_ms - EPOCH_MS) << TIME_SHIFT | counter << ORDINAL_BITS | ordinal


def unix_ms(clk: int) -> int:
    """The wall time in Unix milliseconds that *clk* carries."""
    return (clk >> TIME_SHIFT) + EPOCH_MS


def origin(clk: int) -> int:
    """The ordinal of the device that made *clk*."""
    return clk & HIGHEST_ORDINAL


def highest_allowed(now_ms: int) -> int:
    """The highest clock value that a merge at Unix time *now_ms* lets in."""
    return compose(now_ms + LARGEST_LEAD_MS, 255, HIGHEST_ORDINAL)
