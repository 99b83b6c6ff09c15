"""Cuts the power of a working desk at many points, and looks at what each leaves behind.

The work is done once, watched (``tracing``); then the disk is played back up to a random moment, loses what nobody had
waited for (``disk``), and is looked at. ``python -m tests.crash.power OPERATION COUNT SEED FOLDER`` ends with 0 when
every cut held, and says what did not.
"""

import os
import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from tests.crash.disk import Disk
from tests.crash.tracing import CannotTrace, Event, record

_OPENED_WHOLLY = 12
"""One cut in so many is opened as a user opens it; the others are looked at by SQL, which is ten times quicker."""


class Operation(Protocol):
    """Work that must survive a power cut. A new one needs these four, and a line in ``operations.OPERATIONS``."""

    def prepare(self, folder: Path) -> None:
        """Make what the work starts from."""

    def work(self, folder: Path, say: Callable[[str], None]) -> None:
        """Do it; ``say`` what is promised, once it is."""

    def look(self, folder: Path, said: list[str]) -> None:
        """Assert, quickly, that what was said is there and nothing is half there."""

    def open(self, folder: Path, said: list[str]) -> None:
        """Open it as a user would, and go on working."""


def run(operation: Operation, count: int, seed: int, folder: Path) -> str:
    """*count* power cuts at random moments of the work; what was done, in a sentence."""
    chance = random.Random(seed)
    shutil.rmtree(folder, ignore_errors=True)
    root = folder / "desk"
    root.mkdir(parents=True)
    operation.prepare(root)
    disk = Disk(root)
    events = record(root, lambda say: operation.work(root, say))
    points = sorted(chance.randint(0, len(events)) for _ in range(count))
    here, said = 0, list[str]()
    for number, point in enumerate(points):
        for event in events[here:point]:
            if event.kind == "said":
                said.append(event.data.decode())
            else:
                disk.happen(event)
        here = point
        # In the very place of the work: a vault remembers where its copies and its exchange are.
        _cut(operation, disk, root, chance, said, number, _near(events, point))
    waits = sum(event.kind.startswith("sync") for event in events)
    return f"{count} power cuts among {len(events)} calls ({waits} of them waits): nothing promised was lost"


def _cut(
    operation: Operation,
    disk: Disk,
    into: Path,
    chance: random.Random,
    said: list[str],
    number: int,
    where: str,
) -> None:
    disk.crash(into, chance)
    try:
        operation.look(into, list(said))
        if number % _OPENED_WHOLLY == 0:
            operation.open(into, list(said))
    except BaseException:
        sys.stderr.write(f"cut {number}, {where}; said so far: {said[-3:]}\n")
        raise


def _near(events: list[Event], point: int) -> str:
    before = events[point - 1] if point else None
    told = f"{before.kind} {Path(before.path).name}" if before else "the beginning"
    return f"after call {point} of {len(events)} ({told})"


def be_careless(how: str) -> None:
    """Spoil this process, to show that the cuts see it: the vault's ``synchronous``, or every wait of ours."""
    from millegiorni_desk.vault import connection, durable

    if how == "synchronous":
        spoilt = tuple(
            each.replace("synchronous = FULL", "synchronous = NORMAL") for each in connection._PRAGMAS
        )
        assert spoilt != connection._PRAGMAS
        connection._PRAGMAS = spoilt
        connection._prepare.__defaults__ = (spoilt, *(connection._prepare.__defaults__ or ())[1:])
    else:
        durable.os = _Hasty()  # type: ignore[assignment]


class _Hasty:
    """The module ``os``, but nothing is waited for."""

    def __getattr__(self, name: str) -> object:
        return (lambda *_: None) if name == "fsync" else getattr(os, name)


def main() -> None:
    from tests.crash.operations import OPERATIONS

    if careless := os.environ.get("MILLEGIORNI_TESTONLY_CARELESS"):
        be_careless(careless)

    name, count, seed, folder = sys.argv[1:5]
    try:
        told = run(OPERATIONS[name](), int(count), int(seed), Path(folder))
    except CannotTrace as problem:
        sys.exit(
            f"This system does not let a program watch its own child ({problem}); without that, power cuts cannot "
            "be played back. In a container, allow ptrace (docker run --cap-add=SYS_PTRACE) and run this again."
        )
    sys.stdout.write(f"{name}: {told}\n")


if __name__ == "__main__":
    main()
