"""Erasing leaves nothing: a mark in every field of every table that leads to her is in no page of any file after.

Looked for in the pages of the database as they are on the disk (in use, free or half overwritten), in the search
index, the write-ahead log, the audit log, the other files of the vault's folder, a copy made after, and in the vaults
that only hear of it.
"""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from millegiorni_desk.areas.accesses import drafts
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import AttachmentPart, Person
from millegiorni_desk.flows import belongings, checking, desk, erasing, joining, restoring, syncing
from millegiorni_desk.vault import backup, migrations
from millegiorni_desk.vault.schema import VERSION
from millegiorni_desk.vault.vault import Vault
from tests.robustness import furnished
from tests.robustness.leaving_traces import models, record
from tests.vaults.plain_pages import plain_frames, plain_pages, spelt

MARK, EDITED = "zibaldone", "qualunquemente"
FILE = base64.b64encode(b"\x00" * 300 + MARK.encode() * 9).decode()
# What stays of records that are counted: codes, staff, what is the network's; nothing of her story.
CODES: dict[str, frozenset[str]] = {
    "access": frozenset(
        {"at_time", "operator", "channel", "needs", "activities", "referred_to", "in_care", "adi", "pregnant"}
    ),
    "pathway": frozenset({"case_manager", "fragilities", "main_request", "ended_as"}),
    "goal": frozenset({"dimension", "state"}),
    "intervention": frozenset({"area", "profession", "kind"}),
    "wellbeing": frozenset({"dimension", "rated_by", "moment"}),
    "referral": frozenset({"service_id", "kind", "need", "state"}),
    "dote": frozenset({"body", "line_id", "expense"}),
    "mediation": frozenset({"fragility", "mediator_id", "state", "outcome"}),
    "mediation_session": frozenset({"mediator_id", "kind"}),
    "dote_approval": frozenset({"kind", "at", "by"}),
    "expense_document": frozenset({"kind"}),
    "ledger_entry": frozenset(
        {"line_id", "kind", "from_account", "to_account", "from_share", "to_share", "together", "payee"}
    ),
    "receipt": frozenset({"body", "series", "issued_by", "signer", "signature"}),
    "receipt_event": frozenset({"kind", "at", "by", "language"}),
    "file_share": frozenset({"to_house"}),
    "question_answer": frozenset({"question", "subject_table", "subject_id", "choices"}),
    "person_decision": frozenset({"verdict", "decided_at", "decided_by", "undoes"}),
}  # fmt: skip


@pytest.fixture
def world(tmp_path: Path) -> furnished.World:
    return furnished.new(tmp_path / "world")


@pytest.fixture
def house(world: furnished.World) -> Iterator[Vault]:
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as vault:
        yield vault


def fatima(vault: Vault) -> str:
    return str(vault.scalar("SELECT id FROM person WHERE name = 'Fatima'"))


def mark(vault: Vault) -> None:
    """One more record of hers in every table that can lead to her, with the mark in each of its words."""
    hers = belongings.of_person(vault, fatima(vault))
    links = belongings.links(vault)
    by_table = {str(model.__tablename__): model for model in models()}
    with vault.save("mark") as session:
        for table, columns in links.items():
            row = record(by_table[table], MARK)
            for column, parent in columns.items():
                setattr(row, column, hers[parent][0])
            for column in CODES.get(table, ()):
                setattr(row, column, ["code"] if isinstance(getattr(row, column), list) else "code")
            session.add(row)
        session.add(AttachmentPart(house="BAR", attachment_id=hers["attachment"][0], n=7, data=FILE))
    with vault.save("mark again") as session:
        person = session.exec(select(Person).where(Person.name == "Fatima")).one()
        person.notes = f"{MARK} {EDITED}"
        person.address = EDITED
    drafts.keep(vault, "1", "Fatima El Idrissi", {"notes": MARK})
    people.find(vault, MARK)


def marks_in(path: Path, vault: Vault) -> set[str]:
    """Which marks are in a file: a database or its write-ahead log page by page, anything else as it is."""
    content = path.read_bytes()
    if path.name.endswith("-wal"):
        content = plain_frames(path, vault.database_key())
    elif path.name.startswith("vault.db") and not path.name.endswith("-shm"):
        content = plain_pages(path, vault.database_key())
    content = content.lower()
    marks = (MARK, EDITED, FILE[400:440])
    return {mark for mark in marks if any(one in content for one in spelt(mark))}


