"""One task of one peer, alone in a process, so that time and memory are its own.

run.py PEER make FOLDER            writes what the eight devices would send: FOLDER/PEER/pieces/*
run.py PEER merge FOLDER [back]    takes the pieces into an empty store and prints what that cost; ``back``: last first
"""

import importlib
import json
import resource
import shutil
import sys
import time
from pathlib import Path


def peak_mb() -> float:
    """The most memory that this process has held, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # ru_maxrss counts the parent's memory before exec.
        held = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(held.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def main(name: str, task: str, folder: Path, order: str = "") -> None:
    peer = importlib.import_module(f"{name}_peer")
    home = folder / name
    if task == "make":
        pieces = home / "pieces"
        pieces.mkdir(parents=True)
        for number, piece in enumerate(peer.make(json.loads((folder / "load.json").read_text()))):
            (pieces / f"{number:03}").write_bytes(piece)
        return
    out = home / "store"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    pieces = [file.read_bytes() for file in sorted((home / "pieces").iterdir())]
    if order == "back":
        pieces.reverse()
    store = peer.opened(out)
    before, wall, own = peak_mb(), time.perf_counter(), time.process_time()
    peer.merge(store, pieces)
    cost = {
        "wall": time.perf_counter() - wall,
        "own": time.process_time() - own,
        "before": before,
        "peak": peak_mb(),
        "sent": sum(map(len, pieces)),
        "disk": sum(file.stat().st_size for file in out.rglob("*") if file.is_file()),
    }
    (home / "state.json").write_text(json.dumps(peer.state(out)))
    print(json.dumps(cost))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), *sys.argv[4:])
