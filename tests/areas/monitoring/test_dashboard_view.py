"""The dashboard: last year and targets on the tiles, and the same numbers as a table."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from millegiorni_desk.areas.coordination.records import Target
from millegiorni_desk.areas.monitoring.figures import Categories, Measured
from millegiorni_desk.areas.monitoring.indicators import INDICATORS
from millegiorni_desk.areas.monitoring.view.indicator_page import IndicatorPage
from millegiorni_desk.areas.monitoring.view.monitoring_page import MonitoringPage
from millegiorni_desk.areas.monitoring.view.plan import PARTS
from millegiorni_desk.areas.monitoring.view.shown import shown
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault
from tests.ui.conftest import light, window

from .test_targets import target
from .test_view import filled, opened, shell, vault

__all__ = ["filled", "light", "shell", "vault", "window"]


def complete(shell: Shell, bot: QtBot) -> MonitoringPage:
    """The page with its figures and what stands beside them."""
    page = opened(shell, bot)
    figure = page.parts["a1"].board.figures["a1.accesses"]
    bot.waitUntil(lambda: "un anno prima" in figure.accessibleName())
    return page


@contextmanager
def aimed(vault: Vault, value: int) -> Iterator[None]:
    """A target of accesses, taken off at the end."""
    one = target(value=value)
    with vault.save("test.target") as session:
        session.add(one)
        kept = one.id
    yield
    with vault.save("test.target") as session:
        session.get_one(Target, kept).voided = True


def test_a_tile_says_last_year_and_target_aloud(shell: Shell, vault: Vault, qtbot: QtBot) -> None:
    with aimed(vault, 80):
        page = complete(shell, qtbot)
    spoken = page.parts["a1"].board.figures["a1.accesses"].accessibleName()
    assert spoken == "Accessi agli sportelli. 40; un anno prima 1; obiettivo 80: 50 %"
    assert "un anno prima" not in page.parts["a1"].board.figures["a1.bodies"].accessibleName()


def test_the_table_says_what_the_tiles_and_charts_say(shell: Shell, vault: Vault, qtbot: QtBot) -> None:
    with aimed(vault, 80):
        page = complete(shell, qtbot)
    page.as_table.setChecked(True)
    assert page.report is not None
    for part in PARTS:
        table = page.parts[part.key].table.table
        rows = [table.model.row(at) for at in range(table.model.rowCount())]
        for name in part.figures:
            told = shown(INDICATORS[name], page.report.figures[name])
            (row,) = [row for row in rows if row["id"] == f"{name}/"]
            assert (row["value"], row["counts"]) == (told.value, told.counts)
        for name in part.charts:
            figure = page.report.figures[name]
            assert isinstance(figure, Categories | Measured)
            numbers = figure.numbers if isinstance(figure, Categories) else figure.measures
            assert {row["code"] for row in rows if row["indicator"] == name} == {
                code for code, number in numbers.items() if number
            }
    first = page.parts["a1"].table.table.model.row(0)
    assert (first["before"], first["target"], first["reached"]) == ("1", "80", "50 %")


def test_in_the_table_each_number_has_its_room(shell: Shell, vault: Vault, qtbot: QtBot) -> None:
    """Of what is counted and measured each has a row: side by side their words would be cut."""
    page = complete(shell, qtbot)
    page.as_table.setChecked(True)
    for part in PARTS:
        page.part.set_value(part.key)
        qtbot.wait(1)
        table = page.parts[part.key].table.table
        words, metrics = [column.key for column in table.model.columns], table.view.fontMetrics()
        for at in range(table.model.rowCount()):
            for place, key in enumerate(words[1:], 1):
                told = str(table.model.row(at)[key])
                assert metrics.horizontalAdvance(told) + 16 <= table.view.columnWidth(place), (part.key, told)


def test_enter_in_the_table_opens_the_rows_and_back_returns_to_it(shell: Shell, qtbot: QtBot) -> None:
    page = complete(shell, qtbot)
    qtbot.mouseClick(page.as_table, Qt.MouseButton.LeftButton)
    assert not page.parts["a1"].board.isVisible()
    table = page.parts["a1"].table.table
    at = next(at for at in range(table.model.rowCount()) if table.model.row(at)["id"] == "a1.by_need/home")
    table.view.setFocus()
    table.view.selectRow(at)
    qtbot.keyClick(table.view, Qt.Key.Key_Return)
    rows = cast(IndicatorPage, shell.built("indicator"))
    qtbot.waitUntil(lambda: not rows.work.busy)
    assert (shell.shown, rows.counts.text()) == ("indicator", "Casa")
    shell.back()
    assert table.view.hasFocus()
