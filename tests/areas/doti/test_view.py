"""The doti screens: a dote granted by keyboard with its receipt, and refused where the envelope is short."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.areas.doti import receipts, service
from millegiorni_desk.areas.doti import view as doti_view
from millegiorni_desk.areas.doti.listing import DotiFilter
from millegiorni_desk.areas.doti.view.dote_page import DotePage
from millegiorni_desk.areas.doti.view.doti_page import DotiPage
from millegiorni_desk.areas.doti.view.new_dote import NewDotePage
from millegiorni_desk.ui.forms import TextField
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tasks import wait_for_all
from tests.areas.doti.conftest import DAY, Desk
from tests.ui.spoken import nameless


@pytest.fixture
def shell(qtbot: QtBot, desk: Desk) -> Iterator[Shell]:
    window = Shell("Barrito", "Postazione 1 · Lucia")
    qtbot.addWidget(window)
    doti_view.pages(desk.vault, window)
    desk.vault.changed.append(window.refresh)
    window.resize(1366, 768)
    window.show()
    yield window
    desk.vault.changed.clear()
    assert wait_for_all()


class Printer:
    """Stands where the system's printer dialog would be."""

    def __init__(self) -> None:
        self.sheets: list[bytes] = []

    def __call__(self, parent: QWidget, pdf: bytes) -> bool:
        self.sheets.append(pdf)
        return True


def new_dote(shell: Shell, desk: Desk) -> tuple[NewDotePage, Printer]:
    page = shell.open("new-dote", desk.fatima.id)
    assert isinstance(page, NewDotePage)
    page.print_with = printer = Printer()
    page.form.set_values({"committed_on": DAY})
    return page, printer


def test_a_dote_is_granted_and_printed_by_keyboard(shell: Shell, desk: Desk, qtbot: QtBot) -> None:
    page, printer = new_dote(shell, desk)
    left = service.envelope(desk.vault, "BAR", desk.line.id).left
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)
    QTest.keyClick(page, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(QApplication.focusWidget(), "ut")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert page.form.fields["expense"].value() == "utilities"
    page.form.amount.line.setFocus()
    QTest.keyClicks(page.form.amount.line, "151,65")
    assert page.form.amount.beside.text() == "centocinquantuno/65"
    with qtbot.waitSignal(page.previewed, timeout=20_000):
        page.form.line.set_value(desk.line.id)
    QTest.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert shell.shown == "dote"
    assert service.envelope(desk.vault, "BAR", desk.line.id).left == left - 15165
    assert [sheet[:4] for sheet in printer.sheets] == [b"%PDF"]
    (row,) = service.list_doti(desk.vault, DotiFilter(person_id=desk.fatima.id)).rows
    assert row.receipt.startswith("BAR-")


def test_more_than_the_envelope_holds_is_refused_beside_the_amount(shell: Shell, desk: Desk) -> None:
    page, printer = new_dote(shell, desk)
    page.form.set_values({"expense": "utilities", "amount_cents": 99_999_00, "line_id": desk.line.id})
    page.save()
    assert "restano" in page.form.amount.problem
    assert shell.shown == "new-dote"
    assert printer.sheets == []
    assert service.list_doti(desk.vault).total == 0


def test_without_an_answer_the_field_is_named(shell: Shell, desk: Desk) -> None:
    page, _ = new_dote(shell, desk)
    page.form.set_values({"amount_cents": 1000, "line_id": desk.line.id})
    page.save()
    assert page.form.fields["expense"].problem


def test_the_page_of_a_dote_pays_reprints_and_voids(shell: Shell, desk: Desk) -> None:
    granted = service.grant(desk.vault, desk.new())
    first = receipts.issue(desk.vault, granted.dote.id, "Torino", granted.dote.committed_on)
    page = shell.open("dote", granted.dote.id)
    assert isinstance(page, DotePage)
    page.print_with = printer = Printer()
    page.form.set_values({"cents": 5000})
    page.pay_button.click()
    assert service.totals(desk.vault, granted.dote.id).state == "partly_paid"
    page._print(first.id)
    page._print(first.id)
    assert len(printer.sheets) == 2
    assert printer.sheets[0] != printer.sheets[1], "the second says COPIA"
    receipts.void(desk.vault, first.id, "importo sbagliato")
    assert receipts.live(desk.vault, granted.dote.id) is None
    page._issue()
    assert receipts.live(desk.vault, granted.dote.id) is not None


def test_a_receipt_is_voided_by_keyboard_with_its_reason(shell: Shell, desk: Desk, qtbot: QtBot) -> None:
    granted = service.grant(desk.vault, desk.new())
    receipts.issue(desk.vault, granted.dote.id, "Torino", granted.dote.committed_on)
    page = shell.open("dote", granted.dote.id)
    assert isinstance(page, DotePage)
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)

    def press(words: str) -> None:
        QApplication.processEvents()
        buttons = [one for one in page.receipt.findChildren(QPushButton) if one.isVisible()]
        (button,) = [one for one in buttons if one.text().startswith(words)]
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)

    press("Annulla la ricevuta")
    reason, word = page.receipt.findChildren(TextField)
    assert reason.line.hasFocus(), "the keyboard is where the next answer is due"
    word.line.setText("annulla")
    press("Annulla la ricevuta")
    assert "perché" in reason.problem
    assert reason.line.hasFocus()
    QTest.keyClicks(reason.line, "importo sbagliato")
    press("Annulla la ricevuta")
    assert receipts.live(desk.vault, granted.dote.id) is None
    assert page.receipt.isAncestorOf(QApplication.focusWidget()), "not on the rail"


def test_the_list_shows_envelopes_and_doti_and_opens_one(shell: Shell, desk: Desk) -> None:
    granted = service.grant(desk.vault, desk.new())
    page = shell.open("doti")
    assert isinstance(page, DotiPage)
    assert page.table.model.rowCount() == 1
    page.table.view.selectRow(0)
    QTest.keyClick(page.table.view, Qt.Key.Key_Return)
    assert shell.shown == "dote"
    page.state_chips.set_value("cancelled")
    assert page.table.model.rowCount() == 0
    service.cancel(desk.vault, granted.dote.id, granted.dote.committed_on)
    shell.open("doti")
    assert page.table.model.rowCount() == 1


@pytest.mark.parametrize("name", ["doti", "new-dote", "dote"])
def test_everything_has_a_name_to_be_spoken(shell: Shell, desk: Desk, name: str) -> None:
    granted = service.grant(desk.vault, desk.new())
    page = shell.open(name, {"new-dote": desk.fatima.id, "dote": granted.dote.id}.get(name))
    assert nameless(page) == []
