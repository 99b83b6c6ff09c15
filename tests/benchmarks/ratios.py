"""One line per measurement: ours, its floor measured beside it in the same run, the ratio, and the aim."""

import statistics
import time
from collections.abc import Callable, Sequence


def seconds(work: Callable[[], object]) -> float:
    """How long *work* takes, in seconds of wall time."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def interleaved(
    ours: Callable[[], float], floor: Callable[[], float], rounds: int
) -> tuple[list[float], list[float]]:
    """Both measured in turn, so that the machine's mood falls on both."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        taken[1].append(floor())
        taken[0].append(ours())
    return taken


def tell(what: str, ours: Sequence[float], floor: Sequence[float], floor_is: str, aim: str = "") -> None:
    """Print medians in milliseconds and the median of the ratios, round by round."""
    ratio = statistics.median(o / f for o, f in zip(ours, floor, strict=True))
    print(
        f"\n{what}: {statistics.median(ours) * 1000:.2f} ms; {floor_is}: {statistics.median(floor) * 1000:.2f} ms; "
        f"{ratio:.2f}×{f' (aim {aim})' if aim else ''}"
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The value that *share* of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
