"""*Storie da pubblicare*: reached from where the report is made; only what she agreed to, under an invented name."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app import coordination
from millegiorni_desk.app.stories import StoriesPage
from millegiorni_desk.areas.pathways import service as pathways
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.privacy import consents
from millegiorni_desk.flows import stories
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.pdf_pages import PdfPages
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tasks import wait_for_all
from millegiorni_desk.vault.vault import Vault
from tests.flows import conftest as flows
from tests.flows.conftest import Network
from tests.ui.spoken import nameless

make_network = flows.make_network
OPENED, AGREED = date(2025, 3, 1), date(2025, 9, 1)


@pytest.fixture
def vault(make_network: Callable[..., Network]) -> Vault:
    made = make_network("BAR").houses["BAR"]
    for key, name, told, agreed in (("1", "Fatima", "Alba", AGREED), ("2", "Joy", "Iris", None)):
        people.add(made, Person(id=f"p{key}", house="", name=name, surname="Osas"))
        pathways.open_pathway(made, Pathway(id=f"w{key}", house="", person_id=f"p{key}", opened_on=OPENED))
        stories.tell(made, f"w{key}", f"{told} arriva in primavera.", told, agreed)
    return made


@pytest.fixture
def shell(vault: Vault, window: Callable[[QWidget], QWidget]) -> Iterator[Shell]:
    made = Shell("Barrito", "Lucia")
    coordination.report_pages(vault, made)
    vault.changed.append(made.refresh)
    made.resize(1366, 768)
    window(made)
    yield made
    assert wait_for_all()


def test_they_are_read_and_saved_while_she_agrees(vault: Vault, shell: Shell, qtbot: QtBot) -> None:
    monitoring = shell.open("monitoring")
    (button,) = (one for one in monitoring.findChildren(Button) if one.accessibleName() == "Storie")
    button.click()
    page = shell.built("stories")
    assert isinstance(page, StoriesPage) and shell.shown == "stories" and nameless(page) == []
    assert [card.title.text() for card in page.list.pieces if isinstance(card, Card)] == ["Alba"]
    saved: dict[str, bytes] = {}
    page.papers.save_with = lambda parent, content, name, kind: saved.update({name: content}) or Path(name)
    page.save_text()
    qtbot.waitUntil(lambda: "storie-da-pubblicare.txt" in saved and not page.papers.work.busy, timeout=20_000)
    page.save_pdf()
    qtbot.waitUntil(lambda: "storie-da-pubblicare.pdf" in saved and not page.papers.work.busy, timeout=20_000)
    pages = PdfPages(saved["storie-da-pubblicare.pdf"])
    for text in (saved["storie-da-pubblicare.txt"].decode(), pages.text(0)):
        assert "Alba arriva in primavera." in text and "nomi sono inventati" in text
        assert not any(name in text for name in ("Fatima", "Joy", "Iris", "Osas", "Barrito", "BAR"))
    pages.close()
    qtbot.waitUntil(
        lambda: vault.scalar("SELECT count(*) FROM audit WHERE action = 'stories.save'") == 2, timeout=20_000
    )
    consents.answer(vault, "p1", "stories", "withdrawn")
    assert page.stories == [] and page.nothing.isVisible() and not page.pdf_button.isEnabled()
