"""A paper drawn beside the window: only while it is seen, and always the one asked for last."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.paper.document import Document, Paragraph, pdf
from millegiorni_desk.ui.drawn_paper import DrawnPaper
from millegiorni_desk.ui.tasks import busy


def paper(words: str) -> bytes:
    return pdf(Document("Foglio", ("it",), [Paragraph(words)]))


def shown(drawn: DrawnPaper) -> str:
    sheets = drawn.area.findChildren(QWidget)
    return " ".join(sheet.accessibleDescription() for sheet in sheets).strip()


@pytest.fixture
def asked() -> list[Callable[[], bytes] | None]:
    return [lambda: paper("primo")]


@pytest.fixture
def drawn(qtbot: QtBot, asked: list[Callable[[], bytes] | None]) -> DrawnPaper:
    made = DrawnPaper("Anteprima", lambda: asked[-1])
    qtbot.addWidget(made)
    return made


def test_it_says_when_there_will_be_something(qtbot: QtBot, asked: list[Callable[[], bytes] | None]) -> None:
    made = DrawnPaper("Anteprima", lambda: asked[-1], "Si vede qui appena c'è l'importo.")
    qtbot.addWidget(made)

    def said() -> str:
        return " ".join(each.text() for each in made.findChildren(QLabel))

    assert said() == "Si vede qui appena c'è l'importo."
    made.show()
    with qtbot.waitSignal(made.drawn):
        made.draw()
    assert said() == "1 pagina"
    made.let_go()
    assert said() == "Si vede qui appena c'è l'importo."


def test_it_is_drawn_once_it_is_seen(drawn: DrawnPaper, qtbot: QtBot) -> None:
    drawn.draw()
    assert shown(drawn) == ""
    with qtbot.waitSignal(drawn.drawn, timeout=20_000):
        drawn.show()
    assert "primo" in shown(drawn)


def test_the_newest_request_wins(
    drawn: DrawnPaper, asked: list[Callable[[], bytes] | None], qtbot: QtBot
) -> None:
    go, started = threading.Event(), threading.Event()

    def slow() -> bytes:
        started.set()
        assert go.wait(20)
        return paper("vecchio")

    drawn.show()
    asked.append(slow)
    drawn.draw()
    assert started.wait(20)
    asked.append(lambda: paper("nuovo"))
    with qtbot.waitSignal(drawn.drawn, timeout=20_000):
        drawn.draw()
    go.set()
    qtbot.waitUntil(lambda: not busy(), timeout=20_000)
    assert "nuovo" in shown(drawn)


def test_what_cannot_be_drawn_is_told_and_nothing_is_shown(
    drawn: DrawnPaper, asked: list[Callable[[], bytes] | None], qtbot: QtBot
) -> None:
    drawn.show()
    with qtbot.waitSignal(drawn.drawn, timeout=20_000):
        drawn.draw()
    asked.append(lambda: bytes(1 // 0))
    with qtbot.waitSignal(drawn.failed, timeout=20_000) as told:
        drawn.draw()
    assert isinstance(told.args[0], ZeroDivisionError) and shown(drawn) == ""
    asked.append(None)
    drawn.draw()
    assert shown(drawn) == ""
