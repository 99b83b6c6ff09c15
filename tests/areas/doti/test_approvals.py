"""A dote above its line's amount waits for a second person, its money set aside."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from millegiorni_desk.areas.doti import alarms, approvals, ledger, receipts, service
from millegiorni_desk.areas.doti.records import BudgetLine, Dote
from millegiorni_desk.errors import BudgetExceeded, InvalidValue, NotAllowed
from millegiorni_desk.vault import users
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.areas.doti.conftest import DAY, Desk, sit_down
from tests.areas.doti.devices import make_rete


@pytest.fixture
def strict(desk: Desk) -> Desk:
    """Lucia's desk, where a dote above 200,00 € needs a second person."""
    service.edit_line(desk.vault, desk.line.id, approval_cents=20_000)
    return desk


@contextmanager
def someone(vault: Vault, name: str, role: Role = Role.CASE_MANAGER) -> Iterator[None]:
    """Somebody else at the same desk."""
    held = vault.user, vault.user_name, vault.roles
    sit_down(vault, name.casefold(), name)
    vault.roles = [role]
    yield
    sit_down(vault, *held[:2])
    vault.roles = held[2]


def planned(desk: Desk, cents: int = 50_000) -> Dote:
    granted = service.grant(desk.vault, desk.new(amount_cents=cents))
    assert granted.waiting
    return granted.dote


def test_up_to_the_amount_nobody_is_asked(strict: Desk) -> None:
    granted = service.grant(strict.vault, strict.new(amount_cents=20_000))
    assert not granted.waiting
    assert approvals.history(strict.vault, granted.dote.id) == []
    assert service.totals(strict.vault, granted.dote.id).state == "committed"


def test_above_it_the_money_is_set_aside(strict: Desk) -> None:
    said = service.warnings(strict.vault, strict.new(amount_cents=50_000))
    assert [(notice.code, notice.stops) for notice in said] == [("approval", False)]
    dote = planned(strict)
    assert service.totals(strict.vault, dote.id).state == "planned"
    assert service.envelope(strict.vault, "BAR", strict.line.id) == service.Envelope(
        "BAR", strict.line.id, allocated=120_000, committed=0, paid=0, left=70_000, planned=50_000
    )
    with pytest.raises(BudgetExceeded, match=r"restano 700,00 €"):
        service.grant(strict.vault, strict.new(amount_cents=70_001))
    assert service.money_of(strict.vault, strict.fatima.id) == service.Money(0, 0, 0, 0, 0)
    (waits,) = approvals.waiting(strict.vault)
    assert (waits.dote_id, waits.asked_by, waits.amount_cents, waits.mine) == (dote.id, "Lucia", 50_000, True)


def test_another_person_approves_and_it_is_committed(strict: Desk) -> None:
    dote = planned(strict)
    with someone(strict.vault, "Marta"):
        assert not approvals.waiting(strict.vault)[0].mine
        assert approvals.approve(strict.vault, dote.id, DAY, "va bene").state == "committed"
    assert [(one.kind, one.by) for one in approvals.history(strict.vault, dote.id)] == [
        ("asked", "Lucia"),
        ("approved", "Marta"),
    ]
    assert approvals.waiting(strict.vault) == []
    assert service.pay(strict.vault, dote.id, None, DAY).state == "paid"
    assert ledger.balance(strict.vault, "BAR", strict.line.id).paid == 50_000


def test_who_asked_never_answers(strict: Desk) -> None:
    dote = planned(strict)
    with pytest.raises(NotAllowed, match="l'hai chiesta tu"):
        approvals.approve(strict.vault, dote.id, DAY)
    users.change(strict.vault, "lucia", "Lucia Rossi", [Role.CASE_MANAGER, Role.ADMINISTRATOR])
    assert approvals.waiting(strict.vault)[0].mine
    with pytest.raises(NotAllowed, match="l'hai chiesta tu"):
        approvals.approve(strict.vault, dote.id, DAY)
    with pytest.raises(NotAllowed, match="l'hai chiesta tu"):
        approvals.refuse(strict.vault, dote.id, DAY, "no")
    with someone(strict.vault, "Rosa", Role.OPERATOR), pytest.raises(NotAllowed):
        approvals.approve(strict.vault, dote.id, DAY)
    assert service.totals(strict.vault, dote.id).planned == 50_000


def test_another_woman_of_the_same_name_may_answer(strict: Desk) -> None:
    dote = planned(strict)
    sit_down(strict.vault, "lucia.b", "Lucia")
    assert not approvals.waiting(strict.vault)[0].mine
    assert approvals.approve(strict.vault, dote.id, DAY).state == "committed"
    assert alarms.find(strict.vault) == []
    assert [one.by for one in approvals.history(strict.vault, dote.id)] == ["Lucia", "Lucia"]


def test_she_is_the_same_at_any_device_of_her_house_and_another_elsewhere(tmp_path: Path) -> None:
    """At the house's second device she still does not answer; who enters by that name in the coordination does."""
    with make_rete(tmp_path, "BAR", "BAR") as rete:
        office, first, second = (desk.vault for desk in rete.desks)
        line = service.add_line(office, BudgetLine(fund_id=rete.fund.id, name="Alta", approval_cents=100))
        service.allocate(office, "BAR", line.id, 1_000, DAY)
        rete.exchange_all()
        for vault, name in ((office, "Lucia"), (first, "Lucia"), (second, "Lucia Rossi")):
            sit_down(vault, "lucia", name)
        dote = service.grant(first, rete.new("BAR", 400, line_id=line.id)).dote
        rete.exchange_all()
        assert [approvals.waiting(vault)[0].mine for vault in (office, first, second)] == [False, True, True]
        with pytest.raises(NotAllowed, match="l'hai chiesta tu"):
            approvals.approve(second, dote.id, DAY)
        approvals.approve(office, dote.id, DAY)
        rete.exchange_all()
        assert [alarms.find(vault) for vault in (office, first)] == [[], []]


def test_refused_it_gives_the_money_back_with_a_reason(strict: Desk) -> None:
    dote = planned(strict)
    with someone(strict.vault, "Marta"):
        with pytest.raises(InvalidValue, match="Scrivi perché"):
            approvals.refuse(strict.vault, dote.id, DAY, " ")
        assert approvals.refuse(strict.vault, dote.id, DAY, "troppo").state == "cancelled"
        with pytest.raises(InvalidValue, match="non aspetta"):
            approvals.approve(strict.vault, dote.id, DAY)
    assert approvals.history(strict.vault, dote.id)[-1].reason == "troppo"
    assert ledger.left(strict.vault, "BAR", strict.line.id) == 120_000


def test_meanwhile_it_is_neither_paid_nor_receipted_and_may_be_withdrawn(strict: Desk) -> None:
    dote = planned(strict)
    with pytest.raises(InvalidValue, match="si paga dopo"):
        service.pay(strict.vault, dote.id, None, DAY)
    with pytest.raises(InvalidValue, match="senza stampare"):
        receipts.issue(strict.vault, dote.id, "Torino", DAY)
    assert service.cancel(strict.vault, dote.id, DAY).state == "cancelled"
    assert ledger.left(strict.vault, "BAR", strict.line.id) == 120_000
