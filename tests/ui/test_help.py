"""F1: every page has a few lines of help in both languages, shown beside it and left by Esc."""

from __future__ import annotations

import ast
from functools import cache
from itertools import pairwise

from PySide6.QtCore import Qt

from millegiorni_desk import resources
from millegiorni_desk.language import LANGUAGES
from millegiorni_desk.ui import theme
from tests.architecture.sources import sources
from tests.screens import Desk, desk, light, window

__all__ = ["desk", "light", "window"]


@cache
def registered() -> frozenset[str]:
    """The name of every page that some part of the program registers with the shell."""
    names = set()
    for source in sources():
        if source.path.endswith("ui/gallery.py"):
            continue
        for node in source.nodes:
            calls = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if calls and node.func.attr == "register" and ast.unparse(node.func.value) == "shell":
                names.add(ast.literal_eval(node.args[0]))
    return frozenset(names)


def test_every_page_has_its_help_in_every_language() -> None:
    assert len(registered()) > 20
    for code in LANGUAGES:
        held = {path.stem for path in resources.path(f"help/{code}").glob("*.md")}
        assert registered() - held == set(), code
        assert held - registered() == set(), code


def test_help_is_short() -> None:
    for path in resources.path("help").glob("*/*.md"):
        assert 40 < len(path.read_text(encoding="utf-8")) < 1_000, path


def test_a_list_stands_apart_from_the_lines_before_it() -> None:
    for path in resources.path("help").glob("*/*.md"):
        lines = path.read_text(encoding="utf-8").splitlines()
        for before, line in pairwise(lines):
            if line.startswith("- "):
                assert not before or before.startswith(("- ", "  ")), (path, line)


def test_f1_shows_the_help_of_the_page_and_esc_goes_back(desk: Desk) -> None:
    desk.open("today")
    before = desk.focus()
    desk.press(Qt.Key.Key_F1)
    desk.settle()
    panel = desk.shell.help
    assert panel.isVisible() and "bozze" in panel.text.toPlainText()
    assert panel.isAncestorOf(desk.focus())
    desk.press(Qt.Key.Key_Escape)
    assert panel.isHidden() and desk.focus() is before


def test_the_help_follows_the_page(desk: Desk) -> None:
    desk.open("today")
    desk.shell.toggle_help()
    desk.open("people")
    assert "schede" in desk.shell.help.text.toPlainText()


def test_a_hidden_screen_shows_no_help(desk: Desk) -> None:
    desk.open("today")
    desk.shell.toggle_hidden()
    desk.shell.toggle_help()
    assert desk.shell.help.isHidden()


def test_without_room_the_help_stands_in_the_place_of_the_page(desk: Desk) -> None:
    theme.apply("light", 200)
    desk.open("today")
    desk.shell.toggle_help()
    desk.settle()
    assert desk.shell.width() == 1366 and not desk.shell._pages.isVisible()
    desk.open("people")
    assert desk.shell.help.isHidden() and desk.shell._pages.isVisible()
