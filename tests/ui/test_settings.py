"""The settings on a real vault: look, passphrases, users, registers, copies and the recovery sheet."""

import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk import settings
from millegiorni_desk.app import appearance, coordination
from millegiorni_desk.app.locking.idle import TICK_SECONDS, IdleLock
from millegiorni_desk.app.settings.following import FollowingSection
from millegiorni_desk.app.settings.imports import ImportSection
from millegiorni_desk.app.settings.look import LookSection
from millegiorni_desk.app.settings.page import SettingsPage
from millegiorni_desk.app.settings.safety import SafetySection
from millegiorni_desk.app.settings.users import OwnSection, UsersSection
from millegiorni_desk.areas.pathways import board
from millegiorni_desk.areas.pathways import service as pathways
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import WrongPassphrase
from millegiorni_desk.flows import desk
from millegiorni_desk.flows.workbooks import Kind
from millegiorni_desk.ui import look, theme
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tasks import TaskBar, busy, wait_for_all
from millegiorni_desk.vault import users
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.flows import conftest as flows
from tests.flows.conftest import LUCIA, PASSPHRASE, Network
from tests.ui.spoken import nameless

make_network = flows.make_network
Open = Callable[[Vault], SettingsPage]


@pytest.fixture
def vault(make_network: Callable[..., Network]) -> Vault:
    """Lucia's desk at the house BAR, where she is case manager and administrator."""
    return make_network("BAR").houses["BAR"]


@pytest.fixture
def open_page(window: Callable[[QWidget], QWidget]) -> Iterator[Open]:
    def build(vault: Vault) -> SettingsPage:
        shell = Shell("Barrito", "Lucia")
        coordination.upkeep_pages(vault, shell)
        shell.resize(1366, 768)
        window(shell)
        page = shell.open("settings")
        assert isinstance(page, SettingsPage)
        return page

    yield build
    assert wait_for_all()


def idle(qtbot: QtBot, work: TaskBar) -> None:
    qtbot.waitUntil(lambda: not work.busy, timeout=20_000)


def test_the_look_changes_at_once_and_is_kept(vault: Vault, open_page: Open) -> None:
    page = open_page(vault)
    section = page.parts.section("look")
    assert isinstance(section, LookSection)
    section.mode.set_value("dark")
    section.scale.set_value("150")
    assert look.current().dark
    assert look.current().scale == 150
    assert (settings.get("theme"), settings.get("scale")) == ("dark", 150)
    section.mode.set_value("")
    assert appearance.mode() == "dark"
    settings.put("scale", "enorme")
    assert appearance.scale() == 100
    appearance.choose("light", 100)


def test_when_a_pathway_is_still_is_chosen_and_the_board_follows(vault: Vault, open_page: Open) -> None:
    people.add(vault, Person(id="p1", house="", name="Joy"))
    opened = date.today() - timedelta(days=40)
    pathways.open_pathway(vault, Pathway(house="", person_id="p1", opened_on=opened))
    page = open_page(vault)
    section = page.parts.section("pathways")
    assert isinstance(section, FollowingSection)
    assert section.silent_days.value() == "30" and len(board.silent(vault, date.today(), 5)) == 1
    section.silent_days.set_value("60")
    assert settings.get("silent_days") == 60 and board.silent(vault, date.today(), 5) == []
    assert "60" in page.parts.entries["pathways"].accessibleName()
    section.silent_days.set_value("")
    settings.put("silent_days", 7)
    page.parts.open("pathways")
    assert section.silent_days.value() == "7" and not nameless(page)
    settings.put("silent_days", "mai")
    assert board.silent_days() == 30


