"""What a measurement is, and the one table that a run prints at its end: ours, its floor beside it, ratio, aim.

Times are milliseconds, memory says so.

Wall time is what someone waits; processor time stays comparable on a machine that others use at the same time.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of wall time, and of the processor time of this process and the children that ended."""

    wall: float
    own: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table as it is shown: ours, the floor and what it is, their ratio, and the aim in words.

    Without a floor the aim is an absolute one. ``reached`` says whether it is met.
    """

    what: str
    ours: str
    aim: str
    reached: bool
    floor_is: str = "–"
    floor: str = "–"
    ratio: str = "–"


LINES: list[Line] = []
"""What was measured in this run, in order."""


def _own() -> float:
    """Processor seconds of this process and of its children that have ended."""
    return time.process_time() + sum(os.times()[2:4])


def spent(work: Callable[[], object]) -> Spent:
    """How long *work* takes."""
    wall, own = time.perf_counter(), _own()
    work()
    return Spent(time.perf_counter() - wall, _own() - own)


def result_of(work: Callable[[], Any]) -> tuple[Any, Spent]:
    """What *work* gives, and how long it takes."""
    wall, own = time.perf_counter(), _own()
    result = work()
    return result, Spent(time.perf_counter() - wall, _own() - own)


def interleaved(
    ours: Callable[[], Spent], floor: Callable[[], Spent], rounds: int
) -> tuple[list[Spent], list[Spent]]:
    """Both measured in turn, so that the machine's mood falls on both."""
    taken: tuple[list[Spent], list[Spent]] = ([], [])
    for _ in range(rounds):
        taken[1].append(floor())
        taken[0].append(ours())
    return taken


def tell(what: str, ours: Sequence[Spent], floor: Sequence[Spent], floor_is: str, most: float) -> None:
    """Put the medians and their ratio into the table; the aim is a ratio of *most*, of wall or processor time.

    Processor time decides where it says more than wall time: it leaves out what the disk and others took.
    """
    mine, theirs = middle(ours), middle(floor)
    reached = min(mine.wall / theirs.wall, _over(mine.own, theirs.own)) <= most
    ratio = f"{mine.wall / theirs.wall:.2f}× ({_over(mine.own, theirs.own):.2f}×)"
    LINES.append(Line(what, _shown(mine), f"≤ {most:g}×", reached, floor_is, _shown(theirs), ratio))


def tell_limit(what: str, ours: Sequence[Spent], milliseconds: float) -> None:
    """Put the 95th percentile into the table; the aim is at most so many *milliseconds* of processor time."""
    late = percentile(ours, 0.95)
    reached = min(late.wall, late.own) * 1000 <= milliseconds
    LINES.append(Line(f"{what}, p95 of {len(ours)}", _shown(late), f"≤ {milliseconds:g} ms", reached))


def tell_memory(what: str, ours: float, floor: float, floor_is: str, most: float) -> None:
    """Put two peaks, in MiB, and their ratio into the table; the aim is a ratio of *most*."""
    shown = f"{ours:,.0f} MiB", f"{floor:,.0f} MiB", f"{ours / floor:.2f}×"
    LINES.append(Line(what, shown[0], f"≤ {most:g}×", ours / floor <= most, floor_is, *shown[1:]))


def tell_most_memory(what: str, ours: float, mebibytes: float) -> None:
    """Put a peak, in MiB, into the table; the aim is at most so many *mebibytes*."""
    LINES.append(Line(what, f"{ours:,.0f} MiB", f"≤ {mebibytes:g} MiB", ours <= mebibytes))


def middle(values: Sequence[Spent]) -> Spent:
    """The medians."""
    return Spent(statistics.median(one.wall for one in values), statistics.median(one.own for one in values))


def percentile(values: Sequence[Spent], share: float) -> Spent:
    """The times that *share* of the values do not exceed."""
    place = min(len(values) - 1, int(len(values) * share))
    return Spent(sorted(one.wall for one in values)[place], sorted(one.own for one in values)[place])


def table() -> list[str]:
    """The lines as a Markdown table: times in milliseconds, wall and (processor)."""
    rows = [("what", "ours, ms", "floor", "floor, ms", "ratio", "aim", "")]
    for line in LINES:
        reached = "reached" if line.reached else "missed"
        rows.append((line.what, line.ours, line.floor_is, line.floor, line.ratio, line.aim, reached))
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    text = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    return [text[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *text[1:]]


def _shown(one: Spent) -> str:
    return f"{one.wall * 1000:,.1f} ({one.own * 1000:,.1f})"


def _over(ours: float, floor: float) -> float:
    return ours / floor if floor else float("inf")
