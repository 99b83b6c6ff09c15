"""The interface thread's longest stop while the desk searches, imports, copies and reports: what a hand feels."""

from __future__ import annotations

import subprocess
import sys
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
from millegiorni_desk.ui.dressing import dress
from millegiorni_desk.ui.tasks import Task
from millegiorni_desk.vault import backup
from millegiorni_desk.vault.vault import Vault
from tests.benchmarks.bench_import import register
from tests.benchmarks.million import ANNA, END, START
from tests.benchmarks.ratios import Spent, tell_limit

Step = Callable[[int, int, str], None]
_EVERY_MS = 5
_AIM_MS = 50


class _Probe(QObject):
    """How late each beat of a timer comes: a beat is late when the loop was held by something else.

    Beside it, how much of that can be ours: without what the interface thread, ready to run, waited for a core, and
    no more than this process was at work in all its threads.
    """

    def __init__(self) -> None:
        super().__init__()
        self.late: list[Spent] = []
        self._last, self._worked, self._waited = time.perf_counter(), time.process_time(), _waited()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(_EVERY_MS)

    def _beat(self) -> None:
        now, worked, waited = time.perf_counter(), time.process_time(), _waited()
        late = max(0.0, now - self._last - _EVERY_MS / 1000)
        ours = min(max(0.0, late - (waited - self._waited)), worked - self._worked)
        self.late.append(Spent(late, ours))
        self._last, self._worked, self._waited = now, worked, waited

    def stop(self) -> None:
        self._timer.stop()


def _waited() -> float:
    """Seconds that this thread was ready and had no core; 0 where the system does not tell (proc(5), schedstat)."""
    told = Path("/proc/thread-self/schedstat")
    return int(told.read_text().split()[1]) / 1e9 if told.exists() else 0.0


@contextmanager
def _desk(vault: Vault) -> Iterator[Desk]:
    theme.apply("light", 100)
    desk = Desk(vault, lambda: None)
    dress(desk.shell)
    desk.shell.resize(1366, 768)
    desk.shell.show()
    desk.start()
    _wait(500)
    yield desk
    # It closes the vault, which no measurement after these uses.
    desk.close()


def _longest(what: str, doing: Callable[[], None]) -> None:
    probe = _Probe()
    doing()
    probe.stop()
    longest = Spent(max(each.wall for each in probe.late), max(each.own for each in probe.late))
    stops = [each.wall for each in probe.late if each.wall > _AIM_MS / 1000]
    print(
        f"{what:40} {len(probe.late):6} beats  longest stop {longest.wall * 1000:6.1f} ms "
        f"({longest.own * 1000:6.1f})  over the aim: {len(stops)}, {sum(stops):5.2f} s",
        flush=True,
    )
    tell_limit(f"longest stop: {what}", [longest], _AIM_MS)


def _wait(milliseconds: int) -> None:
    """Let the loop run; ``QTest.qWait`` sleeps up to 10 ms between its looks."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _task(work: Callable[[Step], object], meanwhile: Callable[[], object] = lambda: None) -> None:
    failed = list[BaseException]()
    task = Task(work)
    task.failed.connect(failed.append)
    task.start()
    meanwhile()
    if task.running:
        loop = QEventLoop()
        task.finished.connect(loop.quit)
        loop.exec()
    # What its end sets off belongs to it.
    _wait(500)
    assert not failed, failed


def _type(desk: Desk) -> None:
    """On the window's own way, as keys come from the system: whether anybody types is seen there."""
    page, window = desk.shell.open("today"), desk.shell.windowHandle()
    assert isinstance(page, TodayPage)
    assert window is not None
    for text in ("fatima el idrissi", "gloria osas", "maria rossi", "333", "chen"):
        for letter in text:
            QTest.keyClick(window, letter)
            _wait(40)
        assert page.finder.typed == text
        page.finder.clear()


def _bare_loop(seconds: int) -> None:
    """A window of nothing, beside a process that keeps a core busy: what no program can be better than."""
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        _wait(seconds * 1000)
    finally:
        busy.kill()
        busy.wait()


def bench_longest_stops(big: Vault, tmp_path: Path, qapp: QApplication) -> None:
    book = tmp_path / "registro.xlsx"
    register(book)
    print()
    _longest("a bare Qt loop, a process busy beside it", lambda: _bare_loop(20))

    def report(step: Step) -> object:
        return monitoring.compute(big, START, END)

    with _desk(big) as desk:
        _longest("nothing to do", lambda: _wait(10_000))
        _longest("search while typing", lambda: _type(desk))
        _longest("copy", lambda: _task(lambda step: backup.make(big, tmp_path / "copia")))
        _longest("report of 1,000,000 accesses", lambda: _task(report))
        _longest("search while typing, beside the report", lambda: _task(report, lambda: _type(desk)))
    # Into a vault of its own: people who came in bulk have no history that an import could change.
    fresh, _ = create_network(tmp_path / "fresh", "Rete", ANNA)
    network.add_house(fresh, House(code="BAR", name="Barrito"))
    with _desk(fresh):
        _longest(
            "import of 10,000 rows", lambda: _task(lambda step: import_workbook(fresh, book, progress=step))
        )
