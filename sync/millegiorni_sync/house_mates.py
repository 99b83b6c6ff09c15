"""What the devices of a house do for each other where no coordinator may see names (PROTOCOL.md §12)."""

from __future__ import annotations

from collections.abc import Iterable

from . import handover, siblings
from . import roster as rosters
from .audiences import FIGURES
from .change_log import audience_of
from .connection import Connection, transaction
from .errors import RosterError
from .header import Header
from .identity import Identity, fingerprint
from .roster import Device, Roster


def confirm(connection: Connection, identity: Identity, ordinal: int) -> Device:
    """Note that somebody compared the six words of a device of this house: what names people is sealed to it too.

    It gets all that is here with the next synchronisation. Raises :class:`RosterError` for any other device.
    """
    known = rosters.load(connection)
    found = [one for one in siblings.of_house(identity, known) if one.ordinal == ordinal] if known else []
    if not found:
        raise RosterError(detail=f"computer {ordinal}")
    with transaction(connection):
        connection.execute(
            "INSERT INTO sync_sibling VALUES (?, 1, 0) ON CONFLICT (recipient) DO UPDATE SET confirmed = 1",
            (found[0].recipient,),
        )
        handover.lack(connection, ordinal, audience_of(identity.house))
    return found[0]


def note_lacking(
    connection: Connection, identity: Identity, roster: Roster, applied: Iterable[Header]
) -> None:
    """Note which trusted siblings were not among those a sibling's bundle was sealed for."""
    own = audience_of(identity.house)
    for header in applied:
        for device in siblings.trusted(connection, identity, roster) if header.audience == own else ():
            if fingerprint(device.recipient) not in header.recipients and device.ordinal != header.origin:
                handover.lack(connection, device.ordinal, own)


def note_lost(connection: Connection, identity: Identity, roster: Roster) -> None:
    """After a sibling was revoked: the coordinators get the figures of all that this device heard of it, once."""
    lost = [
        one.recipient
        for one in roster.devices.values()
        if one.house == identity.house and one.ordinal in roster.revoked
    ]
    with transaction(connection):
        told = connection.execute("SELECT recipient FROM sync_sibling WHERE lost = 1").fetchall()
        fresh = set(lost) - {row[0] for row in told}
        connection.executemany(
            "INSERT INTO sync_sibling VALUES (?, 0, 1) ON CONFLICT (recipient) DO UPDATE SET lost = 1",
            [(recipient,) for recipient in sorted(fresh)],
        )
        for device in roster.active if fresh else ():
            if device.house is None:
                handover.lack(connection, device.ordinal, f"{FIGURES}{identity.house}")


def is_alone(connection: Connection, identity: Identity, roster: Roster) -> bool:
    """Whether this device was restored, has heard what coordinators have of it, and has no sibling to tell the rest."""
    former = {row[0] for row in connection.execute("SELECT audience FROM sync_former")}
    return former == {audience_of(identity.house)} and not siblings.trusted(connection, identity, roster)
