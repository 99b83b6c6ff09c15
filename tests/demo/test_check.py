"""A figure that is off by one is told, whichever it is."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from millegiorni_desk.areas.monitoring.indicators import INDICATORS
from millegiorni_desk.demo.check import differences, expected, unlike
from millegiorni_desk.demo.plan import Plan
from millegiorni_desk.demo.population import make


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make(1, 1)


def test_every_figure_that_is_checked_is_one_of_the_report(plan: Plan) -> None:
    assert expected(plan).keys() <= INDICATORS.keys()


def test_the_expected_report_has_no_differences(plan: Plan) -> None:
    assert differences(plan, expected(plan)) == []


def test_one_more_or_one_less_is_told_by_name(plan: Plan) -> None:
    right = expected(plan)
    for name in right:
        wrong = copy.deepcopy(right)
        wrong[name] = one_more(wrong[name])
        told = unlike(right, wrong)
        assert len(told) == 1
        assert told[0].startswith(f"{name}: ")


def test_a_figure_that_is_missing_is_told(plan: Plan) -> None:
    told = differences(plan, {})
    assert len(told) == len(expected(plan))
    assert all("manca" in line for line in told)


def test_a_category_that_nobody_planned_must_be_empty(plan: Plan) -> None:
    report = copy.deepcopy(expected(plan))
    report["a1.by_channel"]["pathway"] = 0
    assert differences(plan, report) == []
    report["a1.by_channel"]["pathway"] = 1
    assert len(differences(plan, report)) == 1


def one_more(value: Any) -> Any:
    if isinstance(value, dict):
        first = next(iter(value))
        return value | {first: one_more(value[first])}
    return value + 1
