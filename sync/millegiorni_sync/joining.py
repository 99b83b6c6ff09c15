"""How a network is founded and how a device joins it by files: invitation, request, approval."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from . import canonical, change_log, door, handover, roster_shelf
from . import roster as rosters
from .audiences import figures_of
from .bundle import decrypt, encrypt
from .connection import Connection, transaction
from .errors import (
    N_,
    BundleError,
    ExchangeMissing,
    ExchangeTooBig,
    InvitationRefused,
    Malformed,
    NotCoordinator,
    RequestRefused,
    RosterError,
    TooBig,
)
from .exchange import Exchange, Kind
from .exchange.base import LARGEST_REQUEST
from .identity import Identity, new_age_key, new_seed, spoken
from .roster import Device, Roster

DOMAIN = b"millegiorni-sync request 1\0"
THIRTY_DAYS_MS = 30 * 86_400_000


@dataclass(frozen=True)
class Invitation:
    """What the coordinator hands to a new desk as a file: it holds a secret, so it goes from hand to hand."""

    roster: Roster
    house: str | None
    ordinal: int
    series: str
    secret: str
    expires: int

    def to_json(self) -> str:
        """The file's text."""
        return json.dumps(
            {
                "format": 1, "roster": [c.as_dict() for c in self.roster.certificates], "house": self.house,
                "ordinal": self.ordinal, "series": self.series, "secret": self.secret, "expires": self.expires,
            },
            ensure_ascii=False, indent=1,
        )  # fmt: skip

    @classmethod
    def from_json(cls, text: str | bytes) -> Invitation:
        """Read an invitation; raise :class:`InvitationRefused`."""
        none = type(None)
        if len(text) > rosters.LARGEST_ROSTER:
            raise InvitationRefused(detail=N_("il file è rovinato"))
        try:
            fields = canonical.members(
                json.loads(text),
                format=int,
                roster=list,
                house=(str, none),
                ordinal=int,
                series=str,
                secret=str,
                expires=int,
            )
            roster = Roster.from_json(json.dumps(fields["roster"]))
        except (Malformed, RosterError, ValueError, RecursionError) as error:
            raise InvitationRefused(detail=N_("il file è rovinato")) from error
        if fields["format"] != 1:
            raise InvitationRefused(detail=N_("viene da una versione più recente del programma"))
        return cls(
            roster, fields["house"], fields["ordinal"], fields["series"], fields["secret"], fields["expires"]
        )


@dataclass(frozen=True)
class JoinRequest:
    """What a new desk leaves for the coordinator: its public keys, proved with the invitation's secret."""

    network: str
    ordinal: int
    name: str
    sign_key: str
    recipient: str
    mac: str

    @property
    def spoken(self) -> str:
        """The words that desk and coordinator compare aloud."""
        return spoken(self.sign_key, self.recipient)

    def proof(self, secret: str) -> str:
        """What ``mac`` must be under the invitation's *secret*."""
        fields = {key: value for key, value in asdict(self).items() if key != "mac"}
        return hmac.new(bytes.fromhex(secret), DOMAIN + canonical.encode(fields), hashlib.sha256).hexdigest()


def found(
    connection: Connection, network: str, device: str, user: str, pseudonymous: bool = False
) -> Identity:
    """Found a network called *network*: this vault becomes its coordinator, ordinal 1. Returns its secrets to keep.

    In a *pseudonymous* one no coordinator ever sees a name (PROTOCOL.md §12); it cannot be changed afterwards.
    """
    root, seed, age_key = new_seed(), new_seed(), new_age_key()
    draft = Identity("", 1, None, "A", device, seed, age_key, root, user=user)
    roster = Roster.found(network, root, pseudonymous)
    roster = roster.with_device(Device(1, None, "A", draft.sign_key, draft.recipient, device), root)
    rosters.store(connection, roster)
    change_log.start(connection, 1, user)
    return Identity(roster.network, 1, None, "A", device, seed, age_key, root, user=user)


def add_house(connection: Connection, identity: Identity, code: str, name: str) -> Roster:
    """Add a house to the roster; it travels with the next synchronisation. Raises :class:`RosterError`."""
    known, root = as_coordinator(connection, identity)
    return rosters.store(connection, known.with_house(code, name, root))


