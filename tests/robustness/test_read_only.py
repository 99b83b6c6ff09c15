"""Folders that may only be read: told in one sentence, and what is in them can be read elsewhere."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.flows import desk

from . import furnished
from .conftest import Command, refused, state
from .disks import make_read_only, small_disk
from .furnished import World


@pytest.fixture
def disk(tmp_path: Path, world: World) -> Iterator[Path]:
    """A disk that may only be read, with Barrito's vault and an exchange on it."""
    with small_disk(tmp_path / "disco", 8192) as folder:
        shutil.copytree(world.house, folder / "barrito")
        shutil.copytree(world.exchange, folder / "scambio")
        make_read_only(folder)
        yield folder


def test_a_vault_that_may_only_be_read(disk: Path, world: World, command: Command, tmp_path: Path) -> None:
    for arguments in (("verify",), ("report", "--from", "2025-01-01", "--to", "2025-12-31")):
        name, *options = arguments
        refused(command(name, disk / "barrito", *options), "sola lettura", "non sono stati toccati")
    shutil.copytree(disk / "barrito", tmp_path / "altrove")
    assert state(tmp_path / "altrove") == state(world.house)


def test_an_exchange_that_may_only_be_read(disk: Path, world: World, command: Command) -> None:
    """Taking in still works; what cannot be handed over waits and is said to."""
    assert command("sync", world.house, "--exchange", disk / "scambio").code == 0
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as vault:
        people.add(vault, Person(surname="Nuova", name="Amina"))
    before = state(world.house)
    refused(command("sync", world.house, "--exchange", disk / "scambio"), "al sicuro")
    assert state(world.house) == before
    assert command("sync", world.house, "--exchange", world.exchange).code == 0


def test_papers_where_nothing_may_be_written(disk: Path, world: World, command: Command) -> None:
    year = ("--from", "2025-01-01", "--to", "2025-12-31")
    refused(command("report", world.house, *year, "--pdf", disk / "a.pdf"), "sola lettura")
    refused(command("receipt", world.house, world.receipt, "--out", disk / "r.pdf"), "sola lettura")
    refused(command("backup", world.house, "--out", disk / "copia"), "sola lettura")
    refused(command("create", disk / "nuovo", "--network", "Rete", "--user", "ada"), "sola lettura")
