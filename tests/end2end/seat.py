"""Someone at a real window: what she types goes where the keyboard is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from millegiorni_desk.app.desk_window import DeskWindow
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier


class Seat:
    """Someone at a window: what she types goes where the keyboard is."""

    def __init__(self, bot: QtBot, folder: Path | None = None) -> None:
        self.bot = bot
        self.locked = 0
        self.words = ""
        self.window = DeskWindow(folder, self._lock)
        self.window.resize(1366, 768)
        self.sit_down()

    def _lock(self) -> None:
        self.locked += 1

    def sit_down(self) -> None:
        """Put this window in front."""
        self.window.show()
        self.window.activateWindow()
        self.bot.waitUntil(self.window.isActiveWindow)

    def until(self, holds: Callable[[], bool]) -> None:
        self.bot.waitUntil(holds, timeout=30_000)

    @property
    def shell(self) -> Shell:
        assert self.window.desk is not None
        return self.window.desk.shell

    @property
    def vault(self) -> Vault:
        assert self.window.desk is not None
        return self.window.desk.vault

    def write(self, text: str) -> None:
        """Type *text* instead of what stands where the keyboard is."""
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.keyClick(widget, Key.Key_A, Ctrl)
        QTest.keyClicks(widget, text)

    def type(self, text: str) -> None:
        for sign in text:
            QTest.keyClicks(QApplication.focusWidget(), sign)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget(), key, modifier)

    def settle(self) -> None:
        """Let what was changed be laid out and painted."""
        for _ in range(4):
            QApplication.processEvents()

    def tab_to(self, name: str) -> None:
        """Press Tab until what has the keyboard is called *name*, or begins so; a whole round without it fails."""
        self.settle()
        first, passed = QApplication.focusWidget(), list[str]()
        for _ in range(400):
            here = QApplication.focusWidget()
            assert here is not None
            if here.accessibleName().startswith(name):
                return
            passed.append(here.accessibleName())
            self.press(Key.Key_Tab)
            if QApplication.focusWidget() is first:
                break
        raise AssertionError(f"Tab never comes to «{name}»: {passed}")

    def use(self, name: str) -> None:
        """Go to a button by Tab and press it."""
        self.tab_to(name)
        self.press(Key.Key_Space)
        self.settle()

    def go(self, name: str) -> None:
        """Open a page from the rail: one stop of Tab, then the arrows."""
        entries = list(self.shell.rail.entries.values())
        for _ in range(400):
            if QApplication.focusWidget() in entries:
                break
            self.press(Key.Key_Tab)
        for _ in entries:
            self.press(Key.Key_Up)
        for _ in entries:
            here = QApplication.focusWidget()
            assert here is not None
            if here.accessibleName().startswith(name):
                self.press(Key.Key_Space)
                self.settle()
                return
            self.press(Key.Key_Down)
        raise AssertionError(f"«{name}» is not in the rail")
