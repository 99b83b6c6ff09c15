"""The monitoring screens: figures that fill in, rows behind each of them, the map, the papers; by keyboard."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot
from sqlmodel import select

from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.doti.records import BudgetLine, Dote, Fund, LedgerEntry
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.monitoring import service
from millegiorni_desk.areas.monitoring import view as monitoring_view
from millegiorni_desk.areas.monitoring.figures import Amount, Categories, Count, Figure, Measured, Part, Share
from millegiorni_desk.areas.monitoring.indicators import INDICATORS
from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.areas.monitoring.span import NEWEST_SQL, OLDEST_SQL
from millegiorni_desk.areas.monitoring.subjects import subjects_sql
from millegiorni_desk.areas.monitoring.view import periods
from millegiorni_desk.areas.monitoring.view.as_table import FiguresTable
from millegiorni_desk.areas.monitoring.view.board import Board
from millegiorni_desk.areas.monitoring.view.indicator_page import IndicatorPage
from millegiorni_desk.areas.monitoring.view.monitoring_page import MonitoringPage
from millegiorni_desk.areas.monitoring.view.plan import PARTS
from millegiorni_desk.areas.monitoring.view.wanted import Wanted
from millegiorni_desk.areas.outreach.records import Conference, Material, MaterialDelivery, Post
from millegiorni_desk.areas.pathways.records import Goal, Intervention, Pathway, Wellbeing
from millegiorni_desk.areas.people.records import Child, Person, PersonDecision
from millegiorni_desk.areas.training.records import Agreement, StaffMember, Training, TrainingPresence
from millegiorni_desk.errors import StorageFailed
from millegiorni_desk.flows.desk import SCHEMA
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House, ManagingBody, Partner
from millegiorni_desk.ui import look, tokens
from millegiorni_desk.ui.printing import write_file
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.screens import Elsewhere
from tests.ui.conftest import light, window
from tests.ui.spoken import nameless

__all__ = ["light", "window"]

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
ELSEWHERE = (
    "person", "access", "pathway", "dote", "month-end", "network", "meeting", "training", "agreement", "envelope",
    "outreach", "staff-member", "coordination",
)  # fmt: skip
Window = Callable[[QWidget], QWidget]


def records() -> Iterator[object]:
    """Two houses, six women, a year of accesses, a pathway with all that may be in it, two doti."""
    for code, name in (("BAR", "Barrito"), ("CEC", "Cecchi Point")):
        yield House(id=code, code=code, name=name)
    yield ManagingBody(id="body", code="QSO", name="Quartiere Solidale", houses=["BAR"])
    for n in range(6):
        yield Person(id=f"p{n}", house="BAR" if n % 2 else "CEC", surname="El Idrissi", name=f"Fatima {n}",
                     gender="M" if n == 5 else "F" if n else "", citizenship="MA" if n % 2 else "IT",
                     birth_date=date(1990 + n, 3, 12))  # fmt: skip
    yield Child(id="c", house="BAR", person_id="p1", birth_date=date(2024, 6, 1))
    yield PersonDecision(
        id="d",
        person_a="p1",
        person_b="p2",
        verdict="unsure",
        decided_by="irene",
        decided_at="2025-06-01T09:00:00Z",
    )
    for n in range(40):
        yield Access(id=f"a{n}", house="BAR" if n % 3 else "CEC", on_date=date(2025, 1 + n % 12, 1 + n % 28),
                     person_id=f"p{n % 6}" if n % 7 else None, channel="direct" if n % 4 else "school",
                     needs=["income", "work"] if n % 2 else ["home"], activities=["listening"],
                     in_care=("no", "yes", "unknown")[n % 3], pregnant="yes" if n % 6 == 3 else "no")  # fmt: skip
    yield Access(id="before", house="BAR", on_date=date(2024, 11, 3), person_id="p1")
    yield Pathway(id="w", house="BAR", person_id="p1", access_id="a1", opened_on=date(2025, 2, 4), minors=3,
                  fragilities=["care_load", "unemployment"], main_request="economic")  # fmt: skip
    yield Goal(id="g", house="BAR", pathway_id="w", title="Trovare casa", dimension="home", state="partly")
    yield Intervention(id="i", house="BAR", pathway_id="w", on_date=date(2025, 3, 1), area="health",
                       profession="midwife", minutes=45, home_visit=True)  # fmt: skip
    for n in (3, 9):
        yield Wellbeing(
            id=f"s{n}", house="BAR", pathway_id="w", on_date=date(2025, n, 1), dimension="home", score=n
        )
    for n, cents in enumerate((15_165, 8_000)):
        yield Dote(id=f"dote{n}", house="BAR", body="QSO", person_id="p1", line_id="l", expense="utilities",
                   amount_cents=cents, committed_on=date(2025, 4 + n, 2))  # fmt: skip
        yield LedgerEntry(id=f"e{n}", house="BAR", dote_id=f"dote{n}", kind="commit", from_account="available",
                          to_account="committed", line_id="l", amount_cents=cents,
                          on_date=date(2025, 4 + n, 2))  # fmt: skip
    yield from programme()


def programme() -> Iterator[object]:
    """One of everything of meetings, training, money and outreach, and a meeting that nobody counted."""
    yield Partner(id="partner", name="Nati per Leggere")
    yield Fund(id="f", code="UBI", name="Bando Umanitario", funder="Unione Buddhista")
    yield BudgetLine(id="l", fund_id="f", name="Doti", budget_cents=500_000)
    for n, adults in enumerate((12, None)):
        yield Meeting(id=f"m{n}", house_code="BAR", title="Leggere insieme", theme="reading", partners=["partner"],
                      on_date=date(2025, 5 + n, 6), state="held", adults=adults,
                      minors=adults)  # fmt: skip
    yield Meeting(id="m2", house_code="CEC", title="Festa", on_date=date(2025, 6, 7), state="cancelled")
    yield StaffMember(id="staff", name="Ada Riva", house_code="BAR")
    yield Training(id="t", on_date=date(2025, 2, 6), minutes=120, kind="training", title="Primo ascolto")
    yield TrainingPresence(id="tp", training_id="t", staff_id="staff")
    yield Agreement(id="g", title="Rete SAM", kind="network")
    yield Material(id="flyer", kind="flyer", title="Maggio", on_date=date(2025, 5, 1), copies=300)
    yield MaterialDelivery(
        id="brought", material_id="flyer", on_date=date(2025, 5, 2), copies=50, house_code="BAR"
    )
    for n, reach in enumerate((700, None)):
        yield Post(
            id=f"post{n}", on_date=date(2025, 5, 3 + n), channel="web", title="Si comincia", reach=reach
        )
    yield Conference(id="said", on_date=date(2025, 11, 20), title="Mille giorni")


def made(folder: Path, house: str, role: Role) -> Vault:
    """A vault with the records in it."""
    vault, _ = create_vault(
        folder, SCHEMA, Place(house, 1), FirstUser("irene", "Irene", (role,), "cinque parole a caso qui")
    )
    with vault.save("test.fill") as session:
        session.add_all(records())
    return vault


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    with made(tmp_path_factory.mktemp("rete") / "archivio", "", Role.COORDINATOR) as vault:
        yield vault


@pytest.fixture
def vault(filled: Vault) -> Iterator[Vault]:
    yield filled
    filled.changed.clear()


def shell_of(vault: Vault, window: Window) -> Shell:
    """A window with the monitoring's pages, and others that only note what they are opened with."""
    shell = Shell("Rete", "Irene")
    for name in ELSEWHERE:
        shell.register(name, name, "home", lambda name=name: Elsewhere(name), rail=False)
    monitoring_view.pages(vault, shell)
    vault.changed.append(shell.refresh)
    shell.resize(1366, 768)
    window(shell)
    return shell


