"""An encrypted copy of the vault, opened again before it is called a copy.

A copy is a folder: the database and the key slots as they are in a vault, and the manifest that proves them whole.
It is made under another name and gets its own when everything is on the disk and was read back: a folder that bears
a copy's name is a copy, and half of one is none.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from millegiorni_desk.errors import DeskError, InvalidValue, StorageFailed, VaultDamaged, reason
from millegiorni_desk.language import _
from millegiorni_desk.vault import audit, connection, durable, key_slots, manifest, witness
from millegiorni_desk.vault.manifest import Held, Manifest
from millegiorni_desk.vault.schema import VERSION
from millegiorni_desk.vault.vault import Vault

Progress = Callable[[int, int, str], object]
"""Called with how much is done, of how much, and at what; it may raise to stop the work."""

# What these write changes nothing that a copy is made for.
UNCHANGING = ("vault.opened", "vault.backup", "vault.copy_tested")
_UNFINISHED = ".incompleta"
_EVERY = 2_000
_PAGE = 4096


def unheard(done: int, total: int, words: str) -> None:
    """The progress of work that nobody watches."""


def make(vault: Vault, out: Path, number: int = 1, progress: Progress = unheard) -> Manifest:
    """Copy *vault* into the new folder *out*: same key, same passphrases.

    The copy is consistent while the desk works on; *progress* may stop it, and what it raises comes out. The copy
    is for putting back in place of the original: opened beside it, it would be a second desk with the same number,
    which the network refuses. Whatever fails leaves nothing behind.
    """
    if out.exists() and any(out.iterdir()):
        raise InvalidValue(
            _("La cartella {name} non è vuota: scegline una nuova per la copia.").format(name=out.name), "out"
        )
    fresh = out.with_name(out.name + _UNFINISHED)
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True, mode=0o700)
        made = _fill(vault, fresh, number, progress)
        if out.exists():
            out.rmdir()
        os.replace(fresh, out)
        durable.sync_folder(out.parent)
    except BaseException as error:
        # A copy that was not read again is no copy, and in its way the next time.
        shutil.rmtree(fresh, ignore_errors=True)
        if isinstance(error, OSError):
            raise StorageFailed(_failed(reason(error))) from error
        if isinstance(error, StorageFailed):
            raise StorageFailed(_failed(_("il disco è pieno o non si può scrivere"))) from error
        raise
    vault.note("vault.backup", pages=made.files[connection.FILE_NAME].size // _PAGE)
    return made


def _fill(vault: Vault, fresh: Path, number: int, progress: Progress) -> Manifest:
    """Write the three files and read them back."""
    database = fresh / connection.FILE_NAME
    _refuse_without_room(vault, fresh)
    with vault.connection() as raw, stoppable(raw, database, size(raw), progress):
        raw.execute("VACUUM INTO ?", (str(database),))
    # SQLite does not wait for the disk where it writes a copy.
    durable.sync_file(database)
    key_slots.write(fresh, vault.slots)
    made = _describe(vault, fresh, number, progress)
    manifest.write(fresh, made, vault.copy_key())
    durable.sync_folder(fresh)
    check(fresh, vault.copy_key())
    return made


def _describe(vault: Vault, fresh: Path, number: int, progress: Progress) -> Manifest:
    """Open the copy, look through it, compare its newest audit entry with the original's, and describe it."""
    database, now = fresh / connection.FILE_NAME, datetime.now()
    raw = connection.connect_to_copy(database, vault.database_key())
    try:
        with stoppable(raw, database, size(raw), progress):
            whole(raw)
        newest = raw.execute("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1").fetchone()
        clock = int(raw.execute("SELECT clock FROM sync_state").fetchone()[0])
        described = state(raw, vault.slots)
    finally:
        raw.close()
    if newest is None or newest[1] != vault.scalar("SELECT hash FROM audit WHERE n = :n", n=newest[0]):
        raise VaultDamaged(_unreadable())
    return Manifest(
        vault=vault.slots.vault_id,
        number=number,
        made_at=audit.now(),
        day=now.date().isoformat(),
        schema=VERSION,
        state=described,
        clock=clock,
        audit=int(newest[0]),
        key=manifest.key_name(vault.copy_key()),
        files={
            name: Held((fresh / name).stat().st_size, durable.sha256(fresh / name))
            for name in (connection.FILE_NAME, key_slots.FILE_NAME)
        },
    )


def whole(raw: Any) -> None:
    """Look through every page of a copy. Raises ``VaultDamaged``."""
    if not is_whole(raw):
        raise VaultDamaged(_unreadable())


def is_whole(raw: Any) -> bool:
    """Whether every page of the database of *raw* is as it was written."""
    try:
        intact = raw.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return intact and not raw.execute("PRAGMA cipher_integrity_check").fetchall()
    except sqlcipher.Error as error:
        raise connection.translate(error) from error


