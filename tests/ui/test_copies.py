"""The copies on screen: made, tried, brought to a stick, one put back; and what the day's notices say of them."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk import settings
from millegiorni_desk.app import coordination
from millegiorni_desk.app.copies import words as copy_words
from millegiorni_desk.app.copies.section import CopiesSection
from millegiorni_desk.app.copies.upkeep import CopyUpkeep
from millegiorni_desk.app.settings.page import SettingsPage
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.flows import copies, copy_trial, desk, restoring
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tasks import TaskBar, wait_for_all
from millegiorni_desk.vault import places
from millegiorni_desk.vault.vault import Vault
from tests.flows import conftest as flows
from tests.flows.conftest import PASSPHRASE, Network
from tests.ui.spoken import nameless
from tests.ui.walking import words

make_network = flows.make_network


@pytest.fixture
def network(make_network: Callable[..., Network]) -> Network:
    return make_network("BAR")


@pytest.fixture
def vault(network: Network) -> Vault:
    people.add(network.coordinator, Person(house="BAR", surname="Prima", name="Fatima"))
    return network.coordinator


Open = Callable[[Vault], CopiesSection]


@pytest.fixture
def open_copies(qtbot: QtBot, window: Callable[[QWidget], QWidget]) -> Iterator[Open]:
    def build(vault: Vault) -> CopiesSection:
        shell = Shell("Barrito", "Lucia")
        coordination.upkeep_pages(vault, shell)
        shell.resize(1366, 768)
        window(shell)
        page = shell.open("settings", "copies")
        assert isinstance(page, SettingsPage)
        section = page.parts.section("copies")
        assert isinstance(section, CopiesSection)
        looked(qtbot, section)
        return section

    yield build
    assert wait_for_all()


def idle(qtbot: QtBot, work: TaskBar) -> None:
    qtbot.waitUntil(lambda: not work.busy, timeout=30_000)


def looked(qtbot: QtBot, section: CopiesSection) -> None:
    qtbot.waitUntil(lambda: not section.looking, timeout=30_000)


def states(section: CopiesSection) -> list[tuple[str, str]]:
    model = section.table.model
    return [(model.row(at)["place"], model.row(at)["state"]) for at in range(model.rowCount())]


def test_a_copy_is_made_listed_tried_and_brought_to_a_second_place(
    qtbot: QtBot, vault: Vault, open_copies: Open, tmp_path: Path
) -> None:
    section = open_copies(vault)
    assert states(section) == []
    assert not section.restore_button.isEnabled()
    assert "scegli un secondo posto" in section.places.told.sentence
    section.copy()
    idle(qtbot, section.work)
    looked(qtbot, section)
    assert states(section) == [("questo computer", "verificata")]
    section.places.choose(places.SECOND)
    assert section.places.folder.problem
    stick = tmp_path / "chiavetta"
    stick.mkdir()
    section.places.folder.set_value(str(stick))
    section.places.second_button.click()
    assert "stesso disco" in section.places.told.sentence
    section.copy()
    idle(qtbot, section.work)
    looked(qtbot, section)
    section.try_one()
    idle(qtbot, section.work)
    looked(qtbot, section)
    assert states(section) == [
        ("questo computer", "verificata e provata"),
        ("secondo posto", "verificata e provata"),
    ]
    assert "si apre ed è intera. Persone: 1" in section.trial_words.text()
    assert not nameless(section.window())


def test_a_copy_is_compared_and_put_back_beside_the_vault(
    qtbot: QtBot, network: Network, vault: Vault, open_copies: Open
) -> None:
    section = open_copies(vault)
    section.copy()
    idle(qtbot, section.work)
    looked(qtbot, section)
    people.add(vault, Person(house="BAR", surname="Nuova", name="Amina"))
    section.table.view.selectRow(0)
    section.restore_button.click()
    idle(qtbot, section.restore.work)
    shown = section.restore.table.model
    row = next(shown.row(at) for at in range(shown.rowCount()) if shown.row(at)["what"] == "Persone")
    assert (row["copy"], row["now"], row["since"], row["back"]) == (1, 2, 1, 0)
    assert "Nuova Amina" in section.restore.names.text()
    assert not section.restore.invitation.isVisible(), "the coordination invites itself"
    assert not nameless(section.window())
    section.restore.secret.set_value("non è questa")
    section.restore.restore()
    idle(qtbot, section.restore.work)
    assert "non sono giusti" in section.restore.secret.problem
    section.restore.secret.set_value(PASSPHRASE)
    section.restore.restore()
    idle(qtbot, section.restore.work)
    restored = section.restore.restored
    assert restored is not None
    assert restored.parent == vault.folder.parent
    assert people.count(vault) == 2
    locked: list[bool] = []
    section.restore.shell.lock_wanted.connect(lambda: locked.append(True))
    section.restore.done_button.click()
    assert locked
    assert settings.get("vault") == str(restored)
    before = vault.folder
    vault.close()
    network.coordinator = desk.open_desk(restored, "marta", PASSPHRASE)
    assert people.count(network.coordinator) == 1
    assert restoring.kept_aside(network.coordinator) == before
    again = open_copies(network.coordinator)
    assert before.name in again.aside_words.sentence
    assert len(again.listed) == 1, "the copies of before are found from the restored vault too"


def test_the_desk_copies_and_tries_by_itself_and_the_foot_says_so(qtbot: QtBot, vault: Vault) -> None:
    told: list[tuple[str, str]] = []
    parent = QWidget()
    qtbot.addWidget(parent)
    upkeep = CopyUpkeep(vault, lambda: told.append(copy_words.foot(vault)), parent)
    assert copy_words.foot(vault) == ("Ancora nessuna copia", "warning")
    upkeep.look()
    qtbot.waitUntil(lambda: len(told) == 1, timeout=30_000)
    assert told == [("Copia verificata: oggi", "quiet")]
    assert copy_trial.last(vault) is not None
    number = len(copies.listed(vault))
    upkeep.look()
    qtbot.waitUntil(lambda: len(told) == 2, timeout=30_000)
    assert len(copies.listed(vault)) == number == 1
    assert copy_words.notices(vault) == []


def test_what_went_wrong_is_told_today(vault: Vault, tmp_path: Path) -> None:
    copies.round_(vault)
    (copy,) = copies.listed(vault)
    (copy.folder / "vault.db").write_bytes(os.urandom(8192))
    copy_trial.try_newest(vault)
    assert copy_words.foot(vault) == ("La copia non si rilegge", "warning")
    (words,) = copy_words.notices(vault)
    assert "non è riuscita" in words
    assert "rovinata" in words
    copies.round_(vault)
    copy_trial.try_newest(vault)
    assert copy_words.notices(vault) == []
    (tmp_path / "chiavetta").mkdir()
    place = places.choose(vault, places.SECOND, tmp_path / "chiavetta")
    long_ago = datetime.now(UTC) - timedelta(days=9)
    vault.set_local("copies_second", {**vars(place), "seen": long_ago.strftime("%Y-%m-%dT%H:%M:%SZ")})
    assert ["Da 9 giorni" in words for words in copy_words.notices(vault)] == [True]


def test_without_a_copy_the_list_says_so(vault: Vault, open_copies: Open) -> None:
    assert "Ancora nessuna copia." in words(open_copies(vault))
