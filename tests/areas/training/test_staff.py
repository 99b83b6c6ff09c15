"""Who works with the project: no doubles, the users of the desks proposed, and who left kept with her hours."""

import pytest

from millegiorni_desk.areas.training import service, staff
from millegiorni_desk.areas.training.records import StaffMember
from millegiorni_desk.errors import InvalidValue, NotAllowed, NotFound
from millegiorni_desk.vault import users
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.areas.training.conftest import People, four, held


def test_the_desks_users_are_proposed_until_they_are_in_the_list(barrito: Vault) -> None:
    (lucia,) = staff.proposed(barrito)
    assert (lucia.name, lucia.house_code, lucia.user_name) == ("Lucia", "BAR", "lucia")
    staff.add_many(barrito, [lucia])
    assert staff.proposed(barrito) == []
    staff.retire(barrito, lucia.id)
    assert staff.proposed(barrito) == [], "who left is not proposed again"
    staff.edit(barrito, lucia.id, voided=True)
    (again,) = staff.proposed(barrito)
    assert again.id == lucia.id, "one record, whichever desk adds her"
    staff.add_many(barrito, [again])
    assert [(one.name, one.active) for one in staff.every(barrito)] == [("Lucia", True)]


def test_the_coordination_is_proposed_everybodys_users(vault: Vault) -> None:
    users.add(vault, "irene", "Irene", [Role.COORDINATOR], "altre cinque parole a caso")
    with vault.save("arrived") as session:
        session.add(users.User(house="SAL", name="irene", display_name="Irene Sal", roles=["operator"]))
        session.add(users.User(house="SAL", name="zoe", display_name="Zoe", roles=["operator"], active=False))
    told = [(one.name, one.house_code) for one in staff.proposed(vault)]
    assert told == [("Irene", ""), ("Irene Sal", "SAL"), ("Marta", "")]


def test_who_is_in_the_list_by_her_name_is_tied_to_her_user(vault: Vault) -> None:
    users.add(vault, "irene", "Irene", [Role.COORDINATOR], "altre cinque parole a caso")
    users.add(vault, "irene2", "Irene", [Role.COORDINATOR], "ancora cinque parole a caso")
    marta = staff.add(vault, StaffMember(name="MARTA", role="coordinatrice"))
    taken = staff.take_in(vault)
    assert taken.tied == (marta.id,) and len(taken.new) == 2
    assert [(one.name, one.user_name) for one in staff.every(vault)] == [
        ("Irene", "irene"),
        ("Irene (irene2)", "irene2"),
        ("MARTA", "marta"),
    ]
    assert staff.proposed(vault) == []
    staff.put_back(vault, taken)
    assert [(one.name, one.user_name) for one in staff.every(vault)] == [("MARTA", "")]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "ÀDA "}, "name"),
        ({"name": "Eva", "email": "eva"}, "email"),
        ({"name": "Eva", "user_name": "ada"}, "user_name"),
    ],
)
def test_who_cannot_be_added(vault: Vault, people: People, told: dict[str, str], field: str) -> None:
    staff.edit(vault, people["Ada"].id, user_name="ada")
    with pytest.raises(InvalidValue) as refused:
        staff.add(vault, StaffMember(house_code="BAR", **told))
    assert refused.value.field == field
    assert len(staff.every(vault)) == 4


def test_the_same_name_at_another_house_is_somebody_else(vault: Vault, people: People) -> None:
    staff.add(vault, StaffMember(name="Ada", house_code="SAL"))
    with pytest.raises(InvalidValue):
        staff.edit(vault, people["Carla"].id, name="Ada")
    for unknown in ({"house_code": "XXX"}, {"body": "XXX"}):
        with pytest.raises((NotFound, InvalidValue)):
            staff.edit(vault, people["Carla"].id, **unknown)


def test_who_left_keeps_her_hours_and_who_was_there_is_not_taken_off(vault: Vault, people: People) -> None:
    one = held(vault)
    service.mark(vault, one.id, {people["Ada"].id: None})
    staff.retire(vault, people["Ada"].id)
    assert "Ada" not in [each.name for each in staff.every(vault)]
    assert "Ada" in [each.name for each in staff.every(vault, active_only=False)]
    assert [each.name for each in service.of_training(vault, one.id)] == ["Ada"]
    with pytest.raises(InvalidValue):
        staff.edit(vault, people["Ada"].id, voided=True)
    staff.edit(vault, people["Bea"].id, voided=True)
    assert "Bea" not in [each.name for each in staff.every(vault, active_only=False)]
    staff.edit(vault, people["Bea"].id, voided=False)
    assert staff.member(vault, people["Bea"].id).name == "Bea"


def test_a_desk_adds_anybody_and_corrects_its_own(barrito: Vault) -> None:
    people = four(barrito)
    staff.edit(barrito, people["Ada"].id, role="educatrice")
    staff.edit(barrito, people["Dora"].id, role="formatrice")
    with pytest.raises(NotAllowed):
        staff.edit(barrito, people["Carla"].id, role="educatrice")
    with pytest.raises(NotAllowed):
        staff.edit(barrito, people["Ada"].id, house_code="SAL")
