"""A full disk: each save is there or is refused in one sentence, and room makes everything go on."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import StorageFailed, WrongPassphrase
from millegiorni_desk.flows import desk
from millegiorni_desk.vault import backup, renewal, users

from . import furnished
from .conftest import Command, refused, state
from .disks import fill, no_file_larger_than, small_disk
from .furnished import DAY, World

YEAR = ("--from", "2025-01-01", "--to", "2025-12-31")
NEW_PASSPHRASE = "un'altra frase lunga"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disco", 4096) as folder:
        yield folder


@pytest.fixture
def house(disk: Path, world: World) -> Path:
    """Barrito's vault on the small disk."""
    shutil.copytree(world.house, disk / "barrito")
    return disk / "barrito"


def register(path: Path, rows: int) -> Path:
    """A register of accesses of as many women."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["Data", "Casa", "Cognome", "Nome"])
    for number in range(rows):
        letters = "".join("bcdfghlmnp"[int(digit)] + "a" for digit in str(number))
        sheet.append([DAY, "BAR", "Prova" + letters, "Fatima"])
    book.save(path)
    return path


def save_until_refused(folder: Path) -> list[str]:
    """Record accesses until the disk refuses; gives the ids of those that were said to be saved."""
    saved: list[str] = []
    with desk.open_desk(folder, "lucia", furnished.PASSPHRASE) as vault:
        with pytest.raises(StorageFailed, match="al sicuro"):
            for _ in range(5_000):
                saved.append(accesses.add(vault, Access(on_date=DAY, notes="nota lunga " * 40)).id)
        assert {row["id"] for row in vault.query("SELECT id FROM access")} >= set(saved)
    return saved


def holds(folder: Path, saved: list[str]) -> None:
    with desk.open_desk(folder, "lucia", furnished.PASSPHRASE) as vault:
        assert {row["id"] for row in vault.query("SELECT id FROM access")} >= set(saved)
        accesses.add(vault, Access(on_date=DAY))


def test_saves_until_the_disk_is_full(house: Path, disk: Path) -> None:
    filler = fill(disk, leave=400_000)
    saved = save_until_refused(house)
    assert saved
    filler.unlink()
    holds(house, saved)


def test_saves_until_a_file_may_not_grow(world: World) -> None:
    """The same without a mount: whoever runs the tests."""
    with no_file_larger_than(800_000):
        saved = save_until_refused(world.house)
    assert saved
    holds(world.house, saved)


def test_a_vault_opens_and_closes_on_a_full_disk_or_says_why(
    house: Path, disk: Path, command: Command
) -> None:
    before = state(house)
    filler = fill(disk)
    for arguments in (("verify", house), ("sync", house), ("report", house, *YEAR)):
        refused(command(*arguments), "disco", "al sicuro")
    filler.unlink()
    assert command("verify", house).code == 0
    assert state(house) == before


def test_an_import_that_does_not_fit_is_completed_later(
    house: Path, disk: Path, command: Command, tmp_path: Path
) -> None:
    book = register(tmp_path / "accessi.xlsx", 400)
    filler = fill(disk, leave=300_000)
    refused(command("import", house, book), "disco", "al sicuro")
    filler.unlink()
    assert command("verify", house).code == 0
    assert command("import", house, book).code == 0
    with desk.open_desk(house, "lucia", furnished.PASSPHRASE) as vault:
        assert accesses.count(vault) == 400 + 1


def test_papers_on_a_full_disk(world: World, disk: Path, command: Command) -> None:
    fill(disk)
    there, before = set(disk.iterdir()), state(world.house)
    for option, name in (("--json", "a.json"), ("--xlsx", "a.xlsx"), ("--pdf", "a.pdf")):
        refused(command("report", world.house, *YEAR, option, disk / name), "disco è pieno")
    refused(command("receipt", world.house, world.receipt, "--out", disk / "r.pdf"), "disco è pieno")
    refused(command("template", "accesses", disk / "t.xlsx"), "disco è pieno")
    invite = ("network", world.coordinator, "invite", "BAR", "--out", disk / "i.json")
    refused(command(*invite, user="marta"), "disco è pieno")
    assert set(disk.iterdir()) == there, "half a paper was left"
    assert state(world.house) == before


@pytest.mark.parametrize("leave", [0, 100_000])
def test_a_copy_or_a_new_vault_that_does_not_fit_leaves_nothing(
    leave: int, world: World, disk: Path, command: Command
) -> None:
    fill(disk, leave)
    there = set(disk.iterdir())
    refused(command("backup", world.house, "--out", disk / "copia"), "l'originale è intatto")
    refused(command("create", disk / "nuovo", "--network", "Rete", "--user", "ada"), "disco")
    assert set(disk.iterdir()) == there


def test_a_copy_that_does_not_fit_without_a_mount(world: World, tmp_path: Path) -> None:
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as vault:
        with no_file_larger_than(100_000), pytest.raises(StorageFailed, match="intatto"):
            backup.make(vault, tmp_path / "copia")
        assert not (tmp_path / "copia").exists()
        assert backup.make(vault, tmp_path / "copia").size > 0


def test_handing_over_to_a_full_stick(world: World, tmp_path: Path, command: Command) -> None:
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as vault:
        people.add(vault, Person(surname="Nuova", name="Amina"))
    with small_disk(tmp_path / "chiavetta", 256) as stick:
        shutil.copytree(world.exchange, stick / "scambio")
        fill(stick)
        before = state(world.house)
        refused(command("sync", world.house, "--exchange", stick / "scambio"), "spazio", "al sicuro")
        assert not [path for path in stick.rglob("*") if ".part" in path.name]
        assert state(world.house) == before
    assert command("sync", world.house, "--exchange", world.exchange).code == 0
    assert command("sync", world.coordinator, user="marta").code == 0
    with desk.open_desk(world.coordinator, "marta", furnished.PASSPHRASE) as vault:
        assert people.count(vault) == 3


def test_a_passphrase_is_changed_wholly_or_not_at_all(world: World) -> None:
    """The slots are a file beside the database: where the database refuses, the old passphrase still opens."""
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as vault:
        with pytest.raises(StorageFailed), no_file_larger_than(4_000):
            users.change_passphrase(vault, "lucia", furnished.PASSPHRASE, NEW_PASSPHRASE)
        with pytest.raises(StorageFailed), no_file_larger_than(4_000):
            users.add(vault, "anna", "Anna", [furnished.Role.OPERATOR], NEW_PASSPHRASE)
        assert [user.name for user in users.all_users(vault)] == ["lucia"]
    with pytest.raises(WrongPassphrase):
        desk.open_desk(world.house, "lucia", NEW_PASSPHRASE)
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as vault:
        users.add(vault, "anna", "Anna", [furnished.Role.OPERATOR], NEW_PASSPHRASE)
    desk.open_desk(world.house, "anna", NEW_PASSPHRASE).close()


@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_a_key_that_cannot_be_renewed_stays(share: float, world: World) -> None:
    """The new database does not fit, at its beginning, in the middle, or at its very end."""
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as vault:
        users.add(vault, "anna", "Anna", [furnished.Role.OPERATOR], NEW_PASSPHRASE)
        size = int((world.house / "vault.db").stat().st_size * share)
        with pytest.raises(StorageFailed, match="com'era"), no_file_larger_than(size):
            renewal.renew(vault, furnished.PASSPHRASE)
        assert not list(world.house.glob("vault.db.new*"))
        accesses.add(vault, Access(on_date=DAY))
        kept = accesses.count(vault)
        renewal.renew(vault, furnished.PASSPHRASE)
    with desk.open_desk(world.house, "anna", NEW_PASSPHRASE) as vault:
        assert accesses.count(vault) == kept


def test_a_renewal_says_beforehand_that_there_is_no_room(house: Path, disk: Path) -> None:
    before = (house / "vault.slots").read_bytes()
    with desk.open_desk(house, "lucia", furnished.PASSPHRASE) as vault:
        filler = fill(disk, leave=(house / "vault.db").stat().st_size)
        with pytest.raises(StorageFailed, match="disco è pieno"):
            renewal.renew(vault, furnished.PASSPHRASE)
        filler.unlink()
    assert (house / "vault.slots").read_bytes() == before
    holds(house, [])
