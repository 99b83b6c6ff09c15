"""What a vault is made of: the records' tables, the change log's triggers, and the derived indexes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData, Table
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.schema import CreateIndex, CreateTable

from millegiorni_desk.vault import audit
from millegiorni_sync import change_log
from millegiorni_sync.change_log import SyncedTable

if TYPE_CHECKING:
    from millegiorni_desk.vault.vault import Vault

VERSION = "0009"

_NO_TEXT = (int, float, bool, date)

_LOCAL = """
CREATE TABLE IF NOT EXISTS local (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID
"""


@dataclass(frozen=True)
class Derived:
    """An index that follows from the records and is never synced: how to make it, how to bring it up to date.

    ``refresh`` runs inside the transaction that changed the records.
    """

    install: Callable[[Any], object]
    refresh: Callable[[Any], object]


@dataclass(frozen=True)
class Schema:
    """The tables of every area and the indexes derived from them."""

    metadata: MetaData
    derived: Sequence[Derived] = ()
    plain: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The texts of a house's records that say nothing of who she is; every other one identifies."""
    following: Sequence[Callable[[Vault, str, str, Sequence[str]], object]] = ()
    """What puts under the same seal whatever else tells of a record: told its table, its id and who reads it now.

    Called within the save that seals the record, changes its readers, or (nobody) takes the seal away.
    """

    def synced_tables(self) -> tuple[SyncedTable, ...]:
        """The tables whose every change is logged and travels, in a stable order."""
        return self._synced

    @cached_property
    def _synced(self) -> tuple[SyncedTable, ...]:
        tables = sorted(self.metadata.tables.values(), key=lambda table: table.name)
        return tuple(
            _synced(table, tuple(self.plain.get(table.name, ())))
            for table in tables
            if table.info.get("sync")
        )

    def create(self, connection: Any) -> None:
        """Make every table in an empty database."""
        connection.execute(_LOCAL)
        for statement in (audit.CREATE, *audit.INDEXES):
            connection.execute(statement)
        for table in sorted(self.metadata.tables.values(), key=lambda table: table.name):
            for statement in _statements(table):
                connection.execute(statement)
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        connection.execute("INSERT INTO alembic_version VALUES (?)", (VERSION,))
        self.install(connection)

    def install(self, connection: Any) -> None:
        """(Re)make what is generated: the change log's triggers and the derived indexes."""
        change_log.install(connection, self.synced_tables())
        for derived in self.derived:
            derived.install(connection)

    def refresh(self, connection: Any) -> None:
        """Bring the derived indexes up to date."""
        for derived in self.derived:
            derived.refresh(connection)


@cache
def _statements(table: Table) -> tuple[str, ...]:
    """What makes *table* and its indexes. Putting it into words takes as long as carrying it out."""
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    made: list[CreateTable | CreateIndex] = [CreateTable(table), *map(CreateIndex, indexes)]
    return tuple(str(each.compile(dialect=dialect())) for each in made)


def _synced(table: Table, plain: tuple[str, ...]) -> SyncedTable:
    columns = tuple(column.name for column in table.columns if column.name != "id")
    texts = [column.name for column in table.columns if column.type.python_type not in _NO_TEXT]
    own = "house" in columns
    return SyncedTable(
        name=table.name,
        columns=columns,
        audience_column="house" if "house" in columns else None,
        append_only=table.info["append_only"],
        erasable=table.info.get("erasable", ()),
        identifying=tuple(c for c in texts if own and c not in ("id", "house", *plain)),
    )
