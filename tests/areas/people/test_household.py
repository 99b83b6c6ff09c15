"""The household: children and relatives, their ages on a day, who lives with her, and who is told of whom."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from millegiorni_desk.areas.people import household, service
from millegiorni_desk.areas.people.records import Child, Person, Relative
from millegiorni_desk.errors import InvalidValue, NotFound
from millegiorni_desk.vault.vault import Vault

TODAY = date.today()


def woman(vault: Vault, name: str, *children: Child, **known: object) -> Person:
    return service.add(vault, Person(**{"house": "", "name": name, **known}), children)


def child(name: str, born: date | None, **known: object) -> Child:
    return Child(**{"house": "", "person_id": "", "name": name, "birth_date": born, **known})


def relative(relation: str, **known: object) -> Relative:
    return Relative(**{"house": "", "person_id": "", "relation": relation, **known})


def test_who_lives_with_her_and_their_ages_on_a_day(vault: Vault) -> None:
    joy = woman(
        vault,
        "Joy",
        child("Ada", date(2020, 5, 1)),
        child("Ben", date(2024, 5, 1)),
        child("Cora", date(2001, 5, 1)),
        child("Dan", date(2018, 1, 1), lives_with_her=False),
        due_date=date(2026, 1, 1),
    )
    household.add_relative(vault, joy.id, relative("spouse", name="Sam", lives_with_her=True))
    household.add_relative(vault, joy.id, relative("parent", name="Rose"))
    on = date(2025, 5, 1)
    seen = household.household(vault, joy.id, on)
    assert [(one.name, one.years(on)) for one in seen.members] == [
        ("Cora", 24), ("Dan", 7), ("Ada", 5), ("Ben", 1), ("Sam", None), ("Rose", None),
    ]  # fmt: skip
    assert [one.name for one in seen.living_with_her] == ["Ada", "Ben", "Sam"]
    assert (seen.minors, seen.size, seen.expected) == (2, 4, date(2026, 1, 1))
    before = household.household(vault, joy.id, date(2024, 4, 30))
    assert "Ben" not in [one.name for one in before.members]
    assert household.household(vault, joy.id, date(2026, 1, 2)).expected is None


def test_a_relative_with_a_card_is_seen_from_both_cards(vault: Vault) -> None:
    joy, rose = woman(vault, "Joy"), woman(vault, "Rose", birth_date=date(1960, 1, 1))
    kept = household.add_relative(vault, joy.id, relative("parent", other_id=rose.id, lives_with_her=True))
    (mother,) = household.household(vault, joy.id).members
    assert (mother.name, mother.birth_date, mother.card_id) == ("Rose", date(1960, 1, 1), rose.id)
    (daughter,) = household.household(vault, rose.id).members
    assert (daughter.name, daughter.relation, daughter.from_there) == ("Joy", "adult_child", True)
    household.edit_relative(vault, kept.id, voided=True)
    assert household.household(vault, joy.id).members == household.household(vault, rose.id).members == ()
    household.edit_relative(vault, kept.id, voided=False)
    assert len(household.household(vault, rose.id).members) == 1


@pytest.mark.parametrize("rule", ["never", "only_her"])
def test_who_must_not_be_called_is_not_named_on_the_others_card(vault: Vault, rule: str) -> None:
    joy, sam = woman(vault, "Joy", contact_rule=rule), woman(vault, "Sam")
    household.add_relative(vault, joy.id, relative("former_partner", other_id=sam.id))
    assert [one.name for one in household.household(vault, joy.id).members] == ["Sam"]
    assert household.household(vault, sam.id).members == ()


def test_what_cannot_be_is_refused(vault: Vault) -> None:
    joy = woman(vault, "Joy")
    for wrong, field in (
        (relative(""), "relation"),
        (relative("emperor"), "relation"),
        (relative("spouse", birth_date=TODAY + timedelta(days=1)), "birth_date"),
        (relative("spouse", gender="Q"), "gender"),
        (relative("spouse", other_id=joy.id), "other_id"),
    ):
        with pytest.raises(InvalidValue) as refused:
            household.add_relative(vault, joy.id, wrong)
        assert refused.value.field == field
    with pytest.raises(NotFound):
        household.add_relative(vault, joy.id, relative("spouse", other_id="nobody"))
    assert household.household(vault, joy.id).members == ()


def test_a_childs_codice_fiscale_and_whether_she_lives_here_survive_a_revision(vault: Vault) -> None:
    joy = woman(vault, "Joy", child("Ada", date(2024, 5, 1)))
    ada = service.card(vault, joy.id).children[0]
    ada.codice_fiscale, ada.lives_with_her, ada.notes = "sodade24e41l219 x", False, "asilo"
    service.revise(vault, joy.id, {}, [ada])
    kept = service.card(vault, joy.id).children[0]
    assert (kept.codice_fiscale, kept.lives_with_her, kept.notes) == ("SODADE24E41L219X", False, "asilo")
