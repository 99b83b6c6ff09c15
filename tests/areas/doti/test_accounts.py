"""The account to the funder: what a fund's doti cost it, sums that match the ledger, codes that tell nobody's name."""

import random
from collections import defaultdict
from contextlib import suppress
from datetime import date

import pytest

from millegiorni_desk.areas.doti import accounts, receipts, service, undoing
from millegiorni_desk.areas.doti.account_rows import Amounts
from millegiorni_desk.areas.doti.accounts import CODES, NAMES, Account, AccountDiffers
from millegiorni_desk.areas.doti.records import BudgetLine, Dote, ExpenseDocument, Fund, LedgerEntry
from millegiorni_desk.errors import BudgetExceeded, InvalidValue, NotAllowed, NotFound
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import ManagingBody
from tests.areas.doti.conftest import DAY, Desk

START, END = date(2025, 1, 1), date(2025, 12, 31)


def account(desk: Desk, start: date = START, end: date = END, payees: str = CODES) -> Account:
    return accounts.compute(desk.vault, desk.fund.id, start, end, payees)


def test_every_dote_stands_in_it_with_its_papers_and_its_cents(desk: Desk) -> None:
    dote = service.grant(desk.vault, desk.new()).dote
    service.pay(desk.vault, dote.id, 10_000, date(2025, 12, 1))
    receipt = receipts.issue(desk.vault, dote.id, "Torino", DAY)
    with desk.vault.save("test") as session:
        session.add(ExpenseDocument(house="BAR", dote_id=dote.id, number="SC-7", supplier="Farmacia"))
    (row,) = (found := account(desk)).rows
    assert (row.house, row.body, row.expense, row.line_id) == ("BAR", "BAR", "utilities", desk.line.id)
    assert (row.on, row.paid_on, row.receipt) == ("2025-11-23", "2025-12-01", receipts.number(receipt))
    assert row.documents == "F2210 · Iren; SC-7 · Farmacia"
    assert row.amounts == Amounts(committed=15_165, paid=10_000)
    assert (found.code, found.fund, found.funder) == ("UBI", "Bando Umanitario", "Unione Buddhista Italiana")
    assert {by: [one.label for one in ones] for by, ones in found.subtotals.items()} == {
        "line": ["Doti"],
        "body": ["Associazione Barrito APS"],
        "house": ["Barrito"],
        "expense": ["Utenze"],
        "month": ["11/2025", "12/2025"],
    }
    assert [one.amounts for one in found.subtotals["month"]] == [Amounts(15_165), Amounts(0, 10_000)]


def test_every_subtotal_is_the_ledgers_to_the_cent(desk: Desk) -> None:
    """Odd cents on two lines, by two bodies, paid in part, given back, cancelled, taken back: added up anew."""
    vault, draw = desk.vault, random.Random(4)
    network.add_body(vault, ManagingBody(code="BARB", name="Cooperativa Barrito", houses=["BAR"]))
    for _ in range(24):
        line, body = draw.choice((desk.line, desk.bills)).id, draw.choice(("BAR", "BARB"))
        asked = desk.new(amount_cents=draw.randint(101, 9_999), line_id=line, body=body, document="")
        dote = service.grant(vault, asked).dote.id
        for act in ("pay", "return", "unreturn", "pay", "unpay", "cancel"):
            if draw.random() < 0.4:
                continue
            with suppress(InvalidValue, BudgetExceeded):
                cents, on = draw.randint(1, 4_000), date(2025, draw.randint(11, 12), 28)
                if act == "pay":
                    service.pay(vault, dote, cents, on)
                elif act == "return":
                    service.give_back(vault, dote, cents, on)
                elif act == "cancel":
                    service.cancel(vault, dote, on)
                elif (entry := undoing.latest(vault, dote, act.removeprefix("un"))) is not None:
                    undoing.take_back(vault, entry.id, on)
    signs = {"commit": (1, 0, 0), "cancel": (-1, 0, 0), "pay": (0, 1, 0), "unpay": (0, -1, 0)}
    signs |= {"return": (0, 0, 1), "unreturn": (0, 0, -1)}
    keys = {"line": "e.line_id", "body": "d.body", "house": "d.house", "expense": "d.expense"}
    found = account(desk)
    for by, key in {**keys, "month": "substr(e.on_date, 1, 7)"}.items():
        sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        for row in vault.query(
            f"SELECT {key} AS key, e.kind, e.amount_cents AS cents FROM ledger_entry e JOIN dote d ON d.id = e.dote_id"
        ):
            for place, sign in enumerate(signs[row["kind"]]):
                sums[row["key"]][place] += sign * row["cents"]
        told = {one.key: one.amounts for one in found.subtotals[by]}
        assert {
            of: [one.committed, one.paid, one.returned] for of, one in told.items() if one != Amounts()
        } == {of: cents for of, cents in sums.items() if any(cents)}, by
    assert len(found.subtotals["line"]) == len(found.subtotals["body"]) == 2
    moved = {row["kind"] for row in vault.query("SELECT DISTINCT kind FROM ledger_entry WHERE dote_id <> ''")}
    assert moved == signs.keys()


