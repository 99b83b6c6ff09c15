"""The roster: who is in the network, as a hash-chained list of certificates signed by the root key."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from . import canonical
from .clock import HIGHEST_ORDINAL
from .connection import Connection, transaction
from .errors import Malformed, RosterDiverges, RosterError
from .identity import public_key, sign, verifies

DOMAIN = b"millegiorni-sync roster 1\0"
HOUSE_CODE = re.compile(r"[A-Za-z0-9_-]{1,16}")
SERIES = re.compile(r"[A-Z]{1,3}")
RECIPIENT = re.compile(r"age1[02-9ac-hj-np-z]{58}")


@dataclass(frozen=True)
class Device:
    """A device of the network. ``house`` is None for a coordinator; ``series`` marks its receipts."""

    ordinal: int
    house: str | None
    series: str
    sign_key: str
    recipient: str
    name: str


@dataclass(frozen=True)
class Certificate:
    """One signed entry of the roster."""

    n: int
    previous: str
    kind: str
    body: dict[str, Any]
    signature: str

    @property
    def message(self) -> bytes:
        """What is signed, and hashed for the chain."""
        fields = {"n": self.n, "previous": self.previous, "kind": self.kind, "body": self.body}
        return DOMAIN + canonical.encode(fields)

    @property
    def hash(self) -> str:
        """What the next certificate names as ``previous``."""
        return canonical.digest(self.message)

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "n": self.n, "previous": self.previous, "kind": self.kind, "body": self.body, "signature": self.signature,
        }  # fmt: skip


@dataclass(frozen=True)
class Roster:
    """An immutable roster. Make one with :meth:`found` or :meth:`from_json`, which verify it."""

    certificates: tuple[Certificate, ...]

    @classmethod
    def found(cls, name: str, root_seed: bytes) -> Roster:
        """The roster of a new network called *name*."""
        return cls(())._appended("network", {"name": name, "root": public_key(root_seed)}, root_seed)

    @classmethod
    def from_json(cls, text: str | bytes) -> Roster:
        """Read and verify a roster; raise :class:`RosterError`."""
        try:
            entries = json.loads(text)
            if not isinstance(entries, list) or not 0 < len(entries) <= 10_000:
                raise Malformed(detail="elenco")
            return cls.of(_certificate(entry) for entry in entries)
        except (Malformed, ValueError, RecursionError) as error:
            raise RosterError(detail=getattr(error, "params", {}).get("detail", "JSON")) from error

    @classmethod
    def of(cls, certificates: Iterable[Certificate]) -> Roster:
        """Check every link, signature and rule of *certificates*; raise :class:`RosterError`."""
        roster = cls(())
        for certificate in certificates:
            roster = roster._checked(certificate)
        return roster

    def to_json(self) -> str:
        """The roster as one JSON text."""
        return canonical.encode([certificate.as_dict() for certificate in self.certificates]).decode()

    @property
    def number(self) -> int:
        """How many certificates there are."""
        return len(self.certificates)

    @property
    def hash(self) -> str:
        """The hash of the last certificate."""
        return self.certificates[-1].hash if self.certificates else ""

    @cached_property
    def network(self) -> str:
        """The network's id; it pins the root key."""
        return self.certificates[0].hash[:32]

    @property
    def name(self) -> str:
        """The network's name."""
        return str(self.certificates[0].body["name"])

    @cached_property
    def houses(self) -> dict[str, str]:
        """Houses: code → name."""
        return {c.body["code"]: c.body["name"] for c in self.certificates if c.kind == "house"}

    @cached_property
    def devices(self) -> dict[int, Device]:
        """Every device there ever was, by ordinal."""
        return {c.body["ordinal"]: Device(**c.body) for c in self.certificates if c.kind == "device"}

    @cached_property
    def revoked(self) -> dict[int, dict[str, list[Any]]]:
        """Revoked devices: ordinal → audience → ``[number, hash]`` of the last accepted bundle."""
        return {c.body["ordinal"]: c.body["last"] for c in self.certificates if c.kind == "revoke"}

    @cached_property
    def active(self) -> tuple[Device, ...]:
        """The devices that are not revoked."""
        return tuple(d for d in self.devices.values() if d.ordinal not in self.revoked)

    def readers(self, audience: str) -> tuple[Device, ...]:
        """The active devices that may read *audience*: those of its house and the coordinator's."""
        return tuple(d for d in self.active if may_read(d.house, audience))

    def next_ordinal(self, reserved: Iterable[int] = ()) -> int:
        """The lowest ordinal that was never used nor *reserved*."""
        return max([0, *self.devices, *reserved]) + 1

    def next_series(self, reserved: Iterable[str] = ()) -> str:
        """The first series letter that no device of the whole network uses (a body may sign for two houses)."""
        used = {d.series for d in self.devices.values()} | set(reserved)
        number = 0
        while (series := _letters(number)) in used:
            number += 1
        return series

    def with_house(self, code: str, name: str, root_seed: bytes) -> Roster:
        """This roster and a new house."""
        return self._appended("house", {"code": code, "name": name}, root_seed)

    def with_device(self, device: Device, root_seed: bytes) -> Roster:
        """This roster and a new device."""
        return self._appended("device", dict(vars(device)), root_seed)

    def without(self, ordinal: int, last: dict[str, tuple[int, str]], root_seed: bytes) -> Roster:
        """This roster with a device revoked; *last* names the last accepted bundle of each audience."""
        body = {"ordinal": ordinal, "last": {audience: list(position) for audience, position in last.items()}}
        return self._appended("revoke", body, root_seed)

    def accept(self, other: Roster) -> Roster:
        """The longer of the two, when one continues the other; raise :class:`RosterDiverges` otherwise."""
        for mine, theirs in zip(self.certificates, other.certificates, strict=False):
            if mine != theirs:
                raise RosterDiverges(n=mine.n)
        return other if other.number > self.number else self

    def _appended(self, kind: str, body: dict[str, Any], root_seed: bytes) -> Roster:
        draft = Certificate(self.number + 1, self.hash, kind, body, "")
        signature = sign(root_seed, draft.message).hex()
        return self._checked(Certificate(draft.n, draft.previous, kind, body, signature))

    def _checked(self, certificate: Certificate) -> Roster:
        if (certificate.n, certificate.previous) != (self.number + 1, self.hash):
            raise RosterError(detail=f"catena, punto {certificate.n}")
        if (certificate.kind == "network") != (certificate.n == 1):
            raise RosterError(detail=f"tipo, punto {certificate.n}")
        try:
            _CHECKS[certificate.kind](self, certificate.body)
        except (Malformed, KeyError) as error:
            raise RosterError(detail=f"contenuto, punto {certificate.n}") from error
        root = (self.certificates or (certificate,))[0].body["root"]
        if not verifies(root, bytes.fromhex(certificate.signature), certificate.message):
            raise RosterError(detail=f"firma, punto {certificate.n}")
        return Roster((*self.certificates, certificate))


