"""Granting a dote, what stops it, what is only said, and what happens to its money afterwards."""

from datetime import date

import pytest

from millegiorni_desk.areas.doti import ledger, moves, receipts, service
from millegiorni_desk.areas.doti.records import BudgetLine, Dote, Fund, LedgerEntry
from millegiorni_desk.areas.people import pairs
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import BudgetExceeded, InvalidValue, NotAllowed, NotFound
from tests.areas.doti.conftest import DAY, Desk


def test_a_dote_sets_its_amount_aside(desk: Desk) -> None:
    granted = service.grant(desk.vault, desk.new())
    assert (granted.left_before, granted.left_after, granted.warnings) == (120_000, 104_835, ())
    assert granted.dote.body == "BAR"
    assert service.totals(desk.vault, granted.dote.id).state == "committed"
    assert service.envelope(desk.vault, "BAR", desk.line.id) == service.Envelope(
        "BAR", desk.line.id, allocated=120_000, committed=15_165, paid=0, left=104_835
    )


def test_an_envelope_cannot_be_overspent_and_says_what_is_left(desk: Desk) -> None:
    service.grant(desk.vault, desk.new(amount_cents=108_000))
    with pytest.raises(
        BudgetExceeded, match=r"Nella busta restano 120,00 € e questa dote è di 151,65 €"
    ) as refused:
        service.grant(desk.vault, desk.new())
    assert refused.value.left_cents == 12_000
    assert service.list_doti(desk.vault).total == 1
    assert ledger.left(desk.vault, "BAR", desk.line.id) == 12_000


