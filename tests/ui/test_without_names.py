"""What the window shows in a network whose coordination sees no names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from millegiorni_desk.app.syncing.page import SyncPage
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.pseudonym import pseudonym
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.people.view.people_page import PeoplePage
from millegiorni_desk.flows import desk, joining, linkage, syncing
from millegiorni_desk.network.records import House
from millegiorni_sync import root_keys
from tests.flows.conftest import LUCIA, MARTA, PASSPHRASE
from tests.ui import walking


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Path]:
    """A coordination and two computers of Barrito, which have not confirmed each other; one woman."""
    (tmp_path / "exchange").mkdir()
    coordinator, _ = desk.create_network(
        tmp_path / "coordinator", "Rete", MARTA, str(tmp_path / "exchange"), pseudonymous=True
    )
    joining.add_house(coordinator, House(code="BAR", name="Barrito"))
    vaults = []
    for name in ("uno", "due"):
        invitation = joining.invite(coordinator, "BAR")
        vaults.append(
            joining.join(tmp_path / name, invitation, LUCIA, str(tmp_path / "exchange"), name).vault
        )
        syncing.synchronise(vaults[-1])
        for waiting in joining.requests(coordinator):
            joining.approve(coordinator, waiting)
    people.add(vaults[0], Person(house="BAR", surname="Amrani", name="Fatima"))
    for vault in (*vaults, coordinator) * 2:
        syncing.synchronise(vault)
    for vault in (*vaults, coordinator):
        vault.close()
    yield tmp_path


def test_the_key_of_the_houses_is_made_shown_and_entered(network: Path, qtbot: QtBot) -> None:
    walk = walking.enter(network / "uno", LUCIA.name, PASSPHRASE)
    walk.shell.open("sync")
    page = walk.shell._built["sync"]
    assert isinstance(page, SyncPage) and not page.key.isHidden()
    key, vault = page.key, walk.desk.vault
    assert "non c'è" in key.mark.text() and key.show_button.isHidden() and key.secret.isHidden()
    key.renew_button.click()
    qtbot.waitUntil(lambda: not key.secret.isHidden())
    words = key.secret.text()
    assert words == linkage.words(vault) and linkage.standing(vault).mark in key.mark.text()
    walk.shell.open("today")
    walk.shell.open("sync")
    assert key.secret.isHidden() and key.secret.text() == ""
    # A second one is made only after a warning.
    key.renew_button.click()
    assert not key.asked.isHidden() and linkage.words(vault) == words
    other = root_keys.words_of(bytes(range(32)))
    key.field.set_value(other)
    key.enter_button.click()
    qtbot.waitUntil(lambda: key.field.value() == "")
    assert linkage.words(vault) == other
    key.field.set_value("abaco abaco")
    key.enter_button.click()
    qtbot.waitUntil(lambda: not page.work.busy)
    assert linkage.words(vault) == other and key.field.value() == "abaco abaco"
    walk.desk.close()
    walk = walking.enter(network / "coordinator", MARTA.name, PASSPHRASE)
    walk.shell.open("sync")
    page = walk.shell._built["sync"]
    assert isinstance(page, SyncPage) and page.key.isHidden()
    walk.desk.close()


def test_the_house_confirms_its_other_computer_and_the_coordination_sees_codes(network: Path) -> None:
    walk = walking.enter(network / "uno", LUCIA.name, PASSPHRASE)
    walk.shell.open("sync")
    page = walk.shell._built["sync"]
    assert isinstance(page, SyncPage) and not page.mates.isHidden()
    (button,) = page.mates.buttons
    assert button.accessibleDescription() == "due"
    button.click()
    assert page.mates.buttons == [] and not page.mates.isHidden()
    syncing.synchronise(walk.desk.vault)
    walk.desk.close()
    with desk.open_desk(network / "due", LUCIA.name, PASSPHRASE) as second:
        syncing.synchronise(second)
        (woman,) = people.page(second, 0, 9)
        assert woman.surname == "Amrani"
    walk = walking.enter(network / "coordinator", MARTA.name, PASSPHRASE)
    walk.shell.open("people")
    listed = walk.shell._built["people"]
    assert isinstance(listed, PeoplePage)
    assert listed.table.model.row(0)["surname"] == pseudonym(woman.id)
    assert "non ci sono nomi" in listed.field.line.placeholderText()
    walk.desk.close()
