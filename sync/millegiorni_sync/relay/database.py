"""The relay's database: SQLite in one file, or PostgreSQL that several relays share; one set of statements for both."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    text,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from ..errors import N_
from .settings import SettingsRefused

_METADATA = MetaData()
_NUMBER = BigInteger().with_variant(Integer, "sqlite")
# Names are sorted by their bytes, whatever the language of the database.
_NAME = String(96).with_variant(String(96, collation="C"), "postgresql")
_SETTING_UP = 0x6D67_7265_6C61
"""The advisory lock under which one of several relays makes the tables."""

NETWORKS = Table(
    "network", _METADATA,
    Column("id", String(32), primary_key=True),
    Column("authority", Text, nullable=False, comment="hashes of the certificates that name the keys, joined"),
    Column("root", String(64), nullable=False, comment="the everyday key"),
    Column("number", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("statement", LargeBinary, nullable=False, comment="the list that holds, in canonical JSON"),
)  # fmt: skip

FILES = Table(
    "file", _METADATA,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    Column("network", String(32), nullable=False),
    Column("shelf", String(8), nullable=False),
    Column("name", _NAME, nullable=False),
    Column("feed", String(96), nullable=False, comment="retention leaves the newest of each"),
    Column("ordinal", Integer, nullable=False, comment="who put it"),
    Column("size", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("stored", BigInteger, nullable=False, comment="Unix seconds"),
    Index("file_name", "network", "shelf", "name", unique=True),
    Index("file_feed", "network", "shelf", "feed"),
    sqlite_autoincrement=True,
)  # fmt: skip

PIECES = Table(
    "piece", _METADATA,
    Column("file", _NUMBER, ForeignKey("file.id", ondelete="CASCADE"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)  # fmt: skip

USAGE = Table(
    "usage", _METADATA,
    Column("network", String(32), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("bytes", BigInteger, nullable=False),
    Column("files", BigInteger, nullable=False),
)  # fmt: skip

NONCES = Table(
    "nonce", _METADATA,
    Column("network", String(32), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("nonce", String(32), primary_key=True),
    Column("expires", BigInteger, nullable=False, index=True, comment="Unix seconds"),
)  # fmt: skip


class Database:
    """Connections to the database at an address, with its tables made."""

    def __init__(self, address: str, connections: int = 10) -> None:
        self.engine = _engine(address, connections)
        # SQLite lets one write at a time: whoever queues here comes in turn instead of asking again and again.
        self._turn: Any = threading.Lock() if self.engine.dialect.name == "sqlite" else nullcontext()

    def prepare(self) -> None:
        """Make the tables that are not there."""
        with self.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SETTING_UP})
            _METADATA.create_all(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read with."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: on the disk when it ends, undone when it fails."""
        with (
            self._turn,
            self.engine.connect() as connection,
            connection.execution_options(writes=True).begin(),
        ):
            yield connection

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def _engine(address: str, connections: int) -> Engine:
    # What is stored never stands in an error's text, which is logged.
    pool: Any = {"pool_size": connections, "max_overflow": 0, "pool_timeout": 30, "hide_parameters": True}
    if "://" not in address:
        engine = create_engine(URL.create("sqlite", database=str(Path(address).resolve())), **pool)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise SettingsRefused(name="database", detail=N_("l'indirizzo non è scritto bene")) from error
    if url.drivername not in ("postgresql", "postgres"):
        raise SettingsRefused(name="database", detail=N_("serve un file o un indirizzo postgresql://"))
    # A connection that a restarted server has forgotten is noticed and made anew before it is used.
    options: dict[str, Any] = {"connect_timeout": 5, "application_name": "millegiorni-relay"}
    url = url.set(drivername="postgresql+psycopg")
    return create_engine(url, pool_pre_ping=True, connect_args=options, **pool)


def _set_up_sqlite(raw: Any, _: object) -> None:
    # Transactions are begun by us: Python's module would begin them late, and never for reading.
    raw.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 30000", "foreign_keys = ON"):
        raw.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
