"""The whole demo, step by step: a network, a year in eight houses, its month end, its report."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from millegiorni_desk.areas.monitoring import service as monitoring
from millegiorni_desk.demo import closing, desks, founding, papers, population
from millegiorni_desk.demo.check import differences
from millegiorni_desk.demo.closing import Decided
from millegiorni_desk.demo.desks import Desk, Written
from millegiorni_desk.demo.folder import DemoFolder
from millegiorni_desk.demo.plan import Plan
from millegiorni_desk.demo.turin import turin
from millegiorni_desk.errors import BugError
from millegiorni_desk.flows import joining, syncing
from millegiorni_desk.language import _
from millegiorni_desk.vault.vault import Vault

Progress = Callable[[str, int, int], None]
"""Called with a step's name, how many of its parts are done, and how many there are."""

_Result = TypeVar("_Result")
_PROCESSES = 2


@dataclass(frozen=True)
class Summary:
    """What the demo did: where, how long each step took, and what there is to say at the end."""

    out: Path
    plan: Plan
    seconds: dict[str, float]
    decided: Decided
    receipt: str
    report: dict[str, Any] = field(repr=False)


def run(out: Path, scale: int = 1, seed: int = 1, progress: Progress = lambda *_unused: None) -> Summary:
    """Make the demo in *out*, a new folder or one that an earlier demo made.

    Raises ``InvalidValue`` for any other folder, and ``BugError`` with a list where a figure of the merged
    report is not what it must be.
    """
    stage = _Stage(DemoFolder(out), progress)
    with stage.step(_("Il piano dell'anno"), 1):
        stage.folder.prepare()
        plan = population.make(scale, seed)
    with _processes() as stage.pool, _founded(stage, plan) as vault:
        written = _year(stage, plan)
        decided = _month_end(stage, vault, plan, written)
        report, receipt = _papers(stage, vault, plan, written)
    return Summary(out, plan, stage.seconds, decided, receipt, report)


def _processes() -> ProcessPoolExecutor:
    """The processes that the houses work in. Ctrl+C is the first process's to answer: a house ends its save."""
    return ProcessPoolExecutor(
        min(_PROCESSES, os.cpu_count() or 1),
        multiprocessing.get_context("spawn"),
        signal.signal,
        (signal.SIGINT, signal.SIG_IGN),
    )


@dataclass
class _Stage:
    """The folder, the processes that work in it, and the clock."""

    folder: DemoFolder
    progress: Progress
    seconds: dict[str, float] = field(default_factory=dict)
    pool: ProcessPoolExecutor = field(init=False)
    _now: tuple[str, int, int] = ("", 0, 0)

    @contextmanager
    def step(self, name: str, parts: int) -> Iterator[None]:
        """A step of *parts* parts, timed."""
        started = time.perf_counter()
        self._now = (name, 0, parts)
        self.progress(*self._now)
        yield
        self.progress(name, parts, parts)
        self.seconds[name] = time.perf_counter() - started

    def tick(self) -> None:
        """One part of the step is done."""
        name, done, parts = self._now
        self._now = (name, done + 1, parts)
        self.progress(*self._now)

    def desks(self) -> list[Desk]:
        """The eight houses' desks."""
        return [
            Desk(house.code, self.folder.house(house.code), self.folder.exchange) for house in turin().houses
        ]

    def each(self, work: Callable[..., _Result], jobs: Iterable[tuple[Any, ...]]) -> list[_Result]:
        """Do *work* on each job, in the processes; the results in the order of the jobs."""
        futures: list[Future[_Result]] = [self.pool.submit(work, *job) for job in jobs]
        try:
            for future in as_completed(futures):
                future.result()
                self.tick()
        except BaseException:
            self.pool.shutdown(wait=True, cancel_futures=True)
            raise
        return [future.result() for future in futures]


@contextmanager
def _founded(stage: _Stage, plan: Plan) -> Iterator[Vault]:
    """The coordinator's vault, open, when the eight desks have joined and hold bodies, funds and envelopes."""
    with ExitStack() as stack:
        with stage.step(_("La rete e gli otto inviti"), 9):
            vault = stack.enter_context(founding.found(stage.folder, plan))
            stage.tick()
            jobs = [(desk, joining.invite(vault, desk.house).to_json()) for desk in stage.desks()]
            founding.let_in(vault, stage.each(desks.join, jobs))
        with stage.step(_("Enti, fondi e buste alle case"), 8):
            syncing.synchronise(vault)
            stage.each(desks.synchronise, [(desk,) for desk in stage.desks()])
        yield vault


def _year(stage: _Stage, plan: Plan) -> list[Written]:
    with stage.step(_("L'anno, casa per casa"), 8):
        written = stage.each(desks.write, [(desk, plan.houses[desk.house]) for desk in stage.desks()])
    with stage.step(_("Le consegne"), 8):
        stage.each(desks.synchronise, [(desk,) for desk in stage.desks()])
    return written


def _month_end(stage: _Stage, vault: Vault, plan: Plan, written: list[Written]) -> Decided:
    with stage.step(_("La fusione"), 1):
        outcome = syncing.synchronise(vault)
        if outcome.problems or outcome.conflicts:
            raise BugError("La fusione non è andata liscia: " + " ".join(outcome.lines()))
    with stage.step(_("Le persone viste in due case"), 1):
        ids = {key: person_id for house in written for key, person_id in house.people.items()}
        return closing.decide_people(vault, plan, ids)


def _papers(stage: _Stage, vault: Vault, plan: Plan, written: list[Written]) -> tuple[dict[str, Any], str]:
    """Everything on paper; then whether it is right."""
    folder = stage.folder
    with stage.step(_("Report, ricevuta e verbale"), 4):
        computed = papers.compute(vault)
        report = monitoring.to_json(computed)
        papers.write_json(folder, "report.json", monitoring.document(computed))
        stage.tick()
        papers.write_report(vault, folder, computed)
        stage.tick()
        receipt = papers.write_receipt(vault, folder)
        stage.tick()
        minutes = papers.close(vault, folder)
        houses, broken = papers.balances(minutes, written)
        papers.write_json(
            folder, "minutes.json", {"houses": houses, "balanced": not broken, "minutes": minutes}
        )
        folder.write("entra.txt", papers.logins().encode())
    wrong = differences(plan, report) + broken
    if wrong:
        raise BugError("Le cifre della dimostrazione non tornano:\n" + "\n".join(wrong))
    return report, receipt
