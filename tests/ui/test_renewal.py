"""The vault's key renewed from the settings: the desk closes, the work is seen, the entrance tells the news."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app.desk_window import DeskWindow
from millegiorni_desk.app.entrance.renewing import RenewalPage
from millegiorni_desk.app.entrance.unlock import UnlockPage
from millegiorni_desk.app.settings.page import SettingsPage
from millegiorni_desk.app.settings.renewal import RenewalCard
from millegiorni_desk.app.settings.safety import SafetySection
from millegiorni_desk.app.settings.users import UsersSection
from millegiorni_desk.errors import StorageFailed
from millegiorni_desk.flows import desk
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Notice
from millegiorni_desk.ui.tasks import busy, wait_for_all
from millegiorni_desk.vault import renewal, slot_keys, users
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.flows.conftest import MARTA, PASSPHRASE
from tests.ui.spoken import nameless

ANNA = "quattro gatti sul tetto verde"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    made, _ = desk.create_network(tmp_path / "coordinamento", "Rete", MARTA)
    users.add(made, "anna", "Anna", [Role.COORDINATOR], ANNA)
    users.add(made, "bruna", "Bruna", [Role.OPERATOR], ANNA)
    return made


@pytest.fixture
def starts() -> list[str]:
    """A line for each fresh start of the program."""
    return []


@pytest.fixture
def main(
    vault: Vault, window: Callable[[QWidget], QWidget], starts: list[str], qtbot: QtBot
) -> Iterator[DeskWindow]:
    made = DeskWindow(vault.folder, lambda: starts.append("again"))
    made.resize(1366, 768)
    window(made)
    made.enter(vault)
    yield made
    assert wait_for_all()
    made.close()


def settings_of(main: DeskWindow) -> SettingsPage:
    assert main.desk is not None
    page = main.desk.shell.open("settings")
    assert isinstance(page, SettingsPage)
    return page


def card_of(main: DeskWindow, qtbot: QtBot) -> RenewalCard:
    page = settings_of(main)
    page.parts.open("safety")
    section = page.parts.section("safety")
    assert isinstance(section, SafetySection)
    qtbot.waitUntil(lambda: not busy(), timeout=20_000)
    assert not nameless(page)
    return section.key_card


def test_someone_is_taken_off_and_the_key_renewed(
    main: DeskWindow, vault: Vault, starts: list[str], qtbot: QtBot, window: Callable[[QWidget], QWidget]
) -> None:
    page = settings_of(main)
    page.parts.open("users")
    section = page.parts.section("users")
    assert isinstance(section, UsersSection)
    section.table.view.selectRow(1)
    section.remove()
    assert "Bruna ha conosciuto la chiave" in section.knew.sentence
    assert section.knew.isVisible()
    section.knew.findChild(Button).click()
    assert page.parts.here == "safety"
    card = card_of(main, qtbot)
    assert (
        card.last.text() == "Non è mai stata rinnovata. Intanto è stata tolta 1 persona, che l'ha conosciuta."
    )
    card.renew()
    assert card.secret.problem == "Scrivi la tua frase segreta." and not card.work.busy
    card.secret.set_value(ANNA)
    card.renew()
    qtbot.waitUntil(lambda: not card.work.busy, timeout=20_000)
    assert card.secret.problem.startswith("La frase segreta non è giusta"), "no name is asked for here"
    card.secret.set_value(PASSPHRASE)
    card.renew()
    qtbot.waitUntil(lambda: starts == ["again"], timeout=20_000)
    assert main.desk is None
    after = DeskWindow(vault.folder, lambda: None)
    window(after)
    entrance = after.pages.currentWidget()
    assert isinstance(entrance, UnlockPage)
    assert any("rinnovata" in notice.sentence for notice in entrance.findChildren(Notice))
    later = UnlockPage(vault.folder, lambda vault: None, lambda: None)
    assert not later.findChildren(Notice), "said once"
    for name, secret in (("marta", PASSPHRASE), ("anna", ANNA)):
        with desk.open_desk(vault.folder, name, secret) as opened:
            assert opened.slots.epoch == 2
            found = renewal.standing(opened)
            assert (found.gone, found.last != "") == (0, True)


def test_who_would_be_shut_out_is_named_and_nothing_can_be_done_yet(
    main: DeskWindow, vault: Vault, qtbot: QtBot
) -> None:
    kept = vault.local(slot_keys.KEPT)
    vault.set_local(slot_keys.KEPT, {name: key for name, key in kept.items() if "anna" not in name})
    vault.set_local("recovery_seal_key", "")
    card = card_of(main, qtbot)
    assert "Anna" in card.waiting.sentence
    assert "Bruna" not in card.waiting.sentence
    assert not card.button.isEnabled()
    users.reset_passphrase(vault, "anna", ANNA)
    card.reload()
    QApplication.processEvents()
    assert card.button.isEnabled()
    assert not card.waiting.isVisible()


def test_what_fails_is_told_and_the_vault_is_as_before(
    main: DeskWindow, vault: Vault, starts: list[str], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = card_of(main, qtbot)

    def full(*_: object) -> None:
        raise StorageFailed("Non riesco a rinnovare la chiave: il disco è pieno.")

    monkeypatch.setattr(renewal, "renew", full)
    card.secret.set_value(PASSPHRASE)
    card.renew()
    qtbot.waitUntil(lambda: isinstance(main.pages.currentWidget(), RenewalPage), timeout=20_000)
    page = main.pages.currentWidget()
    assert isinstance(page, RenewalPage)
    qtbot.waitUntil(page.back_button.isVisible, timeout=20_000)
    assert page.work.problem is not None
    assert not nameless(page)
    page.back_button.click()
    assert starts == ["again"]
    with desk.open_desk(vault.folder, "anna", ANNA) as opened:
        assert opened.slots.epoch == 1