def revoke(connection: Connection, identity: Identity, ordinal: int) -> Roster:
    """Revoke a device: what this vault has applied of it stays, what comes later is refused."""
    known, root = as_coordinator(connection, identity)
    last = {
        row[0]: (row[1], row[2])
        for row in connection.execute(
            "SELECT audience, number, hash FROM sync_feed WHERE origin = ? AND audience NOT LIKE '%/%'",
            (ordinal,),
        )
    }
    return rosters.store(
        connection, known.without(ordinal, last | _heard(connection, known, ordinal, last), root)
    )


def _heard(
    connection: Connection, known: Roster, ordinal: int, last: dict[str, tuple[int, str]]
) -> dict[str, tuple[int, str]]:
    """What a coordinator cannot read (PROTOCOL.md §12) is told of by the siblings that can, and by the device itself.

    The device may be in a thief's hands: it is believed up to the figures that came of it, which are numbered alike.
    """
    rows = connection.execute(
        "SELECT reporter, audience, number, hash FROM sync_receipt WHERE origin = ? "
        "ORDER BY audience, number, reporter <> origin",
        (ordinal,),
    )
    told = {}
    for reporter, audience, number, digest in rows.fetchall():
        of_itself = reporter == ordinal and number <= last.get(figures_of(audience), (0, ""))[0]
        of_another = reporter != ordinal and reporter not in known.revoked
        if (of_itself or of_another) and not known.may_send(None, audience):
            told[audience] = (number, digest)
    return told


def invite(
    connection: Connection, identity: Identity, house: str | None, now_ms: int, valid_ms: int = THIRTY_DAYS_MS
) -> Invitation:
    """Reserve an ordinal and a receipt series for a new device of *house* (None: a second coordinator)."""
    known, _ = as_coordinator(connection, identity)
    if house is not None and house not in known.houses:
        raise RosterError(detail=f"casa {house}")
    with transaction(connection):
        reserved = connection.execute("SELECT ordinal, series FROM sync_invitation").fetchall()
        ordinal = known.next_ordinal(row[0] for row in reserved)
        series = known.next_series(row[1] for row in reserved)
        secret = secrets.token_hex(32)
        connection.execute(
            "INSERT INTO sync_invitation VALUES (?, ?, ?, ?, ?, 0)",
            (ordinal, house, series, secret, now_ms + valid_ms),
        )
    return Invitation(known, house, ordinal, series, secret, now_ms + valid_ms)


def join(
    connection: Connection, invitation: Invitation, name: str, user: str, now_ms: int
) -> tuple[Identity, JoinRequest]:
    """Take part with a fresh vault: make keys, keep roster and request, start the log. Work can begin at once.

    The request is left at the exchange by the first ``synchronise``. The identity's secrets are the caller's to keep.
    """
    if now_ms > invitation.expires:
        raise InvitationRefused(detail=N_("è scaduto"))
    identity = Identity(
        invitation.roster.network, invitation.ordinal, invitation.house, invitation.series, name, new_seed(),
        new_age_key(), user=user,
    )  # fmt: skip
    identity = introduced(identity, invitation)
    return identity, ask(connection, invitation, identity)


def introduced(identity: Identity, invitation: Invitation) -> Identity:
    """*identity* with what shows a relay that it was invited."""
    shown = door.introduction(invitation.secret, identity.network, identity.ordinal, identity.sign_key)
    return dataclasses.replace(identity, introduction=shown)


def ask(connection: Connection, invitation: Invitation, identity: Identity) -> JoinRequest:
    """Keep the roster and the request, and start the log under the new ordinal."""
    draft = JoinRequest(
        identity.network, identity.ordinal, identity.name, identity.sign_key, identity.recipient, ""
    )
    request = dataclasses.replace(draft, mac=draft.proof(invitation.secret))
    coordinators = [d.recipient for d in invitation.roster.active if d.house is None]
    sealed = encrypt(canonical.encode(asdict(request)), coordinators)
    with transaction(connection):
        rosters.store(connection, invitation.roster)
        file = f"{identity.ordinal}-{hashlib.sha256(sealed).hexdigest()[:12]}.mgj"
        connection.execute("INSERT INTO sync_request VALUES (?, ?)", (file, sealed))
        change_log.start(connection, identity.ordinal, identity.user)
    return request


def leave_request(connection: Connection, exchange: Exchange) -> None:
    """Leave this desk's request at the exchange."""
    for name, sealed in connection.execute("SELECT name, sealed FROM sync_request").fetchall():
        exchange.write(Kind.REQUESTS, name, bytes(sealed))


