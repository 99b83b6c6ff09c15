"""What is done while the power goes: saves, imports, merges, erasures, copies, restores, migrations, key slots."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.errors import WrongPassphrase
from millegiorni_desk.flows import card_merging, copies, desk, erasing, joining, restoring
from millegiorni_desk.network.records import House
from millegiorni_desk.vault import audit, backup, connection, key_slots, passphrase, recovery_key, users
from millegiorni_desk.vault.opening import Place, create_vault
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.schema import VERSION
from tests.crash import money, trials
from tests.crash.power import Operation
from tests.crash.renewals import Renews
from tests.crash.runner import Trial
from tests.crash.trials import LUCIA, MARTA, PASSPHRASE, come
from tests.robustness import furnished
from tests.vaults import frozen

NEW = "un'altra frase lunga"


def data_key(folder: Path, user: str = "lucia", secret: str = PASSPHRASE) -> bytes:
    return key_slots.read(folder).open("user", user, passphrase.normalise(secret))


@contextmanager
def raw_vault(folder: Path, user: str = "lucia") -> Iterator[Any]:
    """The database of the vault in *folder*, whole: its pages, its audit chain, and a log row for each record."""
    key = connection.raw_key(data_key(folder, user), key_slots.read(folder).vault_id)
    with closing(connection.connect(folder / connection.FILE_NAME, key)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert audit.first_broken(raw) is None
        for table in ("person", "access"):
            rows, logged = raw.execute(
                f"SELECT (SELECT count(*) FROM {table}), "
                "(SELECT count(*) FROM sync_log WHERE tbl = ? AND kind = 'I')",
                (table,),
            ).fetchone()
            assert rows == logged, table
        yield raw


def count(raw: Any, table: str) -> int:
    return int(raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


class Saves(trials.Saves):
    """Accesses recorded one after the other, each with its note."""

    rounds = 12

    def look(self, folder: Path, said: list[str]) -> None:
        with raw_vault(folder / "barrito") as raw:
            notes = dict(raw.execute("SELECT id, notes FROM access"))
            assert count(raw, "person") == len(notes)
        for what, access in (line.split() for line in said if line != trials.BEGUN):
            assert access in notes, what
            assert what == "new" or notes[access], access

    def open(self, folder: Path, said: list[str]) -> None:
        self.check(folder, [line for line in said if line != trials.BEGUN])
        with desk.open_desk(folder / "barrito", "lucia", PASSPHRASE) as vault:
            come(vault, "Dopo")


class Imports(trials.Imports):
    """A register comes in as one: all of its rows, or none."""

    rows = 60

    def look(self, folder: Path, said: list[str]) -> None:
        with raw_vault(folder / "barrito") as raw:
            there = count(raw, "access")
            assert count(raw, "person") == there
        assert there in ((self.rows,) if said[1:] else (0, self.rows)), there

    def open(self, folder: Path, said: list[str]) -> None:
        self.check(folder, said[1:])
        self.go_on(folder)


class Doti(money.Doti):
    """Doti granted with their receipts, printed, paid, moved to another line."""

    rounds = 4

    def look(self, folder: Path, said: list[str]) -> None:
        with raw_vault(folder / "barrito", "rosa") as raw:
            money.look(raw, said)

    def open(self, folder: Path, said: list[str]) -> None:
        self.check(folder, said)
        self.go_on(folder)


class Merges(trials.Merges):
    """The coordinator takes in two houses' bundles."""

    rows = 12

    def look(self, folder: Path, said: list[str]) -> None:
        with raw_vault(folder / "coordinator", "marta") as raw:
            there = count(raw, "access")
        assert there in ((2 * self.rows,) if said[1:] else (0, self.rows, 2 * self.rows)), there

    def open(self, folder: Path, said: list[str]) -> None:
        assert self.merged(folder) == (folder / "digest").read_text()


