"""Weeks, months and the day of the thousand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.areas.people.thousand_days import (
    DAYS,
    birth_to_ask,
    clocks,
    months_of,
    week_of,
    years_of,
)
from millegiorni_desk.areas.people.view import words

DAY = date(2025, 11, 23)


def child(days_old: int, gender: str = "F", name: str = "", precision: str = "day") -> Child:
    born = DAY - timedelta(days=days_old)
    return Child(
        house="BAR", person_id="1", name=name, birth_date=born, birth_precision=precision, gender=gender
    )


def person(due_in: int | None = None) -> Person:
    return Person(house="BAR", due_date=None if due_in is None else DAY + timedelta(days=due_in))


@pytest.mark.parametrize(
    ("due_in", "week"),
    [(280, 1), (281, None), (274, 1), (273, 2), (88, 28), (1, 40), (0, 41), (-21, 44), (-22, None)],
)
def test_the_week_counts_from_the_last_period(due_in: int, week: int | None) -> None:
    assert week_of(DAY + timedelta(days=due_in), DAY) == week


@pytest.mark.parametrize(
    ("birth", "months"),
    [(date(2025, 10, 23), 1), (date(2025, 10, 24), 0), (date(2024, 2, 29), 20), (date(2026, 1, 1), 0)],
)
def test_months_are_completed(birth: date, months: int) -> None:
    assert months_of(birth, DAY) == months


@given(st.dates(date(1950, 1, 1), DAY), st.integers(0, 4000))
def test_age_never_goes_back(birth: date, later: int) -> None:
    after = DAY + timedelta(days=later)
    assert months_of(birth, DAY) <= months_of(birth, after)
    assert years_of(birth, after) == months_of(birth, after) // 12


@given(st.integers(-400, 400), st.lists(st.integers(-50, 1200), max_size=4))
def test_every_clock_stands_within_the_thousand_days(due_in: int, ages: list[int]) -> None:
    found = clocks(person(due_in), [child(age) for age in ages], DAY)
    assert all(1 <= clock.day <= DAYS for clock in found)
    assert len([clock for clock in found if clock.child]) == len([age for age in ages if 0 <= age < 730])


def test_the_pregnancy_comes_first_then_the_youngest() -> None:
    found = clocks(person(88), [child(700), child(35), child(900)], DAY)
    said = [words.clock_words(clock, DAY) for clock in found]
    assert said == ["28ª settimana", "figlia di 1 mese", "figlia di 22 mesi"]


def test_a_birth_is_asked_about_once_the_day_is_long_past() -> None:
    assert not birth_to_ask(person(-21), [], DAY)
    assert birth_to_ask(person(-40), [], DAY)
    assert not birth_to_ask(person(-40), [child(38)], DAY)
    assert not birth_to_ask(person(10), [], DAY)


@pytest.mark.parametrize(
    ("children", "said"),
    [
        ([], ""),
        ([child(5)], "figlia di 5 giorni"),
        ([child(1)], "figlia di 1 giorno"),
        ([child(160, "M")], "figlio di 5 mesi"),
        ([child(160, "")], "un figlio o una figlia di 5 mesi"),
        ([child(1200, "F"), child(40, "M")], "2 figli: 1 mese, 3 anni"),
        ([child(800, precision="year")], "figlia di circa 2 anni"),
    ],
)
def test_children_are_said_in_a_few_words(children: list[Child], said: str) -> None:
    assert words.children_words(children, DAY) == said
