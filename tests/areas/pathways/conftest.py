"""A desk with a woman, for the tests of pathways: as Lucia opens it, or with her pathway open already."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from millegiorni_desk.areas.pathways import service
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House
from millegiorni_desk.vault import users
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.new_vaults import new_vault

SECRET = "cinque parole a caso qui"
OPENED = date(2025, 2, 4)
LUCIA = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER, Role.ADMINISTRATOR), SECRET)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Vault]:
    """Lucia's desk; Rosa, another case manager, has a user there, and Fatima (``p1``) a card with a child."""
    with new_vault(tmp_path / "barrito", Place("BAR", 2), LUCIA, _rosa_and_fatima) as made:
        yield made
        made.changed.clear()


def _rosa_and_fatima(vault: Vault) -> None:
    users.add(vault, "rosa", "Rosa", [Role.CASE_MANAGER], SECRET)
    people.add(vault, Person(id="p1", house="", surname="El Idrissi", name="Fatima"))
    people.add_child(vault, "p1", Child(house="", person_id="p1", name="Yassin"))


@pytest.fixture
def open_one(desk: Vault) -> Callable[..., Pathway]:
    def opened(readers: list[str] | None = None, **told: object) -> Pathway:
        values = {"house": "", "person_id": "p1", "opened_on": OPENED, **told}
        return service.open_pathway(desk, Pathway(**values), readers)

    return opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the vault of Barrito is."""
    return tmp_path / "barrito"


@pytest.fixture
def lucia(folder: Path) -> Iterator[Vault]:
    """Barrito as Lucia opens it; Rosa works there too."""
    with new_vault(folder, Place("BAR", 2), LUCIA, _colleagues_and_houses) as vault:
        yield vault
        vault.changed.clear()


def _colleagues_and_houses(vault: Vault) -> None:
    users.add(vault, "rosa", "Rosa", [Role.CASE_MANAGER], SECRET)
    users.add(vault, "ada", "Ada", [Role.OPERATOR], SECRET)
    vault.roles.append(Role.COORDINATOR)
    network.add_house(vault, House(code="BAR", name="Barrito"))
    network.add_house(vault, House(code="SAL", name="Casa di San Salvario"))
    vault.roles.remove(Role.COORDINATOR)


@pytest.fixture
def fatima(lucia: Vault) -> Person:
    """A woman of the house, whom one may call in the morning."""
    return people.add(
        lucia,
        Person(
            surname="El Idrissi",
            name="Fatima",
            phone="333 0000000",
            contact_rule="calls",
            contact_hours="9-12",
        ),
    )


@pytest.fixture
def pathway(lucia: Vault, fatima: Person) -> Pathway:
    """Hers, followed by Lucia."""
    return service.open_pathway(lucia, Pathway(house="", person_id=fatima.id, opened_on=OPENED))
