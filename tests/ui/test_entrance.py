"""The screens before the desk, by keyboard on real vaults: found, join, unlock, recover."""

import secrets
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app.entrance.card import Entrance
from millegiorni_desk.app.entrance.first_run import FirstRun
from millegiorni_desk.app.entrance.first_run_steps import InvitationStep, PlaceStep, ReadyStep, UserStep
from millegiorni_desk.app.entrance.unlock import UnlockPage
from millegiorni_desk.app.settings import recovery_sheet
from millegiorni_desk.app.settings.recovery_sheet import RecoverySheet
from millegiorni_desk.app.syncing.road_fields import POST, RoadFields
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows import devices, joining, network_devices, roads, syncing
from millegiorni_desk.flows.desk import create_network, open_desk
from millegiorni_desk.flows.road_addresses import RELAY, Road
from millegiorni_desk.network.records import House
from millegiorni_desk.ui import theme
from millegiorni_desk.ui.tasks import wait_for_all
from millegiorni_desk.vault import attempts, users
from millegiorni_desk.vault.opening import FirstUser
from millegiorni_desk.vault.permissions import Permission, Role
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync.exchange import Means
from millegiorni_sync.relay.settings import Settings
from tests.architecture.test_startup import HEAVY, imported_by
from tests.sync.relay.network import HOST, running
from tests.ui.spoken import nameless

Show = Callable[[QWidget], QWidget]
WORDS = "cinque parole a caso qui"
IRENE = FirstUser("irene", "Irene", (Role.COORDINATOR,), WORDS)


class Opened:
    """Collects what an entrance hands over."""

    def __init__(self) -> None:
        self.vaults: list[Vault] = []
        self.folders: list[Path] = []


@pytest.fixture
def opened() -> Iterator[Opened]:
    kept = Opened()
    yield kept
    for vault in kept.vaults:
        vault.close()


@pytest.fixture
def exchange(tmp_path: Path) -> Path:
    folder = tmp_path / "scambio"
    folder.mkdir()
    return folder


@pytest.fixture
def network(tmp_path: Path, exchange: Path) -> Iterator[Vault]:
    """Irene's vault with the house BAR."""
    vault, _ = create_network(tmp_path / "coordinamento", "Torino", IRENE, str(exchange))
    joining.add_house(vault, House(code="BAR", name="Barrito"))
    yield vault
    vault.close()


@pytest.fixture
def first_run(window: Show, opened: Opened) -> Iterator[FirstRun]:
    page = FirstRun(opened.vaults.append, opened.folders.append, lambda: None)
    page.resize(1366, 768)
    window(page)
    yield page
    page.leave()


def write(text: str) -> None:
    """Type *text* where the keyboard is, instead of what stands there."""
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(widget, text)


def enter() -> None:
    """Press Enter where the keyboard is."""
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)


def tab() -> None:
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)


def shown_step(page: FirstRun, kind: type) -> Callable[[], None]:
    def check() -> None:
        assert isinstance(page.step, kind)
        assert not page.work.busy

    return check


def answer_who(page: FirstRun, display: str) -> None:
    """Name and passphrase, up to the button that makes the vault."""
    step = page.step
    assert isinstance(step, UserStep)
    write(display)
    enter()
    enter()
    words = step.passphrase.proposed.value()
    assert len(words.split()) == 5
    step.passphrase.again.setFocus()
    write(words)
    enter()


def type_group_back(page: FirstRun) -> None:
    step = page.step
    assert isinstance(step, RecoverySheet)
    assert page.made is not None
    step.group.setFocus()
    write("AAAA")
    enter()
    assert "gruppo" in step.group.problem
    assert page.step is step
    write(page.made.key.split("-")[step.asked].lower())
    enter()
    assert page.step is not step


def test_a_coordinator_founds_a_network(
    qtbot: QtBot, first_run: FirstRun, opened: Opened, exchange: Path, tmp_path: Path
) -> None:
    enter()
    enter()
    assert "nome" in first_run.step.fields["name"].problem
    write("Torino")
    enter()
    step = first_run.step
    assert isinstance(step, PlaceStep)
    assert step.folder.path().name == "Coordinamento"
    write(str(tmp_path / "nuovo"))
    step.road.place.setFocus()
    write(str(exchange))
    enter()
    answer_who(first_run, "Irene Marchetti")
    qtbot.waitUntil(shown_step(first_run, RecoverySheet), timeout=20_000)
    assert first_run.made.sheet.startswith(b"%PDF")
    assert not nameless(first_run)
    type_group_back(first_run)
    enter()
    (vault,) = opened.vaults
    assert (vault.user, vault.user_name, vault.house) == ("irene", "Irene Marchetti", "")
    assert vault.may(Permission.MANAGE_NETWORK)
    assert devices.network_name(vault) == "Torino"
    assert vault.local("exchange") == str(exchange)


