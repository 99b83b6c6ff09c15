"""Of any network that hypothesis draws, counting the rows of the workbook gives every figure of its report."""

from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from millegiorni_desk.areas.monitoring import service, state, temporary_tables
from millegiorni_desk.areas.monitoring.yearly import row_sheets
from millegiorni_desk.areas.monitoring.yearly.workbook import workbook_with_rows
from millegiorni_desk.areas.monitoring.yearly.year import gather
from millegiorni_desk.vault.vault import Vault

from .test_yearly import counts_as
from .worlds import HOUSES, World, holding, worlds

_PERIODS = ((date(2025, 1, 1), date(2025, 12, 31)), (date(2025, 2, 28), date(2025, 6, 15)))


@settings(max_examples=8)
@given(
    world=worlds(),
    period=st.sampled_from(_PERIODS),
    house=st.sampled_from(("", *HOUSES)),
    in_order=st.sampled_from((0, row_sheets.MOST_IN_ORDER)),
)
def test_counting_gives_every_figure(
    vault: Vault, world: World, period: tuple[date, date], house: str, in_order: int
) -> None:
    """Also of networks so large that memory is spared: rows not in order, tables filled part by part."""
    with holding(vault, world):
        if house and house not in {one.code for one in world.houses}:
            house = ""
        report = service.compute(vault, *period, house=house)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(row_sheets, "MOST_IN_ORDER", in_order)
            if not in_order:
                for module in (state, temporary_tables):
                    patch.setattr(module, "_MANY", 0)
            content = workbook_with_rows(vault, gather(vault, report))
        book = load_workbook(BytesIO(content))
    counts_as(report, book)
