"""Whose a record is, in words: also of one that left its table again when what was written was withdrawn."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from millegiorni_desk.areas.people.pseudonym import pseudonym
from millegiorni_desk.vault.vault import Vault

# How a record leads to her.
_ABOVE = MappingProxyType(
    {"person_id": "person", "pathway_id": "pathway", "dote_id": "dote", "mediation_id": "mediation"}
)


def whose(vault: Vault, table: str, record_id: str) -> str:
    """Surname and name of the woman whose record it is, or her code; nothing for a record that is nobody's."""
    record = _record(vault, table, record_id)
    if table == "person":
        named = f"{record['surname']} {record['name']}".strip() if record else ""
        return named or (pseudonym(record_id) if record else "")
    above = next((column for column in _ABOVE if record.get(column)), "")
    return whose(vault, _ABOVE[above], record[above]) if above else ""


def is_anonymous(vault: Vault, table: str, record_id: str) -> bool:
    """Whether it is an access of somebody who gave no name."""
    record = _record(vault, table, record_id) if table == "access" else {}
    return bool(record) and not record["person_id"]


def _record(vault: Vault, table: str, record_id: str) -> Mapping[str, Any]:
    """What leads to her, of a record that is there or was withdrawn."""
    known = vault.schema.metadata.tables.get(table)
    wanted = [name for name in ("surname", "name", *_ABOVE) if known is not None and name in known.columns]
    if not wanted:
        return {}
    found = vault.query(f"SELECT {', '.join(wanted)} FROM {table} WHERE id = :id", id=record_id)
    if found:
        return found[0]
    written = vault.scalar(
        "SELECT cells FROM sync_withdrawn WHERE tbl = :tbl AND rid = :id AND kind = 'I'",
        tbl=table,
        id=record_id,
    )
    return {name: json.loads(written).get(name) or "" for name in wanted} if written else {}
