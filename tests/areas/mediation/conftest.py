"""Lucia's desk at Barrito, a woman from Nigeria, and two mediators."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from millegiorni_desk.areas.mediation import mediators, service
from millegiorni_desk.areas.mediation.records import Mediation, MediationSession, Mediator
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.new_vaults import new_vault

TODAY = date.today()
ASKED = TODAY - timedelta(days=40)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    lucia = FirstUser("lucia", "Lucia", (Role.COORDINATOR,), "cinque parole a caso qui")
    with new_vault(tmp_path / "desk", Place("BAR", 2), lucia, _furnish) as made:
        yield made


def _furnish(vault: Vault) -> None:
    network.add_house(vault, House(code="BAR", name="Barrito", address="via Tepice 23, Torino"))


@pytest.fixture
def blessing(vault: Vault) -> Person:
    return people.add(
        vault, Person(house="", surname="Osagie", name="Blessing", language="pcm", citizenship="NG")
    )


@pytest.fixture
def patience(vault: Vault) -> Mediator:
    return mediators.add(
        vault,
        Mediator(
            name="Patience Igho", organisation="Ponti ETS", languages=["en", "pcm"], cents_per_hour=2550
        ),
    )


@pytest.fixture
def rosa(vault: Vault) -> Mediator:
    return mediators.add(vault, Mediator(name="Rosa Quispe", languages=["es"]))


@pytest.fixture
def mediation(vault: Vault, blessing: Person) -> Mediation:
    return service.request(
        vault,
        Mediation(
            house="",
            person_id=blessing.id,
            requested_on=ASKED,
            need="Colloqui al consultorio",
            fragility="care_load",
        ),
    )


def session_of(mediation: Mediation, days: int, minutes: int, **told: object) -> MediationSession:
    """A session *days* after the request."""
    known: dict[str, object] = {"house": "", "mediation_id": mediation.id, "kind": "interview"}
    known |= {"on_date": mediation.requested_on + timedelta(days=days), "minutes": minutes}
    return MediationSession(**{**known, **told})