@pytest.fixture
def shell(vault: Vault, window: Window) -> Shell:
    return shell_of(vault, window)


def opened(shell: Shell, bot: QtBot) -> MonitoringPage:
    """The page with its figures."""
    page = cast(MonitoringPage, shell.open("monitoring"))
    bot.waitUntil(lambda: page.report is not None and not page.work.busy)
    return page


def rows_of(shell: Shell, bot: QtBot, wanted: object) -> IndicatorPage:
    """The page of one figure with its rows."""
    page = cast(IndicatorPage, shell.open("indicator", wanted))
    bot.waitUntil(lambda: not page.work.busy)
    return page


def elsewhere(shell: Shell) -> tuple[str, object]:
    """Which page was opened last, and with what."""
    return shell.shown, cast(Elsewhere, shell.built(shell.shown)).arrivals[-1]


def test_every_declared_figure_stands_on_the_page_once() -> None:
    planned = [
        name
        for part in PARTS
        for name in (*part.figures, *part.charts, *((part.months,) if part.months else ()))
    ]
    assert sorted(planned) == sorted(INDICATORS)


def test_the_page_is_there_at_once_and_fills_in(shell: Shell, vault: Vault, qtbot: QtBot) -> None:
    page = cast(MonitoringPage, shell.open("monitoring"))
    assert page.report is None
    assert page.part.value() == "a1"
    assert not any(button.isEnabled() for button in page.buttons)
    qtbot.waitUntil(lambda: page.report is not None)
    assert page.chooser.period == YEAR
    people = service.compute(vault, *YEAR).figures["a1.not_in_care"]
    assert isinstance(people, Share)
    assert page.parts["a1"].board.figures["a1.accesses"].accessibleName() == "Accessi agli sportelli. 40"
    assert (
        f"{people.number} su {people.out_of}"
        in page.parts["a1"].board.figures["a1.not_in_care"].accessibleName()
    )
    assert f"non si sa: {people.unknown}" in page.parts["a1"].board.figures["a1.not_in_care"].accessibleName()
    assert all(button.isEnabled() for button in page.buttons)


