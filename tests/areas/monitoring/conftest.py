"""The vault that the figures are computed in: one for all tests of a module, each undoes what it put there."""

from collections.abc import Iterator

import pytest

from millegiorni_desk.flows.desk import SCHEMA
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault

LUCIA = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER, Role.COORDINATOR), "cinque parole a caso qui")


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    """An empty vault of the coordination."""
    made, _ = create_vault(tmp_path_factory.mktemp("figures") / "archivio", SCHEMA, Place("", 1), LUCIA)
    with made:
        yield made
