"""Lucia's desk at Barrito, a woman, and two services of the territory."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.referrals import directory
from millegiorni_desk.areas.referrals.records import Service
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.new_vaults import new_vault


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    lucia = FirstUser("lucia", "Lucia", (Role.COORDINATOR,), "cinque parole a caso qui")
    with new_vault(tmp_path / "desk", Place("BAR", 2), lucia, _furnish) as made:
        yield made


def _furnish(vault: Vault) -> None:
    network.add_house(vault, House(code="BAR", name="Barrito", address="via Tepice 23, Torino"))
    network.add_house(vault, House(code="SAL", name="San Salvario"))


@pytest.fixture
def fatima(vault: Vault) -> Person:
    return people.add(vault, Person(house="", surname="El Idrissi", name="Fatima", language="ar"))


@pytest.fixture
def consultorio(vault: Vault) -> Service:
    return directory.add(
        vault,
        Service(
            name="Consultorio di via Pellico",
            kind="consultorio",
            address="via Silvio Pellico 19",
            quarter="San Salvario",
            phone="011 5550199",
            hours="lunedì-venerdì 8:30-12",
            languages=["ar", "fr"],
            bring=["health_card"],
            checked_on=date.today(),
        ),
    )


@pytest.fixture
def nursery(vault: Vault) -> Service:
    return directory.add(
        vault,
        Service(
            name="Nido Il Faro", kind="municipal_nursery", quarter="Lingotto", checked_on=date(2020, 1, 7)
        ),
    )
