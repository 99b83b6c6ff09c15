"""The door list: what a relay must know to tell a network's devices from strangers, and no more (PROTOCOL.md §10)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Protocol, runtime_checkable

from . import canonical
from .certificates import Certificate
from .certificates import read as read_certificate
from .clock import HIGHEST_ORDINAL
from .connection import Connection
from .errors import Malformed
from .identity import Identity, public_key, sign, verifies
from .roster import Roster
from .roster import load as load_roster
from .roster_rules import BY_ROOTS
from .roster_rules import check as check_certificate

MOST_CERTIFICATES = 100
DOMAIN = b"millegiorni-relay door 1\0"
PASS_DOMAIN = b"millegiorni-relay pass 1\0"
INTRODUCTION_DOMAIN = b"millegiorni-relay introduction 1\0"


@dataclass(frozen=True)
class Pass:
    """An open invitation: whoever was introduced by ``key`` is a guest until ``expires`` (Unix ms)."""

    ordinal: int
    key: str
    expires: int


@dataclass(frozen=True)
class DoorList:
    """Devices ``(ordinal, sign key, coordinator, revoked)`` and passes ``(ordinal, key, expiry)``, both sorted."""

    network: str
    number: int
    previous: str
    roster: int
    devices: tuple[tuple[int, str, int, int], ...]
    passes: tuple[tuple[int, str, int], ...]

    @classmethod
    def of(cls, roster: Roster, passes: Sequence[Pass], former: DoorList | None) -> DoorList:
        """The list that says what *roster* and *passes* say, following *former*."""
        devices = sorted(
            (d.ordinal, d.sign_key, int(d.house is None), int(d.ordinal in roster.revoked))
            for d in roster.devices.values()
        )
        waiting = sorted((p.ordinal, p.key, p.expires) for p in passes if p.ordinal not in roster.devices)
        number, previous = (former.number + 1, former.hash) if former else (1, "")
        return cls(roster.network, number, previous, roster.number, tuple(devices), tuple(waiting))

    @cached_property
    def message(self) -> bytes:
        """What the root key signs."""
        return DOMAIN + canonical.encode(asdict(self))

    @cached_property
    def hash(self) -> str:
        """What the next list names as ``previous``."""
        return canonical.digest(self.message)

    @cached_property
    def by_ordinal(self) -> dict[int, tuple[int, str, int, int]]:
        """The devices, by ordinal."""
        return {entry[0]: entry for entry in self.devices}

    @cached_property
    def guests(self) -> dict[int, Pass]:
        """The passes, by ordinal."""
        return {entry[0]: Pass(*entry) for entry in self.passes}

    def says_the_same(self, other: DoorList) -> bool:
        """Whether both admit the same."""
        return (self.roster, self.devices, self.passes) == (other.roster, other.devices, other.passes)

    def is_next(self, former: DoorList) -> bool:
        """Whether this is the list after *former*."""
        return (self.number, self.previous) == (former.number + 1, former.hash)

    def keeps(self, former: DoorList) -> bool:
        """Whether nobody of *former* is forgotten, changed, or let in again."""
        kept = (self.by_ordinal.get(ordinal, (0, "", 0, 0)) for ordinal in former.by_ordinal)
        return self.roster >= former.roster and all(
            now[1:3] == then[1:3] and now[3] >= then[3]
            for now, then in zip(kept, former.devices, strict=True)
        )


@dataclass(frozen=True)
class Authority:
    """Who may put a network's lists: hashes of the certificates that say so, and the everyday key they end with."""

    hashes: tuple[str, ...]
    key: str

    def goes_beyond(self, former: Authority) -> bool:
        """Whether the holders of the keys on paper went on from *former* to this."""
        count = len(former.hashes)
        return len(self.hashes) > count and self.hashes[:count] == former.hashes


def signed(listed: DoorList, roster: Roster, root_seed: bytes) -> bytes:
    """The bytes that are put at the relay."""
    telling = [c.as_dict() for c in roster.certificates if c.kind == "network" or c.kind in BY_ROOTS]
    signature = sign(root_seed, listed.message).hex()
    return canonical.encode({"certificates": telling, "list": asdict(listed), "signature": signature})


def read(data: bytes) -> tuple[DoorList, Authority]:
    """A list and who signed it; raise :class:`Malformed` for anything that does not hold together."""
    fields = canonical.members(canonical.decode(data), certificates=list, list=dict, signature=str)
    if not 0 < len(fields["certificates"]) <= MOST_CERTIFICATES:
        raise Malformed(detail="certificates")
    kept = _authority([read_certificate(entry) for entry in fields["certificates"]])
    told = _list(fields["list"])
    if told.network != kept.network:
        raise Malformed(detail="network")
    if not canonical.is_hash(fields["signature"], 128):
        raise Malformed(detail="signature")
    if not verifies(kept.key, bytes.fromhex(fields["signature"]), told.message):
        raise Malformed(detail="signature")
    return told, Authority(tuple(c.hash for c in kept.certificates), kept.key)


