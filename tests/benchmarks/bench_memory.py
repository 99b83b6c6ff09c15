"""How much memory a synchronisation takes beside the program, however much comes and however much is there.

What comes lies in files as desks hand them over, and is merged as a synchronisation does, some files at once; each time
in a process of its own. The database's cache, 32 MiB when it is full, counts.
"""

import random
from pathlib import Path

from tests.benchmarks import bench_full_store, synchronised
from tests.benchmarks.bench_full_store import CHANGED, FILLED, change, desk_on, filled, sealed_by
from tests.benchmarks.bench_merge import network
from tests.benchmarks.bench_stress import RECORDS, SECOND, Load
from tests.benchmarks.ratios import tell_memory, tell_most_memory

TIMES = (1, 3, 6)
"""How many times the stress load of 100,000 changes. The smallest fills neither the cache nor one merge."""


def bench_memory_as_more_comes(tmp_path: Path) -> None:
    peaks: dict[int, float] = {}
    for times in TIMES:
        load = Load(RECORDS * times, SECOND * times)
        folder = synchronised.leave(tmp_path / f"{times}", load.files, load.center, load.roster)
        peaks[times], merges = synchronised.peak_of(folder, tmp_path / f"{times}.db")
        print(f"\n{load.changes:,} changes in {merges} merges: {peaks[times]:.0f} MiB beside the program")
    few, many = TIMES[-2:]
    what = f"memory while {many}00,000 changes come, a fifth contested"
    tell_memory(what, peaks[many], peaks[few], f"while {few}00,000 do", 1.2)


def bench_memory_as_more_is_there(tmp_path: Path) -> None:
    roster, (center, _writer, other) = network(("BAR", "BAR"))
    touched = sorted(random.Random(6).sample(range(bench_full_store.RECORDS), CHANGED))
    desk = desk_on(filled(tmp_path / "desk.db", touched), tmp_path / "changed.db", 3)
    change(desk, touched)
    files = sealed_by(desk, other, roster)
    for records in (touched, list(range(bench_full_store.RECORDS))):
        store = filled(tmp_path / f"{len(records)}.db", records)
        folder = synchronised.leave(tmp_path / f"{len(records)}", files, center, roster)
        peak, _ = synchronised.peak_of(folder, store)
        held = f"{len(records) * FILLED:,} changes"
        print(f"\n{CHANGED:,} changed records into a store of {held}: {peak:.0f} MiB beside the program")
    # A large store fills the cache.
    tell_most_memory(f"memory of {CHANGED:,} changed records into a store of {held}", peak, 64)
