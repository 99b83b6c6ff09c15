"""A house and its coordination in one vault, and two women in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House, ManagingBody
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.new_vaults import new_vault

PASSPHRASE = "cinque parole a caso qui"


def founded(folder: Path, house: str, role: Role) -> Vault:
    """The vault of Lucia, who has that role, with what ``furnish`` puts in it."""
    lucia = FirstUser("lucia", "Lucia", (role,), PASSPHRASE)
    return new_vault(folder, Place(house, 1 if not house else 2), lucia, furnish)


def furnish(vault: Vault) -> None:
    network.add_house(vault, House(code="BAR", name="Barrito", address="via Tepice 23, Torino"))
    network.add_body(
        vault,
        ManagingBody(
            code="BAR",
            name="Associazione Barrito APS",
            houses=["BAR"],
            seat="via Tepice 23, Torino",
            codice_fiscale="97812340018",
            privacy_contact="privacy@barrito.example",
        ),
    )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Vault]:
    """Lucia's vault at Barrito; she may do everything there."""
    with founded(tmp_path / "desk", "BAR", Role.COORDINATOR) as vault:
        yield vault


@pytest.fixture
def coordination(tmp_path: Path) -> Iterator[Vault]:
    with founded(tmp_path / "coordination", "", Role.COORDINATOR) as vault:
        yield vault


@pytest.fixture
def fatima(desk: Vault) -> Person:
    return people.add(desk, Person(surname="El Idrissi", name="Fatima", language="ar"))
