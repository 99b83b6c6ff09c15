"""A network of devices that live through a script: every one with its own clock, road, program and mishaps."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import sqlcipher3.dbapi2 as sqlite

from millegiorni_sync import (
    SyncedTable,
    SyncReport,
    change_log,
    decisions,
    errors,
    feeds,
    handover,
    joining,
    merge,
    rejoining,
    roster,
    roster_shelf,
    synchronise,
)
from millegiorni_sync.exchange import Kind, MemoryExchange
from millegiorni_sync.synchronisation import Ways
from tests.property.test_merge import Script
from tests.sync.world import (
    NOW,
    OLDER,
    TABLES,
    Clock,
    Desk,
    World,
    confirm_siblings,
    database,
    make_world,
    upgrade,
)

DAY = 86_400_000
LATE = NOW + 6_000 * DAY
"""When everything has arrived at last: later than any clock that jumped."""


class Crash(BaseException):
    """The program ends here, in the middle of whatever it does."""


class Mortal:
    """A connection that dies at its *n*-th statement."""

    def __init__(self, db: Any, statements: int) -> None:
        self.db, self.left = db, statements

    @property
    def in_transaction(self) -> bool:
        return bool(self.db.in_transaction)

    def _live(self, sql: str) -> None:
        self.left -= 1
        if self.left < 0 and sql != "ROLLBACK":
            raise Crash

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        self._live(sql)
        return self.db.execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any) -> Any:
        self._live(sql)
        return self.db.executemany(sql, parameters)


class BadRoad:
    """What one device sees of the meeting point this time: some of it, some of it half, and perhaps not to the end."""

    def __init__(self, inner: MemoryExchange, chance: random.Random) -> None:
        self.inner, self.chance, self.place, self.watch = inner, chance, inner.place, inner.watch
        self.hidden = chance.choice((0.0, 0.3, 0.7))
        self.breaks = chance.choice((0.0, 0.0, 0.1))
        self.news = chance.random() < 0.6

    def _step(self) -> None:
        if self.chance.random() < self.breaks:
            raise errors.ExchangeUnreachable(place=self.place)

    def list(self, kind: Kind) -> list[str]:
        self._step()
        if kind is Kind.ROSTER and not self.news:
            return []
        return [name for name in self.inner.list(kind) if self.chance.random() >= self.hidden]

    def read(self, kind: Kind, name: str) -> bytes:
        self._step()
        data = self.inner.read(kind, name)
        return data if self.chance.random() < 0.9 else data[: self.chance.randrange(len(data))]

    def write(self, kind: Kind, name: str, data: bytes) -> None:
        self._step()
        self.inner.write(kind, name, data)
        if kind is Kind.BUNDLES and self.chance.random() < 0.2:
            origin, tag, number, rest = name.split("-")
            self.inner.leave(kind, f"{int(origin) + 1}-{tag}-{int(number) + 5}-{rest}", data)
        self._step()

    def close(self) -> None:
        """Nothing is held open."""


def copied(db: Any, clock: Clock) -> Any:
    """The same database once more, with a clock of its own."""
    twin = sqlite.connect(":memory:", isolation_level=None)
    db.backup(twin)
    twin.execute("PRAGMA trusted_schema = ON")
    twin.create_function("unixepoch", -1, clock)
    return twin


@lru_cache(maxsize=128)
def template(
    houses: tuple[str, ...], older: int, pseudonymous: bool = False
) -> tuple[World, dict[str, bytes]]:
    """A network of which everybody has the first records, made once, and what lies at its meeting point.

    The device at *older* runs the program of before.
    """
    world = make_world(*houses, pseudonymous=pseudonymous)
    if older < len(world.desks):
        old = world.desks[older]
        old.db = database(clock=old.clock, tables=OLDER)
        change_log.start(old.db, old.identity.ordinal, old.identity.user)
        roster.store(old.db, world.roster)
        confirm_siblings(old)
    world.desks[0].db.execute("INSERT INTO term VALUES ('t', 'uno', NULL)")
    for desk in world.desks[1:]:
        row = (f"v{desk.identity.ordinal}", desk.identity.house)
        desk.db.execute(
            "INSERT INTO visit (id, house, voided, notes, minutes) VALUES (?, ?, 0, 'uno', 1)", row
        )
    exchange = MemoryExchange()
    for _ in range(2):
        for place, desk in enumerate(world.desks):
            tables = OLDER if place == older else TABLES
            synchronise(desk.db, desk.identity, exchange, tables, desk.clock.ms)
    return world, exchange._shelves[Kind.BUNDLES]


@dataclass
class Network(Script):
    """Plays a script on a copy of a template; the roads are bad until :meth:`finish`."""

    older: int = 0
    frail: int = 0
    """The device that may be revoked or restored: whatever it left at the meeting point stays there."""
    exchange: MemoryExchange = field(default_factory=MemoryExchange)
    saved: tuple[Any, Any, int] | None = None
    out: bool = False
    """Whether the frail device was revoked."""
    gone: int = 0
    """Its ordinal then."""
    upgraded: bool = False
    former: list[int] = field(default_factory=list)
    """The ordinals that the frail device had before."""

    @classmethod
    def of(cls, houses: tuple[str, ...], older: int, frail: int, pseudonymous: bool = False) -> Network:
        known, left = template(houses, older := older % (len(houses) + 2), pseudonymous)
        desks = []
        for desk in known.desks:
            clock = Clock()
            desks.append(Desk(copied(desk.db, clock), desk.identity, clock))
        made = cls(World(known.root, known.roster, desks), older=older, frail=1 + frail % len(houses))
        made.upgraded = older >= len(desks)
        made.exchange._shelves[Kind.BUNDLES] = dict(left)
        return made

    def tables(self, desk: Desk) -> tuple[SyncedTable, ...]:
        return OLDER if not self.upgraded and desk is self.world.desks[self.older] else TABLES

    def play(self, desk: Desk, step: tuple[Any, ...]) -> None:
        """One step; one that the device's program cannot do, or that is past, is none."""
        frail = self.world.desks[self.frail]
        old = self.tables(desk) is OLDER
        match step:
            case ("insert" | "erase", "entry", *_) | ("update", "visit", "on_date", *_) if old:
                pass
            case ("sync", seed):
                self.sync(desk, random.Random(seed))
            case ("crash", seed, statements):
                self.crash(desk, random.Random(seed), statements)
            case ("lose", pick):
                self.lose(pick)
            case ("upgrade",):
                self.upgrade()
            case ("decide", pick, value):
                found = merge.conflicts(desk.db)
                if found:
                    self.decide(desk, found[pick % len(found)], value)
            case ("undo", pick):
                made = [one for one in decisions.decisions(desk.db) if not one.withdrawn]
                if made and not self.erased(desk, made[pick % len(made)]):
                    decisions.undo(
                        desk.db, self.tables(desk), made[pick % len(made)].id, "2025-03-02T10:00:00Z"
                    )
            case ("save",):
                self.saved = (copied(frail.db, frail.clock), self.tables(frail), frail.identity.ordinal)
            case ("restore",) if self.saved and not self.out:
                self.restore(frail)
            case ("revoke",) if not self.out:
                self.revoke(frail)
            case ("restore",) | ("revoke",):
                pass
            case ("theft", what, seed):
                self.theft(frail, what, random.Random(seed))
            case _:
                super().play(desk, step)

    def erase(self, desk: Desk, table: str, kept: Any, fields: Any, pick: int) -> None:
        super().erase(desk, table, kept, fields, pick, self.tables(desk))

    def erased(self, desk: Desk, record: Any) -> bool:
        return bool(
            desk.db.execute(
                "SELECT 1 FROM erasure WHERE tbl = ? AND rid = ?", (record.tbl, record.rid)
            ).fetchone()
        )

    def decide(self, desk: Desk, conflict: Any, value: str | None) -> None:
        known = {table.name: table for table in self.tables(desk)}.get(conflict.tbl)
        if value is None or known is None or known.append_only or self.erased(desk, conflict):
            merge.decide(desk.db, conflict, "2025-03-01T10:00:00Z")
        elif conflict.col in known.columns and conflict.col in ("notes", "label"):
            merge.decide(desk.db, conflict, "2025-03-01T10:00:00Z", value)

    def run(self, desk: Desk, road: Any, db: Any = None, ways: Ways = Ways.BOTH) -> SyncReport:
        return synchronise(db or desk.db, desk.identity, road, self.tables(desk), desk.clock.ms, ways=ways)

    def sync(self, desk: Desk, chance: random.Random) -> None:
        if self.out and desk is self.world.desks[self.frail] and not self.world.roster.pseudonymous:
            self.steal(desk, chance)
            return
        try:
            self.run(desk, BadRoad(self.exchange, chance))
        except errors.ExchangeUnreachable:
            assert not desk.db.in_transaction

    def steal(self, desk: Desk, chance: random.Random) -> None:
        """Whoever has the device that was taken out hands on what is written on it, and reads no roster."""
        road = BadRoad(self.exchange, chance)
        known = roster.load(desk.db)
        assert known is not None
        try:
            handover.seal_pending(
                desk.db, desk.identity, known, self.tables(desk), desk.clock.ms, lambda: None
            )
            handover.publish(desk.db, desk.identity, road, lambda: None)
        except errors.ExchangeUnreachable:
            assert not desk.db.in_transaction

    def theft(self, frail: Desk, what: tuple[Any, ...], chance: random.Random) -> None:
        """Something is written on the device that was taken out, and comes to some before the news does."""
        if not self.out:
            self.revoke(frail)
        if not self.out or self.world.roster.pseudonymous:
            return
        self.play(frail, what)
        self.steal(frail, chance)
        for other in self.world.desks[1:]:
            if other is not frail and chance.random() < 0.7:
                self.sync(other, random.Random(chance.random()))

    def crash(self, desk: Desk, chance: random.Random, statements: int) -> None:
        try:
            self.run(desk, BadRoad(self.exchange, chance), Mortal(desk.db, statements))
        except (Crash, errors.ExchangeUnreachable):
            if desk.db.in_transaction:
                desk.db.execute("ROLLBACK")
        assert desk.db.execute("SELECT applying FROM sync_state").fetchone() == (0,)

    def lose(self, pick: int) -> None:
        """A stick is gone, with one file of those who can send it again."""
        shelf = self.exchange._shelves[Kind.BUNDLES]
        saved = self.saved[2] if self.saved else 0
        frail = {self.world.desks[self.frail].identity.ordinal, saved, *self.former}
        names = sorted(name for name in shelf if int(name.split("-")[0]) not in frail)
        if names:
            del shelf[names[pick % len(names)]]

    def upgrade(self) -> None:
        """The device with the older program gets the newer one."""
        if self.upgraded:
            return
        self.upgraded = True
        desk = self.world.desks[self.older]
        upgrade(desk.db)

    def revoke(self, desk: Desk) -> None:
        """Take the frail device out; the others hear of it as they synchronise, and may have more of it by then."""
        center = self.world.desks[0]
        self.gone = origin = desk.identity.ordinal
        if self.world.roster.pseudonymous:
            # Only the house knows what it has of it: nobody has more than the coordinator has heard of.
            self.run(center, self.exchange)
            for other in self.world.desks[1:]:
                theirs = other.db.execute(
                    "SELECT audience, number FROM sync_feed WHERE origin = ?", (origin,)
                )
                if other is not desk and any(n > self.told_of(origin, a) for a, n in theirs):
                    return
        roster_shelf.leave(self.exchange, joining.revoke(center.db, center.identity, origin))
        for other in self.world.desks if self.world.roster.pseudonymous else ():
            roster_shelf.take(other.db, other.identity, self.exchange)
        self.out = True

    def told_of(self, origin: int, audience: str) -> int:
        """Up to which of its bundles the coordinator would accept a device that it revokes."""
        center = self.world.desks[0]
        if self.world.roster.may_send(None, audience):
            return feeds.head(center.db, origin, audience).number
        told = center.db.execute(
            "SELECT max(number) FROM sync_receipt WHERE origin = ? AND audience = ?", (origin, audience)
        )
        return int(told.fetchone()[0] or 0)

    def restore(self, desk: Desk) -> None:
        """The frail device's disk broke; its vault comes back from a copy and goes on under a new ordinal."""
        assert self.saved is not None
        center = self.world.desks[0]
        db, tables, ordinal = self.saved
        if ordinal != desk.identity.ordinal or self.tables(desk) is not tables:
            return
        self.run(center, self.exchange)
        self.former.append(desk.identity.ordinal)
        invitation = joining.invite(center.db, center.identity, desk.identity.house, center.clock.ms)
        desk.db = db
        desk.identity, request = rejoining.rejoin(
            db, invitation, desk.identity, desk.identity.user, center.clock.ms
        )
        joining.approve(center.db, center.identity, request, center.clock.ms, TABLES, self.exchange)
        self.saved = None
        for other in self.world.desks[1:] if self.world.roster.pseudonymous else ():
            roster_shelf.take(other.db, other.identity, self.exchange)
            confirm_siblings(other)

    def finish(self, chance: random.Random) -> None:
        """Everything arrives: the clocks are right, nothing is hidden, what was lost is handed over again."""
        self.upgrade()
        order = list(self.world.desks)
        for desk in order:
            desk.clock.ms = LATE
        for round_ in range(16):
            chance.shuffle(order)
            before = self.exchange.list(Kind.BUNDLES)
            moved = 0
            for desk in order:
                moved += self.run(desk, self.exchange, ways=Ways.OUT).sent if round_ < 2 else 0
                report = self.run(desk, self.exchange)
                moved += report.sent + report.received
            if not moved and round_ >= 2 and before == self.exchange.list(Kind.BUNDLES):
                if not (self.world.roster.pseudonymous and self.former):
                    return
                self.revoke_former()
        raise AssertionError("it does not come to rest")

    def revoke_former(self) -> None:
        """Take out the ordinals that were left behind, as one does after a restore."""
        center = self.world.desks[0]
        while self.former:
            known = joining.revoke(center.db, center.identity, self.former.pop())
            roster_shelf.leave(self.exchange, known)

    def tables_then(self, desk: Desk) -> tuple[SyncedTable, ...]:
        """What the program of *desk* knew at the beginning."""
        return (
            OLDER if self.older < len(self.world.desks) and desk is self.world.desks[self.older] else TABLES
        )

    @property
    def members(self) -> list[Desk]:
        """Who is in the network at the end."""
        return [desk for place, desk in enumerate(self.world.desks) if not (self.out and place == self.frail)]
