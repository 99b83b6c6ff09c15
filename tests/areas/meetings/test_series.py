"""Meetings that recur: made at once, then changed alone, from one on, or all that were not held."""

from datetime import date, timedelta

import pytest

from millegiorni_desk.areas.meetings import series, service
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.meetings.rules import Repeat
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.vault.vault import Vault

from .conftest import TODAY, elsewhere, planned

WEEK = timedelta(days=7)
FIRST = TODAY - 2 * WEEK


@pytest.fixture
def weekly(vault: Vault) -> list[Meeting]:
    """Five weeks of which two lie behind and one is today; the first was held."""
    made = series.add(vault, planned(FIRST), Repeat("weekly", times=5))
    service.hold(vault, made[0].id, 3, 3)
    return series.of(vault, made[0].series)


def test_each_is_a_row_of_its_own_that_knows_its_series(vault: Vault, weekly: list[Meeting]) -> None:
    assert [one.on_date for one in weekly] == [FIRST + n * WEEK for n in range(5)]
    assert len({one.series for one in weekly}) == 1 and len({one.id for one in weekly}) == 5
    assert {(one.title, one.starts, one.house_code) for one in weekly} == {
        ("Massaggio infantile", "10:00", "BAR")
    }
    assert weekly[0].rule.startswith("FREQ=WEEKLY;BYDAY=") and weekly[0].rule.endswith("COUNT=5")


@pytest.mark.parametrize(
    ("scope", "reached"), [("one", [2]), ("following", [2, 3, 4]), ("open", [1, 2, 3, 4])]
)
def test_a_change_reaches_what_was_chosen_and_nothing_held(
    vault: Vault, weekly: list[Meeting], scope: str, reached: list[int]
) -> None:
    before = series.of(vault, weekly[0].series)
    former = service.before(series.reached(vault, weekly[2].id, scope))
    changed = series.edit(vault, weekly[2].id, scope, title="Massaggio", place="Sala blu")
    assert [one.id for one in changed] == [weekly[n].id for n in reached]
    after = series.of(vault, weekly[0].series)
    assert [n for n, one in enumerate(after) if one.title == "Massaggio"] == reached
    service.put_back(vault, former)
    assert series.of(vault, weekly[0].series) == before


def test_from_tomorrow_on_another_weekday(vault: Vault, weekly: list[Meeting]) -> None:
    service.void(vault, weekly[3].id)
    former = service.before(series.reached(vault, weekly[2].id, "following"))
    moved = series.move(vault, weekly[2].id, "following", TODAY + timedelta(days=1), "la sala è occupata")
    assert [one.on_date for one in moved] == [TODAY + timedelta(days=1), TODAY + timedelta(days=15)]
    assert [one.moved_from for one in moved] == [TODAY, TODAY + 2 * WEEK]
    assert moved[0].rule != weekly[0].rule and moved[0].rule.endswith("COUNT=5")
    service.put_back(vault, former)
    assert [one.on_date for one in series.of(vault, weekly[0].series)] == [
        FIRST, FIRST + WEEK, TODAY, TODAY + 2 * WEEK
    ]  # fmt: skip


def test_the_second_tuesday_becomes_the_first_thursday(vault: Vault) -> None:
    made = series.add(vault, planned(date(2027, 1, 12)), Repeat("month_weekday", times=4))
    assert [one.on_date for one in made] == [
        date(2027, 1, 12), date(2027, 2, 9), date(2027, 3, 9), date(2027, 4, 13)
    ]  # fmt: skip
    moved = series.move(vault, made[1].id, "following", date(2027, 2, 4))
    assert [one.on_date for one in moved] == [date(2027, 2, 4), date(2027, 3, 4), date(2027, 4, 1)]


def test_cancelling_from_one_on_and_what_was_cancelled_already(vault: Vault, weekly: list[Meeting]) -> None:
    service.cancel(vault, weekly[4].id, "festa")
    cancelled = series.cancel(vault, weekly[2].id, "following", "sciopero")
    assert [one.id for one in cancelled] == [weekly[2].id, weekly[3].id]
    assert service.meeting(vault, weekly[4].id).reason == "festa"
    with pytest.raises(InvalidValue, match="niente in programma"):
        series.cancel(vault, weekly[2].id, "following", "sciopero")
    gone = series.void(vault, weekly[0].id, "open")
    assert [one.on_date for one in series.of(vault, weekly[0].series)] == []
    assert len(gone) == 5


def test_a_meeting_alone_is_reached_by_any_choice(vault: Vault) -> None:
    alone, other = service.add(vault, planned(TODAY)), service.add(vault, planned(TODAY))
    assert [one.id for one in series.edit(vault, alone.id, "open", title="Solo")] == [alone.id]
    assert service.meeting(vault, other.id).title == "Massaggio infantile"
    assert series.of(vault, "") == []
    with pytest.raises(InvalidValue):
        series.edit(vault, alone.id, "some", title="Solo")
    with pytest.raises(ValueError, match="whole series"):
        series.edit(vault, alone.id, "one", on_date=TODAY)


def test_a_series_that_cannot_be_leaves_nothing(vault: Vault) -> None:
    for wrong in (
        (planned(TODAY, title=""), Repeat("weekly", times=3)),
        (planned(TODAY), Repeat("weekly")),
        (planned(FIRST, state="held"), Repeat("weekly", times=3)),
    ):
        with pytest.raises(InvalidValue):
            series.add(vault, *wrong)
    with pytest.raises(NotAllowed):
        series.add(vault, planned(TODAY, house_code="AUR"), Repeat("weekly", times=3))
    assert vault.scalar("SELECT count(*) FROM meeting") == 0


def test_another_houses_series_is_only_read(vault: Vault) -> None:
    one = elsewhere(vault, TODAY, series="s", rule="FREQ=WEEKLY;COUNT=2")
    elsewhere(vault, TODAY + WEEK, series="s", rule="FREQ=WEEKLY;COUNT=2")
    assert len(series.of(vault, "s")) == 2
    with pytest.raises(NotAllowed):
        series.cancel(vault, one.id, "open", "no")
