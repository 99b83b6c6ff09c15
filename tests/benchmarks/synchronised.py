"""A synchronisation in a process of its own, which tells how much memory it took: ``folder store``.

*folder* is a meeting point with the coordinator's identity and roster beside the shelves; *store* is hers, perhaps new.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

from millegiorni_sync import Identity, Roster, change_log, synchronise
from millegiorni_sync import roster as rosters
from millegiorni_sync.exchange import Kind
from millegiorni_sync.exchange.folder import FolderExchange

ROOT = Path(__file__).parents[2]
IDENTITY, ROSTER = "identity.json", "roster.json"


def leave(folder: Path, files: dict[str, bytes], identity: Identity, roster: Roster) -> Path:
    """A meeting point at *folder* with these bundles, by name, for :func:`peak_of`."""
    folder.mkdir()
    exchange = FolderExchange(folder)
    for name, data in files.items():
        exchange.write(Kind.BUNDLES, name, data)
    (folder / IDENTITY).write_text(identity.to_json())
    (folder / ROSTER).write_text(roster.to_json())
    return folder


def peak_of(folder: Path, store: Path) -> tuple[float, int]:
    """The most MiB that a synchronisation held beside the program, and in how many merges it took what was there."""
    command = [sys.executable, "-m", __name__, str(folder), str(store)]
    told = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    return float(told["peak"]), int(told["merges"])


def held(most: bool) -> float:
    """MiB of this process, now or at *most*."""
    status = Path("/proc/self/status")
    if status.exists():  # ru_maxrss counts what the parent held before this program began.
        lines = status.read_text().splitlines()
        return (
            int(next(line for line in lines if line.startswith("VmHWM" if most else "VmRSS")).split()[1])
            / 1024
        )
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)


def main(folder: Path, store: Path) -> None:
    """Synchronise *store* with *folder*, and print what it took as JSON."""
    from tests.benchmarks.bench_stress import NOW_MS, TABLES, database

    identity = Identity.from_json((folder / IDENTITY).read_text())
    connection = database(store)
    change_log.start(connection, identity.ordinal, "coordinatrice")
    rosters.store(connection, Roster.from_json((folder / ROSTER).read_text()))
    before = held(most=False)
    report = synchronise(connection, identity, FolderExchange(folder), TABLES, NOW_MS)
    assert report.received and not report.waiting and not report.quarantined, report
    print(json.dumps({"peak": held(most=True) - before, "merges": len(report.merges)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
