"""The devices of one house in a pseudonymous network: each is confirmed by a person before it is told names.

Whoever holds the coordinator's everyday key can add a device to a house; he cannot make the house seal to it
(PROTOCOL.md §12).
"""

from __future__ import annotations

from . import audiences
from .connection import Connection
from .identity import Identity, recipient_of
from .roster import Device, Roster


def waiting(connection: Connection, identity: Identity, roster: Roster) -> tuple[Device, ...]:
    """The devices of this house that nobody has confirmed here; ``identity.spoken`` tells their words."""
    others = of_house(identity, roster)
    confirmed = _confirmed(connection) if others else set()
    return tuple(one for one in others if one.recipient not in confirmed)


def trusted(connection: Connection, identity: Identity, roster: Roster) -> tuple[Device, ...]:
    """The other devices of this house that may be told names."""
    others = of_house(identity, roster)
    confirmed = _confirmed(connection) if others else set()
    return tuple(one for one in others if one.recipient in confirmed)


def believed(connection: Connection, identity: Identity, roster: Roster) -> frozenset[int]:
    """The ordinals whose word is the house's own: this vault's, former ones too, and whoever was confirmed here.

    Those that were revoked since are among them: what they wrote before was theirs to write.
    """
    known = _confirmed(connection) | _own(identity)
    theirs = (
        one for one in roster.devices.values() if one.house == identity.house and one.recipient in known
    )
    return frozenset({identity.ordinal, *(one.ordinal for one in theirs)})


def readers(
    connection: Connection, roster: Roster, own: Device | Identity, audience: str
) -> tuple[Device, ...]:
    """Whom a bundle of *audience* is sealed to."""
    allowed = roster.readers(audience, own.house)
    if not roster.pseudonymous or not audience.startswith(audiences.HOUSE):
        return allowed
    confirmed = _confirmed(connection)
    return tuple(one for one in allowed if one.ordinal == own.ordinal or one.recipient in confirmed)


def of_house(identity: Identity, roster: Roster) -> list[Device]:
    """The other devices of this house, in a pseudonymous network; none in a usual one."""
    own = _own(identity)
    if not roster.pseudonymous or identity.house is None:
        return []
    return [one for one in roster.active if one.house == identity.house and one.recipient not in own]


def _own(identity: Identity) -> set[str]:
    return {recipient_of(key) for key in (identity.age_key, *identity.former_age_keys)}


def _confirmed(connection: Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT recipient FROM sync_sibling WHERE confirmed = 1")}
