"""Reaching a database: only over a connection that proves who answers, and every failure a sentence of ours."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from .connection import PostgresConnection, adapted, search_path
from .errors import (
    StoreAddress,
    StoreAlphabet,
    StoreBusy,
    StoreCertificate,
    StoreEmpty,
    StoreError,
    StoreForbidden,
    StoreFull,
    StoreLogin,
    StoreMissing,
    StoreNotSecure,
    StoreOldServer,
    StoreTaken,
    StoreUnreachable,
    StoreVersion,
)
from .functions import SCHEMA, STATEMENTS, VERSION

OLDEST = 14
"""The oldest PostgreSQL that is taken."""

_SECONDS = 10
_SETTINGS = (
    "SET lock_timeout = '120s'",
    "SET idle_in_transaction_session_timeout = '1h'",
    "SET work_mem = '64MB'",
    "SET client_min_messages = warning",
    "SET datestyle = 'ISO'",
    "SET timezone = 'UTC'",
    "SET jit = off",
    "SET extra_float_digits = 1",
)


def connect(address: str) -> PostgresConnection:
    """A connection to the merged store at *address*. Raises a ``StoreError``."""
    place = place_of(address)
    with told(place):
        raw = _reached(address, place)
        try:
            version = _version(raw)
            if version is None:
                raise StoreEmpty(place=place)
            if version != VERSION:
                raise StoreVersion(place=place, theirs=version, ours=VERSION)
            search_path(raw)
        except BaseException:
            raw.close()
            raise
    return PostgresConnection(raw)


@contextmanager
def creating(address: str) -> Iterator[PostgresConnection]:
    """A connection to the database at *address*, where a merged store is begun: all or nothing, committed at the end.

    Raises a ``StoreError``; then nothing is there.
    """
    place = place_of(address)
    with told(place):
        raw = _reached(address, place)
        try:
            if _version(raw) is not None:
                raise StoreTaken(place=place)
            connection = PostgresConnection(raw)
            connection.execute("BEGIN IMMEDIATE")
            for statement in STATEMENTS:
                raw.execute(statement)
            yield connection
            connection.execute("COMMIT")
            search_path(raw)
            raw.execute("ANALYZE")
        finally:
            raw.close()


def place_of(address: str) -> str:
    """Host and database of *address*, for sentences: no user, no password. Raises ``StoreAddress``."""
    parts = _parts(address)
    host = str(parts.get("host") or parts.get("hostaddr") or "localhost")
    name = str(parts.get("dbname") or "")
    if not name:
        raise StoreAddress()
    return f"{host}/{name}"


@contextmanager
def told(place: str) -> Iterator[None]:
    """Tell what PostgreSQL refuses as a ``StoreError``; what a trigger refuses stays as it is."""
    try:
        yield
    except psycopg.IntegrityError:
        raise
    except psycopg.errors.LockNotAvailable:
        raise StoreBusy(place=place) from None
    except psycopg.errors.DiskFull:
        raise StoreFull(place=place) from None
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction):
        raise StoreForbidden(place=place) from None
    except (psycopg.OperationalError, psycopg.InterfaceError):
        # The cause is not carried along: it may repeat the address.
        raise StoreUnreachable(place=place) from None


def _parts(address: str) -> dict[str, Any]:
    if not address.startswith(("postgresql://", "postgres://")):
        raise StoreAddress()
    try:
        return dict(conninfo_to_dict(address))
    except psycopg.Error:
        raise StoreAddress() from None


def _reached(address: str, place: str) -> psycopg.Connection[Any]:
    parts = _parts(address) | {"application_name": "millegiorni", "client_encoding": "utf8"}
    parts.setdefault("connect_timeout", _SECONDS)
    if not _is_here(parts):
        mode = parts.get("sslmode", "verify-full")
        if mode not in ("verify-ca", "verify-full"):
            raise StoreNotSecure(place=place)
        parts["sslmode"] = mode
        if mode == "verify-full":
            parts.setdefault("sslrootcert", "system")
    try:
        raw = psycopg.connect(**parts, autocommit=True)
    except psycopg.OperationalError as error:
        raise _refused(str(error), place) from None
    try:
        _check(raw, place)
        for setting in _SETTINGS:
            raw.execute(setting)
        adapted(raw)
    except BaseException:
        raw.close()
        raise
    return raw


def _is_here(parts: dict[str, Any]) -> bool:
    """Whether the server is on this computer, whatever the surroundings say where the address says nothing."""
    address, host, service = (
        str(parts.get(name) or os.environ.get(f"PG{name.upper()}", ""))
        for name in ("hostaddr", "host", "service")
    )
    return not service and all(map(_is_local, (address or host).split(",")))


def _is_local(host: str) -> bool:
    """Whether *host* is this computer: a socket, or the loopback."""
    if not host or host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refused(words: str, place: str) -> StoreError:
    """What a failed connection means. A server says it in words only, in English or in its own language."""
    text = words.casefold()
    if "certificate" in text or "ssl" in text or "certificato" in text:
        return StoreCertificate(place=place)
    if "database" in text and ("does not exist" in text or "non esiste" in text):
        return StoreMissing(place=place)
    if any(
        one in text for one in ("password", "authentication", "autenticazione", "role ", "ruolo", "pg_hba")
    ):
        return StoreLogin(place=place)
    return StoreUnreachable(place=place)


def _check(raw: psycopg.Connection[Any], place: str) -> None:
    version = raw.info.server_version
    if version < OLDEST * 10_000:
        raise StoreOldServer(place=place, theirs=version // 10_000, ours=OLDEST)
    row = raw.execute(
        "SELECT current_setting('server_encoding'), 'B' < 'a' AND 'z' < 'é' AND '-' < '0' AND 'a b' < 'aa'"
    ).fetchone()
    if row != ("UTF8", True):
        raise StoreAlphabet(place=place)


def _version(raw: psycopg.Connection[Any]) -> int | None:
    """Which version the store there has; None: there is none."""
    if raw.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.lite_about",)).fetchone() == (None,):
        return None
    row = raw.execute(f"SELECT version FROM {SCHEMA}.lite_about").fetchone()
    return int(row[0]) if row else None
