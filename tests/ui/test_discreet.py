"""F9 on every page of a house and of the coordination: the same neutral picture, and no name in any title."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app.desk_window import TITLE, DeskWindow
from millegiorni_desk.flows import desk
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tasks import wait_for_all
from millegiorni_desk.vault.vault import Vault
from tests.robustness import furnished
from tests.robustness.furnished import World

_NAMES = ("fatima", "idrissi", "osas", "yasmine")
# Pages that show one record are opened with one.
_OF_A_RECORD = {"access", "person", "pathway", "dote", "receipt", "service", "referral"}

# Minutes on a slow machine; and what may take long begins first.
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return furnished.new(tmp_path_factory.mktemp("discreet") / "rete")


def shown(window: QWidget) -> str:
    """Every word that can be read on the screen."""
    words = []
    for each in (window, *window.findChildren(QWidget)):
        if each.isVisible():
            text = getattr(each, "text", None)
            words.append(f"{text() if callable(text) else ''} {each.accessibleName()} {each.toolTip()}")
    return " ".join(words).casefold()


def names_on(window: QWidget) -> list[str]:
    """The names of people that can be read there."""
    words = shown(window)
    return [name for name in _NAMES if name in words]


def open_page(shell: Shell, vault: Vault, name: str) -> None:
    kind = name.removesuffix("-data")
    record = vault.scalar(f"SELECT id FROM {kind} LIMIT 1") if kind in _OF_A_RECORD else None
    shell.open(name, record)
    QApplication.processEvents()


@pytest.mark.parametrize(
    ("place", "user", "step"),
    [
        ("house", "lucia", 3),
        *(
            pytest.param(place, user, 1, marks=pytest.mark.soak)
            for place, user in (("house", "lucia"), ("coordinator", "marta"))
        ),
    ],
    ids=("a third", "house", "coordination"),
)
def test_every_page_hides_behind_the_same_picture(
    world: World, qtbot: QtBot, window: Callable[[QWidget], QWidget], place: str, user: str, step: int
) -> None:
    vault = desk.open_desk(getattr(world, place), user, furnished.PASSPHRASE)
    main = DeskWindow(Path(world.house), lambda: None)
    main.resize(1366, 768)
    window(main)
    main.enter(vault)
    shell = main.desk.shell if main.desk else Shell()
    # Every third each day, with the card of a woman among them; all of them in the long tests.
    pages = list(dict.fromkeys([*list(shell._registered)[::step], "person", "people"]))
    assert len(pages) > 12
    seen_names, pictures = 0, set()
    for name in pages:
        open_page(shell, vault, name)
        seen_names += bool(names_on(main))
        shell.say("Salvato: El Idrissi Fatima", lambda: None)
        focus = QApplication.focusWidget()
        qtbot.keyClick(focus or main, Qt.Key.Key_F9)
        QApplication.processEvents()
        assert shell.screen_hidden, name
        assert names_on(main) == [], name
        picture = main.grab().toImage()
        pictures.add(bytes(picture.constBits()))
        assert {each.windowTitle() for each in QApplication.topLevelWidgets() if each.isVisible()} == {TITLE}
        qtbot.keyClick(QApplication.focusWidget() or main, Qt.Key.Key_F9)
        assert not shell.screen_hidden, name
    assert seen_names >= 2, "pages with names were there to be hidden"
    assert len(pictures) == 1
    assert wait_for_all()
    main.close()
