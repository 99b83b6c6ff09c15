"""Someone at a real window: what she types goes where the keyboard is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app.desk_window import DeskWindow
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.chip_flow import Flow
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier
Kinds = tuple[type[QWidget], ...]
NONE = Qt.KeyboardModifier.NoModifier


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
        for sign in text:
            if sign == "\n":
                QTest.keyClick(widget, Key.Key_Return)
            elif sign.isascii():
                QTest.keyClicks(widget, sign)
            else:
                # The test library knows no other keys.
                QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, 0, NONE, sign))

    def type(self, text: str) -> None:
        for sign in text:
            QTest.keyClicks(QApplication.focusWidget(), sign)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
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

    # --- by mouse ----------------------------------------------------------------------------------

    def seen(self, name: str, within: str = "", kinds: Kinds = (QWidget,)) -> QWidget:
        """The control on the screen that is called *name*, or begins so; *within* the card or question so called."""
        self.settle()
        root = self.seen(within, kinds=(Card, Flow)) if within else self.shell
        named = {one: one.accessibleName() for one in root.findChildren(QWidget) if one.isVisible()}
        shown = {one: said for one, said in named.items() if said and isinstance(one, kinds)}
        for fits in (name.__eq__, lambda said: said.startswith(name), lambda said: name in said):
            for one, said in shown.items():
                if fits(said) and one.isEnabled():
                    return one
        raise AssertionError(f"«{name}» is not on the screen, or within «{within}»: {sorted(shown.values())}")

    def point(self, name: str, within: str = "", kinds: Kinds = (QWidget,)) -> QWidget:
        """Click on what is called *name*, where the window shows it: what lies under something else fails."""
        target = self.seen(name, within, kinds)
        self._bring_into_view(target)
        where = target.mapTo(self.window, target.rect().center())
        hit = self.window.childAt(where)
        if hit is not None and (hit is self.shell.toast or self.shell.toast.isAncestorOf(hit)):
            # She waits until it has gone.
            self.shell.toast.hide()
            hit = self.window.childAt(where)
        assert hit is not None and (hit is target or target.isAncestorOf(hit)), f"«{name}» lies under {hit}"
        QTest.mouseClick(target, Qt.MouseButton.LeftButton)
        self.settle()
        return target

    def fill(self, name: str, text: str, within: str = "") -> None:
        """Click into a field and type *text* instead of what stands there."""
        field = self.point(name, within, (QLineEdit, QPlainTextEdit))
        if QApplication.focusWidget() not in (field, field.focusProxy(), field.parentWidget()):
            # What was saved just before has drawn the page anew under her hand: she clicks again.
            self.point(name, within, (QLineEdit, QPlainTextEdit))
        here = QApplication.focusWidget()
        assert here in (field, field.focusProxy(), field.parentWidget()), (
            f"the keyboard is in {here}, not «{name}»"
        )
        self.write(text)
        written = field.text() if isinstance(field, QLineEdit) else cast(QPlainTextEdit, field).toPlainText()
        assert written == text, f"«{name}» says «{written}», not «{text}»"
        self.press(Key.Key_Tab)

    def pick(self, name: str, words: str, within: str = "") -> None:
        """Choose the answer of a list that begins with *words*, with the arrows."""
        box = self.seen(name, within, (QComboBox,))
        assert isinstance(box, QComboBox)
        box.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(box, Key.Key_Home)
        for _ in range(box.count()):
            if box.currentText().startswith(words):
                break
            QTest.keyClick(box, Key.Key_Down)
        assert box.currentText().startswith(words), f"«{name}» has no «{words}»"
        self.settle()

    def _bring_into_view(self, target: QWidget) -> None:
        around = target.parentWidget()
        while around is not None:
            if isinstance(around, QScrollArea):
                # To the middle: what is said at the foot of the page lies over its lower edge for a while.
                around.ensureWidgetVisible(target, 0, around.viewport().height() // 2)
            around = around.parentWidget()
        self.settle()
