"""Kills a working desk at random moments and looks at what is left, again and again.

Run as a program of its own: it imports everything once and forks for each trial, so that two hundred
kills take seconds. ``python -m tests.crash.runner TRIAL COUNT SEED FOLDER``; it ends with 0 when every
trial held, and says what did not.
"""

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol


class Trial(Protocol):
    """One kind of work to be killed in the middle."""

    def prepare(self, folder: Path) -> None:
        """Make, once, what each trial starts from."""

    def work(self, folder: Path, acknowledge: Callable[[str], None]) -> None:
        """Work on until killed or done; ``acknowledge`` each save after it returned."""

    def check(self, folder: Path, acknowledged: list[str]) -> None:
        """Open what is left and assert that nothing acknowledged is missing and nothing is half there."""


def kill_once(trial: Trial, template: Path, folder: Path, after: float) -> None:
    """One trial: copy, fork, work, kill -9 after *after* seconds, check."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder)
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(read_end)
            trial.work(folder, lambda name: void(os.write(write_end, name.encode() + b"\n")))
        finally:
            os._exit(0)
    os.close(write_end)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(read_end, "rb") as stream:
        lines = stream.read().split(b"\n")
    # What follows the last line end was cut by the kill and promised to nobody.
    trial.check(folder, [line.decode() for line in lines[:-1]])


def void(_: object) -> None:
    """Drop a value."""


def run(trial: Trial, count: int, seed: int, folder: Path, longest: float) -> None:
    """*count* trials, each killed at a random moment within *longest* seconds."""
    chance = random.Random(seed)  # noqa: S311 - moments to kill at, not secrets
    template = folder / "template"
    template.mkdir(parents=True)
    trial.prepare(template)
    for number in range(count):
        moment = chance.uniform(0.0, longest)
        try:
            kill_once(trial, template, folder / "trial", moment)
        except BaseException:
            sys.stderr.write(f"trial {number} killed after {moment:.4f} s\n")
            raise


def main() -> None:
    from tests.crash.trials import LONGEST, TRIALS

    kind, count, seed, folder = sys.argv[1:5]
    run(TRIALS[kind](), int(count), int(seed), Path(folder), LONGEST[kind])
    sys.stdout.write(f"{count} kills during {kind}: every acknowledged save is there\n")


if __name__ == "__main__":
    main()