def test_an_unused_desk_locks_and_so_does_one_that_slept(qtbot: QtBot, vault: Vault, open_page: Open) -> None:
    section = open_page(vault).parts.section("look")
    # A desk at work is not unused: the page looks for its copies.
    qtbot.waitUntil(lambda: not busy(), timeout=20_000)
    assert isinstance(section, LookSection)
    section.lock_after.set_value("5")
    assert settings.get("lock_after") == 5
    window = section.window()
    now: list[float] = [1000.0]
    locked: list[float] = []

    def watch(minutes: int) -> IdleLock:
        locked.clear()
        return IdleLock(window, lambda: minutes, lambda: locked.append(now[0]), lambda: now[0])

    def wait(lock: IdleLock, seconds: int) -> None:
        for _ in range(seconds // TICK_SECONDS):
            now[0] += TICK_SECONDS
            lock.tick()

    lock = watch(5)
    wait(lock, 285)
    QApplication.sendEvent(
        window.windowHandle(),
        QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier),
    )
    wait(lock, 285)
    assert not locked
    wait(lock, 30)
    assert len(locked) == 1
    lock = watch(0)
    wait(lock, 7200)
    assert not locked
    now[0] += 3600
    lock.tick()
    assert len(locked) == 1


def test_a_lock_that_the_system_asks_for_lets_work_finish(
    qtbot: QtBot, vault: Vault, open_page: Open
) -> None:
    window = open_page(vault).window()
    locked: list[str] = []
    lock = IdleLock(window, lambda: 0, lambda: locked.append("locked"))
    finish = threading.Event()
    bar = TaskBar()
    qtbot.addWidget(bar)
    bar.run("Importo", lambda progress: finish.wait(30))
    lock.soon()
    lock.tick()
    assert not locked
    finish.set()
    idle(qtbot, bar)
    lock.tick()
    assert locked == ["locked"]


def test_ones_own_passphrase_is_changed(qtbot: QtBot, vault: Vault, open_page: Open) -> None:
    page = open_page(vault)
    page.parts.open("own")
    section = page.parts.section("own")
    assert isinstance(section, OwnSection)
    words = section.new.proposed.value()
    section.change()
    assert section.new.again.problem
    section.new.again.set_value(words)
    section.old.set_value("non questa")
    section.change()
    idle(qtbot, section.work)
    assert section.old.problem.startswith("La frase segreta non è giusta"), "no name is asked for here"
    section.old.set_value(PASSPHRASE)
    section.change()
    idle(qtbot, section.work)
    folder = vault.folder
    vault.close()
    with pytest.raises(WrongPassphrase):
        desk.open_desk(folder, LUCIA.name, PASSPHRASE)
    with desk.open_desk(folder, LUCIA.name, words) as again:
        assert again.user == LUCIA.name


def test_someone_is_let_in_gets_a_new_passphrase_and_is_taken_off(
    qtbot: QtBot, vault: Vault, open_page: Open
) -> None:
    page = open_page(vault)
    page.parts.open("users")
    section = page.parts.section("users")
    assert isinstance(section, UsersSection)
    section.form.set_values({"display_name": "Anna Rossi", "name": "anna rossi"})
    section.add_user()
    assert section.form.fields["roles"].problem
    section.roles.set_value([str(Role.OPERATOR)])
    section.passphrase.again.set_value(section.passphrase.proposed.value())
    section.add_user()
    idle(qtbot, section.work)
    assert "una parola sola" in section.form.fields["name"].problem
    section.form.set_values({"name": "anna"})
    section.add_user()
    idle(qtbot, section.work)
    assert [section.table.model.row(at)["name"] for at in range(2)] == ["anna", "lucia"]
    assert section.table.model.row(0)["roles"] == "Accoglienza"
    section.table.view.selectRow(1)
    assert not section.remove_button.isEnabled()
    section.table.view.selectRow(0)
    section.reset_button.click()
    words = section.reset.proposed.value()
    section.reset.again.set_value(words)
    section.give_new()
    idle(qtbot, section.work)
    assert vault.slots.open("user", "anna", words.encode())
    section.remove_button.click()
    assert section.table.model.rowCount() == 1


