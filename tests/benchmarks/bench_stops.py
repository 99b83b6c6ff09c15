"""The interface thread's longest stop while the desk searches, imports, copies and reports: what a hand feels."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from millegiorni_desk.app.desk import Desk
from millegiorni_desk.app.today.page import TodayPage
from millegiorni_desk.areas.monitoring import service as monitoring
from millegiorni_desk.flows.desk import create_network
from millegiorni_desk.flows.workbooks import import_workbook
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House
from millegiorni_desk.ui import theme
from millegiorni_desk.ui.tasks import Task
from millegiorni_desk.vault import backup
from millegiorni_desk.vault.opening import FirstUser
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.benchmarks.bench_import import register
from tests.benchmarks.million import END, START
from tests.benchmarks.ratios import Spent, tell_limit

_EVERY_MS = 5
_AIM_MS = 50


class _Probe(QObject):
    """How late each beat of a timer comes: a beat is late when the loop was held by something else."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(_EVERY_MS)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, now - self._last - _EVERY_MS / 1000))
        self._last = now

    def stop(self) -> None:
        self._timer.stop()


@contextmanager
def _desk(vault: Vault) -> Iterator[Desk]:
    theme.apply("light", 100)
    desk = Desk(vault, lambda: None)
    desk.shell.resize(1366, 768)
    desk.shell.show()
    desk.start()
    QTest.qWait(500)
    yield desk
    desk.shell.hide()


def _longest(what: str, doing: Callable[[], None]) -> None:
    probe = _Probe()
    doing()
    probe.stop()
    longest = max(probe.late)
    over = sum(late for late in probe.late if late > _AIM_MS / 1000)
    print(
        f"{what:34} {len(probe.late):6} beats  longest stop {longest * 1000:6.1f} ms  in stops {over:5.2f} s"
    )
    tell_limit(f"longest stop of the window: {what}", [Spent(longest, longest)], _AIM_MS)


def _task(work: Callable[[Callable[[int, int, str], None]], object]) -> None:
    loop, failed = QEventLoop(), list[BaseException]()
    task = Task(work)
    task.failed.connect(failed.append)
    task.finished.connect(loop.quit)
    task.start()
    loop.exec()
    assert not failed, failed


def _type(desk: Desk) -> None:
    page = desk.shell.open("today")
    assert isinstance(page, TodayPage)
    for text in ("fatima el idrissi", "gloria osas", "maria rossi", "333", "chen"):
        for letter in text:
            QTest.keyClick(page.finder.field.line, letter)
            QTest.qWait(40)
        page.finder.clear()


def bench_longest_stops(big: Vault, tmp_path: Path, qapp: QApplication) -> None:
    book = tmp_path / "registro.xlsx"
    register(book)
    print()
    with _desk(big) as desk:
        _longest("nothing to do", lambda: QTest.qWait(2_000))
        _longest("search while typing", lambda: _type(desk))
        _longest("copy", lambda: _task(lambda step: backup.make(big, tmp_path / "copia")))
        _longest(
            "report of 1,000,000 accesses",
            lambda: _task(lambda step: monitoring.compute(big, START, END)),
        )
    # Into a vault of its own: people who came in bulk have no history that an import could change.
    anna = FirstUser("anna", "Anna", (Role.CASE_MANAGER, Role.COORDINATOR), "cinque parole a caso qui")
    fresh, _ = create_network(tmp_path / "fresh", "Rete", anna)
    network.add_house(fresh, House(code="BAR", name="Barrito"))
    with fresh, _desk(fresh):
        _longest(
            "import of 10,000 rows", lambda: _task(lambda step: import_workbook(fresh, book, progress=step))
        )
