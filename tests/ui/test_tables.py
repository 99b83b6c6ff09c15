"""Tables ask for what they show, and no more."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QStyleOptionViewItem, QVBoxLayout, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.tables import PAGE, Column, Row, Source, Table, TableModel
from tests.ui.keyboard import shows_focus

COLUMNS = (
    Column("name", "Nome"),
    Column("seen", "Ultimo accesso", "date", 140),
    Column("accesses", "Accessi", "number", 100),
    Column("cents", "Euro", "money", 120),
)


class Counted:
    """A source of *count* rows that remembers what it was asked for."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.asked: list[tuple[int, int]] = []

    def rows(self, offset: int, limit: int) -> list[Row]:
        self.asked.append((offset, limit))
        return [
            {"id": at, "name": f"Persona {at}", "seen": "2025-11-04", "accesses": at, "cents": at * 100}
            for at in range(offset, min(offset + limit, self.count))
        ]

    def source(self) -> Source:
        return Source(lambda: self.count, self.rows)


def a_table(qtbot: QtBot, counted: Counted) -> Table:
    table = Table("Persone", COLUMNS, counted.source(), empty="Nessuna persona.")
    table.resize(700, 400)
    qtbot.addWidget(table)
    with qtbot.waitExposed(table):
        table.show()
    return table


def test_ten_thousand_rows_ask_for_one_page(qtbot: QtBot) -> None:
    counted = Counted(10_000)
    table = a_table(qtbot, counted)
    table.grab()
    assert counted.asked == [(0, PAGE)]
    assert table.model.rowCount() == 10_000
    table.view.scrollToBottom()
    table.grab()
    assert set(counted.asked) == {(0, PAGE), (9_900, PAGE)}


def test_the_model_keeps_qt_s_rules(qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(TableModel(COLUMNS, Counted(250).source()))


def test_pages_in_memory_are_few(qtbot: QtBot) -> None:
    counted = Counted(100_000)
    model = TableModel(COLUMNS, counted.source())
    for at in range(0, 100_000, PAGE):
        model.row(at)
    asked = len(counted.asked)
    model.row(99_999)
    assert len(counted.asked) == asked
    model.row(0)
    assert len(counted.asked) == asked + 1


def test_figures_stand_right_aligned_under_their_heads(qtbot: QtBot) -> None:
    model = TableModel(COLUMNS, Counted(3).source())
    for section, column in enumerate(COLUMNS):
        side = Qt.AlignmentFlag.AlignRight if column.figures else Qt.AlignmentFlag.AlignLeft
        head = model.headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        cell = model.data(model.index(1, section), Qt.ItemDataRole.TextAlignmentRole)
        assert head == cell
        assert head & side


def test_cells_are_written_the_italian_way(qtbot: QtBot) -> None:
    rows = [{"name": None, "seen": "2025-11-04", "accesses": 8367, "cents": 4655688}]
    model = TableModel((*COLUMNS, Column("share", "Quota", "percent")), Source.of(rows))
    shown = [model.data(model.index(0, at)) for at in range(4)]
    assert shown == ["", "04/11/2025", "8.367", "46.556,88"]
    assert Column("x", "X", "percent").shown(79.5) == "79,5 %"
    assert Column("x", "X", words=lambda value: "sì" if value else "no").shown(0) == "no"
    spoken = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Nome: vuoto"
    assert model.data(QModelIndex()) is None


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_the_keyboard_opens_a_row(qtbot: QtBot, key: Qt.Key) -> None:
    table = a_table(qtbot, Counted(10))
    table.view.setFocus()
    table.view.selectRow(0)
    qtbot.keyClick(table.view, Qt.Key.Key_Down)
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table.view, key)
    assert opened.args[0]["id"] == 1


def test_a_row_stays_current_in_another_order(qtbot: QtBot) -> None:
    table = a_table(qtbot, Counted(10))
    table.view.selectRow(3)
    backwards = list(reversed(Counted(10).rows(0, 10)))
    table.show_rows(Source.of(backwards))
    assert table.current()["id"] == 3
    table.reload()
    assert table.current()["id"] == 3