def may_read(house: str | None, audience: str) -> bool:
    """Whether a device of *house* (None: a coordinator's) may read, and send, records of *audience*."""
    return house is None or audience in ("network", f"house:{house}")


def load(connection: Connection) -> Roster | None:
    """The roster kept in this vault, or None. It was verified when it was stored."""
    kept = tuple(
        _kept(row[0]) for row in connection.execute("SELECT certificate FROM sync_roster ORDER BY n")
    )
    return Roster(kept) if kept else None


@lru_cache(maxsize=1_000)
def _kept(text: str) -> Certificate:
    """A certificate as it was kept. Read once: whoever saves a dote asks who is in the network."""
    return Certificate(**json.loads(text))


def store(connection: Connection, roster: Roster) -> Roster:
    """Keep *roster*; raise :class:`RosterDiverges` when it contradicts the one kept. Returns the one that holds."""
    with transaction(connection):
        known = load(connection)
        holds = known.accept(roster) if known else roster
        for certificate in holds.certificates[known.number if known else 0 :]:
            text = canonical.encode(certificate.as_dict()).decode()
            connection.execute("INSERT INTO sync_roster VALUES (?, ?)", (certificate.n, text))
    return holds


def _certificate(entry: object) -> Certificate:
    fields = canonical.members(entry, n=int, previous=str, kind=str, body=dict, signature=str)
    if not canonical.is_hash(fields["signature"], 128):
        raise Malformed(detail="signature")
    return Certificate(**fields)


def _letters(number: int) -> str:
    """A, B, … Z, AA, AB, …"""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def _check_network(_: Roster, body: dict[str, Any]) -> None:
    canonical.members(body, name=str, root=str)
    if not canonical.is_hash(body["root"]):
        raise Malformed(detail="root")


def _check_house(roster: Roster, body: dict[str, Any]) -> None:
    canonical.members(body, code=str, name=str)
    if not HOUSE_CODE.fullmatch(body["code"]) or body["code"] in roster.houses:
        raise Malformed(detail="code")


def _check_device(roster: Roster, body: dict[str, Any]) -> None:
    none = type(None)
    canonical.members(body, ordinal=int, house=(str, none), series=str, sign_key=str, recipient=str, name=str)
    if body["ordinal"] in roster.devices or not 1 <= body["ordinal"] <= HIGHEST_ORDINAL:
        raise Malformed(detail="ordinal")
    if body["house"] is not None and body["house"] not in roster.houses:
        raise Malformed(detail="house")
    siblings = {d.series for d in roster.devices.values() if d.house == body["house"]}
    if not SERIES.fullmatch(body["series"]) or body["series"] in siblings:
        raise Malformed(detail="series")
    if not canonical.is_hash(body["sign_key"]) or not RECIPIENT.fullmatch(body["recipient"]):
        raise Malformed(detail="keys")
    if any(
        body["sign_key"] == d.sign_key or body["recipient"] == d.recipient for d in roster.devices.values()
    ):
        raise Malformed(detail="keys")


def _check_revoke(roster: Roster, body: dict[str, Any]) -> None:
    canonical.members(body, ordinal=int, last=dict)
    if body["ordinal"] not in roster.devices or body["ordinal"] in roster.revoked:
        raise Malformed(detail="ordinal")
    for position in body["last"].values():
        number, digest = position if isinstance(position, list) and len(position) == 2 else (0, "")
        if not canonical.is_count(number) or not number or not canonical.is_hash(digest):
            raise Malformed(detail="last")


_CHECKS = {"network": _check_network, "house": _check_house, "device": _check_device, "revoke": _check_revoke}
