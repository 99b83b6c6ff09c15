"""The register of receipts: by month and state, on paper and as a workbook, with totals that are the ledger's."""

from datetime import date
from io import BytesIO

import pypdfium2
import pytest
from openpyxl import load_workbook

from millegiorni_desk.areas.doti import (
    receipt_register,
    receipts,
    register_papers,
    service,
    signed_copies,
    verification,
)
from millegiorni_desk.areas.doti.records import Receipt
from millegiorni_desk.areas.people import attachments
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.errors import InvalidValue
from tests.areas.doti.conftest import DAY, Desk

OCTOBER = date(2025, 10, 20)


def issued(desk: Desk, cents: int, on: date = DAY) -> Receipt:
    new = desk.new(document="", amount_cents=cents, committed_on=on)
    return receipts.issue(desk.vault, service.grant(desk.vault, new).dote.id, "Torino", on)


@pytest.fixture
def four(desk: Desk) -> list[Receipt]:
    """One of October; of November one printed, one voided, one of which something came back."""
    made = [issued(desk, 10_000, OCTOBER), issued(desk, 15_165), issued(desk, 7_000), issued(desk, 5_050)]
    receipts.pdf(desk.vault, made[1].id)
    receipts.void(desk.vault, made[2].id, "=importo sbagliato")
    service.pay(desk.vault, made[3].dote_id, None, DAY)
    service.give_back(desk.vault, made[3].dote_id, 1_000, DAY)
    return made


def numbers(desk: Desk, month: int, state: str = "") -> list[int]:
    rows = receipt_register.register(desk.vault, "BAR", 2025, month, state)
    return [int(row.number[-4:]) for row in rows]


def test_rows_by_month_and_state(desk: Desk, four: list[Receipt]) -> None:
    assert numbers(desk, 0) == [1, 2, 3, 4]
    assert (numbers(desk, 10), numbers(desk, 11), numbers(desk, 12)) == ([1], [2, 3, 4], [])
    assert numbers(desk, 0, "live") == [1, 2, 4]
    assert numbers(desk, 0, "voided") == [3]
    assert numbers(desk, 0, "unprinted") == [1, 4]
    assert numbers(desk, 0, "unsigned") == [2]
    assert receipt_register.years(desk.vault) == [2025]


def test_totals_are_the_ledgers(desk: Desk, four: list[Receipt]) -> None:
    total = receipt_register.totals(receipt_register.register(desk.vault, "BAR", 2025))
    assert (total.live, total.voided, total.cents) == (3, 1, 30_215)
    # The dote of the voided receipt is still committed: it waits for another one.
    assert total.ledger_cents == 29_215
    held = service.envelope(desk.vault, "BAR", desk.line.id)
    assert held.committed + held.paid == total.ledger_cents + 7_000


def test_on_paper_every_number_stands_and_what_is_missing_is_named(desk: Desk, four: list[Receipt]) -> None:
    with desk.vault.save("test.merge") as session:
        session.add(Receipt(**{**four[0].model_dump(exclude={"id"}), "number": 6}))
    document = pypdfium2.PdfDocument(register_papers.register_pdf(desk.vault, "BAR", 2025))
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    document.close()
    for said in (
        "BAR-2025-B/0001",
        "BAR-2025-B/0003",
        "annullata: =importo",
        "Fatima",
        "151,65 €",
        "4 · 402,15 €",
        "BAR-2025-B/0005",
        "nel libro 40,50 €",
    ):
        assert said in text, (said, text)


def test_in_the_workbook_euros_are_numbers_and_text_is_text(desk: Desk, four: list[Receipt]) -> None:
    sheet = load_workbook(BytesIO(register_papers.register_workbook(desk.vault, "BAR", 2025, 11))).active
    rows = list(sheet.iter_rows(min_row=2, max_row=4, values_only=True))
    assert [row[4] for row in rows] == [151.65, 70.0, 50.5]
    assert rows[1][5] == "annullata" and rows[1][7] == "=importo sbagliato"
    assert sheet.cell(3, 8).data_type == "s"
    assert (sheet.cell(5, 5).value, sheet.cell(5, 11).value) == (202.15, 192.15)
    assert isinstance(rows[0][1], date)
    assert (sheet.print_title_rows, sheet.page_setup.orientation) == ("$1:$1", "landscape")
    assert [sheet.cell(6, 1).value, sheet.cell(6, 3).value] == ["Ricevute valide", "2 · 202,15 €"]


def test_on_paper_the_amounts_end_under_each_other(desk: Desk, four: list[Receipt]) -> None:
    document = pypdfium2.PdfDocument(register_papers.register_pdf(desk.vault, "BAR", 2025, 11))
    page = document[0].get_textpage()
    found = [page.search(said).get_next()[0] + len(said) - 1 for said in ("151,65", "70,00", "50,50")]
    ends = [page.get_charbox(at)[2] for at in found]
    document.close()
    assert max(ends) - min(ends) < 2, ends


def test_the_signed_copy_is_hers_and_the_receipts(desk: Desk, four: list[Receipt]) -> None:
    scan = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    kept = signed_copies.attach(desk.vault, four[1].id, "scansione.pdf", scan)
    assert [one.id for one in attachments.about(desk.vault, four[1].id)] == [kept.id]
    assert kept.person_id == desk.fatima.id and "BAR-2025-B/0002" in kept.notes
    assert numbers(desk, 0, "unsigned") == []
    row = receipt_register.register(desk.vault, "BAR", 2025)[1]
    assert row.signed_at
    with pytest.raises(InvalidValue, match="annullata"):
        signed_copies.attach(desk.vault, four[2].id, "scansione.pdf", scan)
    with pytest.raises(InvalidValue, match="allegare"):
        signed_copies.attach(desk.vault, four[3].id, "scansione.exe", b"\x7fELF\x00\x01")
    assert receipt_register.register(desk.vault, "BAR", 2025)[3].signed_at == ""


def test_editing_her_name_changes_no_register(desk: Desk, four: list[Receipt]) -> None:
    before = receipt_register.register(desk.vault, "BAR", 2025)
    people.edit(desk.vault, desk.fatima.id, surname="Altra")
    assert receipt_register.register(desk.vault, "BAR", 2025) == before
    assert verification.altered(desk.vault) == []
