"""Renewing the data key: who stays enters as before, who left does not, and cut short it is all or nothing."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from millegiorni_desk.app.entrance.first_run_work import renewed_sheet
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue, NotAllowed, StorageFailed, VaultDamaged, WrongPassphrase
from millegiorni_desk.flows.desk import SCHEMA, create_network
from millegiorni_desk.vault import (
    audit,
    connection,
    key_slots,
    passphrase,
    renewal,
    renewed_files,
    seal_readers,
    slot_keys,
    users,
)
from millegiorni_desk.vault.opening import Place, create_vault, open_vault, open_with_recovery_key
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.robustness import furnished
from tests.vaults import frozen

from .conftest import LUCIA, PASSPHRASE

ANNA = "un'altra frase lunga"
BRUNA = "quattro gatti verdi sul tetto"
Made = tuple[Vault, str]


def files(folder: Path) -> dict[str, bytes]:
    """What is in the folder, but for the lock."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "vault.lock"}


def fill(vault: Vault) -> None:
    users.add(vault, "anna", "Anna", [Role.OPERATOR], ANNA)
    users.add(vault, "bruna", "Bruna", [Role.OPERATOR], BRUNA)
    people.add(vault, Person(surname="El Idrissi", name="Fatima"))


def surnames(vault: Vault) -> list[str]:
    return [row["surname"] for row in vault.query("SELECT surname FROM person ORDER BY surname")]


def opens(folder: Path, user: str, secret: str) -> bool:
    try:
        open_vault(folder, SCHEMA, user, secret).close()
    except WrongPassphrase:
        return False
    return True


def renew(folder: Path, secret: str = PASSPHRASE) -> None:
    renewal.renew(open_vault(folder, SCHEMA, "lucia", secret), secret)


def test_those_who_stay_enter_as_before(made: Made, folder: Path) -> None:
    vault, sheet = made
    fill(vault)
    former, pair = vault.database_key(), vault.seal_pair
    renewal.renew(vault, PASSPHRASE)
    assert not connection.opens(folder / "vault.db", former)
    for name, secret in (("anna", ANNA), ("lucia", PASSPHRASE), ("bruna", BRUNA), ("anna", ANNA)):
        with open_vault(folder, SCHEMA, name, secret) as opened:
            assert surnames(opened) == ["El Idrissi"]
            assert opened.slots.epoch == 2
            if name == "lucia":
                assert opened.seal_pair is not None
                assert pair is not None
                assert opened.seal_pair.public == pair.public, "what is reserved stays hers"
    with open_with_recovery_key(folder, SCHEMA, sheet) as recovered:
        assert surnames(recovered) == ["El Idrissi"]
        with recovered.connection() as raw:
            assert audit.first_broken(raw) is None
            told = {entry.action for entry in audit.entries(raw)}
    assert {renewal.ACTION, "vault.key_taken"} <= told


def test_who_was_removed_enters_by_no_former_file(made: Made, folder: Path, tmp_path: Path) -> None:
    vault, _ = made
    fill(vault)
    shutil.copy(folder / "vault.slots", tmp_path / "kept")
    users.remove(vault, "bruna")
    renewal.renew(vault, PASSPHRASE)
    assert not opens(folder, "bruna", BRUNA)
    slots = files(folder)
    assert slots["vault.slots"] == slots["vault.slots.previous"], "not by the spare copy either"
    shutil.copy(tmp_path / "kept", folder / "vault.slots")
    with pytest.raises(VaultDamaged):
        open_vault(folder, SCHEMA, "bruna", BRUNA)
    # Her former data key does not unwrap what the others get either.
    held = key_slots.read(folder).held("user", "bruna", passphrase.normalise(BRUNA))
    (folder / "vault.slots").write_bytes(slots["vault.slots"])
    for slot in key_slots.read(folder).slots:
        stolen = replace(key_slots.read(folder), slots=(replace(slot, renewed=slot.renewed or "AAAA"),))
        own = stolen.with_slot("user", "bruna", b"sua", held.data_key, slot.cost, held.seal_seed)
        forged = replace(own.slots[-1], epoch=1, renewed=slot.renewed)
        with pytest.raises(VaultDamaged):
            replace(stolen, slots=(forged,)).open("user", "bruna", b"sua")


def test_a_wrapped_key_is_taken_from_nobody_who_did_not_have_the_former_one(made: Made, folder: Path) -> None:
    """Public keys are known to other desks: with one alone nobody can lead her into a vault of his own."""
    vault, _ = made
    fill(vault)
    public = slot_keys.known(vault, "user", "anna")
    wrong = key_slots.Recipient(public, b"x" * 32)
    forged = vault.slots.renewed(b"y" * 32, {("user", "anna"): wrong})
    with pytest.raises(VaultDamaged):
        forged.open("user", "anna", passphrase.normalise(ANNA))
    # The control: who had it can.
    right = key_slots.Recipient(public, vault.data_keys()[1])
    honest = vault.slots.renewed(b"y" * 32, {("user", "anna"): right})
    assert honest.open("user", "anna", passphrase.normalise(ANNA)) == b"y" * 32


