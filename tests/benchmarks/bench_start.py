"""From the start of the process to the first paint: the unlock screen against an empty PySide6 window."""

import subprocess
import sys
import time
from pathlib import Path

from millegiorni_desk.flows.desk import SCHEMA
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault
from millegiorni_desk.vault.permissions import Role
from tests.benchmarks.ratios import interleaved, tell

_EMPTY = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication(sys.argv)
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, application.quit)
window = Window()
window.resize(1280, 760)
window.show()
application.exec()
"""

# Beside the program's own first steps, only the way out: quit after the first paint.
_OURS = """
import os, sys
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from millegiorni_desk import app
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, lambda: os._exit(0))
        return False
shown = QApplication.exec
def watched(*_):
    application = QApplication.instance()
    watch = Watch()
    for window in application.topLevelWidgets():
        window.installEventFilter(watch)
    return shown()
QApplication.exec = watched
app.run(sys.argv[1])
"""


def _until_painted(program: str, *arguments: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", program, *arguments], check=True)
    return time.perf_counter() - started


def bench_start(tmp_path: Path) -> None:
    vault, _ = create_vault(
        tmp_path / "barrito",
        SCHEMA,
        Place("BAR", 2),
        FirstUser("lucia", "Lucia", (Role.CASE_MANAGER,), "cinque parole a caso qui"),
    )
    vault.close()
    ours, floor = interleaved(
        lambda: _until_painted(_OURS, str(tmp_path / "barrito")), lambda: _until_painted(_EMPTY), rounds=7
    )
    tell("window start", ours, floor, "empty PySide6 window", "≤ 1.5×")
