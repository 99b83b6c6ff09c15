"""``make bench-peers``: one workload, every peer, one table."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.benchmarks.bench_stress import RECORDS, SECOND
from tests.benchmarks.peers.environment import HOME, ROOT, Missing, command, variables
from tests.benchmarks.peers.load import Seen, check, write
from tests.benchmarks.peers.tables import abilities, measurements

ROUNDS = 3
MOST_SECONDS = 120
"""A merge that takes longer is measured at a tenth of the size."""

SIZES = ((RECORDS, SECOND), (RECORDS // 10, SECOND // 10))


@dataclass
class Peer:
    """One row: what it is, what its merges cost, what they left, or why there is nothing."""

    facts: dict[str, Any]
    size: int = 0
    costs: list[dict[str, float]] = field(default_factory=list)
    seen: Seen | None = None
    failure: str = ""

    @property
    def name(self) -> str:
        return self.facts["name"]

    def run(self, folder: Path, task: str, *words: str) -> str:
        """Run one task in a process of its own; gives what it printed."""
        asked = [*command(self.facts["kind"], self.name), task, str(folder), *words]
        told = subprocess.run(
            asked,
            cwd=ROOT,
            env=variables(),
            capture_output=True,
            text=True,
            check=False,
            timeout=MOST_SECONDS * (5 if task == "make" else 1),
        )
        if told.returncode != 0:
            said = [line for line in told.stderr.splitlines() if "Error" in line] or told.stderr.splitlines()[
                -1:
            ]
            raise Missing(f"fails: {said[0].split(' imported from')[0].strip() if said else told.returncode}")
        return told.stdout

    def prepare(self, folders: list[Path], loads: list[dict[str, Any]]) -> None:
        """Make its pieces, at the largest size that it can take, and see that the order of arrival changes nothing."""
        for self.size, (folder, load) in enumerate(zip(folders, loads, strict=True)):
            try:
                if not (folder / self.name / "pieces").exists():
                    (folder / self.name).mkdir()
                    self.run(folder, "make")
                self.run(folder, "merge", "back")
                backwards = self.state(folder)
                self.run(folder, "merge")
                assert self.state(folder)["rows"] == backwards["rows"], "another order gives another result"
                self.seen = check(load, backwards, self.facts["rule"])
                return
            except subprocess.TimeoutExpired:
                self.failure = f"takes more than {MOST_SECONDS} s"
            except (Missing, AssertionError) as error:
                self.failure = str(error)
                return

    def measure(self, folder: Path, load: dict[str, Any]) -> None:
        """One more round; a merge that goes wrong now ends the row too."""
        try:
            cost = json.loads(self.run(folder, "merge"))
            assert check(load, self.state(folder), self.facts["rule"]) == self.seen, (
                "each round ends otherwise"
            )
            self.costs.append(cost)
        except (Missing, AssertionError, subprocess.TimeoutExpired) as error:
            self.seen, self.failure = None, str(error)

    def state(self, folder: Path) -> dict[str, Any]:
        return json.loads((folder / self.name / "state.json").read_text())


def main() -> None:
    peers = [
        Peer(facts) for facts in tomllib.loads(Path(__file__).with_name("facts.toml").read_text())["peer"]
    ]
    shutil.rmtree(HOME / "work", ignore_errors=True)
    folders = [HOME / "work" / str(records) for records, _ in SIZES]
    loads = []
    for folder, (records, second) in zip(folders, SIZES, strict=True):
        folder.mkdir(parents=True)
        loads.append(write(folder, records, second))
    for peer in peers:
        print(f"{peer.name} …", end=" ", file=sys.stderr, flush=True)
        peer.prepare(folders, loads)
        print(peer.failure if peer.seen is None else "is right", file=sys.stderr)
    for _ in range(ROUNDS):
        for peer in peers:
            if peer.seen:
                peer.measure(folders[peer.size], loads[peer.size])
    text = "\n\n".join(("\n".join(measurements(peers)), "\n".join(abilities(peers)))) + "\n"
    (HOME / "table.md").write_text(text, encoding="utf-8")
    print(f"\n{text}")
    shutil.rmtree(HOME / "work")


if __name__ == "__main__":
    main()