def test_sums_stand_apart_right_under_the_rows_and_are_spoken(qtbot: QtBot) -> None:
    table = a_table(qtbot, Counted(4))
    table.show_sums({"name": "Rete", "accesses": 6, "cents": 600})
    qtbot.waitUntil(lambda: table._sums.isVisible() and table.view.height() == table.view.maximumHeight())
    assert table._sums.y() == table.view.geometry().bottom() + 1
    assert table._sums.accessibleName() == "Totale: Nome Rete, Accessi 6, Euro 6,00"
    table.show_sums(None)
    assert not table._sums.isVisible()


def test_an_empty_table_says_so(qtbot: QtBot) -> None:
    counted = Counted(0)
    table = a_table(qtbot, counted)
    assert not table.view.isVisible()
    assert counted.asked == []
    counted.count = 5
    table.reload()
    assert table.view.isVisible()


def test_rows_that_went_away_meanwhile_are_blank(qtbot: QtBot) -> None:
    counted = Counted(10)
    model = TableModel(COLUMNS, counted.source())
    counted.count = 4
    assert model.row(8) == {}
    assert model.data(model.index(8, 0)) == ""


def test_a_table_as_high_as_its_rows_wants_no_other_height(qtbot: QtBot) -> None:
    rows = Source.of([{"id": "1", "name": "Barrito"}])
    table = Table("Case", (Column("name", "Casa"),), key="id", most_rows=9)
    qtbot.addWidget(table)
    table.resize(600, 300)
    table.show()
    for width in (600, 588, 600):
        table.resize(width, 300)
        qtbot.wait(1)
        table.show_rows(rows)
        assert table.view.minimumHeight() == table.view.maximumHeight() == table.sizeHint().height()


