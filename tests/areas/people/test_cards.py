"""Cards revised as one and taken back, and the children of several people at once."""

from __future__ import annotations

from datetime import date

import pytest

from millegiorni_desk.areas.people import service
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.vault.vault import Vault


def child(name: str, born: str = "2024-05-01") -> Child:
    return Child(house="", person_id="", name=name, birth_date=date.fromisoformat(born))


def state(vault: Vault, person_id: str) -> tuple[str, str, list[tuple[str, date | None]]]:
    card = service.card(vault, person_id)
    return card.person.name, card.person.phone, [(one.name, one.birth_date) for one in card.children]


def test_a_card_is_revised_as_one_and_taken_back(vault: Vault) -> None:
    joy = service.add(
        vault, Person(house="", name="Joy", phone="1"), [child("Ada"), child("Ben", "2025-01-02")]
    )
    was = state(vault, joy.id)
    ada, ben = service.card(vault, joy.id).children
    ben.name = "Beniamino"
    before = service.revise(vault, joy.id, {"name": "Joyce"}, [ben, child("Cora", "2025-06-07")])
    assert state(vault, joy.id) == (
        "Joyce", "1", [("Beniamino", date(2025, 1, 2)), ("Cora", date(2025, 6, 7))],
    )  # fmt: skip
    assert ada.id in {one.id for one in before.children}
    service.revise(vault, joy.id, {"name": before.person.name}, before.children)
    assert state(vault, joy.id) == was


def test_without_children_given_they_stay(vault: Vault) -> None:
    joy = service.add(vault, Person(house="", name="Joy"), [child("Ada")])
    service.revise(vault, joy.id, {"phone": "333"})
    assert state(vault, joy.id) == ("Joy", "333", [("Ada", date(2024, 5, 1))])


def test_a_refused_revision_changes_nothing(vault: Vault) -> None:
    joy = service.add(vault, Person(house="", name="Joy"), [child("Ada")])
    was = state(vault, joy.id)
    with pytest.raises(InvalidValue):
        service.revise(vault, joy.id, {"name": "Joyce"}, [child("Ben", "1850-01-01")])
    assert state(vault, joy.id) == was


def test_children_of_several_people(vault: Vault) -> None:
    joy = service.add(vault, Person(house="", name="Joy"), [child("Ben", "2025-01-02"), child("Ada")])
    rosa = service.add(vault, Person(house="", name="Rosa"))
    service.edit_child(vault, service.add_child(vault, joy.id, child("Cora")).id, voided=True)
    found = service.children_of(vault, [joy.id, rosa.id])
    assert {key: [one.name for one in children] for key, children in found.items()} == {
        joy.id: ["Ada", "Ben"]
    }


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM person WHERE voided IS 0 "
        "ORDER BY surname COLLATE NOCASE, name COLLATE NOCASE, id LIMIT 9 OFFSET 9",
        "SELECT count(*) FROM person WHERE voided IS 0",
    ],
)
def test_the_registry_is_read_by_its_index(vault: Vault, sql: str) -> None:
    plan = " ".join(str(row["detail"]) for row in vault.query(f"EXPLAIN QUERY PLAN {sql}"))
    assert "person_alphabet" in plan
    assert "TEMP B-TREE" not in plan


def test_the_registry_is_ordered_whatever_the_capitals(vault: Vault) -> None:
    for surname in ("rossi", "Amrani", "DE LUCA", "Rinaldi"):
        service.add(vault, Person(house="", surname=surname))
    assert [one.surname for one in service.page(vault, 0, 3)] == ["Amrani", "DE LUCA", "Rinaldi"]
    assert [one.surname for one in service.page(vault, 3, 3)] == ["rossi"]
