"""Who is asking, and whether they may: the checks before anything is read or kept (PROTOCOL.md §10)."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from enum import StrEnum

from ..door import introduces
from ..exchange.base import LARGEST_REQUEST, NAME, Kind
from ..signed_request import ROOT, Question, Signed
from .limits import Buckets
from .refusal import Refusal
from .settings import Settings
from .store import DEVICE_REQUESTS, GUEST_REQUESTS, Known, Quota, Store, Use

_INTRODUCTION = re.compile(r"([0-9a-f]{64}) ([0-9a-f]{128})")
_MEGABYTE, _GIGABYTE = 1 << 20, 1 << 30
LARGEST_DOOR = 4 << 20


class Role(StrEnum):
    """What somebody is to a network."""

    KEEPER = "keeper"
    COORDINATOR = "coordinator"
    DEVICE = "device"
    GUEST = "guest"


_DEVICES = {Role.COORDINATOR, Role.DEVICE}
_READERS = {
    Kind.BUNDLES: _DEVICES,
    Kind.ROSTER: _DEVICES | {Role.GUEST},
    Kind.REQUESTS: {Role.COORDINATOR},
}
_WRITERS = {
    Kind.BUNDLES: _DEVICES,
    Kind.ROSTER: {Role.COORDINATOR},
    Kind.REQUESTS: _DEVICES | {Role.GUEST},
}


@dataclass(frozen=True)
class Visitor:
    """Somebody whose signature was checked."""

    role: Role
    use: Use


class Entrance:
    """Checks requests one by one, and counts how often each visitor comes."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._store = store
        self._failures = Buckets(settings.failures_per_minute)
        self._devices = Buckets(settings.device_requests_per_minute)
        self._networks = Buckets(settings.network_requests_per_minute)

    def look_at(self, address: str, question: Question, header: str) -> Signed:
        """The signed header of a request, as far as it can be judged without asking the database."""
        if wait := self._failures.wait(address):
            raise Refusal("slow_down", wait)
        if question.network not in self._settings.networks:
            raise Refusal("unknown_network")
        signed = Signed.from_header(header)
        if signed is None or (self._settings.names and question.host not in self._settings.names):
            raise Refusal("unsigned")
        now = int(time.time())
        if abs(signed.time - now) > self._settings.window_seconds:
            raise Refusal("stale", now=now)
        return signed

    def count_failure(self, address: str) -> None:
        """Note that *address* came as a stranger."""
        self._failures.take(address)

    def let_in(self, question: Question, signed: Signed, introduced: str) -> Visitor:
        """Who signed; raise :class:`Refusal` for strangers, the revoked, and whoever comes too often."""
        known = self._store.known(question.network)
        if known is None:
            raise Refusal("unknown_network")
        key, role = _key_of(known, question.network, signed.ordinal, introduced)
        if not signed.is_by(key, question):
            raise Refusal("bad_signature")
        if known.door.by_ordinal.get(signed.ordinal, (0, "", 0, 0))[3]:
            raise Refusal("revoked")
        return self._counted(question, signed, role)

    def let_keeper_in(self, question: Question, signed: Signed, key: str) -> Visitor:
        """Whoever signed with *key*, which keeps the roster of the network."""
        if signed.ordinal != ROOT or not signed.is_by(key, question):
            raise Refusal("bad_signature")
        return self._counted(question, signed, Role.KEEPER)

    def _counted(self, question: Question, signed: Signed, role: Role) -> Visitor:
        wait = self._devices.take((question.network, signed.ordinal)) or self._networks.take(question.network)
        if wait:
            raise Refusal("slow_down", wait)
        # As long as the same request would not be too old.
        expires = signed.time + self._settings.window_seconds
        return Visitor(role, Use(question.network, signed.ordinal, signed.nonce, expires))

    def quota(self, visitor: Visitor) -> Quota:
        """How much a visitor may keep here."""
        requests = GUEST_REQUESTS if visitor.role is Role.GUEST else DEVICE_REQUESTS
        settings = self._settings
        return Quota(settings.device_gigabytes * _GIGABYTE, settings.network_gigabytes * _GIGABYTE, requests)

    def largest(self, visitor: Visitor, shelf: Kind) -> int:
        """How many bytes a file on *shelf* may have."""
        small = shelf is Kind.REQUESTS and visitor.role is not Role.COORDINATOR
        return LARGEST_REQUEST if small else self._settings.file_megabytes * _MEGABYTE


def may_read(visitor: Visitor, shelf: Kind) -> None:
    """Raise :class:`Refusal` ``forbidden`` unless *visitor* may read *shelf*."""
    if visitor.role not in _READERS[shelf]:
        raise Refusal("forbidden")


def may_write(visitor: Visitor, shelf: Kind, name: str) -> None:
    """Raise :class:`Refusal` ``forbidden`` unless *visitor* may put something under *name*."""
    own = shelf is Kind.ROSTER or name.startswith(f"{visitor.use.ordinal}-")
    if visitor.role not in _WRITERS[shelf] or not own or not NAME.fullmatch(name):
        raise Refusal("forbidden")


def _key_of(known: Known, network: str, ordinal: int, introduced: str) -> tuple[str, Role]:
    """The key that must have signed, and what its holder is."""
    if ordinal == ROOT:
        return known.authority.key, Role.KEEPER
    device = known.door.by_ordinal.get(ordinal)
    if device is not None:
        return device[1], Role.COORDINATOR if device[2] else Role.DEVICE
    invited, shown = known.door.guests.get(ordinal), _INTRODUCTION.fullmatch(introduced)
    if invited is None or shown is None or invited.expires < time.time() * 1000:
        raise Refusal("unknown_device")
    if not introduces(invited.key, shown[2], network, ordinal, shown[1]):
        raise Refusal("unknown_device")
    return shown[1], Role.GUEST
