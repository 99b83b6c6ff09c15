"""This device's own keys and place in the network, kept in its vault and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from millegiorni_desk.errors import BugError, SyncRefused, VaultDamaged
from millegiorni_desk.language import _
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync.errors import SyncError, speak
from millegiorni_sync.identity import Identity
from millegiorni_sync.roster import Roster
from millegiorni_sync.roster import load as load_roster

speak(_)


@contextmanager
def in_our_words() -> Iterator[None]:
    """The sync package's errors as ours: same sentence, one exception tree for whoever shows it."""
    try:
        yield
    except SyncError as error:
        raise SyncRefused(error.message) from error


def keep(vault: Vault, identity: Identity, exchange: str) -> None:
    """Keep the device's keys, its receipt series and where bundles meet, in this vault."""
    vault.set_local("identity", identity.to_json())
    vault.set_local("series", identity.series)
    vault.set_local("exchange", exchange)


def identity(vault: Vault) -> Identity:
    """This device's identity, signing as the user who opened the vault."""
    kept = vault.local("identity")
    if kept is None:
        raise VaultDamaged(
            _(
                "La creazione di questo archivio si è interrotta a metà. Non contiene ancora nulla: "
                "cancella la sua cartella e ricomincia."
            )
        )
    return replace(Identity.from_json(kept), user=vault.user)


def roster(vault: Vault) -> Roster:
    """Who is in the network, as this vault knows it."""
    with vault.connection() as raw:
        known = load_roster(raw)
    if known is None:
        raise BugError(_("In questo archivio manca l'elenco della rete."))
    return known


def network_name(vault: Vault) -> str:
    """The network's name."""
    return roster(vault).name


def desk_name(vault: Vault) -> str:
    """What the rail shows: the house's name, or the network's for the coordination."""
    known = roster(vault)
    return known.houses.get(vault.house, vault.house) if vault.house else known.name