def test_enter_on_a_figure_opens_its_rows_and_back_returns_to_it(shell: Shell, qtbot: QtBot) -> None:
    page = opened(shell, qtbot)
    figures = page.parts["a1"].board.figures
    figures["a1.accesses"].setFocus()
    qtbot.keyClick(figures["a1.accesses"], Qt.Key.Key_Right)
    assert figures["a1.people"].hasFocus()
    qtbot.keyClick(figures["a1.people"], Qt.Key.Key_Return)
    rows = cast(IndicatorPage, shell.built("indicator"))
    qtbot.waitUntil(lambda: not rows.work.busy)
    assert (shell.shown, rows.title, rows.value.text()) == ("indicator", "Persone incontrate", "6")
    assert rows.table.view.hasFocus()
    qtbot.keyClick(rows.table.view, Qt.Key.Key_Return)
    assert elsewhere(shell)[0] == "person"
    shell.back()
    shell.back()
    assert figures["a1.people"].hasFocus()


@pytest.mark.parametrize(
    "action",
    [
        # Of each action in the long tests; here of the two with most kinds of figures.
        pytest.param(name, marks=[] if name in ("a1", "a3") else [pytest.mark.soak])
        for name in sorted({name.partition(".")[0] for name in INDICATORS})
    ],
)
def test_a_figure_opens_as_many_rows_as_it_says(
    shell: Shell, vault: Vault, qtbot: QtBot, action: str
) -> None:
    names = [name for name in INDICATORS if name.partition(".")[0] == action]
    figures = service.compute(vault, *YEAR, only=names).figures
    for name in names:
        for category, number in list(_counted(figures[name]).items())[:3]:
            page = rows_of(shell, qtbot, {"id": name, "category": category})
            assert page.table.model.rowCount() == number, name
            assert page.rows_card.title.text().endswith(f"{number} {'riga' if number == 1 else 'righe'}")
            assert all(page.table.model.row(at)["who"] for at in range(number)), name


def _counted(figure: Figure) -> dict[str, int]:
    """Category → how many rows a figure counts there."""
    match figure:
        case Part(rows=yes, unknown_rows=unknown):
            return {"": yes, "unknown": unknown}
        case Share(number=yes, out_of=out_of, unknown=unknown):
            return {"": yes, "no": out_of - yes, "unknown": unknown}
        case Count(number=yes) | Amount(number=yes):
            return {"": yes}
        case Categories(numbers=numbers):
            return {code: number for code, number in numbers.items() if number}
        case Measured(measures=measures):
            return {code: measure.number for code, measure in measures.items()}


