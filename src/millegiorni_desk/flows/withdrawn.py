"""What a computer that was taken out of the network had written after its last accepted bundle: it is withdrawn.

Told so that people can write again what was true: what, whose, when and by whom. The values are not shown: whoever
found the computer may have written them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from millegiorni_desk.flows import difference_words
from millegiorni_desk.flows.whose import is_anonymous, whose
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync.conflicts import Side

_ROWS = "FROM sync_withdrawn AS w WHERE NOT EXISTS (SELECT 1 FROM sync_log AS l WHERE l.clk = w.clk)"


@dataclass(frozen=True)
class Withdrawn:
    """One thing that was withdrawn. ``at``: when it was written, by that computer's clock; ``source``: by whom."""

    id: str
    at: datetime
    whose: str
    what: str
    source: str


def count(vault: Vault) -> int:
    """How many there are."""
    vault.require(Permission.SEE_PEOPLE)
    return int(vault.scalar(f"SELECT count(*) {_ROWS}"))


def page(vault: Vault, offset: int = 0, limit: int = 50) -> list[Withdrawn]:
    """Some of them, newest first."""
    vault.require(Permission.SEE_PEOPLE)
    found = vault.query(
        f"SELECT clk, tbl, rid, kind, cells, user {_ROWS} ORDER BY w.clk DESC LIMIT :limit OFFSET :offset",
        limit=limit,
        offset=offset,
    )
    told = []
    for row in found:
        side = Side(row["clk"], None, row["user"])
        told.append(
            Withdrawn(
                str(side.clk),
                datetime.fromtimestamp(side.at_ms / 1000, UTC),
                _whose(vault, row["tbl"], row["rid"]),
                _what(row["tbl"], row["kind"], row["cells"]),
                difference_words.source(vault, side),
            )
        )
    return told


def _whose(vault: Vault, table: str, record_id: str) -> str:
    return whose(vault, table, record_id) or (_("anonima") if is_anonymous(vault, table, record_id) else "")


def _what(table: str, kind: str, cells: str) -> str:
    record = difference_words.record_words(table)
    if table in difference_words.SECRET:
        return record
    if kind == "I":
        return _("{record}: registrazione nuova").format(record=record)
    fields = dict.fromkeys(difference_words.field_words(column, table) for column in json.loads(cells))
    return f"{record}: {', '.join(fields)}"
