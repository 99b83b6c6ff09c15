"""The vault of Barrito, opened by Lucia, with two women in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from millegiorni_desk.flows.desk import SCHEMA
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault

LUCIA = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER, Role.COORDINATOR), "cinque parole a caso qui")


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """An empty archive of the house BAR."""
    made, _ = create_vault(tmp_path / "barrito", SCHEMA, Place("BAR", 2), LUCIA)
    network.add_house(made, House(code="BAR", name="Barrito"))
    yield made
    made.close()
