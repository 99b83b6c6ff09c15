"""The merged store on PostgreSQL: made from the coordinator's vault, fed by the same bundles, read by the same reports.

It belongs to the network's coordination and is no device of the network: it reads what the coordination may read, with
the keys in its vault, and hands over nothing. What the network decides is written in the vault and arrives here like
everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from millegiorni_desk.areas.monitoring import service as monitoring
from millegiorni_desk.areas.people.index_schema import transaction
from millegiorni_desk.areas.people.linkage import clusters
from millegiorni_desk.errors import InvalidValue, SyncRefused
from millegiorni_desk.flows import devices, roads, syncing, training
from millegiorni_desk.flows.joining import now_ms
from millegiorni_desk.flows.road_addresses import Road
from millegiorni_desk.language import _
from millegiorni_desk.vault.elsewhere import Elsewhere
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.schema import VERSION
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import balance, handover, merge
from millegiorni_sync import synchronise as run
from millegiorni_sync.conflicts import how_many_open
from millegiorni_sync.roster import load as load_roster
from millegiorni_sync.synchronisation import SyncReport, Ways

if TYPE_CHECKING:
    from millegiorni_sync.postgres import PostgresConnection

_ADDRESS = "store.address"
_AT_ONCE = 20_000
# Of the sync package's own tables what says how far everything has come is copied; who this device is, and what it
# still hands over, stays in the vault.
_STAY = frozenset(
    f"sync_{name}"
    for name in (
        "state", "outbox", "offered", "due", "lacking", "former", "confirmed", "receipt", "refill", "request",
        "invitation",
    )
)  # fmt: skip
# What follows from the records and would take longest to work out anew.
_DERIVED = (
    "person_search (person_no, person_id, house, surname, given, birth, codice_fiscale, code_valid, phone, address, "
    "citizenship, gender, children)",
    "person_names (rowid, words)",
    "person_phone (number, person_id)",
    "person_cluster (person_id, cluster_id)",
)

Progress = Callable[[int, int, str], None]


def _silent(done: int, total: int, words: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class Standing:
    """What is in the store, beside what is in the vault. ``equal``: nothing differs, not a value, not a conflict.

    ``faults``: counts that do not agree (``balance``); ``misfits``: fields whose value no column there can hold.
    """

    rows: int
    conflicts: int
    faults: int
    misfits: int
    waiting: int
    equal: bool

    @property
    def sound(self) -> bool:
        """Whether nobody needs to look."""
        return self.equal and not self.faults and not self.misfits

    def sentences(self) -> list[str]:
        """What there is to say beside the counts."""
        told = [_("Uguale all'archivio del coordinamento, valore per valore.")]
        if not self.equal:
            told = [_("Non è uguale all'archivio del coordinamento: unisci di nuovo con «store … merge».")]
        if self.waiting:
            told.append(_("Pacchetti che aspettano chi viene prima: {n}.").format(n=self.waiting))
        if self.faults:
            told.append(_("Conti che non tornano: {n}. Avvisa chi cura il programma.").format(n=self.faults))
        if self.misfits:
            told.append(
                _(
                    "Campi con un valore che il database non tiene: {n}. Restano vuoti; nel registro c'è tutto."
                ).format(n=self.misfits)
            )
        return told


def keep_address(vault: Vault, address: str) -> None:
    """Keep the database's address, password included, in the vault and nowhere else; none: forget it."""
    vault.require(Permission.MANAGE_NETWORK)
    with vault.save("store.address", kept=bool(address)):
        vault.set_local(_ADDRESS, address)


def _address(vault: Vault) -> str:
    return str(vault.local(_ADDRESS, ""))


def create(vault: Vault, where: str, progress: Progress = _silent) -> None:
    """Make the store in the empty database at *where* from all that the vault holds, and keep the address.

    All or nothing. Raises ``SyncRefused`` with the sentence of what does not work.
    """
    _require(vault)
    with _database() as postgres, vault.connection() as raw:
        identity = devices.identity(vault)
        clusters.refresh(raw)
        # What the vault has written and not handed over goes into bundles first: these come here later, and are known.
        handover.seal_pending(
            raw, identity, devices.roster(vault), vault.schema.synced_tables(), now_ms(), lambda: None
        )
        with postgres.creating(where) as store:
            vault.schema.create(store)
            raw.execute("BEGIN")
            try:
                _copy(vault, raw, store, progress)
                _bring_pairs(raw, store)
            finally:
                raw.execute("ROLLBACK")
    keep_address(vault, where)
    vault.note("store.create")


def synchronise(vault: Vault, road: Road | None = None, progress: Progress = _silent) -> SyncReport:
    """Synchronise the vault, then merge into the store what has come, all by the same road.

    Whatever stops it, what is done stays done, and the next time goes on from there.
    """
    _require(vault)
    chosen = road or roads.road(vault)
    if not chosen.address:
        raise InvalidValue(
            _("Scegli prima la strada dove si incontrano le consegne, con «sync»."), "exchange"
        )
    # It signs nothing and lets nobody in: that is the vault's to do.
    identity = replace(devices.identity(vault), root_seed=None)
    with _opened(vault) as store:
        syncing.synchronise(vault, chosen, progress)
        with roads.opened(vault, chosen) as meeting_point:
            telling = syncing.Telling(progress)
            meeting_point.watch = telling.moved
            tables = vault.schema.synced_tables()
            report = run(store, identity, meeting_point, tables, now_ms(), telling.step, ways=Ways.IN)
        clusters.refresh(store)
        with vault.connection() as raw:
            _bring_pairs(raw, store)
    vault.note("store.merge", received=report.received)
    return report