def test_name_and_tasks_change_and_the_last_who_manages_stays(
    qtbot: QtBot, vault: Vault, open_page: Open
) -> None:
    users.add(vault, "anna", "Anna", [Role.OPERATOR], "quattro gatti sul tetto verde")
    page = open_page(vault)
    page.parts.open("users")
    section = page.parts.section("users")
    assert isinstance(section, UsersSection)
    never, today = (section.table.model.row(at)["last"] for at in range(2))
    assert never == "mai" and today.startswith("alle "), "anna has not entered yet"
    section.table.view.selectRow(0)
    section.edit_button.click()
    assert section.edit.values() == {"display_name": "Anna", "roles": (str(Role.OPERATOR),)}
    section.edit.set_values({"display_name": "Anna Bianchi", "roles": [str(Role.CASE_MANAGER)]})
    section.change()
    assert section.table.model.row(0)["display"] == "Anna Bianchi"
    assert section.table.model.row(0)["roles"] == "Case manager"
    section._shell.toast.undo_last()
    assert section.table.model.row(0)["display"] == "Anna"
    section.table.view.selectRow(1)
    section.edit_button.click()
    section.edit.set_values({"roles": [str(Role.CASE_MANAGER)]})
    section.change()
    assert "Nessun altro" in section.edit.fields["roles"].problem
    for button, card in (
        (section.edit_button, section.edit_card),
        (section.reset_button, section.reset_card),
    ):
        button.click()
        assert card.isVisible()
        next(each for each in card.findChildren(Button) if each.text() == "Lascia stare").click()
        assert not card.isVisible() and section.table.isAncestorOf(QApplication.focusWidget())
    assert not nameless(page)


def test_the_strength_is_told_while_typing(vault: Vault, open_page: Open) -> None:
    page = open_page(vault)
    page.parts.open("own")
    section = page.parts.section("own")
    assert isinstance(section, OwnSection)
    field = section.new.proposed
    assert "55 bit" in field.control.accessibleDescription()
    field.set_value("gatto")
    assert "debole" in field.control.accessibleDescription()
    field.set_value("gatto nuvola martello stagno bici")
    assert "buona" in field.control.accessibleDescription()


def test_an_empty_register_is_saved_to_be_filled(
    qtbot: QtBot, vault: Vault, open_page: Open, tmp_path: Path
) -> None:
    page = open_page(vault)
    page.parts.open("import")
    section = page.parts.section("import")
    assert isinstance(section, ImportSection)
    section.save_template(Kind.ACCESSES, tmp_path / "accessi.xlsx")
    idle(qtbot, section.work)
    assert load_workbook(tmp_path / "accessi.xlsx").sheetnames[0] == "Accessi"
    assert section.made.model.rowCount() == 0
    assert not nameless(page)


def test_a_new_sheet_replaces_the_old(qtbot: QtBot, vault: Vault, open_page: Open) -> None:
    page = open_page(vault)
    page.parts.open("safety")
    section = page.parts.section("safety")
    assert isinstance(section, SafetySection)
    section.renew()
    idle(qtbot, section.work)
    sheet = section.sheet
    assert sheet is not None
    section.put_away()
    assert sheet.group.problem
    key = sheet.key
    sheet.group.set_value(key.split("-")[sheet.asked])
    section.put_away()
    assert section.sheet is None
    folder = vault.folder
    vault.close()
    with desk.recover_desk(folder, key) as recovered:
        assert recovered.opened_by_recovery


@pytest.mark.parametrize("scale", [100, 200])
def test_every_part_has_names_and_fits(vault: Vault, open_page: Open, scale: int) -> None:
    page = open_page(vault)
    theme.apply("light", scale)
    for name in page.parts.entries:
        page.parts.open(name)
        QApplication.processEvents()
        assert page.content.width() <= page.scroller.viewport().width(), name
        assert not nameless(page)