def listed(data: bytes) -> DoorList:
    """A list as the relay tells it; raise :class:`Malformed`."""
    return _list(canonical.decode(data))


def _authority(certificates: Sequence[Certificate]) -> Roster:
    """The certificates that say which key signs, checked as in a roster but for those in between, which name houses."""
    kept = Roster(())
    for certificate in certificates:
        after = kept.certificates[-1].n if kept.certificates else 0
        known = certificate.kind in BY_ROOTS if after else certificate.kind == "network"
        if not known or not canonical.is_count(certificate.n) or certificate.n <= after:
            raise Malformed(detail="certificates")
        if not after and (certificate.n, certificate.previous) != (1, ""):
            raise Malformed(detail="certificates")
        try:
            check_certificate(kept, certificate)
        except KeyError as error:
            raise Malformed(detail="certificates") from error
        kept = Roster((*kept.certificates, certificate))
    return kept


def pass_key(secret: str) -> str:
    """The public key that a relay knows an invitation by."""
    return public_key(_pass_seed(secret))


def introduction(secret: str, network: str, ordinal: int, sign_key: str) -> str:
    """What an invited device shows with its sign key until it is approved; *secret* is the invitation's."""
    return sign(_pass_seed(secret), _introducing(network, ordinal, sign_key)).hex()


def introduces(pass_key: str, introduced: str, network: str, ordinal: int, sign_key: str) -> bool:
    """Whether *introduced* was made with the invitation of *pass_key*, for that device's key."""
    return verifies(pass_key, bytes.fromhex(introduced), _introducing(network, ordinal, sign_key))


@runtime_checkable
class Guarded(Protocol):
    """An exchange that must be told who may come."""

    def admit(self, roster: Roster, passes: Sequence[Pass]) -> None:
        """Let in the devices of *roster* and the holders of *passes*, and nobody else. Asked of coordinators only."""


def tell(connection: Connection, identity: Identity, exchange: object) -> None:
    """Tell *exchange*, if it keeps a door, who may come."""
    roster = load_roster(connection)
    if roster is None or not roster.kept_by(identity.root_seed) or not isinstance(exchange, Guarded):
        return
    rows = connection.execute("SELECT ordinal, secret, expires FROM sync_invitation WHERE used = 0")
    passes = [Pass(ordinal, pass_key(secret), expires) for ordinal, secret, expires in rows]
    exchange.admit(roster, passes)


def _pass_seed(secret: str) -> bytes:
    return hmac.new(bytes.fromhex(secret), PASS_DOMAIN, hashlib.sha256).digest()


def _introducing(network: str, ordinal: int, sign_key: str) -> bytes:
    return INTRODUCTION_DOMAIN + canonical.encode([network, ordinal, sign_key])


def _list(value: object) -> DoorList:
    fields = canonical.members(
        value, network=str, number=int, previous=str, roster=int, devices=list, passes=list
    )
    counts = (fields["number"], fields["roster"])
    if not all(canonical.is_count(count) and count for count in counts):
        raise Malformed(detail="number")
    if fields["previous"] and not canonical.is_hash(fields["previous"]):
        raise Malformed(detail="previous")
    devices = [_entry(entry, 4) for entry in fields["devices"]]
    passes = [_entry(entry, 3) for entry in fields["passes"]]
    if not all(flag in (0, 1) for entry in devices for flag in entry[2:]):
        raise Malformed(detail="devices")
    ordinals = [entry[0] for entry in (*devices, *passes)]
    keys = [entry[1] for entry in devices]
    if devices != sorted(devices) or passes != sorted(passes):
        raise Malformed(detail="order")
    if len(set(ordinals)) < len(ordinals) or len(set(keys)) < len(keys):
        raise Malformed(detail="twice")
    return DoorList(**fields | {"devices": tuple(devices), "passes": tuple(passes)})


def _entry(value: object, length: int) -> Any:
    """``(ordinal, key, count, …)``."""
    if not isinstance(value, list) or len(value) != length or not canonical.is_hash(value[1]):
        raise Malformed(detail="entry")
    if not all(canonical.is_count(number) for number in (value[0], *value[2:])):
        raise Malformed(detail="entry")
    if not 1 <= value[0] <= HIGHEST_ORDINAL:
        raise Malformed(detail="ordinal")
    return tuple(value)
