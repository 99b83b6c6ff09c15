"""A desk with one woman for the tests of pathways."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from millegiorni_desk.areas.pathways import service
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.flows.desk import SCHEMA
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
