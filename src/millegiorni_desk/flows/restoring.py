"""Putting a backup back: the desk goes on under a new number, so that nothing is written twice as one."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from millegiorni_desk.errors import InvalidValue, VaultDamaged
from millegiorni_desk.flows import desk, devices, erasing, roads
from millegiorni_desk.flows.joining import now_ms
from millegiorni_desk.language import _
from millegiorni_desk.vault import backup, connection, manifest, opening
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import erasures, rejoining
from millegiorni_sync.joining import Invitation

KEPT_ASIDE = "kept_aside"


@dataclass(frozen=True)
class Restored:
    """The restored vault, open, and the words to read to the coordinator (none at the coordination itself)."""

    vault: Vault
    fingerprint: str


def restore(
    copy: Path,
    folder: Path,
    user: str,
    passphrase: str,
    invitation: Invitation | None = None,
    erased: Sequence[Sequence[Any]] = (),
    aside: Path | None = None,
) -> Restored:
    """Make *folder* a desk again from the backup *copy*, opened by one of its users.

    A house's desk needs a new *invitation*: it gets a new number and receipt series, and what it had handed over
    after the backup comes back with the next synchronisations. The coordination renews itself. *erased*
    (``erasing.remembered`` of the vault it takes the place of, or :func:`erased_in`) is erased again before anyone
    sees it. *aside* is the folder of that vault, which stays as it is until someone deletes it. A failure leaves no
    folder behind.
    """
    backup.put_back(copy, folder)
    try:
        vault = desk.open_desk(folder, user, passphrase)
        try:
            _prove(copy, vault)
            with devices.in_our_words(), vault.save("vault.restore"):
                words = _renewed(vault, invitation)
                # Under the new number: what the former one writes now would be written twice as one.
                if erased:
                    erasing.replay(vault, erased)
                vault.set_local(KEPT_ASIDE, str(aside) if aside else None)
            with vault.connection() as raw:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return Restored(vault, words)
        except BaseException:
            vault.close()
            raise
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def kept_aside(vault: Vault) -> Path | None:
    """The folder of the vault that this one took the place of, while it is still there."""
    told = vault.local(KEPT_ASIDE)
    return Path(told) if told and Path(told).is_dir() else None


def forget_aside(vault: Vault) -> None:
    """Say no more of the vault before this one; its folder stays where it is."""
    vault.set_local(KEPT_ASIDE, None)


def erased_in(folder: Path, user: str, passphrase: str) -> list[list[Any]]:
    """What was erased in the vault in *folder*, even where it no longer opens as a desk.

    Raises ``VaultDamaged`` or ``WrongPassphrase`` where it cannot be read.
    """
    with closing(opening.raw_connection(folder, user, passphrase)) as raw:
        try:
            return erasures.known(raw)
        except sqlcipher.Error as error:
            raise connection.translate(error) from error


def _prove(copy: Path, vault: Vault) -> None:
    if not manifest.is_ours(copy, vault.copy_key()):
        raise VaultDamaged(
            _("La copia «{name}» è stata cambiata da qualcuno: non l'ho rimessa. Usane un'altra.").format(
                name=copy.name
            )
        )


def _renewed(vault: Vault, invitation: Invitation | None) -> str:
    """Give the vault its new number; the words of its request."""
    former, exchange = devices.identity(vault), vault.local("exchange", "")
    with vault.connection() as raw:
        if former.root_seed is not None:
            with roads.opened(vault) as meeting_point:
                identity = rejoining.renew(raw, former, meeting_point, vault.user)
            words = ""
        elif invitation is None:
            raise InvalidValue(
                _(
                    "Per rimettere una copia serve un nuovo invito del coordinamento: senza, due postazioni avrebbero "
                    "lo stesso numero. La copia è intatta."
                ),
                "invitation",
            )
        else:
            identity, request = rejoining.rejoin(raw, invitation, former, vault.user, now_ms())
            words = request.spoken
        devices.keep(vault, identity, exchange)
    return words