def test_a_house_joins_by_its_invitation(
    qtbot: QtBot, first_run: FirstRun, opened: Opened, network: Vault, exchange: Path, tmp_path: Path
) -> None:
    file = tmp_path / "invito.json"
    joining.write_invitation(joining.invite(network, "BAR"), file)
    first_run.join_network()
    write(str(file))
    enter()
    qtbot.waitUntil(shown_step(first_run, PlaceStep), timeout=20_000)
    assert first_run.title.text() == "Barrito, benvenuta in «Torino»"
    write("Postazione 2")
    enter()
    write(str(tmp_path / "barrito"))
    first_run.step.fields["exchange"].setFocus()
    write(str(exchange))
    enter()
    answer_who(first_run, "Lucia")
    qtbot.waitUntil(shown_step(first_run, RecoverySheet), timeout=20_000)
    type_group_back(first_run)
    qtbot.waitUntil(lambda: bool(joining.requests(network)), timeout=20_000)
    (waiting,) = joining.requests(network)
    assert (waiting.name, waiting.house) == ("Postazione 2", "Barrito")
    assert waiting.fingerprint == first_run.made.fingerprint
    assert any(waiting.fingerprint in each.accessibleName() for each in first_run.step.findChildren(QWidget))
    enter()
    assert opened.vaults[0].house == "BAR"
    assert wait_for_all()