def test_an_empty_table_does_not_hold_the_keyboard(window: Callable[[QWidget], QWidget]) -> None:
    holder = QWidget()
    layout = QVBoxLayout(holder)
    before, after = QLineEdit(), QLineEdit()
    table = Table("Persone", COLUMNS, Source.of(()), empty="Ancora nessuna")
    for each in (before, table, after):
        layout.addWidget(each)
    window(holder)
    before.setFocus()
    QTest.keyClick(before, Qt.Key.Key_Tab)
    assert after.hasFocus()
    table.setFocus()
    assert shows_focus(table)
    table.setFocus()
    table.show_rows(Counted(1).source())
    assert table.view.hasFocus()
    after.setFocus()
    QTest.keyClick(after, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert table.view.hasFocus()


@pytest.mark.parametrize("most_rows", [0, 4])
def test_rows_have_more_lines_only_while_something_would_be_cut(qtbot: QtBot, most_rows: int) -> None:
    long = {"id": 1, "name": "Ambulatorio pediatrico Le Coccinelle", "cents": 1}
    columns = [Column("name", "Nome"), Column("cents", "Euro", "money", 90)]
    table = Table("Servizi", columns, Source.of([long]), most_rows=most_rows)
    qtbot.addWidget(table)
    table.resize(600, 300)
    table.show()
    assert table.row_px == table.view.rowHeight(0) == 36
    line = table.view.fontMetrics().lineSpacing()
    table.resize(300, 300)
    assert table.view.rowHeight(0) == 36 + line
    if most_rows:
        assert table.view.height() == 36 + table.row_px
    table.show_rows(Source.of([{**long, "name": "italiano, arabo, francese, inglese, bengalese"}]))
    table.resize(240, 300)
    assert table.view.rowHeight(0) == 36 + 2 * line
    table.show_rows(Source.of([{**long, "name": "una parola dopo l'altra " * 40}]))
    assert table.view.rowHeight(0) == 36 + 3 * line
    table.show_rows(Source.of([{**long, "name": "ASL"}]))
    assert table.view.rowHeight(0) == 36


def test_a_column_wider_than_its_words_gives_way_before_others_wrap(qtbot: QtBot) -> None:
    columns = [
        Column("name", "Nome"),
        Column("at", "Quando", width=300),
        Column("cents", "Euro", "money", 90),
    ]
    table = Table("Servizi", columns)
    qtbot.addWidget(table)
    table.resize(600, 300)
    table.show()
    row = {"id": 1, "name": "Ambulatorio pediatrico Le Coccinelle", "at": "oggi", "cents": 1}
    table.show_rows(Source.of([row]))
    assert table.view.rowHeight(0) == 36 and 80 < table.view.columnWidth(1) < 300
    table.show_rows(Source.of([{**row, "at": "il primo lunedì di ogni mese, o il martedì"}]))
    assert table.view.rowHeight(0) > 36 and table.view.columnWidth(1) == 300
    table.show_rows(Source.of([{**row, "name": "ASL"}]))
    assert table.view.rowHeight(0) == 36 and table.view.columnWidth(1) == 300


def test_a_mark_before_the_words_takes_its_room(qtbot: QtBot) -> None:
    table = Table("Chi", [Column("house", "Casa"), Column("cents", "Euro", "money", 48)])
    qtbot.addWidget(table)
    name = "Cascina Roccafranca e Mirafiori"
    room = table.view.fontMetrics().horizontalAdvance(name) + 2 * tokens.TIGHT + 6
    table.resize(room + table.view.columnWidth(1) + 2, 300)
    table.show()
    table.show_rows(Source.of([{"id": 1, "house": name, "cents": 1}]))
    assert table.view.rowHeight(0) == 36
    table.leave_room("house", 40)
    assert table.view.rowHeight(0) == 36 + table.view.fontMetrics().lineSpacing()


def test_no_figure_is_shown_cut(qtbot: QtBot) -> None:
    table = Table("Fondi", [Column("name", "Fondo"), Column("cents", "Assegnati", "money", 90)])
    qtbot.addWidget(table)
    table.show_rows(Source.of([{"id": 1, "name": "Bando", "cents": 2_750_000}]))
    table.show_sums({"cents": 2_750_000})
    table.resize(200, 300)
    table.show()
    cell = table.model.index(0, 1)

    def drawn() -> str:
        option = QStyleOptionViewItem()
        option.initFrom(table.view)
        option.rect = table.view.visualRect(cell)
        table.view.itemDelegateForIndex(cell).initStyleOption(option, cell)
        return option.text

    bar = table.view.horizontalScrollBar()
    assert bar.maximum() > 0
    assert drawn() == "…"
    bar.setValue(bar.maximum())
    assert drawn() == "27.500,00"


def test_however_little_room_there_is_a_row_is_seen_whole(qtbot: QtBot) -> None:
    rows: list[Row] = [
        {"id": at, "name": "Ambulatorio pediatrico Le Coccinelle " * 2, "at": "x" * 40} for at in range(9)
    ]
    table = Table("Servizi", (Column("name", "Nome"), Column("at", "Dove", width=300)), Source.of(rows))
    qtbot.addWidget(table)
    table.resize(360, 60)
    with qtbot.waitExposed(table):
        table.show()
    assert table.row_px > 2 * tokens.CONTROL
    bar = table.view.horizontalScrollBar()
    qtbot.waitUntil(
        lambda: (
            bar.maximum() > 0
            and table.view.height() - table.view.horizontalHeader().height() >= table.row_px + bar.height()
        )
    )


def test_a_column_is_as_wide_as_its_title(qtbot: QtBot) -> None:
    columns = [Column("name", "Come si può chiamare a casa"), Column("cents", "Da confermare", "money", 60)]
    table = Table("Buste", columns, Source.of([{"id": 1, "name": "no", "cents": 1}]))
    qtbot.addWidget(table)
    table.resize(200, 200)
    table.show()
    head = table.view.horizontalHeader()
    assert [head.sectionSize(at) >= head.sectionSizeHint(at) for at in (0, 1)] == [True, True]


def test_the_ring_of_the_keyboard_is_drawn_once(window: Callable[[QWidget], QWidget]) -> None:
    table = Table(
        "Chi tiene i soldi", [Column("cents", "Tiene", "money")], Source.of([{"id": 1, "cents": 5}])
    )
    table.show_sums({"cents": 5})
    table.resize(300, 200)
    window(table)
    table.setFocus()
    table.view.selectRow(0)
    drawn = table.grab().toImage()
    edge = drawn.pixelColor(1, drawn.height() - 20)
    assert edge == drawn.pixelColor(6, drawn.height() - 20), "a ring around the whole of it"
