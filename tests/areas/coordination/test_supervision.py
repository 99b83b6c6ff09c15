"""Notes of supervision: written by the coordination, answered by the house, closed by the coordination."""

from datetime import date, timedelta

import pytest

from millegiorni_desk.areas.coordination import supervision
from millegiorni_desk.areas.coordination.records import SupervisionNote
from millegiorni_desk.errors import InvalidValue, NotAllowed, NotFound
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault

DAY = date.today() - timedelta(days=3)


def noted(house: str = "BAR", title: str = "Molti ADI sconosciuti", **facts: object) -> SupervisionNote:
    return SupervisionNote(
        **{"house": house, "on_date": DAY, "title": title, "indicator": "a1.no_adi", **facts}
    )


def test_the_house_answers_and_it_waits_no_longer(vault: Vault) -> None:
    made = supervision.add(vault, noted())
    assert made.author == "Marta" and supervision.count_to_answer(vault) == 0, (
        "the coordination has none to answer"
    )
    vault.house, vault.roles, vault.user_name = "BAR", [Role.CASE_MANAGER], "Lucia"
    assert [one.id for one in supervision.to_answer(vault)] == [made.id]
    answered = supervision.answer(vault, made.id, " Li chiediamo da ottobre. ")
    assert (answered.answer, answered.answered_by) == ("Li chiediamo da ottobre.", "Lucia")
    assert supervision.count_to_answer(vault) == 0
    assert supervision.answer(vault, made.id, "").answered_by == ""
    with pytest.raises(NotAllowed):
        supervision.close(vault, made.id)


def test_closed_it_goes_among_the_closed_and_back(vault: Vault) -> None:
    made = supervision.add(vault, noted())
    supervision.close(vault, made.id)
    assert supervision.count(vault) == 0 and supervision.count(vault, closed=True) == 1
    assert [one.id for one in supervision.page(vault, 0, 9, closed=True)] == [made.id]
    supervision.reopen(vault, made.id)
    assert [one.id for one in supervision.page(vault, 0, 9)] == [made.id]
    supervision.void(vault, made.id)
    assert supervision.count(vault) == 0
    assert supervision.note(vault, made.id).voided


def test_to_nobody_the_coordination_keeps_it_for_itself(vault: Vault) -> None:
    made = supervision.add(vault, noted(house=""))
    assert made.house == supervision.COORDINATION
    with pytest.raises(NotAllowed):
        supervision.answer(vault, made.id, "sì")
    with pytest.raises(InvalidValue):
        supervision.edit(vault, made.id, house="BAR")


def test_from_a_houses_desk_nobody_writes_to_another(vault: Vault) -> None:
    vault.house = "BAR"
    for house in ("SAL", ""):
        with pytest.raises(NotAllowed):
            supervision.add(vault, noted(house=house))
    assert supervision.add(vault, noted()).house == "BAR"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"on_date": date.max}, "on_date"),
        ({"done_on": date(2000, 1, 1)}, "done_on"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(vault: Vault, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidValue) as told:
        supervision.add(vault, noted(**wrong))
    assert told.value.field == field
    with pytest.raises(NotFound):
        supervision.add(vault, noted(house="ZZZ"))
