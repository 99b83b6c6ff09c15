"""Every byte of the key slots and of a copy, flipped: refused, nothing lost, and the former generation opens."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import VaultDamaged
from millegiorni_desk.flows import copies, desk, restoring
from millegiorni_desk.flows.copies import Copy
from millegiorni_desk.vault import backup, key_slots, manifest, passphrase, users
from millegiorni_desk.vault.vault import Vault

from . import furnished
from .conftest import state
from .furnished import World

PAGE = 4096
NEW = "un'altra frase lunga"


def refused_everywhere(path: Path, places: list[int], look: Callable[[], object], mask: int) -> list[int]:
    """The places of *path* where a flipped byte was not refused by *look*; the file is as it was afterwards."""
    whole, passed = path.read_bytes(), []
    with path.open("rb+", buffering=0) as stream:
        for place in places:
            stream.seek(place)
            stream.write(bytes([whole[place] ^ mask]))
            try:
                look()
                passed.append(place)
            except VaultDamaged:
                pass
            stream.seek(place)
            stream.write(whole[place : place + 1])
    assert path.read_bytes() == whole
    return passed


# --- the key slots ---------------------------------------------------------------------------------


@pytest.mark.parametrize("mask", [0x01, 0x20, 0x80])
def test_every_byte_of_the_slots(world: World, mask: int) -> None:
    """With the spare copy the vault's key is got all the same; without it the file is refused, not misread."""
    folder, secret = world.house, passphrase.normalise(furnished.PASSPHRASE)
    target, spare = folder / key_slots.FILE_NAME, folder / key_slots.PREVIOUS_NAME
    intact, kept = target.read_bytes(), spare.read_bytes()
    data_key = key_slots.read(folder).open("user", "lucia", secret)
    for place in range(len(intact)):
        target.write_bytes(intact[:place] + bytes([intact[place] ^ mask]) + intact[place + 1 :])
        if place % 10 == 0:
            assert key_slots.read(folder).open("user", "lucia", secret) == data_key
        spare.unlink()
        with pytest.raises(VaultDamaged):
            key_slots.read(folder)
        spare.write_bytes(kept)


def test_a_vault_whose_slots_are_damaged_opens_by_the_former_ones(world: World) -> None:
    before, chance = state(world.house), random.Random(11)
    target = world.house / key_slots.FILE_NAME
    intact = target.read_bytes()
    for place in chance.sample(range(len(intact)), 12):
        target.write_bytes(intact[:place] + bytes([intact[place] ^ 4]) + intact[place + 1 :])
        assert state(world.house) == before
        assert target.read_bytes() != intact, "opening repairs nothing by itself"
    for length in range(0, len(intact), 97):
        target.write_bytes(intact[:length])
        assert key_slots.read(world.house).users() == ["lucia"]


def test_the_slots_before_a_change_are_not_kept_longer_than_they_may(world: World) -> None:
    """The former generation is a spare against damage, not a way in for a passphrase that was taken away."""
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as vault:
        users.change_passphrase(vault, "lucia", furnished.PASSPHRASE, NEW)
    target = world.house / key_slots.FILE_NAME
    target.write_bytes(target.read_bytes()[:-1])
    desk.open_desk(world.house, "lucia", NEW).close()


# --- a copy ----------------------------------------------------------------------------------------


@pytest.fixture
def vault(world: World) -> Vault:
    opened = desk.open_desk(world.house, "lucia", furnished.PASSPHRASE)
    yield opened
    opened.close()


@pytest.fixture
def generations(vault: Vault) -> tuple[Copy, Copy]:
    """Two copies, the former kept aside from the rotation of one day, and the newest."""
    former = copies.round_(vault, asked=True).made
    assert former is not None
    aside = vault.folder.parent / "aside"
    shutil.copytree(former.folder, aside)
    people.add(vault, Person(surname="Dopo", name="Amina"))
    newest = copies.round_(vault, asked=True).made
    assert newest is not None
    return Copy(aside, former.which, former.state, former.manifest), newest