@pytest.mark.parametrize(
    ("name", "page", "argument"),
    [
        ("a1.first_pathways", "access", "a1"),
        ("a2.pathways", "pathway", "w"),
        ("a2.doti", "dote", "dote0"),
        ("a2.goals_set", "pathway", "w"),
        ("a2.home_visits", "pathway", "w"),
        ("a2.wellbeing", "pathway", "w"),
        ("a2.women", "person", "p1"),
        ("a1.houses", "network", "houses"),
        ("a1.open_pairs", "month-end", "people"),
    ],
)
def test_a_row_opens_its_record(shell: Shell, qtbot: QtBot, name: str, page: str, argument: object) -> None:
    rows = rows_of(shell, qtbot, {"id": name})
    qtbot.keyClick(rows.table.view, Qt.Key.Key_Return)
    assert elsewhere(shell) == (page, argument)


def test_a_channel_has_room_for_its_words(vault: Vault, shell: Shell, qtbot: QtBot) -> None:
    page = rows_of(shell, qtbot, {"id": "a1.accesses"})
    at = [column.key for column in page.table.model.columns].index("channel")
    words = network.terms(vault, "channel").values()
    longest = max(map(page.table.view.fontMetrics().horizontalAdvance, words))
    head = page.table.view.horizontalHeader()
    # The page comes to its width after its rows did.
    qtbot.waitUntil(lambda: head.sectionSize(at) - 2 * look.px(tokens.TIGHT) > longest)


def test_the_euros_of_the_rows_come_to_the_figure(shell: Shell, qtbot: QtBot) -> None:
    page = rows_of(shell, qtbot, {"id": "a2.doti_committed"})
    assert page.value.text() == "231,65 €"
    spoken = [child.accessibleName() for child in page.table.findChildren(QWidget)]
    assert "Totale: Chi Totale, Impegnati € 231,65, Pagati € 0,00" in spoken


def test_other_answers_are_opened_with_the_arrows(shell: Shell, qtbot: QtBot) -> None:
    page = rows_of(shell, qtbot, {"id": "a1.direct"})
    yes, no = (chip for chip in page.which.chips)
    assert (yes.words, no.words) == ("Sì 30", "No 10")
    page.which.take_focus()
    qtbot.keyClick(yes, Qt.Key.Key_Right)
    qtbot.keyClick(no, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.table.model.rowCount() == 10 and not page.work.busy)
    assert page.value.text() == "75 %"
    assert page.which.isAncestorOf(cast(QWidget, page.focusWidget()))
    shell.back()
    qtbot.waitUntil(lambda: page.table.model.rowCount() == 30)


def test_a_bar_opens_its_own_rows_and_all_of_them_again(shell: Shell, vault: Vault, qtbot: QtBot) -> None:
    page = opened(shell, qtbot)
    chart = page.parts["a1"].board.charts["a1.by_need"].bars
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    rows = cast(IndicatorPage, shell.built("indicator"))
    qtbot.waitUntil(lambda: rows.table.model.rowCount() == 20 and not rows.work.busy)
    assert rows.counts.text() in ("Casa", "Lavoro", "Reddito")
    rows.every.click()
    qtbot.waitUntil(lambda: rows.table.model.rowCount() == 40 and not rows.work.busy)
    assert rows.table.model.columns[3].title == "Voce"


def test_months_are_columns_that_open(shell: Shell, qtbot: QtBot) -> None:
    page = opened(shell, qtbot)
    months = page.parts["a1"].board.charts["a1.by_month"].columns
    months.setFocus()
    qtbot.keyClick(months, Qt.Key.Key_Right)
    qtbot.keyClick(months, Qt.Key.Key_Return)
    rows = cast(IndicatorPage, shell.built("indicator"))
    qtbot.waitUntil(lambda: not rows.work.busy)
    assert rows.counts.text() == "feb 2025"


def test_figures_wait_until_they_are_asked_to_move(shell: Shell, vault: Vault, qtbot: QtBot) -> None:
    page = opened(shell, qtbot)
    figure = page.parts["a1"].board.figures["a1.bodies"]
    assert figure.accessibleName().endswith(". 1")
    with vault.save("test.body") as session:
        session.add(ManagingBody(id="other", code="ALT", name="Altro ente"))
    assert figure.accessibleName().endswith(". 1")
    assert "da allora qualcosa è cambiato" in page.state[0]
    qtbot.keyClick(page, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: figure.accessibleName().endswith(". 2"))
    assert "qualcosa è cambiato" not in page.state[0]


