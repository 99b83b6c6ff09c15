"""A registry to look people up in, and a desk's vault to keep cards in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from millegiorni_desk.areas.people import search
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.areas.people.registry import Registry
from tests.new_vaults import new_vault

LUCIA = FirstUser("lucia", "Lucia", (Role.OPERATOR,), "cinque parole a caso qui")


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    """An empty registry with its index installed."""
    made = Registry(tmp_path / "registry.db")
    search.install(made.raw)
    yield made
    made.raw.close()


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """The vault of Lucia, operator at Barrito."""
    with new_vault(tmp_path / "barrito", Place("BAR", 2), LUCIA) as made:
        yield made
