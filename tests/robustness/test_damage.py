"""Damaged vaults: each piece that breaks is named, nothing is written over it, and what is whole still opens."""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.errors import VaultDamaged
from millegiorni_desk.flows import checking, desk
from millegiorni_desk.vault import backup, key_slots

from . import furnished
from .conftest import Command, refused, state
from .furnished import DAY, World


def flip(path: Path, place: int) -> None:
    with path.open("rb+") as stream:
        stream.seek(place)
        byte = stream.read(1)
        stream.seek(place)
        stream.write(bytes([byte[0] ^ 0x55]))


# --- the database ----------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [0, 7, 16, 20, 100, 4_000, 4_090, 4_096])
def test_a_flipped_byte_at_the_beginning_is_seen_before_anything_is_written(
    place: int, world: World, command: Command
) -> None:
    database = world.house / "vault.db"
    flip(database, place)
    broken = database.read_bytes()
    refused(command("verify", world.house), "rovinato", "copia")
    assert database.read_bytes() == broken
    flip(database, place)
    assert command("verify", world.house).code == 0


def test_a_flipped_byte_anywhere_is_found_by_verify(world: World, command: Command) -> None:
    """Every page carries its seal (SQLCipher's HMAC), so no flipped bit passes for data."""
    database, chance = world.house / "vault.db", random.Random(3)
    whole = database.read_bytes()
    for place in (chance.randrange(4_096, len(whole)) for _ in range(15)):
        database.write_bytes(whole)
        flip(database, place)
        told = command("verify", world.house)
        assert told.code == 1, f"byte {place} of {len(whole)}"
        assert "rovinato" in told.err and len(told.err.splitlines()) <= 2, told.err
        for leftover in world.house.glob("vault.db-*"):
            leftover.unlink()


def test_a_database_that_lost_its_last_byte(world: World, command: Command) -> None:
    database = world.house / "vault.db"
    os.truncate(database, database.stat().st_size - 1)
    refused(command("verify", world.house), "rovinato")


@pytest.mark.parametrize("kept", [0, 1, 100, 4_096, 100_000, -4_096])
def test_a_database_cut_short(kept: int, world: World, command: Command) -> None:
    """Emptied by a bad copy, SQLite would take it for a new database: it must stay as it is."""
    database = world.house / "vault.db"
    size = database.stat().st_size
    os.truncate(database, kept if kept >= 0 else size + kept)
    broken = database.read_bytes()
    refused(command("verify", world.house), "rovinato")
    assert database.read_bytes() == broken


def test_another_vaults_database(world: World, command: Command) -> None:
    shutil.copy(world.coordinator / "vault.db", world.house / "vault.db")
    refused(command("verify", world.house), "rovinato")
    (world.house / "vault.db").unlink()
    refused(command("verify", world.house), "vault.db", "cartella giusta")
    assert not (world.house / "vault.db").exists()


def test_a_damaged_log_gives_an_older_whole_vault(world: World) -> None:
    """What a broken write-ahead log holds is lost from the broken place on, and never mixed into the rest."""
    _leave_a_log(world.house)
    log = world.house / "vault.db-wal"
    whole, chance = log.read_bytes(), random.Random(5)
    database = (world.house / "vault.db").read_bytes()
    assert len(whole) > 40_000
    for place in [0, 20, 32, 60, *(chance.randrange(len(whole)) for _ in range(6))]:
        (world.house / "vault.db").write_bytes(database)
        log.write_bytes(whole)
        flip(log, place)
        (world.house / "vault.db-shm").unlink(missing_ok=True)
        try:
            with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as vault:
                assert checking.faults(vault) == []
                assert vault.scalar("SELECT count(*) FROM person") == 2
        except VaultDamaged:
            pass


def _leave_a_log(folder: Path) -> None:
    """Record accesses and die without closing, as in a power cut."""
    program = (
        "import os, sys\nfrom pathlib import Path\nfrom tests.robustness import furnished\n"
        "from millegiorni_desk.areas.accesses import service\n"
        "from millegiorni_desk.areas.accesses.records import Access\nfrom millegiorni_desk.flows import desk\n"
        "vault = desk.open_desk(Path(sys.argv[1]), 'lucia', furnished.PASSPHRASE)\n"
        "for _ in range(8):\n    service.add(vault, Access(on_date=furnished.DAY, notes='nota'))\n"
        "os._exit(0)\n"
    )
    root = Path(__file__).parents[2]
    path = os.pathsep.join(str(root / part) for part in ("src", "sync", "."))
    subprocess.run(
        [sys.executable, "-c", program, str(folder)], check=True, env={**os.environ, "PYTHONPATH": path}
    )


# --- the key slots ---------------------------------------------------------------------------------


def test_without_its_slots_a_vault_says_what_is_missing(world: World, command: Command) -> None:
    before = state(world.house)
    kept = world.house.parent / "kept"
    kept.mkdir()
    for name in (key_slots.FILE_NAME, key_slots.PREVIOUS_NAME):
        shutil.move(world.house / name, kept / name)
    refused(command("verify", world.house), "vault.slots", "copia")
    shutil.copy(kept / key_slots.FILE_NAME, world.house)
    assert state(world.house) == before


def test_damaged_slots_are_told_from_a_wrong_passphrase(world: World, command: Command) -> None:
    (world.house / key_slots.PREVIOUS_NAME).unlink()
    flip(world.house / key_slots.FILE_NAME, 200)
    refused(command("verify", world.house), "chiavi è rovinato", "copia")
    (world.house / key_slots.FILE_NAME).write_bytes(b"")
    refused(command("verify", world.house), "chiavi è rovinato")


# --- a copy ----------------------------------------------------------------------------------------


def test_a_copy_put_in_place_of_a_ruined_vault(world: World, command: Command) -> None:
    """The way out that every sentence above names: it works, passphrases and all."""
    before = state(world.house)
    copy = world.house.parent / "copia"
    assert command("backup", world.house, "--out", copy).code == 0
    (world.house / "vault.db").write_bytes(os.urandom(100_000))
    refused(command("verify", world.house), "rovinato")
    shutil.rmtree(world.house)
    copy.rename(world.house)
    assert state(world.house) == before
    assert command("sync", world.house).code == 0
    assert command("verify", world.house).code == 0


def test_a_copy_that_does_not_read_back_is_not_kept(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk lies: what was written comes back changed."""
    honest = key_slots.write

    def lying(folder: Path, slots: key_slots.SlotFile) -> None:
        honest(folder, slots)
        flip(folder / "vault.db", 50_000)

    monkeypatch.setattr(key_slots, "write", lying)
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as vault:
        with pytest.raises(VaultDamaged):
            backup.make(vault, tmp_path / "copia")
        assert not (tmp_path / "copia").exists()
        accesses.add(vault, Access(on_date=DAY))
