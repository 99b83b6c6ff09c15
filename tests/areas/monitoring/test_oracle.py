"""Every figure, of any small world, agrees with the same figure worked out by hand in Python."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from millegiorni_desk.areas.monitoring import service
from millegiorni_desk.areas.monitoring.figures import Amount, Categories, Count, Measured, Part, Share
from millegiorni_desk.areas.monitoring.indicators import INDICATORS
from millegiorni_desk.areas.monitoring.indicators.declaration import Kind
from millegiorni_desk.vault.vault import Vault

from .oracle import Oracle
from .worlds import HOUSES, World, holding, record_id, worlds

YEAR = (date(2025, 1, 1), date(2025, 12, 31))
PERIODS = st.sampled_from(
    (YEAR, (date(2025, 2, 28), date(2025, 3, 1)), (date(2024, 12, 31), date(2026, 1, 1)))
)


@settings(max_examples=25)
@given(world=worlds(), period=PERIODS, house=st.sampled_from(("", *HOUSES)))
def test_figures(vault: Vault, world: World, period: tuple[date, date], house: str) -> None:
    with holding(vault, world):
        told = service.to_json(service.compute(vault, *period, house=house))
    assert told == Oracle(world, *period, house).every()


@settings(max_examples=10)
@given(world=worlds())
def test_the_map_is_the_figure_of_each_month_and_house(vault: Vault, world: World) -> None:
    mapped = (
        "a1.accesses", "a1.people", "a1.not_in_care", "a2.doti_committed", "a2.pathways", "a2.women", "a3.meetings",
        "a3.minors", "a4.operators", "a4.person_hours", "a6.copies", "a6.channels",
    )  # fmt: skip
    with holding(vault, world):
        whole = service.compute(vault, *YEAR, only=mapped)
        maps = dict(zip(mapped, service.maps(vault, whole, mapped), strict=True))
        cells = {
            (month, house): service.compute(
                vault, date(2025, month, 1), date(2025, month, last), house=house, only=mapped
            )
            for month, last in ((1, 31), (2, 28), (6, 30), (12, 31))
            for house in ("", *HOUSES)
        }
    for name, matrix in maps.items():
        assert matrix.total == whole.figures[name]
        for (month, house), report in cells.items():
            key = f"2025-{month:02d}"
            cell = matrix.cells[key, house] if house else matrix.by_month[key]
            assert cell == report.figures[name], (name, key, house)


@settings(max_examples=10)
@given(world=worlds())
def test_a_figure_opens_as_many_rows_as_it_counts(vault: Vault, world: World) -> None:
    """Invariant 9: a figure opens its records."""
    with holding(vault, world):
        report = service.compute(vault, *YEAR)
        ids = {record.id for records in vars(world).values() for record in records}
        for name, figure in report.figures.items():
            counted: dict[str | None, int] = {}
            match figure:
                case Count() | Amount():
                    counted = {None: figure.number, "unknown": figure.unknown}
                case Part():
                    counted = {None: figure.rows, "unknown": figure.unknown_rows}
                case Share():
                    no = figure.out_of - figure.number
                    counted = {None: figure.number, "yes": figure.number, "no": no, "unknown": figure.unknown}
                case Categories():
                    counted = dict(figure.numbers)
                case Measured():
                    counted = {code: measure.number for code, measure in figure.measures.items()}
            counted = {code: number for code, number in counted.items() if number or code is None}
            opened = {code: service.rows(vault, name, YEAR, code) for code in counted}
            assert {code: len(rows) for code, rows in opened.items()} == counted, name
            found = {row.record_id for rows in opened.values() for row in rows}
            envelopes = {f"{one.house} {one.line_id}" for one in world.entries}
            # Has accesses, or was at a training, but her record has not arrived.
            not_arrived = {record_id(1, len(world.people)), *(one.staff_id for one in world.presences)}
            assert found <= ids | envelopes | not_arrived


def test_every_kind_of_figure_is_tried() -> None:
    assert {indicator.kind for indicator in INDICATORS.values()} == set(Kind)
