"""Documents of expense with their scans, what was presented before, and refunds to the woman on proof."""

import pytest

from millegiorni_desk.areas.doti import expense_documents, service
from millegiorni_desk.areas.doti.records import Dote, ExpenseDocument, LedgerEntry
from millegiorni_desk.areas.people import attachments
from millegiorni_desk.errors import InvalidValue
from tests.areas.doti.conftest import DAY, Desk


def granted(desk: Desk, **changes: object) -> Dote:
    return service.grant(desk.vault, desk.new(**changes)).dote


def bill(dote: Dote, **changes: object) -> ExpenseDocument:
    told = {"kind": "bill", "number": "B-77/25", "supplier": "Smat", "amount_cents": 5_000, **changes}
    return ExpenseDocument(house="", dote_id=dote.id, **told)


def test_a_document_is_kept_with_its_scan(desk: Desk) -> None:
    dote = granted(desk)
    kept = expense_documents.add(desk.vault, bill(dote, number=" B-77/25 "))
    assert (kept.document.house, kept.document.number, kept.warning) == ("BAR", "B-77/25", "")
    scan = expense_documents.add_scan(desk.vault, kept.document.id, "bolletta.pdf", b"%PDF-1.4\n...")
    (shown,) = expense_documents.of_dote(desk.vault, dote.id)
    assert [one.id for one in shown.scans] == [scan.id]
    assert (scan.about, scan.person_id) == (kept.document.id, desk.fatima.id)
    assert attachments.read(desk.vault, scan.id, "preview").startswith(b"%PDF")
    expense_documents.void(desk.vault, kept.document.id)
    assert expense_documents.of_dote(desk.vault, dote.id) == []


def test_what_cannot_be_is_refused(desk: Desk) -> None:
    dote = granted(desk)
    for wrong in ({"kind": "moon"}, {"number": "", "supplier": " "}, {"amount_cents": 0}):
        with pytest.raises(InvalidValue):
            expense_documents.add(desk.vault, bill(dote, **wrong))
    kept = expense_documents.add(desk.vault, bill(dote)).document
    with pytest.raises(InvalidValue, match="non si cambia la dote"):
        expense_documents.edit(desk.vault, kept.id, dote_id="x")
    assert expense_documents.edit(desk.vault, kept.id, number="B78").document.number == "B78"


def test_the_same_bill_is_said_wherever_it_was_written(desk: Desk) -> None:
    """On the dote itself, as a document of it, or one after the other."""
    first = granted(desk, document="F2210", supplier="Iren")
    second = granted(desk, document="", supplier="", person_id=desk.amina.id)
    again = expense_documents.add(desk.vault, bill(second, number="f 22-10", supplier="IREN"))
    assert (
        again.warning == "Il documento f 22-10 di IREN è già stato presentato il 23 novembre 2025: 151,65 €."
    )
    assert expense_documents.add(desk.vault, bill(first, number="F2210", supplier="Iren")).warning != ""
    expense_documents.add(desk.vault, bill(second))
    said = service.warnings(desk.vault, desk.new(document="b77.25", supplier="smat"))
    assert [notice.code for notice in said] == ["document"]
    service.cancel(desk.vault, second.id, DAY)
    assert service.warnings(desk.vault, desk.new(document="b77.25", supplier="smat")) == []


def test_she_is_refunded_on_proof_only_and_never_more_than_it_says(desk: Desk) -> None:
    dote, other = granted(desk), granted(desk, document="")
    with pytest.raises(InvalidValue, match="serve il documento"):
        service.pay(desk.vault, dote.id, 4_000, DAY, payee="woman")
    with pytest.raises(InvalidValue, match="non è tra"):
        service.pay(desk.vault, dote.id, 4_000, DAY, payee="bank")
    proof = expense_documents.add(desk.vault, bill(dote)).document
    foreign = expense_documents.add(desk.vault, bill(other, number="B79")).document
    with pytest.raises(InvalidValue, match="non è di questa dote"):
        service.pay(desk.vault, dote.id, 4_000, DAY, payee="woman", proof=foreign.id)
    assert service.pay(desk.vault, dote.id, 4_000, DAY, payee="woman", proof=proof.id).state == "partly_paid"
    with pytest.raises(InvalidValue, match=r"di 50,00 €.*già stati rimborsati 40,00 €"):
        service.pay(desk.vault, dote.id, 1_001, DAY, payee="woman", proof=proof.id)
    with pytest.raises(InvalidValue, match="già stata rimborsata"):
        expense_documents.void(desk.vault, proof.id)
    service.pay(desk.vault, dote.id, 1_000, DAY, payee="woman", proof=proof.id)
    service.pay(desk.vault, dote.id, None, DAY)
    paid = [
        desk.vault.get(LedgerEntry, row["id"])
        for row in desk.vault.query("SELECT id FROM ledger_entry WHERE kind = 'pay' ORDER BY id")
    ]
    assert [(one.payee, one.expense_document_id) for one in paid] == [
        ("woman", proof.id),
        ("woman", proof.id),
        ("supplier", None),
    ]
