"""What is due: when it is brought up, whose it is, done and due again."""

from datetime import date, timedelta

import pytest

from millegiorni_desk.areas.coordination import deadlines
from millegiorni_desk.areas.coordination.records import Deadline
from millegiorni_desk.errors import InvalidValue, NotAllowed, NotFound
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault

TODAY = date(2025, 11, 28)


def due_in(days: int, title: str = "Rendiconto", **facts: object) -> Deadline:
    return Deadline(**{"title": title, "due_on": TODAY + timedelta(days=days), **facts})


def titles(found: list[Deadline]) -> list[str]:
    return [one.title for one in found]


def test_it_is_brought_up_so_many_days_before_and_while_it_is_late(vault: Vault) -> None:
    deadlines.add(vault, due_in(8, "presto", remind_days=7))
    deadlines.add(vault, due_in(7, "al settimo giorno", remind_days=7))
    deadlines.add(vault, due_in(30, "con anticipo", remind_days=30))
    deadlines.add(vault, due_in(-3, "in ritardo", remind_days=0))
    assert titles(deadlines.due(vault, TODAY)) == ["in ritardo", "al settimo giorno", "con anticipo"]
    assert deadlines.count_due(vault, TODAY) == 3
    assert titles(deadlines.due(vault, TODAY, 1)) == ["in ritardo"]
    assert titles(deadlines.page(vault, 0, 10)) == [
        "in ritardo",
        "al settimo giorno",
        "presto",
        "con anticipo",
    ]


def test_a_house_has_its_own_and_everybodys(vault: Vault) -> None:
    for house in ("", "BAR", "SAL"):
        deadlines.add(vault, due_in(1, house or "tutte", house_code=house))
    assert len(deadlines.due(vault, TODAY)) == 3
    vault.house, vault.roles = "BAR", [Role.OPERATOR]
    assert titles(deadlines.due(vault, TODAY)) == ["tutte", "BAR"]
    assert deadlines.count(vault) == deadlines.count_due(vault, TODAY) == 2


def test_done_it_leaves_the_list_and_comes_back_when_it_was_not(vault: Vault) -> None:
    made = deadlines.add(vault, due_in(1))
    kept, follower = deadlines.done(vault, made.id, on=TODAY)
    assert (kept.done_on, kept.done_by, follower) == (TODAY, "Marta", None)
    assert deadlines.due(vault, TODAY) == [] and titles(deadlines.page(vault, 0, 9, done=True)) == [
        "Rendiconto"
    ]
    assert deadlines.count(vault, done=True) == 1
    assert deadlines.undone(vault, made.id).done_on is None
    assert deadlines.count_due(vault, TODAY) == 1


def test_what_comes_again_is_written_anew_from_the_day_it_was_due(vault: Vault) -> None:
    made = deadlines.add(
        vault,
        Deadline(title="Trimestre", due_on=date(2025, 8, 31), house_code="BAR", remind_days=20, notes="UBI"),
    )
    _kept, follower = deadlines.done(vault, made.id, on=date(2025, 9, 4), again_in_months=3)
    assert follower is not None and follower.due_on == date(2025, 11, 30)
    assert (follower.title, follower.house_code, follower.remind_days, follower.notes, follower.done_on) == (
        "Trimestre", "BAR", 20, "UBI", None,
    )  # fmt: skip
    deadlines.undone(vault, made.id, follower.id)
    assert [one.id for one in deadlines.page(vault, 0, 9)] == [made.id]


def test_a_case_manager_marks_her_houses_own_done_and_no_other(vault: Vault) -> None:
    own = deadlines.add(vault, due_in(1, house_code="BAR"))
    others = [deadlines.add(vault, due_in(1, house_code=house)) for house in ("", "SAL")]
    vault.house, vault.roles, vault.user_name = "BAR", [Role.CASE_MANAGER], "Lucia"
    assert deadlines.done(vault, own.id)[0].done_by == "Lucia"
    deadlines.undone(vault, own.id)
    for other in others:
        with pytest.raises(NotAllowed, match="coordinamento"):
            deadlines.done(vault, other.id)
    with pytest.raises(NotAllowed):
        deadlines.done(vault, own.id, again_in_months=1)
    with pytest.raises(NotAllowed):
        deadlines.add(vault, due_in(1))
    vault.roles = [Role.OPERATOR]
    with pytest.raises(NotAllowed):
        deadlines.done(vault, own.id)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"title": "  "}, "title"), ({"remind_days": -1}, "remind_days"), ({"remind_days": 367}, "remind_days"),
     ({"done_on": date.max}, "done_on")],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(vault: Vault, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidValue) as told:
        deadlines.add(vault, due_in(1, **{"title": "Rendiconto", **wrong}))
    assert told.value.field == field and deadlines.count(vault) == 0


def test_of_no_house_that_is_not_there(vault: Vault) -> None:
    with pytest.raises(NotFound):
        deadlines.add(vault, due_in(1, house_code="ZZZ"))


def test_a_mistake_is_taken_out_and_put_back(vault: Vault) -> None:
    made = deadlines.add(vault, due_in(1))
    deadlines.edit(vault, made.id, title="Rendiconto finale", due_on=TODAY)
    deadlines.void(vault, made.id)
    assert deadlines.count(vault) == 0
    deadlines.void(vault, made.id, voided=False)
    assert titles(deadlines.due(vault, TODAY)) == ["Rendiconto finale"]
