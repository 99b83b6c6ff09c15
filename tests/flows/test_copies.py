"""The copies that make themselves: when, where, how many stay, a stick that comes and goes, and trying one."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue, StorageFailed, VaultDamaged
from millegiorni_desk.flows import copies, copy_trial, desk
from millegiorni_desk.flows.standing import last_backup
from millegiorni_desk.vault import backup, manifest, places
from millegiorni_desk.vault.vault import Vault
from tests.robustness.disks import no_file_larger_than

from .conftest import LUCIA, PASSPHRASE, Network

SECOND = places.SECOND


@pytest.fixture
def vault(make_network: Callable[..., Network]) -> Vault:
    return make_network("BAR").houses["BAR"]


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Path]:
    """Where a stick is plugged in."""
    folder = tmp_path / "media" / "CHIAVETTA"
    folder.mkdir(parents=True)
    yield folder


def come(vault: Vault, surname: str = "Prova") -> None:
    people.add(vault, Person(surname=surname, name="Fatima"))


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir() if each.is_dir())


def test_a_copy_is_made_once_a_day_and_only_where_something_changed(vault: Vault) -> None:
    assert copies.due(vault)
    made = copies.round_(vault).made
    assert made is not None
    assert made.manifest is not None
    assert made.folder.parent.parent == vault.folder.parent
    assert not copies.due(vault)
    assert copies.round_(vault).made is None
    tomorrow = date.today() + timedelta(days=1)
    assert not copies.due(vault, tomorrow)
    vault.note("vault.opened")
    assert not copies.due(vault, tomorrow)
    come(vault)
    assert not copies.due(vault)
    assert copies.due(vault, tomorrow)
    assert copies.due(vault, date.today() - timedelta(days=3)), "a clock that went back"
    assert last_backup(vault) is not None


def test_a_new_passphrase_is_worth_a_copy(vault: Vault) -> None:
    copies.round_(vault)
    vault.replace_slot("user", LUCIA.name, b"un'altra frase lunga")
    assert copies.due(vault, date.today() + timedelta(days=1))


def test_old_copies_make_room_and_what_is_damaged_is_neither_counted_nor_dropped(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = places.first(vault).path
    for _ in range(3):
        come(vault)
        copies.round_(vault, asked=True)
    (only,) = names(place)
    (place / "rovinata").mkdir()
    (place / "rovinata" / manifest.FILE_NAME).write_bytes(b"{}")
    (place / "a metà.incompleta").mkdir()
    come(vault)
    made = copies.round_(vault, asked=True)
    assert made.dropped == 1
    assert made.made is not None
    assert names(place) == sorted([made.made.folder.name, "rovinata"])
    assert only not in names(place)
    assert [copy.state for copy in copies.listed(vault)] == [copies.WHOLE, copies.DAMAGED]


def test_a_copy_opens_with_the_passphrase_and_holds_what_was_there(vault: Vault, tmp_path: Path) -> None:
    come(vault)
    made = copies.round_(vault).made
    assert made is not None
    come(vault)
    backup.put_back(made.folder, tmp_path / "di nuovo")
    with desk.open_desk(tmp_path / "di nuovo", LUCIA.name, PASSPHRASE) as copied:
        assert people.count(copied) == people.count(vault) - 1


def test_a_stick_gets_the_newest_copy_and_is_known_again_elsewhere(
    vault: Vault, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.path.ismount", lambda path: Path(path) in (stick, stick.with_name("ALTRA")))
    copies.round_(vault)
    places.choose(vault, SECOND, stick)
    assert copies.round_(vault).carried == 1
    assert copies.round_(vault).carried == 0
    there = stick / f"Copie di {vault.folder.name}"
    assert len(names(there)) == 1
    elsewhere = stick.with_name("ALTRA")
    stick.rename(elsewhere)
    come(vault)
    outcome = copies.round_(vault, asked=True)
    assert outcome.made is not None
    assert outcome.carried == 0, "nobody said where the stick is now"
    assert copies.round_(vault, [tmp_path, elsewhere]).carried == 1
    assert places.known_second(vault).path == elsewhere / there.name  # type: ignore[union-attr]
    shutil.rmtree(vault.folder.parent / there.name)
    assert copies.round_(vault).made is not None, "copies in the second place are no reason to have none here"
    assert {copy.which for copy in copies.listed(vault)} == {places.FIRST, places.SECOND}
    numbers = [copy.manifest.number for copy in copies.listed(vault) if copy.manifest]
    assert numbers == sorted(numbers, reverse=True)


def test_a_stick_that_was_not_seen_for_a_week_is_told(vault: Vault, stick: Path) -> None:
    now = datetime.now(UTC)
    assert copies.missing_place(vault, now) == 0
    places.choose(vault, SECOND, stick)
    assert copies.missing_place(vault, now + timedelta(days=6)) == 0
    assert copies.missing_place(vault, now + timedelta(days=9)) == 9
    assert copies.missing_place(vault, now - timedelta(days=9)) == 0
    places.forget_second(vault)
    assert copies.missing_place(vault, now + timedelta(days=9)) == 0


def test_a_place_that_will_not_do_is_refused(vault: Vault, stick: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="chiavetta"):
        places.choose(vault, SECOND, tmp_path / "non c'è")
    with pytest.raises(InvalidValue, match="dentro l'archivio"):
        places.choose(vault, SECOND, vault.folder)
    places.first(vault)
    with pytest.raises(InvalidValue, match="altro posto"):
        places.choose(vault, SECOND, vault.folder.parent)
    assert places.known_second(vault) is None
    places.choose(vault, SECOND, stick)
    again = places.choose(vault, SECOND, stick)
    assert places.choose(vault, SECOND, again.path).id == again.id


def test_a_round_that_failed_is_remembered_until_one_succeeds(vault: Vault) -> None:
    with no_file_larger_than(500_000), pytest.raises(StorageFailed, match="intatto"):
        copies.round_(vault)
    assert names(places.first(vault).path) == []
    assert "intatto" in copies.failed(vault)
    copies.round_(vault)
    assert copies.failed(vault) == ""


@pytest.mark.parametrize("after", [0, 2, 5])
def test_whoever_stops_a_copy_leaves_none(vault: Vault, after: int) -> None:
    class Enough(Exception):
        pass

    told: list[int] = []

    def stop(done: int, total: int, words: str) -> None:
        assert 0 <= done <= total
        told.append(done)
        if len(told) > after:
            raise Enough

    with pytest.raises(Enough):
        copies.round_(vault, progress=stop)
    assert names(places.first(vault).path) == []
    assert copies.due(vault)


def test_a_copy_is_tried_and_nothing_stays_of_the_trial(vault: Vault) -> None:
    come(vault)
    assert copy_trial.last(vault) is None
    now = datetime.now(UTC)
    assert copy_trial.due(vault, now)
    copies.round_(vault)
    before = sorted(path.name for path in vault.folder.iterdir())
    trial = copy_trial.try_newest(vault)
    assert (trial.problem, trial.people) == ("", people.count(vault))
    assert copy_trial.last(vault) == trial
    assert sorted(path.name for path in vault.folder.iterdir()) == before
    assert not copy_trial.due(vault, now + timedelta(days=6))
    assert copy_trial.due(vault, now + timedelta(days=8))
    assert not copies.due(vault, date.today() + timedelta(days=1)), "a trial is no reason for a copy"


def test_a_copy_that_rotted_is_found_by_its_trial_and_replaced(vault: Vault) -> None:
    made = copies.round_(vault).made
    assert made is not None
    database = made.folder / "vault.db"
    content = bytearray(database.read_bytes())
    content[len(content) // 2] ^= 1
    database.write_bytes(content)
    trial = copy_trial.try_newest(vault)
    assert "rovinata" in trial.problem
    assert copy_trial.due(vault, datetime.now(UTC) + timedelta(days=2))
    assert copies.due(vault), "one that is good is made at once"
    copies.round_(vault)
    assert copy_trial.try_newest(vault).problem == ""
    with pytest.raises(VaultDamaged):
        backup.check(made.folder, vault.copy_key())
