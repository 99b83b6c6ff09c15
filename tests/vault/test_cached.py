"""The lists that every save asks for are kept, and never older nor newer than what the reader may see."""

from pathlib import Path

import pytest
from sqlmodel import SQLModel

from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.schema import Schema
from millegiorni_desk.vault.vault import Vault


def _vault(folder: Path) -> Vault:
    first = FirstUser("ada", "Ada", (Role.COORDINATOR,), "cinque parole a caso qui")
    return create_vault(folder, Schema(SQLModel.metadata), Place(house="", ordinal=1), first)[0]


def test_a_save_sees_what_it_wrote(tmp_path: Path) -> None:
    with _vault(tmp_path / "archivio") as vault:
        with vault.save("test"):
            for code in ("BAR", "CEC"):
                network.add_house(vault, House(code=code, name=code))
                assert network.house(vault, code).name == code
        assert [house.code for house in network.houses(vault)] == ["BAR", "CEC"]


def test_what_was_rolled_back_is_forgotten_and_the_rest_stays_readable(tmp_path: Path) -> None:
    with _vault(tmp_path / "archivio") as vault:
        network.add_house(vault, House(code="BAR", name="Barrito"))
        with pytest.raises(RuntimeError), vault.save("test"):
            assert [house.name for house in network.houses(vault)] == ["Barrito"]
            network.add_house(vault, House(code="CEC", name="Cecchi Point"))
            assert len(network.houses(vault)) == 2
            raise RuntimeError
        assert [house.name for house in network.houses(vault)] == ["Barrito"]
