"""The computers of one house in a network whose coordination sees no names: each is confirmed before it is told any."""

from __future__ import annotations

from dataclasses import dataclass

from millegiorni_desk.flows import devices
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import house_mates, siblings
from millegiorni_sync.identity import spoken


@dataclass(frozen=True)
class HouseDevice:
    """Another computer of this house; ``words`` must be those that stand on its screen."""

    ordinal: int
    name: str
    words: str


@dataclass(frozen=True)
class HouseDevices:
    """``words`` are this computer's; ``waiting`` those that nobody has confirmed here, ``confirmed`` the others."""

    words: str
    waiting: tuple[HouseDevice, ...]
    confirmed: tuple[HouseDevice, ...]


def listed(vault: Vault) -> HouseDevices:
    """The other computers of this house, where they have to be confirmed; none in a usual network."""
    vault.require(Permission.SYNCHRONISE)
    own, known = devices.identity(vault), devices.roster(vault)
    with vault.connection() as raw:
        waiting, trusted = siblings.waiting(raw, own, known), siblings.trusted(raw, own, known)
    waits, told = (
        tuple(HouseDevice(one.ordinal, one.name, spoken(one.sign_key, one.recipient)) for one in found)
        for found in (waiting, trusted)
    )
    return HouseDevices(spoken(own.sign_key, own.recipient), waits, told)


def confirm(vault: Vault, ordinal: int) -> None:
    """Somebody has compared the words: that computer gets this house's records with the next synchronisation.

    Raises ``SyncRefused`` for a computer that is not of this house.
    """
    vault.require(Permission.MANAGE_USERS)
    own = devices.identity(vault)
    with (
        devices.in_our_words(),
        vault.save("device.confirm", ordinal=ordinal),
        vault.connection() as raw,
    ):
        house_mates.confirm(raw, own, ordinal)
