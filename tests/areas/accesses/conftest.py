"""The vault of Barrito, opened by Lucia, with two women in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.new_vaults import new_vault

LUCIA = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER, Role.COORDINATOR), "cinque parole a caso qui")


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """An empty archive of the house BAR."""
    with new_vault(tmp_path / "barrito", Place("BAR", 2), LUCIA, _furnish) as made:
        yield made


def _furnish(vault: Vault) -> None:
    network.add_house(vault, House(code="BAR", name="Barrito"))
