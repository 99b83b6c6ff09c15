"""A window's look for every test, light at 100 %, and windows that stay until the test ends."""

import gc
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.ui import theme
from millegiorni_desk.ui.dressing import dress

_LEFT_BEHIND = 40


def _delete() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> Iterator[None]:
    theme.apply("light", 100)
    yield
    # Windows of this test must not hear of the next one's.
    _delete()
    if len(QApplication.topLevelWidgets()) > _LEFT_BEHIND:
        # Pieces that hold one another wait for the collector, and until then each hears of every change of the look.
        gc.collect()
        # Some of a desk's pieces outlive even that. Where they stayed, the collector would walk after every test.
        for each in QApplication.topLevelWidgets():
            each.deleteLater()
        _delete()
        gc.freeze()
    theme.apply("light", 100)


@pytest.fixture
def window(qtbot: QtBot) -> Callable[[QWidget], QWidget]:
    """Shows a widget as the active window and keeps it for the test."""
    kept: list[QWidget] = []

    def show(widget: QWidget) -> QWidget:
        kept.append(widget)
        qtbot.addWidget(widget)
        dress(widget)
        with qtbot.waitActive(widget):
            widget.show()
            widget.activateWindow()
        return widget

    return show
