"""This device's own keys and place in the network, kept in its vault and nowhere else."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from millegiorni_sync.identity import Identity, new_age_key, new_seed
from millegiorni_sync.roster import Device, Roster
from millegiorni_sync.roster import load as load_roster

from millegiorni_desk.errors import BugError, NotAllowed, VaultDamaged
from millegiorni_desk.vault.vault import Vault

_SECRETS = ("sign_seed", "root_seed")


def new_identity(ordinal: int, house: str | None, series: str, name: str, root: bool = False) -> Identity:
    """New keys for a device; with *root*, also the network's root key."""
    return Identity(
        network="",
        ordinal=ordinal,
        house=house,
        series=series,
        name=name,
        sign_seed=new_seed(),
        age_key=new_age_key(),
        root_seed=new_seed() if root else None,
    )


def root_seed(identity: Identity) -> bytes:
    """The network's root key, which only the coordination holds."""
    if identity.root_seed is None:
        raise NotAllowed("Questo si fa solo dal computer del coordinamento.")
    return identity.root_seed


def as_device(identity: Identity) -> Device:
    """What the roster says of this device: public keys only."""
    return Device(
        ordinal=identity.ordinal,
        house=identity.house,
        series=identity.series,
        sign_key=identity.sign_key,
        recipient=identity.recipient,
        name=identity.name,
    )


def keep(vault: Vault, identity: Identity, exchange: str) -> None:
    """Keep the device's keys, its receipt series and where bundles meet, in this vault."""
    kept: dict[str, Any] = asdict(identity)
    for secret in _SECRETS:
        kept[secret] = kept[secret].hex() if kept[secret] is not None else None
    vault.set_local("identity", kept)
    vault.set_local("series", identity.series)
    vault.set_local("exchange", exchange)


def identity(vault: Vault) -> Identity:
    """This device's identity, signing as the user who opened the vault."""
    kept = vault.local("identity")
    if kept is None:
        raise VaultDamaged(
            "La creazione di questo archivio si è interrotta a metà. Non contiene ancora nulla: "
            "cancella la sua cartella e ricomincia."
        )
    seeds = {secret: bytes.fromhex(kept[secret]) if kept[secret] else None for secret in _SECRETS}
    return replace(Identity(**{**kept, **seeds}), user=vault.user)


def roster(vault: Vault) -> Roster:
    """Who is in the network, as this vault knows it."""
    with vault.connection() as raw:
        known = load_roster(raw)
    if known is None:
        raise BugError("In questo archivio manca l'elenco della rete.")
    return known


def network_name(vault: Vault) -> str:
    """The network's name."""
    return roster(vault).name


def desk_name(vault: Vault) -> str:
    """What the rail shows: the house's name, or the network's for the coordination."""
    known = roster(vault)
    return known.houses.get(vault.house, vault.house) if vault.house else known.name