def test_another_period_and_another_house(shell: Shell, vault: Vault, qtbot: QtBot) -> None:
    page = opened(shell, qtbot)

    def shows(period: Period, house: str) -> None:
        qtbot.waitUntil(lambda: page.report is not None and not page.work.busy)
        qtbot.waitUntil(
            lambda: page.report is not None and (page.report.period, page.report.house) == (period, house)
        )
        assert page.report == service.compute(vault, *period, house=house)

    page.chooser.kind.set_value("quarter")
    shows(Period(date(2025, 10, 1), date(2025, 12, 31)), "")
    page.chooser.kind.set_value("month")
    page.chooser.month.set_value("2025-02")
    page.chooser.house.set_value("CEC")
    shows(Period(date(2025, 2, 1), date(2025, 2, 28)), "CEC")
    page.chooser.kind.set_value("free")
    page.chooser.end.set_value("10/02/2025")
    qtbot.keyClick(page.chooser.end.line, Qt.Key.Key_Return)
    shows(Period(date(2025, 2, 1), date(2025, 2, 10)), "CEC")
    page.chooser.end.set_value("1/1/2025")
    qtbot.keyClick(page.chooser.end.line, Qt.Key.Key_Return)
    assert page.chooser.end.problem.startswith("Finisce prima di cominciare")
    page.chooser.house.set_value("")
    page.chooser.kind.set_value("2025")
    shows(YEAR, "")


def test_a_house_that_has_gone_meanwhile_is_told_on_the_page(
    shell: Shell, vault: Vault, qtbot: QtBot
) -> None:
    page = opened(shell, qtbot)

    def called(former: str, code: str) -> None:
        with vault.save("test.house") as session:
            session.exec(select(House).where(House.code == former)).one().code = code

    called("CEC", "ZZZ")
    page.chooser.house.set_value("CEC")
    qtbot.waitUntil(lambda: page.work.problem is not None)
    called("ZZZ", "CEC")


def test_only_what_is_looked_at_is_made(shell: Shell, qtbot: QtBot) -> None:
    page = opened(shell, qtbot)
    assert [board.part.key for board in page.findChildren(Board)] == ["a1"]
    page.part.set_value("a2")
    page.as_table.setChecked(True)
    assert {board.part.key for board in page.findChildren(Board)} == {"a1", "a2"}
    assert len(page.findChildren(FiguresTable)) == 1
    assert page.parts["a2"].isVisible() and not page.parts["a1"].isVisible()


def test_a_period_without_anything_says_so(shell: Shell, qtbot: QtBot) -> None:
    page = opened(shell, qtbot)
    page.chooser.kind.set_value("free")
    for day, text in ((page.chooser.start, "1/6/2020"), (page.chooser.end, "30/6/2020")):
        day.set_value(text)
        qtbot.keyClick(day.line, Qt.Key.Key_Return)
    qtbot.waitUntil(page.nothing.isVisible)
    assert not page.parts["a1"].board.isVisible()


def test_the_map_sets_its_sums_apart_and_a_cell_opens(shell: Shell, vault: Vault, qtbot: QtBot) -> None:
    page = opened(shell, qtbot)
    page.part.set_value("map")
    qtbot.waitUntil(lambda: page.map.table is not None and not page.map.work.busy)
    table = page.map.table
    assert table is not None
    assert [table.model.row(at)["house"] for at in range(2)] == ["Barrito", "Cecchi Point"]
    matrix = service.month_by_house(vault, *YEAR, "a1.accesses")
    assert any(
        each.accessibleName().startswith("Totale: Casa Rete, Periodo 40")
        for each in table.findChildren(QWidget)
    )
    cells = [cast(Count, matrix.cells[month, "CEC"]).number for month in matrix.months]
    busy = cells.index(max(cells))
    index = table.model.index(1, 2 + busy)
    assert table.model.data(index) == str(cells[busy])
    alignment = table.model.data(index, Qt.ItemDataRole.TextAlignmentRole)
    assert alignment & Qt.AlignmentFlag.AlignRight

    def ground() -> QColor:
        corner = table.view.visualRect(index).topLeft() + QPoint(8, 4)
        return table.view.grab().toImage().pixelColor(table.view.viewport().mapTo(table.view, corner))

    # A busy month is darker.
    qtbot.waitUntil(lambda: ground() != QColor(look.ink("surface")))
    table.view.setCurrentIndex(index)
    table.view.setFocus()
    qtbot.keyClick(table.view, Qt.Key.Key_Return)
    rows = cast(IndicatorPage, shell.built("indicator"))
    qtbot.waitUntil(lambda: not rows.work.busy)
    assert rows.table.model.rowCount() == cells[busy] > 0
    shell.back()
    page.map.choice.set_value("a2.doti_committed")
    qtbot.waitUntil(lambda: page.map.table is not table)
    assert page.map.table is not None
    assert page.map.table.model.data(page.map.table.model.index(0, 1)) == "231,65"


