"""Handing over and taking in: the sync package run on this vault, and told in the desk's words."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from millegiorni_desk.areas.people import received
from millegiorni_desk.areas.people.linkage import clusters
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import InvalidValue, SyncRefused
from millegiorni_desk.flows import (
    devices,
    linkage,
    merge_settling,
    remnants,
    roads,
    sealing,
    sharing,
    training,
)
from millegiorni_desk.flows.joining import now_ms
from millegiorni_desk.flows.road_addresses import Road
from millegiorni_desk.flows.standing import waiting
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import pending as pending_rows
from millegiorni_sync import synchronise as run
from millegiorni_sync.exchange import Exchange
from millegiorni_sync.merge import Refused
from millegiorni_sync.synchronisation import SyncReport, Ways

Progress = Callable[[int, int, str], None]
_LONG = 1 << 20
"""Bytes of a transfer whose progress is told by itself."""
_GLANCE_SECONDS = 0.2
_running = threading.Lock()
_STEPS = {
    "roster": _("Elenco della rete"),
    "send": _("Consegno"),
    "receive": _("Ricevo"),
    "merge": _("Unisco"),
}
_COUNTED = (
    ("person", _("persona"), _("persone")),
    ("access", _("accesso"), _("accessi")),
    ("pathway", _("percorso"), _("percorsi")),
    ("dote", "dote", "doti"),
)


@dataclass(frozen=True)
class Outcome:
    """What a synchronisation did, in numbers and, where someone is needed, in sentences."""

    approved: bool
    sent: int
    received: int
    rows: dict[str, int]
    conflicts: int
    problems: list[str] = field(default_factory=list)
    asking: int = 0
    """How many devices ask to come in by a file that was read."""

    def lines(self) -> list[str]:
        """The outcome as a few Italian sentences."""
        told = []
        if not self.approved:
            told.append(
                _("In attesa di approvazione: la richiesta è dove ci si incontra. Intanto si lavora.")
            )
        new = ", ".join(
            f"{count} {one if count == 1 else many}"
            for table, one, many in _COUNTED
            if (count := self.rows.get(table, 0))
        )
        told.append(
            _("Pacchetti consegnati: {sent}. Ricevuti: {received}{word}.").format(
                sent=self.sent, received=self.received, word=f" ({new})" if new else ""
            )
        )
        if self.asking:
            told.append(_("Una postazione chiede di entrare: si approva in «Rete», «Richieste»."))
        if self.conflicts:
            told.append(_("Differenze da decidere: {conflicts}.").format(conflicts=self.conflicts))
        return told + self.problems


def synchronise(vault: Vault, exchange: str | Road = "", progress: Progress | None = None) -> Outcome:
    """Hand over what is new here and take in what is new there, through the place where bundles meet.

    *exchange*, an address or a road with its password, is remembered for the next time. Interruptible (an exception
    from *progress*) and repeatable.
    """
    vault.require(Permission.SYNCHRONISE)
    training.refuse(vault)
    road = exchange if isinstance(exchange, Road) else roads.road(vault, exchange)
    if not road.address:
        raise InvalidValue(
            _("Scegli la cartella dove si incontrano le consegne: chiavetta, disco di rete o cloud."),
            "exchange",
        )
    with roads.opened(vault, road) as meeting_point:
        outcome = through(vault, meeting_point, Ways.BOTH, progress)
    if exchange:
        roads.keep(vault, road)
    roads.note(vault, datetime.now(UTC))
    return outcome


def by_itself(vault: Vault, at: datetime, progress: Progress) -> bool:
    """Synchronise if it is time, and say whether it was.

    What goes wrong is remembered for the foot of the rail, and told to nobody.
    """
    if not vault.may(Permission.SYNCHRONISE) or not roads.due(vault, at):
        return False
    try:
        with roads.opened(vault, hasty=True) as meeting_point:
            through(vault, meeting_point, Ways.BOTH, progress, asked=False)
        roads.note(vault, at)
    except SyncRefused as problem:
        roads.note(vault, at, problem)
    return True


def through(
    vault: Vault, meeting_point: Exchange, ways: Ways, progress: Progress | None = None, *, asked: bool = True
) -> Outcome:
    """Synchronise by way of *meeting_point*; a second one of this process waits for the first.

    One that nobody *asked* for leaves no trace in the audit log where nothing moved: there would be one each half hour.
    """
    vault.require(Permission.SYNCHRONISE)
    training.refuse(vault)
    telling = Telling(progress or (lambda done, total, words: None))
    meeting_point.watch = telling.moved
    with _one_at_a_time(telling):
        sharing.settle(vault)
        linkage.settle(vault)
        received.expire(vault, now_ms())
        offers = sharing.offers(vault)
        with devices.in_our_words(), remnants.followed(vault), vault.connection() as raw:
            report = run(
                raw,
                devices.identity(vault),
                meeting_point,
                vault.schema.synced_tables(),
                now_ms(),
                telling.step,
                ways=ways,
                offers=offers,
            )
        if asked or report.sent or report.received or report.withdrawn or report.shared:
            _settle(vault, report)
        return _outcome(vault, report)


class Telling:
    """Progress in the desk's words: steps as they come, and bytes where a transfer is long."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._words = progress, ""

    def step(self, name: str, done: int, total: int) -> None:
        self._words = _STEPS.get(name, name)
        self._progress(done, total, self._words)

    def moved(self, done: int, total: int) -> None:
        """Asked in every transfer, and while the road is waited for, whether to go on."""
        if total < _LONG:
            self._progress(0, 0, self._words)
            return
        words = _("{words}: {done} di {total} MB").format(
            words=self._words, done=done >> 20, total=max(1, total >> 20)
        )
        self._progress(done, total, words)


