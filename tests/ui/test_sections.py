"""A page in parts: whatever is open stands at the top, however much room there is."""

from collections.abc import Callable

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app.sections import Section, Sections


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
