"""An encrypted copy of the vault, opened again before it is called a copy."""

from __future__ import annotations

import shutil
from pathlib import Path

from millegiorni_desk.errors import InvalidValue, StorageFailed, VaultDamaged, reason
from millegiorni_desk.vault import connection, key_slots
from millegiorni_desk.vault.vault import Vault


def make(vault: Vault, out: Path) -> int:
    """Copy *vault* into the new folder *out*: same key, same passphrases. Returns the copy's size in pages.

    The copy is consistent while the desk works on. It is for putting back in place of the original: opened
    beside it, it would be a second desk with the same number, which the network refuses.
    """
    if out.exists() and any(out.iterdir()):
        raise InvalidValue(f"La cartella {out.name} non è vuota: scegline una nuova per la copia.", "out")
    try:
        out.mkdir(parents=True, exist_ok=True, mode=0o700)
        copy = out / connection.FILE_NAME
        with vault.connection() as raw:
            raw.execute("VACUUM INTO ?", (str(copy),))
        key_slots.write(out, vault.slots)
        pages = _checked(vault, copy)
    except BaseException as error:
        # A copy that was not read again is no copy, and in its way the next time.
        shutil.rmtree(out, ignore_errors=True)
        if isinstance(error, OSError):
            raise StorageFailed(_failed(reason(error))) from error
        if isinstance(error, StorageFailed):
            raise StorageFailed(_failed("il disco è pieno o non si può scrivere")) from error
        raise
    vault.note("vault.backup", pages=pages)
    return pages


def put_back(copy: Path, folder: Path) -> None:
    """Lay the files of a copy into the new folder *folder*; ``flows.restoring`` makes it a desk of its own."""
    if folder.exists() and any(folder.iterdir()):
        raise InvalidValue(
            f"La cartella {folder.name} non è vuota: scegline una nuova per l'archivio.", "folder"
        )
    if not (copy / connection.FILE_NAME).is_file():
        raise InvalidValue(f"Nella cartella {copy.name} non c'è una copia di un archivio.", "copy")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in (connection.FILE_NAME, key_slots.FILE_NAME):
            shutil.copyfile(copy / name, folder / name)
            (folder / name).chmod(0o600)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise StorageFailed(
            f"Non riesco a rimettere la copia: {reason(error)}. La copia è intatta."
        ) from error


def _failed(why: str) -> str:
    return f"Non riesco a scrivere la copia: {why}. L'originale è intatto: riprova in un'altra cartella."


def _checked(vault: Vault, copy: Path) -> int:
    """Open the copy and compare what it holds with the original's log."""
    raw = connection.connect(copy, vault.database_key())
    try:
        intact = raw.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        seals = raw.execute("PRAGMA cipher_integrity_check").fetchall()
        pages = int(raw.execute("PRAGMA page_count").fetchone()[0])
        newest = raw.execute("SELECT max(n) FROM audit").fetchone()[0]
    finally:
        raw.close()
    if not intact or seals or newest is None:
        raise VaultDamaged(
            "La copia non si rilegge bene e non va usata. L'originale è intatto: riprova su un altro disco."
        )
    return pages
