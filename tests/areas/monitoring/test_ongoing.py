"""How a month went: beside the one before and a year ago, house by house, and what was written once it was over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta

import pytest

from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.monitoring import ongoing
from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.areas.monitoring.view import periods
from millegiorni_desk.errors import NotAllowed
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync.clock import compose

MARCH = periods.from_code("2025-03")


class Undo(Exception):
    """Takes back what a test wrote."""


@pytest.fixture
def desk(vault: Vault) -> Iterator[Vault]:
    """The vault with two houses, left as it was."""
    with suppress(Undo), vault.save("test"):
        network.add_house(vault, House(code="BAR", name="Barrito"))
        network.add_house(vault, House(code="CEC", name="Cecchi Point"))
        yield vault
        raise Undo


def came(vault: Vault, *days: date, house: str = "BAR") -> list[str]:
    made = [Access(house=house, on_date=day) for day in days]
    with vault.save("test") as session:
        session.add_all(made)
        session.flush()
    return [one.id for one in made]


def test_months_beside_one_another() -> None:
    assert ongoing.before(MARCH) == periods.from_code("2025-02")
    assert ongoing.before(periods.from_code("2025-01")) == periods.from_code("2024-12")
    assert ongoing.year_ago(periods.from_code("2025-02")) == periods.from_code("2024-02")
    assert ongoing.year_ago(periods.from_code("2024-02")).end == date(2023, 2, 28)


def test_each_house_stands_beside_what_it_was(desk: Vault) -> None:
    came(desk, date(2025, 3, 3), date(2025, 3, 31), date(2025, 2, 28), date(2024, 3, 1), date(2025, 4, 1))
    came(desk, date(2025, 3, 3), house="CEC")
    told = ongoing.tell(desk, MARCH)
    accesses = {
        line.house: [ongoing.number(one) for one in (line.now, line.before, line.year_ago)]
        for line in told.lines
        if line.indicator.id == "a1.accesses"
    }
    assert accesses == {"": [3, 1, 1], "BAR": [2, 1, 1], "CEC": [1, 0, 0]}
    assert {line.indicator.id for line in told.lines} >= {"a1.people", "a2.pathways", "a2.doti_committed"}


def test_what_was_written_after_the_month_is_told_and_listed(desk: Vault) -> None:
    inside, corrected, added = came(desk, *[date(2025, 3, 3) + timedelta(n) for n in range(3)])
    with desk.connection() as raw:
        # As if the first two had been written in March itself.
        early = compose(1_741_600_000_000, 0, 1)
        for at, record in enumerate((inside, corrected)):
            raw.execute("UPDATE sync_log SET clk = ? WHERE rid = ?", (early + (at << 22), record))
    with desk.save("test") as session:
        session.get_one(Access, corrected).channel = "social_services"
        session.flush()
    told = ongoing.tell(desk, MARCH)
    assert [(one.table, one.house, one.added, one.corrected) for one in told.late] == [
        ("access", "BAR", 1, 1)
    ]
    rows = {row.record_id: row.state for row in ongoing.late_rows(desk, MARCH, "access")}
    assert rows == {added: ongoing.ADDED, corrected: ongoing.CORRECTED}
    assert ongoing.late_rows(desk, MARCH, "access", "CEC") == []


def test_only_who_reports_is_told(desk: Vault) -> None:
    before, desk.roles = desk.roles, [Role.OPERATOR]
    with pytest.raises(NotAllowed):
        ongoing.tell(desk, Period(date(2025, 3, 1), date(2025, 3, 31)))
    desk.roles = before


@pytest.mark.parametrize("table", ongoing.WRITTEN)
def test_a_month_is_looked_for_along_an_index(vault: Vault, table: str) -> None:
    asked = {"first": "2025-03-01", "last": "2025-03-31", "after": 1}
    plan = [row["detail"] for row in vault.query("EXPLAIN QUERY PLAN " + ongoing.late_sql(table), **asked)]
    searched = [step for step in plan if step.startswith(("SEARCH", "SCAN"))]
    assert all("sync_log_record" in step for step in searched if " l " in step or " f " in step), plan
    if table in ("access", "meeting"):
        assert not any(step.startswith("SCAN t") for step in searched), plan
