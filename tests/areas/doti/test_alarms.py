"""What each desk could not know alone is found over the merged data: who, which house, how much, which records."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from millegiorni_desk.areas.doti import alarms, approvals, expense_documents, service, undoing
from millegiorni_desk.areas.doti.posting import Move, post
from millegiorni_desk.areas.doti.records import BudgetLine, DoteApproval, ExpenseDocument
from millegiorni_desk.areas.people import pairs
from tests.areas.doti.conftest import DAY, Desk, sit_down
from tests.areas.doti.devices import Rete, make_rete


def kinds(desk: Desk) -> list[str]:
    return sorted(one.kind for one in alarms.find(desk.vault))


def test_a_year_in_order_raises_none(desk: Desk) -> None:
    paid = service.grant(desk.vault, desk.new(expense="newborn_kit")).dote
    service.pay(desk.vault, paid.id, None, DAY)
    again = service.grant(desk.vault, desk.new(person_id=desk.amina.id, document="")).dote
    service.reassign(desk.vault, again.id, desk.bills.id, DAY)
    service.cancel(desk.vault, again.id, DAY)
    assert alarms.find(desk.vault) == []


@pytest.fixture(scope="module")
def rete(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rete]:
    with make_rete(tmp_path_factory.mktemp("alarms"), "BAR", "CEC") as made:
        for house in ("BAR", "CEC"):
            service.allocate(made.desks[0].vault, house, made.line.id, 100_000, DAY)
        made.exchange_all()
        yield made


def test_a_bill_presented_in_two_houses_and_a_second_kit_are_found_by_the_coordination(rete: Rete) -> None:
    """Neither house knows of the other's women: only merged do they show."""
    bar, cec = rete.desks[1].vault, rete.desks[2].vault
    one = service.grant(
        bar, rete.new("BAR", 10_000, expense="newborn_kit", document="F 1", supplier="Prénatal")
    ).dote
    asked = rete.new("CEC", 9_000, expense="newborn_kit")
    assert service.warnings(cec, asked) == []
    other = service.grant(cec, asked).dote
    expense_documents.add(cec, ExpenseDocument(house="", dote_id=other.id, number="f-1", supplier="prenatal"))
    rete.exchange_all()
    office = rete.desks[0].vault
    (bill,) = alarms.find(office)
    assert (bill.kind, bill.cents, bill.houses) == ("document", 19_000, ("BAR", "CEC"))
    assert set(bill.dote_ids) == {one.id, other.id}
    assert "El Idrissi Fatima BAR, Casa BAR, 23 novembre 2025, 100,00 €" in bill.message
    pairs.decide(office, rete.women["BAR"], rete.women["CEC"], "same")
    assert sorted(one.kind for one in alarms.find(office)) == ["document", "kit"]
    assert alarms.find(office, since=date(2025, 12, 1)) == []
    assert len(alarms.find(office, since=DAY, until=DAY)) == 2
    service.cancel(cec, other.id, DAY)
    rete.exchange_all()
    assert alarms.find(office) == []


def test_a_cap_a_period_and_a_covered_expense_are_found_after_the_rules_change(desk: Desk) -> None:
    for _time in range(2):
        service.grant(desk.vault, desk.new(amount_cents=20_000, document=""))
    assert kinds(desk) == []
    service.edit_line(desk.vault, desk.line.id, cap_cents=39_999, expenses=["food"])
    service.edit_fund(desk.vault, desk.fund.id, closes_on=date(2025, 6, 30))
    assert kinds(desk) == ["cap", "expense", "expense", "period", "period"]
    (cap,) = [one for one in alarms.find(desk.vault) if one.kind == "cap"]
    assert (cap.cents, cap.person_ids, len(cap.dote_ids)) == (40_000, (desk.fatima.id,), 2)
    service.edit_line(desk.vault, desk.line.id, cap_cents=40_000, expenses=[])
    assert kinds(desk) == ["period", "period"]


def test_what_only_another_program_could_write_is_found(desk: Desk) -> None:
    """Entries that this program refuses: below zero, paid twice, approved by who asked, moved twice."""
    dote = service.grant(desk.vault, desk.new()).dote
    service.pay(desk.vault, dote.id, None, DAY)
    with desk.vault.save("test"):
        post(desk.vault, Move("pay", "BAR", desk.line.id, 15_165, DAY, dote.id))
    assert kinds(desk) == ["overdrawn", "paid_twice"]
    with desk.vault.save("test"):
        post(desk.vault, Move("share", "BAR", desk.bills.id, 100, DAY, from_share="Z"))
    below = [one for one in alarms.find(desk.vault) if one.kind == "overdrawn"]
    assert {(one.line_id, one.cents) for one in below} == {(desk.line.id, 15_165), (desk.bills.id, 100)}
    with desk.vault.save("test"):
        post(desk.vault, Move("take", "BAR", desk.bills.id, 50, DAY, dote.id))
    assert "moved" in kinds(desk)


