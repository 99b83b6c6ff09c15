"""Bringing an older vault up to date: one linear history of steps, a copy kept before the first.

Alembic is imported only when a vault is behind.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from millegiorni_desk.errors import VaultDamaged
from millegiorni_desk.vault import schema as vault_schema
from millegiorni_desk.vault.schema import Schema

SCRIPTS = Path(__file__).parent


def bring_up_to_date(
    raw: Any, schema: Schema, folder: Path, scripts: Path = SCRIPTS, head: str = vault_schema.VERSION
) -> None:
    """Run every step between the vault's version and *head*, in one transaction.

    Before the first step an encrypted copy is left beside the vault. A vault newer than this program
    is refused with ``VaultDamaged`` and nothing is written.
    """
    version = _version(raw)
    if version == head:
        return
    if version > head:
        raise VaultDamaged(
            "Questo archivio è stato usato con una versione più nuova del programma. "
            "Aggiorna il programma su questo computer e riaprilo; i dati non sono stati toccati."
        )
    copy = folder / f"vault.db.prima-di-{head}"
    if not copy.exists():
        raw.execute("VACUUM INTO ?", (str(copy),))
    _upgrade(raw, scripts, head)
    schema.install(raw)


def _version(raw: Any) -> str:
    try:
        row = raw.execute("SELECT version_num FROM alembic_version").fetchone()
    except Exception:
        row = None
    if row is None:
        raise VaultDamaged("Questo file non è un archivio di Millegiorni Desk, o è rovinato. Non è stato toccato.")
    return str(row[0])


def _upgrade(raw: Any, scripts: Path, head: str) -> None:
    import sqlcipher3.dbapi2 as sqlcipher
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

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
            connection.exec_driver_sql("COMMIT")
        except BaseException:
            connection.exec_driver_sql("ROLLBACK")
            raise