def state(raw: Any, slots: key_slots.SlotFile) -> str:
    """What changes whenever something is worth a new copy: records, what the audit log tells of, and the keys."""
    marks = ", ".join("?" * len(UNCHANGING))
    clock = raw.execute("SELECT clock FROM sync_state").fetchone()[0]
    told = raw.execute(
        f"SELECT n FROM audit WHERE action NOT IN ({marks}) ORDER BY n DESC LIMIT 1", UNCHANGING
    ).fetchone()
    return hashlib.sha256(f"{clock} {told} {slots.digest()}".encode()).hexdigest()[:32]


def check(folder: Path, key: bytes) -> Manifest:
    """The manifest of the copy in *folder* after reading every byte of it; *key* is ``Vault.copy_key``.

    Raises ``VaultDamaged`` for the least change, ``StorageFailed`` where it cannot be read.
    """
    found = manifest.read(folder)
    if not manifest.is_ours(folder, key):
        raise VaultDamaged(
            _(
                "La copia «{name}» non è stata fatta da questo archivio, o è stata cambiata: non va usata."
            ).format(name=folder.name)
        )
    manifest.check_files(folder, found)
    return found


def put_back(copy: Path, folder: Path) -> None:
    """Lay the files of a copy into the new folder *folder*; ``flows.restoring`` makes it a desk of its own."""
    if folder.exists() and any(folder.iterdir()):
        raise InvalidValue(
            _("La cartella {name} non è vuota: scegline una nuova per l'archivio.").format(name=folder.name),
            "folder",
        )
    if not (copy / manifest.FILE_NAME).is_file():
        raise InvalidValue(
            _("Nella cartella {name} non c'è una copia di un archivio.").format(name=copy.name), "copy"
        )
    held = manifest.read(copy)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in held.files:
            durable.copy(copy / name, folder / name)
        manifest.check_files(folder, held, copy)
        durable.sync_folder(folder)
        durable.sync_folder(folder.parent)
        witness.forget(folder, key_slots.read(folder).vault_id)
    except (OSError, DeskError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, DeskError):
            raise
        raise StorageFailed(
            _("Non riesco a rimettere la copia: {why}. La copia è intatta.").format(why=reason(error))
        ) from error


def carry(copy: Path, out: Path, key: bytes) -> Manifest:
    """Put the copy *copy* into the new folder *out* as well, on another disk; read back as :func:`make` does."""
    fresh = out.with_name(out.name + _UNFINISHED)
    try:
        held = manifest.read(copy)
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True, mode=0o700)
        for name in (*held.files, manifest.FILE_NAME):
            durable.copy(copy / name, fresh / name)
        durable.sync_folder(fresh)
        check(fresh, key)
        os.replace(fresh, out)
        durable.sync_folder(out.parent)
        return held
    except (OSError, DeskError) as error:
        shutil.rmtree(fresh, ignore_errors=True)
        if isinstance(error, OSError):
            raise StorageFailed(_failed(reason(error))) from error
        raise


def discard(copy: Path) -> None:
    """Take a copy away; cut short, what is left is no copy any more."""
    left = copy.with_name(copy.name + _UNFINISHED)
    with suppress(OSError):
        os.replace(copy, left)
        # Its name goes before its files do, or a power cut would leave half a copy that bears the name of a whole one.
        durable.sync_folder(copy.parent)
        shutil.rmtree(left, ignore_errors=True)


def unfinished(folder: Path) -> bool:
    """Whether *folder* is a copy that was not finished, or not wholly taken away."""
    return folder.name.endswith(_UNFINISHED)


def sweep(place: Path) -> None:
    """Take away what copies that were cut short left in *place*."""
    with suppress(OSError):
        for left in place.glob("*" + _UNFINISHED):
            shutil.rmtree(left, ignore_errors=True)


@contextmanager
def stoppable(raw: Any, file: Path, total: int, progress: Progress) -> Iterator[None]:
    """Report on a long statement of *raw* by how large *file* is; what *progress* raises stops it and comes out."""
    stopped: list[BaseException] = []

    def ask() -> int:
        try:
            done = min(file.stat().st_size, total) if file.exists() else 0
            progress(done // _PAGE, total // _PAGE, _("pagine"))
        except BaseException as wish:
            stopped.append(wish)
            return 1
        return 0

    progress(0, total // _PAGE, _("pagine"))
    raw.set_progress_handler(ask, _EVERY)
    try:
        yield
    except BaseException:
        if stopped:
            raise stopped[0] from None
        raise
    finally:
        raw.set_progress_handler(None, 0)


def size(raw: Any) -> int:
    """How many bytes the database of *raw* takes."""
    return int(raw.execute("PRAGMA page_count").fetchone()[0]) * _PAGE


def _refuse_without_room(vault: Vault, folder: Path) -> None:
    with vault.connection() as raw:
        needed = size(raw)
    if shutil.disk_usage(folder).free < needed:
        raise StorageFailed("")


def _failed(why: str) -> str:
    return _(
        "Non riesco a scrivere la copia: {why}. L'originale è intatto: riprova in un'altra cartella."
    ).format(why=why)


def _unreadable() -> str:
    return _("La copia non si rilegge bene e non va usata. L'originale è intatto: riprova su un altro disco.")
