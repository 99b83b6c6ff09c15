"""Goals with their small steps: order, state and day, taking out and putting back."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from millegiorni_desk.areas.pathways import service
from millegiorni_desk.areas.pathways.records import Goal, GoalStep, Pathway
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.vault.vault import Vault

TODAY = date.today()


@pytest.fixture
def pathway(open_one: Callable[..., Pathway]) -> Pathway:
    return open_one()


def goal(vault: Vault, pathway: Pathway, title: str, **told: Any) -> Goal:
    return service.add_goal(vault, Goal(house="", pathway_id=pathway.id, title=title, **told))


def step(vault: Vault, of: Goal, title: str, **told: Any) -> GoalStep:
    return service.add_step(vault, GoalStep(house="", pathway_id="", goal_id=of.id, title=title, **told))


def titles(vault: Vault, pathway: Pathway) -> list[str]:
    return [each.title for each in service.file(vault, pathway.id).goals]


def test_goals_stand_in_the_order_they_are_put_in(desk: Vault, pathway: Pathway) -> None:
    made = [goal(desk, pathway, title) for title in ("uno", "due", "tre")]
    service.move_goal(desk, made[2].id, -2)
    assert titles(desk, pathway) == ["tre", "uno", "due"]
    service.move_goal(desk, made[2].id, 9)
    assert titles(desk, pathway) == ["uno", "due", "tre"]
    service.move_goal(desk, made[0].id, -1)
    assert titles(desk, pathway) == ["uno", "due", "tre"]


def test_goals_of_before_there_was_an_order_can_be_moved(desk: Vault, pathway: Pathway) -> None:
    made = [goal(desk, pathway, title) for title in ("uno", "due", "tre")]
    with desk.connection() as raw:
        raw.execute("UPDATE goal SET rank = 0")
    service.move_goal(desk, made[0].id, 1)
    assert titles(desk, pathway) == ["due", "uno", "tre"]


def test_a_state_is_dated_and_undone_with_its_day(desk: Vault, pathway: Pathway) -> None:
    made = goal(desk, pathway, "pediatra")
    reached = service.edit_goal(desk, made.id, state="reached")
    assert (reached.state, reached.state_on) == ("reached", TODAY)
    assert service.edit_goal(desk, made.id, notes="fatto a marzo").state_on == TODAY
    earlier = TODAY - timedelta(days=3)
    assert service.edit_goal(desk, made.id, state="partly", state_on=earlier).state_on == earlier
    assert service.edit_goal(desk, made.id, state="set").state_on is None
    with pytest.raises(InvalidValue, match="deve ancora venire"):
        service.edit_goal(desk, made.id, state="reached", state_on=TODAY + timedelta(days=1))
    assert service.file(desk, pathway.id).goals[0].state == "set"


def test_steps_are_done_moved_and_taken_out(desk: Vault, pathway: Pathway) -> None:
    made = goal(desk, pathway, "nido")
    steps = [step(desk, made, title, owner="woman") for title in ("chiamare", "compilare", "portare")]
    service.edit_step(desk, steps[0].id, done_on=TODAY)
    service.move_step(desk, steps[2].id, -1)
    held = service.file(desk, pathway.id).steps[made.id]
    assert [(each.title, each.done_on) for each in held] == [
        ("chiamare", TODAY),
        ("portare", None),
        ("compilare", None),
    ]
    service.edit_step(desk, steps[0].id, done_on=None)
    service.edit_step(desk, steps[1].id, voided=True)
    held = service.file(desk, pathway.id).steps[made.id]
    assert [(each.title, each.done_on) for each in held] == [("chiamare", None), ("portare", None)]


def test_a_goal_goes_with_its_steps_and_comes_back_with_them(desk: Vault, pathway: Pathway) -> None:
    made = goal(desk, pathway, "nido")
    kept, gone = step(desk, made, "chiamare"), step(desk, made, "sbagliato")
    service.edit_step(desk, gone.id, voided=True)
    removed = service.remove_goal(desk, made.id)
    assert service.file(desk, pathway.id).goals == [] and service.file(desk, pathway.id).steps == {}
    service.put_back(desk, removed)
    held = service.file(desk, pathway.id)
    assert [each.id for each in held.goals] == [made.id]
    assert [each.id for each in held.steps[made.id]] == [kept.id]


def test_nothing_is_kept_of_what_is_refused(desk: Vault, pathway: Pathway) -> None:
    made = goal(desk, pathway, "nido")
    for refused in (
        lambda: goal(desk, pathway, "  "),
        lambda: step(desk, made, ""),
        lambda: goal(desk, pathway, "casa", dimension="altrove"),
        lambda: service.edit_goal(desk, made.id, title=""),
        lambda: service.edit_goal(desk, made.id, state="quasi"),
        lambda: step(desk, made, "fatto", done_on=TODAY + timedelta(days=2)),
    ):
        with pytest.raises(InvalidValue):
            refused()
    held = service.file(desk, pathway.id)
    assert [each.title for each in held.goals] == ["nido"] and held.steps == {}
