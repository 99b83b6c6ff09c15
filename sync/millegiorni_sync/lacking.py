"""What a device knows to exist and cannot find any more: it asks the coordinator, who answers with a snapshot.

A meeting point may be lost, or tidied, before everybody has read it. Whoever wrote a bundle publishes it again only
while a coordinator has not acknowledged it; a device that comes later asks. The request names no house and no person:
digits of audiences, ordinals and numbers, which file names tell anyway. It is signed, and the same lack gives the same
bytes, so asking again changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from . import canonical, feeds, handover, revoking, siblings
from .connection import Connection, transaction
from .errors import ExchangeMissing, ExchangeTooBig, Malformed
from .exchange import Exchange, Kind
from .exchange.base import LARGEST_REQUEST
from .identity import Identity, verifies
from .roster import Device, Roster

DOMAIN = b"millegiorni-sync lacking 1\0"
_NAME = re.compile(r"([0-9]{1,5})-lacking-([0-9a-f]{12})\.mgj")
_MOST = 1_000
HIGHEST_NUMBER = (1 << 63) - 1


@dataclass(frozen=True)
class Lack:
    """The first bundle of a feed that a device lacks: digits of the audience, origin, number."""

    audience: str
    origin: int
    number: int


def find(connection: Connection, identity: Identity, roster: Roster, shelf: Collection[str]) -> list[Lack]:
    """What was told of by who makes snapshots of it, has not come, is accepted, and does not lie on *shelf*.

    And the snapshots without which this device does not go on under its new ordinal.
    """
    reporters = {one.ordinal: one for one in roster.active if one.ordinal != identity.ordinal}
    told = connection.execute(
        "SELECT r.reporter, r.origin, r.audience, r.number, coalesce(f.number, 0) FROM sync_receipt AS r "
        "LEFT JOIN sync_feed AS f ON f.origin = r.origin AND f.audience = r.audience "
        "WHERE r.origin <> ? AND r.number > coalesce(f.number, 0) ORDER BY r.audience, r.origin",
        (identity.ordinal,),
    )
    there = {name.rpartition("-")[0] for name in shelf}
    lacks = dict.fromkeys(
        Lack(digits_of(audience), origin, have + 1)
        for reporter, origin, audience, number, have in told.fetchall()
        if reporter in reporters
        and min(number, _most(roster, origin, audience)) > have
        and handover.snapshots_of(reporters[reporter], roster, audience)
        and origin in roster.devices
        and roster.may_read(identity.house, audience, roster.devices[origin].house)
    )
    missing = [lack for lack in lacks if f"{lack.origin}-{lack.audience}-{lack.number}" not in there]
    return [*_awaited(connection, roster, reporters.values()), *missing][:_MOST]


def _awaited(connection: Connection, roster: Roster, others: Collection[Device]) -> list[Lack]:
    """One place in each audience whose snapshot is waited for: where the feed of who makes it stands here."""
    former = connection.execute("SELECT DISTINCT audience FROM sync_former ORDER BY audience").fetchall()
    makers = {
        audience: next((one for one in others if handover.snapshots_of(one, roster, audience)), None)
        for (audience,) in former
    }
    return [
        Lack(digits_of(audience), maker.ordinal, feeds.head(connection, maker.ordinal, audience).number)
        for audience, maker in makers.items()
        if maker is not None
    ]


def ask(connection: Connection, identity: Identity, exchange: Exchange, lacks: Iterable[Lack]) -> str | None:
    """Leave a request for *lacks*, if they are the same as the last time; returns its name.

    What is on its way (a folder of a cloud, a stick) may be told of before it is there: it is waited for once.
    """
    if not (asked := list(lacks)):
        return None
    name, data = _request(identity, asked)
    if connection.execute("SELECT 1 FROM sync_judged WHERE name = ?", (name,)).fetchone() is None:
        connection.execute("INSERT INTO sync_judged VALUES (?)", (name,))
        return None
    exchange.write(Kind.REQUESTS, name, data)
    return name


def ask_back(connection: Connection, identity: Identity, exchange: Exchange) -> None:
    """Leave a request for each snapshot that brings back what a revoked device had erased (``revoking``)."""
    for audience, positions in revoking.wanted(connection).items():
        exchange.write(
            Kind.REQUESTS,
            *_request(identity, [Lack(digits_of(audience), *position) for position in positions]),
        )


def _request(identity: Identity, lacks: Iterable[Lack]) -> tuple[str, bytes]:
    """The file that asks for *lacks*, and its name."""
    wanted = sorted([lack.audience, lack.origin, lack.number] for lack in lacks)
    fields = {"lacking": wanted, "network": identity.network, "ordinal": identity.ordinal}
    signature = identity.sign(DOMAIN + canonical.encode(fields)).hex()
    data = canonical.encode(fields | {"signature": signature})
    return f"{identity.ordinal}-lacking-{canonical.digest(data)[:12]}.mgj", data


def _most(roster: Roster, origin: int, audience: str) -> int:
    """Up to which number bundles of a feed are accepted."""
    if origin not in roster.revoked:
        return HIGHEST_NUMBER
    return int(roster.revoked[origin].get(audience, (0, ""))[0])


def answer(connection: Connection, identity: Identity, roster: Roster, exchange: Exchange) -> None:
    """Note that whoever asks needs a snapshot of what this device makes them of; each request counts once.

    One of somebody who may not ask is passed over for good; one that asks for what has not come here either is
    looked at again the next time.
    """
    judged = {row[0] for row in connection.execute("SELECT name FROM sync_judged")}
    for name in exchange.list(Kind.REQUESTS):
        match = _NAME.fullmatch(name)
        if match is None or name in judged:
            continue
        try:
            data = exchange.read(Kind.REQUESTS, name)
        except (ExchangeMissing, ExchangeTooBig):
            continue
        if canonical.digest(data)[:12] == match[2]:
            with transaction(connection):
                if _heard(connection, identity, roster, data):
                    connection.execute("INSERT OR IGNORE INTO sync_judged VALUES (?)", (name,))


def digits_of(audience: str) -> str:
    """How a file's name tells an audience."""
    return canonical.digest(audience.encode())[:8]


