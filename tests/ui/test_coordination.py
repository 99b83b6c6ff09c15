"""The network and handing over, on real vaults that meet in a folder."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app import coordination
from millegiorni_desk.app.month_end.page import MonthEndPage
from millegiorni_desk.app.network.alarms import AlarmsSection
from millegiorni_desk.app.network.bodies import BodiesSection
from millegiorni_desk.app.network.devices import DevicesSection
from millegiorni_desk.app.network.envelopes import EnvelopesSection
from millegiorni_desk.app.network.funders import FundersSection
from millegiorni_desk.app.network.funds import FundsSection
from millegiorni_desk.app.network.houses import CodeCard, HousesSection
from millegiorni_desk.app.network.lines import LinesSection
from millegiorni_desk.app.network.page import NetworkPage
from millegiorni_desk.app.network.requests import RequestsSection
from millegiorni_desk.app.network.sheets import SheetsSection
from millegiorni_desk.app.syncing.page import SyncPage
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.doti.records import BudgetLine, Fund
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.flows import (
    devices,
    joining,
    network_devices,
    network_sheets,
    posting,
    roads,
    syncing,
)
from millegiorni_desk.flows.desk import create_network
from millegiorni_desk.flows.road_addresses import Road
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House, ManagingBody
from millegiorni_desk.ui import look, theme, tokens
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tasks import wait_for_all
from millegiorni_desk.vault.opening import FirstUser
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.sync.exchange.servers import free_port
from tests.ui.spoken import nameless

WORDS = "cinque parole a caso qui"


@dataclass
class Net:
    """The coordination, a folder where bundles meet, and a way to join for the house BAR."""

    vault: Vault
    exchange: Path
    folder: Path

    def join(self, invitation: Path, place: str = "barrito") -> joining.Joined:
        lucia = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER,), WORDS)
        read = joining.read_invitation(invitation)
        return joining.join(self.folder / place, read, lucia, str(self.exchange), "Sportello")


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Net]:
    exchange = tmp_path / "scambio"
    exchange.mkdir()
    irene = FirstUser("irene", "Irene", (Role.COORDINATOR,), WORDS)
    vault, _ = create_network(tmp_path / "rete", "Torino", irene, str(exchange))
    yield Net(vault, exchange, tmp_path)
    vault.close()


@pytest.fixture
def shell_of(window: Callable[[QWidget], QWidget]) -> Iterator[Callable[[Vault], Shell]]:
    def build(vault: Vault) -> Shell:
        shell = Shell(devices.desk_name(vault), vault.user_name)
        coordination.pages(vault, shell)
        coordination.upkeep_pages(vault, shell)
        shell.resize(1366, 768)
        window(shell)
        return shell

    yield build
    assert wait_for_all()


def test_a_network_is_furnished_from_its_screen(
    qtbot: QtBot, net: Net, shell_of: Callable[[Vault], Shell]
) -> None:
    shell = shell_of(net.vault)
    page = shell.open("network")
    assert isinstance(page, NetworkPage)
    houses = page.parts.section("houses")
    assert isinstance(houses, HousesSection)
    assert QApplication.focusWidget() is houses.form.fields["name"].control
    houses.form.set_values({"name": "Barrito", "code": "b-1"})
    houses.add_house()
    assert "codice" in houses.form.fields["code"].problem.lower()
    houses.form.set_values({"code": "bar"})
    houses.add_house()
    assert [house.code for house in network.houses(net.vault)] == ["BAR"]
    assert page.parts.entries["houses"].accessibleName() == "Case, 1 casa, 1 da invitare"

    page.parts.open("bodies")
    bodies = page.parts.section("bodies")
    assert isinstance(bodies, BodiesSection)
    bodies.form.set_values({"name": "Associazione Barrito", "code": "bar"})
    bodies.add_body()
    assert bodies.form.fields["houses"].problem == "Scegli almeno una casa."
    bodies.houses.set_value(["BAR"])
    bodies.add_body()
    assert network.body(net.vault, "BAR").houses == ["BAR"]

    page.parts.open("funders")
    funders = page.parts.section("funders")
    assert isinstance(funders, FundersSection)
    funders.form.set_values({"name": "Unione Buddhista Italiana"})
    funders.save()
    assert "codice" in funders.form.fields["code"].problem
    funders.form.set_values({"code": "UBI"})
    funders.save()
    (funder,) = doti.funders(net.vault)

    page.parts.open("funds")
    funds = page.parts.section("funds")
    assert isinstance(funds, FundsSection)
    funds.form.set_values({"name": "Bando Umanitario", "code": "UBI", "opens_on": "01/01/2025"})
    funds.form.set_values({"funder_id": funder.id})
    funds.save()
    (line,) = doti.lines(net.vault)
    assert line.name == "Doti di inclusione"
    assert doti.funds(net.vault)[0].funder == "Unione Buddhista Italiana"
    funds.table.opened.emit(dict(funds.table.model.row(0)))
    assert not funds.form.fields["code"].isEnabled()
    funds.form.set_values({"closes_on": "31/12/2024"})
    funds.save()
    assert "finisce prima" in funds.form.fields["closes_on"].problem
    funds.form.set_values({"closes_on": "31/12/2025", "notes": "tre tranche"})
    funds.save()
    assert doti.funds(net.vault)[0].notes == "tre tranche"
    shell.toast.undo_last()
    assert doti.funds(net.vault)[0].notes == ""
    assert funds.form.fields["code"].isEnabled(), "the next is a new one"

    page.parts.open("lines")
    lines = page.parts.section("lines")
    assert isinstance(lines, LinesSection)
    lines.table.opened.emit(dict(lines.table.model.row(0)))
    lines.form.set_values({"own_share_bp": "un terzo"})
    lines.save()
    assert "percentuale" in lines.form.fields["own_share_bp"].problem
    lines.form.set_values({"own_share_bp": "12,5", "budget_cents": 2_000_000, "approval_cents": 20_000})
    lines.save()
    (line,) = doti.lines(net.vault)
    assert (line.own_share_bp, line.budget_cents, line.approval_cents) == (1_250, 2_000_000, 20_000)
    lines.table.opened.emit(dict(lines.table.model.row(0)))
    lines.save()
    assert doti.lines(net.vault)[0].own_share_bp == 1_250, "saved as it was shown"

    page.parts.open("envelopes")
    envelopes = page.parts.section("envelopes")
    assert isinstance(envelopes, EnvelopesSection)
    envelopes.put()
    assert envelopes.house.problem == "Scegli la casa."
    envelopes.form.set_values({"house": "BAR", "line": line.id, "amount": 600_000})
    envelopes.put()
    envelopes.form.set_values({"amount": 700_000})
    envelopes.take()
    assert "6.000,00" in envelopes.amount.problem
    envelopes.form.set_values({"amount": 100_000})
    envelopes.take()
    assert doti.envelope(net.vault, "BAR", line.id).left == 500_000
    shell.toast.undo_last()
    assert doti.envelope(net.vault, "BAR", line.id).left == 600_000
    envelopes.form.set_values({"amount": 100_000})
    envelopes.take()
    for by in ("fund", "line", "house", "envelope"):
        envelopes.grouping.set_value(by)
        assert envelopes.table.model.row(0)["left"] == 500_000
    assert "restano 5.000,00 €" in page.parts.entries["envelopes"].accessibleName()
    # Also beside the bar of many envelopes the lines keep their room, and nothing has to be scrolled.
    view = envelopes.table.view
    assert view.horizontalHeader().sectionSize(1) - view.verticalScrollBar().sizeHint().width() >= look.px(
        140
    )
    for key in page.parts.entries:
        page.parts.open(key)
        assert not nameless(page)


def test_what_does_not_add_up_is_told_with_its_dote(
    qtbot: QtBot, net: Net, shell_of: Callable[[Vault], Shell]
) -> None:
    vault, day = net.vault, date(2025, 11, 23)
    joining.add_house(vault, House(code="BAR", name="Barrito"))
    network.add_body(vault, ManagingBody(code="BAR", name="Associazione Barrito", houses=["BAR"]))
    fund = doti.add_fund(vault, Fund(code="UBI", name="Bando Umanitario"))
    line = doti.add_line(vault, BudgetLine(fund_id=fund.id, name="Doti"))
    doti.allocate(vault, "BAR", line.id, 100_000, day)
    fatima = people.add(vault, Person(house="BAR", surname="El Idrissi", name="Fatima"))
    asked = doti.NewDote(fatima.id, line.id, "utilities", 5_000, day, house="BAR")
    dote = doti.grant(vault, asked).dote
    for name in ("month-end", "network"):
        page = shell_of(vault).open(name, "alarms")
        assert isinstance(page, NetworkPage | MonthEndPage)
        section = page.parts.section("alarms")
        assert isinstance(section, AlarmsSection)
        qtbot.waitUntil(lambda section=section: not section.work.busy and section.card.body.count() > 0)
        assert section.found == []
    doti.edit_line(vault, line.id, expenses=["rent"])
    section.reload()
    qtbot.waitUntil(lambda: not section.work.busy and bool(section.found))
    (alarm,) = section.found
    assert (alarm.kind, alarm.dote_ids) == ("expense", (dote.id,))
    assert page.parts.entries["alarms"].accessibleName() == "Avvisi sulle doti, 1 da guardare"
    assert not nameless(page)
    page = shell_of(vault).open("month-end", "minutes")
    assert isinstance(page, MonthEndPage)
    qtbot.waitUntil(page.minutes.doti.isVisible)
    assert page.parts.entries["alarms"].accessibleName() == "5  Doti da guardare, 1 da guardare"
    assert page.parts.entries["minutes"].accessibleName() == "6  Verbale, attende i passi prima"
    assert "Restano da decidere: 1 avviso sulle doti" in page.minutes.open.sentence
    page.minutes.doti.click()
    assert page.parts.here == "alarms"


def test_the_network_s_code_is_copied_for_whoever_keeps_the_relay(
    net: Net, shell_of: Callable[[Vault], Shell]
) -> None:
    page = shell_of(net.vault).open("network")
    (card,) = page.findChildren(CodeCard)
    card.copy_button.click()
    assert QApplication.clipboard().text() == devices.identity(net.vault).network
    assert card.copied.isVisible()


def test_an_invitation_is_told_to_the_relay_or_she_is_told_that_it_could_not_be(
    qtbot: QtBot, net: Net, shell_of: Callable[[Vault], Shell]
) -> None:
    joining.add_house(net.vault, House(code="BAR", name="Barrito"))
    roads.keep(net.vault, Road(f"relay://localhost:{free_port()}"))
    shell = shell_of(net.vault)
    page = shell.open("network")
    assert isinstance(page, NetworkPage)
    houses = page.parts.section("houses")
    assert isinstance(houses, HousesSection)
    houses.invited.set_value("BAR")
    houses.write_invitation(net.folder / "invito.json")
    qtbot.waitUntil(lambda: not houses.work.busy, timeout=20_000)
    assert (net.folder / "invito.json").exists()
    assert "sincronizza prima" in shell.toast.words


def test_a_desk_is_invited_asks_and_is_let_in(
    qtbot: QtBot, net: Net, shell_of: Callable[[Vault], Shell]
) -> None:
    joining.add_house(net.vault, House(code="BAR", name="Barrito"))
    page = shell_of(net.vault).open("network")
    assert isinstance(page, NetworkPage)
    houses, requests = page.parts.section("houses"), page.parts.section("requests")
    assert isinstance(houses, HousesSection)
    assert isinstance(requests, RequestsSection)
    houses.invited.set_value("BAR")
    houses.write_invitation(net.folder / "invito.json")
    joined = net.join(net.folder / "invito.json")
    with joined.vault as house:
        syncing.synchronise(house)
        page.parts.open("requests")
        qtbot.waitUntil(lambda: bool(requests.buttons), timeout=20_000)
        assert any(joined.fingerprint in each.accessibleName() for each in requests.findChildren(QWidget))
        requests.buttons[0].click()
        qtbot.waitUntil(lambda: not requests.buttons and not requests.work.busy, timeout=20_000)
        assert syncing.synchronise(house).approved


def test_two_desks_are_let_in_by_two_quick_clicks(
    qtbot: QtBot, net: Net, shell_of: Callable[[Vault], Shell]
) -> None:
    joining.add_house(net.vault, House(code="BAR", name="Barrito"))
    for place in ("primo", "secondo"):
        joining.write_invitation(joining.invite(net.vault, "BAR"), net.folder / f"{place}.json")
        with net.join(net.folder / f"{place}.json", place).vault as desk:
            syncing.synchronise(desk)
    page = shell_of(net.vault).open("network", "requests")
    assert isinstance(page, NetworkPage)
    requests = page.parts.section("requests")
    assert isinstance(requests, RequestsSection)
    qtbot.waitUntil(lambda: len(requests.buttons) == 2, timeout=20_000)
    for button in list(requests.buttons):
        button.click()
    qtbot.waitUntil(lambda: not requests.buttons and not requests.work.busy, timeout=20_000)
    assert joining.requests(net.vault) == []


@pytest.fixture
def house(net: Net) -> Iterator[Vault]:
    """The desk of BAR, which has asked to come in but was not let in yet."""
    joining.add_house(net.vault, House(code="BAR", name="Barrito"))
    joining.write_invitation(joining.invite(net.vault, "BAR"), net.folder / "invito.json")
    with net.join(net.folder / "invito.json").vault as vault:
        yield vault


def test_who_asks_by_mail_is_let_in_while_the_road_is_gone(
    qtbot: QtBot, net: Net, house: Vault, shell_of: Callable[[Vault], Shell]
) -> None:
    (asks,) = posting.prepare(house, net.folder / "chiede")
    posting.take_in(net.vault, asks)
    net.exchange.rename(net.folder / "chiavetta tolta")
    shell = shell_of(net.vault)
    page = shell.open("network", "requests")
    assert isinstance(page, NetworkPage)
    requests = page.parts.section("requests")
    assert isinstance(requests, RequestsSection)

    def told() -> str:
        words = requests.work.problem.findChildren(QLabel) if requests.work.problem else []
        return " ".join(each.text() for each in words)

    qtbot.waitUntil(lambda: not requests.work.busy, timeout=20_000)
    assert len(requests.buttons) == 1
    assert str(net.exchange) in told()
    requests.buttons[0].click()
    qtbot.waitUntil(lambda: not requests.buttons and not requests.work.busy, timeout=20_000)
    assert str(net.exchange) in told()
    # Where the road could not be looked at, nobody knows that nobody asks.
    assert not requests.none.isVisible()
    assert page.parts.entries["requests"].accessibleName() == "Richieste, non si è potuto guardare"
    assert "prepara il file da spedirle" in shell.toast.words
    (net.folder / "chiavetta tolta").rename(net.exchange)
    requests.again_button.click()
    qtbot.waitUntil(lambda: not requests.work.busy, timeout=20_000)
    assert told() == ""
    assert requests.none.isVisible()
    syncing.synchronise(net.vault)
    assert syncing.synchronise(house).approved


def test_a_desk_hands_over_without_waiting(
    qtbot: QtBot, net: Net, house: Vault, shell_of: Callable[[Vault], Shell]
) -> None:
    people.add(house, Person(surname="El Idrissi", name="Fatima", gender="F"))
    page = shell_of(house).open("sync")
    assert isinstance(page, SyncPage)
    assert QApplication.focusWidget() is page.button
    assert "1 persona" in page.waiting.text()
    assert page.asking.isVisible()
    page.button.click()
    assert page.work.busy
    qtbot.waitUntil(lambda: not page.work.busy, timeout=20_000)
    (waiting,) = joining.requests(net.vault)
    assert waiting.fingerprint == page.spoken.text()
    joining.approve(net.vault, waiting)
    page.button.click()
    qtbot.waitUntil(lambda: not page.work.busy and page.waiting.text() == "Tutto consegnato", timeout=20_000)
    assert not page.asking.isVisible()
    assert page.last.text().startswith("Ultima volta: alle")
    assert syncing.synchronise(net.vault).rows["person"] == 1
    assert not nameless(page)


def test_a_folder_that_is_gone_is_told_and_nothing_is_lost(
    qtbot: QtBot, house: Vault, shell_of: Callable[[Vault], Shell], tmp_path: Path
) -> None:
    page = shell_of(house).open("sync")
    assert isinstance(page, SyncPage)
    page.road.form.place.set_value("")
    page.synchronise()
    assert page.road.form.place.problem == "Scegli prima la cartella di scambio."
    page.road.form.place.set_value(str(tmp_path / "chiavetta"))
    page.synchronise()
    assert "chiavetta" in page.road.form.place.problem
    (tmp_path / "chiavetta").mkdir()
    (tmp_path / "chiavetta" / "requests").touch()
    page.synchronise()
    qtbot.waitUntil(lambda: page.work.problem is not None, timeout=20_000)
    assert house.local("exchange") != str(tmp_path / "chiavetta")
    page.road.form.use(tmp_path / "chiavetta")
    assert page.road.form.place.value() == str(tmp_path / "chiavetta")


@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_is_cut_at_the_side(net: Net, shell_of: Callable[[Vault], Shell], scale: int) -> None:
    joining.add_house(net.vault, House(code="BAR", name="Casa del Quartiere di Borgata Lungo il Fiume"))
    shell = shell_of(net.vault)
    theme.apply("light", scale)
    for name in ("network", "sync"):
        page = shell.open(name)
        QApplication.processEvents()
        assert page.content.width() <= page.scroller.viewport().width(), name
    page = shell.open("network")
    assert isinstance(page, NetworkPage)
    for key in page.parts.entries:
        page.parts.open(key)
        QApplication.processEvents()
        cut = [
            line.placeholderText() for line in page.findChildren(QLineEdit) if line.isVisible() and _cut(line)
        ]
        assert cut == [], key


def _cut(line: QLineEdit) -> bool:
    return line.fontMetrics().horizontalAdvance(line.placeholderText()) > line.width() - 2 * look.px(
        tokens.TIGHT
    )


def test_a_lost_computer_is_taken_out_from_its_row(
    net: Net, shell_of: Callable[[Vault], Shell], tmp_path: Path
) -> None:
    joining.add_house(net.vault, House(code="BAR", name="Barrito"))
    joining.write_invitation(joining.invite(net.vault, "BAR"), tmp_path / "invito.json")
    joined = net.join(tmp_path / "invito.json")
    syncing.synchronise(joined.vault)
    joined.vault.close()
    (waiting,) = joining.requests(net.vault)
    joining.approve(net.vault, waiting)
    page = shell_of(net.vault).open("network", "devices")
    assert isinstance(page, NetworkPage)
    section = page.parts.section("devices")
    assert isinstance(section, DevicesSection)
    rows = [dict(section.table.model.row(at)) for at in range(section.table.model.rowCount())]
    assert [(row["house"], row["state"]) for row in rows] == [
        ("Barrito", "nella rete"),
        ("Coordinamento", "questo computer"),
    ]
    section.table.opened.emit(rows[1])
    assert section.confirm is None, "the computer in use is not taken out"
    section.table.opened.emit(rows[0])
    assert section.confirm is not None and not section.confirm.button.isEnabled()
    section.confirm.field.set_value("togli")
    section.confirm.button.click()
    assert [one.revoked for one in network_devices.listed(net.vault)] == [False, True]
    assert page.parts.entries["devices"].accessibleName().startswith("Postazioni, 1 postazione")
    assert nameless(section) == []


def test_sheets_are_made_proved_and_used(net: Net, shell_of: Callable[[Vault], Shell]) -> None:
    page = shell_of(net.vault).open("network", "sheets")
    assert isinstance(page, NetworkPage)
    section = page.parts.section("sheets")
    assert isinstance(section, SheetsSection)
    assert "nessuno può più far entrare" in section.standing.sentence
    section.prepare()
    making = section.making
    assert making is not None and not making.former()
    section.entrust()
    assert "foglio 1" in making.form.fields["word1"].problem
    for sheet, at in zip(making.sheets, making.asked, strict=True):
        making.form.fields[f"word{sheet.number}"].set_value(sheet.words.split()[at - 1])
    sheets = list(making.sheets)
    section.entrust()
    assert section.making is None and network_sheets.standing(net.vault).made
    assert "ne servono 2 su 3" in section.standing.sentence
    # Two of them take the network over; the same one twice does not.
    section.take_over()
    assert "ventiquattro" in section.words.fields["first"].problem
    section.words.set_values({"first": sheets[0].words, "second": sheets[0].words})
    section.take_over()
    assert section.work.problem is not None and "due fogli diversi" in section.work.problem.sentence
    section.words.set_values({"second": sheets[2].words})
    before = devices.roster(net.vault).key
    section.take_over()
    assert devices.roster(net.vault).key != before
    assert not section.words.fields["first"].value(), "the words do not stay on the screen"
    assert nameless(section) == []
