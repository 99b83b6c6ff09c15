"""A page in parts: whatever is open stands at the top, however much room there is."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app.sections import Section, Sections
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.page import Page


def test_the_open_part_stands_at_the_top_below_what_is_beside_it(
    qtbot: QtBot, window: Callable[[QWidget], QWidget]
) -> None:
    sections = Sections("Rete")
    for key in ("houses", "bodies"):
        sections.register(key, key, "", Section)
    always = QLabel("In sight always")
    sections.beside(always)
    sections.resize(1000, 700)
    window(sections)
    for key in ("houses", "bodies", "houses"):
        sections.open(key)
        section = sections.section(key)
        section.setMinimumHeight(100)
        room = section.parentWidget()
        assert room is not None
        room.resize(600, 900)
        qtbot.waitUntil(lambda: section.isVisible() and section.y() > 0)  # noqa: B023 - waited for in this turn
        assert always.y() == 0
        assert section.y() < 60


def test_below_the_list_the_part_that_is_chosen_comes_into_sight_with_the_keyboard_in_it(
    qtbot: QtBot, window: Callable[[QWidget], QWidget]
) -> None:
    page, sections = Page("Rete"), Sections("Rete")
    buttons = {}

    def part(key: str) -> Section:
        made = Section()
        buttons[key] = Button(key)
        made.add(buttons[key])
        made.setMinimumHeight(600)
        return made

    for number in range(12):
        sections.register(f"{number}", f"{number}", "", partial(part, f"{number}"))
    page.add(sections)
    page.resize(600, 400)
    window(page)
    sections.open("0")
    assert sections.folded
    page.scroller.verticalScrollBar().setValue(0)
    sections.entries["3"].click()
    assert QApplication.focusWidget() is buttons["3"]

    def at_the_top() -> bool:
        return 0 <= sections.section("3").mapTo(page.scroller.viewport(), QPoint(0, 0)).y() < 40

    qtbot.waitUntil(at_the_top)


def test_beside_the_list_the_part_that_is_chosen_is_read_from_its_beginning(
    qtbot: QtBot, window: Callable[[QWidget], QWidget]
) -> None:
    page, sections = Page("Rete"), Sections("Rete")

    def part() -> Section:
        made = Section()
        made.setMinimumHeight(1200)
        return made

    for key in ("houses", "bodies"):
        sections.register(key, key, "", part)
    page.add(sections)
    page.resize(1000, 400)
    window(page)
    sections.open("houses")
    bar = page.scroller.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 400)
    assert not sections.folded
    bar.setValue(300)
    sections.entries["bodies"].click()
    qtbot.waitUntil(lambda: bar.value() == 0)
    bar.setValue(300)
    sections.open("houses")
    qtbot.waitUntil(lambda: bar.value() == 0)
