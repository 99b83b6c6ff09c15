"""Saving one access, audit, change log and search index included, against a raw one-row commit."""

from datetime import date
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.flows.desk import SCHEMA
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault
from millegiorni_desk.vault.permissions import Role
from tests.benchmarks.ratios import Spent, interleaved, spent, tell


def bench_save(tmp_path: Path) -> None:
    vault, _ = create_vault(
        tmp_path / "barrito",
        SCHEMA,
        Place("BAR", 2),
        FirstUser("lucia", "Lucia", (Role.CASE_MANAGER,), "cinque parole a caso qui"),
    )
    person = people.add(vault, Person(surname="El Idrissi", name="Fatima"))
    raw = sqlcipher.connect(str(tmp_path / "floor.db"), isolation_level=None)
    raw.execute(f"PRAGMA key = \"x'{'11' * 32}'\"")
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute("CREATE TABLE access (id INTEGER PRIMARY KEY, notes TEXT)")

    def one_access() -> Spent:
        access = Access(
            on_date=date(2025, 3, 1),
            person_id=person.id,
            needs=["income", "home"],
            activities=["listening"],
            minutes=20,
        )
        return spent(lambda: accesses.add(vault, access))

    def one_row() -> Spent:
        return spent(lambda: raw.execute("INSERT INTO access(notes) VALUES ('una nota come tante')"))

    interleaved(one_access, one_row, 50)
    ours, floor = interleaved(one_access, one_row, 400)
    tell("saving an access", ours, floor, "raw SQLCipher commit, synchronous=FULL", 3)
    raw.close()
    vault.close()
