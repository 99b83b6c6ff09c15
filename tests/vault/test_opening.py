"""Creating and opening a vault: who gets in, who does not, and what is written when they do not."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from millegiorni_desk.errors import (
    InvalidValue,
    NotAllowed,
    StorageFailed,
    VaultDamaged,
    VaultInUse,
    WrongPassphrase,
)
from millegiorni_desk.flows.desk import SCHEMA
from millegiorni_desk.vault import users
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault, open_vault, open_with_recovery_key
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault

from .conftest import LUCIA, PASSPHRASE


def digest(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name in ("vault.db", "vault.slots", "vault.slots.previous", "vault.db-wal")
    }


def test_several_users_each_with_a_passphrase(vault: Vault, folder: Path) -> None:
    users.add(vault, "Anna", "Anna B.", [Role.OPERATOR], "un'altra frase lunga")
    vault.close()
    for name, secret in (("lucia", PASSPHRASE), ("ANNA ", "un'altra  frase lunga")):
        with open_vault(folder, SCHEMA, name, secret) as opened:
            assert opened.user == name.strip().casefold()
            assert opened.house == "BAR"
    with open_vault(folder, SCHEMA, "anna", "un'altra frase lunga") as opened, pytest.raises(NotAllowed):
        users.add(opened, "eva", "Eva", [Role.OPERATOR], "terza frase segreta")


def test_a_wrong_passphrase_writes_nothing(vault: Vault, folder: Path) -> None:
    vault.close()
    before = digest(folder)
    for name, secret in (("lucia", "non è questa frase"), ("nessuno", PASSPHRASE)):
        with pytest.raises(WrongPassphrase):
            open_vault(folder, SCHEMA, name, secret)
    assert digest(folder) == before


def test_the_recovery_key_opens_and_gives_a_new_passphrase(made: tuple[Vault, str], folder: Path) -> None:
    vault, recovery = made
    vault.close()
    with open_with_recovery_key(folder, SCHEMA, recovery) as recovered:
        users.reset_passphrase(recovered, "lucia", "frase nuova e lunga")
    with pytest.raises(WrongPassphrase):
        open_vault(folder, SCHEMA, "lucia", PASSPHRASE)
    open_vault(folder, SCHEMA, "lucia", "frase nuova e lunga").close()


def test_a_second_process_is_refused_at_once(vault: Vault, folder: Path) -> None:
    with pytest.raises(VaultInUse):
        open_vault(folder, SCHEMA, "lucia", PASSPHRASE)
    program = (
        "import sys; from pathlib import Path\n"
        "from millegiorni_desk.errors import VaultInUse\n"
        "from millegiorni_desk.vault.lock import VaultLock\n"
        "try: VaultLock(Path(sys.argv[1])).take()\n"
        "except VaultInUse: sys.exit(7)\n"
    )
    assert subprocess.run([sys.executable, "-c", program, str(folder)], check=False).returncode == 7
    vault.close()
    open_vault(folder, SCHEMA, "lucia", PASSPHRASE).close()


def test_a_corrupt_database_is_named_and_left_alone(vault: Vault, folder: Path) -> None:
    vault.close()
    database = folder / "vault.db"
    content = bytearray(database.read_bytes())
    content[20] ^= 1
    database.write_bytes(content)
    with pytest.raises(VaultDamaged, match="rovinato"):
        open_vault(folder, SCHEMA, "lucia", PASSPHRASE)
    assert database.read_bytes() == bytes(content)


def test_a_missing_or_foreign_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(VaultDamaged, match="cartella"):
        open_vault(tmp_path / "nessuna", SCHEMA, "lucia", PASSPHRASE)
    with pytest.raises(VaultDamaged, match="non c'è un archivio"):
        open_vault(tmp_path, SCHEMA, "lucia", PASSPHRASE)


def test_a_folder_with_something_in_it_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "lettera.txt").write_text("mia")
    with pytest.raises(InvalidValue, match="non è vuota"):
        create_vault(tmp_path, SCHEMA, Place("BAR", 2), LUCIA)
    assert [p.name for p in tmp_path.iterdir()] == ["lettera.txt"]


def test_a_failed_creation_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue):
        create_vault(
            tmp_path / "v", SCHEMA, Place("BAR", 2), FirstUser("lucia", "Lucia", (Role.OPERATOR,), "corta")
        )
    with pytest.raises(InvalidValue):
        create_vault(
            tmp_path / "v",
            SCHEMA,
            Place("BAR", 2),
            FirstUser("due parole", "L", (Role.OPERATOR,), PASSPHRASE),
        )
    assert not (tmp_path / "v").exists()


def test_a_vault_on_a_network_drive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from millegiorni_desk.vault import lock

    monkeypatch.setattr(lock, "_file_system", lambda folder: "cifs")
    with pytest.raises(StorageFailed, match="rete"):
        create_vault(tmp_path / "v", SCHEMA, Place("BAR", 2), LUCIA)


def test_the_last_administrator_stays(vault: Vault) -> None:
    with pytest.raises(InvalidValue):
        users.remove(vault, "lucia")
    users.add(vault, "anna", "Anna", [Role.ADMINISTRATOR], "un'altra frase lunga")
    users.remove(vault, "anna")
    assert [user.name for user in users.all_users(vault)] == ["lucia"]


def test_a_passphrase_that_was_taken_away_opens_by_no_file(vault: Vault, folder: Path) -> None:
    """The spare copy of the slots is for a damaged disk, not for whoever was shown the door."""
    users.add(vault, "anna", "Anna", [Role.OPERATOR], "un'altra frase lunga")
    users.remove(vault, "anna")
    users.change_passphrase(vault, "lucia", PASSPHRASE, "frase nuova e lunga")
    vault.close()
    (folder / "vault.slots").unlink()
    for name, secret in (("anna", "un'altra frase lunga"), ("lucia", PASSPHRASE)):
        with pytest.raises(WrongPassphrase):
            open_vault(folder, SCHEMA, name, secret)
    open_vault(folder, SCHEMA, "lucia", "frase nuova e lunga").close()
