"""Marta coordinates, Barrito and Cecchi are her houses; Fatima came twice."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.questions import service
from millegiorni_desk.areas.questions.records import Question
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.new_vaults import new_vault

SINCE = date(2025, 1, 1)


def ask(vault: Vault, about: str, kind: str, label: str, *words: str, since: date = SINCE) -> Question:
    """A question of the network, asked for a long time already."""
    return service.add(
        vault, Question(code="", about=about, kind=kind, label=label, active_from=since), words
    )


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    marta = FirstUser("marta", "Marta", (Role.COORDINATOR,), "cinque parole a caso qui")
    with new_vault(tmp_path / "desk", Place("", 1), marta, _furnish) as made:
        yield made


def _furnish(vault: Vault) -> None:
    network.add_house(vault, House(code="BAR", name="Barrito"))
    network.add_house(vault, House(code="CEC", name="Cecchi Point"))


@pytest.fixture
def fatima(vault: Vault) -> Person:
    return people.add(vault, Person(house="BAR", surname="El Idrissi", name="Fatima"))
