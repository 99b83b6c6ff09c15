"""Creating a vault, opening it by passphrase or recovery key, and bringing an older one up to date."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from millegiorni_desk.errors import InvalidValue, StorageFailed, VaultDamaged, WrongPassphrase, reason
from millegiorni_desk.language import _
from millegiorni_desk.vault import (
    attempts,
    connection,
    key_slots,
    migrations,
    passphrase,
    recovery_key,
    renewed_files,
    seal_keys,
    seal_readers,
    slot_keys,
    users,
    witness,
)
from millegiorni_desk.vault.key_slots import Held, KdfCost, SlotFile
from millegiorni_desk.vault.lock import VaultLock, refuse_network_folder
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.schema import Schema
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import change_log


@dataclass(frozen=True)
class FirstUser:
    """Who creates the vault: the name to enter with, the name shown, her roles and her passphrase."""

    name: str
    display_name: str
    roles: tuple[Role, ...]
    passphrase: str


@dataclass(frozen=True)
class Place:
    """Where the desk stands: its house (empty for the coordination) and the device's ordinal in the network."""

    house: str
    ordinal: int


def create_vault(
    folder: Path, schema: Schema, place: Place, first: FirstUser, cost: KdfCost | None = None
) -> tuple[Vault, str]:
    """Make a vault in *folder* (new or empty) and open it.

    Returns the vault and its recovery key in printable groups, which is kept nowhere else. Without
    *cost* the passphrase's protection is calibrated to about a second. Leaves no half-made vault behind.
    """
    passphrase.check(first.passphrase)
    _prepare_folder(folder)
    existed = folder.exists()
    lock = VaultLock(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock.take()
        return _fill(folder, schema, place, first, cost or key_slots.calibrate(), lock)
    except BaseException as error:
        lock.release()
        _remove(folder, existed)
        if isinstance(error, OSError):
            raise StorageFailed(
                _("Non riesco a creare l'archivio in {name}: {reason}. Scegli un'altra cartella.").format(
                    name=folder.name, reason=reason(error)
                )
            ) from error
        if isinstance(error, sqlcipher.Error):
            raise connection.translate(error) from error
        raise


def discard(vault: Vault, keep_folder: bool) -> None:
    """Close and take away a vault that was made a moment ago and must not stay, since what it was made for failed."""
    vault.close()
    _remove(vault.folder, keep_folder)


def _remove(folder: Path, keep_folder: bool) -> None:
    for name in (connection.FILE_NAME, key_slots.FILE_NAME, key_slots.PREVIOUS_NAME, "vault.lock"):
        for suffix in ("", "-wal", "-shm", ".new"):
            with suppress(OSError):
                (folder / (name + suffix)).unlink()
    if not keep_folder:
        shutil.rmtree(folder, ignore_errors=True)


def _prepare_folder(folder: Path) -> None:
    try:
        filled = folder.exists() and any(folder.iterdir())
    except OSError as error:
        raise StorageFailed(
            _("Non posso usare {name} per l'archivio: {reason}. Scegli un'altra cartella.").format(
                name=folder.name, reason=reason(error)
            )
        ) from error
    if filled:
        raise InvalidValue(
            _("La cartella {name} non è vuota: scegline una nuova per l'archivio.").format(name=folder.name),
            "folder",
        )
    refuse_network_folder(folder)


def _fill(
    folder: Path, schema: Schema, place: Place, first: FirstUser, cost: KdfCost, lock: VaultLock
) -> tuple[Vault, str]:
    vault_id, data_key, recovery = secrets.token_hex(16), secrets.token_bytes(32), recovery_key.generate()
    recovery_seed = seal_keys.new_seed()
    slots = SlotFile(vault_id, 1, ()).with_slot("recovery", "", recovery, data_key, cost, recovery_seed)
    key = connection.raw_key(data_key, vault_id)
    raw = connection.create(folder / connection.FILE_NAME, key)
    try:
        raw.execute("BEGIN IMMEDIATE")
        schema.create(raw)
        raw.execute("INSERT INTO local(key, value) VALUES ('house', json_quote(?))", (place.house,))
        change_log.start(raw, place.ordinal, first.name.strip().casefold())
        raw.execute("COMMIT")
        key_slots.write(folder, slots)
        connect = connection.beginning_with(raw, folder / connection.FILE_NAME, key)
        vault = Vault(folder, slots, data_key, connect, schema, lock)
    except BaseException:
        raw.close()
        raise
    seal_readers.enter_by_recovery(vault, recovery_seed)
    slot_keys.remember(vault, "recovery", "", recovery_seed)
    seed = seal_keys.new_seed()
    user = users.add_first(vault, first.name, first.display_name, list(first.roles), first.passphrase, seed)
    vault.user, vault.user_name, vault.roles = user.name, user.display_name, user.roles
    seal_readers.enter(vault, seed)
    return vault, recovery_key.to_words(recovery)


def open_vault(folder: Path, schema: Schema, user: str, secret: str) -> Vault:
    """Open the vault in *folder* as *user*.

    Raises ``WrongPassphrase``, ``VaultInUse``, ``VaultDamaged`` or ``StorageFailed``; none of them
    has written anything into the vault's folder. A wrong passphrase is counted on this computer (``attempts``).
    """
    name, typed = user.strip().casefold(), passphrase.normalise(secret)
    try:
        vault, held = _open(folder, schema, lambda slots: slots.held("user", name, typed))
    except WrongPassphrase:
        attempts.add(key_slots.read(folder).vault_id)
        raise
    try:
        _enter(vault, name)
        seal_readers.enter(vault, _own_seed(vault, "user", name, typed, held))
    except BaseException:
        vault.close()
        raise
    return vault


def raw_connection(folder: Path, user: str, secret: str) -> Any:
    """A connection to what can still be read of the vault in *folder*, which no desk has open; close it."""
    slots = key_slots.read(folder)
    data_key = slots.open("user", user.strip().casefold(), passphrase.normalise(secret))
    key = connection.raw_key(data_key, slots.vault_id)
    renewed_files.settle(folder, slots, key)
    return connection.connect(folder / connection.FILE_NAME, key)


def open_beside(vault: Vault, folder: Path, key_name: str) -> Vault:
    """Open what was laid out in *folder* from a copy of *vault*, with the key that is at hand, as the same user.

    *key_name* is what the copy's manifest calls its key. For looking at a copy as a user would: it must never become a
    desk, and reads nothing that is reserved.
    """
    copied, _held = _open(folder, vault.schema, lambda slots: Held(vault.key_for(slots, key_name), b""))
    try:
        _enter(copied, vault.user)
    except BaseException:
        copied.close()
        raise
    return copied


def open_with_recovery_key(folder: Path, schema: Schema, printed: str) -> Vault:
    """Open by the printed recovery key, to give someone a new passphrase (``users.reset_passphrase``)."""
    secret = recovery_key.from_words(printed)
    vault, held = _open(folder, schema, lambda slots: slots.held("recovery", "", secret))
    vault.opened_by_recovery = True
    vault.user, vault.user_name = "recupero", "Chiave di recupero"
    try:
        vault.note("vault.recovered")
        seal_readers.enter_by_recovery(vault, _own_seed(vault, "recovery", "", secret, held))
    except BaseException:
        vault.close()
        raise
    return vault


def _own_seed(vault: Vault, kind: str, user: str, secret: bytes, held: Held) -> bytes:
    """The seed in the slot that was opened; the slot is made anew where it has none yet or is of a former epoch."""
    if not held.seal_seed:
        seed = seal_keys.new_seed()
        with vault.save_with_slots("seal.key"):
            vault.replace_slot(kind, user, secret, seal_seed=seed)
        return seed
    if held.behind:
        with vault.save_with_slots("vault.key_taken"):
            vault.replace_slot(kind, user, secret, seal_seed=held.seal_seed)
    slot_keys.remember(vault, kind, user, held.seal_seed)
    return held.seal_seed


def _open(folder: Path, schema: Schema, unlock: Callable[[SlotFile], Held]) -> tuple[Vault, Held]:
    """The vault, and what the slot held of whoever opened it (no seed in an old one)."""
    if not folder.is_dir():
        raise VaultDamaged(
            _("Non trovo la cartella {name}. Controlla di aver scelto quella dell'archivio.").format(
                name=folder.name
            )
        )
    refuse_network_folder(folder)
    if not (folder / key_slots.FILE_NAME).exists() and not (folder / connection.FILE_NAME).exists():
        raise VaultDamaged(
            _("Nella cartella {name} non c'è un archivio. Scegli quella giusta.").format(name=folder.name)
        )
    lock = VaultLock(folder)
    lock.take()
    try:
        slots = key_slots.read(folder)
        held = unlock(slots)
        key = connection.raw_key(held.data_key, slots.vault_id)
        renewed_files.settle(folder, slots, key)
        raw = connection.connect(folder / connection.FILE_NAME, key)
        try:
            migrations.bring_up_to_date(raw, schema, folder)
            connect = connection.beginning_with(raw, folder / connection.FILE_NAME, key)
            return Vault(folder, slots, held.data_key, connect, schema, lock), held
        except BaseException:
            raw.close()
            raise
    except BaseException as error:
        lock.release()
        if isinstance(error, sqlcipher.Error):
            raise connection.translate(error) from error
        raise


def _enter(vault: Vault, name: str) -> None:
    rows = vault.query(
        # Of this place only: someone of the same name in another house, or in the coordination, is someone else.
        "SELECT display_name, roles, must_change FROM desk_user WHERE name = :name AND active "
        "AND coalesce(house, '') = :house ORDER BY id DESC",
        name=name,
        house=vault.house,
    )
    if not rows:
        raise VaultDamaged(
            _("«{name}» ha una frase segreta ma non è tra gli utenti. Chiedi al coordinamento.").format(
                name=name
            )
        )
    vault.user, vault.user_name = name, rows[0]["display_name"]
    vault.roles = json.loads(rows[0]["roles"])
    vault.must_change = bool(rows[0]["must_change"])
    with vault.connection() as raw:
        ordinal = raw.execute("SELECT ordinal FROM sync_state").fetchone()[0]
        change_log.start(raw, ordinal, name)
        vault.schema.refresh(raw)
    _note_opening(vault)


def _note_opening(vault: Vault) -> None:
    """What happened before the door was open is written down now that it is."""
    vault_id = vault.slots.vault_id
    with vault.connection() as raw:
        gone = witness.is_gone(vault.folder, vault_id, raw)
    if gone:
        vault.note("audit.shorter", expected=witness.seen(vault.folder, vault_id)[0])
    refused, last = attempts.of(vault_id)
    if refused:
        vault.note("vault.refused", times=refused, last=last)
        attempts.forget(vault_id)
    vault.note("vault.opened")
    with vault.connection() as raw:
        witness.remember(vault.folder, vault_id, raw)
