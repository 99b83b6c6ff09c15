"""Putting a backup back: the desk goes on under a new number, so that nothing is written twice as one."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows import desk, devices
from millegiorni_desk.flows.joining import now_ms
from millegiorni_desk.vault import backup
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import rejoining
from millegiorni_sync.exchange import open_exchange
from millegiorni_sync.joining import Invitation


@dataclass(frozen=True)
class Restored:
    """The restored vault, open, and the words to read to the coordinator (none at the coordination itself)."""

    vault: Vault
    fingerprint: str


def restore(
    copy: Path, folder: Path, user: str, passphrase: str, invitation: Invitation | None = None
) -> Restored:
    """Make *folder* a desk again from the backup *copy*, opened by one of its users.

    A house's desk needs a new *invitation*: it gets a new number and receipt series, and what it had handed over
    after the backup comes back with the next synchronisations. The coordination renews itself. A failure leaves
    no folder behind.
    """
    backup.put_back(copy, folder)
    try:
        vault = desk.open_desk(folder, user, passphrase)
        try:
            with devices.in_our_words():
                return Restored(vault, _renewed(vault, invitation))
        except BaseException:
            vault.close()
            raise
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _renewed(vault: Vault, invitation: Invitation | None) -> str:
    """Give the vault its new number; the words of its request."""
    former, exchange = devices.identity(vault), vault.local("exchange", "")
    with vault.save("vault.restore"), vault.connection() as raw:
        if former.root_seed is not None:
            identity = rejoining.renew(raw, former, open_exchange(exchange), vault.user)
            words = ""
        elif invitation is None:
            raise InvalidValue(
                "Per rimettere una copia serve un nuovo invito del coordinamento: senza, due postazioni avrebbero "
                "lo stesso numero. La copia è intatta.",
                "invitation",
            )
        else:
            identity, request = rejoining.rejoin(raw, invitation, former, vault.user, now_ms())
            words = request.spoken
        devices.keep(vault, identity, exchange)
    return words
