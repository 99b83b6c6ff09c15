"""Saves: all or nothing, logged, audited, announced; and what the database never does."""

from datetime import date
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import NotAllowed, StorageFailed
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House
from millegiorni_desk.vault import audit, connection
from millegiorni_desk.vault.permissions import ALLOWED, Permission, Role, allowed
from millegiorni_desk.vault.vault import Vault


def an_access(**fields: object) -> Access:
    return Access(on_date=date(2025, 3, 1), **fields)


def test_a_save_is_announced_with_what_it_touched(vault: Vault) -> None:
    heard: list[Changes] = []
    vault.changed.append(heard.append)
    with vault.save("both"):
        person = people.add(vault, Person(surname="El Idrissi", name="Fatima"))
        access = accesses.add(vault, an_access(person_id=person.id))
    assert [c.action for c in heard] == ["both"]
    assert heard[0].records == {"person": {person.id}, "access": {access.id}}


def test_what_is_raised_inside_undoes_everything(vault: Vault) -> None:
    before = audit_length(vault)
    with pytest.raises(RuntimeError), vault.save("broken"):
        accesses.add(vault, an_access())
        raise RuntimeError
    assert accesses.count(vault) == 0
    assert vault.scalar("SELECT count(*) FROM sync_log WHERE tbl = 'access'") == 0
    assert audit_length(vault) == before


def test_a_list_that_an_undone_save_read_first_stays_whole(vault: Vault) -> None:
    """What was read within it holds nothing of it, and its records can be used after it."""
    vault.roles = [*Role]
    network.add_house(vault, House(code="BAR", name="Barrito"))
    with pytest.raises(RuntimeError), vault.save("broken"):
        accesses.add(vault, an_access())
        known = network.houses(vault)
        raise RuntimeError
    assert network.houses(vault) is known
    assert [house.name for house in known] == ["Barrito"]


def test_a_list_whose_record_an_undone_save_wrote_is_as_before(vault: Vault) -> None:
    vault.roles = [*Role]
    with pytest.raises(RuntimeError), vault.save("broken"):
        network.add_house(vault, House(code="NEW", name="Casa nuova"))
        assert "NEW" in {house.code for house in network.houses(vault)}
        raise RuntimeError
    assert "NEW" not in {house.code for house in network.houses(vault)}


def test_a_save_reads_its_lists_by_its_own_connection(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another would first read every table and trigger."""
    opened: list[object] = []
    monkeypatch.setattr(connection, "connect", lambda *given: opened.append(given))
    with vault.save("look"):
        network.houses(vault)
    assert opened == []


def audit_length(vault: Vault) -> int:
    return int(vault.scalar("SELECT count(*) FROM audit"))


def test_a_raw_sql_write_appears_in_the_change_log(vault: Vault) -> None:
    """Invariant 2: no write escapes the change log, raw SQL included."""
    access = accesses.add(vault, an_access(notes="prima"))
    with vault.connection() as raw:
        raw.execute("UPDATE access SET notes = 'dopo' WHERE id = ?", (access.id,))
        kinds = raw.execute(
            "SELECT kind, cells FROM sync_log WHERE rid = ? ORDER BY clk", (access.id,)
        ).fetchall()
    assert [kind for kind, _ in kinds] == ["I", "U"]
    assert kinds[1][1] == '{"notes":"dopo"}'


def test_records_are_voided_never_deleted(vault: Vault) -> None:
    access = accesses.add(vault, an_access())
    with vault.connection() as raw, pytest.raises(sqlcipher.DatabaseError):
        raw.execute("DELETE FROM access WHERE id = ?", (access.id,))
    accesses.void(vault, access.id)
    assert accesses.count(vault) == 0
    accesses.void(vault, access.id, voided=False)
    assert accesses.count(vault) == 1


def test_the_audit_log_is_a_chain(vault: Vault) -> None:
    for _ in range(3):
        accesses.add(vault, an_access())
    with vault.connection() as raw:
        assert audit.first_broken(raw) is None
        newest = audit.entries(raw)[0]
        assert (newest.user, newest.action, newest.detail) == ("lucia", "access.add", {"access": 1})
        raw.execute("UPDATE audit SET action = 'person.edit' WHERE n = 2")
        assert audit.first_broken(raw) == 2


def test_the_database_keeps_nothing_in_clear_and_commits_fully(vault: Vault, folder: Path) -> None:
    accesses.add(vault, an_access(notes="segretissima"))
    with vault.connection() as raw:
        assert raw.execute("PRAGMA temp_store").fetchone()[0] == 2
        assert raw.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert raw.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    for path in folder.iterdir():
        content = path.read_bytes()
        assert b"segretissima" not in content
        assert not content.startswith(b"SQLite format 3")


def test_a_full_disk_is_one_sentence_and_loses_nothing(vault: Vault) -> None:
    kept = accesses.add(vault, an_access())
    with vault.connection() as raw:
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
    # The page limit is how SQLite itself rehearses a full disk; it holds per connection, so in one save.
    with pytest.raises(StorageFailed, match="disco è pieno"), vault.save("fill"):
        with vault.connection() as raw:
            raw.execute(f"PRAGMA max_page_count = {pages + 2}")
        for _ in range(300):
            accesses.add(vault, an_access(notes="x" * 500))
    with vault.connection() as raw:
        raw.execute("PRAGMA max_page_count = 1073741823")
    assert accesses.count(vault) == 1
    assert vault.get(Access, kept.id).id == kept.id


def test_roles_come_from_one_table(vault: Vault) -> None:
    for role in Role:
        vault.roles = [role]
        for permission in Permission:
            if permission in ALLOWED[role]:
                vault.require(permission)
            else:
                with pytest.raises(NotAllowed):
                    vault.require(permission)
    assert (
        allowed([Role.OPERATOR, Role.ADMINISTRATOR]) == ALLOWED[Role.OPERATOR] | ALLOWED[Role.ADMINISTRATOR]
    )


def test_a_desk_writes_for_its_own_house_only(vault: Vault) -> None:
    with pytest.raises(NotAllowed):
        accesses.add(vault, an_access(house="SAL"))
