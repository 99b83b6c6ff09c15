"""A house's vault, and whoever works there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.new_vaults import new_vault


@pytest.fixture
def barrito(tmp_path: Path) -> Iterator[Vault]:
    """Lucia, case manager at Barrito."""
    first = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER,), "cinque parole a caso qui")
    with new_vault(tmp_path / "desk", Place("BAR", 2), first) as vault:
        yield vault