def look_for_pairs(vault: Vault, progress: Progress = _silent) -> None:
    """Find the open pairs anew where something changed since, and bring them into the store: before its report."""
    monitoring.look_for_pairs(vault, progress)
    with _opened(vault) as store, vault.connection() as raw:
        _bring_pairs(raw, store)


def _bring_pairs(raw: Any, store: PostgresConnection) -> None:
    """The open pairs of the vault are the store's: both hold the same records, and finding them there takes longer."""
    with transaction(store) as cursor:
        for table in ("person_pair", "person_pair_stale"):
            cursor.execute(f"DELETE FROM {table}")
            rows = raw.execute(f"SELECT * FROM {table}").fetchall()
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", map(tuple, rows))


def reading(vault: Vault) -> AbstractContextManager[Elsewhere]:
    """The store in the place of the vault, for reports: the same user, the same permissions, the same keys."""
    vault.require(Permission.REPORT)
    return _reading(vault)


@contextmanager
def _reading(vault: Vault) -> Iterator[Elsewhere]:
    with _opened(vault):
        pass
    with _database() as postgres:
        where = _address(vault)
        elsewhere = Elsewhere(vault, postgres.dbapi, lambda: postgres.connect(where))
        try:
            with postgres.told(postgres.place_of(where)):
                yield elsewhere
        finally:
            elsewhere.close()


def standing(vault: Vault) -> Standing:
    """Compare the store with the vault, value by value. Takes a minute for a million rows."""
    vault.require(Permission.REPORT)
    tables = vault.schema.synced_tables()
    with _opened(vault) as store, vault.connection() as raw:
        (rows,) = store.execute("SELECT count(*) FROM sync_log").fetchone()
        (misfits,) = store.execute("SELECT count(*) FROM lite_misfit").fetchone()
        return Standing(
            rows,
            sum(how_many_open(store).values()),
            len(balance.check(store, tables).faults),
            misfits,
            len(merge.parked_files(store)),
            merge.state_digest(store, tables) == merge.state_digest(raw, tables),
        )


def _require(vault: Vault) -> None:
    vault.require(Permission.MANAGE_NETWORK)
    vault.require(Permission.SYNCHRONISE)
    training.refuse(vault)
    if vault.house:
        raise InvalidValue(_("L'archivio unito è del coordinamento: questo archivio è di una Casa."), "vault")


@contextmanager
def _database() -> Iterator[Any]:
    """The package that knows PostgreSQL, and its errors as ours."""
    try:
        from millegiorni_sync import postgres
    except ImportError:
        raise SyncRefused(
            _(
                "Su questo computer mancano le librerie per PostgreSQL. Chi installa il programma deve aggiungere "
                "quelle elencate in requirements-store.txt."
            )
        ) from None
    with devices.in_our_words():
        yield postgres


@contextmanager
def _opened(vault: Vault) -> Iterator[PostgresConnection]:
    """The store of this vault's network. Raises ``SyncRefused``."""
    where = _address(vault)
    if not where:
        raise InvalidValue(_("Non c'è ancora un archivio unito: crealo prima con «store … create»."), "store")
    with _database() as postgres, postgres.told(postgres.place_of(where)):
        store = postgres.connect(where)
        try:
            _check(vault, store, postgres.place_of(where))
            yield store
        finally:
            store.close()


def _check(vault: Vault, store: PostgresConnection, place: str) -> None:
    from millegiorni_sync.postgres import StoreOfOthers, StoreVersion

    known = load_roster(store)
    if known is None or known.network != devices.roster(vault).network:
        raise StoreOfOthers(place=place)
    (theirs,) = store.execute("SELECT version_num FROM alembic_version").fetchone()
    if theirs != VERSION:
        raise StoreVersion(place=place, theirs=theirs, ours=VERSION)


def _copy(vault: Vault, raw: Any, store: PostgresConnection, progress: Progress) -> None:
    """Every row of the vault that the store has, as it is; the triggers look away meanwhile."""
    found = raw.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'sync\\_%' ESCAPE '\\'"
    )
    synced = {name for (name,) in found} - _STAY
    names = sorted(synced | {"conflict_decision", "erasure"} | set(vault.schema.metadata.tables))
    listed = [
        f"{name} ({', '.join(row[1] for row in raw.execute(f'PRAGMA table_info({name})'))})" for name in names
    ]
    with store.quiet([*names, *(table.partition(" ")[0] for table in _DERIVED)]):
        for done, table in enumerate([*listed, *_DERIVED]):
            name, _space, columns = table.partition(" ")
            progress(done, len(listed) + len(_DERIVED), name)
            marks = ", ".join("?" * (columns.count(",") + 1))
            rows = raw.execute(f"SELECT {columns.strip('()')} FROM {name}")
            while some := rows.fetchmany(_AT_ONCE):
                store.executemany(f"INSERT INTO {table} VALUES ({marks})", some)
    store.executemany(
        "INSERT OR IGNORE INTO sync_judged VALUES (?)", raw.execute("SELECT name FROM sync_outbox")
    )
    store.execute("UPDATE sync_state SET clock = ?", raw.execute("SELECT clock FROM sync_state").fetchone())
