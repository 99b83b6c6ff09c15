"""From the start of the process to the first paint: the unlock screen against an empty PySide6 window."""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from millegiorni_desk.flows.desk import SCHEMA
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault
from millegiorni_desk.vault.permissions import Role
from tests.benchmarks.ratios import Spent, interleaved, tell

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


def _until_painted(program: str, compiled: Path, *arguments: str) -> Spent:
    # As on a desk: what was started before lies compiled on the disk.
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(compiled), "PYTHONDONTWRITEBYTECODE": ""}
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, "-c", program, *arguments], check=True, env=environment)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Spent(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def bench_start(tmp_path: Path) -> None:
    folder, compiled = tmp_path / "barrito", tmp_path / "compiled"
    lucia = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER,), "cinque parole a caso qui")
    create_vault(folder, SCHEMA, Place("BAR", 2), lucia)[0].close()

    def ours() -> Spent:
        return _until_painted(_OURS, compiled, str(folder))

    def empty() -> Spent:
        return _until_painted(_EMPTY, compiled)

    interleaved(ours, empty, rounds=1)
    tell(
        "window, from start to first paint", *interleaved(ours, empty, rounds=11), "empty PySide6 window", 1.5
    )
