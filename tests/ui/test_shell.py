"""The frame: pages built when shown, the rail, the hidden screen, undo."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import StorageFailed
from millegiorni_desk.ui import theme
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.forms import TextField
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.shell import TITLE, Shell
from millegiorni_desk.ui.wrap import Wrap

Window = Callable[[QWidget], QWidget]


class Sample(Page):
    """A page that notes what it was told."""

    def __init__(self, title: str, log: list[str]) -> None:
        super().__init__(title)
        self.log = log
        self.field = TextField(f"Nome in {title}")
        self.add(self.field)
        log.append(f"built {title}")

    def arrived(self, argument: object = None) -> None:
        self.log.append(f"arrived {self.title} {argument}")

    def refresh(self, changes: Changes) -> None:
        self.log.append(f"refreshed {self.title} {changes.action}")


@pytest.fixture
def log() -> list[str]:
    return []


@pytest.fixture
def shell(window: Window, log: list[str]) -> Shell:
    made = Shell("Barrito", "Postazione 2 · Lucia")
    made.register("today", "Oggi", "today", lambda: Sample("Oggi", log))
    made.register("people", "Persone", "people", lambda: Sample("Persone", log))
    made.register("person", "Scheda", "person", lambda: Sample("Scheda", log), rail=False, under="people")
    made.resize(1366, 768)
    window(made)
    made.open("today")
    return made


def test_a_page_is_built_when_it_is_first_shown(shell: Shell, log: list[str]) -> None:
    assert log == ["built Oggi", "arrived Oggi None"]
    assert shell.built("people") is None
    shell.open("people")
    shell.open("today", 7)
    assert log[2:] == ["built Persone", "arrived Persone None", "arrived Oggi 7"]
    with pytest.raises(KeyError):
        shell.open("no such page")


def test_the_keyboard_is_in_the_first_field(shell: Shell) -> None:
    page = shell.built("today")
    assert isinstance(page, Sample)
    assert QApplication.focusWidget() is page.field.line


@pytest.mark.parametrize("leave", ["hide", "deleteLater"])
def test_the_keyboard_never_falls_onto_the_rail_by_itself(shell: Shell, qtbot: QtBot, leave: str) -> None:
    page = shell.built("today")
    assert isinstance(page, Sample)
    last = TextField("Ultima risposta")
    page.add(last)
    qtbot.waitUntil(last.isVisible)
    last.line.setFocus()
    getattr(last, leave)()
    qtbot.waitUntil(page.field.line.hasFocus)
    qtbot.keyClick(page.field.line, Qt.Key.Key_Return)
    assert not shell.screen_hidden


def test_the_keyboard_never_falls_onto_an_undo_by_itself(shell: Shell, qtbot: QtBot) -> None:
    page = shell.built("today")
    assert isinstance(page, Sample)
    last = TextField("Ultima risposta")
    page.add(last)
    qtbot.waitUntil(last.isVisible)
    shell.say("Salvato", lambda: None)
    last.line.setFocus()
    last.hide()
    qtbot.waitUntil(page.field.line.hasFocus)


def test_the_rail_is_one_tab_stop_and_opens_by_keyboard(qtbot: QtBot, shell: Shell) -> None:
    today, people = shell.rail.entries.values()
    today.setFocus()
    qtbot.keyClick(today, Qt.Key.Key_Down)
    assert people.hasFocus()
    qtbot.keyClick(people, Qt.Key.Key_Return)
    assert shell.shown == "people"
    assert people.here
    assert not today.here
    stops = [entry for entry in (today, people) if entry.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == [people]


def test_a_page_below_another_marks_it_and_leads_back(qtbot: QtBot, shell: Shell) -> None:
    shell.open("people")
    shell.open("person", "id-1")
    assert shell.rail.entries["people"].here
    qtbot.keyClick(shell, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert shell.shown == "people"


def test_changes_reach_the_page_shown_at_once_and_others_when_shown(shell: Shell, log: list[str]) -> None:
    shell.open("people")
    log.clear()
    shell.refresh(Changes("access.add"))
    shell.refresh(Changes("merge", everything=True))
    assert log == ["refreshed Persone access.add", "refreshed Persone merge"]
    log.clear()
    shell.open("today")
    assert log == ["refreshed Oggi access.add", "refreshed Oggi merge", "arrived Oggi None"]


def test_nothing_sensitive_is_in_the_window_title(shell: Shell) -> None:
    page = shell.open("person", "id-1")
    assert isinstance(page, Sample)
    page.set_title("Fatima El Idrissi")
    page.set_state("28ª settimana")
    assert shell.windowTitle() == TITLE
    assert shell._title.text() == "Fatima El Idrissi"
    assert shell._state.text() == "28ª settimana"


def test_a_long_state_goes_below_a_long_title_instead_of_cutting_it(shell: Shell, qtbot: QtBot) -> None:
    page = shell.open("person", "id-1")
    assert isinstance(page, Sample)
    page.set_title("Percorso di Osayi Omoruyi")
    page.set_state("aperto il 28/05/2025")
    title, state = shell._title, shell._state
    qtbot.waitUntil(lambda: abs(state.geometry().center().y() - title.geometry().center().y()) <= 1)
    theme.apply("light", 200)

    def whole() -> bool:
        return (
            state.y() >= title.geometry().bottom()
            and title.width() >= title.fontMetrics().horizontalAdvance(title.text())
            and state.width() >= state.sizeHint().width()
        )

    qtbot.waitUntil(whole)
    theme.apply("light", 100)


def test_f9_hides_everything_and_brings_it_back(qtbot: QtBot, shell: Shell) -> None:
    page = shell.built("today")
    assert isinstance(page, Sample)
    qtbot.keyClicks(page.field.line, "Fatima")
    seen: list[bool] = []
    shell.hidden_changed.connect(seen.append)
    qtbot.keyClick(page.field.line, Qt.Key.Key_F9)
    assert shell.screen_hidden
    assert not page.isVisible()
    assert not shell.rail.isVisible()
    qtbot.keyClicks(QApplication.focusWidget(), "xyz")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not shell.screen_hidden
    assert page.field.value() == "Fatima"
    assert QApplication.focusWidget() is page.field.line
    qtbot.keyClick(page.field.line, Qt.Key.Key_F9)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F9)
    assert seen == [True, False, True, False]


def test_f9_covers_a_dialog_too_and_closes_menus(qtbot: QtBot, shell: Shell) -> None:
    dialog = QDialog(shell)
    dialog.setModal(True)
    QLineEdit(dialog).move(0, 60)
    line = QLineEdit(dialog)
    line.setAccessibleName("Nome")
    dialog.resize(300, 200)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
        line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    qtbot.keyClick(line, Qt.Key.Key_F9)
    assert shell.screen_hidden
    cover = dialog.childAt(150, 100)
    assert cover is not None
    assert cover.size() == dialog.size()
    assert dialog.childAt(line.geometry().center()) is cover
    shell.toggle_hidden()
    assert dialog.childAt(line.geometry().center()) is line
    assert line.hasFocus()
    dialog.close()
    menu = QMenu(shell)
    menu.addAction("Fatima El Idrissi")
    menu.popup(shell.mapToGlobal(shell.rect().center()))
    shell.toggle_hidden()
    assert not menu.isVisible()
    shell.toggle_hidden()


def test_lock_and_search_have_their_keys(qtbot: QtBot, shell: Shell) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    with qtbot.waitSignal(shell.lock_wanted):
        qtbot.keyClick(shell, Qt.Key.Key_L, control)
    with qtbot.waitSignal(shell.search_wanted):
        qtbot.keyClick(shell, Qt.Key.Key_K, control)


def test_the_rail_folds_when_narrow_and_at_200(shell: Shell) -> None:
    assert not shell.rail.folded
    shell.resize(1100, 768)
    assert shell.rail.folded
    assert shell.rail.width() == 60
    entry = shell.rail.entries["people"]
    assert entry.toolTip() == "Persone"
    assert QAccessible.queryAccessibleInterface(entry).text(QAccessible.Text.Name) == "Persone"
    shell.resize(1366, 768)
    assert not shell.rail.folded
    theme.apply("light", 200)
    assert shell.rail.folded
    theme.apply("light", 100)
    assert not shell.rail.folded


@pytest.mark.parametrize("scale", [100, 125, 150, 200])
def test_all_that_coordination_has_stands_in_the_rail_without_scrolling(
    qtbot: QtBot, shell: Shell, log: list[str], scale: int
) -> None:
    for number in range(16):
        shell.register(f"page-{number}", f"Pagina {number}", "people", lambda: Sample("Altro", log))
    theme.apply("light", scale)
    shell.set_safety("Salvato alle 14:32", "Nessuna copia da 8 giorni: colleghi la chiavetta", "warning")
    shell.set_sync("3 accessi da consegnare")
    qtbot.waitUntil(shell.rail.entries["page-15"].isVisible)
    shell.grab()
    assert shell.rail.folded == (scale >= 150)
    assert shell.rail._scroll.verticalScrollBar().maximum() == 0
    below = [*shell.rail.entries.values(), shell.rail.hide_entry]
    tops = [entry.mapTo(shell, entry.rect().topLeft()).y() for entry in below]
    assert all(
        top + entry.height() <= after
        for entry, top, after in zip(below[:-1], tops[:-1], tops[1:], strict=True)
    )
    assert min(entry.height() for entry in below) >= 24
    signs = {state.y() for state in (shell.rail._saved, shell.rail._backup, shell.rail._sync)}
    assert len(signs) == (1 if shell.rail.folded else 3)
    theme.apply("light", 100)


def test_the_page_that_is_open_is_in_sight_in_the_rail(qtbot: QtBot, shell: Shell, log: list[str]) -> None:
    for number in range(16):
        shell.register(f"page-{number}", f"Pagina {number}", "people", lambda: Sample("Altro", log))
    shell.open("page-15")
    shell.resize(1366, 620)
    theme.apply("light", 200)
    here, seen = shell.rail.entries["page-15"], shell.rail._scroll.viewport()
    qtbot.waitUntil(lambda: shell.rail._scroll.verticalScrollBar().maximum() > 0)
    qtbot.waitUntil(lambda: seen.rect().contains(here.geometry().translated(here.parentWidget().pos())))
    theme.apply("light", 100)


def test_a_long_title_leaves_room_to_the_page(qtbot: QtBot, shell: Shell) -> None:
    page = shell.built("today")
    assert isinstance(page, Sample)
    page.set_title("Massaggio infantile e canti della buonanotte nelle lingue di casa nostra")
    theme.apply("light", 200)
    shell.grab()
    assert page.scroller.height() > 768 / 2
    theme.apply("light", 100)


@pytest.mark.parametrize("scale", [100, 150, 200])
def test_the_window_never_grows_beyond_a_small_screen(qtbot: QtBot, shell: Shell, scale: int) -> None:
    theme.apply("light", scale)
    shell.set_safety("Salvato alle 14:32", "Copia di ieri verificata")
    shell.set_sync("3 accessi da consegnare")
    shell.grab()
    assert (shell.width(), shell.height()) == (1366, 768)
    assert shell.minimumSizeHint().width() <= 1366


def test_undo_is_offered_and_works_after_the_toast_is_gone(qtbot: QtBot, shell: Shell) -> None:
    undone: list[str] = []
    shell.say("Obiettivo chiuso", lambda: undone.append("goal"))
    shell.say("Accesso salvato", lambda: undone.append("access"))
    assert shell.toast.words == "Accesso salvato"
    shell.toast.undo_button.click()
    assert shell.toast.words == "Annullato: accesso salvato"
    shell.toast.hide()
    shell.rail.entries["today"].setFocus()
    qtbot.keyClick(shell, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(shell, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == ["access", "goal"]


def test_before_what_cannot_be_undone_nothing_is_undone_unasked(shell: Shell) -> None:
    undone: list[str] = []
    shell.say("Scheda salvata", lambda: undone.append("scheda"))
    shell.say("Dote concessa")
    shell.toast.undo_last()
    assert undone == [] and shell.toast.words == "Questo non si annulla da qui. Prima: scheda salvata"
    shell.toast.undo_button.click()
    assert undone == ["scheda"]
    shell.say("Dote concessa")
    shell.toast.undo_last()
    assert shell.toast.words == "Questo non si annulla da qui."


def test_long_words_of_the_toast_go_on_below(shell: Shell) -> None:
    shell.say("parola " * 60, lambda: None)
    toast = shell.toast
    assert toast.x() >= 0 and toast.geometry().right() < shell.width()
    assert toast.height() > 2 * toast.undo_button.height() and toast.undo_button.isVisible()


def test_the_toast_stands_aside_of_the_keyboard(qtbot: QtBot, shell: Shell) -> None:
    page = shell.built("today")
    assert isinstance(page, Sample)
    buttons = [Button(f"Pulsante {number}") for number in range(40)]
    for button in buttons:
        page.add(button)
    qtbot.waitUntil(buttons[-1].isVisible)
    for button in buttons:
        button.setMaximumWidth(600)
        button.setFocus()
        shell.say("Salvato: una frase lunga che ha bisogno di spazio", lambda: None)
        QTest.qWait(1)
        box = QRect(shell.toast.mapToGlobal(QPoint(0, 0)), shell.toast.size())
        assert not box.intersects(QRect(button.mapToGlobal(QPoint(0, 0)), button.size()))


def test_the_toast_leaves_the_other_answers_free(qtbot: QtBot, shell: Shell) -> None:
    page = shell.built("today")
    assert isinstance(page, Sample)
    answers = [Button(f"Risposta {number} che prende il suo posto") for number in range(3)]
    above, below = QLabel(), QLabel()
    above.setMinimumHeight(2 * shell.height())
    below.setMinimumHeight(60)
    for piece in (above, Wrap(*answers), below):
        page.add(piece)
    qtbot.waitUntil(answers[-1].isVisible)
    answers[0].setFocus()
    bar = page.scroller.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > shell.height())
    bar.setValue(bar.maximum())
    shell.say("Salvato: una frase lunga che ha bisogno di spazio", lambda: None)
    box = QRect(shell.toast.mapToGlobal(QPoint(0, 0)), shell.toast.size())
    assert not any(box.intersects(QRect(one.mapToGlobal(QPoint(0, 0)), one.size())) for one in answers)


def test_an_undo_that_fails_is_told(shell: Shell) -> None:
    def fails() -> None:
        raise StorageFailed("Il disco è pieno: l'accesso resta salvato.")

    shell.say("Accesso salvato", fails)
    shell.toast.undo_last()
    assert shell.toast.words == "Il disco è pieno: l'accesso resta salvato."
    shell.say("Altro", fails)
    shell.toast.forget()
    shell.toast.undo_last()
    assert shell.toast.words == ""