def test_a_house_joins_over_a_relay(
    qtbot: QtBot,
    first_run: FirstRun,
    opened: Opened,
    network: Vault,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "relay"
    folder.mkdir()
    with running(folder, Settings(networks=(devices.identity(network).network,))) as relay:
        monkeypatch.setattr(roads, "Means", partial(Means, trusted=relay.trusted))
        roads.keep(network, Road(f"relay://{HOST}:{relay.port}"))
        file = tmp_path / "invito.json"
        joining.write_invitation(joining.invite(network, "BAR"), file)
        assert network_devices.announce(network)
        first_run.join_network()
        write(str(file))
        enter()
        qtbot.waitUntil(shown_step(first_run, PlaceStep), timeout=20_000)
        step = first_run.step
        step.folder.set_value(str(tmp_path / "barrito"))
        step.road.kind.set_value(RELAY)
        assert step.road.url.isVisible() and not step.road.place.isVisible()
        first_run.go_on()
        assert "https://" in step.road.url.problem and first_run.step is step
        step.road.url.set_value(f"https://{HOST}:{relay.port}")
        assert not nameless(first_run)
        first_run.go_on()
        answer_who(first_run, "Lucia")
        qtbot.waitUntil(shown_step(first_run, RecoverySheet), timeout=20_000)
        type_group_back(first_run)
        qtbot.waitUntil(lambda: "già dove ci si incontra" in first_run.step.told.text(), timeout=20_000)
        (waiting,) = joining.requests(network)
        assert waiting.fingerprint == first_run.made.fingerprint
        joining.approve(network, waiting)
        enter()
        (vault,) = opened.vaults
        assert roads.road(vault).address == f"relay://{HOST}:{relay.port}"
        assert syncing.synchronise(vault).approved
        assert wait_for_all()


def test_whoever_meets_by_mail_is_told_what_to_do(qtbot: QtBot, window: Show) -> None:
    step = ReadyStep("sei parole da leggere", waits=False, by_post=True)
    window(step)
    assert any("prepari il file da spedire" in label.text() for label in step.findChildren(QLabel))
    fields = RoadFields(at_first=True)
    window(fields)
    fields.kind.set_value(POST)
    assert fields.road() == Road("")
    assert not any(field.isVisible() for name, field in fields.fields.items() if name != "kind")


def test_what_is_no_invitation_is_told_beside_the_file(
    qtbot: QtBot, first_run: FirstRun, tmp_path: Path
) -> None:
    file = tmp_path / "invito.json"
    file.write_text("{}")
    first_run.join_network()
    enter()
    step = first_run.step
    assert isinstance(step, InvitationStep)
    assert step.file.problem.startswith("Scegli il file")
    step.file.setFocus()
    write(str(file))
    enter()
    qtbot.waitUntil(lambda: "invito" in step.file.problem.lower(), timeout=20_000)
    assert first_run.step is step


def test_a_folder_in_use_is_told_beside_the_folder_and_one_can_go_back(
    first_run: FirstRun, tmp_path: Path
) -> None:
    (tmp_path / "altro").mkdir()
    (tmp_path / "altro" / "file").touch()
    first_run.found_network()
    write("Torino")
    enter()
    write(str(tmp_path / "altro"))
    first_run.go_on()
    assert "non è vuota" in first_run.step.fields["folder"].problem
    first_run.go_back()
    assert first_run.step.fields["name"].value() == "Torino"
    first_run.go_back()
    assert first_run.step is None
    assert QApplication.focusWidget().accessibleName().startswith("Creo la rete")


def test_a_vault_that_is_here_is_opened(first_run: FirstRun, opened: Opened, network: Vault) -> None:
    first_run.open_existing(network.folder.parent)
    assert first_run.work.problem is not None
    assert "non c'è un archivio" in first_run.work.problem.sentence
    first_run.open_existing(network.folder)
    assert opened.folders == [network.folder]


@pytest.fixture
def closed(network: Vault) -> Path:
    network.close()
    return network.folder


@pytest.fixture
def unlock(window: Show, closed: Path, opened: Opened) -> UnlockPage:
    page = UnlockPage(closed, opened.vaults.append, lambda: None)
    page.resize(1366, 768)
    window(page)
    return page


def test_the_passphrase_opens_the_vault(qtbot: QtBot, unlock: UnlockPage, opened: Opened) -> None:
    assert unlock.user.value() == "irene"
    assert QApplication.focusWidget() is unlock.secret.line
    write("un'altra frase")
    enter()
    qtbot.waitUntil(lambda: "non sono giusti" in unlock.secret.problem, timeout=20_000)
    assert not nameless(unlock)
    write(WORDS)
    enter()
    qtbot.waitUntil(lambda: bool(opened.vaults), timeout=20_000)
    assert unlock.secret.value() == ""


def test_after_three_refusals_one_waits_a_little_and_is_never_shut_out(
    qtbot: QtBot, unlock: UnlockPage, opened: Opened
) -> None:
    for at in range(3):
        qtbot.waitUntil(unlock.enter_button.isEnabled, timeout=20_000)
        unlock.secret.setFocus()
        write(f"una frase sbagliata {at}")
        enter()
        qtbot.waitUntil(lambda: not unlock.work.busy and bool(unlock.secret.problem), timeout=20_000)
    assert "Aspetta 1 secondo" in unlock.secret.problem
    assert not unlock.enter_button.isEnabled()
    enter()
    assert not unlock.work.busy
    qtbot.waitUntil(unlock.enter_button.isEnabled, timeout=20_000)
    assert not unlock.secret.problem
    unlock.secret.setFocus()
    write(WORDS)
    enter()
    qtbot.waitUntil(lambda: bool(opened.vaults), timeout=20_000)


def test_the_caps_lock_is_told_and_what_is_typed_can_be_shown(unlock: UnlockPage) -> None:
    secret = unlock.secret
    none, shift = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
    # Capital letters without Shift, small ones with it: only the caps lock types so.
    for text, modifier, on in (
        ("A", shift, False),
        ("A", none, True),
        ("a", shift, True),
        ("a", none, False),
    ):
        QApplication.sendEvent(secret.line, QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_A, modifier, text))
        assert ("maiuscole" in secret.control.accessibleDescription()) is on
    assert secret.line.displayText() == "●" * 4
    secret.show_button.click()
    assert secret.line.displayText() == "AAaa"
    assert secret.show_button.text() == "Nascondi"
    secret.clear()
    assert secret.line.echoMode() == QLineEdit.EchoMode.Password


