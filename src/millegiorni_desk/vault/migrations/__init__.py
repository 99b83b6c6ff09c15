"""Bringing an older vault up to date: one linear history of steps, a copy kept before the first.

Alembic is imported only when a vault is behind.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from millegiorni_desk.errors import BugError, DeskError, StorageFailed, VaultDamaged, reason
from millegiorni_desk.language import _
from millegiorni_desk.vault import connection as database
from millegiorni_desk.vault import schema as vault_schema
from millegiorni_desk.vault.schema import Schema

SCRIPTS = Path(__file__).parent


def bring_up_to_date(
    raw: Any, schema: Schema, folder: Path, scripts: Path = SCRIPTS, head: str = vault_schema.VERSION
) -> None:
    """Run every step between the vault's version and *head*, triggers included, in one transaction.

    Before the first step an encrypted copy is left beside the vault (``copy_name``), read again before it counts
    as one. A vault newer than this program is refused with ``VaultDamaged`` and nothing is written; a step that
    fails leaves the vault as it was.
    """
    version = _version(raw)
    if version == head:
        # Triggers and indexes that a newer program generates otherwise; what is right already is not written.
        schema.install(raw)
        return
    if version > head:
        raise VaultDamaged(
            _(
                "Questo archivio è stato usato con una versione più nuova del programma. "
                "Aggiorna il programma su questo computer e riaprilo; i dati non sono stati toccati."
            )
        )
    try:
        _keep_copy(raw, folder / copy_name(head), version)
        _upgrade(raw, schema, scripts, head)
    except DeskError:
        raise
    except Exception as error:
        cause = database.translate(error)
        if not isinstance(cause, BugError):
            raise cause from error
        raise BugError(
            _(
                "L'archivio è di una versione precedente e l'aggiornamento non è riuscito. È rimasto com'era: "
                "si apre ancora con il programma di prima. Avvisa il coordinamento."
            )
        ) from error


def copy_name(head: str) -> str:
    """The name of the copy that is left beside the vault before it is brought up to *head*."""
    return f"{database.FILE_NAME}.prima-di-{head}"


def drop_copies(folder: Path) -> None:
    """Take away the copies left beside the vault before an update: they hold what was erased since."""
    for copy in folder.glob(copy_name("*")):
        copy.unlink(missing_ok=True)


def _version(raw: Any) -> str:
    try:
        row = raw.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlcipher.Error as error:
        if "no such table" not in str(error):
            raise database.translate(error) from error
        row = None
    if row is None:
        raise VaultDamaged(
            _("Questo file non è un archivio di Millegiorni Desk, o è rovinato. Non è stato toccato.")
        )
    return str(row[0])


def _keep_copy(raw: Any, copy: Path, version: str) -> None:
    """Write the copy beside its name, read it again, then give it the name; an older copy gives way to it."""
    fresh = copy.with_name(copy.name + ".new")
    try:
        fresh.unlink(missing_ok=True)
        raw.execute("VACUUM INTO ?", (str(fresh),))
        _check_copy(raw, fresh, version)
        with fresh.open("rb+") as stream:
            os.fsync(stream.fileno())
        os.replace(fresh, copy)
    except BaseException as error:
        fresh.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise StorageFailed(
                _(
                    "Non riesco a scrivere la copia che precede l'aggiornamento: {reason}. L'archivio è "
                    "rimasto com'era: libera spazio e riaprilo."
                ).format(reason=reason(error))
            ) from error
        raise


def _check_copy(raw: Any, copy: Path, version: str) -> None:
    # Attached without a key, a database is opened with the key of the first (SQLCipher, "ATTACH").
    raw.execute("ATTACH DATABASE ? AS copy", (str(copy),))
    try:
        sealed = not raw.execute("PRAGMA copy.cipher_integrity_check").fetchall()
        whole = raw.execute("PRAGMA copy.integrity_check").fetchone()[0] == "ok"
        same = raw.execute("SELECT version_num FROM copy.alembic_version").fetchone()[0] == version
        same = same and _rows(raw, "copy") == _rows(raw, "main")
    finally:
        raw.execute("DETACH DATABASE copy")
    if not (sealed and whole and same):
        raise StorageFailed(
            _(
                "La copia che precede l'aggiornamento non si rilegge bene, quindi non ho aggiornato nulla. "
                "Controlla il disco e riapri l'archivio."
            )
        )


def _rows(raw: Any, database_name: str) -> Any:
    return raw.execute(
        f"SELECT (SELECT count(*) FROM {database_name}.sync_log), (SELECT max(n) FROM {database_name}.audit)"
    ).fetchone()


def _upgrade(raw: Any, schema: Schema, scripts: Path, head: str) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    from millegiorni_sync import merge

    tables = schema.synced_tables()
    before = {
        table.name: {row[1] for row in raw.execute(f"PRAGMA table_info({table.name})")} for table in tables
    }
    engine = create_engine("sqlite://", module=sqlcipher, creator=lambda: raw, poolclass=StaticPool)
    config = Config()
    config.set_main_option("script_location", str(scripts))
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        # Data moved by a step is not an edit of anyone's: it stays out of the change log.
        connection.exec_driver_sql("UPDATE sync_state SET applying = 1")
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, head)
            connection.exec_driver_sql("UPDATE sync_state SET applying = 0")
            # In the same transaction: a new column whose writes no trigger logs must never be there, not even
            # after a power cut.
            schema.install(raw)
            # What newer desks wrote of it has waited in the log.
            merge.catch_up(raw, tables, before)
            connection.exec_driver_sql("COMMIT")
        except BaseException:
            if raw.in_transaction:
                connection.exec_driver_sql("ROLLBACK")
            raise