@pytest.mark.parametrize("name", [manifest.FILE_NAME, key_slots.FILE_NAME])
def test_every_byte_beside_a_copys_database(
    name: str, vault: Vault, generations: tuple[Copy, Copy], tmp_path: Path
) -> None:
    former, newest = generations
    path, key = newest.folder / name, vault.copy_key()
    every = list(range(path.stat().st_size))
    for mask, step in ((0x01, 2), (0x20, 5), (0x80, 7)):
        assert refused_everywhere(path, every[::step], lambda: backup.check(newest.folder, key), mask) == []
    sample = [*every[::60], every[-3]]
    assert refused_everywhere(path, sample, lambda: _restore(newest, tmp_path / "v"), 0x01) == []
    assert not (tmp_path / "v").exists(), "nothing is laid out of what is refused"
    _opens(former, tmp_path / "prima", vault)
    _opens(newest, tmp_path / "dopo", vault)


def test_every_page_of_a_copys_database(vault: Vault, generations: tuple[Copy, Copy], tmp_path: Path) -> None:
    """All bytes of salt and header, every ninth of the rest of the first page, and one in every page."""
    former, newest = generations
    path, chance = newest.folder / "vault.db", random.Random(7)
    pages = path.stat().st_size // PAGE
    assert pages > 100
    places = [
        *range(128),
        *range(128, PAGE, 9),
        *(page * PAGE + chance.randrange(PAGE) for page in range(1, pages)),
    ]

    def digest_of_page() -> None:
        backup.check(newest.folder, vault.copy_key())

    assert refused_everywhere(path, places, digest_of_page, 0x10) == []
    _opens(former, tmp_path / "prima", vault)
    _opens(newest, tmp_path / "dopo", vault)


@pytest.mark.parametrize("name", [manifest.FILE_NAME, key_slots.FILE_NAME, "vault.db"])
def test_a_copy_cut_short_or_lengthened(name: str, vault: Vault, generations: tuple[Copy, Copy]) -> None:
    path, key = generations[1].folder / name, vault.copy_key()
    whole = path.read_bytes()
    for changed in (
        b"",
        whole[:1],
        whole[:-1],
        whole[: len(whole) // 2],
        whole + b"\n",
        whole + whole[-PAGE:],
    ):
        path.write_bytes(changed)
        with pytest.raises(VaultDamaged):
            backup.check(generations[1].folder, key)
    path.write_bytes(whole)
    assert backup.check(generations[1].folder, key).number == 2


def test_files_of_two_copies_do_not_mix(vault: Vault, generations: tuple[Copy, Copy]) -> None:
    """Each is whole by itself: a database of one with the manifest of the other is neither copy."""
    former, newest = generations
    shutil.copy(former.folder / "vault.db", newest.folder / "vault.db")
    with pytest.raises(VaultDamaged, match="rovinata"):
        backup.check(newest.folder, vault.copy_key())


def test_whoever_lacks_the_key_makes_no_copy(vault: Vault, generations: tuple[Copy, Copy]) -> None:
    """A manifest made anew, digests and all, with a key of one's own: refused, and told from mere damage."""
    newest = generations[1]
    assert newest.manifest is not None
    manifest.write(newest.folder, newest.manifest, b"\0" * 32)
    with pytest.raises(VaultDamaged, match="da questo archivio"):
        backup.check(newest.folder, vault.copy_key())
    assert [copy.state for copy in copies.listed(vault)] == [copies.DAMAGED]


def _restore(copy: Copy, folder: Path) -> None:
    restoring.restore(copy.folder, folder, "lucia", furnished.PASSPHRASE)


def _opens(copy: Copy, folder: Path, vault: Vault) -> None:
    backup.check(copy.folder, vault.copy_key())
    backup.put_back(copy.folder, folder)
    with desk.open_desk(folder, "lucia", furnished.PASSPHRASE) as opened:
        assert people.count(opened) in (people.count(vault), people.count(vault) - 1)