def marks_under(folder: Path, vault: Vault) -> dict[str, set[str]]:
    """File → marks, for every file of a vault's folder that holds any."""
    found = {path.name: marks_in(path, vault) for path in sorted(folder.iterdir()) if path.is_file()}
    return {name: marks for name, marks in found.items() if marks}


def settled(vault: Vault) -> None:
    with vault.connection() as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def test_every_word_of_hers_is_gone_from_every_file_of_the_folder(house: Vault, tmp_path: Path) -> None:
    mark(house)
    assert MARK in marks_under(house.folder, house)["vault.db-wal"], "the check itself must see into the log"
    settled(house)
    spare = house.folder / migrations.copy_name(VERSION)
    spare.write_bytes((house.folder / "vault.db").read_bytes())
    held = marks_under(house.folder, house)
    assert held["vault.db"] == {MARK, EDITED, FILE[400:440]}, "the check itself must see them"
    assert spare.name in held
    erasing.erase(house, fatima(house), "el idrissi", receipts="blank")
    assert not spare.exists(), "the copy kept before an update still has her"
    assert drafts.whose(house) == {}
    assert marks_under(house.folder, house) == {}
    assert MARK not in "".join(row["detail"] for row in house.query("SELECT detail FROM audit"))
    backup.make(house, tmp_path / "copy")
    assert marks_under(tmp_path / "copy", house) == {}
    assert checking.faults(house) == []


def test_the_vaults_that_only_hear_of_it_keep_no_page_either(world: furnished.World, house: Vault) -> None:
    mark(house)
    syncing.synchronise(house)
    with desk.open_desk(world.coordinator, "marta", furnished.PASSPHRASE) as coordinator:
        syncing.synchronise(coordinator)
        # Two answers to one field: what lost is kept for whoever decides.
        people.edit(coordinator, fatima(coordinator), notes=f"{EDITED} e altro")
        people.edit(house, fatima(house), notes=f"{MARK} e ancora")
        for vault in (house, coordinator, house):
            syncing.synchronise(vault)
        settled(coordinator)
        assert marks_under(coordinator.folder, coordinator)["vault.db"] == {MARK, EDITED, FILE[400:440]}
        erasing.erase(house, fatima(house), "el idrissi", receipts="blank")
        syncing.synchronise(house)
        syncing.synchronise(coordinator)
        assert marks_under(coordinator.folder, coordinator) == {}
        syncing.synchronise(house)
        assert marks_under(house.folder, house) == {}
        assert checking.faults(coordinator) == checking.faults(house) == []


def test_whoever_stops_the_handing_over_leaves_no_page_either(world: furnished.World, house: Vault) -> None:
    class Enough(Exception):
        pass

    mark(house)
    syncing.synchronise(house)
    with desk.open_desk(world.coordinator, "marta", furnished.PASSPHRASE) as coordinator:
        syncing.synchronise(coordinator)
        drafts.keep(coordinator, "2", "Fatima El Idrissi", {})
        erasing.erase(house, fatima(house), "el idrissi", receipts="blank")
        syncing.synchronise(house)

        def stop(*_: object) -> None:
            if coordinator.scalar("SELECT count(*) FROM erasure"):
                raise Enough

        with pytest.raises(Enough):
            syncing.synchronise(coordinator, progress=stop)
        assert marks_under(coordinator.folder, coordinator) == {}
        assert drafts.whose(coordinator) == {}


def test_an_older_copy_put_back_forgets_again_with_the_next_handing_over(
    world: furnished.World, house: Vault, tmp_path: Path
) -> None:
    mark(house)
    syncing.synchronise(house)
    backup.make(house, tmp_path / "copy")
    erasing.erase(house, fatima(house), "el idrissi", receipts="blank")
    syncing.synchronise(house)
    house.close()
    with desk.open_desk(world.coordinator, "marta", furnished.PASSPHRASE) as coordinator:
        syncing.synchronise(coordinator)
        invitation = joining.invite(coordinator, "BAR")
        made = restoring.restore(
            tmp_path / "copy", tmp_path / "again", "lucia", furnished.PASSPHRASE, invitation
        )
        with made.vault as restored:
            assert people.find(restored, "idrissi") and drafts.whose(restored), "the copy was made before"
            syncing.synchronise(restored)
            joining.approve(coordinator, joining.requests(coordinator)[0])
            for vault in (coordinator, restored, coordinator, restored):
                syncing.synchronise(vault)
            assert not people.find(restored, "idrissi") and drafts.whose(restored) == {}
            assert marks_under(restored.folder, restored) == {}
            assert checking.faults(restored) == []
        assert marks_under(coordinator.folder, coordinator) == {}
