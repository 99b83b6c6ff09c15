"""Marta at the coordination of a network of two houses."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.new_vaults import new_vault


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    marta = FirstUser("marta", "Marta", (Role.COORDINATOR,), "cinque parole a caso qui")
    with new_vault(tmp_path / "desk", Place("", 1), marta, _furnish) as made:
        yield made


def _furnish(vault: Vault) -> None:
    network.add_house(vault, House(code="BAR", name="Barrito", address="via Tepice 23, Torino"))
    network.add_house(vault, House(code="SAL", name="Casa nel Parco"))


@pytest.fixture
def at_barrito(vault: Vault) -> Vault:
    """The same, as a case manager of Barrito has it."""
    vault.house, vault.roles, vault.user_name = "BAR", [Role.CASE_MANAGER], "Lucia"
    return vault
