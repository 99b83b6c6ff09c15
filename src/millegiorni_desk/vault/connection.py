"""Connections to the encrypted database: the raw key, the pragmas, and the SQLAlchemy engine over them."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.pool import NullPool, QueuePool

from millegiorni_desk.errors import BugError, DeskError, StorageFailed, VaultDamaged
from millegiorni_desk.language import _

# For NULL the library looks for an adapter in vain, raises an error and catches it: half of what a row of thirteen
# values takes when five of them are NULL (measured). This one gives it back at once.
sqlcipher.register_adapter(type(None), {}.get)

FILE_NAME = "vault.db"
Connect = Callable[[], Any]
"""Makes a connection to one database."""
IMMEDIATE = "millegiorni_immediate"

# FULL: a commit that was acknowledged survives a power cut (measured: NORMAL loses commits).
# MEMORY: temporary tables never reach the disk in clear. secure_delete: freed pages are zeroed.
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "temp_store = MEMORY",
    "secure_delete = ON",
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "mmap_size = 0",
    "foreign_keys = OFF",
    "cache_size = -32768",
)
# Nobody else opens the file meanwhile, and no log lies beside it.
_ALONE = (
    "locking_mode = EXCLUSIVE",
    "journal_mode = DELETE",
    *(each for each in _PRAGMAS if not each.startswith("journal_mode")),
)
ALONE_SECONDS = 5.0
"""How long whoever wants the file alone waits for the others to be done."""
_TO_READ = ("temp_store = MEMORY", "trusted_schema = OFF", "mmap_size = 0", "cache_size = -32768")


def copy_key(data_key: bytes, vault_id: str) -> bytes:
    """The key that authenticates what lies beside a copy of the database (HKDF, RFC 5869)."""
    return _derived(data_key, vault_id, b"millegiorni copy/1")


def raw_key(data_key: bytes, vault_id: str) -> str:
    """The SQLCipher key in hexadecimal, derived from the vault's data key (HKDF, RFC 5869)."""
    return _derived(data_key, vault_id, b"millegiorni db/1").hex()


def _derived(data_key: bytes, vault_id: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=vault_id.encode(), info=purpose).derive(data_key)


def connect(path: Path, key: str) -> Any:
    """A DBAPI connection in autocommit mode. A wrong key raises ``VaultDamaged`` and writes nothing."""
    if not path.exists():
        raise VaultDamaged(
            _("Qui manca il file {name}: controlla di aver scelto la cartella giusta.").format(name=path.name)
        )
    if path.stat().st_size < _PAGE:
        # SQLite takes an emptied file for a new database and would write its first page into it.
        raise VaultDamaged(_DAMAGED_TOLD)
    return _prepare(path, key)


def beginning_with(opened: Any, path: Path, key: str) -> Connect:
    """Makes connections as :func:`connect` does; the first is the one that is *opened* already.

    Reading all tables and triggers of a database takes longer than most of what it is then asked.
    """
    waiting = [opened]
    return lambda: waiting.pop() if waiting else connect(path, key)


def connect_to_copy(path: Path, key: str) -> Any:
    """A connection to a database that nobody writes to: it only reads, and leaves nothing beside the file.

    A wrong key or a damaged file raises ``VaultDamaged``. Others may be attached by ``uri``.
    """
    if not path.is_file() or path.stat().st_size < _PAGE:
        raise VaultDamaged(_DAMAGED_TOLD)
    return _prepare(path, key, _TO_READ, f"{path.absolute().as_uri()}?immutable=1")


def connect_alone(path: Path, key: str) -> Any:
    """A connection that shares the file with nobody, and leaves no write-ahead log; it may write to others by ``uri``.

    Raises ``StorageFailed`` where someone else has it open.
    """
    raw = _prepare(path, key, _ALONE, f"{path.absolute().as_uri()}?mode=rw", ALONE_SECONDS)
    try:
        if raw.execute("PRAGMA journal_mode").fetchone()[0] != "delete":
            raise sqlcipher.OperationalError(_BUSY[0])
        raw.execute("BEGIN EXCLUSIVE")
        raw.execute("COMMIT")
    except BaseException as error:
        raw.close()
        if isinstance(error, sqlcipher.Error):
            raise translate(error) from error
        raise
    return raw


