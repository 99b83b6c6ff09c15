"""The open vault: transactions that log and audit themselves, and what is read from it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel

from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import InvalidValue, NotAllowed, NotFound, StorageFailed, VaultDamaged
from millegiorni_desk.language import _
from millegiorni_desk.vault import anothers, audit, key_slots, manifest, slot_keys, witness
from millegiorni_desk.vault.connection import (
    FILE_NAME,
    IMMEDIATE,
    Connect,
    connect_alone,
    copy_key,
    engine_for,
    give_back_memory,
    raw_key,
    translate,
)
from millegiorni_desk.vault.kept import Kept
from millegiorni_desk.vault.key_slots import KdfCost, SlotFile
from millegiorni_desk.vault.lists import Lists
from millegiorni_desk.vault.lock import VaultLock
from millegiorni_desk.vault.logged import clock, touched
from millegiorni_desk.vault.permissions import Permission, allowed
from millegiorni_desk.vault.schema import Schema
from millegiorni_desk.vault.seal_keys import KeyPair

_Record = TypeVar("_Record", bound=SQLModel)
_Value = TypeVar("_Value")
FORMER_KEYS = "former_keys"
_JOINING: Final = "rollback_only"  # A session that ends leaves the transaction that it read in as it is.


class Vault:
    """An open vault. Made by ``opening.open_vault`` and ``opening.create_vault``, never by hand.

    ``house`` is the code of the house this desk belongs to, empty for the coordination; ``must_change`` says that
    someone else chose her passphrase; ``changed`` listeners get one ``Changes`` after each commit, on the thread
    that saved. ``seal_pair`` is the user's own: what is sealed to her opens with it and not with the data key that
    every user holds. ``kept`` has the answers of :meth:`while_unchanged`.
    """

    far = False  # Whether its rows come over a wire.

    def __init__(
        self, folder: Path, slots: SlotFile, key: bytes, connect: Connect, schema: Schema, lock: VaultLock
    ):
        self.folder = folder
        self.slots = slots
        self.schema = schema
        self.changed: list[Callable[[Changes], None]] = []
        self.user = ""
        self.user_id = ""
        self.user_name = ""
        self.roles: list[str] = []
        self.opened_by_recovery = False
        self.must_change = False
        self.seal_pair: KeyPair | None = None
        self._data_key = key
        self._lock = lock
        self._engine = engine_for(lambda: self._connected(connect))
        self.kept = Kept(lambda: self._connected(connect))
        self._retired = False
        self._writing = threading.RLock()
        self._thread = threading.local()
        self._lists = Lists()
        self.house: str = self.local("house", "")

    def _connected(self, connect: Connect) -> Any:
        if self._retired:
            raise StorageFailed(_("La chiave di questo archivio è stata rinnovata: entra di nuovo."))
        return connect()

    # --- writing -----------------------------------------------------------------------------------

    @contextmanager
    def save(self, action: str, **detail: Any) -> Iterator[Session]:
        """One transaction: records, change log, audit entry and derived indexes, all or nothing.

        Re-entrant on one thread: an inner save joins the outer one. When the outermost ends, the
        commit is durable (``synchronous=FULL``). Database errors come out as ``StorageFailed`` and
        the like; whatever is raised inside undoes everything.
        """
        outer: Session | None = getattr(self._thread, "session", None)
        if outer is not None:
            yield outer
            return
        with self._writing, self._immediate() as session:
            self._thread.session = session
            raw = _raw(session)
            try:
                before, rows = clock(raw), raw.total_changes
                self._thread.seen, self._thread.written = before, set()
                yield session
                session.flush()
                anothers.check_writes(raw, before)
                changes, counts = touched(raw, action, before)
                self.schema.refresh(raw)
                only_noted = raw.total_changes == rows
                audit.append(raw, self.user, action, {**counts, **detail})
                with self.kept.outlive(raw) if only_noted else nullcontext():
                    session.commit()
            except (DBAPIError, sqlcipher.Error) as error:
                session.rollback()
                raise translate(error) from error
            except UnicodeEncodeError as error:
                session.rollback()
                raise InvalidValue(
                    _(
                        "C'è un carattere spezzato, forse incollato da un altro programma: non ho salvato nulla. "
                        "Cancellalo, scrivilo di nuovo e salva."
                    )
                ) from error
            except BaseException:
                session.rollback()
                raise
            finally:
                self._thread.session = None
        self.announce(changes)

    @contextmanager
    def _immediate(self) -> Iterator[Session]:
        try:
            with self._engine.connect().execution_options(**{IMMEDIATE: True}) as connection:
                connection.begin()
                with Session(
                    bind=connection, expire_on_commit=False, join_transaction_mode="control_fully"
                ) as session:
                    yield session
        except (DBAPIError, sqlcipher.Error) as error:
            raise translate(error) from error

    def announce(self, changes: Changes) -> None:
        """Tell every listener what changed."""
        self._lists.forget(changes)
        if changes.records or changes.everything:
            self.kept.forget()
        for listener in list(self.changed):
            listener(changes)

    def note(self, action: str, **detail: Any) -> None:
        """Write an audit entry for something that changed no record (a print, an export)."""
        with self.save(action, **detail):
            pass

    @contextmanager
    def connection(self, *, only_once: bool = False) -> Iterator[Any]:
        """The DBAPI connection: this thread's transaction when it is in one, else one of its own in autocommit.

        For set-based SQL and for the sync package, which runs its own transactions. One that is used *only_once* is
        closed at the end: what its temporary tables took of the memory is given back.
        """
        session: Session | None = getattr(self._thread, "session", None)
        if session is not None:
            session.flush()
            yield _raw(session)
            return
        try:
            pooled = self._engine.raw_connection()
            try:
                yield pooled.driver_connection
            finally:
                raw = pooled.driver_connection
                if raw is not None and raw.in_transaction:
                    raw.rollback()
                if only_once:
                    pooled.invalidate()
                    give_back_memory()
                else:
                    pooled.close()
        except (DBAPIError, sqlcipher.Error) as error:
            raise translate(error) from error

    # --- reading -----------------------------------------------------------------------------------

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading; inside a ``save`` it is that save's, so that one sees one's own writes."""
        session: Session | None = getattr(self._thread, "session", None)
        if session is not None:
            session.flush()
            yield session
            return
        try:
            with Session(self._engine, expire_on_commit=False) as fresh:
                yield fresh
        except (DBAPIError, sqlcipher.Error) as error:
            raise translate(error) from error

    def query(self, sql: str, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of a SELECT with ``:named`` parameters, as dictionaries of what SQLite holds."""
        with self.connection() as raw:
            found = raw.execute(sql, parameters)
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found]

    def scalar(self, sql: str, **parameters: Any) -> Any:
        """The first column of the first row of a SELECT, or None."""
        with self.connection() as raw:
            row = raw.execute(sql, parameters).fetchone()
        return row[0] if row else None

    def saved_at(self) -> datetime:
        """When the newest save was made, in local time, read back from the audit log and not remembered."""
        at = str(self.scalar("SELECT at FROM audit ORDER BY n DESC LIMIT 1"))
        return datetime.strptime(at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).astimezone()

    def get(self, model: type[_Record], record_id: str) -> _Record:
        """The record with that id. Raises ``NotFound``."""
        with self.read() as session:
            record = session.get(model, record_id)
        if record is None:
            with self.connection() as raw:
                anothers.check_record(raw, record_id)
            raise NotFound(
                _("Questa scheda non c'è più in questo archivio. Torna all'elenco e cercala di nuovo.")
            )
        return record

    def cached(self, key: str, tables: tuple[str, ...], make: Callable[[], _Value]) -> _Value:
        """What *make* gives, kept until a record of *tables* changes: for the few lists that every save asks for."""
        session: Session | None = getattr(self._thread, "session", None)
        if session is not None and not self._written().isdisjoint(tables):
            return make()
        return self._lists.get(key, tables, lambda: self._beside(session, make))

    def _beside(self, session: Session | None, make: Callable[[], _Value]) -> _Value:
        """What *make* reads, in a save from tables that it has not written to: records that no undoing of it touches.

        By the save's own connection: another one would first read every table and trigger of the vault.
        """
        if session is None:
            return make()
        with Session(session.connection(), expire_on_commit=False, join_transaction_mode=_JOINING) as apart:
            self._thread.session = apart
            try:
                return make()
            finally:
                self._thread.session = session

    def while_unchanged(self, question: Hashable, make: Callable[[], _Value]) -> _Value:
        """What *make* gives, kept until more than an audit entry is committed; *question* says what else it is of."""
        return make() if getattr(self._thread, "session", None) else self.kept.get(question, make)

    def _written(self) -> set[str]:
        """The tables that this thread's save has written to so far. Each row of the log is looked at once."""
        written: set[str] = self._thread.written
        with self.connection() as raw:
            rows = raw.execute("SELECT DISTINCT +tbl FROM sync_log WHERE clk > ?", (self._thread.seen,))
            written.update(tbl for (tbl,) in rows)
            self._thread.seen = clock(raw)
        return written

    def local(self, key: str, default: Any = None) -> Any:
        """A value kept in this vault only (device keys, where to sync), or *default*."""
        with self.connection() as raw:
            row = raw.execute("SELECT value FROM local WHERE key = ?", (key,)).fetchone()
        return json.loads(row[0]) if row else default

    def set_local(self, key: str, value: Any) -> None:
        """Keep *value* (anything JSON can hold) under *key*, in this vault only."""
        with self.connection() as raw:
            raw.execute("INSERT OR REPLACE INTO local(key, value) VALUES (?, ?)", (key, json.dumps(value)))

    # --- who ---------------------------------------------------------------------------------------

    def require(self, permission: Permission) -> None:
        """Raise ``NotAllowed`` where the user's roles do not include *permission*."""
        if permission not in allowed(self.roles):
            raise NotAllowed(
                _(
                    "Il tuo ruolo non permette questa operazione. "
                    "Chiedi a chi gestisce gli utenti della postazione, o passa la cosa a chi può farla."
                )
            )

    def may(self, permission: Permission) -> bool:
        """Whether the user's roles include *permission*."""
        return permission in allowed(self.roles)

    def replace_slot(
        self, kind: str, user: str, secret: bytes, cost: KdfCost | None = None, *, seal_seed: bytes = b""
    ) -> None:
        """Seal the data key anew for *user* under *secret*, with the seed of her own key for reserved records."""
        cost = cost or self.slots.slots[0].cost
        self.write_slots(self.slots.with_slot(kind, user, secret, self._data_key, cost, seal_seed))
        if seal_seed:
            slot_keys.remember(self, kind, user, seal_seed)

    @contextmanager
    def save_with_slots(self, action: str) -> Iterator[Session]:
        """As ``save``, for a change of the key slots: where it fails, the slots are again what they were."""
        before = self.slots
        try:
            with self.save(action) as session:
                yield session
        except BaseException:
            if self.slots is not before:
                self.slots = before
                key_slots.put_back(self.folder, before)
            raise
        if self.slots is not before:
            key_slots.forget_previous(self.folder, self.slots)

    def write_slots(self, slots: SlotFile) -> None:
        """Put *slots* on disk, atomically, and use them from now on."""
        key_slots.write(self.folder, slots)
        self.slots = slots

    def data_keys(self) -> dict[int, bytes]:
        """The data keys that this vault has had, by epoch, the newest first: former copies open with former keys."""
        former = {int(epoch): bytes.fromhex(key) for epoch, key in self.local(FORMER_KEYS, [])}
        return {self.slots.epoch: self._data_key, **dict(sorted(former.items(), reverse=True))}

    def knows_copy_key(self, name: str) -> bool:
        """Whether copies whose manifest names the key *name* can be read here."""
        return any(manifest.key_name(self._copy_key(key)) == name for key in self.data_keys().values())

    def database_key(self, name: str = "") -> str:
        """The raw key of the database, for opening a copy of it; *name* as in :meth:`copy_key`."""
        return raw_key(self._named(name), self.slots.vault_id)

    def key_for(self, slots: SlotFile, name: str) -> bytes:
        """The data key, for opening a copy that has these *slots*; *name* as in :meth:`copy_key`.

        Raises ``VaultDamaged`` for another vault's.
        """
        if slots.vault_id != self.slots.vault_id:
            raise VaultDamaged(_("Questa copia è di un altro archivio: non l'ho aperta."))
        return self._named(name)

    def copy_key(self, name: str = "") -> bytes:
        """The key that authenticates the manifests of this vault's copies.

        *name* is what a manifest calls its key: for a copy that was made before the key was renewed it is that of
        then. Of a name that nobody knows here, and without one, it is that of today.
        """
        return self._copy_key(self._named(name))

    def _copy_key(self, data_key: bytes) -> bytes:
        return copy_key(data_key, self.slots.vault_id)

    def _named(self, name: str) -> bytes:
        keys = self.data_keys().values() if name else ()
        return next((key for key in keys if manifest.key_name(self._copy_key(key)) == name), self._data_key)

    @contextmanager
    def alone(self) -> Iterator[Any]:
        """A connection beside which nobody can open the database, and no write-ahead log lies.

        Raises ``StorageFailed`` while other work is under way.
        """
        with self._writing:
            self._end_connections()
            raw = connect_alone(self.folder / FILE_NAME, raw_key(self._data_key, self.slots.vault_id))
            try:
                yield raw
            finally:
                raw.close()

    def retire(self) -> None:
        """Close for good: the files that this object knew are not those of the vault any more."""
        self._retired = True
        self._end_connections()
        self._lock.release()

    def close(self) -> None:
        """Fold the write-ahead log into the database, close every connection, let the next process in."""
        with suppress(Exception), self.connection() as raw:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            witness.remember(self.folder, self.slots.vault_id, raw)
        self._end_connections()
        self._lock.release()

    def _end_connections(self) -> None:
        self.kept.close()
        self._engine.dispose()

    def __enter__(self) -> Vault:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _raw(session: Session) -> Any:
    return session.connection().connection.driver_connection
