"""Those who link: our own command, and the peers, each alone in a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.peers.environment import ROOT, python, variables
from tests.linkage import alone
from tests.linkage.scoring import Pair, ordered

_PEERS = ROOT / "tests" / "benchmarks" / "peers" / "linkage"


@dataclass(frozen=True, slots=True)
class Cost:
    """Of a whole process: processor seconds of all its threads, and the most memory it held, in MiB."""

    seconds: float
    mebibytes: float


def ours(
    register: Path, out: Path, environment: Mapping[str, str] | None = None
) -> tuple[dict[str, Any], Cost]:
    """What ``people link`` writes of a register."""
    words = [sys.executable, "-m", "millegiorni_desk", "people", "link", str(register), "--json", str(out)]
    cost = _run(words, environment)
    return json.loads(out.read_text(encoding="utf-8")), cost


def peer(name: str, register: Path, out: Path) -> tuple[dict[Pair, float], Cost]:
    """The pairs that ``splink`` or ``recordlinkage`` scores, in bits; raises Missing where it cannot be installed."""
    cost = _run([str(python()), str(_PEERS / f"{name}_peer.py"), str(register), str(out)], None)
    return {ordered(a, b): bits for a, b, bits in json.loads(out.read_text())["pairs"]}, cost


def febrl(folder: Path) -> None:
    """Write the four FEBRL sets, as they are, into *folder*."""
    subprocess.run([str(python()), str(_PEERS / "febrl_files.py"), str(folder)], check=True)


def _run(words: list[str], environment: Mapping[str, str] | None) -> Cost:
    told = subprocess.run(
        [sys.executable, "-S", "-E", alone.__file__, *words],
        cwd=ROOT,
        env={**os.environ, **variables(), **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr[-2_000:]
    return Cost(**json.loads(told.stdout.splitlines()[-1]))
