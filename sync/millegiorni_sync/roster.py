"""The roster: who is in the network, as a hash-chained list of signed certificates."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from . import audiences, canonical, certificates, roster_rules
from .certificates import Certificate
from .change_log import NETWORK
from .connection import Connection, transaction
from .errors import Malformed, RosterDiverges, RosterError
from .identity import public_key
from .roster_rules import BY_ROOTS

LARGEST_ROSTER = 8 << 20
"""No roster is read that is longer than this: ten thousand certificates take less."""


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
class Roots:
    """The keys on paper: so many of them together (*threshold*) decide who keeps the roster."""

    keys: frozenset[str]
    threshold: int


@dataclass(frozen=True)
class Roster:
    """An immutable roster. Make one with :meth:`found` or :meth:`from_json`, which verify it."""

    certificates: tuple[Certificate, ...]

    @classmethod
    def found(cls, name: str, root_seed: bytes, pseudonymous: bool = False) -> Roster:
        """The roster of a new network called *name*; a *pseudonymous* one shows its coordinators no names (§12)."""
        body: dict[str, Any] = {"name": name, "root": public_key(root_seed)}
        return cls(())._appended("network", body | ({"pseudonymous": 1} if pseudonymous else {}), [root_seed])

    @classmethod
    def from_json(cls, text: str | bytes) -> Roster:
        """Read and verify a roster; raise :class:`RosterError`."""
        if len(text) > LARGEST_ROSTER:
            raise RosterError(detail="lunghezza")
        try:
            entries = json.loads(text)
            if not isinstance(entries, list) or not 0 < len(entries) <= 10_000:
                raise Malformed(detail="elenco")
            return cls.of(map(certificates.read, entries))
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
    def pseudonymous(self) -> bool:
        """Whether the coordinators of this network see no names; the network's id pins it."""
        return "pseudonymous" in self.certificates[0].body

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

    @cached_property
    def coordinators(self) -> frozenset[int]:
        """The ordinals of every device there ever was of a coordinator."""
        return self.of_house(None)

    @cached_property
    def key(self) -> str:
        """The public key that signs the everyday changes: houses, devices, revocations."""
        return self.former_keys[-1]

    @cached_property
    def former_keys(self) -> tuple[str, ...]:
        """Every key that ever kept this roster, the present one last."""
        named = {"network": "root", "key": "key"}
        return tuple(c.body[named[c.kind]] for c in self.certificates if c.kind in named)

    @cached_property
    def roots(self) -> Roots | None:
        """The keys on paper that hold now; None in a network that has not made any."""
        for certificate in reversed(self.certificates):
            if certificate.kind == "roots":
                return Roots(frozenset(certificate.body["keys"]), certificate.body["threshold"])
        return None

    def of_house(self, house: str | None) -> frozenset[int]:
        """The ordinals of every device there ever was of *house* (None: of a coordinator)."""
        return frozenset(d.ordinal for d in self.devices.values() if d.house == house)

    def kept_by(self, root_seed: bytes | None) -> bool:
        """Whether *root_seed* may sign the everyday changes (still)."""
        return root_seed is not None and public_key(root_seed) == self.key

    def readers(self, audience: str, sender: str | None = None) -> tuple[Device, ...]:
        """The active devices that may read what a device of the house *sender* sends in *audience*."""
        return tuple(d for d in self.active if self.may_read(d.house, audience, sender))

    def may_read(self, house: str | None, audience: str, sender: str | None = None) -> bool:
        """Whether a device of *house* (None: a coordinator's) may read it."""
        return audiences.may_read(house, audience, self.pseudonymous, sender)

    def may_snapshot(self, house: str | None, audience: str) -> bool:
        """Whether a device of *house* may send others what it has of *audience*, whoever wrote it."""
        return house is None or (self.pseudonymous and audience != NETWORK)

    def may_send(self, house: str | None, audience: str) -> bool:
        """Whether a device of *house* (None: a coordinator's) may send bundles of *audience*."""
        return audiences.may_send(house, audience, self.pseudonymous)

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
        return self._appended("house", {"code": code, "name": name}, [root_seed])

    def with_device(self, device: Device, root_seed: bytes) -> Roster:
        """This roster and a new device."""
        return self._appended("device", dict(vars(device)), [root_seed])

    def without(self, ordinal: int, last: dict[str, tuple[int, str]], root_seed: bytes) -> Roster:
        """This roster with a device revoked; *last* names the last accepted bundle of each audience."""
        body = {"ordinal": ordinal, "last": {audience: list(position) for audience, position in last.items()}}
        return self._appended("revoke", body, [root_seed])

    def with_roots(self, seeds: Sequence[bytes], threshold: int, by: Sequence[bytes]) -> Roster:
        """This roster and its keys on paper. *by*: the everyday key's seed the first time, then the former holders'."""
        body = {"keys": sorted(public_key(seed) for seed in seeds), "threshold": threshold}
        return self._appended("roots", body, [*by, *seeds])

    def with_key(self, root_seed: bytes, by: Sequence[bytes]) -> Roster:
        """This roster, kept from now on by *root_seed*; *by* are the paper keys of so many holders as it takes."""
        return self._appended("key", {"key": public_key(root_seed)}, [*by, root_seed])

    def accept(self, other: Roster) -> Roster:
        """The longer of the two, when one continues the other; raise :class:`RosterDiverges` otherwise.

        Where they part, one that the holders of the paper keys went on from there wins over one that they did not:
        whoever stole the everyday key cannot write for them.
        """
        same = self.shared(other)
        if same == min(self.number, other.number):
            return other if other.number > self.number else self
        common = Roster(self.certificates[:same])
        mine, theirs = (
            any(c.kind in BY_ROOTS for c in roster.certificates[same:]) for roster in (self, other)
        )
        if common.roots is None or mine == theirs:
            raise RosterDiverges(n=same + 1)
        return self if mine else other

    def shared(self, other: Roster) -> int:
        """How many certificates the two have in common, from the first on."""
        pairs = zip(self.certificates, other.certificates, strict=False)
        return next(
            (at for at, (mine, theirs) in enumerate(pairs) if mine.hash != theirs.hash),
            min(self.number, other.number),
        )

    def _appended(self, kind: str, body: dict[str, Any], seeds: Sequence[bytes]) -> Roster:
        draft = Certificate(self.number + 1, self.hash, kind, body, "")
        return self._checked(draft.signed(*seeds))

    def _checked(self, certificate: Certificate) -> Roster:
        if (certificate.n, certificate.previous) != (self.number + 1, self.hash):
            raise RosterError(detail=f"catena, punto {certificate.n}")
        if (certificate.kind == "network") != (certificate.n == 1):
            raise RosterError(detail=f"tipo, punto {certificate.n}")
        try:
            roster_rules.check(self, certificate)
        except (Malformed, KeyError) as error:
            what = "firma" if getattr(error, "params", {}).get("detail") == "signature" else "contenuto"
            raise RosterError(detail=f"{what}, punto {certificate.n}") from error
        return Roster((*self.certificates, certificate))


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
        same = known.shared(holds) if known else 0
        connection.execute("DELETE FROM sync_roster WHERE n > ?", (same,))
        for certificate in holds.certificates[same:]:
            text = canonical.encode(certificate.as_dict()).decode()
            connection.execute("INSERT INTO sync_roster VALUES (?, ?)", (certificate.n, text))
    return holds


def _letters(number: int) -> str:
    """A, B, … Z, AA, AB, …"""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text
