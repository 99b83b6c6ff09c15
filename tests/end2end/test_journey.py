"""One month through the real window: a network is founded, a house joins, a woman is helped, the report comes out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app.desk_window import TITLE
from millegiorni_desk.app.entrance.first_run import FirstRun
from millegiorni_desk.app.entrance.first_run_steps import PlaceStep, UserStep
from millegiorni_desk.app.entrance.unlock import UnlockPage
from millegiorni_desk.app.month_end.page import MonthEndPage
from millegiorni_desk.app.network.bodies import BodiesSection
from millegiorni_desk.app.network.envelopes import EnvelopesSection
from millegiorni_desk.app.network.funds import FundsSection
from millegiorni_desk.app.network.houses import HousesSection
from millegiorni_desk.app.network.page import NetworkPage
from millegiorni_desk.app.network.requests import RequestsSection
from millegiorni_desk.app.settings.recovery_sheet import RecoverySheet
from millegiorni_desk.app.syncing.page import SyncPage
from millegiorni_desk.areas.accesses.view.new_access import NewAccessPage
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.doti.view.new_dote import NewDotePage
from millegiorni_desk.areas.monitoring.view.monitoring_page import MonitoringPage
from millegiorni_desk.areas.monitoring.view.papers import JSON, PDF, WORKBOOK
from millegiorni_desk.areas.people import service as people
from tests.end2end.seat import Ctrl, Key, Seat
from tests.screens import light

__all__ = ["light"]


class Founder(Seat):
    """A seat from which a network is founded or joined."""

    def first_run(self) -> FirstRun:
        page = self.window.pages.currentWidget()
        assert isinstance(page, FirstRun)
        return page

    def answer_place(self, folder: Path, exchange: Path) -> None:
        step = self.first_run().step
        assert isinstance(step, PlaceStep)
        step.folder.setFocus()
        self.write(str(folder))
        step.road.place.setFocus()
        self.write(str(exchange))
        self.press(Key.Key_Return)

    def answer_who(self, name: str) -> None:
        """Who she is and her five words; then the recovery sheet with one group typed back; then in."""
        page = self.first_run()
        step = page.step
        assert isinstance(step, UserStep)
        self.write(name)
        self.words = step.passphrase.proposed.value()
        step.passphrase.again.setFocus()
        self.write(self.words)
        self.press(Key.Key_Return)
        self.until(lambda: isinstance(page.step, RecoverySheet) and not page.work.busy)
        sheet = page.step
        assert isinstance(sheet, RecoverySheet)
        assert page.made is not None
        sheet.group.setFocus()
        self.write(page.made.key.split("-")[sheet.asked])
        self.press(Key.Key_Return)

    def go_in(self) -> None:
        self.press(Key.Key_Return)
        self.until(lambda: self.window.desk is not None and self.shell.shown == "today")


@pytest.fixture
def exchange(tmp_path: Path) -> Path:
    folder = tmp_path / "scambio"
    folder.mkdir()
    return folder


@pytest.fixture
def seats(qtbot: QtBot) -> Iterator[list[Founder]]:
    taken: list[Founder] = []
    yield taken
    for seat in taken:
        seat.window.close()
        seat.window.deleteLater()


def test_a_month_through_the_window(
    qtbot: QtBot, seats: list[Founder], tmp_path: Path, exchange: Path
) -> None:
    irene = Founder(qtbot)
    seats.append(irene)
    found_the_network(irene, tmp_path, exchange)
    furnish(irene, tmp_path / "invito.json")

    lucia = Founder(qtbot)
    seats.append(lucia)
    spoken = join(lucia, tmp_path, exchange)
    let_in(irene, spoken)
    synchronise(lucia)
    assert [fund.name for fund in doti.funds(lucia.vault)] == ["Bando Umanitario"]

    person_id = help_a_woman(lucia)
    receipt = grant(lucia, person_id)
    assert receipt.startswith(b"%PDF")
    synchronise(lucia)
    assert lucia.window.windowTitle() == TITLE

    close_the_month(irene)
    figures = report(irene, tmp_path)
    assert figures["a1.accesses"] == 2
    assert figures["a1.people"] == 1
    assert figures["a2.doti"] == 1
    assert figures["a2.doti_committed"] == 151.65
    lock(irene)


def found_the_network(seat: Founder, folder: Path, exchange: Path) -> None:
    seat.press(Key.Key_Return)
    seat.write("Mille Giorni Torino")
    seat.press(Key.Key_Return)
    seat.answer_place(folder / "coordinamento", exchange)
    seat.answer_who("Irene Sasso")
    assert seat.first_run().title.text() == "La rete è pronta"
    seat.go_in()


def furnish(seat: Founder, invitation: Path) -> None:
    """A house, its body, a fund, 1.000 € in the envelope, and the invitation."""
    page = seat.shell.open("network")
    assert isinstance(page, NetworkPage)
    houses, bodies = page.parts.section("houses"), page.parts.section("bodies")
    funds, envelopes = page.parts.section("funds"), page.parts.section("envelopes")
    assert isinstance(houses, HousesSection)
    assert isinstance(bodies, BodiesSection)
    assert isinstance(funds, FundsSection)
    assert isinstance(envelopes, EnvelopesSection)
    for text in ("Barrito", "BAR", "via Tepice 23"):
        seat.write(text)
        seat.press(Key.Key_Return)
    page.parts.open("bodies")
    bodies.form.set_values({"name": "Associazione Barrito APS", "code": "BAR", "houses": ["BAR"]})
    bodies.add_button.click()
    page.parts.open("funds")
    funds.form.set_values({"name": "Bando Umanitario", "code": "UBI"})
    funds.save()
    page.parts.open("envelopes")
    (line,) = doti.lines(seat.vault)
    envelopes.form.set_values({"house": "BAR", "line": line.id, "amount": 100_000})
    envelopes.put()
    assert doti.envelope(seat.vault, "BAR", line.id).left == 100_000
    page.parts.open("houses")
    houses.invited.set_value("BAR")
    houses.write_invitation(invitation)
    assert invitation.exists()


def join(seat: Founder, folder: Path, exchange: Path) -> str:
    """The house comes in by its invitation; the words to read aloud."""
    page = seat.first_run()
    seat.press(Key.Key_Down)
    seat.press(Key.Key_Return)
    seat.write(str(folder / "invito.json"))
    seat.press(Key.Key_Return)
    seat.until(lambda: isinstance(page.step, PlaceStep) and not page.work.busy)
    seat.answer_place(folder / "barrito", exchange)
    seat.answer_who("Lucia Ferrero")
    assert page.made is not None
    spoken = page.made.fingerprint
    assert any(spoken in each.accessibleName() for each in page.findChildren(QWidget))
    seat.until(lambda: not page.work.busy)
    seat.go_in()
    assert seat.vault.house == "BAR"
    return spoken


def let_in(seat: Founder, spoken: str) -> None:
    seat.sit_down()
    page = seat.shell.open("network", "requests")
    assert isinstance(page, NetworkPage)
    section = page.parts.section("requests")
    assert isinstance(section, RequestsSection)
    seat.until(lambda: bool(section.buttons))
    assert any(spoken in each.accessibleName() for each in section.findChildren(QWidget))
    section.buttons[0].click()
    seat.until(lambda: not section.buttons and not section.work.busy)
    synchronise(seat)


def synchronise(seat: Seat) -> None:
    seat.sit_down()
    page = seat.shell.open("sync")
    assert isinstance(page, SyncPage)
    seat.press(Key.Key_Return, Ctrl)
    seat.until(lambda: not page.work.busy)
    assert page.work.problem is None
    assert not page.asking.isVisible()
    assert page.waiting.text() == "Tutto consegnato"


def help_a_woman(seat: Seat) -> str:
    """A woman nobody knows; then she comes again and is found by her misspelt name."""
    seat.shell.open("today")
    seat.type("ngozi okafor")
    seat.press(Key.Key_Return)
    page = seat.shell.built("new-access")
    assert isinstance(page, NewAccessPage)
    seat.type("12/3/1994")
    seat.press(Key.Key_Return)
    seat.type("353 4418812")
    page.answers.needs.set_value(["pregnancy"])
    page.answers.pregnant.set_value("yes")
    seat.press(Key.Key_Return, Ctrl)
    assert people.count(seat.vault) == 1
    seat.type("okafo ngosi")
    seat.press(Key.Key_Down)
    (entry,) = page.who.finder.results.entries
    assert "Ngozi Okafor" in entry.accessibleName()
    seat.press(Key.Key_Return)
    seat.press(Key.Key_S, Ctrl)
    assert seat.shell.shown == "person"
    (person,) = people.page(seat.vault, 0, 2)
    return person.id


def grant(seat: Seat, person_id: str) -> bytes:
    """A dote of 151,65 € for her, with its receipt."""
    page = seat.shell.open("new-dote", person_id)
    assert isinstance(page, NewDotePage)
    printed: list[bytes] = []
    page.print_with = lambda _, pdf: bool(printed.append(pdf)) or True
    page.form.set_values(
        {
            "expense": "newborn_kit",
            "amount_cents": 151_650,
            "reason": "passeggino e lettino",
            "supplier": "Prénatal",
        }
    )
    page.save()
    assert "restano" in page.form.amount.problem
    page.form.set_values({"amount_cents": 15_165})
    seat.press(Key.Key_P, Ctrl)
    assert seat.shell.shown == "dote"
    (pdf,) = printed
    return pdf


def close_the_month(seat: Seat) -> None:
    seat.sit_down()
    page = seat.shell.open("month-end")
    assert isinstance(page, MonthEndPage)
    page.deliveries.button.click()
    seat.until(lambda: page.merge.outcome is not None and not page.work.busy and not page.totals.busy)
    assert page.totals.balanced
    row = page.totals.table.model.row(0)
    assert (row["house"], row["new"], row["now"], row["euros_now"]) == ("Barrito", 2, 2, 15_165)
    assert page.differences.left == 0


def report(seat: Seat, folder: Path) -> dict[str, object]:
    page = seat.shell.open("monitoring")
    assert isinstance(page, MonitoringPage)
    seat.until(lambda: page.report is not None)
    assert page.report is not None
    files: list[Path] = []

    def save_with(_: QWidget, content: bytes, name: str, kind: str) -> Path:
        files.append(folder / name)
        files[-1].write_bytes(content)
        return files[-1]

    page.papers.save_with = save_with
    for paper in (PDF, WORKBOOK, JSON):
        page.papers.save(page.report, paper, published=False)
        seat.until(lambda paper=paper: any(file.suffix == f".{paper}" for file in files))
    assert files[0].read_bytes().startswith(b"%PDF")
    assert files[1].read_bytes().startswith(b"PK")
    figures: dict[str, object] = json.loads(files[2].read_text(encoding="utf-8"))
    return figures


def lock(seat: Seat) -> None:
    """*Blocca* closes the vault and begins again; her own words open it."""
    folder = seat.vault.folder
    seat.press(Key.Key_L, Ctrl)
    seat.until(lambda: seat.locked == 1)
    assert seat.window.desk is None
    seat.window.show_unlock(folder)
    page = seat.window.pages.currentWidget()
    assert isinstance(page, UnlockPage)
    page.secret.setFocus()
    seat.write(seat.words)
    seat.press(Key.Key_Return)
    seat.until(lambda: seat.window.desk is not None)
