"""Trying again: how long is waited, how often, and when not. Nothing here waits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from millegiorni_sync import errors
from millegiorni_sync.exchange.patience import Again, Patience
from tests.sync.exchange.contract import Stopped

FAILURE = errors.ExchangeUnreachable(place="qui")


class Slept(list[float]):
    """Remembers how long somebody would have slept."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)

    @property
    def total(self) -> float:
        return sum(self)


def patience(slept: Slept, **fields: float) -> Patience:
    made = Patience(sleep=slept, clock=lambda: 1_740_000_000.0, chance=lambda: 1.0)
    return replace(made, **fields)  # type: ignore[arg-type]


class Failing:
    """Fails so many times, then returns how often it was tried."""

    def __init__(self, times: int, after: float = 0.0, progress: bool = False) -> None:
        self.times, self.after, self.progress, self.tried = times, after, progress, 0

    def __call__(self) -> int:
        self.tried += 1
        if self.tried <= self.times:
            raise Again(FAILURE, self.after, self.progress)
        return self.tried


def test_it_is_tried_until_it_works_and_each_wait_may_be_twice_as_long() -> None:
    slept = Slept()
    assert patience(slept).persist(Failing(4)) == 5
    assert slept.total == pytest.approx(0.5 + 1 + 2 + 4, abs=0.01)


def test_the_waits_are_random_and_bounded() -> None:
    drawn = [Patience(most=3.0).pause(failures) for failures in range(1, 9) for _ in range(20)]
    assert len(set(drawn)) > 100
    assert min(drawn) >= 0 and max(drawn) <= 3.0


def test_in_the_end_it_says_what_went_wrong() -> None:
    failing = Failing(99)
    with pytest.raises(errors.ExchangeUnreachable):
        patience(Slept()).persist(failing)
    assert failing.tried == 5


def test_what_may_not_be_tried_again_is_not() -> None:
    slept = Slept()

    def refuse() -> None:
        raise errors.ExchangeFull(place="qui")

    with pytest.raises(errors.ExchangeFull):
        patience(slept).persist(refuse)
    assert slept == []


def test_who_asks_for_time_gets_it() -> None:
    slept = Slept()
    patience(slept).persist(Failing(1, after=7.0))
    assert slept.total == pytest.approx(7.0, abs=0.3)


def test_who_asks_for_too_much_is_left_for_later_at_once() -> None:
    slept = Slept()
    failing = Failing(1, after=3600)
    with pytest.raises(errors.ExchangeUnreachable):
        patience(slept).persist(failing)
    assert slept == [] and failing.tried == 1


def test_what_gains_ground_is_tried_on() -> None:
    assert patience(Slept()).persist(Failing(50, progress=True)) == 51


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0), (" 5 ", 5.0), (None, 0.0), ("", 0.0), ("soon", 0.0), ("-5", 0.0), ("٣", 0.0),
        ("Wed, 19 Feb 2025 21:21:00 GMT", 60.0), ("Wed, 19 Feb 2020 21:21:00 GMT", 0.0), ("9" * 500, 999999999.0),
    ],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date(header: str | None, seconds: float) -> None:
    assert patience(Slept()).seconds_asked(header) == seconds


def test_waiting_ends_when_somebody_cancels() -> None:
    glances = 0

    def watch(done: int, total: int) -> None:
        nonlocal glances
        glances += 1
        if glances == 3:
            raise Stopped

    slept = Slept()
    with pytest.raises(Stopped):
        patience(slept).persist(Failing(1, after=20.0), watch)
    assert slept.total < 1
