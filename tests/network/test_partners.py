"""The partners of the project: one list, found by name, from which nothing is ever lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.network import partners
from millegiorni_desk.network.records import Partner
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.new_vaults import new_vault


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    marta = FirstUser("marta", "Marta", (Role.COORDINATOR,), "cinque parole a caso qui")
    with new_vault(tmp_path / "desk", Place("BAR", 2), marta) as made:
        yield made


def test_a_partner_is_found_however_it_is_written(vault: Vault) -> None:
    added = partners.add(vault, Partner(name="  Università  di Torino ", kind="university"))
    found = partners.find(vault, "universita di torino")
    assert found is not None and (found.id, found.name) == (added.id, "Università di Torino")
    assert partners.names(vault, [added.id, "not-arrived"]) == ["Università di Torino"]


def test_taken_off_the_list_it_keeps_its_name_for_what_it_did(vault: Vault) -> None:
    added = partners.add(vault, Partner(name="Paideia"))
    partners.edit(vault, added.id, voided=True)
    assert partners.every(vault) == [] and partners.partner(vault, added.id).name == "Paideia"
    partners.add(vault, Partner(name="Paideia"))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "paidéia"}, "name"),
        ({"name": "SAM", "kind": "sindacato"}, "kind"),
        ({"name": "SAM", "email": "sam"}, "email"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(vault: Vault, wrong: dict[str, str], field: str) -> None:
    partners.add(vault, Partner(name="Paideia"))
    with pytest.raises(InvalidValue) as told:
        partners.add(vault, Partner(**wrong))
    assert told.value.field == field and len(partners.every(vault)) == 1


def test_only_the_coordination_corrects_the_list(vault: Vault) -> None:
    added = partners.add(vault, Partner(name="Paideia"))
    vault.roles = [Role.CASE_MANAGER]
    with pytest.raises(NotAllowed):
        partners.edit(vault, added.id, name="Altro")
