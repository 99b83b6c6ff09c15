"""Targets: one for the same figure, place, period and grant; a year's targets are copied to the next."""

from datetime import date

import pytest

from millegiorni_desk.areas.coordination import targets
from millegiorni_desk.areas.coordination.records import Target
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault


def wanted(**facts: object) -> Target:
    usual = {
        "indicator": "a1.accesses",
        "from_day": date(2025, 1, 1),
        "to_day": date(2025, 12, 31),
        "value": 8_000,
    }
    return Target(**{**usual, **facts})


def test_no_two_for_the_same(vault: Vault) -> None:
    made = targets.add(vault, wanted())
    with pytest.raises(InvalidValue) as told:
        targets.add(vault, wanted(value=9_000))
    assert told.value.field == "value"
    for other in (
        {"category": "work"},
        {"house_code": "BAR"},
        {"fund_id": "UBI"},
        {"to_day": date(2025, 6, 30)},
    ):
        targets.add(vault, wanted(**other))
    assert len(targets.every(vault)) == 5
    targets.void(vault, made.id)
    again = targets.add(vault, wanted(value=9_000))
    with pytest.raises(InvalidValue):
        targets.void(vault, made.id, voided=False)
    with pytest.raises(InvalidValue):
        targets.edit(vault, again.id, house_code="BAR")
    assert targets.target(vault, again.id).house_code == ""


def test_a_year_is_copied_once(vault: Vault) -> None:
    targets.add(vault, wanted())
    targets.add(
        vault, wanted(house_code="BAR", from_day=date(2025, 2, 1), to_day=date(2025, 2, 28), value=40)
    )
    targets.add(vault, wanted(from_day=date(2024, 9, 1), to_day=date(2025, 8, 31)))
    copied = targets.copy_to_next_year(vault, 2025)
    assert [(one.from_day, one.to_day, one.value, one.house_code) for one in copied] == [
        (date(2026, 1, 1), date(2026, 12, 31), 8_000, ""),
        (date(2026, 2, 1), date(2026, 2, 28), 40, "BAR"),
    ]
    assert targets.copy_to_next_year(vault, 2025) == []
    assert targets.years(vault) == [2026, 2025, 2024] and len(targets.every(vault, 2026)) == 2


def test_the_last_of_february_stays_the_last(vault: Vault) -> None:
    targets.add(vault, wanted(from_day=date(2027, 2, 1), to_day=date(2027, 2, 28)))
    (to_leap,) = targets.copy_to_next_year(vault, 2027)
    (back,) = targets.copy_to_next_year(vault, 2028)
    assert (to_leap.to_day, back.to_day) == (date(2028, 2, 29), date(2029, 2, 28))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"indicator": ""}, "indicator"), ({"value": 0}, "value"), ({"to_day": date(2024, 1, 1)}, "to_day")],
)
def test_what_is_wrong_is_said_at_its_field(vault: Vault, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidValue) as told:
        targets.add(vault, wanted(**wrong))
    assert told.value.field == field and targets.every(vault) == []


def test_a_house_reads_its_own_and_the_networks(vault: Vault) -> None:
    for house in ("", "BAR", "SAL"):
        targets.add(vault, wanted(house_code=house))
    vault.house, vault.roles = "BAR", [Role.OPERATOR]
    assert [one.house_code for one in targets.every(vault)] == ["", "BAR"]
    with pytest.raises(NotAllowed):
        targets.add(vault, wanted(category="x"))