class Erasing:
    """A woman with a child and an access is erased: either all of her is there, or nothing."""

    words = ("Cancellanda", "Yasmine", "nota di lei")

    def prepare(self, folder: Path) -> None:
        vault, _ = create_vault(folder / "barrito", desk.SCHEMA, Place("BAR", 2), LUCIA)
        with vault:
            come(vault, "Resta")
            her = people.add(vault, Person(surname=self.words[0], name="Fatima"), [Child(name=self.words[1])])
            visit = trials.Access(on_date=date(2025, 3, 1), person_id=her.id, notes=self.words[2])
            accesses.add(vault, visit)
        (folder / "who").write_text(her.id)

    def work(self, folder: Path, say: Callable[[str], None]) -> None:
        with desk.open_desk(folder / "barrito", "lucia", PASSPHRASE) as vault:
            erasing.erase(vault, (folder / "who").read_text(), self.words[0])
            say("erased")
            come(vault, "Dopo")

    def look(self, folder: Path, said: list[str]) -> None:
        with raw_vault(folder / "barrito") as raw:
            rows = [
                str(row)
                for table in ("person", "child", "access")
                for row in raw.execute(f"SELECT * FROM {table}")
            ]
            cells = [row[0] for row in raw.execute("SELECT cells FROM sync_log")]
        for held in (rows, cells):
            found = [any(word in text for text in held) for word in self.words]
            assert found == [False] * 3 if said else found in ([True] * 3, [False] * 3), found

    def open(self, folder: Path, said: list[str]) -> None:
        with desk.open_desk(folder / "barrito", "lucia", PASSPHRASE) as vault:
            assert bool(people.find(vault, self.words[0])) != bool(
                vault.scalar("SELECT count(*) FROM erasure")
            )
            come(vault, "Ancora")


class MergesCards:
    """Two cards of one woman are made one, and two again: her accesses and her child are never between two cards."""

    def prepare(self, folder: Path) -> None:
        vault, _ = create_vault(folder / "barrito", desk.SCHEMA, Place("BAR", 2), LUCIA)
        with vault:
            kept = come(vault, "Doppia").person_id
            gone = people.add(vault, Person(surname="Doppia", name="Fatema"), [Child(name="Yasmine")])
            for _day in range(2):
                accesses.add(vault, trials.Access(on_date=trials.DAY, person_id=gone.id))
        (folder / "cards").write_text(f"{kept} {gone.id}")

    def work(self, folder: Path, say: Callable[[str], None]) -> None:
        with desk.open_desk(folder / "barrito", "lucia", PASSPHRASE) as vault:
            merged = card_merging.merge_cards(vault, *(folder / "cards").read_text().split())
            say("merged")
            card_merging.undo(vault, merged.id)
            say("undone")

    def look(self, folder: Path, said: list[str]) -> None:
        kept, gone = (folder / "cards").read_text().split()
        with raw_vault(folder / "barrito") as raw:
            on = [
                raw.execute(
                    "SELECT (SELECT voided FROM person WHERE id = ?1), "
                    "(SELECT count(*) FROM access WHERE person_id = ?1), "
                    "(SELECT count(*) FROM child WHERE person_id = ?1)",
                    (card,),
                ).fetchone()
                for card in (kept, gone)
            ]
            merged, open_ = count(raw, "card_merge"), count(raw, "card_merge WHERE undone_at = ''")
        apart, together = [(0, 1, 0), (0, 2, 1)], [(0, 3, 1), (1, 0, 0)]
        assert on == (together if open_ else apart), (on, open_)
        assert merged or not said
        assert not open_ or "undone" not in said

    def open(self, folder: Path, said: list[str]) -> None:
        with desk.open_desk(folder / "barrito", "lucia", PASSPHRASE) as vault:
            check_whole_log(vault)
            assert len(people.find(vault, "Doppia")) == 2 - vault.scalar(
                "SELECT count(*) FROM card_merge WHERE undone_at = ''"
            )
            come(vault, "Ancora")


