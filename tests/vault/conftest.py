"""Vaults for the tests: made with a weakened key derivation, which only tests may ask for."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from millegiorni_desk.flows.desk import SCHEMA
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault

PASSPHRASE = "cinque parole a caso qui"
LUCIA = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER, Role.ADMINISTRATOR), PASSPHRASE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "barrito"


@pytest.fixture
def made(folder: Path) -> Iterator[tuple[Vault, str]]:
    """A new open vault of the house BAR and its recovery key."""
    vault, recovery = create_vault(folder, SCHEMA, Place("BAR", 2), LUCIA)
    yield vault, recovery
    vault.close()


@pytest.fixture
def vault(made: tuple[Vault, str]) -> Vault:
    return made[0]


@pytest.fixture
def user_of(vault: Vault) -> Callable[[list[Role]], Vault]:
    """The same vault, as someone with other roles."""

    def become(roles: list[Role]) -> Vault:
        vault.roles = list(roles)
        return vault

    return become
