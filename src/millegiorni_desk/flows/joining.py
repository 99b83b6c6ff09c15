"""How a house and its desks come into the network: invitation, request, approval, all by files."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from millegiorni_desk.errors import InvalidValue, StorageFailed, SyncRefused, reason
from millegiorni_desk.flows import devices, roads
from millegiorni_desk.flows.desk import SCHEMA
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House
from millegiorni_desk.vault import opening
from millegiorni_desk.vault.key_slots import KdfCost
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import joining
from millegiorni_sync.clock import HIGHEST_ORDINAL
from millegiorni_sync.exchange import Exchange
from millegiorni_sync.exchange.base import Watch, unwatched
from millegiorni_sync.joining import Invitation, JoinRequest
from millegiorni_sync.roster_rules import SERIES

_POSTED = "requests.posted"
_SECRET = re.compile(r"[0-9a-f]{64}")

Silent = Callable[[SyncRefused], object]
"""Told why the road to where bundles meet cannot be taken now."""


@dataclass(frozen=True)
class Joined:
    """A desk's new vault, its recovery key (kept nowhere else), and the words to read to the coordinator."""

    vault: Vault
    recovery_key: str
    fingerprint: str


@dataclass(frozen=True)
class Waiting:
    """A device that asks to come in: the words must be the same that its user reads.

    ``posted``: it came by e-mail, and what answers it has to go there too.
    """

    name: str
    house: str
    fingerprint: str
    request: JoinRequest
    posted: bool = False


def now_ms() -> int:
    """This instant, in milliseconds of Unix time."""
    return time.time_ns() // 1_000_000


def add_house(vault: Vault, new: House) -> House:
    """Add a house: to the records that every desk holds and to the roster that decides who reads what."""
    vault.require(Permission.MANAGE_NETWORK)
    with devices.in_our_words(), vault.save("house.add"):
        added = network.add_house(vault, new)
        with vault.connection() as raw:
            joining.add_house(raw, devices.identity(vault), new.code, new.name)
    return added


def invite(vault: Vault, house: str) -> Invitation:
    """An invitation for one device of *house*, good once and for thirty days. It holds a secret."""
    vault.require(Permission.MANAGE_NETWORK)
    with devices.in_our_words(), vault.save("device.invite", house=house), vault.connection() as raw:
        return joining.invite(raw, devices.identity(vault), house, now_ms())


def write_invitation(invitation: Invitation, path: Path) -> None:
    """Write the invitation's file, which goes from hand to hand."""
    fresh = path.with_name(path.name + ".new") if path.name else path
    try:
        fresh.write_text(invitation.to_json(), encoding="utf-8")
        os.replace(fresh, path)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        raise StorageFailed(
            _("Non riesco a scrivere l'invito: {reason}. Scegli un'altra cartella.").format(
                reason=reason(error)
            )
        ) from error


def read_invitation(path: Path) -> Invitation:
    """Read an invitation's file; refuses one that is damaged."""
    try:
        text = path.read_bytes()
    except OSError as error:
        raise StorageFailed(
            _("Non riesco a leggere l'invito {name}: {reason}.").format(name=path.name, reason=reason(error))
        ) from error
    with devices.in_our_words():
        return Invitation.from_json(text)


def check_invitation(invitation: Invitation) -> str:
    """The house that an invitation is for. Raises ``InvalidValue`` for one that cannot be used (any more)."""
    if invitation.house is None:
        raise InvalidValue(
            _("Questo invito è per un secondo coordinamento: per ora si invitano solo le case."), "invitation"
        )
    if not _sound(invitation):
        raise InvalidValue(
            _("Il file d'invito è rovinato o è stato cambiato: non ho creato nulla. Fattelo dare di nuovo."),
            "invitation",
        )
    if now_ms() > invitation.expires:
        raise InvalidValue(
            _("L'invito è scaduto. Chiedi al coordinamento un nuovo file di invito."), "invitation"
        )
    return invitation.house


def _sound(invitation: Invitation) -> bool:
    """Whether what the coordinator writes into every invitation is there, and free in the roster it carries."""
    known = invitation.roster
    return (
        invitation.house in known.houses
        and 1 <= invitation.ordinal <= HIGHEST_ORDINAL
        and invitation.ordinal not in known.devices
        and SERIES.fullmatch(invitation.series) is not None
        and invitation.series not in {device.series for device in known.devices.values()}
        and _SECRET.fullmatch(invitation.secret) is not None
    )


