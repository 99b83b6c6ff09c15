"""The devices of the network as the coordination sees them: who is in, since when silent, and taking one out."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime

from millegiorni_desk.errors import InvalidValue, NotFound, SyncRefused
from millegiorni_desk.flows import devices, roads
from millegiorni_desk.flows.desk import SCHEMA
from millegiorni_desk.flows.joining import now_ms
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import joining


@dataclass(frozen=True)
class NetworkDevice:
    """A device: ``last_arrival`` is the day on which its newest bundle was read here, None if none ever was."""

    ordinal: int
    name: str
    house: str
    series: str
    bundles: int
    last_arrival: date | None
    revoked: bool
    here: bool


def listed(vault: Vault) -> list[NetworkDevice]:
    """Every device there ever was: those at work first, house by house."""
    vault.require(Permission.MANAGE_NETWORK)
    roster = devices.roster(vault)
    own = devices.identity(vault).ordinal
    names = {house.code: house.name for house in network.houses(vault)}
    arrived = {
        row["origin"]: row
        for row in vault.query(
            "SELECT origin, count(*) AS bundles, max(at) AS at FROM sync_bundle "
            "WHERE audience NOT LIKE '%/%' GROUP BY origin"
        )
    }
    found = [
        NetworkDevice(
            device.ordinal,
            device.name,
            names.get(device.house, device.house) if device.house else _("Coordinamento"),
            device.series,
            arrived[device.ordinal]["bundles"] if device.ordinal in arrived else 0,
            _day(arrived[device.ordinal]["at"]) if device.ordinal in arrived else None,
            device.ordinal in roster.revoked,
            device.ordinal == own,
        )
        for device in roster.devices.values()
    ]
    return sorted(found, key=lambda one: (one.revoked, one.house.casefold(), one.ordinal))


def revoke(vault: Vault, ordinal: int) -> None:
    """Take a device out: what was read of it stays, what comes later is refused, nothing is sealed to it any more.

    The others hear of it by :func:`announce`, or with the next synchronisation.
    """
    vault.require(Permission.MANAGE_NETWORK)
    roster = devices.roster(vault)
    if ordinal not in roster.devices:
        raise NotFound(_("Questa postazione non è nella rete."))
    if ordinal == devices.identity(vault).ordinal:
        raise InvalidValue(
            _(
                "Questo è il computer che stai usando: per toglierlo, entra dalla copia o dal computer che prende il "
                "suo posto."
            )
        )
    if ordinal in roster.revoked:
        raise InvalidValue(_("Questa postazione è già fuori dalla rete."))
    with devices.in_our_words(), vault.save("device.revoke", ordinal=ordinal), vault.connection() as raw:
        joining.revoke(raw, devices.identity(vault), ordinal)


def announce(vault: Vault) -> bool:
    """Leave the newest roster where bundles meet; says whether that could be reached now. It may take seconds."""
    vault.require(Permission.MANAGE_NETWORK)
    with suppress(SyncRefused), roads.opened(vault, hasty=True) as exchange, vault.connection() as raw:
        joining.announce(raw, devices.identity(vault), now_ms(), SCHEMA.synced_tables(), exchange)
        return True
    return False


def _day(ms: int) -> date:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone().date()
