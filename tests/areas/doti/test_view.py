"""The doti screens: a dote granted by keyboard with its receipt, and refused where the envelope is short."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app import pathways as joined
from millegiorni_desk.areas.doti import approvals, expense_documents, receipts, service
from millegiorni_desk.areas.doti import view as doti_view
from millegiorni_desk.areas.doti.listing import DotiFilter
from millegiorni_desk.areas.doti.records import Dote
from millegiorni_desk.areas.doti.view.dote_page import DotePage
from millegiorni_desk.areas.doti.view.doti_page import DotiPage
from millegiorni_desk.areas.doti.view.envelope_page import EnvelopePage
from millegiorni_desk.areas.doti.view.new_dote import NewDotePage
from millegiorni_desk.areas.pathways import service as pathways
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.ui.forms import TextField
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tasks import wait_for_all
from tests.areas.doti.conftest import DAY, Desk, sit_down
from tests.areas.doti.devices import make_rete
from tests.ui.spoken import nameless


class Bridge(QObject):
    changed = Signal(object)


@pytest.fixture
def shell(qtbot: QtBot, desk: Desk) -> Iterator[Shell]:
    window = Shell("Barrito", "Postazione 1 · Lucia")
    qtbot.addWidget(window)
    joined.dote_pages(desk.vault, window)
    bridge = Bridge()
    bridge.changed.connect(window.refresh)
    # What is saved beside the window is told in the window's own thread, as at the real desk.
    desk.vault.changed.append(bridge.changed.emit)
    window.resize(1366, 768)
    window.show()
    yield window
    desk.vault.changed.clear()
    assert wait_for_all()


class Printer:
    """Stands where the system's printer dialog would be."""

    def __init__(self) -> None:
        self.sheets: list[bytes] = []
        self.over: list[str] = []

    def __call__(self, parent: QWidget, pdf: bytes) -> bool:
        self.sheets.append(pdf)
        window = parent.window()
        self.over.append(window.shown if isinstance(window, Shell) else "")
        return True


def new_dote(shell: Shell, desk: Desk) -> tuple[NewDotePage, Printer]:
    page = shell.open("new-dote", desk.fatima.id)
    assert isinstance(page, NewDotePage)
    page.print_with = printer = Printer()
    page.form.set_values({"committed_on": DAY})
    return page, printer


def test_a_dote_is_granted_and_printed_by_keyboard(shell: Shell, desk: Desk, qtbot: QtBot) -> None:
    page, printer = new_dote(shell, desk)
    page.form.set_values({"discreet": True})
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
    with qtbot.waitSignal(page.preview.drawn, timeout=20_000):
        page.form.line.set_value(desk.line.id)
    QTest.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert shell.shown == "dote"
    assert service.envelope(desk.vault, "BAR", desk.line.id).left == left - 15165
    assert [sheet[:4] for sheet in printer.sheets] == [b"%PDF"]
    assert printer.over == ["dote"], "the form behind the printer's window would weigh the dote once more"
    (row,) = service.list_doti(desk.vault, DotiFilter(person_id=desk.fatima.id)).rows
    assert row.receipt.startswith("BAR-")
    issued = receipts.find(desk.vault, row.receipt)
    assert "Utenze" not in issued.content


def test_where_she_takes_no_paper_home_it_is_said_before_the_receipt_is_made(
    shell: Shell, desk: Desk
) -> None:
    page, _ = new_dote(shell, desk)
    assert not page.not_hers.isVisibleTo(page)
    people.edit(desk.vault, desk.fatima.id, no_paper=True)
    shell.open("new-dote", desk.fatima.id)
    assert page.not_hers.isVisibleTo(page) and "la sola metà dell'ente" in page.not_hers.text()
    shell.open("new-dote")
    assert not page.not_hers.isVisibleTo(page)


def test_a_dote_belongs_to_the_pathway_it_was_opened_from_or_to_her_only_open_one(
    shell: Shell, desk: Desk
) -> None:
    first = pathways.open_pathway(desk.vault, Pathway(person_id=desk.fatima.id, opened_on=DAY))
    page, _ = new_dote(shell, desk)
    assert page.form.asked().pathway_id == first.id
    second = pathways.open_pathway(desk.vault, Pathway(person_id=desk.fatima.id, opened_on=DAY))
    shell.open("new-dote", (desk.fatima.id, second.id))
    page.form.set_values(
        {"expense": "utilities", "amount_cents": 1000, "line_id": desk.line.id, "committed_on": DAY}
    )
    page.save(to_paper=False)
    (row,) = service.list_doti(desk.vault, DotiFilter(person_id=desk.fatima.id)).rows
    assert desk.vault.get(Dote, row.id).pathway_id == second.id
    shell.open("new-dote", desk.fatima.id)
    assert page.form.asked().pathway_id is None, "which of two, nobody has said"


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
    page.money.form.set_values({"cents": 5000})
    page.money.pay_button.click()
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
    told = [each.text() for each in page.table.findChildren(QLabel)]
    assert told == ["Nessuna dote da mostrare."], "which is true of all states, too"
    service.cancel(desk.vault, granted.dote.id, granted.dote.committed_on)
    shell.open("doti")
    assert page.table.model.rowCount() == 1


