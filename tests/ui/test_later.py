"""What is done a moment later: once, and never for an owner that is gone, of whom nothing is kept."""

import weakref

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from millegiorni_desk.ui.later import later


class _Known(QObject):
    called = 0

    def call(self) -> None:
        self.called += 1


def test_it_is_done_once_when_the_event_has_ended(qapp: QApplication) -> None:
    owner, known = QObject(), _Known()
    later(owner, known.call)
    assert known.called == 0
    for _ in range(3):
        qapp.processEvents()
    assert known.called == 1


def test_what_waits_is_let_go_with_its_owner(qapp: QApplication) -> None:
    owner, known = QObject(), _Known()
    seen = weakref.ref(known)
    later(owner, lambda known=known: known.call())
    del known
    delete(owner)
    qapp.processEvents()
    assert seen() is None
