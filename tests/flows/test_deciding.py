"""Many differences decided by one rule, and decisions taken back months later."""

from collections.abc import Callable
from datetime import date

import pytest

from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue, NotAllowed, NotFound
from millegiorni_desk.flows import deciding, month_end
from millegiorni_sync.withdrawing import withdraw
from tests.flows.conftest import Network

Make = Callable[..., Network]


def differing(made: Network, *surnames: str) -> list[str]:
    """Of each woman two telephones; of the first also two due dates."""
    house, coordinator = made.houses["BAR"], made.coordinator
    women = [
        people.add(house, Person(house="BAR", surname=name, name="Fatima", gender="F")) for name in surnames
    ]
    made.round()
    for at, woman in enumerate(women):
        people.edit(house, woman.id, phone=f"333 {at}")
        people.edit(coordinator, woman.id, phone=f"320 {at}")
    people.edit(house, women[0].id, due_date=date(2026, 2, 1))
    people.edit(coordinator, women[0].id, due_date=date(2026, 3, 1))
    made.round()
    return [woman.id for woman in women]


def phones(made: Network, women: list[str]) -> list[str]:
    return [people.card(made.houses["BAR"], woman).person.phone for woman in women]


@pytest.mark.parametrize(("rule", "wins"), [("later", "320"), ("earlier", "333")])
def test_one_rule_decides_all_differences_of_a_field(make_network: Make, rule: str, wins: str) -> None:
    made = make_network("BAR")
    women = differing(made, "El Idrissi", "Osas", "Rossi")
    coordinator = made.coordinator
    assert deciding.alike(coordinator) == [
        deciding.Alike("person", "phone", 3),
        deciding.Alike("person", "due_date", 1),
    ]
    ids = deciding.decide_alike(coordinator, "person", "phone", rule)
    made.round()
    assert phones(made, women) == [f"{wins} {at}" for at in range(3)]
    assert [one.conflict.col for one in month_end.differences(coordinator)] == ["due_date"]
    assert deciding.take_back_all(coordinator, ids) == 0
    made.round()
    assert phones(made, women) == ["320 0", "320 1", "320 2"]
    assert len(month_end.differences(coordinator)) == 4


def test_a_difference_that_went_or_was_decided_is_there_no_more(make_network: Make) -> None:
    made = make_network("BAR")
    differing(made, "El Idrissi")
    coordinator = made.coordinator
    one, other = month_end.pending(coordinator)
    month_end.decide(coordinator, month_end.difference(coordinator, one))
    with coordinator.save("sync"), coordinator.connection() as raw:
        withdraw(raw, coordinator.schema.synced_tables(), "l.clk = ?", (other.clk_hi,))
    for gone in (one, other):
        with pytest.raises(NotFound):
            month_end.difference(coordinator, gone)


def test_many_that_are_stopped_half_way_are_all_open_still(make_network: Make) -> None:
    made = make_network("BAR")
    women = differing(made, "El Idrissi", "Osas", "Rossi")

    def stop(done: int, total: int, words: str) -> None:
        assert total == 3
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deciding.decide_alike(made.coordinator, "person", "phone", "earlier", stop)
    assert len(month_end.differences(made.coordinator)) == 4
    assert deciding.decided(made.coordinator) == []
    ids = deciding.decide_alike(made.coordinator, "person", "phone", "earlier")
    with pytest.raises(KeyboardInterrupt):
        deciding.take_back_all(made.coordinator, ids, stop)
    assert len(month_end.differences(made.coordinator)) == 1
    made.round()
    assert phones(made, women) == [f"333 {at}" for at in range(3)]


def test_a_decision_is_found_and_taken_back_later(make_network: Make) -> None:
    made = make_network("BAR")
    women = differing(made, "El Idrissi")
    coordinator = made.coordinator
    for difference in month_end.differences(coordinator):
        if difference.conflict.col == "phone":
            month_end.decide(coordinator, difference, "347 9")
    made.round()
    (told,) = deciding.decided(coordinator)
    assert (told.decision.choice, told.decision.withdrawn) == ("other", False)
    assert told.difference
    assert told.difference.whose == "El Idrissi Fatima"
    assert month_end.take_back(coordinator, told.decision.id)
    made.round()
    assert phones(made, women) == ["320 0"]
    assert deciding.decided(coordinator)[0].decision.withdrawn
    with pytest.raises(NotFound, match="già stata annullata"):
        month_end.take_back(coordinator, told.decision.id)


def test_what_cannot_be_decided_by_a_rule_is_said(make_network: Make) -> None:
    made = make_network("BAR")
    with pytest.raises(InvalidValue, match="una per una"):
        deciding.decide_alike(made.coordinator, "ledger_entry", "amount_cents", "later")
    with pytest.raises(InvalidValue, match="più recente"):
        deciding.decide_alike(made.coordinator, "person", "phone", "longer")
    with pytest.raises(NotAllowed):
        deciding.decide_alike(made.houses["BAR"], "person", "phone", "later")
