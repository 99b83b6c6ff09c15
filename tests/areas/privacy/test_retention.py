"""Retention: who has reached her time, by the latest contact, and who is kept for a reason."""

from datetime import date, timedelta

import pytest

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.pathways import service as pathways
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.privacy import retention
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.vault.vault import Vault

CAME = date(2021, 3, 1)
TODAY = date(2024, 3, 2)


def came(vault: Vault, surname: str, *days: date) -> Person:
    person = people.add(vault, Person(surname=surname))
    for day in days:
        accesses.add(vault, Access(on_date=day, person_id=person.id))
    return person


def names(vault: Vault, category: str, today: date = TODAY) -> list[str]:
    found = [one.surname for one in retention.due(vault, category, today)]
    assert retention.counts_due(vault, today)[category] == len(found)
    return found


def test_three_years_after_the_last_access(desk: Vault) -> None:
    came(desk, "Osas", CAME)
    came(desk, "Rossi", CAME, CAME + timedelta(days=2))
    assert names(desk, "accesses") == ["Osas"]
    assert names(desk, "accesses", TODAY + timedelta(days=2)) == ["Osas", "Rossi"]
    assert names(desk, "accesses", TODAY - timedelta(days=1)) == []


def test_a_pathway_keeps_longer(desk: Vault) -> None:
    person = came(desk, "Osas", CAME)
    pathways.open_pathway(desk, Pathway(person_id=person.id, opened_on=CAME))
    assert names(desk, "accesses") == []
    assert names(desk, "pathways", date(2026, 3, 2)) == ["Osas"]


def test_a_voided_access_is_no_contact(desk: Vault) -> None:
    person = came(desk, "Osas", CAME)
    later = accesses.add(desk, Access(on_date=date(2023, 5, 5), person_id=person.id))
    assert names(desk, "accesses") == []
    accesses.void(desk, later.id)
    assert names(desk, "accesses") == ["Osas"]


def test_a_card_that_nobody_used_counts_from_the_day_it_was_made(desk: Vault) -> None:
    came(desk, "Osas")
    assert names(desk, "cards", date.today()) == []
    assert names(desk, "cards", date.today() + timedelta(days=400)) == ["Osas"]


def test_kept_for_a_reason_she_comes_back_when_it_is_over(desk: Vault) -> None:
    person = came(desk, "Osas", CAME)
    until = date.today() + timedelta(days=90)
    review = retention.keep(desk, person.id, "accesses", until, "causa in corso")
    assert names(desk, "accesses", date.today()) == []
    assert names(desk, "accesses", until) == ["Osas"]
    retention.undo_keep(desk, review.id)
    assert names(desk, "accesses", date.today()) == ["Osas"]


def test_a_rule_of_the_coordination_takes_the_place_of_the_shipped_one(coordination: Vault) -> None:
    retention.set_rule(coordination, "accesses", 24, "deciso col DPO")
    retention.set_rule(coordination, "accesses", 12, "deciso col DPO")
    months = {rule.code: rule.months for rule in retention.rules(coordination)}
    assert months == {"grants": 120, "pathways": 60, "accesses": 12, "cards": 12}


@pytest.mark.parametrize(("months", "basis"), [(0, "perché"), (601, "perché"), (12, " ")])
def test_a_rule_that_cannot_be_is_refused(coordination: Vault, months: int, basis: str) -> None:
    with pytest.raises(InvalidValue):
        retention.set_rule(coordination, "accesses", months, basis)


def test_a_house_makes_no_rules_and_keeps_nobody_without_a_reason(desk: Vault, fatima: Person) -> None:
    with pytest.raises(NotAllowed):
        retention.set_rule(desk, "accesses", 12, "perché")
    with pytest.raises(InvalidValue, match="perché"):
        retention.keep(desk, fatima.id, "accesses", date.today() + timedelta(days=1), " ")
    with pytest.raises(InvalidValue, match="deve ancora"):
        retention.keep(desk, fatima.id, "accesses", date.today(), "perché")
