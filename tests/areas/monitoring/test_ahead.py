"""In a quiet moment after a change the figures are counted, so that their page has them when it is opened."""

import pytest
from pytestqt.qtbot import QtBot

from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.monitoring import service, state
from millegiorni_desk.areas.monitoring.view.ahead import Ahead
from millegiorni_desk.ui import tasks
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault
from tests.ui.conftest import light, window

from .test_view import filled, opened, shell, vault

__all__ = ["filled", "light", "shell", "vault", "window"]


@pytest.fixture
def ahead(vault: Vault, shell: Shell) -> Ahead:
    return Ahead(vault, shell)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The house of each counting that was really done."""
    done: list[str] = []
    real = state.counting

    def noted(vault: Vault, scope: state.Scope, asked: object) -> object:
        done.append(scope.house)
        return real(vault, scope, asked)  # type: ignore[arg-type]

    monkeypatch.setattr(service.state, "counting", noted)
    return done


def moment(ahead: Ahead, bot: QtBot) -> None:
    """A quiet moment, and the end of what was begun in it."""
    ahead.moment()
    bot.waitUntil(lambda: not tasks.busy())


def note(vault: Vault, words: str) -> None:
    """Change something that figures are counted from."""
    with vault.save("test.note") as session:
        session.get_one(Access, vault.scalar("SELECT min(id) FROM access")).notes = words


def test_the_page_finds_its_figures_counted(
    vault: Vault, shell: Shell, ahead: Ahead, counted: list[str], qtbot: QtBot
) -> None:
    moment(ahead, qtbot)
    assert counted == [""]
    page = opened(shell, qtbot)
    assert (
        page.parts["a1"]
        .board.figures["a1.accesses"]
        .accessibleName()
        .startswith("Accessi agli sportelli. 40")
    )
    # Last year, which stands beside them, is another counting.
    qtbot.waitUntil(lambda: not tasks.busy())
    assert len(counted) == 2


def test_it_counts_what_is_chosen_there_once_after_each_change(
    vault: Vault, shell: Shell, ahead: Ahead, counted: list[str], qtbot: QtBot
) -> None:
    page = opened(shell, qtbot)
    page.chooser.house.set_value("CEC")
    qtbot.waitUntil(lambda: not tasks.busy())
    shell.open("quality")
    qtbot.waitUntil(lambda: not tasks.busy())
    counted.clear()
    note(vault, "prima")
    moment(ahead, qtbot)
    ahead.moment()
    assert not tasks.busy() and counted == ["CEC"]
    note(vault, "dopo")
    moment(ahead, qtbot)
    assert counted == ["CEC", "CEC"]


def test_nothing_is_counted_while_the_page_is_shown(
    vault: Vault, shell: Shell, ahead: Ahead, counted: list[str], qtbot: QtBot
) -> None:
    opened(shell, qtbot)
    qtbot.waitUntil(lambda: not tasks.busy())
    counted.clear()
    note(vault, "durante")
    moment(ahead, qtbot)
    assert counted == []


def test_nor_unasked_of_a_large_register(
    ahead: Ahead, counted: list[str], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "_MANY", 5)
    moment(ahead, qtbot)
    assert counted == []
