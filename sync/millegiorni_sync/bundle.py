"""The sealed bundle: an age file around a signed header and a packed body."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from . import body, canonical
from .audiences import is_figures
from .body import Group, LogRow
from .change_log import SHARE
from .clock import HIGHEST_ORDINAL, origin
from .errors import (
    Malformed,
    NotForUs,
    Revoked,
    RosterBehind,
    Stranger,
    Tampered,
    TooBig,
    TooNew,
    Truncated,
    WrongAudience,
    WrongNetwork,
)
from .header import FORMAT, Header, check
from .identity import Identity, fingerprint, verifies
from .roster import Device, Roster

MAGIC = b"MGSYNC\0"
PREFIX = struct.Struct(">7sBII")
BLOCK = 4096
LARGEST_FILE = 64 << 20
LARGEST_HEADER = 4 << 20
BUNDLE_DOMAIN = b"millegiorni-sync bundle 1\0"
SIGNATURE_DOMAIN = b"millegiorni-sync signature 1\0"
SIGNATURE_SIZE = 64


@dataclass(frozen=True)
class Opened:
    """A bundle that was decrypted and proved; its rows are still packed."""

    header: Header
    hash: str
    packed: bytes
    sealed: bytes
    origins: frozenset[int] | None = None
    """Whose rows it may hold; None: whoever's its audience is."""
    behind: Roster | None = None
    """Our roster, where it was sealed under a newer one."""

    def groups(self) -> list[Group]:
        """The rows, strictly checked; raises :class:`Malformed`, :class:`TooBig` or :class:`RosterBehind`."""
        groups = body.unpack(self.header, self.packed)
        if self.origins is not None:
            strays = {origin(clk) for group in groups for clk in group.clocks} - self.origins
            if strays and self.behind and strays.isdisjoint(self.behind.devices):
                raise RosterBehind()
            if strays:
                raise Malformed(detail="clk")
        return groups


@dataclass(frozen=True)
class Sealed:
    """A bundle ready to leave: its file, the name it goes by, and the hash the next one names."""

    header: Header
    hash: str
    data: bytes
    name: str


@dataclass(frozen=True)
class Place:
    """Where a bundle stands in its feed, and what its sender has seen."""

    audience: str
    number: int
    previous: str
    rows_before: int
    seen: list[list[Any]]
    snapshot: list[Any] | None = None


def seal(
    identity: Identity,
    roster: Roster,
    place: Place,
    rows: Sequence[LogRow],
    schema: dict[str, list[Any]],
    readers: Sequence[Device],
) -> Sealed:
    """Pack, sign and encrypt *rows* for *readers*. Raises :class:`TooBig`."""
    packed, size = body.pack(rows)
    clocks = [row.clk for row in rows] or [0]
    whole = "file" if SHARE.fullmatch(place.audience) else "snapshot"
    header = Header(
        network=identity.network, origin=identity.ordinal, house=identity.house, user=identity.user,
        audience=place.audience, kind=whole if place.snapshot else "changes", number=place.number,
        previous=place.previous, first_clk=min(clocks), last_clk=max(clocks), rows=len(rows),
        rows_before=place.rows_before, seen=place.seen, roster=[roster.number, roster.hash],
        recipients=sorted({fingerprint(device.recipient) for device in readers}), schema=schema,
        body=[size, len(packed), hashlib.sha256(packed).hexdigest()], snapshot=place.snapshot,
    )  # fmt: skip
    # Whoever opens an age file tries its stanzas in turn, a tenth of a millisecond each: a coordinator opens them all.
    first = sorted(readers, key=lambda device: (device.house is not None, device.recipient))
    return enclose(header, packed, identity, [device.recipient for device in first])


def enclose(header: Header, packed: bytes, identity: Identity, recipients: Sequence[str]) -> Sealed:
    """Sign *header* and *packed*, pad, and encrypt for the age *recipients*."""
    encoded = header.encode()
    signed = PREFIX.pack(MAGIC, FORMAT, len(encoded), len(packed)) + encoded
    plain = signed + packed + identity.sign(_message(signed, packed))
    data = encrypt(plain + bytes(-len(plain) % BLOCK), recipients)
    if len(data) > LARGEST_FILE:
        raise TooBig()
    tag = canonical.digest(header.audience.encode())[:8]
    name = f"{header.origin}-{tag}-{header.number}-{canonical.digest(data)[:12]}.mgb"
    return Sealed(header, canonical.digest(BUNDLE_DOMAIN, signed), data, name)


