"""Renewing the data key: whoever went away, or holds a former copy of the files, opens the vault no more.

The database is written anew under the new key beside the former one, then the key slots are replaced, then the file is
renamed. Cut short before the slots are replaced it is undone at the next opening, after that it is finished
(``renewed_files``). No passphrase but that of whoever renews is needed: the others find the new key beside their slots.
"""

from __future__ import annotations

import json
import secrets
import shutil
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as sqlcipher

from millegiorni_desk.errors import InvalidValue, StorageFailed, VaultDamaged, reason
from millegiorni_desk.language import _
from millegiorni_desk.vault import (
    audit,
    backup,
    connection,
    durable,
    migrations,
    passphrase,
    renewed_files,
    slot_keys,
    users,
)
from millegiorni_desk.vault.backup import Progress, unheard
from millegiorni_desk.vault.key_slots import Held, Recipient, SlotFile
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.seal_readers import known_recovery_key
from millegiorni_desk.vault.vault import FORMER_KEYS

if TYPE_CHECKING:
    from millegiorni_desk.vault.users import User
    from millegiorni_desk.vault.vault import Vault

ACTION = "vault.renew_key"
_SHEET = ("recovery", "")
_MARGIN = 1 << 20


@dataclass(frozen=True)
class Standing:
    """Whether the key can be renewed, and why one might want to.

    ``last`` is the instant of the last renewal, empty before the first; ``gone`` how many were taken off since, who
    knew the key. ``unknown`` are the users whose slots an older program made and who have not entered since: they
    could not enter any more. ``sheet``: the recovery sheet goes on being good; else a new one is needed first.
    """

    last: str
    gone: int
    unknown: tuple[User, ...]
    sheet: bool

    @property
    def ready(self) -> bool:
        """Whether nobody would be shut out who should not be."""
        return self.sheet and not self.unknown


def standing(vault: Vault) -> Standing:
    """How it stands with the key of *vault*."""
    vault.require(Permission.MANAGE_USERS)
    last = vault.query(
        "SELECT n, at FROM audit WHERE action = :action ORDER BY n DESC LIMIT 1", action=ACTION
    )
    gone = vault.scalar(
        "SELECT count(*) FROM audit WHERE action = 'user.remove' AND n > :n", n=last[0]["n"] if last else 0
    )
    return Standing(
        last=str(last[0]["at"]) if last else "",
        gone=int(gone),
        unknown=tuple(
            user for user in users.all_users(vault) if not slot_keys.known(vault, "user", user.name)
        ),
        sheet=bool(_recovery_public(vault)),
    )


def check(vault: Vault, secret: str) -> None:
    """Raise what :func:`renew` would raise before it begins, *secret* being the user's passphrase."""
    _allowed(vault, secret)


def renew(vault: Vault, secret: str, progress: Progress = unheard) -> None:
    """Give *vault* a new data key; the user's *secret* makes her own slot anew. The vault is closed afterwards.

    Nothing else may have the vault open meanwhile. Raises ``NotAllowed``, ``WrongPassphrase``, ``InvalidValue`` where
    someone would be shut out, ``StorageFailed`` or what *progress* raises; then nothing was changed and the
    vault is open as before.
    """
    held = _allowed(vault, secret)
    data_key = secrets.token_bytes(32)
    slots = _slots(vault, secret, held, data_key)
    try:
        _write_anew(vault, slots, data_key, held.seal_seed, progress)
    except BaseException as error:
        renewed_files.drop(vault.folder)
        if isinstance(error, OSError):
            raise StorageFailed(_failed(reason(error))) from error
        if isinstance(error, StorageFailed):
            raise StorageFailed(_failed(_("il disco è pieno o occupato, o non si può scrivere"))) from error
        raise
    try:
        renewed_files.swap(vault.folder, vault.slots, slots)
    except BaseException:
        if not renewed_files.undone(vault.folder, vault.slots):
            # The next opening goes on from here: what was saved meanwhile would be lost.
            vault.retire()
        raise
    with suppress(OSError):
        migrations.drop_copies(vault.folder)
    vault.retire()


