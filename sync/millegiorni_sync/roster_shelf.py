"""The roster at the exchange: the newest one that continues ours is taken, the coordinator's is left there."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from . import canonical
from . import roster as rosters
from .bundle import decrypt, encrypt
from .connection import Connection
from .errors import BundleError, ExchangeMissing, ExchangeTooBig, NotForUs, RosterError, Truncated
from .exchange import Exchange, Kind
from .identity import Identity
from .roster import Roster

_NAME = re.compile(r"([0-9]{6})-([0-9a-f]{12})-([0-9a-f]{12})\.mgr")


@dataclass
class Taken:
    """The roster that holds now, files that have not arrived whole, and why others were refused."""

    roster: Roster
    incomplete: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def take(connection: Connection, identity: Identity, exchange: Exchange) -> Taken:
    """Keep the newest roster at *exchange* that continues the one kept here, or takes its place (PROTOCOL.md §6)."""
    known = rosters.load(connection)
    if known is None:
        raise RosterError(detail="manca")
    taken = Taken(known)
    matches = [match for name in exchange.list(Kind.ROSTER) if (match := _NAME.fullmatch(name))]
    for match in sorted(matches, key=lambda match: match[1], reverse=True):
        if not _is_past(taken.roster, int(match[1]), match[2]):
            _read(connection, identity, exchange, match, taken)
    return taken


def _is_past(known: Roster, number: int, digits: str) -> bool:
    """Whether a name stands for *known* or for what it was before; a shorter one may yet be another one."""
    return 0 < number <= known.number and known.certificates[number - 1].hash.startswith(digits)


def leave(exchange: Exchange, roster: Roster) -> None:
    """Leave the roster, sealed for the active devices and those just revoked, unless it is there."""
    prefix = f"{roster.number:06d}-{roster.hash[:12]}"
    if any(name.startswith(prefix) for name in exchange.list(Kind.ROSTER)):
        return
    readers = list(roster.active)
    last = roster.certificates[-1]
    if last.kind == "revoke":
        readers.append(roster.devices[last.body["ordinal"]])
    if readers:
        data = encrypt(roster.to_json().encode(), [device.recipient for device in readers])
        exchange.write(Kind.ROSTER, f"{prefix}-{hashlib.sha256(data).hexdigest()[:12]}.mgr", data)


def _read(
    connection: Connection, identity: Identity, exchange: Exchange, match: re.Match[str], taken: Taken
) -> None:
    """Read and keep one, or note why it does not hold."""
    try:
        data = exchange.read(Kind.ROSTER, match.string)
        if canonical.digest(data)[:12] != match[3]:
            raise Truncated()
        other = Roster.from_json(decrypt(data, identity))
        if other.network == taken.roster.network:
            taken.roster = rosters.store(connection, other)
    except NotForUs:
        return
    except (Truncated, ExchangeMissing, ExchangeTooBig):
        taken.incomplete.append(match.string)
    except (BundleError, RosterError) as error:
        taken.problems.append(error.message)
