"""*Supervisione dei dati*: a check is opened, its record is mended, and the row goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app import coordination
from millegiorni_desk.app.registers import RegistersPage
from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.monitoring import view as monitoring_view
from millegiorni_desk.areas.monitoring.view.quality_page import QualityPage
from millegiorni_desk.areas.people.pseudonym import pseudonym
from millegiorni_desk.vault.permissions import Role
from tests.screens import Desk, desk_of, light, window
from tests.ui.spoken import nameless

__all__ = ["light", "window"]

DAY = date(2025, 3, 3)


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot, window: Callable[[QWidget], QWidget]) -> Iterator[Desk]:
    made = desk_of(tmp_path / "barrito", qtbot, "BAR", (Role.CASE_MANAGER,))
    monitoring_view.pages(made.vault, made.shell)
    made.shell.resize(1366, 768)
    window(made.shell)
    yield made
    made.vault.close()


def came(desk: Desk, **given: Any) -> Access:
    said = {"on_date": DAY, "needs": ["income"], "activities": ["listening"], "at_time": "10:00", **given}
    return accesses.add(desk.vault, Access(house="", **said))


def open_page(desk: Desk, argument: object = None) -> QualityPage:
    page = desk.open("quality", argument)
    assert isinstance(page, QualityPage)
    waited(desk, page)
    return page


def waited(desk: Desk, page: QualityPage) -> None:
    desk.bot.waitUntil(lambda: not page.quality.work.busy and not page.month.work.busy)
    desk.settle()


def test_a_row_goes_once_it_is_mended(desk: Desk) -> None:
    first, _second = came(desk, needs=[]), came(desk, needs=[], activities=[])
    page = open_page(desk)
    part = page.quality
    assert [part.checks.model.row(at)["number"] for at in range(2)] == [2, 1]
    part.checks.opened.emit(dict(part.checks.model.row(0)))
    waited(desk, page)
    assert "Accesso senza bisogni" in part.right.title.text() and len(part.rows) == 2
    assert part.table.view.hasFocus() or part.table.isAncestorOf(desk.focus())
    assert nameless(page) == []
    desk.press(Qt.Key.Key_Return)
    assert desk.shell.shown == "access"
    accesses.edit(desk.vault, first.id, needs=["work"])
    back = open_page(desk)
    assert back is page and [row.record_id for row in part.rows] == [_second.id]
    assert part.checks.model.row(0)["number"] == 1


def test_where_nothing_is_missing_it_says_so(desk: Desk) -> None:
    came(desk)
    page = open_page(desk)
    assert page.quality.nothing.isVisible() and not page.quality.split.isVisible()


def test_a_month_is_told_and_what_came_late_is_opened(desk: Desk) -> None:
    late = came(desk)
    page = open_page(desk, "ongoing")
    part = page.month
    assert part.month.value() == "2025-03", "the last month that has something"
    assert {**part.table.model.row(0), "id": ""} == {
        "id": "", "house": "Barrito", "now": "1", "before": "0", "by": "+1", "year_ago": "0",
    }  # fmt: skip
    part.late.opened.emit(dict(part.late.model.row(0)))
    waited(desk, page)
    assert [row.record_id for row in part.rows] == [late.id] and part.listed.isVisible()
    part.figure.set_value("a2.doti_committed")
    assert part.table.model.row(0)["now"].startswith("0")
    assert nameless(page) == []


def test_a_register_is_written_without_names_unless_they_are_asked_for(desk: Desk, tmp_path: Path) -> None:
    coordination.report_pages(desk.vault, desk.shell)
    desk.add("Joy", "Osagie")
    joy = desk.vault.query("SELECT id FROM person")[0]["id"]
    came(desk, person_id=joy)
    page = desk.open("registers")
    assert isinstance(page, RegistersPage)
    assert page.isAncestorOf(desk.focus()), "no piece of it was a window of its own"
    offered: list[tuple[str, bytes]] = []

    def keep(parent: QWidget, content: bytes, name: str, kind: str) -> None:
        offered.append((name, content))

    page.papers.save_with = keep
    page.accesses_button.click()
    desk.bot.waitUntil(lambda: len(offered) == 1)
    page.named.set_value(True)
    assert page.warning.isVisible()
    page.accesses_button.click()
    desk.bot.waitUntil(lambda: len(offered) == 2)
    told = [load_workbook(BytesIO(content)).worksheets[0]["E2"].value for _name, content in offered]
    assert told == [pseudonym(joy), "Osagie"]
    assert [name.endswith("con-nomi.xlsx") for name, _content in offered] == [False, True]
    desk.open("today")
    desk.open("registers")
    assert page.named.value() is False, "names are asked for each time"
    assert nameless(page) == []
