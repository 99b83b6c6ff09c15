"""What was written by mistake is taken back by its opposite: dote and envelope are as before, nothing is erased."""

from __future__ import annotations

import pytest

from millegiorni_desk.areas.doti import approvals, expense_documents, history, service, undoing
from millegiorni_desk.areas.doti.records import ExpenseDocument
from millegiorni_desk.errors import BudgetExceeded, InvalidValue
from millegiorni_desk.vault.vault import Vault
from tests.areas.doti.conftest import DAY, Desk, sit_down


def entries(vault: Vault) -> int:
    return int(vault.scalar("SELECT count(*) FROM ledger_entry"))


def take_back(desk: Desk, dote_id: str, kind: str) -> None:
    entry = undoing.latest(desk.vault, dote_id, kind)
    assert entry is not None
    undoing.take_back(desk.vault, entry.id, DAY)


@pytest.mark.parametrize("kind", ["pay", "return", "cancel"])
def test_a_slip_is_taken_back_once_and_both_entries_stay(desk: Desk, kind: str) -> None:
    vault = desk.vault
    dote = service.grant(vault, desk.new()).dote
    if kind == "return":
        service.pay(vault, dote.id, 10_000, DAY)
    before = service.totals(vault, dote.id), service.envelope(vault, "BAR", desk.line.id)
    written = entries(vault)
    if kind == "pay":
        service.pay(vault, dote.id, 5_000, DAY)
    elif kind == "return":
        service.give_back(vault, dote.id, 4_000, DAY)
    else:
        service.cancel(vault, dote.id, DAY)
    entry = undoing.latest(vault, dote.id, kind)
    assert entry is not None
    undoing.take_back(vault, entry.id, DAY)
    assert entries(vault) == written + 2
    after = service.totals(vault, dote.id)
    assert (after.state, after.owed, after.held, after.received) == (
        before[0].state,
        before[0].owed,
        before[0].held,
        before[0].received,
    )
    assert service.envelope(vault, "BAR", desk.line.id) == before[1]
    with pytest.raises(InvalidValue, match="già stato annullato"):
        undoing.take_back(vault, entry.id, DAY)
    assert entries(vault) == written + 2
    told = [event.words for event in history.of_dote(vault, dote.id)]
    assert any("poi annullato" in words for words in told)


def test_a_payment_partly_given_back_is_not_taken_back(desk: Desk) -> None:
    dote = service.grant(desk.vault, desk.new()).dote
    service.pay(desk.vault, dote.id, None, DAY)
    service.give_back(desk.vault, dote.id, 100, DAY)
    with pytest.raises(BudgetExceeded, match="il pagamento non si annulla"):
        take_back(desk, dote.id, "pay")


def test_a_cancelled_dote_comes_back_only_while_its_money_is_there(desk: Desk) -> None:
    dote = service.grant(desk.vault, desk.new()).dote
    service.cancel(desk.vault, dote.id, DAY)
    service.withdraw(desk.vault, "BAR", desk.line.id, 110_000, DAY)
    with pytest.raises(BudgetExceeded, match="restano 100,00"):
        take_back(desk, dote.id, "cancel")
    assert service.totals(desk.vault, dote.id).state == "cancelled"


def test_a_refund_taken_back_may_be_made_again_on_the_same_proof(desk: Desk) -> None:
    vault = desk.vault
    dote = service.grant(vault, desk.new()).dote
    bill = ExpenseDocument(house="", dote_id=dote.id, number="F1", supplier="Iren", amount_cents=5_000)
    proof = expense_documents.add(vault, bill).document.id
    service.pay(vault, dote.id, 5_000, DAY, payee="woman", proof=proof)
    with pytest.raises(InvalidValue, match="sono troppi"):
        service.pay(vault, dote.id, 1, DAY, payee="woman", proof=proof)
    take_back(desk, dote.id, "pay")
    assert service.pay(vault, dote.id, 5_000, DAY, payee="woman", proof=proof).held == 5_000


def test_a_request_taken_back_waits_again_but_a_refused_one_does_not(desk: Desk) -> None:
    vault = desk.vault
    service.edit_line(vault, desk.line.id, approval_cents=10_000)
    dote = service.grant(vault, desk.new()).dote
    service.cancel(vault, dote.id, DAY)
    assert approvals.waiting(vault) == []
    take_back(desk, dote.id, "drop")
    assert [one.dote_id for one in approvals.waiting(vault)] == [dote.id]
    sit_down(vault, "chiara", "chiara")
    approvals.refuse(vault, dote.id, DAY, "manca la bolletta")
    with pytest.raises(InvalidValue, match="rifiutata"):
        take_back(desk, dote.id, "drop")
    words = history.of_dote(vault, dote.id)[0]
    assert "rifiutata da chiara" in words.words
    assert words.note == "manca la bolletta"


def test_the_story_of_a_dote_is_told_in_words(desk: Desk) -> None:
    vault = desk.vault
    dote = service.grant(vault, desk.new()).dote
    service.pay(vault, dote.id, 5_000, DAY)
    service.reassign(vault, dote.id, desk.bills.id, DAY)
    assert [event.words for event in history.of_dote(vault, dote.id)] == [
        "151,65 € passati da «Bando Umanitario · Doti» a «Bando Umanitario · Bollette»",
        "50,00 € pagati · al fornitore",
        "151,65 € impegnati",
    ]
