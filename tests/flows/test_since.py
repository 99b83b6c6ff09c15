"""A closed month stays as it was sent; whatever comes later is a difference, with the records that make it."""

from collections.abc import Callable
from datetime import date

import pytest

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.flows import month_end
from millegiorni_desk.flows.closing import copies, minutes, since
from millegiorni_desk.flows.closing.since import DATED, LATE_SQL, Since
from tests.flows.conftest import Network
from tests.flows.test_minutes import DAY, come, grant

Make = Callable[..., Network]


@pytest.fixture
def closed(make_network: Make) -> tuple[Network, str, dict[str, str]]:
    """November of Barrito, closed, with four accesses of four women."""
    made = make_network("BAR")
    barrito = made.houses["BAR"]
    ids = {name: come(barrito, name).id for name in ("Amina", "Blessing", "Carla", "Dina")}
    made.round()
    return made, minutes.close(made.coordinator, "2025-11").id, ids


def figures(found: Since) -> dict[tuple[str, str], tuple[object, object]]:
    return {(one.indicator, one.part): (one.was, one.now) for one in found.figures}


def access_of(made: Network, person: str) -> Access:
    vault = made.houses["BAR"]
    return vault.get(Access, str(vault.scalar("SELECT id FROM access WHERE person_id = :id", id=person)))


def test_nothing_changed_nothing_differs(closed: tuple[Network, str, dict[str, str]]) -> None:
    made, kept, _ids = closed
    come(made.houses["BAR"], "Dicembre")
    vault = made.houses["BAR"]
    later = str(vault.scalar("SELECT id FROM access ORDER BY id DESC LIMIT 1"))
    accesses.edit(vault, later, on_date=date(2025, 12, 3))
    made.round()
    found = since.since(made.coordinator, kept)
    assert (found.figures, found.records) == ((), ())


def test_what_came_changed_and_went_is_told_with_its_records(
    closed: tuple[Network, str, dict[str, str]],
) -> None:
    made, kept, ids = closed
    vault, coordinator = made.houses["BAR"], made.coordinator
    late = come(vault, "Elena")
    grant(made, "BAR", late, 5000)
    accesses.edit(vault, access_of(made, ids["Amina"]).id, on_date=date(2025, 10, 30))
    accesses.edit(vault, access_of(made, ids["Blessing"]).id, channel="word_of_mouth")
    accesses.void(vault, access_of(made, ids["Carla"]).id)
    people.edit(vault, ids["Dina"], gender="M")
    made.round()
    found = since.since(coordinator, kept)
    told = figures(found)
    assert told["a1.accesses", ""] == (4, 3)
    assert told["a1.women", "quante"] == (4, 2)
    assert told["a2.doti_committed", ""] == (0.0, 50.0)
    kinds = {
        (one.table, one.kind, one.record_id) for one in found.records if one.table in ("access", "person")
    }
    assert kinds == {
        ("access", "added", access_of(made, late.id).id),
        ("access", "gone", access_of(made, ids["Amina"]).id),
        ("access", "changed", access_of(made, ids["Blessing"]).id),
        ("access", "gone", access_of(made, ids["Carla"]).id),
        ("person", "changed", ids["Dina"]),
    }
    moved = next(one for one in found.records if one.record_id == access_of(made, ids["Amina"]).id)
    assert (moved.on, moved.fields["on_date"]) == (DAY.isoformat(), (DAY.isoformat(), "2025-10-30"))
    behind = {(one.table, one.kind) for one in since.behind(coordinator, found, "a1.accesses")}
    assert behind == {("access", "added"), ("access", "changed"), ("access", "gone")}
    paid = since.behind(coordinator, found, "a2.doti_committed")
    assert {one.about for one in paid} == {("dote", paid[0].about[1])}
    # What was sent is as it was sent.
    assert '"a1.accesses": 4' in copies.content(coordinator, kept)["figures"]


def test_a_decision_taken_back_months_later_shows_as_a_difference(make_network: Make) -> None:
    made = make_network("BAR")
    vault, coordinator = made.houses["BAR"], made.coordinator
    woman = come(vault, "Amina")
    made.round()
    people.edit(vault, woman.id, gender="M")
    people.edit(coordinator, woman.id, gender="X")
    made.round()
    (difference,) = month_end.differences(coordinator)
    decision = month_end.decide(coordinator, difference, "F")
    kept = minutes.close(coordinator, "2025-11").id
    assert month_end.take_back(coordinator, decision)
    found = since.since(coordinator, kept)
    assert figures(found)["a1.women", "quante"] == (1, 0)
    (changed,) = found.records
    assert (changed.record_id, changed.fields["gender"][0]) == (woman.id, "F")
    assert minutes.verify(coordinator, kept).agrees


def test_what_came_late_is_found_along_indexes(closed: tuple[Network, str, dict[str, str]]) -> None:
    made, _kept, _ids = closed
    with made.coordinator.connection() as raw:
        for table in DATED:
            plan = [
                row[3]
                for row in raw.execute("EXPLAIN QUERY PLAN " + LATE_SQL[table], ("[]", "a", "b")).fetchall()
            ]
            assert any("SEARCH l USING INDEX sync_log_record (tbl=? AND rid=?)" in step for step in plan), (
                plan
            )
        plan = [row[3] for row in raw.execute("EXPLAIN QUERY PLAN " + LATE_SQL["access"], ("[]", "a", "b"))]
        assert any("USING" in step and "access" in step and "on_date>" in step for step in plan), plan