def test_papers_hold_the_figures_shown(shell: Shell, vault: Vault, qtbot: QtBot, tmp_path: Path) -> None:
    page = opened(shell, qtbot)
    asked: list[str] = []

    def save(parent: QWidget, content: bytes, name: str, kind: str) -> Path:
        asked.append(kind)
        write_file(tmp_path / name, content)
        return tmp_path / name

    page.papers.save_with = save
    for button in page.buttons:
        if button.accessibleName() != "Stampa":
            button.click()
            qtbot.waitUntil(lambda: page.papers.notice is not None and not page.papers.work.busy)
    assert asked == ["JSON (*.json)", "Excel (*.xlsx)", "PDF (*.pdf)"]
    stem = "monitoraggio-2025"
    written = json.loads((tmp_path / f"{stem}.json").read_bytes())
    assert written == service.to_json(service.compute(vault, *YEAR))
    assert "Mappa" in load_workbook(BytesIO((tmp_path / f"{stem}.xlsx").read_bytes())).sheetnames
    assert (tmp_path / f"{stem}.pdf").read_bytes().startswith(b"%PDF")
    assert page.papers.notice is not None
    assert f"Salvato: {stem}.pdf" in page.papers.notice.sentence


def test_what_is_published_hides_small_numbers(shell: Shell, qtbot: QtBot, tmp_path: Path) -> None:
    page = opened(shell, qtbot)
    kept: dict[str, bytes] = {}

    def save(parent: QWidget, content: bytes, name: str, kind: str) -> None:
        kept[name] = content

    page.papers.save_with = save
    page.public.click()
    page.buttons[0].click()
    qtbot.waitUntil(lambda: bool(kept))
    (name,) = kept
    assert name == "monitoraggio-2025-da-pubblicare.json"
    assert json.loads(kept[name])["a2.pathways"] is None


def test_a_full_disk_is_told_in_place_and_tried_again(shell: Shell, qtbot: QtBot) -> None:
    page = opened(shell, qtbot)
    tries: list[str] = []

    def save(parent: QWidget, content: bytes, name: str, kind: str) -> None:
        tries.append(name)
        if len(tries) == 1:
            raise StorageFailed("La chiavetta è piena. Nulla è andato perso: libera spazio e riprova.")

    page.papers.save_with = save
    page.buttons[0].click()
    qtbot.waitUntil(lambda: page.papers.work.problem is not None)
    problem = page.papers.work.problem
    assert problem is not None
    assert problem.sentence.startswith("La chiavetta è piena")
    retry = next(each for each in problem.findChildren(QWidget) if each.accessibleName() == "Riprova")
    qtbot.keyClick(retry, Qt.Key.Key_Return)
    assert len(tries) == 2


def test_printing_takes_the_same_pdf(shell: Shell, qtbot: QtBot) -> None:
    page = opened(shell, qtbot)
    sent: list[bytes] = []
    page.papers.print_with = lambda parent, pdf: not sent.append(pdf)
    page.buttons[2].click()
    qtbot.waitUntil(lambda: bool(sent))
    assert sent[0].startswith(b"%PDF")