def test_a_passphrase_that_was_given_is_changed_before_the_desk(
    qtbot: QtBot, window: Show, network: Vault, opened: Opened
) -> None:
    given = "quattro gatti sul tetto verde"
    users.add(network, "anna", "Anna", [Role.OPERATOR], given)
    network.close()
    page = UnlockPage(network.folder, opened.vaults.append, lambda: None)
    page.resize(1366, 768)
    window(page)
    page.user.set_value("anna")
    page.secret.setFocus()
    write(given)
    enter()
    qtbot.waitUntil(lambda: "Scegli la tua" in page.title.text(), timeout=20_000)
    assert not opened.vaults
    QApplication.processEvents()
    assert not nameless(page)
    form = page.must_change.passphrase
    form.proposed.set_value(given)
    form.again.setFocus()
    write(given)
    enter()
    qtbot.waitUntil(lambda: "di adesso" in form.proposed.problem, timeout=20_000)
    form.propose()
    words = form.proposed.value()
    form.again.setFocus()
    write(words)
    enter()
    qtbot.waitUntil(lambda: bool(opened.vaults), timeout=20_000)
    assert opened.vaults[0].slots.open("user", "anna", words.encode())


def test_leaving_instead_of_changing_closes_the_vault(
    qtbot: QtBot, window: Show, network: Vault, opened: Opened
) -> None:
    given = "quattro gatti sul tetto verde"
    users.add(network, "anna", "Anna", [Role.OPERATOR], given)
    network.close()
    page = UnlockPage(network.folder, opened.vaults.append, lambda: None)
    window(page)
    page.user.set_value("anna")
    page.secret.setFocus()
    write(given)
    enter()
    qtbot.waitUntil(lambda: "Scegli la tua" in page.title.text(), timeout=20_000)
    page.leave()
    open_desk(network.folder, "anna", given).close()


def test_the_recovery_key_gives_a_new_passphrase(
    qtbot: QtBot, window: Show, opened: Opened, tmp_path: Path
) -> None:
    vault, key = create_network(tmp_path / "rete", "Torino", IRENE)
    vault.close()
    page = UnlockPage(vault.folder, opened.vaults.append, lambda: None)
    window(page)
    page.lost_button.setFocus()
    enter()
    page.recovery.back_button.setFocus()
    enter()
    assert page.title.text() == "Buongiorno" and QApplication.focusWidget() is page.secret.line
    page.lost_button.setFocus()
    enter()
    form = page.recovery
    words = form.passphrase.proposed.value()
    write("0000 " * 9)
    form.passphrase.again.setFocus()
    write(words)
    enter()
    qtbot.waitUntil(lambda: "non torna" in form.key.problem, timeout=20_000)
    form.key.setFocus()
    write(key.lower().replace("-", " "))
    form.passphrase.again.setFocus()
    enter()
    qtbot.waitUntil(lambda: bool(opened.vaults), timeout=20_000)
    assert opened.vaults[0].user == "irene"


def test_whoever_waits_after_refusals_can_take_the_sheet(
    qtbot: QtBot, unlock: UnlockPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "wait", lambda vault: 3)
    unlock.enter()
    assert "Aspetta 3 secondi" in unlock.secret.problem
    unlock.lost_button.click()
    qtbot.wait(1200)
    assert unlock.recovery.isVisible()
    unlock.recovery.back_button.click()
    assert "Aspetta 3 secondi" in unlock.secret.problem and not unlock.enter_button.isEnabled()


def test_the_eighth_group_is_asked_for_in_good_italian(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "randbelow", lambda number: 7)
    monkeypatch.setattr(recovery_sheet, "SecretPaper", lambda *told, **shown: QWidget())
    sheet = RecoverySheet("-".join(["AAAA"] * 9), b"")
    qtbot.addWidget(sheet)
    with pytest.raises(InvalidValue, match="Scrivi qui l'ottavo gruppo"):
        sheet.check()


@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_is_wider_than_a_small_screen(first_run: FirstRun, scale: int) -> None:
    theme.apply("light", scale)
    first_run.found_network()
    write("Torino")
    enter()
    first_run.go_on()
    QApplication.processEvents()
    assert isinstance(first_run.step, UserStep)
    assert isinstance(first_run, Entrance)
    assert first_run.width() == 1366
    assert first_run.card.width() <= 1366
    assert first_run.card.width() >= first_run.card.minimumSizeHint().width()


@pytest.mark.parametrize("module", ["desk_window", "entrance.unlock", "entrance.first_run"])
def test_the_first_paint_waits_for_no_heavy_library(module: str) -> None:
    heavy = {
        "sqlmodel",
        "sqlalchemy",
        "pydantic",
        "cryptography",
        "sqlcipher3",
        "millegiorni_sync",
        "mnemonic",
    }
    assert imported_by(f"millegiorni_desk.app.{module}") & (heavy | HEAVY - {"PySide6"}) == set()
