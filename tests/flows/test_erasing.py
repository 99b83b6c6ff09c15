"""Erasing a person: her words are nowhere in the file, the counts stay, and other vaults follow."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from millegiorni_desk.areas.accesses import drafts
from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.doti import receipt_register, receipts
from millegiorni_desk.areas.monitoring import service as monitoring
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.flows import belongings, checking, desk, erasing, syncing
from millegiorni_desk.vault import backup
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.robustness import furnished
from tests.vaults.plain_pages import plain_pages, spelt

MARKERS = (
    "el idrissi",
    "fatima",
    "ldrftm94c52z330k",
    "yasmine",
    "primo colloquio",
    "driss",
    "3330000000",
    "la sorella",
)


@pytest.fixture
def world(tmp_path: Path) -> furnished.World:
    return furnished.new(tmp_path / "world")


@pytest.fixture
def house(world: furnished.World) -> Iterator[Vault]:
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as vault:
        yield vault


def fatima(vault: Vault) -> str:
    return str(vault.scalar("SELECT id FROM person WHERE name = 'Fatima'"))


def pages_with(database: Path, vault: Vault) -> set[str]:
    """The markers in any page of the decrypted file: in use, free, or half overwritten."""
    text = plain_pages(database, vault.database_key()).lower()
    return {marker for marker in MARKERS if any(one in text for one in spelt(marker))}


def test_her_words_are_in_no_page_of_the_file_nor_of_a_new_copy(house: Vault, tmp_path: Path) -> None:
    file = house.folder / "vault.db"
    drafts.keep(house, "1", "Fatima El Idrissi", {"notes": "primo colloquio"})
    with house.connection() as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert pages_with(file, house) == set(MARKERS), "the check itself must see them"
    erasing.erase(house, fatima(house), "El Idrissi", receipts="blank")
    assert not (house.folder / "vault.db-wal").stat().st_size
    assert pages_with(file, house) == set()
    backup.make(house, tmp_path / "copy")
    assert pages_with(tmp_path / "copy" / "vault.db", house) == set()
    assert checking.faults(house) == []


def test_she_is_not_found_and_cannot_be_opened_again(house: Vault) -> None:
    person = fatima(house)
    people.find(house, "el idrissi")
    erasing.erase(house, person, " EL IDRISSI ")
    for typed in ("el idrissi", "fatima", "3330000000", "yasmine"):
        assert person not in [found.person.id for found in people.find(house, typed)]
    assert person not in [one.id for one in people.page(house, 0, 50)]
    assert accesses.of_person(house, person) == []
    assert not drafts.drafts(house)


def test_what_was_counted_still_counts(house: Vault) -> None:
    year = (date(2025, 1, 1), date(2025, 12, 31))
    before = monitoring.to_json(monitoring.compute(house, *year))
    erasing.erase(house, fatima(house), "el idrissi")
    after = monitoring.to_json(monitoring.compute(house, *year))
    for figure in ("a1.accesses", "a2.pathways", "a2.doti", "a2.doti_committed"):
        assert after[figure] == before[figure], figure
    rows = house.query(
        "SELECT year, gender, accesses, pathway, dote FROM statistical_person WHERE year = 2025"
    )
    assert rows == [{"year": 2025, "gender": "", "accesses": 1, "pathway": 1, "dote": 1}]


def test_the_receipt_stays_for_the_accounts_unless_someone_says_otherwise(
    world: furnished.World, house: Vault
) -> None:
    told = erasing.preview(house, fatima(house))
    assert (told.receipts, told.receipts_until, told.word) == (1, 2036, "El Idrissi")
    erasing.erase(house, fatima(house), told.word)
    receipt = receipts.find(house, world.receipt)
    assert receipts.pdf(house, receipt.id).startswith(b"%PDF")


def test_a_blanked_receipt_keeps_number_and_amount_and_is_not_printed(
    world: furnished.World, house: Vault
) -> None:
    erasing.erase(house, fatima(house), "el idrissi", receipts="blank")
    (row,) = receipt_register.register(house, "BAR", 2025)
    assert (row.number, row.person, row.amount_cents) == (world.receipt, "", 15_165)
    with pytest.raises(InvalidValue, match="cancellare i suoi dati"):
        receipts.pdf(house, row.receipt_id)


def test_the_coordination_and_who_joins_later_never_have_her(world: furnished.World, house: Vault) -> None:
    erasing.erase(house, fatima(house), "el idrissi", receipts="blank")
    syncing.synchronise(house)
    with desk.open_desk(world.coordinator, "marta", furnished.PASSPHRASE) as coordinator:
        assert people.find(coordinator, "idrissi")
        syncing.synchronise(coordinator)
        with coordinator.connection() as raw:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert not people.find(coordinator, "idrissi")
        assert pages_with(coordinator.folder / "vault.db", coordinator) == set()
        assert checking.faults(coordinator) == []


def test_a_restored_copy_forgets_again(house: Vault, tmp_path: Path) -> None:
    person = fatima(house)
    backup.make(house, tmp_path / "copy")
    erasing.erase(house, person, "el idrissi", receipts="blank")
    known = json.loads(json.dumps(erasing.remembered(house)))
    key = house.database_key()
    house.close()
    (house.folder / "vault.db").write_bytes((tmp_path / "copy" / "vault.db").read_bytes())
    with desk.open_desk(house.folder, "lucia", furnished.PASSPHRASE) as restored:
        assert restored.database_key() == key and people.find(restored, "idrissi")
        assert erasing.replay(restored, known) == len(known) > 5
        assert erasing.replay(restored, known) == 0
        assert pages_with(restored.folder / "vault.db", restored) == set()


@pytest.mark.parametrize("typed", ["", "idrissi", "cancella"])
def test_the_wrong_word_erases_nothing(house: Vault, typed: str) -> None:
    with pytest.raises(InvalidValue, match="Non ho cancellato nulla"):
        erasing.erase(house, fatima(house), typed)
    assert people.find(house, "el idrissi")
    assert house.scalar("SELECT count(*) FROM erasure") == 0


def test_who_may_not_is_refused(house: Vault) -> None:
    person = fatima(house)
    house.roles = [Role.OPERATOR]
    with pytest.raises(NotAllowed):
        erasing.erase(house, person, "el idrissi")


def test_others_are_left_as_they_are(house: Vault) -> None:
    joy = people.page(house, 0, 50)[1]
    accesses.add(house, Access(on_date=furnished.DAY, person_id=joy.id, notes="di Joy"))
    before = belongings.of_person(house, joy.id)
    erasing.erase(house, fatima(house), "el idrissi")
    assert house.get(Person, joy.id).notes == "preferisce il mattino"
    assert [one.notes for one in accesses.of_person(house, joy.id)] == ["di Joy"]
    assert before == belongings.of_person(house, joy.id)
