"""What putting a copy back would bring back, and what it would cost, before anyone does it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from millegiorni_desk.vault import backup, connection, manifest
from millegiorni_desk.vault.manifest import Manifest
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

COUNTED = ("person", "child", "access", "pathway", "dote", "receipt", "referral", "attachment")
_NAMED = 12


@dataclass(frozen=True)
class Line:
    """One table: how many records are in the copy and here ``now``; of these, how many came ``since`` and would go.

    ``changed``: those that would be again what they were; ``back``: those that are gone here and would return.
    """

    table: str
    copy: int
    now: int
    since: int
    changed: int
    back: int


@dataclass(frozen=True)
class Preview:
    """What a restore would do. ``lost`` and ``returning`` are names of people, a few of them.

    ``unsent`` counts what was recorded since and is not handed over: nothing brings it back. ``erased`` counts the
    erasures since the copy; they are made again. ``former_key``: it was made before the key was renewed, and whoever
    was taken off could enter again.
    """

    manifest: Manifest
    lines: tuple[Line, ...]
    lost: tuple[str, ...]
    returning: tuple[str, ...]
    unsent: int
    erased: int
    former_key: bool

    @property
    def changes_nothing(self) -> bool:
        """Whether the vault holds what the copy holds."""
        return not any(line.since or line.changed or line.back for line in self.lines)


def preview(vault: Vault, copy: Path) -> Preview:
    """Compare the copy in the folder *copy* with the open vault. Raises ``VaultDamaged`` where it is not whole."""
    vault.require(Permission.BACK_UP)
    held = backup.check(copy, vault.copy_key(manifest.read(copy).key))
    live = f"{(vault.folder / connection.FILE_NAME).absolute().as_uri()}?mode=ro"
    try:
        with closing(
            connection.connect_to_copy(copy / connection.FILE_NAME, vault.database_key(held.key))
        ) as raw:
            raw.execute("ATTACH DATABASE ? AS live KEY ?", (live, f"x'{vault.database_key()}'"))
            return Preview(
                manifest=held,
                lines=tuple(_line(raw, table) for table in COUNTED if _there(raw, table)),
                lost=_names(raw, "live", "main"),
                returning=_names(raw, "main", "live"),
                unsent=_unsent(vault, held),
                erased=_erased(raw),
                former_key=held.key != manifest.key_name(vault.copy_key()),
            )
    except sqlcipher.Error as error:
        raise connection.translate(error) from error


def _line(raw: Any, table: str) -> Line:
    def one(sql: str, *parameters: object) -> int:
        return int(raw.execute(sql, parameters).fetchone()[0])

    in_copy = _there(raw, table, "main")
    changed = (
        one(
            "SELECT count(DISTINCT l.rid) FROM live.sync_log AS l WHERE l.tbl = ? AND l.kind = 'U' "
            "AND l.clk NOT IN (SELECT clk FROM main.sync_log) "
            f"AND EXISTS (SELECT 1 FROM main.{table} AS c WHERE c.id = l.rid {_active(raw, table, 'c')}) "
            f"AND EXISTS (SELECT 1 FROM live.{table} AS n WHERE n.id = l.rid {_active(raw, table, 'n')})",
            table,
        )
        if in_copy
        else 0
    )
    now = one(f"SELECT count(*) FROM live.{table} AS n WHERE 1 {_active(raw, table, 'n')}")
    return Line(
        table,
        one(f"SELECT count(*) FROM main.{table} AS c WHERE 1 {_active(raw, table, 'c')}") if in_copy else 0,
        now,
        one(f"SELECT count(*) FROM {_only(raw, table, 'live', 'main')}") if in_copy else now,
        changed,
        one(f"SELECT count(*) FROM {_only(raw, table, 'main', 'live')}") if in_copy else 0,
    )


def _only(raw: Any, table: str, here: str, there: str) -> str:
    """The ids that are in *here* and not in *there*; who was erased since is in neither.

    Two sorted lists against each other: looked up one by one, a million took a minute (measured).
    """
    active = _active(raw, table, "t")
    return (
        f"(SELECT id FROM {here}.{table} AS t WHERE 1 {active} "
        f"EXCEPT SELECT id FROM {there}.{table} AS t WHERE 1 {active}) AS r "
        f"WHERE NOT EXISTS (SELECT 1 FROM live.erasure AS e WHERE e.tbl = '{table}' AND e.rid = r.id "
        "AND e.upto IS NULL)"
    )


def _active(raw: Any, table: str, alias: str) -> str:
    columns = [row[1] for row in raw.execute(f"PRAGMA live.table_info({table})")]
    return f"AND {alias}.voided IS 0" if "voided" in columns else ""


def _names(raw: Any, here: str, there: str) -> tuple[str, ...]:
    rows = raw.execute(
        f"SELECT trim(p.surname || ' ' || p.name) FROM {here}.person AS p "
        f"WHERE p.id IN (SELECT r.id FROM {_only(raw, 'person', here, there)}) "
        f"ORDER BY p.surname COLLATE NOCASE, p.name LIMIT {_NAMED}"
    )
    return tuple(row[0] for row in rows)


def _erased(raw: Any) -> int:
    """How many people's cards were erased since the copy was made."""
    known = "SELECT id FROM main.erasure" if _there(raw, "erasure", "main") else "SELECT '' WHERE 0"
    return int(
        raw.execute(
            "SELECT count(DISTINCT rid) FROM live.erasure WHERE tbl = 'person' AND upto IS NULL "
            f"AND id NOT IN ({known})"
        ).fetchone()[0]
    )


def _unsent(vault: Vault, held: Manifest) -> int:
    """The records of this device since the copy that no bundle holds yet."""
    return int(
        vault.scalar(
            "SELECT count(*) FROM sync_state AS s CROSS JOIN sync_log AS l "
            "LEFT JOIN sync_feed AS f ON f.origin = s.ordinal AND f.audience = l.audience "
            "WHERE l.clk > max(:clock, s.handed) AND l.clk & 16383 = s.ordinal AND l.kind = 'I' "
            "AND l.clk > coalesce(f.last_clk, 0)",
            clock=held.clock,
        )
    )


def _there(raw: Any, table: str, schema: str = "live") -> bool:
    return bool(raw.execute(f"SELECT 1 FROM {schema}.sqlite_master WHERE name = ?", (table,)).fetchone())
