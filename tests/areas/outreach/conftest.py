"""A coordinator's desk with two houses and two funders."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.doti.records import Funder
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.new_vaults import new_vault


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    marta = FirstUser("marta", "Marta", (Role.COORDINATOR,), "cinque parole a caso qui")
    with new_vault(tmp_path / "desk", Place("", 2), marta) as made:
        network.add_house(made, House(code="BAR", name="Barrito"))
        network.add_house(made, House(code="CEC", name="Cecchi Point"))
        yield made


@pytest.fixture
def funders(vault: Vault) -> tuple[str, str]:
    """The ids of the two funders."""
    first = doti.add_funder(vault, Funder(code="UBI", name="Unione Buddhista Italiana"))
    return first.id, doti.add_funder(vault, Funder(code="UNI", name="Fondazione Unipolis")).id
