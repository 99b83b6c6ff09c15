"""One synchronisation: roster, own rows out, others' rows in; interruptible at any point and repeatable."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from . import (
    compacting,
    door,
    feeds,
    handover,
    house_mates,
    joining,
    lacking,
    merge,
    renewal,
    revoking,
    roster_shelf,
    shares,
)
from .audiences import figures_of
from .change_log import SyncedTable, audience_of
from .connection import Connection, transaction
from .errors import (
    Cancelled,
    ExchangeMissing,
    ExchangeTooBig,
    NotForUs,
    RosterBehind,
    Stranger,
    TooNew,
)
from .exchange import Exchange, Kind
from .identity import Identity, fingerprint
from .judging import Judged, judge
from .merge import MergeReport, Refused
from .roster import Roster
from .shares import Offer

BATCH = 64
BATCH_ROWS = 50_000
BATCH_BYTES = 16 << 20
"""A merge takes so many bundles, log rows or bytes at once; other saves wait about two seconds for it at most."""

_BUNDLE_NAME = re.compile(r"([0-9]{1,5})-([0-9a-f]{8})-([0-9]{1,9})-([0-9a-f]{12})\.mgb")


class Ways(StrEnum):
    """What a synchronisation does.

    ``OUT`` and ``IN`` are for a carrier: it takes along all that any device has not acknowledged, whatever a
    coordinator has; and one that has come is read and not written into.
    """

    BOTH = "both"
    OUT = "out"
    IN = "in"


Progress = Callable[[str, int, int], None]
"""Called with a step (``roster``, ``send``, ``receive``, ``merge``), how many are done, and how many there are."""


@dataclass
class SyncReport:
    """What a synchronisation did. ``approved`` is false while the coordinator has not taken this device in.

    ``incomplete``: names whose copy has not arrived whole. ``strangers``: what unknown devices left, and what waits and
    is not proved beyond what is kept of such files.
    ``unsendable``: audiences whose rows this device may not send. ``clock_stuck``: rows were handed over while
    this device's clock was far ahead; others hold them, and the device needs a new ordinal (``joining.rejoin``).
    ``shared``: files of other houses that came, changed or ended. ``oversized``: ids of offers that are too large.
    ``withdrawn``: log rows by table that left again, because the device that wrote them was revoked before.
    """

    approved: bool = True
    revoked: bool = False
    cancelled: bool = False
    sent: int = 0
    received: int = 0
    merges: list[MergeReport] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)
    strangers: list[Refused] = field(default_factory=list)
    clock_stuck: bool = False
    withdrawn: dict[str, int] = field(default_factory=dict)
    unsendable: list[str] = field(default_factory=list)
    waiting: list[Refused] = field(default_factory=list)
    quarantined: list[Refused] = field(default_factory=list)
    roster_problems: list[str] = field(default_factory=list)
    shared: set[str] = field(default_factory=set)
    oversized: list[str] = field(default_factory=list)

    @property
    def rows(self) -> dict[str, int]:
        """New log rows by table."""
        total: dict[str, int] = {}
        for report in self.merges:
            for table, count in report.rows.items():
                total[table] = total.get(table, 0) + count
        return total

    @property
    def everything(self) -> bool:
        """Whether more records were touched than :attr:`records` names."""
        return any(report.everything for report in self.merges)

    @property
    def records(self) -> dict[str, frozenset[str]]:
        """The ids of the touched records by table."""
        total: dict[str, frozenset[str]] = {}
        for report in self.merges:
            for table, ids in report.records.items():
                total[table] = total.get(table, frozenset()) | ids
        return total


def synchronise(
    connection: Connection,
    identity: Identity,
    exchange: Exchange,
    tables: Sequence[SyncedTable],
    now_ms: int,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    ways: Ways = Ways.BOTH,
    offers: Sequence[Offer] | None = None,
) -> SyncReport:
    """Publish what is new here and merge what is new there. ``now_ms`` is Unix time.

    *offers* are all shares that this house ever gave, as they stand; None leaves them as they are.

    Raises an ``ExchangeError`` when the meeting point fails: everything done until then stays done, and the next run
    goes on from there. *cancelled* is asked between steps.
    """
    run = _Run(
        connection,
        identity,
        exchange,
        tables,
        now_ms,
        progress or (lambda *_: None),
        cancelled or (lambda: False),
        ways,
        offers,
    )
    try:
        run.all()
    except Cancelled:
        run.report.cancelled = True
    run.report.waiting = [r for r in merge.refused(connection) if r.waiting]
    return run.report


@dataclass
class _Run:
    """The steps of one synchronisation. Nothing is read or written elsewhere while a transaction is open."""

    connection: Connection
    identity: Identity
    exchange: Exchange
    tables: Sequence[SyncedTable]
    now_ms: int
    progress: Progress
    is_cancelled: Callable[[], bool]
    ways: Ways
    offers: Sequence[Offer] | None
    report: SyncReport = field(default_factory=SyncReport)
    shelf: list[str] = field(default_factory=list)

    def all(self) -> None:
        roster = self.roster()
        if self.identity.ordinal not in roster.devices:
            if self.ways != Ways.IN:
                joining.leave_request(self.connection, self.exchange)
            self.report.approved = False
            return
        if self.identity.ordinal in roster.revoked:
            self.report.revoked = True
            return
        self.report.shared |= shares.tidy(self.connection, roster)
        self.withdraw(roster)
        self.report.clock_stuck = renewal.repair_clock(self.connection, self.tables, self.now_ms)
        if self.ways != Ways.IN:
            self.send(roster)
        if self.ways != Ways.OUT:
            self.receive(roster)
        if roster.pseudonymous and self.identity.house is not None and self.ways != Ways.IN:
            self.help_siblings(roster)
        if self.ways == Ways.BOTH and not roster.kept_by(self.identity.root_seed):
            lacks = lacking.find(self.connection, self.identity, roster, self.shelf)
            lacking.ask(self.connection, self.identity, self.exchange, lacks)
            lacking.ask_back(self.connection, self.identity, self.exchange)
        if roster.kept_by(self.identity.root_seed):
            renewal.adopt_alone(self.connection, self.tables, self.now_ms)
        if self.identity.house is None and self.ways != Ways.IN:
            self.send(roster)
            self.acknowledge(roster)

    def tick(self) -> None:
        if self.is_cancelled():
            raise Cancelled()

    def roster(self) -> Roster:
        """The newest roster that continues ours."""
        self.tick()
        door.tell(self.connection, self.identity, self.exchange)
        taken = roster_shelf.take(self.connection, self.identity, self.exchange)
        self.report.incomplete += taken.incomplete
        self.report.roster_problems += taken.problems
        if taken.roster.kept_by(self.identity.root_seed) and self.ways != Ways.IN:
            roster_shelf.leave(self.exchange, taken.roster)
        self.progress("roster", 1, 1)
        return taken.roster

    def withdraw(self, roster: Roster, brought: bool = False) -> None:
        """What revoked devices sent beyond what is accepted of them leaves again."""
        done = revoking.enforce(self.connection, self.tables, roster, brought)
        for table, count in done.rows:
            self.report.withdrawn[table] = self.report.withdrawn.get(table, 0) + count
        self.report.merges += [merge.touched(found.records) for found in (*done.withdrawn, *done.reinstated)]

    def send(self, roster: Roster) -> None:
        """Seal and publish."""
        self.tick()
        self.report.unsendable = handover.seal_pending(
            self.connection, self.identity, roster, self.tables, self.now_ms, self.tick
        )
        if self.offers is not None:
            self.report.oversized = shares.seal_offers(
                self.connection, self.identity, roster, self.tables, self.offers, self.now_ms, self.tick
            )
        self.publish(roster)
        self.progress("send", self.report.sent, self.report.sent)

    def publish(self, roster: Roster) -> None:
        """Write what others may lack."""
        held = feeds.acknowledged_by_all(self.connection, roster) if self.ways == Ways.OUT else None
        self.report.sent += handover.publish(self.connection, self.identity, self.exchange, self.tick, held)
        compacting.compact(self.connection, roster, self.now_ms)

    def acknowledge(self, roster: Roster) -> None:
        """What only a coordinator does: tell what has arrived, and help those who lack something."""
        handover.seal_receipts(self.connection, self.identity, roster, self.now_ms)
        if roster.kept_by(self.identity.root_seed):
            lacking.answer(self.connection, self.identity, roster, self.exchange)
        handover.seal_snapshots(self.connection, self.identity, roster, self.tables, self.now_ms, self.tick)
        self.publish(roster)

    def help_siblings(self, roster: Roster) -> None:
        """What a house's devices do for each other where no coordinator can (PROTOCOL.md §12)."""
        house_mates.note_lost(self.connection, self.identity, roster)
        lacking.answer(self.connection, self.identity, roster, self.exchange)
        if self.ways == Ways.BOTH and house_mates.is_alone(self.connection, self.identity, roster):
            renewal.adopt_alone(self.connection, self.tables, self.now_ms)
            self.send(roster)
        handover.seal_snapshots(self.connection, self.identity, roster, self.tables, self.now_ms, self.tick)
        self.publish(roster)

    def receive(self, roster: Roster) -> None:
        """Read what is new, open it, merge it; then whatever had to wait for it."""
        names = self.new_names(roster)
        batch: list[Judged] = []
        for index, match in enumerate(names):
            try:
                self.tick()
                self.progress("receive", index, len(names))
                batch += self.read(match, roster)
            except Exception:
                # What has come over a road that broke off need not come again.
                self.take(batch, roster)
                raise
            if is_full(batch):
                self.take(batch, roster)
                batch = []
        self.take(batch, roster)
        self.progress("receive", len(names), len(names))
        while self.reopen(roster):
            self.tick()

    def new_names(self, roster: Roster) -> list[re.Match[str]]:
        """The files that have not been judged yet and may be for us, by origin and number as their names say."""
        judged = {row[0] for row in self.connection.execute("SELECT name FROM sync_judged")}
        judged |= {row[0] for row in self.connection.execute("SELECT name FROM sync_outbox")}
        wanted = _wanted(self.identity, roster)
        self.shelf = self.exchange.list(Kind.BUNDLES)
        matches = [m for name in self.shelf if name not in judged and (m := _BUNDLE_NAME.fullmatch(name))]
        return sorted(filter(wanted, matches), key=lambda m: (int(m[1]), m[2], int(m[3]), m[4]))

    def read(self, match: re.Match[str], roster: Roster) -> list[Judged]:
        """Read and open one file, outside any transaction; empty when its copy is incomplete."""
        name = match.string
        try:
            data = self.exchange.read(Kind.BUNDLES, name)
        except (ExchangeMissing, ExchangeTooBig):
            self.report.incomplete.append(name)
            return []
        if hashlib.sha256(data).hexdigest()[:12] != match[4]:
            self.report.incomplete.append(name)
            return []
        return [judge(name, data, self.identity, roster)]

    def reopen(self, roster: Roster) -> int:
        """Take what waits again: an earlier bundle, a clock or a roster may have come. How many were applied."""
        applied, batch = 0, list[Judged]()
        for file in merge.parked_files(self.connection):
            sealed = merge.parked(self.connection, file)
            if sealed is None:
                continue
            batch.append(judge(None, sealed, self.identity, roster))
            if is_full(batch):
                applied += self.take(batch, roster)
                batch = []
        return applied + self.take(batch, roster)

    def take(self, batch: Sequence[Judged], roster: Roster) -> int:
        """Merge a batch and note what became of each file, in one transaction. Returns how many were applied."""
        if not batch:
            return 0
        with transaction(self.connection):
            for one in batch:
                self.note(one)
            opened = [one.opened for one in batch if one.opened]
            report = merge.apply(self.connection, opened, self.tables, self.now_ms)
            changes = [header for header in report.applied if header.rows and header.kind == "changes"]
            if self.identity.house is None:
                handover.owe_receipts(self.connection, {header.audience for header in changes})
            if roster.kept_by(self.identity.root_seed):
                handover.note_lacking(self.connection, self.identity, roster, changes)
            elif roster.pseudonymous:
                house_mates.note_lacking(self.connection, self.identity, roster, changes)
            for header in report.applied:
                # An old snapshot, for a key that this vault had before, confirms nothing.
                if header.completes and fingerprint(self.identity.recipient) in header.recipients:
                    renewal.adopt(self.connection, self.tables, header.audience, self.now_ms)
                if header.completes:
                    revoking.refilled(self.connection, roster, header)
            self.withdraw(
                roster, any(one.kind == "snapshot" or one.origin in roster.revoked for one in report.applied)
            )
        self.report.merges.append(report)
        self.report.shared |= {header.feed for header in report.applied if header.kind == "file"}
        self.report.received += len(report.applied)
        self.report.quarantined += report.quarantined
        self.progress("merge", self.report.received, self.report.received)
        return len(report.applied)

    def note(self, one: Judged) -> None:
        """Remember a file for good, unless its sender is unknown; keep what cannot be opened, with its reason."""
        error = one.error
        waiting = isinstance(error, RosterBehind | TooNew)
        crowded = waiting and one.name is not None and merge.is_crowded(self.connection, one.data)
        if error and (crowded or isinstance(error, Stranger)):
            self.report.strangers.append(Refused(None, None, None, error.code, error.message, True))
            return
        if one.name is not None:
            self.connection.execute("INSERT OR IGNORE INTO sync_judged VALUES (?)", (one.name,))
        if error is not None and not isinstance(error, NotForUs):
            refused = merge.keep(self.connection, one.data, error, waiting, self.now_ms)
            if not waiting:
                self.report.quarantined.append(refused)


def _wanted(identity: Identity, roster: Roster) -> Callable[[re.Match[str]], bool]:
    """Whether a file may be for us, as its name says."""
    shared = [f"share:{giver}:{identity.house}" for giver in roster.houses]
    tags = {lacking.digits_of(audience) for audience in (*handover.read_by(identity, roster), *shared)}
    figures = lacking.digits_of(figures_of(audience_of(identity.house)))
    if identity.house is None:
        return lambda name: not roster.pseudonymous or name[2] in tags
    # A house has in full what its other devices hand over as figures.
    return lambda name: name[2] in tags and (name[2] != figures or int(name[1]) in roster.coordinators)


def is_full(batch: Sequence[Judged]) -> bool:
    """Whether *batch* is as much as one merge takes."""
    return (
        len(batch) >= BATCH
        or sum(one.rows for one in batch) >= BATCH_ROWS
        or sum(len(one.data) for one in batch) >= BATCH_BYTES
    )
