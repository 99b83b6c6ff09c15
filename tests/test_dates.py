"""Months and years later, whatever the day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from millegiorni_desk.dates import months_later

days = st.dates(date(2000, 1, 1), date(2090, 1, 1))


def is_last(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


@given(days, st.integers(-60, 60))
def test_it_is_in_that_month_and_near_that_day(day: date, months: int) -> None:
    later = months_later(day, months)
    assert later.year * 12 + later.month == day.year * 12 + day.month + months
    assert later.day == day.day or is_last(later)
    assert is_last(later) or not is_last(day)


@given(days)
def test_a_year_is_a_year(day: date) -> None:
    for months in (-12, 12):
        assert abs(abs((day - months_later(day, months)).days) - 365) <= 1


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 2, 28), -12, date(2024, 2, 29)),
        (date(2026, 11, 29), -12, date(2025, 11, 29)),
        (date(2026, 1, 30), 1, date(2026, 2, 28)),
    ],
)
def test_the_end_of_months(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later