@pytest.mark.parametrize("kind", ["pay", "return", "cancel", "drop"])
def test_what_two_desks_took_back_apart_is_found_until_it_is_put_right(rete: Rete, kind: str) -> None:
    """Each took the same entry back, offline: one payment too few, or a dote that comes to twice what it is."""
    office, house = rete.desks[0].vault, rete.desks[1].vault
    limit = 100 if kind == "drop" else None
    line = service.add_line(
        office, BudgetLine(fund_id=rete.fund.id, name=f"Due {kind}", approval_cents=limit)
    )
    for to in ("", "A"):
        service.allocate(office, "BAR", line.id, 1_000, DAY, to=to)
    rete.exchange_all()
    dote = service.grant(house, rete.new("BAR", 400, line_id=line.id)).dote.id
    if kind in ("pay", "return"):
        for cents in (100, 100):
            service.pay(house, dote, cents, DAY)
    if kind == "return":
        service.give_back(house, dote, None, DAY)
    elif kind != "pay":
        service.cancel(house, dote, DAY)
    rete.exchange_all()
    entry = undoing.latest(house, dote, kind)
    assert entry is not None
    for vault in (office, house):
        undoing.take_back(vault, entry.id, DAY)
    rete.exchange_all()
    assert [(one.kind, one.dote_ids) for one in alarms.find(office)] == [("paid_twice", (dote,))]
    if kind == "pay":
        service.pay(house, dote, 100, DAY)
    elif kind == "return":
        service.give_back(house, dote, 200, DAY)
    else:
        service.cancel(house, dote, DAY)
    rete.exchange_all()
    assert alarms.find(office) == []


def test_what_two_desks_refunded_beyond_its_proof_is_found_until_one_is_taken_back(rete: Rete) -> None:
    """Each, offline, gave her what the document allows; together it is more than it says."""
    office, house = rete.desks[0].vault, rete.desks[1].vault
    dote = service.grant(house, rete.new("BAR", 1_000, document="")).dote.id
    proof = expense_documents.add(
        house, ExpenseDocument(house="", dote_id=dote, number="S 7", supplier="Farmacia", amount_cents=500)
    ).document
    rete.exchange_all()
    for vault in (office, house):
        service.pay(vault, dote, 300, DAY, payee="woman", proof=proof.id)
        assert alarms.find(vault) == []
    rete.exchange_all()
    (found,) = alarms.find(office)
    assert (found.kind, found.dote_ids, found.houses) == ("refund", (dote,), ("BAR",))
    assert "più di quanto dice il documento" in found.message
    entry = undoing.latest(house, dote, "pay")
    assert entry is not None
    undoing.take_back(house, entry.id, DAY)
    rete.exchange_all()
    assert alarms.find(office) == []


def test_a_refund_on_a_document_that_another_desk_voided_meanwhile_is_found(rete: Rete) -> None:
    office, house = rete.desks[0].vault, rete.desks[1].vault
    dote = service.grant(house, rete.new("BAR", 1_000, document="")).dote.id
    new = ExpenseDocument(house="", dote_id=dote, number="S 8", supplier="Iren")
    proof = expense_documents.add(house, new).document
    rete.exchange_all()
    service.pay(house, dote, 300, DAY, payee="woman", proof=proof.id)
    expense_documents.void(office, proof.id)
    rete.exchange_all()
    assert [(one.kind, one.dote_ids) for one in alarms.find(office)] == [("refund", (dote,))]
    expense_documents.put_back(office, proof.id)
    rete.exchange_all()
    assert alarms.find(office) == []


def test_a_dote_paid_in_one_place_while_another_moved_it_is_found(rete: Rete) -> None:
    office, house = rete.desks[0].vault, rete.desks[1].vault
    dote = service.grant(house, rete.new("BAR", 400)).dote.id
    other = service.add_line(office, BudgetLine(fund_id=rete.fund.id, name="Altra"))
    service.allocate(office, "BAR", other.id, 1_000, DAY, to="A")
    rete.exchange_all()
    service.pay(house, dote, None, DAY)
    service.reassign(office, dote, other.id, DAY)
    rete.exchange_all()
    assert [(one.kind, one.dote_ids) for one in alarms.find(office)] == [("moved", (dote,))]


def test_a_large_dote_without_another_persons_word_is_found(desk: Desk) -> None:
    service.edit_line(desk.vault, desk.line.id, approval_cents=10_000)
    dote = service.grant(desk.vault, desk.new(document="")).dote
    assert kinds(desk) == []
    sit_down(desk.vault, "marta", "Marta")
    approvals.approve(desk.vault, dote.id, DAY)
    assert kinds(desk) == []
    forged = service.grant(desk.vault, desk.new(document="")).dote
    with desk.vault.save("test") as session:
        post(desk.vault, Move("confirm", "BAR", desk.line.id, forged.amount_cents, DAY, forged.id))
        session.add(
            DoteApproval(
                house="BAR", dote_id=forged.id, kind="approved", at="2025-11-23T10:00:00Z", by="MARTA"
            )
        )
    assert [(one.kind, one.dote_ids) for one in alarms.find(desk.vault)] == [("approval", (forged.id,))]


@pytest.mark.parametrize("number", range(len(alarms.STATEMENTS)))
def test_nothing_is_gone_through_again_for_each_row(desk: Desk, number: int) -> None:
    """Of what is joined, only the first may be scanned whole; the rest is looked up. With 10,000 doti it counts."""
    sql = alarms.STATEMENTS[number]
    rows = desk.vault.query("EXPLAIN QUERY PLAN " + sql, **({"ids": "[]"} if ":ids" in sql else {}))
    steps: dict[int, list[str]] = {}
    for row in rows:
        if re.match(r"(SCAN|SEARCH) ", row["detail"]) and "VIRTUAL TABLE" not in row["detail"]:
            steps.setdefault(row["parent"], []).append(row["detail"])
    inner = [step for joined in steps.values() for step in joined[1:] if step.startswith("SCAN")]
    assert inner == [], rows