def _heard(connection: Connection, identity: Identity, roster: Roster, data: bytes) -> bool:
    """Note what a request asks for; false where this vault has not got it (yet)."""
    device, lacks = _read(data, roster)
    if device is None:
        return True
    audiences = {
        digits_of(audience): audience
        for audience in handover.audiences_of(connection, device, roster)
        if handover.snapshots_of(identity, roster, audience)
        and device in siblings.readers(connection, roster, identity, audience)
    }
    wanted = [(audiences[lack.audience], lack) for lack in lacks if lack.audience in audiences]
    waiting = revoking.wanted(connection)
    if any(audience in waiting for audience, _ in wanted) or any(
        feeds.head(connection, lack.origin, audience).number
        < min(lack.number, _most(roster, lack.origin, audience))
        for audience, lack in wanted
    ):
        return False
    for audience, _ in wanted:
        handover.lack(connection, device.ordinal, audience)
    return True


def _read(data: bytes, roster: Roster) -> tuple[Device | None, list[Lack]]:
    """Who asks and for what; nobody and nothing, where it is not an active device's signed request."""
    if len(data) > LARGEST_REQUEST:
        return None, []
    try:
        fields = canonical.members(
            canonical.decode(data), lacking=list, network=str, ordinal=int, signature=str
        )
        lacks = [_lack(entry) for entry in fields["lacking"]]
    except Malformed:
        return None, []
    device = next((one for one in roster.active if one.ordinal == fields["ordinal"]), None)
    signature = fields.pop("signature")
    sound = fields["network"] == roster.network and canonical.is_hash(signature, 128)
    if device is None or not sound:
        return None, []
    if not verifies(device.sign_key, bytes.fromhex(signature), DOMAIN + canonical.encode(fields)):
        return None, []
    return device, lacks


def _lack(entry: Any) -> Lack:
    if not isinstance(entry, list) or len(entry) != 3 or not canonical.is_hash(entry[0], 8):
        raise Malformed(detail="lacking")
    if not canonical.is_count(entry[1]) or not canonical.is_count(entry[2]):
        raise Malformed(detail="lacking")
    return Lack(*entry)
