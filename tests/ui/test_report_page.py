"""*Relazione*: chosen, seen, saved in every format, kept as it was sent and compared with what came later."""

from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app import coordination
from millegiorni_desk.app.reporting.choices import PUBLIC
from millegiorni_desk.app.reporting.making import JSON, PDF, WORD, WORKBOOK
from millegiorni_desk.app.reporting.page import ReportPage
from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.areas.pathways import service as pathways
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.flows import stories
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.pdf_pages import PdfPages
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tasks import wait_for_all
from millegiorni_desk.vault.vault import Vault
from tests.flows import conftest as flows
from tests.flows.conftest import Network
from tests.ui.spoken import nameless

make_network = flows.make_network
DAY = date(2025, 3, 1)


@pytest.fixture
def vault(make_network: Callable[..., Network]) -> Vault:
    made = make_network("BAR").houses["BAR"]
    people.add(made, Person(id="p1", house="", name="Fatima", surname="Osas", gender="F"))
    pathways.open_pathway(made, Pathway(id="w1", house="", person_id="p1", opened_on=DAY))
    stories.tell(made, "w1", "Alba arriva in primavera.", "Alba", DAY)
    for _number in range(4):
        accesses.record(made, Access(house="", on_date=DAY, person_id="p1", needs=["income"]))
    return made


@pytest.fixture
def page(vault: Vault, window: Callable[[QWidget], QWidget]) -> Iterator[ReportPage]:
    shell = Shell("Barrito", "Lucia")
    coordination.report_pages(vault, shell)
    vault.changed.append(shell.refresh)
    shell.resize(1366, 768)
    window(shell)
    monitoring = shell.open("monitoring")
    (button,) = (one for one in monitoring.findChildren(Button) if one.accessibleName() == "Relazione")
    button.click()
    made = shell.built("report")
    assert isinstance(made, ReportPage) and shell.shown == "report"
    yield made
    assert wait_for_all()


def prepared(page: ReportPage, qtbot: QtBot) -> ReportPage:
    page.make()
    qtbot.waitUntil(lambda: page.made is not None and not page.papers.work.busy, timeout=30_000)
    return page


def saved(page: ReportPage, kind: str, qtbot: QtBot) -> bytes:
    kept: dict[str, bytes] = {}
    page.papers.save_with = lambda parent, content, name, words: kept.update({name: content}) or Path(name)
    page.save(kind)
    qtbot.waitUntil(lambda: bool(kept) and not page.papers.work.busy, timeout=30_000)
    ((name, content),) = kept.items()
    assert name.endswith(f".{kind}")
    return content


def test_it_is_seen_before_it_is_saved_in_every_format(page: ReportPage, qtbot: QtBot, vault: Vault) -> None:
    assert not page.buttons[PDF].isEnabled() and nameless(page) == []
    prepared(page, qtbot)
    assert page.buttons[PDF].isEnabled() and nameless(page) == []
    pages = PdfPages(saved(page, PDF, qtbot))
    said = "".join(pages.text(at) for at in range(len(pages)))
    pages.close()
    assert "Alba arriva in primavera." in said and "Fatima" not in said
    text = docx.Document(BytesIO(saved(page, WORD, qtbot)))
    assert "Alba arriva in primavera." in [paragraph.text for paragraph in text.paragraphs]
    book = load_workbook(BytesIO(saved(page, WORKBOOK, qtbot)))
    assert "Righe Accessi" in book.sheetnames
    assert b"a1.accesses" in saved(page, JSON, qtbot)
    qtbot.waitUntil(
        lambda: vault.scalar("SELECT count(*) FROM audit WHERE action = 'report.save'") == 4, timeout=20_000
    )


def test_another_choice_asks_for_it_anew(page: ReportPage, qtbot: QtBot) -> None:
    prepared(page, qtbot)
    page.choices.version.set_value(PUBLIC)
    assert page.made is None and not page.buttons[WORD].isEnabled() and page.choices.rows.isHidden()
    page.choices.stories.setChecked(False)
    page.choices.beside.set_value("year")
    prepared(page, qtbot)
    assert page.made is not None and page.made.year.before is not None
    assert page.made.year.report.published and page.made.year.stories == []
    book = load_workbook(BytesIO(saved(page, WORKBOOK, qtbot)))
    assert "Confronto" in book.sheetnames and "Righe Accessi" not in book.sheetnames


def test_what_was_sent_is_kept_and_compared(page: ReportPage, qtbot: QtBot, vault: Vault) -> None:
    prepared(page, qtbot)
    page.sent_to.set_value("Fondazione")
    page.freeze()
    assert page.copies.table.current()["to"] == "Fondazione"
    page.copies.check()
    assert "Intatta" in page.copies.said.sentence
    page.copies.compare()
    qtbot.waitUntil(lambda: "Niente è cambiato" in page.copies.said.sentence, timeout=30_000)
    accesses.record(vault, Access(house="", on_date=DAY, person_id="p1", needs=["income"]))
    qtbot.waitUntil(page.stale.isVisible, timeout=20_000)
    page.copies.compare()
    qtbot.waitUntil(page.copies.changes.isVisible, timeout=30_000)
    row = page.copies.changes.model.row(0)
    assert (row["title"], row["was"], row["now"]) == ("Accessi agli sportelli", "4", "5")
    page.copies.changes.opened.emit(dict(row))
    assert page._shell.shown == "indicator"


def test_a_february_is_compared_with_the_whole_february_before(page: ReportPage) -> None:
    chooser = page.choices.chooser
    chooser.kind.set_value("free")
    for day, text in ((chooser.start, "1/2/2025"), (chooser.end, "28/2/2025")):
        day.set_value(text)
        day.line.editingFinished.emit()
    page.choices.beside.set_value("year")
    assert page.choices.value().before == Period(date(2024, 2, 1), date(2024, 2, 29))


def test_a_day_that_lacks_is_asked_for(page: ReportPage) -> None:
    page.choices.beside.set_value("other")
    page.make()
    assert page.papers.work.problem is not None and page.made is None
