"""One synchronisation: roster, own rows out, others' rows in; interruptible at any point and repeatable."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from . import canonical, handover, joining, merge
from . import roster as rosters
from .bundle import Opened, decrypt, open_sealed
from .change_log import NETWORK, SyncedTable
from .connection import Connection, transaction
from .errors import (
    BundleError,
    Cancelled,
    ExchangeError,
    NotForUs,
    RosterBehind,
    RosterError,
    Stranger,
    TooNew,
    Truncated,
)
from .exchange import Exchange, Kind
from .identity import Identity
from .merge import MergeReport, Refused
from .roster import Roster

BATCH = 64
_BUNDLE_NAME = re.compile(r"([0-9]{1,5})-([0-9a-f]{8})-([0-9]{1,9})-([0-9a-f]{12})\.mgb")
_ROSTER_NAME = re.compile(r"([0-9]{6})-[0-9a-f]{12}-([0-9a-f]{12})\.mgr")

Progress = Callable[[str, int, int], None]
"""Called with a step (``roster``, ``send``, ``receive``, ``merge``), how many are done, and how many there are."""


@dataclass
class SyncReport:
    """What a synchronisation did. ``approved`` is false while the coordinator has not taken this device in.

    ``incomplete``: names whose copy has not arrived whole. ``strangers``: what unknown devices left.
    ``unsendable``: audiences whose rows this device may not send. ``problem``: an error that ended it early.
    """

    approved: bool = True
    revoked: bool = False
    cancelled: bool = False
    sent: int = 0
    received: int = 0
    merges: list[MergeReport] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)
    strangers: list[Refused] = field(default_factory=list)
    unsendable: list[str] = field(default_factory=list)
    waiting: list[Refused] = field(default_factory=list)
    quarantined: list[Refused] = field(default_factory=list)
    roster_problems: list[str] = field(default_factory=list)

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
) -> SyncReport:
    """Publish what is new here and merge what is new there. ``now_ms`` is Unix time.

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
    )
    try:
        run.all()
    except Cancelled:
        run.report.cancelled = True
    run.report.waiting = [r for r in merge.refused(connection) if r.waiting]
    return run.report


