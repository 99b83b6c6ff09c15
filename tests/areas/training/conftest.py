"""The coordination, and Lucia's desk at Barrito; both know two houses, two bodies, a fund and four people."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest

from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.doti.records import Fund
from millegiorni_desk.areas.training import service, staff
from millegiorni_desk.areas.training.records import StaffMember, Training
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House, ManagingBody
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.new_vaults import new_vault

TODAY = date.today()
PASSPHRASE = "cinque parole a caso qui"
People = dict[str, StaffMember]


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    marta = FirstUser("marta", "Marta", (Role.COORDINATOR,), PASSPHRASE)
    with new_vault(tmp_path / "coordination", Place("", 1), marta, _furnish) as made:
        yield made


@pytest.fixture
def barrito(tmp_path: Path) -> Iterator[Vault]:
    lucia = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER,), PASSPHRASE)
    with new_vault(tmp_path / "barrito", Place("BAR", 2), lucia, _furnish) as made:
        yield made


def _furnish(vault: Vault) -> None:
    roles, vault.roles = vault.roles, [Role.COORDINATOR]
    network.add_house(vault, House(code="BAR", name="Barrito"))
    network.add_house(vault, House(code="SAL", name="San Salvario"))
    network.add_body(vault, ManagingBody(code="BAR", name="Barrito APS", houses=["BAR"]))
    network.add_body(vault, ManagingBody(code="TAM", name="Tampep ETS"))
    doti.add_fund(
        vault,
        Fund(
            code="UBI",
            name="Bando Umanitario",
            funder="Unione Buddhista Italiana",
            closes_on=date(2060, 1, 1),
        ),
    )
    vault.roles = roles


@pytest.fixture
def people(vault: Vault) -> People:
    return four(vault)


def four(vault: Vault) -> People:
    """Ada and Bea at Barrito, Carla at San Salvario, Dora of no house."""
    houses = {"Ada": "BAR", "Bea": "BAR", "Carla": "SAL", "Dora": ""}
    return {
        name: staff.add(vault, StaffMember(name=name, house_code=house, role="operatrice", body="TAM"))
        for name, house in houses.items()
    }


def pages(pdf: bytes) -> list[str]:
    """The words of each page, without the white between them."""
    with pypdfium2.PdfDocument(pdf) as opened:
        return ["".join(opened[n].get_textpage().get_text_range().split()) for n in range(len(opened))]


def held(vault: Vault, days_ago: int = 10, **known: object) -> Training:
    """A training of two hours, for the whole network."""
    told: dict[str, object] = {
        "on_date": TODAY - timedelta(days=days_ago), "kind": "training", "title": "I primi mille giorni",
        "minutes": 120,
    }  # fmt: skip
    return service.add(vault, Training(**{**told, **known}))
