"""Which devices the network has, as far as this vault knows, and which of them it is or was itself."""

from __future__ import annotations

from dataclasses import dataclass

from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import roster as rosters
from millegiorni_sync.identity import Identity, recipient_of
from millegiorni_sync.roster import Device


@dataclass(frozen=True)
class Seat:
    """An active device: its ordinal, its house (None for the coordination's), its receipt series and name.

    ``ours`` says that it is this vault, or what this vault was before it was put back from a copy.
    """

    ordinal: int
    house: str | None
    series: str
    name: str
    ours: bool


def series(vault: Vault) -> str:
    """The letters that keep this device's numbers and money apart from every other device's.

    They are given when the device joins; without them they follow from the device's ordinal (1 is A, 27
    is AA), so that two devices never share a sequence.
    """
    given: str = vault.local("series", "")
    if given:
        return given
    ordinal, letters = int(vault.scalar("SELECT ordinal FROM sync_state")), ""
    while ordinal:
        ordinal, letter = divmod(ordinal - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def seats(vault: Vault) -> list[Seat]:
    """The active devices, the lowest ordinal first; none in a vault that belongs to no network."""
    with vault.connection() as raw:
        known = rosters.load(raw)
    if known is None:
        return []
    kept = vault.local("identity")
    own = Identity.from_json(kept) if kept else None
    former = {recipient_of(key) for key in own.former_age_keys} if own else set()

    def ours(device: Device) -> bool:
        return own is not None and (device.ordinal == own.ordinal or device.recipient in former)

    return [
        Seat(device.ordinal, device.house, device.series, device.name, ours(device))
        for device in sorted(known.active, key=lambda device: device.ordinal)
    ]
