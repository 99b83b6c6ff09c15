"""Esc leaves what was begun: the innermost thing the keyboard is in, one at a time."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.confirm import TypedConfirm
from millegiorni_desk.ui.fields import TextField
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.shell import Shell

Window = Callable[[QWidget], QWidget]


class Sample(Page):
    """A form that Esc leaves, and a confirmation within it."""

    def __init__(self) -> None:
        super().__init__("Prova")
        self.left: list[str] = []
        self.first = TextField("Prima")
        self.confirm = TypedConfirm(
            "Unire?", "Si uniscono.", "unisci", "Unisci", lambda: None, lambda: self.left.append("confirm")
        )
        self.add(self.first)
        self.add(self.confirm)
        self.foot.add(Button("Lascia com'era", lambda: self.left.append("page"), keys="Escape"))


@pytest.fixture
def page(window: Window) -> Sample:
    shell = Shell("Barrito", "Lucia")
    shell.register("sample", "Prova", "home", Sample)
    window(shell)
    page = shell.open("sample")
    assert isinstance(page, Sample)
    return page


def escape(qtbot: QtBot) -> None:
    here = QApplication.focusWidget()
    assert here is not None
    qtbot.keyClick(here, Qt.Key.Key_Escape)


def test_escape_leaves_the_innermost(page: Sample, qtbot: QtBot) -> None:
    page.confirm.field.setFocus()
    escape(qtbot)
    page.first.setFocus()
    escape(qtbot)
    assert page.left == ["confirm", "page"]


def test_escape_closes_the_help_first_and_the_keyboard_returns(page: Sample, qtbot: QtBot) -> None:
    shell = page.window()
    assert isinstance(shell, Shell)
    page.first.setFocus()
    shell.toggle_help()
    escape(qtbot)
    assert (shell.help.isHidden(), page.left) == (True, [])
    assert QApplication.focusWidget() is page.first.line
    escape(qtbot)
    assert page.left == ["page"]
