"""Kills a working desk at random moments and looks at what is left, again and again.

Run in a process of its own (``apart``), which has imported everything and forks for each trial, so that two hundred
kills take seconds. ``python -m tests.crash.runner TRIAL COUNT SEED FOLDER``; it ends with 0 when every
trial held, and says what did not. With ``commits`` for COUNT it kills not at random but once after each commit of the
work: whatever is durable between two of them is looked at, however short it lasts.
"""

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from itertools import count as counting
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine, event

BEGUN = "begun"
_GOES_ON = 3
"""After one kill in so many the work is done again, to its end; after each, what is left is opened and looked at."""


class Trial(Protocol):
    """One kind of work to be killed in the middle. ``span`` is a first guess of how long it takes, in seconds.

    ``longest`` is how far it may be drawn out: work without an end is killed as well early as late.
    """

    span: float
    longest: float

    def prepare(self, folder: Path) -> None:
        """Make, once, what each trial starts from."""

    def work(self, folder: Path, say: Callable[[str], None]) -> None:
        """Say ``BEGUN`` when everything is open, then work until killed or done; say each save after it returned."""

    def check(self, folder: Path, said: list[str]) -> None:
        """Open what is left and assert that nothing said is missing and nothing is half there."""

    def go_on(self, folder: Path) -> None:
        """Work on from what is left, and assert that it comes to what it would have come to."""


def kill_once(trial: Trial, template: Path, folder: Path, after: float, *, go_on: bool) -> bool:
    """One trial: copy, fork, work, kill -9 *after* seconds from its beginning, check. Whether it had finished."""

    def kill(child: int) -> None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)

    return _one(trial, template, folder, lambda: None, kill, go_on=go_on)


def kill_after_commit(trial: Trial, template: Path, folder: Path, number: int) -> bool:
    """As ``kill_once``, where the work kills itself when it begins anything after its commit of that *number*."""
    committed = 0

    def commit(_connection: object) -> None:
        nonlocal committed
        committed += 1

    def begin(_connection: object) -> None:
        if committed == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch() -> None:
        event.listen(Engine, "commit", commit)
        event.listen(Engine, "begin", begin)

    return _one(trial, template, folder, watch, void, go_on=False)


def _one(
    trial: Trial,
    template: Path,
    folder: Path,
    begun: Callable[[], None],
    kill: Callable[[int], None],
    *,
    go_on: bool,
) -> bool:
    """Work in a child, which calls *begun* when everything is open; *kill* it; look at what is left."""

    def say(line: str) -> None:
        os.write(write_end, line.encode() + b"\n")
        if line == BEGUN:
            begun()

    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder)
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(read_end)
            trial.work(folder, say)
            code = 0
        finally:
            os._exit(code)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as stream:
        first = stream.readline()
        assert first.decode().strip() == BEGUN, "the work did not begin"
        kill(child)
        _, status = os.waitpid(child, 0)
        lines = stream.read().split(b"\n")
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the work failed by itself"
    # What follows the last line end was cut by the kill and promised to nobody.
    trial.check(folder, [line.decode() for line in lines[:-1]])
    if go_on:
        trial.go_on(folder)
    return not os.WIFSIGNALED(status)


def void(_: object) -> None:
    """Drop a value."""


def run(trial: Trial, count: int, seed: int, folder: Path) -> int:
    """*count* trials, each killed at a random moment of its work; returns how many had finished before.

    How long the work takes depends on the machine's mood: the span is drawn out while no trial finishes
    and in while they do, so that the kills keep falling inside.
    """
    chance = random.Random(seed)
    template = folder / "template"
    template.mkdir(parents=True)
    trial.prepare(template)
    span, finished = trial.span, 0
    for number in range(count):
        moment = chance.uniform(0.0, span)
        try:
            over = kill_once(trial, template, folder / "trial", moment, go_on=number % _GOES_ON == 0)
        except BaseException:
            sys.stderr.write(f"trial {number} killed after {moment:.4f} s\n")
            raise
        finished += over
        span = span * 0.8 if over else min(span * 1.05, trial.longest)
    return finished


def run_through(trial: Trial, folder: Path) -> int:
    """A trial killed after its first commit, after its second, and so on to its end; returns how many."""
    template = folder / "template"
    template.mkdir(parents=True)
    trial.prepare(template)
    for number in counting(1):
        try:
            if kill_after_commit(trial, template, folder / "trial", number):
                return number
        except BaseException:
            sys.stderr.write(f"killed after commit {number}\n")
            raise
    raise AssertionError("the work has no end")


def main() -> None:
    from tests.crash.operations import TRIALS

    kind, count, seed, folder = sys.argv[1:5]
    if count == "commits":
        sys.stdout.write(
            f"{run_through(TRIALS[kind](), Path(folder))} commits of {kind}: nothing half there\n"
        )
        return
    finished = run(TRIALS[kind](), int(count), int(seed), Path(folder))
    sys.stdout.write(
        f"{count} kills during {kind}, {finished} after its end: every acknowledged save is there\n"
    )


if __name__ == "__main__":
    main()
