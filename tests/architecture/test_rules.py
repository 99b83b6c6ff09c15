"""Every module keeps every rule, and every rule can be broken."""

from pathlib import Path

import pytest

from tests.architecture import rules
from tests.architecture.sources import read, sources


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_every_module_keeps_the_rule(rule: rules.Rule) -> None:
    found = [f"{source.path} {what}" for source in sources() for what in rule(source)]
    assert not found, f"{rule.__doc__}\n" + "\n".join(found)


BREACHES: list[tuple[rules.Rule, str, str]] = [
    (
        rules.qt_stays_in_the_window,
        "areas/doti/service.py",
        "def f():\n    from PySide6.QtCore import QObject\n",
    ),
    (
        rules.qt_stays_in_the_window,
        "flows/close.py",
        "import importlib\nimportlib.import_module('PySide6')\n",
    ),
    (rules.qt_stays_in_the_window, "__main__.py", "import PySide6\n"),
    (rules.toolkit_stays_in_the_window, "areas/doti/documents.py", "from millegiorni_desk.ui import forms\n"),
    (rules.views_are_seen_by_the_window_only, "areas/doti/service.py", "from . import view\n"),
    (rules.files_stay_short, "vault/vault.py", "\n" * 401),
    (rules.functions_stay_short, "vault/vault.py", "def long():\n" + "    x = 1\n" * 60),
    (rules.no_room_for_anything, "vault/utils.py", ""),
    (rules.no_room_for_anything, "helpers/names.py", ""),
    (rules.modules_say_what_they_are, "vault/vault.py", "x = 1\n"),
    (rules.only_commands_print, "vault/vault.py", "print('name')\n"),
]


@pytest.mark.parametrize(
    ("rule", "path", "text"), BREACHES, ids=[f"{b[0].__name__} {b[1]}" for b in BREACHES]
)
def test_a_breach_is_found(rule: rules.Rule, path: str, text: str, tmp_path: Path) -> None:
    file = tmp_path / "millegiorni_desk" / path
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    assert list(rule(read(file, tmp_path)))


@pytest.mark.parametrize(
    "path", ["app.py", "ui/shell.py", "areas/doti/view.py", "areas/doti/view/receipt.py"]
)
def test_the_window_may_import_qt(path: str, tmp_path: Path) -> None:
    file = tmp_path / "millegiorni_desk" / path
    file.parent.mkdir(parents=True)
    file.write_text("from PySide6.QtWidgets import QWidget\n", encoding="utf-8")
    assert not list(rules.qt_stays_in_the_window(read(file, tmp_path)))