@dataclass
class _Run:
    """The steps of one synchronisation."""

    connection: Connection
    identity: Identity
    exchange: Exchange
    tables: Sequence[SyncedTable]
    now_ms: int
    progress: Progress
    is_cancelled: Callable[[], bool]
    report: SyncReport = field(default_factory=SyncReport)

    def all(self) -> None:
        roster = self.roster()
        if self.identity.ordinal not in roster.devices:
            joining.leave_request(self.connection, self.exchange)
            self.report.approved = False
            return
        if self.identity.ordinal in roster.revoked:
            self.report.revoked = True
            return
        self.send(roster)
        self.receive(roster)
        if self.identity.house is None:
            self.acknowledge(roster)

    def tick(self) -> None:
        if self.is_cancelled():
            raise Cancelled()

    def roster(self) -> Roster:
        """The newest roster that continues ours."""
        self.tick()
        known = rosters.load(self.connection)
        if known is None:
            raise RosterError(detail="manca")
        names = [
            (int(match[1]), match)
            for name in self.exchange.list(Kind.ROSTER)
            if (match := _ROSTER_NAME.fullmatch(name))
        ]
        for number, match in sorted(names, key=lambda pair: pair[0], reverse=True):
            if number <= known.number:
                break
            read = self.read_roster(match.string, match[2], known)
            if read is not None:
                known = read
                break
        if self.identity.root_seed is not None:
            handover.publish_roster(self.exchange, known)
        self.progress("roster", 1, 1)
        return known

    def read_roster(self, name: str, digits: str, known: Roster) -> Roster | None:
        """Read and keep a roster, or note why it does not hold."""
        try:
            data = self.exchange.read(Kind.ROSTER, name)
            if canonical.digest(data)[:12] != digits:
                raise Truncated()
            other = Roster.from_json(decrypt(data, self.identity))
            return rosters.store(self.connection, other) if other.network == known.network else None
        except NotForUs:
            return None
        except Truncated:
            self.report.incomplete.append(name)
        except (BundleError, RosterError) as error:
            self.report.roster_problems.append(error.message)
        return None

    def send(self, roster: Roster) -> None:
        """Seal and publish."""
        self.tick()
        self.report.unsendable = handover.seal_pending(
            self.connection, self.identity, roster, self.tables, self.now_ms, self.tick
        )
        self.report.sent += handover.publish(self.connection, self.exchange, roster, self.tick)
        self.progress("send", self.report.sent, self.report.sent)

    def acknowledge(self, roster: Roster) -> None:
        """What only a coordinator does: tell what has arrived, and help those who lack something."""
        applied = {
            h.audience for m in self.report.merges for h in m.applied if h.rows and h.kind == "changes"
        }
        handover.seal_receipts(self.connection, self.identity, roster, applied, self.now_ms)
        handover.seal_snapshots(self.connection, self.identity, roster, self.tables, self.now_ms, self.tick)
        self.report.sent += handover.publish(self.connection, self.exchange, roster, self.tick)

    def receive(self, roster: Roster) -> None:
        """Read what is new, open it, merge it; then whatever had to wait for it."""
        names = self.new_names()
        for start in range(0, len(names), BATCH):
            self.tick()
            opened: list[Opened] = []
            with transaction(self.connection):
                for index, match in enumerate(names[start : start + BATCH], start):
                    self.progress("receive", index, len(names))
                    opened += self.fetch(match, roster)
                self.merge(opened, roster)
        self.progress("receive", len(names), len(names))
        while (waiting := list(self.reopen(roster))) and self.merge(waiting, roster).applied:
            self.tick()

    def new_names(self) -> list[re.Match[str]]:
        """The files that have not been judged yet and may be for us, by origin and number as their names say."""
        judged = {row[0] for row in self.connection.execute("SELECT name FROM sync_judged")}
        judged |= {row[0] for row in self.connection.execute("SELECT name FROM sync_outbox")}
        mine = None
        if self.identity.house is not None:
            mine = {canonical.digest(a.encode())[:8] for a in (NETWORK, f"house:{self.identity.house}")}
        matches = [
            m
            for name in self.exchange.list(Kind.BUNDLES)
            if name not in judged and (m := _BUNDLE_NAME.fullmatch(name))
        ]
        wanted = [m for m in matches if mine is None or m[2] in mine]
        return sorted(wanted, key=lambda m: (int(m[1]), m[2], int(m[3]), m[4]))

    def fetch(self, match: re.Match[str], roster: Roster) -> list[Opened]:
        """Read and open one file. It is judged for good unless its copy is incomplete or its sender unknown."""
        name = match.string
        try:
            data = self.exchange.read(Kind.BUNDLES, name)
        except ExchangeError as error:
            if error.code in ("exchange_missing", "exchange_too_big"):
                self.report.incomplete.append(name)
                return []
            raise
        if hashlib.sha256(data).hexdigest()[:12] != match[4]:
            self.report.incomplete.append(name)
            return []
        opened = self.open(data, roster)
        if opened is not _UNKNOWN:
            self.connection.execute("INSERT OR IGNORE INTO sync_judged VALUES (?)", (name,))
        return list(opened)

    def open(self, data: bytes, roster: Roster) -> Sequence[Opened]:
        """Open a bundle, or keep it with the reason why not."""
        try:
            return [open_sealed(data, self.identity, roster)]
        except NotForUs:
            return []
        except Stranger as error:
            self.report.strangers.append(Refused(None, None, None, error.code, error.message, True))
            return _UNKNOWN
        except BundleError as error:
            waiting = isinstance(error, (RosterBehind, TooNew))
            refused = merge.keep(self.connection, data, error, waiting, self.now_ms)
            if not waiting:
                self.report.quarantined.append(refused)
            return []

    def reopen(self, roster: Roster) -> Iterator[Opened]:
        for sealed in merge.parked(self.connection):
            yield from self.open(bytes(sealed), roster)

    def merge(self, opened: Sequence[Opened], roster: Roster) -> MergeReport:
        """Apply, and note in the same transaction who lacks what was applied."""
        with transaction(self.connection):
            report = merge.apply(self.connection, opened, self.tables, self.now_ms)
            if self.identity.root_seed is not None:
                handover.note_lacking(self.connection, self.identity, roster, report.applied)
        self.report.merges.append(report)
        self.report.received += len(report.applied)
        self.report.quarantined += report.quarantined
        self.progress("merge", self.report.received, self.report.received)
        return report


_UNKNOWN: tuple[Opened, ...] = ()

__all__ = ["Progress", "SyncReport", "synchronise"]
