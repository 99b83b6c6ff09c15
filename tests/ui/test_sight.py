"""What has the keyboard stays in sight while its page is laid out, until somebody scrolls to something else."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.shell import Shell

LATE_MS = 600
"""As late as a page was laid out on a busy computer, and later."""


class Growing(Page):
    """Fields above and below the one that has the keyboard; what stands above grows."""

    def __init__(self) -> None:
        super().__init__("Prova")
        self.above, self.button, self.below = QWidget(), Button("Qui"), QWidget()
        for each, height in ((self.above, 50), (self.button, 40), (self.below, 800)):
            each.setFixedHeight(height)
            self.add(each)
        self.resize(600, 400)

    def grow(self) -> None:
        self.above.setFixedHeight(self.above.height() + 700)

    @property
    def place(self) -> int:
        return self.scroller.verticalScrollBar().value()


@pytest.fixture
def page(window: Callable[[QWidget], QWidget]) -> Growing:
    made = Growing()
    window(made)
    made.button.setFocus()
    return made


def grown(page: Growing, height: int) -> Callable[[], bool]:
    """Whether the button stands so low, and the bar knows of all that there is."""
    bar, view = page.scroller.verticalScrollBar(), page.scroller.viewport()
    return lambda: page.button.y() >= height and bar.maximum() == page.content.height() - view.height()


def test_a_page_that_is_laid_out_late_still_shows_where_the_keyboard_is(qtbot: QtBot, page: Growing) -> None:
    QTimer.singleShot(LATE_MS, page.grow)
    qtbot.waitUntil(grown(page, 750))
    assert page.button.visibleRegion().boundingRect() == page.button.rect()


def test_what_was_scrolled_to_by_hand_stays(qtbot: QtBot, page: Growing) -> None:
    page.grow()
    qtbot.waitUntil(grown(page, 750))
    over = page.scroller.viewport()
    at = QPointF(over.rect().center())
    wheel = QWheelEvent(
        at, QPointF(over.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, 1200), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    before = page.place
    QApplication.sendEvent(over, wheel)
    scrolled = page.place
    assert scrolled < before
    page.grow()
    qtbot.waitUntil(grown(page, 1450))
    assert page.place == scrolled
    # Where the keyboard goes next is shown again.
    page.button.clearFocus()
    page.button.setFocus()
    page.grow()
    qtbot.waitUntil(grown(page, 2150))
    assert page.button.visibleRegion().boundingRect() == page.button.rect()


class _Long(Page):
    """A button far down, and one at the foot; the keyboard begins where it is told to."""

    def __init__(self, at_foot: bool) -> None:
        super().__init__("Lunga")
        above = QWidget()
        above.setFixedHeight(900)
        self.down, self.last = Button("In fondo", lambda: None), Button("Ai piedi", lambda: None)
        self.add(above)
        self.add(self.down)
        self.foot.add(self.last)
        self._first = self.last if at_foot else self.down

    def first_focus(self) -> QWidget:
        return self._first


def test_a_page_opens_at_its_beginning_or_where_the_keyboard_is(
    window: Callable[[QWidget], QWidget],
) -> None:
    shell = Shell("Barrito", "Lucia")
    shell.register("here", "Qui", "home", lambda: _Long(at_foot=True))
    shell.register("foot", "Piedi", "home", lambda: _Long(at_foot=True))
    shell.register("down", "Giù", "home", lambda: _Long(at_foot=False))
    shell.resize(1366, 768)
    window(shell)
    for name in ("here", "foot", "down", "foot"):
        page = shell.open(name)
        assert isinstance(page, _Long)
        QApplication.processEvents()
        assert page.first_focus().hasFocus()
        place = page.scroller.verticalScrollBar().value()
        assert (place > 0) == (name == "down"), name
        if name == "down":
            assert page.down.visibleRegion().boundingRect() == page.down.rect()