@pytest.mark.parametrize("name", ["doti", "new-dote", "dote", "envelope"])
def test_everything_has_a_name_to_be_spoken(shell: Shell, desk: Desk, name: str) -> None:
    granted = service.grant(desk.vault, desk.new())
    page = shell.open(name, {"new-dote": desk.fatima.id, "dote": granted.dote.id}.get(name))
    assert nameless(page) == []


def dote_page(shell: Shell, dote_id: str) -> DotePage:
    page = shell.open("dote", dote_id)
    assert isinstance(page, DotePage)
    return page


def test_a_click_too_many_is_undone(shell: Shell, desk: Desk) -> None:
    granted = service.grant(desk.vault, desk.new())
    page = dote_page(shell, granted.dote.id)
    for button, state in ((page.money.pay_button, "paid"), (page.money.cancel_button, "cancelled")):
        button.click()
        assert service.totals(desk.vault, granted.dote.id).state == state
        shell.toast.undo_last()
        assert service.totals(desk.vault, granted.dote.id).state == "committed"
        assert "Annullato" in shell.toast.words
    assert not page.money.pay_button.isHidden()


def test_a_refund_to_her_needs_its_document(shell: Shell, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    granted = service.grant(desk.vault, desk.new())
    page = dote_page(shell, granted.dote.id)
    page.money.form.set_values({"cents": 5000, "payee": "woman"})
    page.money.pay_button.click()
    assert "documento" in page.money.proof.problem
    scan = tmp_path / "bolletta.png"
    scan.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 40)
    page.documents.take_scan(scan)
    assert page.documents.form.fields["number"].value() == "F2210", "what the dote already says"
    page.documents.form.set_values({"amount_cents": 5000})
    page.documents.save()
    qtbot.waitUntil(lambda: len(page.documents.entries.entries) == 1 and not page.documents.work.busy)
    (shown,) = expense_documents.of_dote(desk.vault, granted.dote.id)
    assert [one.name for one in shown.scans] == ["bolletta.png"]
    page.money.form.set_values({"cents": 5000, "payee": "woman", "proof": shown.document.id})
    page.money.pay_button.click()
    assert service.totals(desk.vault, granted.dote.id).held == 5000
    page.documents.open(shown.document.id)
    page.documents.take_off()
    assert page.documents.work.problem is not None, "money was paid on it"


def test_a_scan_that_cannot_be_kept_leaves_no_document(
    shell: Shell, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    page = dote_page(shell, service.grant(desk.vault, desk.new()).dote.id)
    empty = tmp_path / "vuoto.pdf"
    empty.touch()
    page.documents.take_scan(empty)
    page.documents.save()
    qtbot.waitUntil(lambda: page.documents.work.problem is not None)
    assert desk.vault.scalar("SELECT count(*) FROM expense_document") == 0


def test_above_the_amount_of_the_line_somebody_else_confirms(shell: Shell, desk: Desk) -> None:
    service.edit_line(desk.vault, desk.line.id, approval_cents=10_000)
    page, printer = new_dote(shell, desk)
    page.form.set_values({"expense": "utilities", "line_id": desk.line.id, "amount_cents": 9_000})
    assert page.primary.accessibleName() == "Registra e stampa"
    page.form.set_values({"amount_cents": 15_000})
    assert page.primary.accessibleName() == "Chiedi conferma"
    assert page.unprinted.isHidden()
    page.save()
    assert printer.sheets == []
    (waiting,) = approvals.waiting(desk.vault)
    shown = dote_page(shell, waiting.dote_id)
    assert shown.approval.buttons.isHidden(), "never who asked"
    sit_down(desk.vault, "chiara", "chiara")
    shown = dote_page(shell, waiting.dote_id)
    shown.approval.refuse()
    assert "perché" in shown.approval.reason.problem
    shown.approval.approve()
    assert service.totals(desk.vault, waiting.dote_id).state == "committed"
    assert shown.approval.isHidden()


def test_a_dote_passes_to_another_fund_and_back(shell: Shell, desk: Desk) -> None:
    granted = service.grant(desk.vault, desk.new())
    page = dote_page(shell, granted.dote.id)
    page.money.reassign_button.click()
    assert page.money.line.problem
    page.money.line.set_value(desk.bills.id)
    page.money.reassign_button.click()
    assert service.envelope(desk.vault, "BAR", desk.line.id).left == 120_000
    shell.toast.undo_last()
    assert service.envelope(desk.vault, "BAR", desk.bills.id).left == 120_000


def test_money_passes_from_one_device_to_another(qtbot: QtBot, tmp_path: Path) -> None:
    with make_rete(tmp_path, "BAR", "BAR") as rete:
        office, one, two = rete.desks
        service.allocate(office.vault, "BAR", rete.line.id, 100_000, DAY)
        rete.exchange_all()
        window = Shell("Barrito", "pc2")
        qtbot.addWidget(window)
        doti_view.pages(one.vault, window)
        window.show()
        page = window.open("envelope")
        assert isinstance(page, EnvelopePage)
        page.form.set_values({"to": two.series, "cents": 100_001})
        page.give()
        assert "restano 1.000,00" in page.form.fields["cents"].problem
        page.form.set_values({"to": two.series, "cents": 30_000})
        page.give()
        assert [row["cents"] for row in map(page.table.model.row, range(3))] == [70_000, 30_000, 0]
        rete.exchange_all()
        assert service.grant(two.vault, rete.new("BAR", 30_000)).left_after == 70_000
        assert wait_for_all()
