"""From a click on *Monitoraggio* to its numbers on the screen, after a change and a quiet moment.

What a user waits for, over Turin's year. ``bench_report`` measures the counting itself, asked for at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from millegiorni_desk.app.collecting import QUIET_SECONDS
from millegiorni_desk.app.desk import Desk
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.monitoring.view.monitoring_page import MonitoringPage
from millegiorni_desk.demo import run
from millegiorni_desk.demo.turin import turin
from millegiorni_desk.flows.desk import open_desk
from millegiorni_desk.ui import tasks, theme
from millegiorni_desk.ui.dressing import dress
from tests.benchmarks.ratios import Spent, middle, spent, tell_limit

_AIM_MS = 100
_OPENINGS = 11


def bench_dashboard(tmp_path: Path) -> None:
    run.run(tmp_path / "demo")
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply("light", 100)
    irene = turin().coordinator
    desk = Desk(open_desk(tmp_path / "demo" / "coordinator", irene.name, irene.passphrase), lambda: None)
    dress(desk.shell)
    desk.shell.resize(1366, 768)
    desk.shell.show()
    desk.start()
    first, *again = [_opened(desk, app) for _opening in range(_OPENINGS)]
    desk.close()
    tell_limit("monitoring opened for the first time, numbers painted", [first], 250)
    tell_limit("the same again after a change, middle", [middle(again)], _AIM_MS)
    tell_limit("the same, p95", again, _AIM_MS)


def _opened(desk: Desk, app: QApplication) -> Spent:
    """What it takes until the page shows the figures of now, after a change and a quiet moment elsewhere."""
    vault, shell = desk.vault, desk.shell
    shell.open("today")
    with vault.save("bench.note") as session:
        session.get_one(Access, vault.scalar("SELECT min(id) FROM access")).notes = str(time.monotonic())
    _let_pass(QUIET_SECONDS + 3)
    _until(lambda: not tasks.busy())

    def numbers() -> None:
        page = cast(MonitoringPage, shell.open("monitoring"))
        _until(lambda: page.report is not None and not page.work.busy)
        app.processEvents()

    return spent(numbers)


def _let_pass(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def _until(there: Callable[[], bool]) -> None:
    """Wait as the program does: asleep until something happens."""
    while not there():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