def give_back_memory() -> None:
    """Have the C library give to the system what was freed (glibc's malloc_trim(3)); elsewhere it does so by itself."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def with_key(path: Path, key: str) -> str:
    """What names a database that does not exist yet to SQLCipher, for it to be written under another key."""
    return f"{path.absolute().as_uri()}?key=x'{key}'"


def opens(path: Path, key: str) -> bool:
    """Whether *key* is that of the database *path*. Writes nothing."""
    try:
        connect_to_copy(path, key).close()
    except VaultDamaged:
        return False
    return True


def create(path: Path, key: str) -> Any:
    """As ``connect``, for a database that does not exist yet."""
    if path.exists():
        raise BugError(_("{name} esiste già.").format(name=path.name))
    path.touch(mode=0o600)
    return _prepare(path, key)


def _prepare(
    path: Path, key: str, pragmas: Sequence[str] = _PRAGMAS, uri: str = "", patience: float = 20
) -> Any:
    connection = None
    try:
        connection = sqlcipher.connect(
            uri or str(path), isolation_level=None, check_same_thread=False, timeout=patience, uri=bool(uri)
        )
        # It would tell its errors on standard error; they come to us anyway, and are told in our words.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key}'\"")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for pragma in pragmas:
            connection.execute("PRAGMA " + pragma)
        if connection.execute("PRAGMA temp_store").fetchone()[0] != 2:
            raise BugError(_("I file temporanei non restano in memoria: non apro l'archivio."))
    except BaseException as error:
        if connection is not None:
            connection.close()
        if isinstance(error, sqlcipher.Error):
            raise translate(error) from error
        raise
    return connection


def engine_for(creator: Connect) -> Engine:
    """An SQLAlchemy engine over the connections that *creator* makes.

    Its transactions begin as they are asked to: deferred, or immediate for writes.
    """
    dialect = _dialect()
    engine = Engine(
        QueuePool(creator, pool_size=4, dialect=dialect),
        dialect,
        make_url("sqlite://"),
        # What is asked and written is people's lives: no error text repeats it.
        hide_parameters=True,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get(IMMEDIATE)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


@cache
def _dialect() -> Dialect:
    """One for all vaults: what SQLite can do is asked once, and how records are written is put into words once.

    Questions are not: those that were put into words hold what was asked, and end with the vault's engine.
    """
    engine = create_engine("sqlite://", module=sqlcipher, poolclass=NullPool)
    engine.connect().close()
    return engine.dialect


_PAGE = 4096
_DAMAGED_TOLD = _(
    "Il file dell'archivio è rovinato. Nessun dato è stato cambiato: "
    "rimetti l'ultima copia di riserva o chiedi aiuto al coordinamento."
)
_BUSY = ("database is locked", "database is busy")
_FULL = ("database or disk is full",)
_READ_ONLY = ("readonly", "read-only", "unable to open")
_DAMAGED = ("malformed", "not a database", "file is encrypted", "hmac")


def translate(error: BaseException) -> DeskError:
    """The error of ours that says in words what a database error means."""
    text = str(getattr(error, "orig", None) or error).casefold()
    if any(sign in text for sign in _FULL):
        return StorageFailed(
            _(
                "Il disco è pieno: questo salvataggio non è stato fatto, tutto il resto è al sicuro. "
                "Libera un po' di spazio e riprova."
            )
        )
    if any(sign in text for sign in _READ_ONLY):
        return StorageFailed(
            _(
                "La cartella dell'archivio è di sola lettura: non ho salvato nulla e i dati di prima sono al sicuro. "
                "Controlla i permessi della cartella e riprova."
            )
        )
    if any(sign in text for sign in _BUSY):
        return StorageFailed(_("L'archivio è occupato da un'operazione lunga. Riprova tra qualche secondo."))
    if "disk i/o error" in text:
        return StorageFailed(
            _(
                "Il disco non risponde o è pieno: questo salvataggio non è stato fatto, il resto è al sicuro. "
                "Controlla lo spazio e il disco, poi riprova."
            )
        )
    if any(sign in text for sign in _DAMAGED):
        return VaultDamaged(_DAMAGED_TOLD)
    return BugError(
        _("Il programma ha sbagliato qualcosa con l'archivio ({name}). Nulla è cambiato.").format(
            name=type(error).__name__
        )
    )
