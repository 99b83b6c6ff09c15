"""Breaches: the 72 hours, what is owed for which risk, and a register that closes only when it was done."""

from datetime import UTC, datetime, timedelta

import pytest

from millegiorni_desk.areas.privacy import breaches
from millegiorni_desk.areas.privacy.records import Breach
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.vault.vault import Vault

FOUND = "2026-03-02T09:00:00Z"
NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


def lost(vault: Vault, **fields: object) -> Breach:
    return breaches.report(
        vault, Breach(**{"house": "BAR", "found_at": FOUND, "what": "chiavetta persa", **fields})
    )


def test_the_clock_runs_from_when_it_was_found(desk: Vault) -> None:
    breach = lost(desk)
    clock = breaches.clock(breach, NOW)
    assert clock.deadline == datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
    assert clock.left == timedelta(hours=48)
    assert breaches.clock(breach, NOW + timedelta(hours=49)).left == timedelta(hours=-1)


def test_the_clock_stops_when_the_garante_was_told(desk: Vault) -> None:
    breach = breaches.edit(desk, lost(desk).id, authority_told_at="2026-03-03T08:00:00Z")
    assert breaches.clock(breach, NOW).left is None
    assert breaches.running(desk, NOW) == []


@pytest.mark.parametrize(
    ("encrypted", "data", "risk", "told"),
    [
        ("yes", ["violence"], "unlikely", (False, False)),
        ("no", ["violence"], "high", (True, True)),
        ("no", ["names"], "risk", (True, False)),
        ("unsure", ["health"], "risk", (True, False)),
    ],
)
def test_what_is_owed_follows_from_what_was_lost(
    desk: Vault, encrypted: str, data: list[str], risk: str, told: tuple[bool, bool]
) -> None:
    breach = lost(desk, encrypted=encrypted, data=data)
    assert breaches.proposed_risk(breach) == risk
    advice = breaches.advice(breaches.edit(desk, breach.id, risk=risk))
    assert (advice.tell_authority, advice.tell_people) == told


def test_undecided_it_presses_and_the_nearest_deadline_comes_first(desk: Vault) -> None:
    second = lost(desk, found_at="2026-03-02T12:00:00Z")
    first = lost(desk)
    lost(desk, risk="unlikely")
    assert [breach.id for breach, _ in breaches.running(desk, NOW)] == [first.id, second.id]


def test_it_closes_only_when_everything_was_done(desk: Vault) -> None:
    breach = lost(desk, risk="high")
    for field in ("authority_told_at", "people_told_at", "measures"):
        with pytest.raises(InvalidValue) as refused:
            breaches.close(desk, breach.id, "2026-03-05T09:00:00Z")
        assert refused.value.field == field
        breaches.edit(desk, breach.id, **{field: "2026-03-04T09:00:00Z"})
    assert breaches.close(desk, breach.id, "2026-03-05T09:00:00Z").closed_at
    assert breaches.running(desk, NOW) == [] and len(breaches.every(desk)) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"found_at": "ieri"},
        {"found_at": "2999-01-01T00:00:00Z"},
        {"what": " "},
        {"risk": "enormous"},
        {"data": ["names", "shoes"]},
        {"people": -1},
    ],
)
def test_what_cannot_be_is_refused(desk: Vault, fields: dict[str, object]) -> None:
    with pytest.raises(InvalidValue):
        lost(desk, **fields)
    assert breaches.every(desk) == []