class Copies:
    """Copies are made, and the older ones of the day dropped, while the desk works."""

    def prepare(self, folder: Path) -> None:
        vault, _ = create_vault(folder / "barrito", desk.SCHEMA, Place("BAR", 2), LUCIA)
        with vault:
            come(vault, "Prima")
            copies.make_now(vault)

    def work(self, folder: Path, say: Callable[[str], None]) -> None:
        with desk.open_desk(folder / "barrito", "lucia", PASSPHRASE) as vault:
            for number in (2, 3):
                come(vault, f"Persona{number}")
                copies.make_now(vault)
                say(str(number))

    def look(self, folder: Path, said: list[str]) -> None:
        with raw_vault(folder / "barrito") as raw:
            assert count(raw, "person") >= 1 + len(said)
        slots = key_slots.read(folder / "barrito")
        key = connection.copy_key(data_key(folder / "barrito"), slots.vault_id)
        place = folder / "Copie di barrito"
        made = [
            backup.check(each, key)
            for each in place.iterdir()
            if each.is_dir() and not backup.unfinished(each)
        ]
        newest = max(copy.number for copy in made)
        assert newest >= max([1, *map(int, said)])

    def open(self, folder: Path, said: list[str]) -> None:
        with desk.open_desk(folder / "barrito", "lucia", PASSPHRASE) as vault:
            newest = copies.listed(vault)[0]
            assert newest.state == copies.WHOLE
            assert newest.manifest is not None
            backup.put_back(newest.folder, folder / "di nuovo")
            copies.make_now(vault)
            assert [copy.state for copy in copies.listed(vault)] == [copies.WHOLE]
        with desk.open_desk(folder / "di nuovo", "lucia", PASSPHRASE) as again:
            assert people.count(again) == newest.manifest.number, (people.count(again), newest.manifest)


class Restores:
    """The coordination's copy is put back in another folder: the vault before it and the copy stay as they are."""

    def prepare(self, folder: Path) -> None:
        (folder / "exchange").mkdir()
        vault, _ = desk.create_network(folder / "prima", "Rete", MARTA, str(folder / "exchange"))
        with vault:
            joining.add_house(vault, House(code="BAR", name="Barrito"))
            people.add(vault, Person(house="BAR", surname="Prova", name="Fatima"))
            backup.make(vault, folder / "copia")

    def work(self, folder: Path, say: Callable[[str], None]) -> None:
        restored = restoring.restore(folder / "copia", folder / "dopo", "marta", PASSPHRASE)
        say("restored")
        with restored.vault as vault:
            people.add(vault, Person(house="BAR", surname="Dopo", name="Fatima"))
        say("worked")

    def look(self, folder: Path, said: list[str]) -> None:
        with raw_vault(folder / "prima", "marta") as raw:
            assert count(raw, "person") == 1
        key = connection.copy_key(
            data_key(folder / "prima", "marta"), key_slots.read(folder / "prima").vault_id
        )
        backup.check(folder / "copia", key)
        if said:
            with raw_vault(folder / "dopo", "marta") as raw:
                assert count(raw, "person") >= len(said)

    def open(self, folder: Path, said: list[str]) -> None:
        if not said:
            shutil.rmtree(folder / "dopo", ignore_errors=True)
            (folder / "exchange").mkdir(exist_ok=True)
            restoring.restore(folder / "copia", folder / "dopo", "marta", PASSPHRASE).vault.close()
        with desk.open_desk(folder / "dopo", "marta", PASSPHRASE) as vault:
            assert people.count(vault) >= 1
            assert vault.scalar("SELECT ordinal FROM sync_state") > desk.COORDINATOR_ORDINAL


