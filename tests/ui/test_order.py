"""Tab follows what is seen, also where pieces come and go; Ctrl+Z reaches the window."""

import gc
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Entry, EntryList
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.fields import TextField
from millegiorni_desk.ui.order import keep_place
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.search import SearchField
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.wrap import Wrap

Window = Callable[[QWidget], QWidget]
FEW = [("a", "Alfa"), ("b", "Beta")]


def stops(first: QWidget, count: int) -> list[str]:
    """The spoken names of the next *count* places where Tab stops, from *first* on."""
    first.setFocus()
    found = []
    for _ in range(count):
        focus = QApplication.focusWidget()
        assert focus is not None
        found.append(focus.accessibleName())
        focus.focusNextChild()
    return found


class Sample(Page):
    """A field, a group, a list, a field."""

    def __init__(self) -> None:
        super().__init__("Prova")
        self.first, self.group = TextField("Prima"), ChipGroup("Gruppo", FEW)
        self.entries, self.last = EntryList("Elenco"), TextField("Ultima")
        for piece in (self.first, self.group, self.entries, self.last):
            self.add(piece)
        self.foot.add(Button("Salva"))


@pytest.fixture
def page(window: Window) -> Sample:
    shell = Shell("Barrito", "Lucia")
    shell.register("sample", "Prova", "home", Sample)
    window(shell)
    page = shell.open("sample")
    assert isinstance(page, Sample)
    return page


def test_chips_and_entries_that_come_later_stand_where_they_are_seen(page: Sample) -> None:
    page.group.set_options([("c", "Gamma"), ("d", "Delta")])
    page.entries.show_entries([Entry("Uno"), Entry("Due")])
    page.group.set_options([("e", "Eta"), ("f", "Fi")])
    page.entries.show_entries([Entry("Tre"), Entry("Quattro")])
    QApplication.processEvents()
    assert stops(page.first.line, 6) == ["Prima", "Eta", "Tre", "Quattro", "Ultima", "Salva"]


def test_a_card_filled_anew_stands_where_it_is_seen(page: Sample) -> None:
    card, row = Card("Carta"), Wrap()
    card.add(Button("Prima di allora"))
    page.body.insertWidget(1, card)
    page.body.insertWidget(2, row)
    QApplication.processEvents()
    card.empty()
    card.add(Button("Stampa"))
    card.add_row(Button("Salva il PDF"))
    row.add(Button("Riprendi"))
    QApplication.processEvents()
    wanted = ["Prima", "Stampa", "Salva il PDF", "Riprendi", "Alfa", "Ultima", "Salva"]
    assert stops(page.first.line, 7) == wanted


def test_what_stands_below_the_frame_is_reached(window: Window) -> None:
    whole, shell = QWidget(), Shell("Barrito", "Lucia")
    shell.register("sample", "Prova", "home", Sample)
    below = column(whole)
    below.addWidget(shell)
    below.addWidget(Button("Ho letto"))
    window(whole)
    page = shell.open("sample")
    assert isinstance(page, Sample)
    assert "Ho letto" in stops(page.first.line, 8)


def test_undo_in_a_line_without_typing_is_the_windows(page: Sample, qtbot: QtBot) -> None:
    shell = page.window()
    assert isinstance(shell, Shell)
    undone: list[str] = []
    shell.say("Salvato", lambda: undone.append("Salvato"))
    page.first.line.setFocus()
    qtbot.keyClicks(page.first.line, "ab")
    qtbot.keyClick(page.first.line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (page.first.line.text(), undone) == ("", [])
    qtbot.keyClick(page.first.line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == ["Salvato"]


def test_undo_in_an_empty_search_is_the_windows(page: Sample, qtbot: QtBot) -> None:
    shell = page.window()
    assert isinstance(shell, Shell)
    undone: list[str] = []
    field = SearchField("Cerca")
    page.add(field)
    shell.say("Salvato", lambda: undone.append("Salvato"))
    field.setFocus()
    qtbot.keyClick(field.line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == ["Salvato"]


def test_a_table_put_in_place_outlives_the_collector(page: Sample) -> None:
    table = Table("Righe", [Column("name", "Nome")], Source.of([{"id": 1, "name": "Fatima"}]))
    page.add(table)
    keep_place(page.first, [table])
    lost: list[str] = []
    table.view.verticalHeader().destroyed.connect(lambda: lost.append("header"))
    gc.collect()
    table.view.selectRow(0)
    assert lost == []
    assert table.view.verticalHeader().count() == 1
    assert table.current()["name"] == "Fatima"


def test_a_field_beside_which_another_comes_keeps_its_stop(qapp: QApplication) -> None:
    first, second = TextField("Casa"), TextField("Tema")
    Wrap(first, second)
    for field in (first, second):
        assert field.line.focusPolicy() == Qt.FocusPolicy.StrongFocus