def test_a_file_that_is_behind_says_so_to_older_programs(made: Made, folder: Path) -> None:
    def form() -> int:
        return int(json.loads((folder / "vault.slots").read_bytes())["body"]["format"])

    vault, sheet = made
    fill(vault)
    assert form() == 1
    renewal.renew(vault, PASSPHRASE)
    assert form() == 2
    renew(folder)
    for name, secret in (("anna", ANNA), ("bruna", BRUNA)):
        open_vault(folder, SCHEMA, name, secret).close()
    assert form() == 2, "the sheet lies in a drawer"
    open_with_recovery_key(folder, SCHEMA, sheet).close()
    assert form() == 1


def test_who_has_not_entered_since_an_older_program_is_told_by_name(vault: Vault, folder: Path) -> None:
    fill(vault)
    # As older programs left it: nothing was kept of the slots.
    vault.set_local(slot_keys.KEPT, {})
    vault.close()
    vault = open_vault(folder, SCHEMA, "lucia", PASSPHRASE)
    found = renewal.standing(vault)
    assert [user.name for user in found.unknown] == ["anna", "bruna"]
    assert found.sheet
    assert not found.ready
    with pytest.raises(InvalidValue, match="Anna, Bruna"):
        renewal.renew(vault, PASSPHRASE)
    vault.close()
    open_vault(folder, SCHEMA, "anna", ANNA).close()
    vault = open_vault(folder, SCHEMA, "lucia", PASSPHRASE)
    users.reset_passphrase(vault, "bruna", ANNA)
    assert renewal.standing(vault).ready
    vault.set_local("recovery_seal_key", "")
    with pytest.raises(InvalidValue, match="foglio"):
        renewal.check(vault, PASSPHRASE)


def test_a_slot_is_never_taken_for_another(vault: Vault) -> None:
    """A power cut between the slots and the database: what is known is of the slot before, and counts for nothing."""
    fill(vault)
    assert slot_keys.known(vault, "user", "anna")
    fresh = vault.slots.with_slot("user", "anna", b"altra", b"x" * 32, key_slots.KdfCost(64, 1, 1), b"s" * 32)
    vault.write_slots(fresh)
    assert not slot_keys.known(vault, "user", "anna")
    assert slot_keys.known(vault, "user", "bruna")


def test_a_folder_may_have_any_name_and_nothing_is_ever_in_clear(tmp_path: Path) -> None:
    folder = tmp_path / "l'archivio è 100% «nostro» #1"
    vault, _ = create_vault(folder, SCHEMA, Place("BAR", 2), LUCIA)
    fill(vault)
    seen: list[bytes] = []

    def look(done: int, total: int, words: str) -> None:
        seen.extend(path.read_bytes() for path in folder.iterdir() if path.name.startswith("vault.db"))

    renewal.renew(vault, PASSPHRASE, look)
    assert len(seen) > 3
    assert not [held for held in seen if b"Idrissi" in held or b"SQLite format" in held]
    assert sorted(files(folder)) == ["vault.db", "vault.slots", "vault.slots.previous"]
    assert opens(folder, "anna", ANNA)


@pytest.mark.parametrize(
    "archive",
    [
        # Each is opened every day (test_migrations); those between the oldest and the newest are renewed in long tests.
        pytest.param(
            path, id=path.name[:4], marks=[pytest.mark.soak] if 0 < place < len(frozen.archives()) - 1 else []
        )
        for place, path in enumerate(frozen.archives())
    ],
)
def test_vaults_of_every_version_are_renewed(archive: Path, tmp_path: Path) -> None:
    frozen.unpack(archive, tmp_path)
    folder = tmp_path / "barrito"
    vault = open_vault(folder, SCHEMA, "lucia", furnished.PASSPHRASE)
    for user in renewal.standing(vault).unknown:
        users.reset_passphrase(vault, user.name, ANNA)
    if not renewal.standing(vault).sheet:
        seal_readers.renew_recovery(vault, b"r" * 20)
    before = frozen.rows(vault)
    renewal.renew(vault, furnished.PASSPHRASE)
    assert not list(folder.glob("*.prima-di-*")), "what an update left is of the former key"
    with open_vault(folder, SCHEMA, "lucia", furnished.PASSPHRASE) as opened:
        assert opened.slots.epoch == 2
        assert frozen.rows(opened) == before