class Migrates:
    """A vault of the first version is brought up to date."""

    def prepare(self, folder: Path) -> None:
        held = frozen.unpack(frozen.archives()[0], folder)
        (folder / "people").write_text(str(len(held["barrito"]["person"])))

    def work(self, folder: Path, say: Callable[[str], None]) -> None:
        with desk.open_desk(folder / "barrito", "lucia", furnished.PASSPHRASE) as vault:
            say("migrated")
            come(vault, "Dopo")
            say("worked")

    def look(self, folder: Path, said: list[str]) -> None:
        with raw_vault(folder / "barrito") as raw:
            version = raw.execute("SELECT version_num FROM alembic_version").fetchone()[0]
            columns = {row[1] for row in raw.execute("PRAGMA table_info(person)")}
            assert count(raw, "person") >= int((folder / "people").read_text()) + max(0, len(said) - 1)
        assert version in ((VERSION,) if said else ("0001", VERSION))
        assert ("contact_rule" in columns) == (version == VERSION), "a step is done wholly or not at all"

    def open(self, folder: Path, said: list[str]) -> None:
        with desk.open_desk(folder / "barrito", "lucia", furnished.PASSPHRASE) as vault:
            check_whole_log(vault)
            come(vault, "Ancora")


def check_whole_log(vault: Any) -> None:
    """As ``check_whole``, for a desk where not every woman has an access."""
    from millegiorni_desk.flows import checking

    assert checking.faults(vault) == []


class KeySlots:
    """A passphrase changes, someone is let in and taken off, the recovery sheet is made anew."""

    def prepare(self, folder: Path) -> None:
        vault, printed = create_vault(folder / "barrito", desk.SCHEMA, Place("BAR", 2), LUCIA)
        with vault:
            users.add(vault, "bruna", "Bruna", [Role.OPERATOR], PASSPHRASE)
        (folder / "printed").write_text(printed)

    def work(self, folder: Path, say: Callable[[str], None]) -> None:
        with desk.open_desk(folder / "barrito", "lucia", PASSPHRASE) as vault:
            users.change_passphrase(vault, "lucia", PASSPHRASE, NEW)
            say("changed")
            users.add(vault, "anna", "Anna", [Role.OPERATOR], PASSPHRASE)
            say("added")
            users.remove(vault, "bruna")
            say("removed")

    def look(self, folder: Path, said: list[str]) -> None:
        slots = key_slots.read(folder / "barrito")
        secret = recovery_key.from_words((folder / "printed").read_text())
        key = slots.open("recovery", "", secret)
        opened = [self._opens(slots, "lucia", each) for each in (PASSPHRASE, NEW)]
        assert sorted(opened) == [False, True]
        assert opened[1] or not said
        assert self._opens(slots, "anna", PASSPHRASE) or "added" not in said
        assert not self._opens(slots, "bruna", PASSPHRASE) or "removed" not in said
        raw_key = connection.raw_key(key, slots.vault_id)
        with closing(connection.connect(folder / "barrito" / connection.FILE_NAME, raw_key)) as raw:
            assert raw.execute("PRAGMA integrity_check").fetchone()[0] == "ok"

    def _opens(self, slots: key_slots.SlotFile, user: str, secret: str) -> bool:
        try:
            slots.open("user", user, passphrase.normalise(secret))
        except WrongPassphrase:
            return False
        return True

    def open(self, folder: Path, said: list[str]) -> None:
        changed = self._opens(key_slots.read(folder / "barrito"), "lucia", NEW)
        with desk.open_desk(folder / "barrito", "lucia", NEW if changed else PASSPHRASE) as vault:
            come(vault, "Dopo")
            if "anna" in [user.name for user in users.all_users(vault)]:
                users.remove(vault, "anna")
            users.add(vault, "anna", "Anna", [Role.OPERATOR], NEW)
        desk.open_desk(folder / "barrito", "anna", NEW).close()


TRIALS: dict[str, Callable[[], Trial]] = {
    "saves": trials.Saves,
    "imports": trials.Imports,
    "merges": trials.Merges,
    "doti": money.Doti,
    "lives": money.Lives,
    "renews": Renews,
}
"""What is killed in the middle."""

OPERATIONS: dict[str, Callable[[], Operation]] = {
    "saves": Saves,
    "imports": Imports,
    "merges": Merges,
    "merges_cards": MergesCards,
    "erasing": Erasing,
    "copies": Copies,
    "restores": Restores,
    "migrates": Migrates,
    "key_slots": KeySlots,
    "doti": Doti,
    "renews": Renews,
}
