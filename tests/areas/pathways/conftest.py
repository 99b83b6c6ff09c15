"""A desk with a woman, for the tests of pathways: as Lucia opens it, or with her pathway open already."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from millegiorni_desk.areas.pathways import service
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.flows.desk import SCHEMA
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House
from millegiorni_desk.vault import users
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault

SECRET = "cinque parole a caso qui"
OPENED = date(2025, 2, 4)
LUCIA = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER, Role.ADMINISTRATOR), SECRET)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Vault]:
    """Lucia's desk; Rosa, another case manager, has a user there, and Fatima (``p1``) a card with a child."""
    made, _ = create_vault(tmp_path / "barrito", SCHEMA, Place("BAR", 2), LUCIA)
    users.add(made, "rosa", "Rosa", [Role.CASE_MANAGER], SECRET)
    people.add(made, Person(id="p1", house="", surname="El Idrissi", name="Fatima"))
    people.add_child(made, "p1", Child(house="", person_id="p1", name="Yassin"))
    yield made
    made.changed.clear()
    made.close()


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
    vault, _ = create_vault(folder, SCHEMA, Place("BAR", 2), LUCIA)
    with vault:
        users.add(vault, "rosa", "Rosa", [Role.CASE_MANAGER], SECRET)
        users.add(vault, "ada", "Ada", [Role.OPERATOR], SECRET)
        vault.roles.append(Role.COORDINATOR)
        network.add_house(vault, House(code="BAR", name="Barrito"))
        network.add_house(vault, House(code="SAL", name="Casa di San Salvario"))
        vault.roles.remove(Role.COORDINATOR)
        yield vault
        vault.changed.clear()


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
