"""Before a copy is put back: what would return, what would go, and what nothing brings back."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import VaultDamaged
from millegiorni_desk.flows import erasing, restore_preview, syncing
from millegiorni_desk.vault import backup
from millegiorni_desk.vault.vault import Vault

from .conftest import Network


@pytest.fixture
def vault(make_network: Callable[..., Network]) -> Vault:
    return make_network("BAR").houses["BAR"]


def person(vault: Vault, surname: str) -> Person:
    return people.add(vault, Person(surname=surname, name="Fatima"))


def come(vault: Vault, who: Person) -> Access:
    return accesses.add(vault, Access(on_date=date(2025, 3, 1), person_id=who.id))


def line(found: restore_preview.Preview, table: str) -> tuple[int, int, int, int, int]:
    one = next(each for each in found.lines if each.table == table)
    return one.copy, one.now, one.since, one.changed, one.back


def test_what_would_go_return_and_change(vault: Vault, tmp_path: Path) -> None:
    stays, edited, gone, erased = (person(vault, name) for name in ("Resta", "Cambia", "Tolta", "Cancellata"))
    taken_off = come(vault, stays)
    backup.make(vault, tmp_path / "copia")
    assert restore_preview.preview(vault, tmp_path / "copia").changes_nothing
    people.edit(vault, edited.id, notes="nuova nota")
    people.edit(vault, edited.id, notes="ancora")
    with vault.save("person.take_off") as session:
        session.get_one(Person, gone.id).voided = True
    accesses.void(vault, taken_off.id)
    erasing.erase(vault, erased.id, "Cancellata")
    new = person(vault, "Nuova")
    come(vault, new)
    come(vault, stays)
    found = restore_preview.preview(vault, tmp_path / "copia")
    assert line(found, "person") == (4, 3, 1, 1, 1)
    assert line(found, "access") == (1, 2, 2, 0, 1)
    assert found.lost == ("Nuova Fatima",)
    assert found.returning == ("Tolta Fatima",), "who was erased is named nowhere and does not return"
    assert found.erased == 1
    assert found.unsent >= 3
    assert not found.changes_nothing


def test_what_was_handed_over_is_not_counted_as_lost_for_good(vault: Vault, tmp_path: Path) -> None:
    backup.make(vault, tmp_path / "copia")
    person(vault, "Consegnata")
    syncing.synchronise(vault)
    found = restore_preview.preview(vault, tmp_path / "copia")
    assert line(found, "person")[2] == 1
    assert found.unsent == 0


def test_a_damaged_copy_is_not_compared(vault: Vault, tmp_path: Path) -> None:
    backup.make(vault, tmp_path / "copia")
    (tmp_path / "copia" / "vault.db").write_bytes(b"\0" * 8192)
    with pytest.raises(VaultDamaged):
        restore_preview.preview(vault, tmp_path / "copia")