def join(
    folder: Path,
    invitation: Invitation,
    first: FirstUser,
    exchange: str,
    device: str,
    cost: KdfCost | None = None,
) -> Joined:
    """Make a house's vault from an invitation. Work can begin at once; handing over waits for the approval.

    Where it fails half-way, the vault that was just made (and holds nothing) is taken away again.
    """
    place = Place(check_invitation(invitation), invitation.ordinal)
    existed = folder.exists()
    vault, recovery = opening.create_vault(folder, SCHEMA, place, first, cost)
    try:
        with devices.in_our_words(), vault.save("network.join"), vault.connection() as raw:
            identity, request = joining.join(raw, invitation, device, vault.user, now_ms())
            devices.keep(vault, identity, exchange)
    except BaseException:
        opening.discard(vault, keep_folder=existed)
        raise
    return Joined(vault, recovery, request.spoken)


def _raised(problem: SyncRefused) -> None:
    """A road that cannot be taken is an error to whoever has no other way to tell of it."""
    raise problem


def requests(vault: Vault, watch: Watch = unwatched, silent: Silent = _raised) -> list[Waiting]:
    """The devices that ask to come in, found where bundles meet or in files that came by e-mail.

    *watch* is asked within transfers, and while the meeting point does not answer. When it does not in the end,
    *silent* is told, and what came by e-mail is given all the same.
    """
    vault.require(Permission.MANAGE_NETWORK)
    identity = devices.identity(vault)
    with devices.in_our_words(), vault.connection() as raw:
        kept = [JoinRequest(**one) for one in vault.local(_POSTED, [])]
        posted = dict.fromkeys(one for one in kept if joining.still_asks(raw, identity, one))
        invited: dict[int, str] = dict(raw.execute("SELECT ordinal, house FROM sync_invitation").fetchall())
    waiting = dict(posted)
    if roads.road(vault).address:
        try:
            # Who is at hand already does not wait long for a road that does not answer.
            with roads.opened(vault, hasty=bool(posted)) as exchange, vault.connection() as raw:
                exchange.watch = watch
                waiting |= dict.fromkeys(joining.requests(raw, identity, exchange))
        except SyncRefused as problem:
            silent(problem)
    names = {house.code: house.name for house in network.houses(vault)}
    return [
        Waiting(
            one.name, names.get(invited[one.ordinal], invited[one.ordinal]), one.spoken, one, one in posted
        )
        for one in sorted(waiting, key=lambda one: one.ordinal)
    ]


def take_in_requests(vault: Vault, carrier: Exchange) -> int:
    """Keep the requests that came by e-mail, where this device lets others in; gives how many ask to come in."""
    vault.require(Permission.MANAGE_NETWORK)
    if not devices.identity(vault).root_seed:
        return 0
    with vault.connection() as raw:
        found = joining.requests(raw, devices.identity(vault), carrier)
        kept = [JoinRequest(**one) for one in vault.local(_POSTED, [])]
        open_ones = [
            one
            for one in dict.fromkeys([*kept, *found])
            if joining.still_asks(raw, devices.identity(vault), one)
        ]
    vault.set_local(_POSTED, [asdict(one) for one in open_ones])
    return len(found)


def approve(vault: Vault, waiting: Waiting, silent: Silent = _raised) -> None:
    """Let a device in: from now on it is sealed to, and what it signs is read.

    It hears of it where bundles meet, and by the next file that is prepared. Where the road cannot be taken now,
    *silent* is told; the device is in, and the next synchronisation takes the answer along.
    """
    vault.require(Permission.MANAGE_NETWORK)
    with devices.in_our_words():
        _let_in(vault, waiting)
    if not roads.road(vault).address:
        return
    try:
        with roads.opened(vault) as exchange, vault.connection() as raw:
            joining.announce(raw, devices.identity(vault), now_ms(), SCHEMA.synced_tables(), exchange)
    except SyncRefused as problem:
        silent(problem)


def _let_in(vault: Vault, waiting: Waiting) -> None:
    with vault.save("device.approve", ordinal=waiting.request.ordinal), vault.connection() as raw:
        joining.approve(raw, devices.identity(vault), waiting.request, now_ms(), SCHEMA.synced_tables())
