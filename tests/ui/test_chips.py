"""Chips by keyboard, and their words whole."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.ui import look, theme
from millegiorni_desk.ui.chips import Chip, ChipGroup
from millegiorni_desk.ui.spacing import column

NEEDS = [
    ("pregnancy", "Gravidanza"),
    ("birth", "Nascita"),
    ("early", "Prima infanzia"),
    ("documents", "Documenti e permessi"),
    ("home", "Casa"),
    ("health", "Sanità (ASL, consultorio, ospedale, pediatra)"),
    ("school", "Nido e scuola"),
]
ANSWERS = [("yes", "Sì"), ("no", "No"), ("unknown", "Non so")]


Shown = Callable[..., QWidget]


@pytest.fixture
def shown(window: Callable[[QWidget], QWidget]) -> Shown:
    def show(*groups: ChipGroup, width: int = 420) -> QWidget:
        page = QWidget()
        layout = column(page, margins=12, spacing=8)
        for group in groups:
            layout.addWidget(group)
        layout.addWidget(QLineEdit())
        layout.addStretch(1)
        page.resize(width, 600)
        return window(page)

    return show


def focused() -> Chip:
    chip = QApplication.focusWidget()
    assert isinstance(chip, Chip)
    return chip


def press(qtbot: QtBot, key: Qt.Key | str) -> None:
    widget = QApplication.focusWidget()
    if isinstance(key, str):
        qtbot.keyClicks(widget, key)
    else:
        qtbot.keyClick(widget, key)


def test_typing_finds_a_chip_and_space_chooses_it(qtbot: QtBot, shown: Shown) -> None:
    group = ChipGroup("Che cosa le serve", NEEDS, multiple=True)
    shown(group)
    group.take_focus()
    press(qtbot, "do")
    assert focused().code == "documents"
    press(qtbot, Qt.Key.Key_Space)
    press(qtbot, "infanzia"[:3])
    assert focused().code == "early"
    press(qtbot, Qt.Key.Key_Space)
    assert group.value() == ("early", "documents")
    press(qtbot, Qt.Key.Key_Space)
    assert group.value() == ("documents",)


def test_the_chip_where_the_typing_began_may_be_the_one_meant(qtbot: QtBot, shown: Shown) -> None:
    group = ChipGroup(
        "Fragilità", [("work", "Disoccupazione"), ("money", "Difficoltà"), ("ill", "Disabilità")]
    )
    shown(group)
    group.take_focus()
    for letter in "dis":
        qtbot.keyClick(QApplication.focusWidget(), letter)
    assert group.chips[0].hasFocus()
    qtbot.keyClick(QApplication.focusWidget(), "a")
    assert group.chips[2].hasFocus()


def test_accents_do_not_matter_while_typing(qtbot: QtBot, shown: Shown) -> None:
    group = ChipGroup("In carico", ANSWERS)
    shown(group)
    group.take_focus()
    press(qtbot, "n")
    assert focused().code == "no"
    press(qtbot, Qt.Key.Key_Home)
    assert focused().code == "yes"
    press(qtbot, Qt.Key.Key_End)
    press(qtbot, "si")
    assert focused().code == "yes"


def test_arrows_move_along_and_between_lines(qtbot: QtBot, shown: Shown) -> None:
    group = ChipGroup("Che cosa le serve", NEEDS, multiple=True)
    shown(group)
    group.take_focus()
    assert focused().code == "pregnancy"
    press(qtbot, Qt.Key.Key_Left)
    assert focused().code == "pregnancy"
    press(qtbot, Qt.Key.Key_Right)
    assert focused().code == "birth"
    above = focused().y()
    press(qtbot, Qt.Key.Key_Down)
    assert focused().y() > above
    press(qtbot, Qt.Key.Key_Up)
    assert focused().y() == above
    assert group.value() == ()


def test_a_group_is_one_tab_stop(qtbot: QtBot, shown: Shown) -> None:
    first, second = ChipGroup("Primo", NEEDS, multiple=True), ChipGroup("Secondo", ANSWERS)
    second.set_value("no")
    shown(first, second)
    first.take_focus()
    press(qtbot, Qt.Key.Key_Right)
    press(qtbot, Qt.Key.Key_Tab)
    assert focused().code == "no"
    press(qtbot, Qt.Key.Key_Tab)
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    assert focused().code == "birth"


def test_enter_goes_to_the_next_question(qtbot: QtBot, shown: Shown) -> None:
    first, second = ChipGroup("Primo", NEEDS), ChipGroup("Secondo", ANSWERS)
    shown(first, second)
    first.take_focus()
    press(qtbot, Qt.Key.Key_Return)
    assert focused().code == "yes"


def test_enter_opens_a_part_of_a_page(qtbot: QtBot, shown: Shown) -> None:
    parts = ChipGroup("Parti", ANSWERS, opens=True)
    parts.set_value("yes")
    shown(parts)
    parts.take_focus()
    press(qtbot, Qt.Key.Key_Right)
    press(qtbot, Qt.Key.Key_Return)
    assert (focused().code, parts.value()) == ("no", "no")
    press(qtbot, Qt.Key.Key_Return)
    assert isinstance(QApplication.focusWidget(), QLineEdit)


def test_an_emptied_group_begins_at_its_first_chip(qtbot: QtBot, shown: Shown) -> None:
    group = ChipGroup("Bisogni", NEEDS, multiple=True)
    page = shown(group)
    group.take_focus()
    press(qtbot, Qt.Key.Key_End)
    press(qtbot, Qt.Key.Key_Space)
    page.findChild(QLineEdit).setFocus()
    group.set_value(())
    group.take_focus()
    assert focused().code == NEEDS[0][0]


def test_a_number_key_comes_to_its_group(qtbot: QtBot, shown: Shown) -> None:
    first, second = ChipGroup("Primo", NEEDS, number=1), ChipGroup("Secondo", ANSWERS, number=2)
    window = shown(first, second)
    first.take_focus()
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert focused().code == "yes"
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert focused().code == "pregnancy"


def test_one_choice_replaces_the_other_and_can_be_taken_back(qtbot: QtBot, shown: Shown) -> None:
    group = ChipGroup("In carico", ANSWERS)
    shown(group)
    seen: list[object] = []
    group.changed.connect(lambda: seen.append(group.value()))
    yes, no, _ = group.chips
    qtbot.mouseClick(yes, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(no, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(no, Qt.MouseButton.LeftButton)
    assert seen == ["yes", "no", ""]


def test_the_former_answer_is_kept_by_one_key(qtbot: QtBot, shown: Shown) -> None:
    group = ChipGroup("In carico", ANSWERS)
    group.remember("no", "4 novembre")
    shown(group)
    group.take_focus()
    press(qtbot, "=")
    assert group.value() == "no"


def test_other_options_keep_what_was_chosen_and_is_still_there(qtbot: QtBot, shown: Shown) -> None:
    group = ChipGroup("Che cosa le serve", NEEDS, multiple=True)
    qtbot.addWidget(group)
    group.set_value(["birth", "home", "no-such-code"])
    group.set_options(NEEDS[2:])
    assert group.value() == ("home",)


@pytest.mark.parametrize("scale", [100, 125, 150, 200])
def test_words_of_a_chosen_chip_are_never_cut(shown: Shown, scale: int) -> None:
    theme.apply("light", scale)
    group = ChipGroup("Che cosa le serve", NEEDS, multiple=True)
    window = shown(group, width=1100)
    before = [chip.geometry() for chip in group.chips]
    group.set_value([code for code, _ in NEEDS])
    bold = QFontMetrics(look.font(bold=True))
    for chip in group.chips:
        room = chip.width() - 2 * look.px(3) - 2 * look.px(8)
        assert bold.horizontalAdvance(chip.words) <= room, chip.words
    assert [chip.geometry() for chip in group.chips] == before
    window.close()


@pytest.mark.parametrize("width", [220, 320, 420, 700])
def test_chips_wrap_and_stay_inside(shown: Shown, width: int) -> None:
    group = ChipGroup("Che cosa le serve", NEEDS, multiple=True)
    window = shown(group, width=width)
    assert window.width() == width
    flow = group.control
    boxes = [chip.geometry() for chip in group.chips]
    assert all(flow.rect().contains(box) for box in boxes)
    assert not any(one.intersects(other) for at, one in enumerate(boxes) for other in boxes[at + 1 :])


def test_chips_are_announced_as_what_they_are(qtbot: QtBot, shown: Shown) -> None:
    many, one = ChipGroup("Bisogni", NEEDS, multiple=True), ChipGroup("In carico", ANSWERS)
    shown(many, one)
    one.set_value("no")
    for group, role in ((many, QAccessible.Role.CheckBox), (one, QAccessible.Role.RadioButton)):
        for chip in group.chips:
            spoken = QAccessible.queryAccessibleInterface(chip)
            assert spoken.role() == role
            assert spoken.text(QAccessible.Text.Name) == chip.words
            assert spoken.text(QAccessible.Text.Description) == group.words
            assert bool(spoken.state().checked) == chip.isChecked()
