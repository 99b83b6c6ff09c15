"""The pages of receipts: several printed at once, one looked at and signed, a paper checked against the ledger."""

import json
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from millegiorni_desk.areas.doti import receipt_register, receipts, service, signing
from millegiorni_desk.areas.doti import view as doti_view
from millegiorni_desk.areas.doti.records import Receipt
from millegiorni_desk.areas.doti.view.receipt_page import ReceiptPage
from millegiorni_desk.areas.doti.view.receipts_page import ReceiptsPage
from millegiorni_desk.areas.doti.view.verify_page import VerifyPage
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tasks import wait_for_all
from tests.areas.doti.conftest import DAY, Desk
from tests.areas.doti.test_verification import Signing, network
from tests.areas.doti.test_view import Printer
from tests.ui.spoken import nameless


class Bridge(QObject):
    """Carries what changed to the window's thread."""

    changed = Signal(object)


@pytest.fixture
def signed(desk: Desk) -> Signing:
    return network(desk)


@pytest.fixture
def two(signed: Signing) -> list[Receipt]:
    people.edit(signed.desk.vault, signed.desk.fatima.id, language="ar")
    return [signed.issued(), signed.issued(amount_cents=2_000, person_id=signed.desk.amina.id)]


@pytest.fixture
def shell(qtbot: QtBot, desk: Desk) -> Iterator[Shell]:
    window = Shell("Barrito", "Postazione 1 · Lucia")
    qtbot.addWidget(window)
    doti_view.pages(desk.vault, window)
    # As the desk does: what is saved beside the window is told on the window's own thread.
    bridge = Bridge()
    bridge.changed.connect(window.refresh, Qt.ConnectionType.QueuedConnection)
    desk.vault.changed.append(bridge.changed.emit)
    window.resize(1366, 768)
    window.show()
    yield window
    desk.vault.changed.clear()
    assert wait_for_all()


def test_several_are_printed_at_once_each_in_her_language(
    shell: Shell, desk: Desk, two: list[Receipt], qtbot: QtBot
) -> None:
    page = shell.open("receipts")
    assert isinstance(page, ReceiptsPage)
    page.papers.print_with = printer = Printer()
    page.print()
    assert page.papers.saved is not None and "Scegli prima" in page.papers.saved.sentence
    page.table.view.selectAll()
    assert page.chosen() == [one.id for one in two]
    page.print()
    qtbot.waitUntil(lambda: len(printer.sheets) == 1, timeout=20_000)
    assert len(pypdfium2.PdfDocument(printer.sheets[0])) == 2
    printed = desk.vault.query("SELECT language FROM receipt_event WHERE kind = 'printed' ORDER BY language")
    assert [row["language"] for row in printed] == ["", "ar"]
    assert "2 ricevute valide: 171,65 €" in page.sums.text()
    assert not nameless(shell)


def test_the_register_is_filtered_and_saved(
    shell: Shell, desk: Desk, two: list[Receipt], qtbot: QtBot
) -> None:
    page = shell.open("receipts")
    assert isinstance(page, ReceiptsPage)
    saved: dict[str, bytes] = {}
    page.papers.save_with = lambda parent, content, name, kind: saved.update({name: content}) or Path(name)
    page.month_field.set_value("11")
    assert page.table.model.rowCount() == 2
    page.save_register()
    qtbot.waitUntil(lambda: "ricevute-BAR-2025-11.pdf" in saved, timeout=20_000)
    page.save_workbook()
    qtbot.waitUntil(lambda: "ricevute-BAR-2025-11.xlsx" in saved, timeout=20_000)
    page.states.set_value("voided")
    assert page.table.model.rowCount() == 0
    receipts.void(desk.vault, two[0].id, "importo sbagliato")
    qtbot.waitUntil(lambda: page.table.model.rowCount() == 1)
    page.month_field.set_value("10")
    assert page.table.model.rowCount() == 0


def test_one_receipt_is_looked_at_printed_signed_and_voided(
    shell: Shell, desk: Desk, two: list[Receipt], qtbot: QtBot, tmp_path: Path
) -> None:
    page = shell.open("receipt", two[0].id)
    assert isinstance(page, ReceiptPage)
    assert page.choices.language() == "ar"
    with qtbot.waitSignal(page.preview.drawn, timeout=20_000):
        page.choices.layout_field.set_value("whole")
    assert receipt_register.register(desk.vault, "BAR", 2025)[0].prints == 0, "looking counts as no print"
    page.papers.print_with = printer = Printer()
    page.print()
    qtbot.waitUntil(lambda: len(printer.sheets) == 1, timeout=20_000)
    assert len(pypdfium2.PdfDocument(printer.sheets[0])) == 2
    scan = tmp_path / "scansione.pdf"
    scan.write_bytes(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
    page.attach(scan)
    qtbot.waitUntil(lambda: len(page.entries.entries) == 1, timeout=20_000)
    assert receipt_register.register(desk.vault, "BAR", 2025)[0].signed_at
    assert not nameless(shell)
    page.ask_void()
    assert page.voiding.isVisible()
    receipts.void(desk.vault, two[0].id, "importo sbagliato")
    qtbot.waitUntil(lambda: page.void_button.isHidden() and page.attach_button.isHidden())


def test_where_she_takes_no_paper_home_her_half_is_not_there_and_it_is_said(
    shell: Shell, desk: Desk, two: list[Receipt], qtbot: QtBot
) -> None:
    people.edit(desk.vault, desk.fatima.id, no_paper=True)
    page = shell.open("receipt", two[0].id)
    assert isinstance(page, ReceiptPage)
    said = [one.text() for one in page.facts.findChildren(QLabel)]
    assert any("la sola metà dell'ente" in one for one in said), said
    dote = shell.open("dote", two[0].dote_id)
    assert any("la sola metà dell'ente" in one.text() for one in dote.findChildren(QLabel))


def test_a_scanner_types_the_code_and_the_answer_stands_below(
    shell: Shell, desk: Desk, signed: Signing, two: list[Receipt]
) -> None:
    page = shell.open("verify-receipt")
    assert isinstance(page, VerifyPage)
    assert page.first_focus() is page.code.line
    code = signing.code(signing.claim_of(two[0], json.loads(two[0].content)), two[0].signer, two[0].signature)
    page.code.line.setText(code.lower())
    assert page.code.line.then is not None
    page.code.line.then()
    assert "Vera" in page.answer.sentence and page.answer.kind == "info"
    assert page.open_button.isVisible()
    page.amount.set_value(95_165)
    page.verify()
    assert "cambiato" in page.answer.sentence and page.answer.kind == "danger"
    page.arrived()
    page.number.set_value("BAR-2025-B/0009")
    page.verify()
    assert "consegnato" in page.answer.sentence and page.open_button.isHidden()
    page.arrived()
    page.verify()
    assert page.code.problem
    page.code.set_value("https://example.org")
    page.verify()
    assert "MGR1" in page.code.problem
    assert not nameless(shell)


def test_an_empty_register_leads_to_the_doti(shell: Shell, desk: Desk, qtbot: QtBot) -> None:
    page = shell.open("receipts")
    assert isinstance(page, ReceiptsPage)
    assert page.nothing.isVisible() and page.card.isHidden()
    dote = service.grant(desk.vault, desk.new()).dote
    receipts.issue(desk.vault, dote.id, "Torino", DAY)
    qtbot.waitUntil(lambda: page.nothing.isHidden() and page.table.model.rowCount() == 1)
