"""What lies in a range of days, what is next, and what lacks its heads."""

from datetime import timedelta

import pytest

from millegiorni_desk.areas.meetings import listing, service
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.vault.vault import Vault

from .conftest import AGO, SOON, TODAY, elsewhere, planned


@pytest.fixture
def calendar(vault: Vault) -> dict[str, Meeting]:
    made = {
        "late": service.add(vault, planned(AGO, title="Tardi", starts="17:00", ends="18:00")),
        "early": service.add(vault, planned(AGO, title="Presto", starts="", ends="")),
        "held": service.add(vault, planned(AGO - timedelta(days=1), state="held", adults=6, minors=4)),
        "guessed": service.add(
            vault, planned(AGO - timedelta(days=1), state="held", adults=5, estimated=True, theme="play")
        ),
        "uncounted": service.add(vault, planned(AGO - timedelta(days=2), state="held")),
        "today": service.add(vault, planned(TODAY)),
        "soon": service.add(vault, planned(SOON, theme="reading")),
        "there": elsewhere(vault, SOON),
        "past there": elsewhere(vault, AGO),
    }
    service.cancel(vault, service.add(vault, planned(SOON, title="No")).id, "sciopero")
    service.void(vault, service.add(vault, planned(SOON, title="Sbagliato")).id)
    return made


def names(found: list[Meeting], of: dict[str, Meeting]) -> list[str]:
    known = {one.id: name for name, one in of.items()}
    return [known.get(one.id, one.title) for one in found]


def test_the_days_of_a_month(vault: Vault, calendar: dict[str, Meeting]) -> None:
    ago = listing.between(vault, AGO, AGO, "BAR")
    assert names(ago, calendar) == ["early", "late"]
    soon = listing.between(vault, SOON, SOON)
    assert sorted(names(soon, calendar)) == ["No", "soon", "there"]
    assert names(listing.between(vault, AGO, SOON, theme="reading"), calendar) == [
        "past there",
        "soon",
        "there",
    ]
    assert listing.between(vault, SOON + timedelta(days=1), SOON + timedelta(days=30)) == []


def test_ahead_and_behind_page_by_page(vault: Vault, calendar: dict[str, Meeting]) -> None:
    ahead = [names(listing.page(vault, n, 1, since=TODAY, house="BAR"), calendar)[0] for n in range(3)]
    assert ahead == ["today", "soon", "No"]
    behind = names(listing.page(vault, 0, 9, until=TODAY - timedelta(days=1), house="BAR"), calendar)
    assert behind[:2] == ["late", "early"] and behind[-1] == "uncounted"
    assert listing.count(vault, since=TODAY, house="BAR") == 3
    assert listing.count(vault, until=AGO) == 6
    assert listing.count(vault, theme="play") == len(listing.page(vault, 0, 9, theme="play")) == 1


def test_what_is_next_and_what_lacks_its_heads(vault: Vault, calendar: dict[str, Meeting]) -> None:
    assert names(listing.next_of(vault, "BAR", TODAY, 5), calendar) == ["today", "soon"]
    assert names(listing.next_of(vault, "", TODAY, 2), calendar)[0] == "today"
    assert names(listing.to_complete(vault, "BAR", TODAY, 5), calendar) == ["late", "early"]
    assert listing.count_to_complete(vault, "", TODAY) == 3
    service.hold(vault, calendar["late"].id)
    assert names(listing.to_complete(vault, "BAR", TODAY, 5), calendar) == ["early"]


def test_what_the_days_came_to(vault: Vault, calendar: dict[str, Meeting]) -> None:
    found = listing.totals(vault, AGO - timedelta(days=9), SOON, "BAR")
    assert (found.held, found.planned, found.cancelled) == (3, 4, 1)
    assert (found.adults, found.minors, found.heads) == (11, 4, 15)
    assert (found.estimated, found.uncounted) == (1, 1)
    assert listing.totals(vault, SOON + timedelta(days=1), SOON + timedelta(days=2)).heads == 0
    assert listing.totals(vault, AGO - timedelta(days=9), SOON, theme="play").adults == 5
