"""Someone written down twice is made one: she is counted once, with all that she was at, and it can be undone."""

import pytest

from millegiorni_desk.areas.training import hours, joining, service, staff
from millegiorni_desk.areas.training.records import StaffMember
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.vault.vault import Vault
from tests.areas.training.conftest import TODAY, People, four, held
from tests.areas.training.test_hours import FIRST


def told(vault: Vault) -> list[tuple[str, str, int, int]]:
    """Everyone in the list with her user, meetings and minutes."""
    counted = {one.staff_id: one.total for one in hours.by_person(vault, FIRST, TODAY)}
    return [
        (
            one.name,
            one.user_name,
            counted.get(one.id, hours.NONE).times,
            counted.get(one.id, hours.NONE).minutes,
        )
        for one in staff.every(vault)
        if one.name.startswith("Ada")
    ]


def test_joined_counted_once_and_parted(vault: Vault, people: People) -> None:
    ada = people["Ada"]
    double = staff.add(vault, StaffMember(name="Ada M.", house_code="BAR", user_name="ada"))
    both, hers, others, left = (held(vault, days) for days in (2, 4, 6, 8))
    service.mark(vault, both.id, {ada.id: 30, double.id: None})
    service.mark(vault, hers.id, {ada.id: None})
    service.mark(vault, others.id, {double.id: 45})
    service.mark(vault, left.id, {ada.id: None, double.id: 60})
    service.unmark(vault, left.id, [ada.id])
    before = told(vault)
    assert before == [("Ada", "", 2, 150), ("Ada M.", "ada", 3, 225)]
    joined = joining.join(vault, ada.id, double.id)
    assert told(vault) == [("Ada", "ada", 4, 30 + 120 + 45 + 60)]
    assert hours.figures(vault, FIRST, TODAY).people == 1
    joining.part(vault, joined)
    assert told(vault) == before
    again = joining.join(vault, ada.id, double.id)
    assert told(vault) == [("Ada", "ada", 4, 255)] and again == joined


def test_who_may_not_and_what_cannot_be(vault: Vault, people: People) -> None:
    with pytest.raises(InvalidValue):
        joining.join(vault, people["Ada"].id, people["Ada"].id)


def test_a_desk_leaves_it_to_the_coordination(barrito: Vault) -> None:
    people = four(barrito)
    with pytest.raises(NotAllowed):
        joining.join(barrito, people["Ada"].id, people["Bea"].id)
