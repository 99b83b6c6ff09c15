"""A desk with its screens on a real vault, for tests that use it by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app import person, referring, today
from millegiorni_desk.areas.mediation import view as mediation_view
from millegiorni_desk.areas.meetings import view as meetings_view
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people import view as people_view
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.areas.training import view as training_view
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tasks import wait_for_all
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.new_vaults import new_vault
from tests.ui.conftest import light, window

__all__ = ["Desk", "Elsewhere", "desk", "desk_of", "light", "window"]

PASSPHRASE = "cinque parole a caso qui"
_ELSEWHERE = ("pathway", "new-pathway", "dote", "new-dote", "sync", "month-end", "network")
Modifier = Qt.KeyboardModifier


class Elsewhere(Page):
    """A page of another area; it notes what it was opened with."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.arrivals: list[object] = []

    def arrived(self, argument: object = None) -> None:
        self.arrivals.append(argument)


@dataclass
class Desk:
    """A vault and its window."""

    vault: Vault
    shell: Shell
    bot: QtBot
    elsewhere: dict[str, Elsewhere] = field(default_factory=dict)

    def add(self, name: str, surname: str, *children: Child, **known: object) -> Person:
        """A woman whose card is in the registry already."""
        house = self.vault.house or "BAR"
        return people.add(
            self.vault, Person(**{"house": house, "name": name, "surname": surname, **known}), children
        )

    def open(self, name: str, argument: object = None) -> QWidget:
        """Show a page and let it be painted."""
        page = self.shell.open(name, argument)
        self.settle()
        return page

    def type(self, text: str) -> None:
        """Type where the keyboard is, which a key may move."""
        for sign in text:
            self.bot.keyClicks(self.focus(), sign)

    def press(self, key: Qt.Key, modifier: Modifier = Modifier.NoModifier, times: int = 1) -> None:
        """Press a key where the keyboard is."""
        for _ in range(times):
            self.bot.keyClick(self.focus(), key, modifier)

    def ctrl(self, key: Qt.Key) -> None:
        """Press a key with Ctrl."""
        self.press(key, Modifier.ControlModifier)

    @staticmethod
    def settle() -> None:
        """Let what was changed be laid out and painted."""
        for _ in range(4):
            QApplication.processEvents()

    @staticmethod
    def focus() -> QWidget:
        """Where the keyboard is."""
        focus = QApplication.focusWidget()
        assert focus is not None
        return focus

    @property
    def said(self) -> str:
        """What the toast says."""
        return self.shell.toast.words


def desk_of(folder: Path, bot: QtBot, house: str, roles: tuple[Role, ...]) -> Desk:
    """The desk of Lucia at *house*, or the coordination where it is empty."""
    vault = new_vault(folder, Place(house, 2), FirstUser("lucia", "Lucia", roles, PASSPHRASE), _two_houses)
    shell = Shell("Barrito", "Lucia")
    made = Desk(vault, shell, bot)
    for view in (
        today.pages,
        people_view.pages,
        person.pages,
        referring.access_pages,
        referring.pages,
        mediation_view.pages,
        meetings_view.pages,
        training_view.pages,
    ):
        view(vault, shell)
    for name in _ELSEWHERE:
        shell.register(name, name, "home", _builder(made, name), rail=False)
    bridge = _Bridge(shell)
    bridge.changed.connect(shell.refresh)
    vault.changed.append(bridge.changed.emit)
    return made


def _two_houses(vault: Vault) -> None:
    roles, vault.roles = vault.roles, [Role.COORDINATOR]
    network.add_house(vault, House(code="BAR", name="Barrito", colour="#2F6DB5"))
    network.add_house(vault, House(code="SAL", name="San Salvario"))
    vault.roles = roles


class _Bridge(QObject):
    """Carries what changed to the interface thread: at once from there, later from any other, as at a desk."""

    changed = Signal(object)


def _builder(desk: Desk, name: str) -> Callable[[], QWidget]:
    def build() -> QWidget:
        desk.elsewhere[name] = Elsewhere(name)
        return desk.elsewhere[name]

    return build


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot, window: Callable[[QWidget], QWidget]) -> Iterator[Desk]:
    """Lucia, case manager at Barrito, before an empty registry; the window is 1366×768."""
    made = desk_of(tmp_path / "barrito", qtbot, "BAR", (Role.CASE_MANAGER,))
    made.shell.resize(1366, 768)
    window(made.shell)
    yield made
    # As the desk itself does: what is drawn beside the window ends before the vault closes.
    wait_for_all()
    made.vault.close()
