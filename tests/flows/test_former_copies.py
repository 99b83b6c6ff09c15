"""Copies of before the key was renewed: still looked into, tried and put back; and a new one is wanted at once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.flows import copies, copy_trial, desk, joining, restore_preview, restoring
from millegiorni_desk.network.records import House
from millegiorni_desk.vault import renewal, users
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault

from .conftest import PASSPHRASE, Network

ANNA = "quattro gatti sul tetto verde"


@pytest.fixture
def vault(make_network: Callable[..., Network]) -> Vault:
    coordinator = make_network().coordinator
    joining.add_house(coordinator, House(code="BAR", name="Barrito"))
    return coordinator


def come(vault: Vault, surname: str) -> None:
    people.add(vault, Person(house="BAR", surname=surname, name="Fatima"))


def renewed(vault: Vault) -> Vault:
    renewal.renew(vault, PASSPHRASE)
    return desk.open_desk(vault.folder, "marta", PASSPHRASE)


def states(vault: Vault) -> list[str]:
    return [copy.state for copy in copies.listed(vault)]


def test_two_renewals_later_the_first_copy_is_still_read(vault: Vault, tmp_path: Path) -> None:
    come(vault, "Prima")
    oldest = copies.make_now(vault)
    vault = renewed(vault)
    assert copies.due(vault), "today's copy opens with the former key"
    come(vault, "Seconda")
    vault = renewed(vault)
    come(vault, "Terza")
    (former,) = copies.listed(vault)
    assert (former.folder, former.state) == (oldest, copies.FORMER_KEY)
    trial = copy_trial.try_copy(vault, former)
    assert (trial.problem, trial.people) == ("", 1)
    found = restore_preview.preview(vault, oldest)
    assert found.former_key
    assert found.lost == ("Seconda Fatima", "Terza Fatima")
    restored = restoring.restore(oldest, tmp_path / "di nuovo", "marta", PASSPHRASE)
    copies.make_now(vault)
    assert not copies.due(vault)
    assert states(vault) == [copies.WHOLE]
    assert not restore_preview.preview(vault, copies.listed(vault)[0].folder).former_key
    vault.close()
    with restored.vault as again:
        assert [row["surname"] for row in again.query("SELECT surname FROM person")] == ["Prima"]
        assert states(again) == [copies.OLD_KEY], "what came later is of a key that was not there yet"


def test_a_copy_is_put_back_by_one_whose_slot_is_behind_in_it(vault: Vault, tmp_path: Path) -> None:
    users.add(vault, "anna", "Anna", [Role.COORDINATOR], ANNA)
    come(vault, "Prima")
    vault = renewed(vault)
    made = copies.make_now(vault)
    vault.close()
    with restoring.restore(made, tmp_path / "di nuovo", "anna", ANNA).vault as again:
        assert [row["surname"] for row in again.query("SELECT surname FROM person")] == ["Prima"]
        assert states(again) == [copies.WHOLE]


def test_a_former_copy_that_was_changed_is_no_copy(vault: Vault, tmp_path: Path) -> None:
    come(vault, "Prima")
    made = copies.make_now(vault)
    vault = renewed(vault)
    with (made / "vault.db").open("r+b") as stream:
        stream.seek(5000)
        stream.write(b"x" * 16)
    (former,) = copies.listed(vault)
    assert copy_trial.try_copy(vault, former).problem
    text = (made / "copia.json").read_text(encoding="utf-8")
    (made / "copia.json").write_text(text.replace('"number":1', '"number":7'), encoding="utf-8")
    assert states(vault) == [copies.DAMAGED]
    vault.close()
