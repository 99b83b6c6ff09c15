"""Rules of funds and lines, what is left before and after, and a dote that another fund pays for from now on."""

from datetime import date

import pytest

from millegiorni_desk.areas.doti import ledger, receipts, remaining, service, shares
from millegiorni_desk.areas.doti.records import BudgetLine, Dote, Fund, Funder
from millegiorni_desk.areas.people import pairs
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import BudgetExceeded, InvalidValue, NotAllowed
from millegiorni_desk.vault.permissions import Role
from tests.areas.doti.conftest import DAY, Desk

# --- a cap for each woman --------------------------------------------------------------------------


def test_a_cap_holds_over_all_cards_of_a_woman(desk: Desk) -> None:
    service.edit_line(desk.vault, desk.line.id, cap_cents=30_000)
    twin = Person(house="BAR", surname="El Idrisi", name="Fatma")
    with desk.vault.save("test") as session:
        session.add(twin)
    first = service.grant(desk.vault, desk.new(amount_cents=20_000, document="")).dote
    asked = desk.new(amount_cents=10_001, document="", person_id=twin.id)
    assert service.warnings(desk.vault, asked) == []
    pairs.decide(desk.vault, twin.id, desk.fatima.id, "same")
    with pytest.raises(
        InvalidValue, match=r"al massimo 300,00 €.*già 200,00 €.*sarebbero 300,01 €"
    ) as refused:
        service.grant(desk.vault, asked)
    assert refused.value.field == "amount_cents"
    assert remaining.of_woman(desk.vault, twin.id, desk.line.id).left == 10_000
    service.grant(desk.vault, desk.new(amount_cents=10_000, document="", person_id=twin.id))
    service.cancel(desk.vault, first.id, DAY)
    assert remaining.of_woman(desk.vault, twin.id, desk.line.id).left == 20_000
    assert (
        service.warnings(desk.vault, desk.new(line_id=desk.bills.id, amount_cents=90_000, document="")) == []
    )


def test_what_waits_for_approval_counts_for_the_cap(desk: Desk) -> None:
    service.edit_line(desk.vault, desk.line.id, cap_cents=30_000, approval_cents=10_000)
    service.grant(desk.vault, desk.new(amount_cents=20_000, document=""))
    said = service.warnings(desk.vault, desk.new(amount_cents=10_001, document=""))
    assert [notice.code for notice in said] == ["cap", "approval"]


# --- funders, funds, lines -------------------------------------------------------------------------


def test_funders_are_added_once_and_their_funds_print_their_name(desk: Desk) -> None:
    funder = service.add_funder(desk.vault, Funder(code=" UBI ", name="Unione  Buddhista"))
    fund = service.add_fund(desk.vault, Fund(code="UBI2", name="Secondo bando", funder_id=funder.id))
    assert (funder.code, fund.funder) == ("UBI", "Unione Buddhista")
    with pytest.raises(InvalidValue, match="già di un altro finanziatore"):
        service.add_funder(desk.vault, Funder(code="ubi", name="Altri"))
    service.edit_funder(desk.vault, funder.id, name="Unione Buddhista Italiana", email="fondi@example.org")
    assert [one.funder for one in service.funds(desk.vault) if one.id == fund.id] == [
        "Unione Buddhista Italiana"
    ]
    assert [one.email for one in service.funders(desk.vault)] == ["fondi@example.org"]
    for changes in ({"code": "X"}, {"name": " "}):
        with pytest.raises(InvalidValue):
            service.edit_funder(desk.vault, funder.id, **changes)


def test_a_funds_period_and_a_lines_rules_are_edited(desk: Desk) -> None:
    service.edit_fund(desk.vault, desk.fund.id, closes_on=date(2025, 11, 1), cup="J19")
    with pytest.raises(InvalidValue, match="è finito il 1 novembre 2025"):
        service.grant(desk.vault, desk.new())
    with pytest.raises(InvalidValue, match="finisce prima di cominciare"):
        service.edit_fund(desk.vault, desk.fund.id, closes_on=date(2024, 1, 1))
    with pytest.raises(InvalidValue, match="non si può cambiare"):
        service.edit_fund(desk.vault, desk.fund.id, code="ALTRO")
    for wrong in (
        {"own_share_bp": 10_001},
        {"cap_cents": -1},
        {"expenses": ["moon"]},
        {"name": ""},
        {"fund_id": "x"},
    ):
        with pytest.raises(InvalidValue):
            service.edit_line(desk.vault, desk.line.id, **wrong)
    desk.vault.roles = [Role.CASE_MANAGER]
    with pytest.raises(NotAllowed):
        service.edit_line(desk.vault, desk.line.id, cap_cents=1)


def test_what_is_co_funded_is_rounded_to_a_cent(desk: Desk) -> None:
    line = service.edit_line(desk.vault, desk.line.id, own_share_bp=2_000)
    assert [service.own_share(line, cents) for cents in (0, 2, 3, 15_165)] == [0, 0, 1, 3_033]


# --- what is left ----------------------------------------------------------------------------------


