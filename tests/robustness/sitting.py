"""Sits at the real window and leaves it: run by test_lock as ``python -m tests.robustness.sitting VAULT HOW``.

The passphrase and what is typed come by standard input, a line each, so that neither is in the arguments or the
environment that the restarted program is given. Says ``typed`` once a draft stands on the screen; a third line is
the word to leave: *HOW* ``keys`` locks by keyboard, ``renew`` renews the vault's key, ``signal`` waits for the system
to say so.
"""

import os
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from millegiorni_desk import app
from millegiorni_desk.app.desk_window import DeskWindow
from millegiorni_desk.app.settings.page import SettingsPage
from millegiorni_desk.app.settings.safety import SafetySection


def main() -> int:
    """Unlock, begin an access, say so, and lock."""
    folder, how = Path(sys.argv[1]), sys.argv[2]
    app.guard_memory()
    application = QApplication([])
    # Python goes on after what an event raised; the one who waits for us would wait for ever.
    sys.excepthook = lambda *raised: (traceback.print_exception(*raised), os._exit(1))
    window = DeskWindow(folder)
    window.show()
    QTimer.singleShot(0, window, lambda: _sit(window, how))
    return application.exec()


def _sit(window: DeskWindow, how: str) -> None:
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    passphrase = sys.stdin.readline().strip()
    _type(passphrase)
    _press(Qt.Key.Key_Return)
    _until(lambda: window.desk is not None and window.desk.shell.shown == "today")
    _type(sys.stdin.readline().strip())
    _press(Qt.Key.Key_Return)
    assert window.desk is not None
    assert window.desk.shell.shown == "new-access"
    print("typed", flush=True)
    told = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.readline(), told.set()), daemon=True).start()
    if how == "keys":
        _until(told.is_set)
        _press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    elif how == "renew":
        _until(told.is_set)
        _renew(window, passphrase)


def _renew(window: DeskWindow, passphrase: str) -> None:
    assert window.desk is not None
    page = window.desk.shell.open("settings", "safety")
    assert isinstance(page, SettingsPage)
    section = page.parts.section("safety")
    assert isinstance(section, SafetySection)
    section.key_card.secret.setFocus()
    _type(passphrase)
    _press(Qt.Key.Key_Return)


def _until(holds: Callable[[], bool]) -> None:
    while not holds():
        QTest.qWait(20)


def _type(text: str) -> None:
    for sign in text:
        QTest.keyClicks(QApplication.focusWidget(), sign)


def _press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


if __name__ == "__main__":
    sys.exit(main())
