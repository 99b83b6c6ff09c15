"""Every screen of the real desk, for each role, empty and at work: spoken, reached by keyboard, and whole."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QWidget

from millegiorni_desk.app.desk import Desk
from millegiorni_desk.app.desk_window import DeskWindow
from millegiorni_desk.flows import desk as desk_flows
from millegiorni_desk.ui import theme
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.tables import Column, Source, Table
from tests.architecture.sources import ROOT, SOURCE_ROOTS
from tests.robustness import furnished
from tests.ui import walking
from tests.ui.keyboard import Keyboard

# The house is gone through with the keys in the look that the suite has time for; all others are long tests.
DAILY = {("house", 200)}
KEYS = {("house", 200), ("coordination", 100), ("empty", 200)}
LOOKS = {100: "light", 200: "dark"}
WORLDS = {
    "house": ("barrito", "lucia"),
    "coordination": ("coordinator", "marta"),
    "empty": ("empty", "marta"),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small network with something in every table, and a coordination that has only just begun."""
    folder = tmp_path_factory.mktemp("walked") / "rete"
    furnished.new(folder)
    (folder / "nowhere").mkdir()
    made, _ = desk_flows.create_network(
        folder / "empty", "Rete vuota", furnished.MARTA, str(folder / "nowhere")
    )
    made.close()
    return folder


@pytest.fixture
def walk(
    world: Path, window: Callable[[QWidget], QWidget], request: pytest.FixtureRequest
) -> Iterator[walking.Walk]:
    folder, user = WORLDS[request.param]
    made = walking.enter(world / folder, user, furnished.PASSPHRASE)
    window(made.shell)
    yield made
    made.desk.close()


def _walks() -> list[ParameterSet]:
    return [
        pytest.param(world, scale, marks=[] if (world, scale) in DAILY else [pytest.mark.soak])
        for world in WORLDS
        for scale in LOOKS
    ]


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("walk", "scale"), _walks(), indirect=["walk"])
def test_every_screen(walk: walking.Walk, scale: int, request: pytest.FixtureRequest) -> None:
    theme.apply(LOOKS[scale], scale)
    found, seen = [], set()
    world = request.node.callspec.params["walk"]
    checks = (walking.wrong, Keyboard()) if (world, scale) in KEYS else (walking.wrong,)
    for name, page in walk.screens():
        seen.add(name.split("/")[0])
        found += [f"{name}: {what}" for check in checks for what in check(page)]
    assert not found, "\n".join(dict.fromkeys(found))
    # A page that nobody registered under its name would not be walked, nor one without a record in this world.
    assert world == "empty" or seen == set(walk.shell._registered)


def test_a_closed_desk_lets_go_of_its_pages(world: Path) -> None:
    walk = walking.enter(world / "barrito", "lucia", furnished.PASSPHRASE)
    seen = []
    for name in walk.shell._registered:
        walk.shell.open(name, walking.argument(walk.desk.vault, name))
        walk.settle()
        seen.append(name)
    assert {"today", "people", "person", "new-access", "pathways", "doti", "referrals", "settings"} <= {*seen}
    held = [weakref.ref(one) for one in (walk.desk, walk.desk.vault, walk.shell, *walk.shell._built.values())]
    walk.desk.close()
    del walk
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    # A window that stayed would keep whoever was on its pages in memory, and follow every change of the look.
    assert [kept for one in held if (kept := one()) is not None] == []


def test_the_walk_sees_what_is_wrong(window: Callable[[QWidget], QWidget]) -> None:
    """Each check on a page made to fail it."""
    page, card = Page("Prova"), Card("Tutto storto")
    nameless, late, early = Button("x", print), Button("Secondo", print), Button("Primo", print)
    nameless.setText("")
    nameless.setAccessibleName("")
    cut = label("Queste parole non hanno posto")
    cut.setFixedWidth(40)
    long = Table(
        "Elenco", [Column("said", "Detto")], Source.of([{"id": 1, "said": "parola dopo parola " * 40}])
    )
    for each in (early, late, nameless, cut, long):
        card.add(each)
    page.add(card)
    page.resize(600, 400)
    QWidget.setTabOrder(late, early)
    window(page)
    wrong = list(walking.wrong(page))
    for what in ("has no name", "«Primo» comes after", "Queste parole", "«Elenco»: row 1 needs"):
        assert any(what in each for each in wrong), what