def requests(connection: Connection, identity: Identity, exchange: Exchange) -> list[JoinRequest]:
    """The requests at the exchange that match an open invitation, by ordinal."""
    known, _ = as_coordinator(connection, identity)
    found_here: dict[JoinRequest, None] = {}
    for name in exchange.list(Kind.REQUESTS):
        ordinal, _, _ = name.partition("-")
        if ordinal.isdecimal() and int(ordinal) not in known.devices:
            try:
                request = _read(exchange.read(Kind.REQUESTS, name), identity)
                _check(connection, known, request)
            except (BundleError, RequestRefused, ExchangeMissing, ExchangeTooBig):
                continue
            found_here[request] = None
    return sorted(found_here, key=lambda request: request.ordinal)


def still_asks(connection: Connection, identity: Identity, request: JoinRequest) -> bool:
    """Whether *request*, seen before, still answers an open invitation."""
    known, _ = as_coordinator(connection, identity)
    try:
        _check(connection, known, request)
    except RequestRefused:
        return False
    return True


def approve(
    connection: Connection,
    identity: Identity,
    request: JoinRequest,
    now_ms: int,
    tables: Sequence[change_log.SyncedTable],
    exchange: Exchange | None = None,
) -> Roster:
    """Take a device into the roster.

    Roster and snapshots leave at once when *exchange* is given; not so in a transaction of the caller's, which
    could still be rolled back: call :func:`announce` after it, or synchronise. Raises :class:`RequestRefused`:
    no such invitation, expired, wrong proof, or the ordinal is taken.
    """
    known, root = as_coordinator(connection, identity)
    with transaction(connection):
        house, series, expires = _check(connection, known, request)
        if now_ms > expires:
            raise RequestRefused(detail=N_("l'invito è scaduto"))
        device = Device(request.ordinal, house, series, request.sign_key, request.recipient, request.name)
        roster = rosters.store(connection, known.with_device(device, root))
        connection.execute("UPDATE sync_invitation SET used = 1 WHERE ordinal = ?", (request.ordinal,))
        for audience in handover.audiences_of(connection, device, roster):
            if roster.may_send(None, audience):
                handover.lack(connection, device.ordinal, audience)
    # A roster that left and was then rolled back would contradict the next one for ever.
    if exchange is not None and not connection.in_transaction:
        announce(connection, identity, now_ms, tables, exchange)
    return roster


def announce(
    connection: Connection,
    identity: Identity,
    now_ms: int,
    tables: Sequence[change_log.SyncedTable],
    exchange: Exchange,
) -> None:
    """Leave the roster and the snapshots of who was just let in at *exchange*, before the next synchronisation."""
    known, _ = as_coordinator(connection, identity)
    door.tell(connection, identity, exchange)
    roster_shelf.leave(exchange, known)
    handover.seal_snapshots(connection, identity, known, tables, now_ms, lambda: None)
    handover.publish(connection, identity, exchange, lambda: None)


def as_coordinator(connection: Connection, identity: Identity) -> tuple[Roster, bytes]:
    """The roster and the key that signs it; raise :class:`NotCoordinator` on any other device."""
    known = rosters.load(connection)
    if identity.root_seed is None or known is None or not known.kept_by(identity.root_seed):
        raise NotCoordinator()
    return known, identity.root_seed


def _read(data: bytes, identity: Identity) -> JoinRequest:
    if len(data) > LARGEST_REQUEST:
        raise TooBig()
    fields = canonical.decode(decrypt(data, identity))
    canonical.members(fields, network=str, ordinal=int, name=str, sign_key=str, recipient=str, mac=str)
    return JoinRequest(**fields)


def _check(connection: Connection, known: Roster, request: JoinRequest) -> Any:
    """House, series and expiry of the invitation that *request* answers."""
    row = connection.execute(
        "SELECT house, series, expires, secret, used FROM sync_invitation WHERE ordinal = ?",
        (request.ordinal,),
    ).fetchone()
    if row is None or request.network != known.network:
        raise RequestRefused(detail=N_("nessun invito per questo computer"))
    if not hmac.compare_digest(request.proof(row[3]), request.mac):
        raise RequestRefused(detail=N_("la prova non corrisponde all'invito"))
    if row[4] or request.ordinal in known.devices:
        raise RequestRefused(detail=N_("il posto è già occupato"))
    return row[:3]
