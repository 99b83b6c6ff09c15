"""What is published tells of no single woman: not by a small number, nor by what the others add up to."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.monitoring import service
from millegiorni_desk.areas.monitoring.disclosure import FEWEST, publishable, publishable_maps
from millegiorni_desk.areas.monitoring.figures import (
    Amount,
    Categories,
    Count,
    Figure,
    Measure,
    Measured,
    Share,
)
from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.areas.monitoring.report import Report
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.vault.vault import Vault

from .worlds import World, holding, worlds

START, END = date(2025, 1, 1), date(2025, 12, 31)


def report(figures: dict[str, Figure]) -> Report:
    shares = ("a1.direct", "a2.unemployed", "a2.care_load")
    nothing: dict[str, Figure] = {name: Share(0, 0) for name in shares}
    nothing |= {name: Categories({}) for name in ("a1.by_channel", "a2.by_fragility")}
    return Report(Period(START, END), "", 36, nothing | figures, {}, {})


def shown(name: str, figure: Figure) -> Any:
    return publishable(report({name: figure})).figures[name]


def test_one_and_two_are_hidden_and_nothing_else() -> None:
    assert [shown("a1.pregnant", Count(number)).hidden for number in range(5)] == [
        False,
        True,
        True,
        False,
        False,
    ]
    assert shown("a1.pregnant", Count(2)).number == 0


def test_a_share_is_hidden_when_few_say_yes_or_few_say_no() -> None:
    hidden = [shown("a2.women", Share(number, 10)).hidden for number in (0, 1, 2, 3, 7, 8, 9, 10)]
    assert hidden == [False, True, True, False, False, True, True, False]
    assert shown("a2.women", Share(9, 10)) == Share(0, 10, hidden=True)
    assert shown("a2.women", Share(9, 10)).percent is None


def test_violence_and_health_are_hidden_under_five() -> None:
    fragilities = Categories({"violence": 4, "health": 5, "care_load": 4})
    assert shown("a2.by_fragility", fragilities) == Categories(
        {"health": 5, "care_load": 4}, frozenset({"violence"})
    )


def test_where_the_sum_is_known_the_smallest_left_is_hidden_too() -> None:
    areas = Categories({"economic": 2, "health": 9, "orientation": 7, "relational": 0})
    assert shown("a2.by_area", areas) == Categories(
        {"health": 9, "relational": 0}, frozenset({"economic", "orientation"})
    )


def test_a_share_and_its_category_are_hidden_together() -> None:
    figures: dict[str, Figure] = {
        "a2.unemployed": Share(9, 10),
        "a2.by_fragility": Categories({"unemployment": 9, "economic": 5}),
        "a2.care_load": Share(5, 10),
    }
    published = publishable(report(figures)).figures
    assert published["a2.by_fragility"] == Categories({"economic": 5}, frozenset({"unemployment"}))
    assert published["a2.care_load"] == Share(5, 10)


def test_the_year_2025_publishes_no_fragility_of_a_mediation() -> None:
    """One of thirteen is one woman: with her go the number of the others and what gives her away."""
    printed = Categories({"care_load": 11, "violence": 1, "health": 1, "other": 0})
    assert shown("m.by_fragility", printed) == Categories(
        {"other": 0}, frozenset({"care_load", "violence", "health"})
    )
    assert shown("m.by_origin", Categories({"NG": 4, "PE": 3, "MA": 3, "BR": 1})) == Categories(
        {"NG": 4, "PE": 3}, frozenset({"BR", "MA"})
    )


def test_the_hours_of_few_mediations_are_hidden_with_them() -> None:
    figures: dict[str, Figure] = {
        "m.interventions": Count(2),
        "m.hours": Amount(600, 9),
        "m.by_kind": Measured({"interview": Measure(9, 9, 600)}),
    }
    published = publishable(report(figures)).figures
    assert published["m.hours"] == Amount(None, 0, hidden=True)
    assert published["m.by_kind"] == Measured({}, frozenset({"interview"}))
    assert publishable(report(figures | {"m.interventions": Count(3)})).figures["m.hours"] == Amount(600, 9)


def test_what_speaks_of_the_network_is_shown() -> None:
    assert shown("a1.bodies", Count(1)) == Count(1)


def test_a_map_with_a_small_cell_is_left_out_and_its_euros_with_it(vault: Vault) -> None:
    accesses = [Access(house="BAR", on_date=START) for _ in range(FEWEST)]
    pathway = Pathway(house="BAR", person_id="person-1", opened_on=START)
    with holding(vault, World(accesses=accesses, pathways=[pathway])):
        maps = [service.month_by_house(vault, START, END, name) for name in ("a1.accesses", "a2.pathways")]
    kept, left_out = publishable_maps(maps)
    assert [matrix.indicator.id for matrix in kept] == ["a1.accesses"]
    assert [matrix.indicator.id for matrix in left_out] == ["a2.pathways"]


@settings(max_examples=60)
@given(
    numbers=st.dictionaries(
        st.sampled_from(("economic", "health", "orientation", "relational")), st.integers(0, 9)
    )
)
def test_no_hidden_number_follows_from_the_sum(numbers: dict[str, int]) -> None:
    """Whoever knows the sum and what is shown still finds at least two possibilities for each small number."""
    published = shown("a2.by_area", Categories(numbers))
    assert published.numbers | {code: numbers[code] for code in published.hidden} == numbers
    assert not any(0 < number < FEWEST for number in published.numbers.values())
    small = [code for code in published.hidden if numbers[code] < FEWEST]
    rest = sum(numbers[code] for code in published.hidden)
    if small and any(number > 0 for number in published.numbers.values()):
        possible = {one for one in range(1, FEWEST) if rest - one >= len(published.hidden) - 1}
        assert len(possible) > 1


@settings(max_examples=25)
@given(world=worlds())
def test_nothing_small_is_published_of_any_world(vault: Vault, world: World) -> None:
    with holding(vault, world):
        whole = service.compute(vault, START, END)
    for figure in publishable(whole).figures.values():
        if isinstance(figure, Share) and not figure.hidden:
            assert not 0 < figure.number < FEWEST
            assert not 0 < figure.out_of - figure.number < FEWEST
    told = service.to_json(publishable(whole))
    for name in ("a1.by_age", "a1.by_need", "a1.by_house", "a2.by_fragility", "a2.goals"):
        said = {code: number for code, number in told[name].items() if code != "unknown" and number}
        assert not [number for number in said.values() if number < FEWEST], name
    assert all(one is None or one["doti"] >= FEWEST for one in told["a2.by_expense"].values())
