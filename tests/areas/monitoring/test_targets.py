"""Targets: their distance is the report's own figure, and where they are heading is told plainly."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.coordination.records import Target
from millegiorni_desk.areas.monitoring import disclosure, service, targets
from millegiorni_desk.areas.monitoring.figures import Amount, Categories, Count, Measured, Share
from millegiorni_desk.areas.monitoring.indicators import INDICATORS
from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.areas.monitoring.targets import TargetDistance
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import NotAllowed
from millegiorni_desk.network.records import House
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault

from .worlds import World, holding, worlds

START, END = date(2025, 1, 1), date(2025, 12, 31)
HALF = date(2025, 6, 30)


class _Enough(Exception):
    """Ends a save so that nothing of it stays."""


@contextmanager
def promised(vault: Vault, world: World, *wanted: Target) -> Iterator[None]:
    """*vault* with *world* and the targets *wanted*, until the end."""
    with holding(vault, world), suppress(_Enough), vault.save("test.targets") as session:
        session.add_all([*wanted, *(House(id=code, code=code, name=code) for code in ("BAR", "CEC"))])
        session.flush()
        yield


def target(indicator: str = "a1.accesses", value: int = 100, **facts: Any) -> Target:
    return Target(**{"indicator": indicator, "from_day": START, "to_day": END, "value": value, **facts})


def came(on: date, times: int = 1, house: str = "BAR", person: str | None = None) -> list[Access]:
    return [Access(house=house, on_date=on, person_id=person, needs=["income"]) for _ in range(times)]


def told(
    vault: Vault, accesses: list[Access], *wanted: Target, end: date = END, today: date = HALF, **asked: Any
) -> list[TargetDistance]:
    people = [Person(id="anna", house="BAR", gender="F"), Person(id="ines", house="BAR", gender="M")]
    with promised(vault, World(accesses=accesses, people=people), *wanted):
        report = service.compute(vault, START, end, only=["a1.accesses", "a1.by_need"], **asked)
        return targets.of_report(vault, report, today)


def test_how_far_it_has_come_and_where_it_is_heading(vault: Vault) -> None:
    (one,) = told(vault, came(date(2025, 3, 1), 60), target(value=100))
    assert (one.reached, one.percent, one.missing, one.expected) == (60, 60, 40, 50)
    assert (one.forecast, one.how, one.state, one.by_day) == (121, "linear", "on_course", HALF)
    (late,) = told(vault, came(date(2025, 3, 1), 40), target(value=100))
    assert (late.forecast, late.state) == (81, "behind")


def test_over_it_is_reached_or_missed(vault: Vault) -> None:
    for times, state in ((100, "reached"), (99, "missed")):
        (one,) = told(vault, came(date(2025, 3, 1), times), target(), today=date(2026, 2, 1))
        assert (one.reached, one.forecast, one.how, one.state) == (times, times, "now", state)


def test_as_last_year_went_where_the_register_holds_it(vault: Vault) -> None:
    """Last year a quarter had come by the end of June: as much again is to come three times."""
    last_year = [*came(date(2024, 1, 2), 10), *came(date(2024, 10, 1), 30)]
    (one,) = told(vault, [*last_year, *came(date(2025, 3, 1), 20)], target())
    assert (one.reached, one.forecast, one.how) == (20, 80, "last_year")
    late_start = [*came(date(2024, 6, 1), 10), *came(date(2024, 10, 1), 30)]
    (one,) = told(vault, [*late_start, *came(date(2025, 3, 1), 20)], target())
    assert one.how == "linear", "last year was not all in the register"


def test_of_people_without_last_year_nothing_is_forecast(vault: Vault) -> None:
    """Those who come back count once: as many a day as so far would be far too many."""
    seen = [*came(date(2025, 3, 1), person="anna"), *came(date(2025, 5, 1), person="anna")]
    (one,) = told(vault, seen, target("a1.people", 2))
    assert (one.reached, one.expected, one.forecast, one.how, one.state) == (1, 1, None, "", "open")
    last_year = [*came(date(2024, 1, 2), person="anna"), *came(date(2024, 10, 1), person="ines")]
    (one,) = told(vault, [*last_year, *seen], target("a1.people", 2))
    assert (one.forecast, one.how, one.state) == (2, "last_year", "on_course")


def test_a_share_says_what_it_is_now(vault: Vault) -> None:
    (one,) = told(
        vault, [*came(date(2025, 3, 1), person="anna"), *came(date(2025, 3, 1), person="ines")],
        target("a1.women", 70),
    )  # fmt: skip
    assert (one.reached, one.expected, one.forecast, one.how, one.state) == (50, None, 50, "now", "behind")


def test_of_a_share_of_nobody_nothing_is_said(vault: Vault) -> None:
    (one,) = told(vault, [], target("a1.women", 70))
    assert (one.reached, one.percent, one.forecast, one.state) == (None, None, None, "open")


def test_in_the_first_days_nothing_is_forecast(vault: Vault) -> None:
    (one,) = told(vault, came(START, 5), target(), today=date(2025, 1, 13))
    assert (one.reached, one.forecast, one.how, one.state) == (5, None, "", "open")
    (one,) = told(vault, came(START, 5), target(), today=date(2025, 1, 14))
    assert one.forecast is not None


def test_by_category_and_by_house(vault: Vault) -> None:
    accesses = [*came(date(2025, 3, 1), 3), *came(date(2025, 3, 1), 2, house="CEC")]
    wanted = (
        target("a1.by_need", category="income"),
        target("a1.by_need", category="income", house_code="CEC"),
        target(house_code="BAR"),
        target("a9.newer"),
    )
    found = told(vault, accesses, *wanted)
    assert [(one.indicator.id, one.house, one.reached) for one in found] == [
        ("a1.accesses", "BAR", 3), ("a1.by_need", "", 5), ("a1.by_need", "CEC", 2),
    ]  # fmt: skip
    (own,) = told(vault, accesses, *map(copied, wanted), house="CEC")
    assert (own.house, own.reached) == ("CEC", 2)


def copied(one: Target) -> Target:
    return Target(**one.model_dump(exclude={"id"}))


def test_only_what_is_in_force_and_to_the_reports_last_day(vault: Vault) -> None:
    accesses = [*came(date(2025, 2, 1), 2), *came(date(2025, 5, 1), 4)]
    wanted = (
        target(),
        target(from_day=date(2025, 4, 1), to_day=date(2025, 4, 30)),
        target(from_day=date(2024, 1, 1), to_day=date(2024, 12, 31)),
        target(voided=True),
    )
    (one,) = told(vault, accesses, *wanted, end=date(2025, 3, 31))
    assert (one.reached, one.by_day, one.over) == (2, date(2025, 3, 31), False)
    with promised(vault, World(accesses=accesses), *map(copied, wanted)):
        now = targets.in_force(vault, date(2025, 5, 1))
    assert [one.reached for one in now] == [6]


def test_at_a_houses_desk_only_its_own(vault: Vault) -> None:
    vault.house = "BAR"
    try:
        found = told(
            vault, came(date(2025, 3, 1), 3), target(), target(house_code="BAR"), target(house_code="CEC")
        )
    finally:
        vault.house = ""
    assert [(one.house, one.reached) for one in found] == [("BAR", 3)]


def test_a_published_report_tells_no_more_than_its_figures(vault: Vault) -> None:
    accesses = [*came(date(2025, 3, 1), 3), *came(date(2025, 3, 1), 2, house="CEC")]
    world = World(accesses=accesses)
    wanted = [target(), target(house_code="CEC"), target("a1.by_need", category="violence")]
    with promised(vault, world, *wanted):
        report = disclosure.publishable(service.compute(vault, START, END))
        found = targets.of_report(vault, report, END)
        early = targets.of_report(vault, report, HALF)
    assert [(one.indicator.id, one.house, one.reached, one.hidden) for one in found][:2] == [
        ("a1.accesses", "", 5, False), ("a1.accesses", "CEC", None, True),
    ]  # fmt: skip
    assert all(one.hidden and one.reached is None for one in early), (
        "another day's number is not the report's"
    )


def test_who_may_not_see_the_report_sees_no_distance(vault: Vault) -> None:
    roles, vault.roles = vault.roles, [Role.OPERATOR]
    try:
        with pytest.raises(NotAllowed):
            targets.in_force(vault, HALF)
    finally:
        vault.roles = roles


@pytest.mark.parametrize(
    ("figure", "category", "value"),
    [
        (Count(3), "", 3), (Count(3, hidden=True), "", None), (Share(1, 2), "", 50),
        (Share(1, 2, hidden=True), "", None),
        (Amount(7, 1), "", 7), (Amount(7, 1, hidden=True), "", None), (Categories({"a": 1}), "a", 1),
        (Categories({"a": 1}), "b", 0), (Categories({}, frozenset({"a"})), "a", None), (Categories({"a": 1}), "", None),
        (Measured({}), "a", 0), (None, "", None), (Count(3), "a", None),
    ],
)  # fmt: skip
def test_the_one_number_of_a_figure(figure: Any, category: str, value: int | None) -> None:
    assert targets.value_of(figure, category) == value


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=worlds())
def test_houses_counted_together_are_as_each_alone(vault: Vault, world: World) -> None:
    """Of every figure that a house has: how many houses there are says nothing of one."""
    period = Period(START, END)
    with holding(vault, world):
        # A pathway is one house's, and so is what she said along it; a made-up one may have it in two.
        names = [name for name, declared in INDICATORS.items() if declared.on_map and name != "a2.wellbeing"]
        together = service.by_house(vault, period, dict.fromkeys(names, ("", "BAR", "CEC")))
        for house in ("", "BAR", "CEC"):
            alone = service.compute(vault, START, END, house=house, only=names).figures
            for name in names:
                codes = {code for of in (alone[name], together[name, house]) for code in _codes(of)}
                for code in codes or {""}:
                    assert targets.value_of(together[name, house], code) == targets.value_of(alone[name], code), (
                        name, house, code,
                    )  # fmt: skip


def _codes(figure: Any) -> list[str]:
    return [*getattr(figure, "numbers", ()), *getattr(figure, "measures", ())]


_DAYS = st.integers(1, 400)


@given(st.integers(0, 10**6), _DAYS, _DAYS, st.integers(1, 10**6))
def test_a_forecast_grows_with_what_was_reached_and_falls_with_the_days(
    reached: int, passed: int, days: int, more: int
) -> None:
    assume(passed <= days)
    comes_to, how = targets.forecast(reached, passed, days)
    assert how == "linear" and comes_to >= reached
    assert targets.forecast(reached + more, passed, days)[0] >= comes_to
    assert targets.forecast(reached, days, days)[0] == reached
    if passed < days:
        assert targets.forecast(reached, passed + 1, days)[0] <= comes_to


@given(st.integers(0, 10**6), st.integers(1, 10**4), st.integers(0, 10**4))
def test_as_last_year_is_in_last_years_proportion(reached: int, by_then: int, more: int) -> None:
    comes_to, how = targets.forecast(reached, 1, 2, (by_then, by_then + more))
    assert how == "last_year" and comes_to >= reached
    assert abs(comes_to * by_then - reached * (by_then + more)) <= by_then / 2
    assert targets.forecast(by_then, 1, 2, (by_then, by_then + more))[0] == by_then + more


@given(st.integers(1, 10**6), _DAYS, _DAYS)
def test_what_is_expected_goes_from_nothing_to_all(value: int, passed: int, days: int) -> None:
    assume(passed <= days)
    assert 0 <= targets.expected(value, passed, days) <= value
    assert targets.expected(value, days, days) == value


@given(
    st.integers(1, 1000), st.one_of(st.none(), st.integers(0, 2000)), st.one_of(st.none(), st.integers(0, 3000)),
    st.integers(0, 364),
)  # fmt: skip
def test_every_distance_has_one_state(
    value: int, reached: int | None, comes_to: int | None, days: int
) -> None:
    one = TargetDistance(
        "t", INDICATORS["a1.accesses"], "", "", "", "", Period(START, END), START + timedelta(days), value, reached,
        forecast=comes_to,
    )  # fmt: skip
    assert (one.state == "reached") == (reached is not None and reached >= value)
    assert (one.missing == 0) == (one.state == "reached")
    assert (one.state == "missed") == (reached is not None and reached < value and days == 364)
    assert replace(one, reached=None).state == "open"
