"""Cards, rows that open, two records side by side, columns that fold."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Comparison, EmptyState, Entry, EntryList, Notice, Side
from millegiorni_desk.ui.columns import Columns
from millegiorni_desk.ui.forms import TextField
from millegiorni_desk.ui.labels import HouseTag, Pill, label
from millegiorni_desk.ui.page import Stack
from millegiorni_desk.ui.spacing import fix
from millegiorni_desk.ui.wrap import Wrap

Window = Callable[[QWidget], QWidget]


def test_entries_open_by_keyboard_and_click(qtbot: QtBot, window: Window) -> None:
    entries = EntryList("Ultime persone", "Nessuna persona ancora.")
    entries.show_entries(
        [Entry("Fatima El Idrissi", "28ª settimana", state="oggi", key="1"), Entry("Joy", key="2")]
    )
    window(entries)
    opened: list[str] = []
    entries.opened.connect(opened.append)
    entries.focus_first()
    first, second = entries.entries
    assert first.accessibleName() == "Fatima El Idrissi, 28ª settimana, oggi"
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert second.hasFocus()
    qtbot.keyClick(second, Qt.Key.Key_Return)
    qtbot.keyClick(second, Qt.Key.Key_Up)
    qtbot.keyClick(first, Qt.Key.Key_Space)
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    assert opened == ["2", "1", "2"]
    entries.show_entries([])
    assert [each.text() for each in entries.findChildren(QLabel) if each.isVisible()] == [
        "Nessuna persona ancora."
    ]


def test_only_what_differs_is_coloured(qtbot: QtBot, window: Window) -> None:
    compared = Comparison(
        Side("Barrito", "Fatima El Idrissi", {"Telefono": "333 1", "Servizi": "no", "Note": ""}),
        Side("Barrito, postazione 1", "Fatima El Idrissi", {"Telefono": "333 2", "Servizi": "no"}),
    )
    window(compared)
    assert compared.differing == ("Telefono",)
    coloured = [each.text() for each in compared.findChildren(QLabel) if each.property("role") == "differs"]
    assert coloured == ["333 1", "333 2"]
    spoken = [each.accessibleName() for each in compared.findChildren(Card)]
    assert spoken[0] == "Barrito. Fatima El Idrissi. Diverso: Telefono 333 1"


def test_two_cards_are_compared_side_by_side_also_in_little_room(window: Window) -> None:
    known = {"Codice fiscale": "PGNCHR92T55B354M", "Come si può chiamare": "300 831 6534"}
    compared = Comparison(
        Side("Barrito", "Chiara Pagano", known), Side("Cecchi Point", "Chiara Pagano", known)
    )
    window(compared)
    compared.resize(560, 300)
    assert not compared.folded
    codes = [each for each in compared.findChildren(QLabel) if each.text() == "PGNCHR92T55B354M"]
    assert len(codes) == 2
    assert all(each.height() >= each.heightForWidth(each.width()) for each in codes)


def test_a_name_is_never_read_as_markup(qtbot: QtBot) -> None:
    shown = label("<b>Anna</b>")
    qtbot.addWidget(shown)
    assert shown.textFormat() == Qt.TextFormat.PlainText
    pill = Pill("<i>x</i>")
    qtbot.addWidget(pill)
    assert pill.textFormat() == Qt.TextFormat.PlainText


def test_a_notice_and_an_empty_state_offer_one_step(qtbot: QtBot, window: Window) -> None:
    done: list[str] = []
    notice = Notice("Il mese si chiude lunedì.", "warning", ("Completa i 4", lambda: done.append("notice")))
    empty = EmptyState(
        "Nessun accesso", "Oggi è tranquillo.", ("Nuovo accesso", lambda: done.append("empty"))
    )
    window(notice)
    window(empty)
    assert notice.accessibleName() == "Il mese si chiude lunedì."
    for piece in (notice, empty):
        for button in piece.findChildren(QPushButton):
            button.click()
    assert done == ["notice", "empty"]
    notice.say("Tutto completo.", "info")
    assert (notice.sentence, notice.property("notice")) == ("Tutto completo.", "info")


def test_a_card_is_emptied(qtbot: QtBot, window: Window) -> None:
    card = Card("Titolo")
    card.add(label("uno"))
    card.add_row(Button("due"), Button("tre"))
    window(card)
    card.empty()
    qtbot.waitUntil(lambda: not card.findChildren(QPushButton))
    assert card.body.count() == 0
    assert card.title.isVisible()


def test_a_long_title_of_a_card_goes_on_below(qtbot: QtBot) -> None:
    long = Card(
        "Come si scrivono gli accessi anonimi quando la donna torna una seconda volta nello stesso giorno"
    )
    qtbot.addWidget(long)
    assert long.minimumSizeHint().width() < 300


@pytest.mark.parametrize(("width", "folded"), [(900, False), (500, True)])
def test_columns_fold_when_narrow(qtbot: QtBot, window: Window, width: int, folded: bool) -> None:
    left, right = QLabel("sinistra"), QLabel("destra")
    columns = Columns(left, right, stretch=(1, 2))
    columns.resize(width, 300)
    window(columns)
    assert columns.folded is folded
    if folded:
        assert right.y() > left.geometry().bottom()
        assert left.width() == right.width() == width
    else:
        assert left.y() == right.y()
        assert right.width() == pytest.approx(2 * left.width(), abs=2)


def test_columns_fold_rather_than_push_out_of_the_window(qtbot: QtBot, window: Window) -> None:
    wide = [Button("Un bottone con parole piuttosto lunghe") for _ in range(2)]
    columns = Columns(*wide, fold_under=100)
    assert columns.minimumSizeHint().width() == max(each.minimumSizeHint().width() for each in wide)
    columns.resize(columns.minimumSizeHint().width(), 200)
    window(columns)
    assert columns.folded


def test_whoever_needs_more_than_its_share_gets_it(qtbot: QtBot, window: Window) -> None:
    narrow, wide = QLabel("poco"), Button("Un bottone con parole lunghe davvero")
    columns = Columns(narrow, wide, stretch=(9, 1), fold_under=100)
    columns.resize(500, 100)
    window(columns)
    assert wide.width() == wide.minimumSizeHint().width()
    assert narrow.width() + wide.width() + 16 == 500


def test_a_row_of_buttons_wraps_and_mirrors(qtbot: QtBot, window: Window) -> None:
    buttons = [Button(words) for words in ("Accesso anonimo", "Nuova scheda", "Riprendi la bozza")]
    wrap = Wrap(*buttons)
    wrap.resize(320, 200)
    window(wrap)
    assert len({button.y() for button in buttons}) > 1
    assert all(wrap.rect().contains(button.geometry()) for button in buttons)
    first = buttons[0].x()
    wrap.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    wrap.lay_out()
    assert buttons[0].x() > first


def test_what_is_held_to_a_width_does_not_run_over_its_neighbour(qtbot: QtBot, window: Window) -> None:
    held, next_one = QLineEdit(), QLineEdit()
    fix(held, width=held.sizeHint().width() + 80)
    wrap = Wrap(held, next_one)
    wrap.resize(900, 60)
    window(wrap)
    assert held.geometry().right() < next_one.x()


def test_the_colour_of_a_house_is_on_its_tag_only(qtbot: QtBot) -> None:
    tag = HouseTag("Barrito", "#2f6db5")
    qtbot.addWidget(tag)
    tag.resize(tag.sizeHint())
    image = tag.grab().toImage()
    assert image.pixelColor(5, image.height() // 2).name() == "#2f6db5"
    assert tag.accessibleName() == "Barrito"


def test_a_piece_without_a_place_is_no_window(qtbot: QtBot) -> None:
    pieces = [Pill("fatto"), Entry("Fatima", "oggi", state="nuova"), TextField("Nome", hint="Come si chiama")]
    pieces.append(EmptyState("Niente", "Per ora"))
    assert not [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    page = Stack(*pieces)
    qtbot.addWidget(page)
    page.show()
    assert all(each.isVisible() for piece in pieces for each in piece.findChildren(QLabel) if each.text())


def test_no_line_of_words_ends_between_an_amount_and_its_sign(qtbot: QtBot) -> None:
    made = label("restano 1.204,30 €", wrap=True)
    qtbot.addWidget(made)
    metrics = made.fontMetrics()
    # Room for the first two words and no more: with a plain space the sign would stand alone on the second line.
    made.resize(metrics.horizontalAdvance("restano 1.204,30") + 2, 200)
    plain = metrics.boundingRect(made.rect(), Qt.TextFlag.TextWordWrap, "restano 1.204,30 €").width()
    bound = metrics.boundingRect(made.rect(), Qt.TextFlag.TextWordWrap, QLabel.text(made)).width()
    assert bound < plain
    assert made.text() == "restano 1.204,30 €"