def test_spending_one_line_leaves_the_other(desk: Desk) -> None:
    service.grant(desk.vault, desk.new(line_id=desk.bills.id, amount_cents=120_000))
    assert ledger.left(desk.vault, "BAR", desk.bills.id) == 0
    assert ledger.left(desk.vault, "BAR", desk.line.id) == 120_000


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount_cents": 0}, "amount_cents"),
        ({"amount_cents": -5}, "amount_cents"),
        ({"amount_cents": 999_999_999_99 + 1}, "amount_cents"),
        ({"expense": "yacht"}, "expense"),
        ({"body": "CECA"}, "body"),
        ({"committed_on": date(2024, 12, 31)}, "committed_on"),
        ({"committed_on": date(2026, 1, 1)}, "committed_on"),
    ],
)
def test_what_cannot_be_right_names_its_field(desk: Desk, changes: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        service.grant(desk.vault, desk.new(**changes))
    assert refused.value.field == field
    assert service.list_doti(desk.vault).total == 0


def test_a_line_pays_only_its_expenses(desk: Desk) -> None:
    with pytest.raises(InvalidValue, match=r"La voce «Bollette» non copre questa spesa \(kit neonato\)"):
        service.grant(desk.vault, desk.new(line_id=desk.bills.id, expense="newborn_kit"))


def test_a_house_with_two_bodies_must_say_which(desk: Desk) -> None:
    moves.allocate(desk.vault, "CEC", desk.line.id, 50_000, DAY)
    with desk.vault.save("test") as session:
        woman = Person(house="CEC", surname="Quispe", name="Rosa")
        session.add(woman)
    asked = desk.new(house="CEC", person_id=woman.id)
    with pytest.raises(InvalidValue, match="Scegli l'ente") as refused:
        service.grant(desk.vault, asked)
    assert refused.value.field == "body"
    granted = service.grant(desk.vault, desk.new(house="CEC", person_id=woman.id, body="CECB"))
    assert (granted.dote.house, granted.left_after) == ("CEC", 34_835)


def test_another_house_only_for_the_coordination(desk: Desk) -> None:
    desk.vault.roles = ["case_manager"]
    with pytest.raises(NotAllowed):
        service.grant(desk.vault, desk.new(house="CEC"))
    desk.vault.roles = ["operator"]
    with pytest.raises(NotAllowed):
        service.grant(desk.vault, desk.new())
    with pytest.raises(NotAllowed):
        service.add_fund(desk.vault, Fund(code="X", name="X"))
    with pytest.raises(NotAllowed):
        moves.allocate(desk.vault, "BAR", desk.line.id, 1, DAY)


def test_a_person_of_another_house_is_refused(desk: Desk) -> None:
    with desk.vault.save("test") as session:
        woman = Person(house="CEC", surname="Quispe", name="Rosa")
        session.add(woman)
    with pytest.raises(InvalidValue) as refused:
        service.grant(desk.vault, desk.new(person_id=woman.id))
    assert refused.value.field == "person_id"
    with pytest.raises(NotFound):
        service.grant(desk.vault, desk.new(person_id="nobody"))


def test_funds_and_lines_are_checked(desk: Desk) -> None:
    with pytest.raises(InvalidValue, match="già di un altro fondo"):
        service.add_fund(desk.vault, Fund(code="ubi ", name="Altro"))
    with pytest.raises(InvalidValue, match="finisce prima"):
        service.add_fund(
            desk.vault, Fund(code="ACT", name="ACT", opens_on=date(2026, 1, 1), closes_on=date(2025, 1, 1))
        )
    with pytest.raises(InvalidValue):
        service.add_line(desk.vault, BudgetLine(fund_id=desk.fund.id, name="Barche", expenses=["yacht"]))
    assert [fund.code for fund in service.funds(desk.vault)] == ["UBI"]
    assert [line.name for line in service.lines(desk.vault, expense="food")] == ["Doti"]
    assert [line.name for line in service.lines(desk.vault, desk.fund.id)] == ["Bollette", "Doti"]


# --- what is said before saving --------------------------------------------------------------------


def test_the_same_bill_twice_is_said(desk: Desk) -> None:
    first = service.grant(desk.vault, desk.new(committed_on=date(2025, 10, 3), amount_cents=7_820))
    said = service.warnings(desk.vault, desk.new(document="f-22 10", supplier="IREN "))
    assert [(notice.code, notice.field, notice.stops) for notice in said] == [("document", "document", False)]
    assert "è già stato presentato il 3 ottobre 2025: 78,20 €" in said[0].message
    granted = service.grant(desk.vault, desk.new())
    assert [notice.code for notice in granted.warnings] == ["document"]
    service.cancel(desk.vault, granted.dote.id, DAY)
    service.cancel(desk.vault, first.dote.id, DAY)
    assert service.warnings(desk.vault, desk.new()) == []


@pytest.mark.parametrize(
    "changes", [{"supplier": "Eni"}, {"document": "F2211"}, {"supplier": ""}, {"document": ""}]
)
def test_another_bill_is_not_the_same(desk: Desk, changes: dict[str, object]) -> None:
    service.grant(desk.vault, desk.new(**changes))
    assert service.warnings(desk.vault, desk.new()) == []


def test_a_bill_seen_in_another_house_is_told_without_detail(desk: Desk) -> None:
    with desk.vault.save("test") as session:
        woman = Person(house="CEC", surname="Quispe", name="Rosa")
        session.add(woman)
    moves.allocate(desk.vault, "CEC", desk.line.id, 50_000, DAY)
    service.grant(desk.vault, desk.new(house="CEC", person_id=woman.id, body="CECA"))
    said = service.warnings(desk.vault, desk.new())
    assert [notice.message for notice in said] == [
        "Il documento F2210 di Iren è già stato presentato in un'altra casa."
    ]
    desk.vault.house = ""
    said = service.warnings(desk.vault, desk.new(house="BAR"))
    assert "il 23 novembre 2025 (Cecchi Point): 151,65 €" in said[0].message


def test_a_second_kit_is_said(desk: Desk) -> None:
    service.grant(desk.vault, desk.new(expense="newborn_kit", document="", amount_cents=9_000))
    said = service.warnings(desk.vault, desk.new(expense="newborn_kit", document=""))
    assert [notice.message for notice in said] == [
        "Ha già avuto un kit neonato il 23 novembre 2025: 90,00 €."
    ]
    assert service.warnings(desk.vault, desk.new(expense="food", document="")) == []
    assert (
        service.warnings(desk.vault, desk.new(expense="newborn_kit", person_id=desk.amina.id, document=""))
        == []
    )


def test_another_card_of_the_same_woman_counts_as_her(desk: Desk) -> None:
    with desk.vault.save("test") as session:
        twin = Person(house="BAR", surname="El Idrisi", name="Fatma")
        session.add(twin)
    service.grant(desk.vault, desk.new(expense="newborn_kit", document="", amount_cents=9_000))
    asked = desk.new(expense="newborn_kit", document="", person_id=twin.id)
    assert service.warnings(desk.vault, asked) == []
    pairs.decide(desk.vault, twin.id, desk.fatima.id, "same")
    assert [notice.code for notice in service.warnings(desk.vault, asked)] == ["kit"]
    assert service.money_of(desk.vault, twin.id).granted == 9_000
    pairs.decide(desk.vault, twin.id, desk.fatima.id, "withdrawn")
    assert service.money_of(desk.vault, twin.id).granted == 0


def test_a_half_filled_form_gets_warnings_too(desk: Desk) -> None:
    said = service.warnings(
        desk.vault, desk.new(person_id="", expense="", committed_on=date(2026, 3, 1), amount_cents=130_000)
    )
    assert [(notice.code, notice.stops) for notice in said] == [("period", True), ("budget", True)]
    assert service.warnings(desk.vault, desk.new(line_id="", supplier="", document="")) == []


# --- afterwards ------------------------------------------------------------------------------------


def test_paying_in_two_parts(desk: Desk) -> None:
    dote = service.grant(desk.vault, desk.new()).dote
    assert service.pay(desk.vault, dote.id, 5_000, DAY).state == "partly_paid"
    with pytest.raises(BudgetExceeded, match=r"restano da pagare 101,65 €"):
        service.pay(desk.vault, dote.id, 10_166, DAY)
    done = service.pay(desk.vault, dote.id, None, DAY)
    assert (done.state, done.paid, done.owed) == ("paid", 15_165, 0)
    with pytest.raises(InvalidValue, match="non resta nulla da pagare"):
        service.pay(desk.vault, dote.id, None, DAY)
    with pytest.raises(InvalidValue, match="registra una restituzione"):
        service.cancel(desk.vault, dote.id, DAY)


def test_cancelling_gives_the_envelope_back_what_was_not_paid(desk: Desk) -> None:
    dote = service.grant(desk.vault, desk.new()).dote
    service.pay(desk.vault, dote.id, 5_000, DAY)
    done = service.cancel(desk.vault, dote.id, DAY)
    assert (done.state, done.received) == ("paid", 5_000)
    whole = service.grant(desk.vault, desk.new()).dote
    assert service.cancel(desk.vault, whole.id, DAY).state == "cancelled"
    assert ledger.left(desk.vault, "BAR", desk.line.id) == 115_000


def test_giving_back(desk: Desk) -> None:
    dote = service.grant(desk.vault, desk.new()).dote
    with pytest.raises(InvalidValue, match="non è stato pagato nulla"):
        service.give_back(desk.vault, dote.id, None, DAY)
    service.pay(desk.vault, dote.id, None, DAY)
    assert service.give_back(desk.vault, dote.id, 165, DAY).state == "paid"
    with pytest.raises(BudgetExceeded, match=r"si possono restituire 150,00 €"):
        service.give_back(desk.vault, dote.id, 15_001, DAY)
    assert service.give_back(desk.vault, dote.id, None, DAY).state == "returned"
    assert service.envelope(desk.vault, "BAR", desk.line.id).left == 120_000


def test_a_dote_with_a_live_receipt_is_not_cancelled(desk: Desk) -> None:
    dote = service.grant(desk.vault, desk.new()).dote
    receipt = receipts.issue(desk.vault, dote.id, "Torino", DAY)
    with pytest.raises(InvalidValue, match=receipts.number(receipt)):
        service.cancel(desk.vault, dote.id, DAY)
    receipts.void(desk.vault, receipt.id, "importo sbagliato")
    assert service.cancel(desk.vault, dote.id, DAY).state == "cancelled"


def test_words_can_be_edited_money_cannot(desk: Desk) -> None:
    dote = service.grant(desk.vault, desk.new()).dote
    service.edit(desk.vault, dote.id, document="F2211", notes="portata dopo")
    assert desk.vault.get(Dote, dote.id).document == "F2211"
    with pytest.raises(InvalidValue) as refused:
        service.edit(desk.vault, dote.id, amount_cents=1, notes="")
    assert refused.value.field == "amount_cents"
    assert desk.vault.get(Dote, dote.id).amount_cents == 15_165


def test_ids_given_are_kept(desk: Desk) -> None:
    granted = service.grant(desk.vault, desk.new(id="dote-1", entry_id="commit-1"))
    service.pay(desk.vault, granted.dote.id, None, DAY, entry_id="pay-1")
    assert granted.dote.id == "dote-1"
    assert desk.vault.get(LedgerEntry, "commit-1").kind == "commit"
    assert desk.vault.get(LedgerEntry, "pay-1").dote_id == "dote-1"


# --- reading ---------------------------------------------------------------------------------------


def test_lists_filter_page_and_name_the_receipt(desk: Desk) -> None:
    first = service.grant(desk.vault, desk.new(committed_on=date(2025, 10, 1))).dote
    second = service.grant(desk.vault, desk.new(person_id=desk.amina.id, expense="food", document="S1")).dote
    third = service.grant(desk.vault, desk.new(line_id=desk.bills.id, document="B7", pathway_id="p1")).dote
    service.pay(desk.vault, second.id, None, DAY)
    receipt = receipts.issue(desk.vault, second.id, "Torino", DAY)

    def ids(offset: int = 0, limit: int = 50, **wanted: object) -> list[str]:
        page = service.list_doti(desk.vault, service.DotiFilter(**wanted), offset, limit)  # type: ignore[arg-type]
        return [row.id for row in page.rows]

    everything = service.list_doti(desk.vault)
    assert (everything.total, [row.id for row in everything.rows]) == (3, [third.id, second.id, first.id])
    assert [row.receipt for row in everything.rows] == ["", receipts.number(receipt), ""]
    assert everything.rows[1].surname == "Traoré"
    assert everything.rows[0].fund == "Bando Umanitario"
    assert ids(offset=1, limit=1) == [second.id]
    assert ids(state="paid") == [second.id]
    assert ids(person_id=desk.fatima.id, until=date(2025, 10, 31)) == [first.id]
    assert ids(since=date(2025, 11, 1), expense="utilities") == [third.id]
    assert ids(pathway_id="p1") == ids(line_id=desk.bills.id) == ids(text="el idr b7") == [third.id]
    assert ids(fund_id=desk.fund.id, house="BAR", body="BAR") == [third.id, second.id, first.id]
    assert ids(house="CEC") == []


def test_what_she_was_granted(desk: Desk) -> None:
    paid = service.grant(desk.vault, desk.new(amount_cents=20_000, pathway_id="p1")).dote
    service.grant(desk.vault, desk.new(amount_cents=12_000))
    gone = service.grant(desk.vault, desk.new(amount_cents=1_000)).dote
    service.cancel(desk.vault, gone.id, DAY)
    service.pay(desk.vault, paid.id, 15_000, DAY)
    service.give_back(desk.vault, paid.id, 1_000, DAY)
    expected = service.Money(count=2, granted=32_000, paid=14_000, left=17_000, returned=1_000)
    assert service.money_of(desk.vault, desk.fatima.id) == expected
    assert service.money_of(desk.vault, pathway_id="p1").granted == 20_000
    assert service.money_of(desk.vault, desk.amina.id) == service.Money(0, 0, 0, 0, 0)


def test_what_two_desks_overspent_is_shown(desk: Desk) -> None:
    """A merge only inserts; what it overdraws is found afterwards."""
    dote = service.grant(desk.vault, desk.new()).dote
    service.pay(desk.vault, dote.id, None, DAY)
    assert ledger.overdrawn(desk.vault) == []
    with desk.vault.save("test.merge") as session:
        session.add(
            LedgerEntry(
                house="BAR",
                line_id=desk.line.id,
                dote_id=dote.id,
                kind="pay",
                from_account="committed",
                to_account="paid",
                amount_cents=15_165,
                on_date=DAY,
            )
        )
    assert [found.committed for found in ledger.overdrawn(desk.vault)] == [-15_165]
    assert service.totals(desk.vault, dote.id).state == "paid"
