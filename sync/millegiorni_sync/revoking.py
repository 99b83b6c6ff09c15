"""A revocation that reaches a device late: what it applied beyond the last accepted bundle is withdrawn.

So nobody keeps what a lost device wrote between its loss and the news of it, and all are equal again (PROTOCOL.md §6).
Values that such a row had erased come back with a snapshot, which the coordinator is asked for: it refused the row, and
has them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from . import canonical, feeds, handover, withdrawing
from .change_log import ERASURES, NETWORK, SyncedTable
from .clock import HIGHEST_ORDINAL
from .connection import Connection, transaction
from .feeds import Head
from .header import Header
from .roster import Roster
from .withdrawing import Withdrawn

_ROWS = f"l.clk & {HIGHEST_ORDINAL} = ? AND l.audience = ?"


@dataclass
class Enforced:
    """What left, and what came back because its revocation was taken back; by feed."""

    withdrawn: list[Withdrawn] = field(default_factory=list)
    reinstated: list[Withdrawn] = field(default_factory=list)

    @property
    def rows(self) -> list[tuple[str, int]]:
        """Tables, and how many of their rows left; a table may come several times."""
        return [pair for found in self.withdrawn for pair in found.rows.items()]


def enforce(
    connection: Connection, tables: Sequence[SyncedTable], roster: Roster, brought: bool = False
) -> Enforced:
    """Withdraw what revoked devices sent beyond what is accepted of them; does nothing the second time.

    What was withdrawn by a revocation that holds no more (the holders of the paper keys took it back) comes back first.

    Where this device followed another branch of a copied device's bundles, or cannot tell how many of the rows are
    accepted, all of that feed goes, and the accepted part comes back with a snapshot. *brought*: snapshots or bundles
    of revoked devices have entered since the last time. While this vault still adopts rows of its own former ordinals,
    all of it waits.
    """
    done = Enforced()
    with transaction(connection):
        if connection.execute("SELECT 1 FROM sync_former").fetchone():
            return done
        hold = {origin: canonical.encode(last).decode() for origin, last in roster.revoked.items()}
        known = dict(connection.execute("SELECT origin, last FROM sync_revoked").fetchall())
        if known != hold:
            done.reinstated += _take_back(connection, tables, roster, known, hold)
        highest = _highest(connection, roster) if brought or known != hold else {}
        for origin, last in roster.revoked.items():
            for audience, at in _positions(connection, origin, roster.pseudonymous).items():
                number, digest = last.get(audience, (0, ""))
                kept = _kept(connection, origin, audience, at, number, digest)
                more = at.number == number and highest.get((origin, audience), 0) > at.last_clk
                if kept != at or more:
                    if kept.number == number:
                        _note_cut(connection, origin, audience, at)
                    found = _cut(connection, tables, origin, audience, kept)
                    done.withdrawn.append(found)
                    if found.rows.get(ERASURES.name) or kept.number < number:
                        _need_snapshot(connection, origin, audience, number)
    return done


def wanted(connection: Connection) -> dict[str, list[tuple[int, int]]]:
    """The audiences whose snapshot this device waits for, and what the coordinator must have applied before."""
    found: dict[str, list[tuple[int, int]]] = {}
    for audience, origin, number in connection.execute(
        "SELECT audience, origin, number FROM sync_refill ORDER BY audience, origin"
    ):
        found.setdefault(audience, []).append((origin, number))
    return found


def refilled(connection: Connection, roster: Roster, whole: Header) -> None:
    """Note that a snapshot has come whole; one made before, or of what is not accepted, brings nothing back."""
    told = {origin: number for origin, number, *_ in whole.seen}
    late = any(
        number > roster.revoked[origin].get(whole.audience, (0, ""))[0]
        for origin, number in told.items()
        if origin in roster.revoked
    )
    waiting = wanted(connection).get(whole.audience, [])
    if not late and all(told.get(origin, 0) >= number for origin, number in waiting):
        connection.execute("DELETE FROM sync_refill WHERE audience = ?", (whole.audience,))


def _positions(connection: Connection, origin: int, pseudonymous: bool) -> dict[str, Head]:
    """Where the feeds of a device stand here.

    In a pseudonymous network only those of the network's audience: of a house's own rows whoever signs revocations has
    only heard (§12).
    """
    rows = connection.execute(
        "SELECT audience, number, hash, last_clk, rows FROM sync_feed WHERE origin = ? AND audience NOT LIKE '%/%'",
        (origin,),
    )
    return {row[0]: Head(*row[1:]) for row in rows.fetchall() if not pseudonymous or row[0] == NETWORK}


def _note_cut(connection: Connection, origin: int, audience: str, at: Head) -> None:
    """Note where a feed stood, in case the revocation is taken back."""
    connection.execute(
        "INSERT INTO sync_cut VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (origin, audience) DO NOTHING",
        (origin, audience, *vars(at).values()),
    )


def _take_back(
    connection: Connection, tables: Sequence[SyncedTable], roster: Roster, known: dict[int, str], hold: dict[int, str]
) -> list[Withdrawn]:  # fmt: skip
    """Reinstate what was withdrawn by one of the *known* revocations that does not *hold*, or with another end."""
    found = []
    for origin in [origin for origin, last in known.items() if hold.get(origin) != last]:
        for row in connection.execute("SELECT * FROM sync_cut WHERE origin = ?", (origin,)).fetchall():
            found.append(withdrawing.reinstate(connection, tables, _ROWS, row[:2]))
            # A snapshot may have come meanwhile that goes further.
            if feeds.head(connection, *row[:2]).number < row[2]:
                connection.execute("DELETE FROM sync_feed WHERE origin = ? AND audience = ?", row[:2])
                connection.execute("INSERT INTO sync_feed VALUES (?, ?, ?, ?, ?, ?)", row)
        connection.execute("DELETE FROM sync_cut WHERE origin = ?", (origin,))
        # What was refused meanwhile is read again.
        connection.execute("DELETE FROM sync_judged WHERE name LIKE ?", (f"{origin}-%.mgb",))
        if origin not in hold:
            _let_in_again(connection, roster, origin)
    connection.execute("DELETE FROM sync_revoked")
    connection.executemany("INSERT INTO sync_revoked VALUES (?, ?)", hold.items())
    return found


def _let_in_again(connection: Connection, roster: Roster, ordinal: int) -> None:
    """A coordinator gives a snapshot to whom others sealed nothing while it was out."""
    (own,) = connection.execute("SELECT ordinal FROM sync_state").fetchone()
    here, device = roster.devices.get(own), roster.devices.get(ordinal)
    if here is not None and here.house is None and device is not None:
        for audience in handover.audiences_of(connection, device, roster):
            if handover.snapshots_of(here, roster, audience):
                handover.lack(connection, ordinal, audience)


def _kept(connection: Connection, origin: int, audience: str, at: Head, number: int, digest: str) -> Head:
    """Where the feed stands once only accepted bundles count; its beginning, when that cannot be told."""
    key = (origin, audience)
    if at.number < number:
        forked = connection.execute(
            "SELECT 1 FROM sync_parked WHERE origin = ? AND audience = ? AND code = 'fork'", key
        ).fetchone()
        return Head() if forked else at
    if (at.number, at.hash) == (number, digest):
        return at
    known = dict(
        connection.execute("SELECT number, hash FROM sync_bundle WHERE origin = ? AND audience = ?", key)
    )
    total, beyond = connection.execute(
        "SELECT sum(rows), coalesce(sum(rows) FILTER (WHERE number > ?), 0) FROM sync_bundle "
        "WHERE origin = ? AND audience = ? AND number <= ?",
        (number, *key, at.number),
    ).fetchone()
    if number == 0 or known.get(number) != digest or total != at.rows:
        return Head()
    return Head(number, digest, _last_clk(connection, key, at.rows - beyond), at.rows - beyond)


def _highest(connection: Connection, roster: Roster) -> dict[tuple[int, str], int]:
    """The highest clock of each revoked coordinator in each audience, in one look at the whole log.

    It may be one that the device never handed over: a coordinator's snapshot holds what it had not sent.
    """
    gone = sorted(roster.coordinators & roster.revoked.keys())
    if not gone:
        return {}
    rows = connection.execute(
        f"SELECT l.clk & {HIGHEST_ORDINAL}, l.audience, max(l.clk) FROM sync_log AS l "
        f"WHERE (l.clk & {HIGHEST_ORDINAL}) IN (SELECT CAST(j.value AS INTEGER) FROM json_each(?) AS j) GROUP BY 1, 2",
        (json.dumps(gone),),
    )
    return {(origin, audience): clk for origin, audience, clk in rows}


def _last_clk(connection: Connection, key: tuple[Any, ...], rows: int) -> int:
    """The clock of the last of the first *rows* rows of a feed."""
    found = connection.execute(
        f"SELECT max(clk) FROM (SELECT l.clk FROM sync_log AS l WHERE {_ROWS} ORDER BY l.clk LIMIT ?) AS first",
        (*key, rows),
    ).fetchone()
    return int(found[0] or 0)


def _cut(
    connection: Connection, tables: Sequence[SyncedTable], origin: int, audience: str, kept: Head
) -> Withdrawn:
    """Bring a feed back to *kept*."""
    found = withdrawing.withdraw(
        connection, tables, f"{_ROWS} AND l.clk > ?", (origin, audience, kept.last_clk)
    )
    key = (origin, audience)
    if not kept.number:
        connection.execute("DELETE FROM sync_bundle WHERE origin = ? AND audience = ?", key)
    connection.execute("DELETE FROM sync_parked WHERE origin = ? AND audience = ? AND code = 'fork'", key)
    connection.execute("DELETE FROM sync_feed WHERE origin = ? AND audience = ?", key)
    if kept.number:
        connection.execute("INSERT INTO sync_feed VALUES (?, ?, ?, ?, ?, ?)", (*key, *vars(kept).values()))
    return found


def _need_snapshot(connection: Connection, origin: int, audience: str, number: int) -> None:
    """Note what a coordinator must have applied before its snapshot has all that this device had."""
    connection.execute(
        "INSERT INTO sync_refill SELECT audience, origin, number FROM sync_feed WHERE audience = ? AND number > 0 "
        "UNION SELECT ?, ?, ? ON CONFLICT (audience, origin) DO UPDATE SET number = excluded.number",
        (audience, audience, origin, number),
    )
