"""Work done in a process of its own that may take no more than so much memory and processor time."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable

SECONDS = 2
MOST_BYTES = 300 << 20


def within_bounds(work: Callable[[], str], seconds: int = SECONDS) -> str:
    """What *work* says in a fork that may take 300 MiB and so many *seconds* more than this process has taken so far.

    The name of an exception instead, and ``killed`` when the time was up. Not on Windows.
    """
    import resource

    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        told = "lost"
        # What this process has gathered from other tests is not walked through at the fork's expense.
        gc.freeze()
        try:
            pages = int(open("/proc/self/statm", encoding="ascii").read().split()[0])  # noqa: SIM115
            resource.setrlimit(resource.RLIMIT_AS, (pages * os.sysconf("SC_PAGE_SIZE") + MOST_BYTES,) * 2)
            used = resource.getrusage(resource.RUSAGE_SELF)
            resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1,) * 2)
            told = work()
        except BaseException as error:
            told = f"{type(error).__name__}: {error}"
        finally:
            os.write(writer, told.encode()[:500])
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        told = pipe.read().decode()
    os.waitpid(child, 0)
    return told or "killed"
