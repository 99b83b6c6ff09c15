"""Recurrence: against days counted one by one, by a calculation that shares no code with it."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from millegiorni_desk.areas.meetings import rules
from millegiorni_desk.areas.meetings.rules import Repeat
from millegiorni_desk.errors import InvalidValue

FIRST = st.dates(date(2024, 1, 1), date(2027, 12, 31))


def fits(way: str, first: date, day: date) -> bool:
    """Whether *day* belongs to what began on *first*: asked of each day of the calendar."""
    weeks = calendar.Calendar().monthdatescalendar(day.year, day.month)
    same = [
        one for week in weeks for one in week if one.month == day.month and one.weekday() == first.weekday()
    ]
    if way in ("weekly", "fortnightly"):
        return (day - first).days % (7 if way == "weekly" else 14) == 0
    if way == "month_day":
        return day.day == first.day
    if way == "month_last" or (way == "month_weekday" and first.day > 28):
        return day == same[-1]
    return day in same and same.index(day) == (first.day - 1) // 7


def walked(way: str, first: date, until: date) -> list[date]:
    found, day = [], first
    while day <= until:
        found += [day] if fits(way, first, day) else []
        day += timedelta(days=1)
    return found


@given(first=FIRST, way=st.sampled_from(rules.WAYS), length=st.integers(40, 500))
def test_until_a_day_it_is_held_on_the_days_of_the_calendar(first: date, way: str, length: int) -> None:
    until = first + timedelta(days=length)
    expected = walked(way, first, until)
    if way == "month_last" and not fits(way, first, first):
        with pytest.raises(InvalidValue):
            rules.rule(Repeat(way, until), first)
        return
    if len(expected) < 2:
        with pytest.raises(InvalidValue):
            rules.planned(Repeat(way, until), first)
        return
    text, days = rules.planned(Repeat(way, until), first)
    assert days == expected
    assert rules.read(text).until == until


@given(first=FIRST, way=st.sampled_from(rules.WAYS), times=st.integers(2, 30))
def test_so_many_times_and_no_more(first: date, way: str, times: int) -> None:
    if way == "month_last" and not fits(way, first, first):
        return
    text, days = rules.planned(Repeat(way, times=times), first)
    assert len(days) == times and days[0] == first
    assert days == walked(way, first, days[-1])
    assert rules.read(text).times == times


@given(first=FIRST, way=st.sampled_from(rules.WAYS), by=st.integers(-40, 40), times=st.integers(2, 12))
def test_a_series_that_is_moved_stands_as_one_that_began_there(
    first: date, way: str, by: int, times: int
) -> None:
    if way == "month_last" and not fits(way, first, first):
        return
    text, days = rules.planned(Repeat(way, times=times), first)
    to = first + timedelta(days=by)
    # Months that lack the day of the first may be left out of either: then one month is not the next.
    if way == "month_day" and max(first.day, to.day) > 28:
        return
    moved = rules.shifted(text, first, to, days)
    assert moved == rules.days(rules.like(text, to).replace("UNTIL", "X"), to)[:times]


def test_each_month_on_the_31st_leaves_out_months_that_have_none() -> None:
    _, days = rules.planned(Repeat("month_day", times=4), date(2026, 1, 31))
    assert days == [date(2026, month, 31) for month in (1, 3, 5, 7)]
    text = rules.rule(Repeat("month_day", times=4), date(2026, 1, 30))
    with pytest.raises(InvalidValue, match="il giorno 31"):
        rules.shifted(text, date(2026, 3, 30), date(2026, 3, 31), [date(2026, 4, 30)])


@pytest.mark.parametrize(
    ("repeat", "field"),
    [
        (Repeat("", times=3), "way"),
        (Repeat("daily", times=3), "way"),
        (Repeat("weekly"), "until"),
        (Repeat("weekly", date(2026, 2, 1), 3), "times"),
        (Repeat("weekly", times=1), "times"),
        (Repeat("weekly", times=161), "until"),
        (Repeat("weekly", date(2025, 1, 1)), "until"),
        (Repeat("weekly", date(2026, 1, 8)), "until"),
        (Repeat("month_last", times=3), "way"),
    ],
)
def test_what_is_no_series_says_which_answer_is_wrong(repeat: Repeat, field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        rules.planned(repeat, date(2026, 1, 6))
    assert refused.value.field == field


def test_three_years_of_weeks_are_the_most() -> None:
    assert len(rules.planned(Repeat("weekly", times=rules.MOST), date(2026, 1, 6))[1]) == rules.MOST


def test_a_rule_of_another_calendar_is_not_understood_and_left_as_it_is() -> None:
    for text in ("FREQ=DAILY;COUNT=3", "FREQ=WEEKLY;INTERVAL=3;COUNT=3", "FREQ=YEARLY", ""):
        assert rules.read(text).way == "" and rules.like(text, date(2026, 1, 6)) == text
    with pytest.raises(InvalidValue):
        rules.days("ogni tanto", date(2026, 1, 6))