def test_the_keys_see_what_is_wrong(window: Callable[[QWidget], QWidget]) -> None:
    """Nothing to reach it with, nothing to leave it by, nothing to see it by."""
    page, card = Page("Prova"), Card("Non per la tastiera")
    first, unreached, plain = Button("Primo", print), Button("Solo col mouse", print), QPushButton("Spoglio")
    unreached.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plain.setStyleSheet("QPushButton, QPushButton:focus { border: 0; outline: 0; background: white; }")
    holding = QPlainTextEdit()
    holding.setAccessibleName("Trattiene")
    for each in (first, plain, holding):
        card.add(each)
    card.heading.addWidget(unreached)
    page.add(card)
    page.resize(600, 400)
    window(page)
    first.setFocus()
    found = "\n".join(Keyboard()(page))
    assert "«Solo col mouse» is reached by no key" in found
    assert "«Trattiene» holds the keyboard" in found
    assert "«Spoglio» looks the same" in found
    assert "«Primo» looks" not in found


@pytest.mark.soak
@pytest.mark.timeout(300)
def test_in_english_no_screen_speaks_italian(world: Path) -> None:
    """In a process of its own, for the language is chosen once."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(map(str, (*SOURCE_ROOTS, ROOT))),
        "MILLEGIORNI_LANGUAGE": "en",
    }
    desks = [
        part
        for folder, user in (WORLDS["house"], WORLDS["coordination"])
        for part in (str(world / folder), user)
    ]
    told = subprocess.run(
        [sys.executable, "-m", "tests.ui.walking_in_english", *desks],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert told.stdout == ""


def test_the_desk_says_its_own_name(world: Path) -> None:
    """Whatever the walk opens is a desk as the window shows it."""
    walk = walking.enter(world / "empty", "marta", furnished.PASSPHRASE)
    assert isinstance(walk.desk, Desk)
    walk.desk.close()


@pytest.mark.parametrize(("mode", "scale"), [("light", 100), ("dark", 200)])
def test_every_entrance(world: Path, window: Callable[[QWidget], QWidget], mode: str, scale: int) -> None:
    """What stands before the desk: the passphrase, the first run, and the way into the training vault."""
    theme.apply(mode, scale)
    made = DeskWindow(world / "barrito", lambda: None)
    made.resize(*walking.SCREEN)
    window(made)
    found, keys = [], Keyboard()
    for show in (lambda: None, made.show_first_run, made.show_training):
        show()
        page = made.pages.currentWidget()
        assert page is not None
        QApplication.processEvents()
        QApplication.processEvents()
        found += [f"{type(page).__name__}: {what}" for check in (walking.wrong, keys) for what in check(page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("mode", "scale"), [("light", 100), ("dark", 200)])
def test_the_help_is_spoken_and_whole(
    world: Path, window: Callable[[QWidget], QWidget], mode: str, scale: int
) -> None:
    theme.apply(mode, scale)
    walk = walking.enter(world / "barrito", "lucia", furnished.PASSPHRASE)
    window(walk.shell)
    walk.shell.open("new-access")
    walk.shell.toggle_help()
    walk.settle()
    assert not [what for check in (walking.wrong, Keyboard()) for what in check(walk.shell.help)]
    assert walk.shell.width() == walking.SCREEN[0], "the window grew"
    walk.shell.toggle_help()
    walk.settle()
    assert not list(walking.wrong(walk.shell.open("new-access")))
    walk.desk.close()