@contextmanager
def _one_at_a_time(telling: Telling) -> Iterator[None]:
    while not _running.acquire(timeout=_GLANCE_SECONDS):
        telling.moved(0, 0)
    try:
        yield
    finally:
        _running.release()


def _settle(vault: Vault, report: SyncReport) -> None:
    changed = report.received or report.withdrawn
    with vault.save("sync", sent=report.sent, received=report.received), vault.connection() as raw:
        if changed:
            merge_settling.settle(vault, report.records.get("card_merge", ()))
        clusters.refresh(raw)
    sealing.settle(vault)
    if report.shared:
        vault.note("file_share.changed", files=len(report.shared))
    if changed or report.shared:
        touched = report.records
        if report.shared:
            touched = {**touched, received.SHARE: frozenset(report.shared)}
        vault.announce(Changes("sync", touched, report.everything))


def _outcome(vault: Vault, report: SyncReport) -> Outcome:
    refused = [*report.waiting, *report.quarantined, *report.strangers]
    problems = [in_house_words(vault, one) for one in refused]
    problems += report.roster_problems
    if vault.may(Permission.DECIDE) and (apart := linkage.different_keys(vault)):
        problems.append(apart)
    if report.incomplete:
        problems.append(_("Alcuni file non sono ancora arrivati interi: si leggeranno la prossima volta."))
    for audience in report.unsendable:
        problems.append(
            _("Ci sono dati di {audience} che questa postazione non può consegnare.").format(
                audience=audience.removeprefix("house:")
            )
        )
    if report.withdrawn:
        problems.append(
            _(
                "Modifiche ritirate: {count}. Le aveva scritte una postazione tolta dalla rete, dopo l'ultima sua "
                "consegna accettata. Guarda quali in «Sincronizza», e scrivi di nuovo quello che era vero."
            ).format(count=sum(report.withdrawn.values()))
        )
    if report.oversized:
        problems.append(
            _(
                "Un fascicolo condiviso con un'altra casa è troppo grande per viaggiare: là resta com'era. "
                "Segnalalo a chi cura il programma."
            )
        )
    if report.clock_stuck:
        problems.append(
            _(
                "L'orologio di questo computer era molto avanti mentre lavoravi: correggi data e ora, "
                "poi chiedi al coordinamento un nuovo invito."
            )
        )
    if report.revoked:
        problems.append(_("Questa postazione è stata tolta dalla rete: chiama il coordinamento."))
    return Outcome(
        report.approved,
        report.sent,
        report.received,
        report.rows,
        open_conflicts(vault),
        list(dict.fromkeys(problems)),
    )


def in_house_words(vault: Vault, refused: Refused) -> str:
    """What was refused, naming the house instead of the computer's number."""
    if refused.origin is None:
        return refused.message
    device = devices.roster(vault).devices.get(refused.origin)
    if device is None:
        return refused.message
    houses = devices.roster(vault).houses
    where = houses.get(device.house, device.house) if device.house else _("coordinamento")
    return refused.message.replace(
        _("computer n. {origin}").format(origin=refused.origin),
        _("computer «{name}» di {where}").format(name=device.name, where=where),
    )


def open_conflicts(vault: Vault) -> int:
    """How many differences wait for a decision."""
    from millegiorni_sync.conflicts import how_many_open

    with vault.connection() as raw:
        return sum(how_many_open(raw).values())


def pending(vault: Vault) -> dict[str, int]:
    """Rows of the change log that are not handed over yet, by audience."""
    with vault.connection() as raw:
        return dict(pending_rows(raw))


def pending_accesses(vault: Vault) -> int:
    """How many accesses recorded here are not handed over yet."""
    return waiting(vault).get("access", 0)


def foot(vault: Vault) -> tuple[str, str]:
    """What the foot of the rail says of handing over, and of which kind it is."""
    last = roads.last(vault)
    if last is not None and last.sentence and not last.quiet:
        return _("La consegna non riesce"), "warning"
    counts = waiting(vault)
    accesses = counts.get("access", 0)
    if accesses:
        return (
            _("{accesses} accessi da consegnare").format(accesses=accesses)
            if accesses > 1
            else _("1 accesso da consegnare")
        ), "quiet"
    return (_("Qualcosa da consegnare") if counts else _("Tutto consegnato")), "quiet"