def _allowed(vault: Vault, secret: str) -> Held:
    vault.require(Permission.MANAGE_USERS)
    held = vault.slots.held("user", vault.user, passphrase.normalise(secret))
    found = standing(vault)
    if found.unknown:
        raise InvalidValue(
            _(
                "Senza la loro frase non so come dare la chiave nuova a: {names}. Falli entrare una volta, "
                "oppure dai loro una nuova frase segreta o toglili; poi rinnova."
            ).format(names=", ".join(user.display_name for user in found.unknown)),
            "users",
        )
    if not found.sheet:
        raise InvalidValue(
            _("Il foglio di recupero è di un programma più vecchio: fanne prima uno nuovo, poi rinnova."),
            "sheet",
        )
    return held


def _recovery_public(vault: Vault) -> str:
    return slot_keys.known(vault, *_SHEET) or known_recovery_key(vault)


def _slots(vault: Vault, secret: str, held: Held, data_key: bytes) -> SlotFile:
    """The slots of the next epoch: the user's made anew, the others' with the new key beside them."""
    by_epoch = vault.data_keys()
    named = {
        ("user", user.name): slot_keys.known(vault, "user", user.name) for user in users.all_users(vault)
    }
    recipients = {
        (slot.kind, slot.user): Recipient(public, by_epoch[slot.epoch])
        for slot in vault.slots.slots
        if (public := {**named, _SHEET: _recovery_public(vault)}.get((slot.kind, slot.user)))
    }
    own = vault.slots.slot("user", vault.user)
    if own is None:
        raise VaultDamaged(_("La tua frase segreta non è più tra quelle dell'archivio: chiudi e rientra."))
    slots = vault.slots.renewed(data_key, recipients)
    typed = passphrase.normalise(secret)
    return slots.with_slot("user", vault.user, typed, data_key, own.cost, held.seal_seed)


def _write_anew(vault: Vault, slots: SlotFile, data_key: bytes, seed: bytes, progress: Progress) -> None:
    """The database under the new key, beside the former one, read again and on the disk."""
    fresh = vault.folder / renewed_files.NEW_NAME
    key = connection.raw_key(data_key, slots.vault_id)
    renewed_files.drop(vault.folder)
    former = [[epoch, known.hex()] for epoch, known in vault.data_keys().items()]
    kept = slot_keys.told(vault, slots, "user", vault.user, seed)
    try:
        with vault.alone() as raw:
            total = backup.size(raw)
            if shutil.disk_usage(vault.folder).free < total + _MARGIN:
                raise StorageFailed("")
            with backup.stoppable(raw, fresh, total, progress):
                raw.execute("VACUUM INTO ?", (connection.with_key(fresh, key),))
            newest = raw.execute("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1").fetchone()
        _fill(vault, fresh, key, {FORMER_KEYS: former, slot_keys.KEPT: kept}, slots.epoch, newest)
        _prove(fresh, key, progress)
    except sqlcipher.Error as error:
        raise connection.translate(error) from error
    durable.sync_file(fresh)
    durable.sync_folder(vault.folder)


def _fill(
    vault: Vault, fresh: Path, key: str, kept: dict[str, Any], epoch: int, newest: tuple[int, str]
) -> None:
    """Write into the new database what the former one must never say of it."""
    with closing(connection.connect_alone(fresh, key)) as raw:
        found = raw.execute("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1").fetchone()
        if found != newest:
            raise VaultDamaged(_unreadable())
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany(
            "INSERT OR REPLACE INTO local(key, value) VALUES (?, ?)",
            [(name, json.dumps(value)) for name, value in kept.items()],
        )
        audit.append(raw, vault.user, ACTION, {"epoch": epoch})
        raw.execute("COMMIT")


def _prove(fresh: Path, key: str, progress: Progress) -> None:
    """Look through every page. Raises ``VaultDamaged``."""
    with (
        closing(connection.connect_to_copy(fresh, key)) as raw,
        backup.stoppable(raw, fresh, backup.size(raw), progress),
    ):
        if not backup.is_whole(raw):
            raise VaultDamaged(_unreadable())


def _failed(why: str) -> str:
    return _(
        "Non riesco a rinnovare la chiave: {why}. Non è cambiato niente: l'archivio resta com'era."
    ).format(why=why)


def _unreadable() -> str:
    return _(
        "L'archivio riscritto con la chiave nuova non si rilegge bene: non l'ho usato. Non è cambiato niente; "
        "controlla il disco e riprova."
    )
