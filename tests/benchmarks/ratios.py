"""What a measurement is, and the one table that a run prints at its end: ours, its floor beside it, ratio, aim.

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
    """A line of the table: milliseconds (wall, processor) of ours and of the floor, and the aim in words.

    Without a floor the aim is an absolute one. ``reached`` says whether it is met.
    """

    what: str
    ours: Spent
    floor_is: str
    floor: Spent | None
    aim: str
    reached: bool


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
    LINES.append(Line(what, mine, floor_is, theirs, f"≤ {most:g}×", reached))


def tell_limit(what: str, ours: Sequence[Spent], milliseconds: float) -> None:
    """Put the 95th percentile into the table; the aim is at most so many *milliseconds* of processor time."""
    late = percentile(ours, 0.95)
    reached = min(late.wall, late.own) * 1000 <= milliseconds
    LINES.append(Line(f"{what}, p95 of {len(ours)}", late, "", None, f"≤ {milliseconds:g} ms", reached))


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
        rows.append(
            (
                line.what,
                _shown(line.ours),
                line.floor_is or "–",
                _shown(line.floor) if line.floor else "–",
                _ratio(line.ours, line.floor) if line.floor else "–",
                line.aim,
                "reached" if line.reached else "missed",
            )
        )
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    text = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    return [text[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *text[1:]]


def _shown(one: Spent) -> str:
    return f"{one.wall * 1000:,.1f} ({one.own * 1000:,.1f})"


def _ratio(ours: Spent, floor: Spent) -> str:
    own = _over(ours.own, floor.own)
    return f"{ours.wall / floor.wall:.2f}× ({own:.2f}×)"


def _over(ours: float, floor: float) -> float:
    return ours / floor if floor else float("inf")
