"""The kinds of work that are killed in the middle, and what must hold afterwards."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.flows import desk, joining, syncing
from millegiorni_desk.flows.workbooks.importing import import_workbook
from millegiorni_desk.network.records import House
from millegiorni_desk.vault import audit
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import merge
from tests.crash.runner import BEGUN

PASSPHRASE = "cinque parole a caso qui"
LUCIA = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER, Role.ADMINISTRATOR), PASSPHRASE)
MARTA = FirstUser("marta", "Marta", (Role.COORDINATOR,), PASSPHRASE)
DAY = date(2025, 3, 1)


def come(vault: Vault, surname: str) -> Access:
    """A new person and her first access, in one save."""
    with vault.save("come"):
        person = people.add(vault, Person(surname=surname, name="Fatima"))
        return accesses.add(vault, Access(on_date=DAY, person_id=person.id, needs=["income"]))


def surname(number: int) -> str:
    """A surname of its own for each number: a digit in a name says nothing to whoever compares names."""
    return "Prova" + "".join("bcdfghlmnp"[int(digit)] + "a" for digit in str(number))


def check_whole(vault: Vault) -> None:
    """Nothing is half there: every person has her access, every record its log row, the audit its chain."""
    assert vault.scalar("SELECT count(*) FROM person") == vault.scalar(
        "SELECT count(DISTINCT person_id) FROM access"
    )
    for table in ("person", "access"):
        assert vault.scalar(f"SELECT count(*) FROM {table}") == vault.scalar(
            "SELECT count(*) FROM sync_log WHERE tbl = :table AND kind = 'I'", table=table
        )
    with vault.connection() as raw:
        assert audit.first_broken(raw) is None
        assert raw.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


class Saves:
    """People and accesses recorded one after the other, and edited: endless, so the span stays as it is."""

    rounds = 10_000
    span = 0.05
    longest = 0.25

    def prepare(self, folder: Path) -> None:
        vault, _ = create_vault(folder / "barrito", desk.SCHEMA, Place("BAR", 2), LUCIA)
        vault.close()

    def work(self, folder: Path, say: Callable[[str], None]) -> None:
        with desk.open_desk(folder / "barrito", "lucia", PASSPHRASE) as vault:
            say(BEGUN)
            for number in range(self.rounds):
                access = come(vault, f"Prova{number}")
                say(f"new {access.id}")
                accesses.edit(vault, access.id, notes=f"nota {number}")
                say(f"noted {access.id}")

    def check(self, folder: Path, said: list[str]) -> None:
        with desk.open_desk(folder / "barrito", "lucia", PASSPHRASE) as vault:
            check_whole(vault)
            there = {row["id"]: row["notes"] for row in vault.query("SELECT id, notes FROM access")}
            for line in said:
                what, access_id = line.split()
                assert access_id in there, line
                assert what == "new" or there[access_id], line

    def go_on(self, folder: Path) -> None:
        with desk.open_desk(folder / "barrito", "lucia", PASSPHRASE) as vault:
            before = accesses.count(vault)
            come(vault, "Dopo")
            assert accesses.count(vault) == before + 1


class Merges:
    """The coordinator takes in two houses' bundles."""

    span = 0.2
    longest = 5.0
    rows = 60

    def prepare(self, folder: Path) -> None:
        exchange = folder / "exchange"
        exchange.mkdir()
        coordinator, _ = desk.create_network(folder / "coordinator", "Rete", MARTA, str(exchange))
        for code in ("BAR", "SAL"):
            joining.add_house(coordinator, House(code=code, name=code))
            joined = joining.join(
                folder / code, joining.invite(coordinator, code), LUCIA, str(exchange), "Postazione 1"
            )
            syncing.synchronise(joined.vault)
            for waiting in joining.requests(coordinator):
                joining.approve(coordinator, waiting)
            with joined.vault.save("fill"):
                for number in range(self.rows):
                    come(joined.vault, f"Prova{number}")
            syncing.synchronise(joined.vault)
            joined.vault.close()
        coordinator.close()
        whole = folder.parent / "whole"
        shutil.copytree(folder, whole)
        (folder / "digest").write_text(self.merged(whole))

    def merged(self, folder: Path) -> str:
        with desk.open_desk(folder / "coordinator", "marta", PASSPHRASE) as vault:
            syncing.synchronise(vault, str(folder / "exchange"))
            check_whole(vault)
            assert vault.scalar("SELECT count(*) FROM access") == 2 * self.rows
            with vault.connection() as raw:
                return merge.state_digest(raw, vault.schema.synced_tables())

    def work(self, folder: Path, say: Callable[[str], None]) -> None:
        with desk.open_desk(folder / "coordinator", "marta", PASSPHRASE) as vault:
            say(BEGUN)
            syncing.synchronise(vault, str(folder / "exchange"))
            say("merged")

    def check(self, folder: Path, said: list[str]) -> None:
        with desk.open_desk(folder / "coordinator", "marta", PASSPHRASE) as vault:
            check_whole(vault)
            there = vault.scalar("SELECT count(*) FROM access")
            assert there in (0, 2 * self.rows), there
            assert there or not said

    def go_on(self, folder: Path) -> None:
        assert self.merged(folder) == (folder / "digest").read_text()


class Imports:
    """A register of accesses is brought in: all of it or nothing."""

    span = 1.0
    longest = 5.0
    rows = 260

    def prepare(self, folder: Path) -> None:
        vault, _ = create_vault(folder / "barrito", desk.SCHEMA, Place("BAR", 2), LUCIA)
        with vault.save("house.add") as session:
            session.add(House(code="BAR", name="Barrito"))
        vault.close()
        workbook = Workbook(write_only=True)
        sheet = workbook.create_sheet()
        sheet.append(["Data", "Casa", "Cognome", "Nome", "Bisogni"])
        for number in range(self.rows):
            sheet.append(["01/03/2025", "BAR", surname(number), "Fatima", "Reddito"])
        workbook.save(folder / "accessi.xlsx")

    def work(self, folder: Path, say: Callable[[str], None]) -> None:
        with desk.open_desk(folder / "barrito", "lucia", PASSPHRASE) as vault:
            say(BEGUN)
            outcome = import_workbook(vault, folder / "accessi.xlsx")
            say(f"imported {outcome.added}")

    def check(self, folder: Path, said: list[str]) -> None:
        with desk.open_desk(folder / "barrito", "lucia", PASSPHRASE) as vault:
            check_whole(vault)
            there = accesses.count(vault)
            assert there == self.rows or (there == 0 and not said), there

    def go_on(self, folder: Path) -> None:
        with desk.open_desk(folder / "barrito", "lucia", PASSPHRASE) as vault:
            there = accesses.count(vault)
            outcome = import_workbook(vault, folder / "accessi.xlsx")
            assert (outcome.added, outcome.already) == (self.rows - there, there)
            assert accesses.count(vault) == people.count(vault) == self.rows
            check_whole(vault)