def test_how_it_stands(vault: Vault, folder: Path) -> None:
    fill(vault)
    users.remove(vault, "bruna")
    found = renewal.standing(vault)
    assert (found.last, found.gone) == ("", 1)
    vault.roles = [str(Role.OPERATOR)]
    for ask in (lambda: renewal.standing(vault), lambda: renewal.renew(vault, PASSPHRASE)):
        with pytest.raises(NotAllowed):
            ask()
    vault.roles = [str(Role.ADMINISTRATOR)]
    renewal.renew(vault, PASSPHRASE)
    with open_vault(folder, SCHEMA, "lucia", PASSPHRASE) as opened:
        found = renewal.standing(opened)
        assert (found.last[:4].isdigit(), found.gone) == (True, 0)


def test_a_wrong_passphrase_or_a_second_thought_change_nothing(vault: Vault, folder: Path) -> None:
    fill(vault)
    with vault.connection() as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = files(folder)["vault.slots"]
    with pytest.raises(WrongPassphrase):
        renewal.renew(vault, ANNA)

    class Enough(Exception):
        pass

    def stop(done: int, total: int, words: str) -> None:
        raise Enough

    with pytest.raises(Enough):
        renewal.renew(vault, PASSPHRASE, stop)
    assert files(folder)["vault.slots"] == before
    assert not (folder / renewed_files.NEW_NAME).exists()
    people.add(vault, Person(surname="Osas", name="Joy"))
    vault.close()
    with open_vault(folder, SCHEMA, "anna", ANNA) as opened:
        assert surnames(opened) == ["El Idrissi", "Osas"]


def test_other_work_is_not_cut_off(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(vault)
    monkeypatch.setattr(connection, "ALONE_SECONDS", 0.01)
    with vault.connection() as raw:
        raw.execute("BEGIN")
        raw.execute("SELECT count(*) FROM person").fetchone()
        with pytest.raises(StorageFailed, match="occupato"):
            renewal.renew(vault, PASSPHRASE)
        raw.execute("ROLLBACK")
    assert surnames(vault) == ["El Idrissi"]


@pytest.mark.parametrize("name", [connection.FILE_NAME, key_slots.FILE_NAME])
def test_a_name_that_cannot_be_given_is_taken_back(
    vault: Vault, folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(vault)
    honest = os.replace

    def refuse(source: Path, target: Path) -> None:
        if Path(target).name == name:
            monkeypatch.undo()
            raise PermissionError(13, "in use")
        honest(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(StorageFailed):
        renewal.renew(vault, PASSPHRASE)
    assert not (folder / renewed_files.NEW_NAME).exists()
    people.add(vault, Person(surname="Osas", name="Joy"))
    vault.close()
    with open_vault(folder, SCHEMA, "anna", ANNA) as opened:
        assert opened.slots.epoch == 1
        assert surnames(opened) == ["El Idrissi", "Osas"]


def test_slots_whose_writing_was_cut_short_are_taken_away(vault: Vault, folder: Path) -> None:
    vault.close()
    there = {path.name for path in folder.iterdir()}
    for name in (key_slots.FILE_NAME, key_slots.PREVIOUS_NAME):
        shutil.copy(folder / key_slots.FILE_NAME, folder / f"{name}.new")
    open_vault(folder, SCHEMA, LUCIA.name, PASSPHRASE).close()
    assert {path.name for path in folder.iterdir()} - there <= {key_slots.PREVIOUS_NAME}


def test_what_can_be_neither_finished_nor_undone_waits_for_the_next_opening(
    vault: Vault, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(vault)
    honest, given = os.replace, list[str]()

    def refuse(source: Path, target: Path) -> None:
        if given.count(key_slots.FILE_NAME):
            raise PermissionError(13, "in use")
        given.append(Path(target).name)
        honest(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(StorageFailed):
        renewal.renew(vault, PASSPHRASE)
    monkeypatch.undo()
    with pytest.raises(StorageFailed, match="entra di nuovo"):
        people.add(vault, Person(surname="Osas", name="Joy"))
    with open_vault(folder, SCHEMA, "anna", ANNA) as opened:
        assert (opened.slots.epoch, surnames(opened)) == (2, ["El Idrissi"])
    assert not (folder / renewed_files.NEW_NAME).exists()


def test_a_new_sheet_makes_the_former_one_worthless_also_by_the_spare_file(folder: Path) -> None:
    vault, former = create_network(folder, "Rete", replace(LUCIA, roles=(Role.COORDINATOR,)))
    fresh, _pdf = renewed_sheet(vault)
    vault.close()
    assert files(folder)["vault.slots"] == files(folder)["vault.slots.previous"]
    with pytest.raises(WrongPassphrase):
        open_with_recovery_key(folder, SCHEMA, former)
    open_with_recovery_key(folder, SCHEMA, fresh).close()
