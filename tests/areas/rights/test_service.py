"""What is open, soon or missed on a day, for her and for each child, and what was noted."""

from datetime import date, timedelta

import pytest

from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.areas.rights import catalogue, service
from millegiorni_desk.areas.rights.records import Right
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault

TODAY = date(2026, 5, 4)


def due_in(vault: Vault, days: int) -> Person:
    return people.add(vault, Person(name="Joy", surname="Osas", due_date=TODAY + timedelta(days=days)))


def mother_of(vault: Vault, *ages: int) -> Person:
    children = [Child(house="", person_id="", birth_date=TODAY - timedelta(days=age)) for age in ages]
    return people.add(vault, Person(name="Ana", surname="Ruiz"), children)


def codes(vault: Vault, person: Person, when: str) -> set[str]:
    return {one.right.code for one in service.standings(vault, person.id, TODAY) if one.when == when}


def test_at_twenty_weeks(barrito: Vault) -> None:
    joy = due_in(barrito, 140)
    now, soon = codes(barrito, joy, "now"), codes(barrito, joy, "soon")
    assert {"anatomy_scan", "birth_course", "care_permit", "exemption"} <= now
    assert "glucose_test" in soon and "strep_swab" not in now | soon
    assert "combined_test" in codes(barrito, joy, "missed")


def test_the_days_are_those_of_the_table(barrito: Vault) -> None:
    """The scan is at 19 to 21 weeks: on its first and last day, and not on the days beside."""
    for days, when in ((148, "soon"), (147, "now"), (133, "now"), (132, "missed")):
        found = service.standings(barrito, due_in(barrito, days).id, TODAY)
        assert next(one.when for one in found if one.right.code == "anatomy_scan") == when, days


def test_a_baby_of_two_months(barrito: Vault) -> None:
    ana = mother_of(barrito, 65)
    assert {"vaccines_1", "single_allowance", "municipal_allowance"} <= codes(barrito, ana, "now")
    assert "vaccines_2" not in codes(barrito, ana, "now")
    assert "birth_declaration" in codes(barrito, ana, "missed")


def test_each_child_has_its_own(barrito: Vault) -> None:
    ana = mother_of(barrito, 65, 400)
    found = service.standings(barrito, ana.id, TODAY)
    of = {(one.right.code, (TODAY - one.child.birth_date).days) for one in found if one.child}  # type: ignore[operator]
    assert {("vaccines_1", 65), ("measles", 400)} <= of
    assert ("vaccines_1", 400) not in of


def test_what_closes_first_comes_first(barrito: Vault) -> None:
    found = service.standings(barrito, mother_of(barrito, 3).id, TODAY)
    now = [one.closes for one in found if one.when == "now"]
    assert now == sorted(now) and [one.when for one in found][: len(now)] == ["now"] * len(now)


def test_after_the_birth_the_pregnancy_asks_nothing_more(barrito: Vault) -> None:
    joy = people.add(
        barrito,
        Person(name="Joy", due_date=TODAY - timedelta(days=5)),
        [Child(house="", person_id="", birth_date=TODAY - timedelta(days=7))],
    )
    her_own = {one.right.code for one in service.standings(barrito, joy.id, TODAY) if one.child is None}
    assert "maternity_leave" in her_own
    assert "strep_swab" not in her_own and "hospital_folder" not in her_own


def test_a_year_alone_is_no_day_to_count_from(barrito: Vault) -> None:
    child = Child(house="", person_id="", birth_date=date(2026, 1, 1), birth_precision="year")
    ana = people.add(barrito, Person(name="Ana"), [child])
    assert service.standings(barrito, ana.id, TODAY) == []


def test_what_is_settled_goes_and_comes_back_with_undo(barrito: Vault) -> None:
    ana = mother_of(barrito, 65)
    child = people.card(barrito, ana.id).children[0]
    asked = service.mark(barrito, ana.id, "single_allowance", "asked", child.id, TODAY)
    waiting = [one for one in service.standings(barrito, ana.id, TODAY) if one.state]
    assert [(one.right.code, one.state.state) for one in waiting] == [("single_allowance", "asked")]  # type: ignore[union-attr]
    obtained = service.mark(barrito, ana.id, "single_allowance", "obtained", child.id, TODAY)
    assert "single_allowance" not in codes(barrito, ana, "now")
    service.take_back(barrito, obtained.id)
    assert [one.id for one in service.history(barrito, ana.id)] == [asked.id]
    assert "single_allowance" in codes(barrito, ana, "now")


def test_a_row_that_no_longer_holds_is_not_offered(barrito: Vault) -> None:
    ana = mother_of(barrito, 65)
    gone = catalogue.row(barrito, "newborn_bonus").model_dump()
    catalogue.put(barrito, Right(**{**gone, "active": False}))
    assert "newborn_bonus" not in codes(barrito, ana, "now")


@pytest.mark.parametrize(
    ("code", "state", "on", "field"),
    [
        ("nothing", "asked", TODAY, "code"),
        ("isee", "dreamt", TODAY, "state"),
        ("isee", "asked", date.today() + timedelta(days=1), "on_date"),
    ],
)
def test_a_note_that_cannot_be_is_refused(
    barrito: Vault, code: str, state: str, on: date, field: str
) -> None:
    ana = mother_of(barrito, 65)
    with pytest.raises(InvalidValue) as refused:
        service.mark(barrito, ana.id, code, state, on=on)
    assert refused.value.field == field
    assert service.history(barrito, ana.id) == []


def test_a_child_of_someone_else_is_refused(barrito: Vault) -> None:
    ana, joy = mother_of(barrito, 65), mother_of(barrito, 30)
    stranger = people.card(barrito, joy.id).children[0]
    with pytest.raises(InvalidValue):
        service.mark(barrito, ana.id, "isee", "asked", stranger.id)


def test_an_administrator_sees_nobody(barrito: Vault) -> None:
    ana = mother_of(barrito, 65)
    barrito.roles = [Role.ADMINISTRATOR]
    for ask in (
        lambda: service.standings(barrito, ana.id, TODAY),
        lambda: service.mark(barrito, ana.id, "isee", "asked"),
    ):
        with pytest.raises(NotAllowed):
            ask()


def test_what_has_no_end_of_its_own_is_never_missed(barrito: Vault) -> None:
    ana = mother_of(barrito, 1100)
    assert "single_allowance" not in codes(barrito, ana, "missed") | codes(barrito, ana, "now")
    assert "single_allowance" in codes(barrito, mother_of(barrito, 1090), "now")
