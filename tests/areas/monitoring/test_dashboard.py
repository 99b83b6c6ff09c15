"""Beside each figure: what it was a year before, and how near its target it is."""

from datetime import date

from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.coordination.records import Target
from millegiorni_desk.areas.monitoring import dashboard, service
from millegiorni_desk.areas.monitoring.figures import Count
from millegiorni_desk.vault.vault import Vault

from .test_targets import END, START, promised, target
from .worlds import World


def came(*days: date) -> World:
    return World(accesses=[Access(house="BAR", on_date=day) for day in days])


def beside(vault: Vault, world: World, today: date, *wanted: Target, end: date = END) -> dashboard.Beside:
    with promised(vault, world, *wanted):
        report = service.compute(vault, START, end, only=["a1.accesses"])
        return dashboard.beside(vault, report, ["a1.accesses", "a1.houses"], today=today)["a1.accesses"]


DAYS = (date(2024, 3, 1), date(2024, 3, 1), date(2024, 11, 1), date(2025, 3, 1))


def test_a_year_that_is_over_stands_beside_the_whole_year_before(vault: Vault) -> None:
    assert beside(vault, came(*DAYS), date(2026, 2, 1)).before == Count(3)


def test_a_year_that_goes_on_stands_beside_the_same_days_of_the_year_before(vault: Vault) -> None:
    assert beside(vault, came(*DAYS), date(2025, 6, 30)).before == Count(2)


def test_without_records_of_the_year_before_nothing_is_said_of_it(vault: Vault) -> None:
    assert beside(vault, came(date(2025, 3, 1)), date(2026, 2, 1)).before is None


def test_of_two_targets_that_which_ends_last_counts(vault: Vault) -> None:
    quarter = target(value=5, to_day=date(2025, 3, 31))
    found = beside(vault, came(*DAYS), date(2026, 2, 1), quarter, target(value=10), end=date(2025, 3, 31))
    assert found.target is not None and found.target.value == 10


def test_the_target_of_a_category_or_of_one_house_is_not_the_figures_own(vault: Vault) -> None:
    wanted = (target(house_code="BAR"), target("a1.by_need", category="income"))
    assert beside(vault, came(*DAYS), date(2026, 2, 1), *wanted).target is None
