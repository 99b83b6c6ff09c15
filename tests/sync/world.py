"""A small network in memory: a coordinator and desks, each with its own database and clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlcipher3.dbapi2 as sqlite

from millegiorni_sync import (
    Device,
    Identity,
    Roster,
    SyncedTable,
    change_log,
    handover,
    house_mates,
    merge,
    roster,
    siblings,
)
from millegiorni_sync.bundle import Opened, open_sealed
from millegiorni_sync.identity import new_age_key, new_seed
from millegiorni_sync.merge import MergeReport

NOW = 1_740_000_000_000
"""Where every test's clock starts: 2025-02-19, in Unix milliseconds."""

VISIT = SyncedTable(
    "visit", ("house", "voided", "notes", "minutes", "score", "on_date"), "house", identifying=("notes",)
)
TERM = SyncedTable("term", ("label", "ends"))
ENTRY = SyncedTable("entry", ("house", "cents"), "house", append_only=True)
TABLES = (VISIT, TERM, ENTRY)

_CREATE = (
    "CREATE TABLE visit (id TEXT PRIMARY KEY, house VARCHAR NOT NULL, voided BOOLEAN NOT NULL, notes VARCHAR NOT NULL, "
    "minutes INTEGER, score FLOAT, on_date DATE)",
    "CREATE TABLE term (id TEXT PRIMARY KEY, label VARCHAR NOT NULL, ends DATE)",
    "CREATE TABLE entry (id TEXT PRIMARY KEY, house VARCHAR NOT NULL, cents INTEGER NOT NULL)",
)


class Clock:
    """A wall clock that stands still until it is moved. Unix milliseconds."""

    def __init__(self, ms: int = NOW) -> None:
        self.ms = ms

    def __call__(self, *_: object) -> float:
        return self.ms / 1000


OLDER = (replace(VISIT, columns=VISIT.columns[:-1]), TERM)
"""What an older program knew: a column and a table less."""

_CREATE_OLDER = (_CREATE[0].replace(", on_date DATE", ""), _CREATE[1])


def database(
    path: str = ":memory:", clock: Clock | None = None, key: str = "", tables: Sequence[SyncedTable] = TABLES
) -> Any:
    """An open connection with *tables* and their triggers; *clock* takes the place of the machine's."""
    connection = sqlite.connect(path, isolation_level=None)
    if key:
        connection.execute(f"PRAGMA key = \"x'{key}'\"")
    if clock is not None:
        connection.execute("PRAGMA trusted_schema = ON")
        connection.create_function("unixepoch", -1, clock)
    for statement in _CREATE if tables is TABLES else _CREATE_OLDER:
        connection.execute(statement.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS"))
    change_log.install(connection, tables)
    return connection


def upgrade(connection: Any) -> None:
    """Bring the tables of :data:`OLDER` up to today's, as a newer program does."""
    connection.execute("ALTER TABLE visit ADD COLUMN on_date DATE")
    connection.execute(_CREATE[2])
    change_log.install(connection, TABLES)
    merge.rematerialise(connection, TABLES)


@dataclass
class Desk:
    """One device of the network."""

    db: Any
    identity: Identity
    clock: Clock

    def log(self) -> list[Any]:
        """All log rows, by clock."""
        return list(self.db.execute("SELECT * FROM sync_log ORDER BY clk"))

    def outbox(self) -> list[bytes]:
        """The sealed bundles of this device, in the order of their making."""
        return [row[0] for row in self.db.execute("SELECT sealed FROM sync_outbox ORDER BY rowid")]

    def digest(self, audience: str | None = None) -> str:
        """What replicas must agree on."""
        return merge.state_digest(self.db, TABLES, audience)


@dataclass
class World:
    """A network whose devices are all approved. ``desks[0]`` is the coordinator."""

    root: bytes
    roster: Roster
    desks: list[Desk]

    def seal(self, desk: Desk) -> list[bytes]:
        """Seal what *desk* has not handed over; returns the new bundles."""
        before = len(desk.outbox())
        handover.seal_pending(desk.db, desk.identity, self.roster, TABLES, desk.clock.ms, lambda: None)
        return desk.outbox()[before:]

    def open(self, desk: Desk, data: bytes) -> Opened:
        """Open a bundle as *desk*."""
        return open_sealed(data, desk.identity, self.roster)

    def deliver(self, desk: Desk, bundles: Sequence[bytes], now_ms: int | None = None) -> MergeReport:
        """Merge *bundles* into *desk*, together with what waits there."""
        waiting = [merge.parked(desk.db, file) for file in merge.parked_files(desk.db)]
        opened = [self.open(desk, data) for data in [*waiting, *bundles]]
        return merge.apply(desk.db, opened, TABLES, desk.clock.ms if now_ms is None else now_ms)

    def exchange_all(self) -> None:
        """Everybody hands over everything, twice, so that decisions on what came travel too."""
        for _ in range(2):
            for desk in self.desks:
                self.seal(desk)
            for desk in self.desks:
                self.deliver(desk, [data for other in self.desks for data in self.for_desk(other, desk)])

    def for_desk(self, sender: Desk, reader: Desk) -> list[bytes]:
        """The bundles of *sender* that *reader* may read."""
        if sender is reader:
            return []
        rows = sender.db.execute("SELECT audience, sealed FROM sync_outbox ORDER BY rowid")
        return [
            data
            for audience, data in rows
            if self.roster.may_read(reader.identity.house, audience, sender.identity.house)
        ]


def confirm_siblings(desk: Desk) -> None:
    """Somebody at *desk* confirms the new devices of its house: they are told all that is here."""
    known = roster.load(desk.db)
    for sibling in siblings.waiting(desk.db, desk.identity, known) if known else ():
        house_mates.confirm(desk.db, desk.identity, sibling.ordinal)


def make_world(*houses: str, root: bytes | None = None, pseudonymous: bool = False) -> World:
    """A network with a coordinator (ordinal 1) and one desk for each of *houses*, which may repeat.

    In a *pseudonymous* one the desks of a house have confirmed each other.
    """
    root = root or new_seed()
    known = Roster.found("Rete di prova", root, pseudonymous)
    for code in dict.fromkeys(houses):
        known = known.with_house(code, f"Casa {code}", root)
    desks = []
    for ordinal, house in enumerate((None, *houses), 1):
        clock = Clock()
        series = chr(64 + ordinal)
        identity = Identity(
            known.network, ordinal, house, series, f"pc {ordinal}", new_seed(), new_age_key(),
            root if house is None else None, user=f"utente {ordinal}",
        )  # fmt: skip
        device = Device(ordinal, house, series, identity.sign_key, identity.recipient, identity.name)
        known = known.with_device(device, root)
        db = database(clock=clock)
        change_log.start(db, ordinal, identity.user)
        desks.append(Desk(db, identity, clock))
    for desk in desks:
        roster.store(desk.db, known)
        confirm_siblings(desk)
        desk.db.execute("DELETE FROM sync_lacking")
    return World(root, known, desks)
