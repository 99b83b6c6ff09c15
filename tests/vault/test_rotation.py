"""Which copies stay: seven days, four weeks, twelve months, whatever the clock does."""

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from millegiorni_desk.vault.rotation import kept

START = date(2024, 1, 1)
# Mostly a day or two further, sometimes months, sometimes back: a clock that was set wrong.
STEPS = st.lists(st.one_of(st.integers(0, 3), st.integers(-40, 60), st.integers(-4000, 4000)), max_size=120)


def days_of(steps: Sequence[int]) -> list[tuple[int, date]]:
    made, day = [], START + timedelta(days=5000)
    for number, step in enumerate(steps, 1):
        day += timedelta(days=max(-4000, min(step, 4000)))
        day = min(max(day, START), date(2100, 1, 1))
        made.append((number, day))
    return made


def newest_of(copies: list[tuple[int, date]], span: object, most: int) -> set[int]:
    """The oracle: the newest copy of each span, of the *most* spans whose newest copies are newest."""
    best: dict[object, int] = {}
    for number, day in copies:
        best[span(day)] = max(best.get(span(day), 0), number)  # type: ignore[operator]
    return set(sorted(best.values())[-most:])


@given(STEPS)
def test_dropping_day_by_day_keeps_what_dropping_at_the_end_would(steps: Sequence[int]) -> None:
    """Nothing that a later day would want has been dropped on an earlier one."""
    made = days_of(steps)
    there: list[tuple[int, date]] = []
    for count, copy in enumerate(made, 1):
        there.append(copy)
        stay = kept(there)
        there = [each for each in there if each[0] in stay]
        assert copy in there, "the newest is never dropped"
        past = made[:count]
        assert stay == (
            newest_of(past, lambda day: day, 7)
            | newest_of(past, lambda day: day.isocalendar()[:2], 4)
            | newest_of(past, lambda day: (day.year, day.month), 12)
        )
        assert len(there) <= 23


def test_two_years_of_days() -> None:
    made = [(number, START + timedelta(days=number)) for number in range(1, 731)]
    stay = kept(made)
    days = sorted(day for number, day in made if number in stay)
    assert days[-7:] == [START + timedelta(days=number) for number in range(724, 731)]
    assert len({(day.year, day.month) for day in days}) == 12
    assert 18 <= len(days) <= 23


def test_nothing_is_kept_of_nothing_and_a_day_keeps_its_last() -> None:
    assert kept([]) == set()
    assert kept([(1, START), (2, START), (3, START)]) == {3}


def test_a_clock_that_was_years_ahead_for_a_day_makes_no_copy_the_newest() -> None:
    made = [(1, START), (2, date(2099, 1, 1)), *((n, START + timedelta(days=n)) for n in range(3, 40))]
    assert 39 in kept(made)
    assert {33, 34, 35, 36, 37, 38} <= kept(made)