def test_open_pairs_are_told_as_an_interval(shell: Shell, vault: Vault, qtbot: QtBot) -> None:
    with vault.connection() as raw:
        raw.execute("DELETE FROM person_pair")
        raw.execute("INSERT OR IGNORE INTO person_pair_stale (stale) VALUES (1)")
    page = opened(shell, qtbot)
    note = page.foot.findChildren(QLabel)[0]
    assert not page.unsure.isVisible()
    assert note.text() == "Le coppie da rivedere sono quelle dell'ultima relazione."
    with vault.connection() as raw:
        raw.execute("INSERT INTO person_pair VALUES ('p1', 'p2', 13, 0.25)")
        raw.execute("DELETE FROM person_pair_stale")
    page.count()
    qtbot.waitUntil(lambda: not page.work.busy)
    assert not note.text()
    assert (
        page.unsure.sentence == "Le persone incontrate sono tra 5 e 6: resta 1 coppia di schede da rivedere."
    )
    people = page.parts["a1"].board.figures["a1.people"]
    assert "6; (5–6); stima 6 · coppie da rivedere: 1" in people.accessibleName()
    assert "se fossero tutte persone diverse" in people.toolTip()
    by_age = page.parts["a1"].board.charts["a1.by_age"].bars
    assert "5 (4–5)" in by_age.accessibleName()
    page.part.set_value("a2")
    assert not page.unsure.isVisible()


def test_an_unknown_figure_says_so(shell: Shell, qtbot: QtBot) -> None:
    page = rows_of(shell, qtbot, {"id": "a9.nothing"})
    assert page.work.problem is not None
    assert "a9.nothing" in page.work.problem.sentence


def test_a_desk_sees_its_own_house(tmp_path: Path, window: Window, qtbot: QtBot) -> None:
    vault = made(tmp_path / "barrito", "BAR", Role.CASE_MANAGER)
    shell = shell_of(vault, window)
    page = opened(shell, qtbot)
    assert not page.chooser.house.isVisible()
    assert page.report == service.compute(vault, *YEAR, house="BAR")
    rows = rows_of(shell, qtbot, Wanted("a1.accesses", "", YEAR, "BAR"))
    assert "Casa" not in [column.title for column in rows.table.model.columns]
    vault.changed.clear()
    vault.close()


def test_without_the_permission_there_are_no_pages(vault: Vault, qtbot: QtBot) -> None:
    shell = Shell("Barrito", "Lucia")
    qtbot.addWidget(shell)
    roles, vault.roles = vault.roles, [Role.OPERATOR]
    monitoring_view.pages(vault, shell)
    vault.roles = roles
    assert not shell.knows("monitoring")
    assert not shell.knows("indicator")


def test_everything_has_a_name_to_be_spoken(shell: Shell, qtbot: QtBot) -> None:
    page = opened(shell, qtbot)
    assert nameless(page) == []
    page.part.set_value("map")
    qtbot.waitUntil(lambda: page.map.table is not None)
    assert nameless(page) == []
    assert nameless(rows_of(shell, qtbot, {"id": "a1.by_need", "category": "work"})) == []


def test_what_is_read_for_a_page_comes_from_indexes(vault: Vault) -> None:
    for table in {declared.source.table for declared in INDICATORS.values()}:
        plan = vault.query(f"EXPLAIN QUERY PLAN {subjects_sql(table)}", ids="[]")
        assert not [
            step for step in plan if step["detail"].startswith("SCAN") and "wanted" not in step["detail"]
        ]
    for sql in (OLDEST_SQL, NEWEST_SQL):
        (step,) = vault.query(f"EXPLAIN QUERY PLAN {sql}")
        assert "USING INDEX access_date" in step["detail"] or "access_newest" in step["detail"]


DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@given(DAYS, st.integers(0, 1500))
def test_periods_cover_every_day_without_a_gap(start: date, days: int) -> None:
    covered = Period(start, start + timedelta(days))
    for offered in (periods.quarters(covered), periods.months(covered)):
        found = [periods.from_code(code) for code, _ in reversed(offered)]
        assert found[0].start <= covered.start <= found[0].end
        assert found[-1].start <= covered.end <= found[-1].end
        assert all(second.start - first.end == timedelta(1) for first, second in pairwise(found))
        assert [periods.words(periods.from_code(code)) for code, _ in offered] == [
            words for _, words in offered
        ]


@given(DAYS)
def test_a_year_goes_by_its_number(day: date) -> None:
    assert periods.words(periods.year_of(day)) == str(day.year)
    assert periods.from_code(periods.code(periods.year_of(day))) == periods.year_of(day)
    uneven = Period(day, day + timedelta(40))
    assert periods.words(uneven).count("/") == 4
    assert periods.code(uneven) == f"{uneven.start}-{uneven.end}"
