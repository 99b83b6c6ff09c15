"""Copies made before an erasure: told, and replaced only once a new one was read again."""

from collections.abc import Callable
from pathlib import Path

import pytest

from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import NotAllowed, StorageFailed
from millegiorni_desk.flows import copies, erasing, old_copies, syncing
from millegiorni_desk.vault import places
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.robustness.disks import no_file_larger_than
from tests.vaults.plain_pages import plain_pages

from .conftest import Network

Make = Callable[..., Network]


def come(vault: Vault, surname: str) -> str:
    return people.add(vault, Person(surname=surname, name="Fatima")).id


def test_the_copies_made_before_are_told_and_replaced_by_one_without_her(make_network: Make) -> None:
    vault = make_network("BAR").houses["BAR"]
    person = come(vault, "Zibaldone")
    old = copies.make_now(vault)
    assert old_copies.holding(vault) == []
    erasing.erase(vault, person, "zibaldone")
    (held,) = old_copies.holding(vault)
    assert held.folder == old
    done = old_copies.replace(vault)
    assert (done.dropped, done.left, done.second_missing) == (1, 0, False)
    assert old_copies.holding(vault) == []
    (left,) = copies.listed(vault)
    assert b"zibaldone" not in plain_pages(left.folder / "vault.db", vault.database_key()).lower()
    assert vault.scalar("SELECT detail FROM audit ORDER BY n DESC LIMIT 1") == '{"dropped":1,"left":0}'


def test_an_erasure_that_is_only_heard_of_counts_too(make_network: Make) -> None:
    made = make_network("BAR")
    house, coordinator = made.houses["BAR"], made.coordinator
    person = come(house, "Zibaldone")
    made.round()
    copies.make_now(coordinator)
    erasing.erase(house, person, "zibaldone")
    assert old_copies.holding(coordinator) == []
    syncing.synchronise(house)
    syncing.synchronise(coordinator)
    assert len(old_copies.holding(coordinator)) == 1


def test_nothing_is_taken_away_where_the_new_copy_fails(make_network: Make) -> None:
    vault = make_network("BAR").houses["BAR"]
    old = copies.make_now(vault)
    erasing.erase(vault, come(vault, "Zibaldone"), "zibaldone")
    with no_file_larger_than(8 * 4096), pytest.raises(StorageFailed):
        old_copies.replace(vault)
    assert [one.folder for one in copies.listed(vault)] == [old]


def test_a_second_place_that_is_away_is_told_and_an_operator_may_not(
    make_network: Make, tmp_path: Path
) -> None:
    vault = make_network("BAR").houses["BAR"]
    stick = tmp_path / "stick"
    stick.mkdir()
    places.choose(vault, places.SECOND, stick)
    copies.make_now(vault)
    erasing.erase(vault, come(vault, "Zibaldone"), "zibaldone")
    assert len(old_copies.holding(vault)) == 2
    stick.rename(tmp_path / "away")
    done = old_copies.replace(vault)
    assert (done.dropped, done.second_missing) == (1, True)
    (tmp_path / "away").rename(stick)
    assert len(old_copies.holding(vault)) == 1 and old_copies.replace(vault).dropped == 1
    vault.roles = [Role.OPERATOR]
    with pytest.raises(NotAllowed):
        old_copies.replace(vault)