def test_a_period_has_what_moved_in_it(desk: Desk) -> None:
    paid, cancelled, back = (
        service.grant(desk.vault, desk.new(amount_cents=n)).dote for n in (100, 200, 400)
    )
    service.pay(desk.vault, paid.id, None, date(2025, 12, 3))
    service.cancel(desk.vault, cancelled.id, date(2025, 12, 4))
    service.pay(desk.vault, back.id, None, DAY)
    service.give_back(desk.vault, back.id, 150, date(2025, 12, 5))
    november, december = date(2025, 11, 30), date(2025, 12, 1)
    assert account(desk, end=november).total == Amounts(committed=700, paid=400)
    assert account(desk, december).total == Amounts(committed=-200, paid=100, returned=150)
    whole = account(desk)
    assert whole.total == Amounts(committed=500, paid=500, returned=150)
    # What was cancelled within the period cost nothing; the months tell of it all the same.
    assert {row.dote_id for row in whole.rows} == {paid.id, back.id}
    assert [one.amounts.cost for one in whole.subtotals["month"]] == [700, -350]
    assert account(desk, date(2026, 1, 1), date(2026, 12, 31)).rows == ()


def test_the_houses_part_is_rounded_once_for_each_dote(desk: Desk) -> None:
    with desk.vault.save("test") as session:
        session.merge(desk.line.model_copy(update={"own_share_bp": 3_333}))
    dote = service.grant(desk.vault, desk.new(amount_cents=1_000)).dote
    service.pay(desk.vault, dote.id, None, DAY)
    for month in (11, 12):
        service.give_back(desk.vault, dote.id, 500, date(2025, month, 28))
    assert (account(desk, end=date(2025, 11, 27)).total.own, account(desk).total.own) == (333, 0)
    assert [one.amounts.own for one in account(desk).subtotals["month"]] == [167, -167]
    assert account(desk, end=date(2025, 11, 27)).total.charged == 667


def test_it_is_refused_where_the_doti_and_the_ledger_differ_by_a_cent(desk: Desk) -> None:
    service.grant(desk.vault, desk.new())
    astray = LedgerEntry(
        house="BAR",
        line_id=desk.line.id,
        dote_id="a dote that never arrived",
        kind="commit",
        from_account="available",
        to_account="committed",
        amount_cents=1,
        on_date=DAY,
    )
    with desk.vault.save("test") as session:
        session.add(astray)
    with pytest.raises(AccountDiffers, match=r"«Doti», il libro mastro dice 151,66 € e le doti 151,65 €"):
        account(desk)
    assert account(desk, end=date(2025, 11, 22)).total == Amounts()


def test_it_is_refused_where_an_entry_of_an_unknown_kind_spends(desk: Desk) -> None:
    dote = service.grant(desk.vault, desk.new()).dote
    newer = LedgerEntry(
        house="BAR",
        line_id=desk.line.id,
        dote_id=dote.id,
        kind="of a newer desk",
        from_account="committed",
        to_account="paid",
        amount_cents=5,
        on_date=DAY,
    )
    with desk.vault.save("test") as session:
        session.add(newer)
    with pytest.raises(AccountDiffers, match=r"il libro mastro dice 0,05 € e le doti 0,00 €"):
        account(desk)


def test_a_payee_is_a_code_of_hers_for_this_fund_or_her_name(desk: Desk) -> None:
    other = service.add_fund(desk.vault, Fund(code="DUE", name="Secondo"))
    line = service.add_line(desk.vault, BudgetLine(fund_id=other.id, name="Doti"))
    service.allocate(desk.vault, "BAR", line.id, 50_000, DAY)
    for asked in (desk.new(), desk.new(person_id=desk.amina.id, document="X1"), desk.new(document="X2")):
        service.grant(desk.vault, asked)
    service.grant(desk.vault, desk.new(line_id=line.id, document="X3"))
    first, second, third = (row.payee for row in account(desk).rows)
    assert first == third != second
    assert first == account(desk, DAY, DAY).rows[0].payee
    elsewhere = accounts.compute(desk.vault, other.id, START, END).rows[0].payee
    assert len({first, second, elsewhere}) == 3
    assert not {"Fatima", desk.fatima.id} & {first, elsewhere}
    assert {row.payee for row in account(desk, payees=NAMES).rows} == {"El Idrissi Fatima", "Traoré Amina"}
    with desk.vault.save("test") as session:
        session.merge(
            desk.vault.get(Dote, account(desk).rows[0].dote_id).model_copy(update={"discreet": True})
        )
    assert account(desk, payees=NAMES).rows[0].payee == first


def test_who_may_not_account_and_what_cannot_be_right(desk: Desk) -> None:
    with pytest.raises(InvalidValue, match="finisce prima") as refused:
        account(desk, END, START)
    assert refused.value.field == "end"
    with pytest.raises(InvalidValue, match="con un codice o con il nome"):
        account(desk, payees="initials")
    with pytest.raises(NotFound):
        accounts.compute(desk.vault, "no such fund", START, END)
    desk.vault.roles = ["case_manager"]
    with pytest.raises(NotAllowed):
        account(desk)
