"""A house's vault, and whoever works there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from millegiorni_desk.flows.desk import SCHEMA
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault


@pytest.fixture
def barrito(tmp_path: Path) -> Iterator[Vault]:
    """Lucia, case manager at Barrito."""
    first = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER,), "cinque parole a caso qui")
    vault, _ = create_vault(tmp_path / "desk", SCHEMA, Place("BAR", 2), first)
    with vault:
        yield vault
