"""Figures that were counted are not counted again while nothing is written, and are never of before, nor of others."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.monitoring import service, state
from millegiorni_desk.areas.monitoring.figures import Count
from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.areas.questions import service as questions
from millegiorni_desk.areas.questions.records import Question
from millegiorni_desk.errors import NotAllowed
from millegiorni_desk.vault.vault import Vault

from .test_reserved import folder, reader

__all__ = ["folder", "reader"]

YEAR = (date(2025, 1, 1), date(2025, 12, 31))


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows each time that something is counted."""
    times: list[str] = []
    counting = state.counting

    def heard(*given: Any) -> Any:
        times.append("counted")
        return counting(*given)

    monkeypatch.setattr(state, "counting", heard)
    return times


ASKED: list[Callable[[Vault], object]] = [
    lambda vault: service.compute(vault, *YEAR, only=["a1.accesses"]),
    lambda vault: service.compute(vault, *YEAR, house="BAR"),
    lambda vault: service.month_by_house(vault, *YEAR, "a1.accesses"),
    lambda vault: service.by_house(vault, Period(*YEAR), {"a1.accesses": ["", "BAR"]}),
]


def test_the_same_question_is_counted_once(reader: Vault, counted: list[str]) -> None:
    first = [ask(reader) for ask in ASKED]
    assert [ask(reader) for ask in ASKED] == first
    assert len(counted) == len(ASKED)


def test_nothing_is_of_before_a_write(reader: Vault) -> None:
    def number() -> int:
        found = service.compute(reader, *YEAR).figures["a1.accesses"]
        assert isinstance(found, Count)
        return found.number

    assert number() == 7
    with reader.connection() as raw:
        # As a merge writes, and an erasure: nobody is told.
        raw.execute("UPDATE sync_state SET applying = 1")
        raw.execute("UPDATE access SET voided = 1")
    assert number() == 0
    with reader.connection() as raw:
        raw.execute("UPDATE access SET voided = 0")
        raw.execute("UPDATE sync_state SET applying = 0")
    assert number() == 7


def test_a_new_question_is_counted_at_once(reader: Vault) -> None:
    before = service.compute(reader, *YEAR).figures
    added = questions.add(reader, Question(code="", about="access", kind="number", label="Quanti in casa"))
    found = service.compute(reader, *YEAR).figures
    assert set(found) - set(before) == {f"q.{added.code}", f"q.{added.code}.mean"}


def test_nobody_is_told_what_another_may_read(reader: Vault) -> None:
    def reserved() -> object:
        return service.compute(reader, *YEAR).figures["a1.reserved"]

    assert reserved() == Count(3)
    reader.seal_pair, mine = None, reader.seal_pair
    assert reserved() == Count(0, 3)
    reader.seal_pair = mine
    assert reserved() == Count(3)
    reader.roles = []
    with pytest.raises(NotAllowed):
        reserved()


def test_an_access_that_is_saved_is_counted_at_once(reader: Vault) -> None:
    before = service.month_by_house(reader, *YEAR, "a1.accesses").total
    accesses.add(reader, Access(house="", on_date=date(2025, 6, 15)))
    assert isinstance(before, Count)
    assert service.month_by_house(reader, *YEAR, "a1.accesses").total == Count(before.number + 1)
