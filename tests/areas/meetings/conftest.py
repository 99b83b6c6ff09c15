"""Lucia's desk at Barrito, the coordination's, a woman of Barrito, and a meeting a week from now."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from millegiorni_desk.areas.meetings import service
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.network.records import House
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.new_vaults import new_vault

TODAY = date.today()
SOON = TODAY + timedelta(days=7)
AGO = TODAY - timedelta(days=7)
LUCIA = FirstUser("lucia", "Lucia", (Role.OPERATOR,), "cinque parole a caso qui")
MARTA = FirstUser("marta", "Marta", (Role.COORDINATOR,), "cinque parole a caso qui")


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """An operator's, at Barrito."""
    with new_vault(tmp_path / "desk", Place("BAR", 2), LUCIA, _furnish) as made:
        yield made


@pytest.fixture
def coordination(tmp_path: Path) -> Iterator[Vault]:
    with new_vault(tmp_path / "coordination", Place("", 1), MARTA, _furnish) as made:
        yield made


def _furnish(vault: Vault) -> None:
    with vault.save("house.add") as session:
        session.add(House(code="BAR", name="Barrito", address="via Tepice 23, Torino"))
        session.add(House(code="AUR", name="Aurora"))


@pytest.fixture
def fatima(vault: Vault) -> Person:
    return people.add(vault, Person(house="", surname="El Amrani", name="Fatima"))


@pytest.fixture
def massage(vault: Vault) -> Meeting:
    return service.add(vault, planned(SOON))


def planned(on: date, **told: object) -> Meeting:
    """A meeting of Barrito on that day."""
    known: dict[str, object] = {"house_code": "", "title": "Massaggio infantile", "theme": "newborn"}
    return Meeting(**{**known, "on_date": on, "starts": "10:00", "ends": "11:30", **told})


def elsewhere(vault: Vault, on: date, **told: object) -> Meeting:
    """A meeting of Aurora, as it arrives from there."""
    made = planned(on, house_code="AUR", title="Letture per i piccoli", theme="reading")
    for name, value in told.items():
        setattr(made, name, value)
    with vault.save("sync") as session:
        session.add(made)
    return made