def open_sealed(data: bytes, identity: Identity, roster: Roster) -> Opened:
    """Decrypt and prove a bundle. Nothing is parsed that the signature does not cover.

    Raises a :class:`BundleError`; what comes back is authentic and meant for us, and its place in the feed is
    still to be judged (``merge.apply``).
    """
    plain = decrypt(data, identity)
    signed, packed, signature = _split(plain)
    fields = _header_fields(signed)
    device = _sender(fields, roster)
    if not verifies(device.sign_key, signature, _message(signed, packed)):
        raise Tampered()
    if fields.get("least_reader") in range(FORMAT + 1, 256):
        raise TooNew()
    header = check(fields)
    _check_binding(header, device, identity, roster)
    if [len(packed), hashlib.sha256(packed).hexdigest()] != header.body[1:]:
        raise Malformed(detail="body")
    digest = canonical.digest(BUNDLE_DOMAIN, signed)
    _check_revocation(header, digest, roster)
    behind = roster if header.roster[0] > roster.number else None
    return Opened(header, digest, packed, data, _origins(header, identity, roster), behind)


def encrypt(plain: bytes, recipients: Sequence[str]) -> bytes:
    """An age file for *recipients*, whose stanzas stand in this order."""
    import pyrage

    keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in dict.fromkeys(recipients)]
    return bytes(pyrage.encrypt(plain, keys))


def decrypt(data: bytes, identity: Identity) -> bytes:
    """The plaintext of an age file, in memory; raise :class:`NotForUs`, :class:`Truncated` or :class:`Tampered`."""
    import pyrage

    if len(data) > LARGEST_FILE:
        raise TooBig()
    keys = [pyrage.x25519.Identity.from_str(key) for key in (identity.age_key, *identity.former_age_keys)]
    try:
        return bytes(pyrage.decrypt(data, keys))
    except pyrage.DecryptError as error:
        text = str(error)
        if "No matching keys" in text:
            raise NotForUs() from error
        if "truncated" in text or "whole buffer" in text:
            raise Truncated() from error
        raise Tampered() from error


def _message(signed: bytes, packed: bytes) -> bytes:
    return SIGNATURE_DOMAIN + hashlib.sha256(signed).digest() + hashlib.sha256(packed).digest()


def _split(plain: bytes) -> tuple[bytes, bytes, bytes]:
    """Prefix with header, body, and signature."""
    if len(plain) < PREFIX.size or not plain.startswith(MAGIC):
        raise Tampered()
    _, version, header_size, body_size = PREFIX.unpack_from(plain)
    if version > FORMAT:
        raise TooNew()
    body_at = PREFIX.size + header_size
    signature_at = body_at + body_size
    end = signature_at + SIGNATURE_SIZE
    if (
        version != FORMAT
        or header_size > LARGEST_HEADER
        or len(plain) != end + -end % BLOCK
        or any(plain[end:])
    ):
        raise Tampered()
    return plain[:body_at], plain[body_at:signature_at], plain[signature_at:end]


def _header_fields(signed: bytes) -> dict[str, Any]:
    """The header as an object; only its origin, network and roster are looked at before the signature is proved."""
    try:
        fields = canonical.decode(signed[PREFIX.size :])
    except Malformed as error:
        raise Tampered() from error
    if not isinstance(fields, dict):
        raise Tampered()
    return fields


def _sender(fields: dict[str, Any], roster: Roster) -> Device:
    if fields.get("network") != roster.network:
        raise WrongNetwork()
    origin = fields.get("origin")
    device = roster.devices.get(origin) if type(origin) is int else None
    if device is None:
        position = fields.get("roster")
        if (
            isinstance(position, list)
            and position
            and type(position[0]) is int
            and position[0] > roster.number
        ):
            raise RosterBehind()
        raise Stranger(origin=origin if type(origin) is int and 0 < origin <= HIGHEST_ORDINAL else "?")
    return device


def _check_binding(header: Header, device: Device, identity: Identity, roster: Roster) -> None:
    """The bundle says of its sender what the roster says, and names us."""
    if header.house != device.house:
        raise Malformed(detail="house")
    sent = roster.may_send(device.house, header.audience)
    if not sent or not roster.may_read(identity.house, header.audience, device.house):
        raise WrongAudience(audience=header.audience)
    if header.kind == "snapshot" and not roster.may_snapshot(device.house, header.audience):
        raise WrongAudience(audience=header.audience)
    if identity.fingerprints.isdisjoint(header.recipients):
        raise NotForUs()


def _origins(header: Header, identity: Identity, roster: Roster) -> frozenset[int] | None:
    """Whose rows a bundle may hold, where its audience and kind do not say it: in a pseudonymous network (§12)."""
    if header.kind == "snapshot" and header.house is not None:
        # Or it could put words in a coordinator's mouth, who would hand them over signed.
        return roster.of_house(header.house)
    # A house has its own rows in full: their figures would stand in the way.
    return roster.coordinators if identity.house is not None and is_figures(header.audience) else None


def _check_revocation(header: Header, digest: str, roster: Roster) -> None:
    last = roster.revoked.get(header.origin)
    if last is None:
        return
    number, accepted = last.get(header.audience, (0, ""))
    if (
        header.kind == "snapshot"
        or header.number > number
        or (header.number == number and digest != accepted)
    ):
        raise Revoked(origin=header.origin)
