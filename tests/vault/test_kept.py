"""What was worked out is kept until anybody commits more than an audit entry, and never older than the database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House
from millegiorni_desk.vault.connection import FILE_NAME, connect
from millegiorni_desk.vault.kept import Kept
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.schema import Schema
from millegiorni_desk.vault.vault import Vault


class Asked:
    """Counts houses, and how often it had to."""

    def __init__(self, vault: Vault) -> None:
        self.vault, self.times = vault, 0

    def houses(self, question: str = "houses") -> int:
        return self.vault.while_unchanged(question, self._count)

    def _count(self) -> int:
        self.times += 1
        return int(self.vault.scalar("SELECT count(*) FROM house"))


def elsewhere(vault: Vault, key: str) -> None:
    """Commit as another process does."""
    other = connect(vault.folder / FILE_NAME, vault.database_key())
    other.execute("INSERT INTO local (key, value) VALUES (?, '1')", (key,))
    other.close()


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    first = FirstUser("ada", "Ada", (Role.COORDINATOR,), "cinque parole a caso qui")
    place = Place(house="", ordinal=1)
    with create_vault(tmp_path / "archivio", Schema(SQLModel.metadata), place, first)[0] as vault:
        yield Asked(vault)


def add(vault: Vault, code: str) -> None:
    network.add_house(vault, House(code=code, name=code))


def test_a_question_is_worked_out_once(asked: Asked) -> None:
    assert [asked.houses(), asked.houses(), asked.houses("others")] == [0, 0, 0]
    assert asked.times == 2


def test_any_commit_ends_it(asked: Asked) -> None:
    vault = asked.vault
    asked.houses()
    add(vault, "BAR")
    assert asked.houses() == 1
    with vault.connection() as raw:
        # As a merge writes: nobody is told.
        raw.execute("UPDATE sync_state SET applying = 1")
        raw.execute("DELETE FROM house")
        raw.execute("UPDATE sync_state SET applying = 0")
    assert asked.houses() == 0
    with vault.save("test"):
        vault.set_local("seen", 1)
    asked.houses()
    elsewhere(vault, "seen too")
    asked.houses()
    assert asked.times == 5


def test_an_audit_entry_alone_does_not_end_it(asked: Asked) -> None:
    vault = asked.vault

    def reading() -> int:
        vault.note("person.seen")
        return asked._count()

    assert vault.while_unchanged("houses", reading) == 0
    vault.note("person.seen")
    with vault.save("nothing"):
        pass
    assert asked.houses() == 0
    assert asked.times == 1


def test_what_others_commit_around_an_audit_entry_ends_it(asked: Asked) -> None:
    vault = asked.vault
    asked.houses()
    elsewhere(vault, "before")
    vault.note("person.seen")
    asked.houses()
    assert asked.times == 2

    kept = Kept(lambda: connect(vault.folder / FILE_NAME, vault.database_key()))
    writer = connect(vault.folder / FILE_NAME, vault.database_key())
    assert kept.get("houses", lambda: 1) == 1
    with kept.outlive(writer):
        writer.execute("INSERT INTO local (key, value) VALUES ('own', '1')")
    assert kept.get("houses", lambda: 2) == 1
    with kept.outlive(writer):
        writer.execute("INSERT INTO local (key, value) VALUES ('own too', '1')")
        elsewhere(vault, "after")
    assert kept.get("houses", lambda: 3) == 3
    kept.close()
    writer.close()


def test_what_is_not_committed_is_not_kept(asked: Asked) -> None:
    vault = asked.vault
    with pytest.raises(RuntimeError), vault.save("test") as session:
        session.add(House(code="BAR", name="Barrito"))
        assert asked.houses() == 1
        raise RuntimeError
    assert asked.houses() == 0


def test_what_was_written_while_it_was_worked_out_ends_it(asked: Asked) -> None:
    def slowly() -> int:
        found = int(asked.vault.scalar("SELECT count(*) FROM house"))
        add(asked.vault, "BAR")
        return found

    assert asked.vault.while_unchanged("houses", slowly) == 0
    assert asked.houses() == 1


def test_others_can_have_the_file_alone(asked: Asked) -> None:
    asked.houses()
    with asked.vault.alone() as raw:
        raw.execute("DELETE FROM house")
    assert (asked.houses(), asked.times) == (0, 2)
