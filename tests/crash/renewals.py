"""A vault whose key is renewed while the power goes or the program dies: the former one whole, or the new one whole."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from millegiorni_desk.errors import WrongPassphrase
from millegiorni_desk.flows import desk
from millegiorni_desk.vault import audit, connection, key_slots, passphrase, recovery_key, renewal, users
from millegiorni_desk.vault.opening import Place, create_vault, open_with_recovery_key, raw_connection
from millegiorni_desk.vault.permissions import Role
from tests.crash.runner import BEGUN
from tests.crash.trials import LUCIA, PASSPHRASE, check_whole, come

_ANNA = "un'altra frase lunga"


class Renews:
    """Someone is taken off, the key is renewed, and a woman comes; then the key is renewed once more."""

    span = 0.3
    longest = 2.0

    def prepare(self, folder: Path) -> None:
        vault, printed = create_vault(folder / "barrito", desk.SCHEMA, Place("BAR", 2), LUCIA)
        with vault:
            users.add(vault, "anna", "Anna", [Role.OPERATOR], _ANNA)
            users.add(vault, "bruna", "Bruna", [Role.OPERATOR], PASSPHRASE)
            for number in range(8):
                come(vault, f"Prova{number}")
        (folder / "printed").write_text(printed)

    def work(self, folder: Path, say: Callable[[str], None]) -> None:
        vault = desk.open_desk(folder / "barrito", "lucia", PASSPHRASE)
        say(BEGUN)
        users.remove(vault, "bruna")
        say("removed")
        renewal.renew(vault, PASSPHRASE)
        say("renewed")
        with desk.open_desk(folder / "barrito", "lucia", PASSPHRASE) as vault:
            come(vault, "Dopo")
            say("came")
            renewal.renew(vault, PASSPHRASE)
        say("again")

    def look(self, folder: Path, said: list[str]) -> None:
        """Everybody gets at one database, whole; who was removed does not."""
        barrito = folder / "barrito"
        slots = key_slots.read(barrito)
        secret = recovery_key.from_words((folder / "printed").read_text())
        key = slots.open("recovery", "", secret)
        for user, hers in (("lucia", PASSPHRASE), ("anna", _ANNA)):
            assert slots.open("user", user, passphrase.normalise(hers)) == key
        assert slots.epoch >= 1 + said.count("renewed") + said.count("again")
        if "removed" in said:
            try:
                slots.open("user", "bruna", passphrase.normalise(PASSPHRASE))
                raise AssertionError("she was removed")
            except WrongPassphrase:
                pass
        with closing(raw_connection(barrito, "anna", _ANNA)) as raw:
            assert raw.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            assert audit.first_broken(raw) is None
            assert raw.execute("SELECT count(*) FROM person").fetchone()[0] >= 8 + said.count("came")
        assert connection.opens(barrito / connection.FILE_NAME, connection.raw_key(key, slots.vault_id))

    def check(self, folder: Path, said: list[str]) -> None:
        """As a user would: whole, and nothing of a renewal that was cut short is left."""
        with desk.open_desk(folder / "barrito", "anna", _ANNA) as vault:
            check_whole(vault)
            assert vault.scalar("SELECT count(*) FROM person") >= 8 + said.count("came")
        left = {path.name for path in (folder / "barrito").iterdir()}
        assert left <= {"vault.db", "vault.lock", key_slots.FILE_NAME, key_slots.PREVIOUS_NAME}, left
        kept = [
            (folder / "barrito" / name).read_bytes()
            for name in sorted(left)
            if name.startswith("vault.slots")
        ]
        assert "renewed" not in said or len(set(kept)) == 1, "the spare copy is of a former key"

    def go_on(self, folder: Path) -> None:
        renewal.renew(desk.open_desk(folder / "barrito", "lucia", PASSPHRASE), PASSPHRASE)
        open_with_recovery_key(folder / "barrito", desk.SCHEMA, (folder / "printed").read_text()).close()

    def open(self, folder: Path, said: list[str]) -> None:
        self.check(folder, said)
        self.go_on(folder)