def test_what_is_left_before_and_after(desk: Desk) -> None:
    service.edit_line(desk.vault, desk.line.id, cap_cents=50_000, budget_cents=200_000)
    service.grant(desk.vault, desk.new(amount_cents=20_000, document=""))
    around = remaining.around(desk.vault, desk.new(amount_cents=15_000))
    assert around == remaining.Around(
        here=remaining.Step(100_000, 85_000),
        house=remaining.Step(100_000, 85_000),
        line=remaining.Step(100_000, 85_000),
        fund=remaining.Step(220_000, 205_000),
        woman=remaining.Step(30_000, 15_000),
    )
    assert remaining.around(desk.vault, desk.new(line_id=desk.bills.id)).woman is None


def test_what_is_left_by_line_fund_and_house(desk: Desk) -> None:
    service.edit_line(desk.vault, desk.line.id, budget_cents=200_000)
    service.allocate(desk.vault, "CEC", desk.line.id, 10_000, DAY)
    service.grant(desk.vault, desk.new(amount_cents=20_000, document=""))
    line = next(one for one in remaining.by_line(desk.vault) if one.line_id == desk.line.id)
    assert (line.allocated, line.committed, line.left, line.here) == (130_000, 20_000, 110_000, 110_000)
    assert line.not_assigned == 70_000
    (fund,) = remaining.by_fund(desk.vault)
    assert (fund.fund_id, fund.allocated, fund.left, fund.budget) == (desk.fund.id, 250_000, 230_000, None)
    houses = {one.house: (one.allocated, one.left) for one in remaining.by_house(desk.vault, desk.fund.id)}
    assert houses == {"BAR": (240_000, 220_000), "CEC": (10_000, 10_000)}
    assert [one.left for one in remaining.by_line(desk.vault, "CEC") if one.allocated] == [10_000]
    for one in (*remaining.by_envelope(desk.vault), line, fund):
        assert one.allocated == one.planned + one.committed + one.paid + one.left


# --- another line pays -----------------------------------------------------------------------------


def test_another_line_pays_for_what_is_owed_and_what_was_paid(desk: Desk) -> None:
    dote = service.grant(desk.vault, desk.new(amount_cents=20_000)).dote
    service.pay(desk.vault, dote.id, 5_000, DAY)
    before = service.totals(desk.vault, dote.id)
    moved = service.reassign(desk.vault, dote.id, desk.bills.id, DAY, "bando finito")
    assert moved.dote.line_id == desk.vault.get(Dote, dote.id).line_id == desk.bills.id
    assert [(one.kind, one.line_id, one.amount_cents) for one in moved.entries] == [
        ("release", desk.line.id, 15_000),
        ("recall", desk.line.id, 5_000),
        ("take", desk.bills.id, 15_000),
        ("settle", desk.bills.id, 5_000),
    ]
    assert len({one.together for one in moved.entries}) == 1
    assert service.totals(desk.vault, dote.id) == before
    assert ledger.balance(desk.vault, "BAR", desk.line.id) == ledger.Balance(
        "BAR", desk.line.id, funder=-120_000, available=120_000
    )
    assert ledger.balance(desk.vault, "BAR", desk.bills.id) == ledger.Balance(
        "BAR", desk.bills.id, funder=-120_000, available=100_000, committed=15_000, paid=5_000
    )
    service.pay(desk.vault, dote.id, None, DAY)
    service.give_back(desk.vault, dote.id, None, DAY)
    assert ledger.left(desk.vault, "BAR", desk.bills.id) == 120_000


def test_the_new_lines_rules_hold(desk: Desk) -> None:
    other = service.add_line(
        desk.vault, BudgetLine(fund_id=desk.fund.id, name="Kit", expenses=["newborn_kit"])
    )
    poor = service.add_line(desk.vault, BudgetLine(fund_id=desk.fund.id, name="Povera"))
    strict = service.add_line(
        desk.vault, BudgetLine(fund_id=desk.fund.id, name="Stretta", approval_cents=100)
    )
    small = service.add_line(desk.vault, BudgetLine(fund_id=desk.fund.id, name="Piccola", cap_cents=100))
    for line in (other, strict, small):
        service.allocate(desk.vault, "BAR", line.id, 50_000, DAY)
    dote = service.grant(desk.vault, desk.new()).dote
    entries = desk.vault.scalar("SELECT count(*) FROM ledger_entry")
    for line, problem, why in (
        (other, InvalidValue, "non copre questa spesa"),
        (poor, BudgetExceeded, r"restano 0,00 €"),
        (strict, InvalidValue, "seconda persona"),
        (small, InvalidValue, "al massimo 1,00 €"),
        (desk.line, InvalidValue, "già su questa voce"),
    ):
        with pytest.raises(problem, match=why):
            service.reassign(desk.vault, dote.id, line.id, DAY)
    assert desk.vault.get(Dote, dote.id).line_id == desk.line.id
    assert desk.vault.scalar("SELECT count(*) FROM ledger_entry") == entries
    service.cancel(desk.vault, dote.id, DAY)
    with pytest.raises(InvalidValue, match="nulla da spostare"):
        service.reassign(desk.vault, dote.id, desk.bills.id, DAY)


def test_a_receipt_that_names_the_old_fund_is_told_of(desk: Desk) -> None:
    dote = service.grant(desk.vault, desk.new()).dote
    receipt = receipts.issue(desk.vault, dote.id, "Torino", DAY)
    moved = service.reassign(desk.vault, dote.id, desk.bills.id, DAY)
    assert [notice.code for notice in moved.warnings] == ["receipt"]
    assert receipts.number(receipt) in moved.warnings[0].message
    assert shares.room(desk.vault, "BAR", desk.line.id).here == 120_000
