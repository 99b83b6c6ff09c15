"""What is counted of reserved records: opened for whoever may read it, told apart for whoever may not.

The codes are in the seals alone. They are laid over the rows in temporary tables, which are in memory and gone with the
report.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from millegiorni_desk.areas.monitoring.indicators.declaration import Base
from millegiorni_desk.language import N_
from millegiorni_desk.vault import sealing
from millegiorni_desk.vault.vault import Vault

RESERVED = "reserved"
"""The category of what the reader of the report cannot read."""

LABEL = N_("Riservato")
VOCABULARIES = frozenset({"need", "activity", "referral", "fragility"})

OPENED, CLOSED = 1, 2

# table → the fields that are counted, and what stands in them where they cannot be read.
_COUNTED: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "access": {"needs": [RESERVED], "activities": [RESERVED], "referred_to": [RESERVED]},
        "pathway": {"fragilities": [RESERVED], "main_request": ""},
        "mediation": {"fragility": RESERVED},
    }
)
_IN_PERIOD = MappingProxyType(
    {
        "access": "SELECT DISTINCT s.subject_id AS id FROM sealed AS s CROSS JOIN access AS a ON a.id = s.subject_id "
        "WHERE s.subject_table = 'access' AND s.voided IS 0 AND a.voided IS 0 "
        "AND a.on_date BETWEEN :start AND :end AND a.house BETWEEN :house_from AND :house_to",
        "pathway": "SELECT DISTINCT s.subject_id AS id FROM sealed AS s CROSS JOIN pathway AS p ON p.id = s.subject_id "
        "WHERE s.subject_table = 'pathway' AND s.voided IS 0 AND p.voided IS 0 "
        "AND p.opened_on BETWEEN :start AND :end AND p.house BETWEEN :house_from AND :house_to",
        "mediation": "SELECT DISTINCT s.subject_id AS id FROM sealed AS s CROSS JOIN mediation AS m "
        "ON m.id = s.subject_id WHERE s.subject_table = 'mediation' AND s.voided IS 0 AND m.voided IS 0 "
        "AND m.requested_on <= :end AND m.house BETWEEN :house_from AND :house_to",
    }
)


# The temporary tables that they are laid into.
_HELD = MappingProxyType({"access": Base.ACCESSES, "pathway": Base.PATHWAYS, "mediation": Base.MEDIATIONS})


@dataclass(frozen=True)
class Told:
    """The reserved records of a report: of each its id, the counted fields, and ``OPENED`` or ``CLOSED``."""

    accesses: Sequence[tuple[Any, ...]] = ()
    pathways: Sequence[tuple[Any, ...]] = ()
    mediations: Sequence[tuple[Any, ...]] = ()


def told(vault: Vault, parameters: Mapping[str, Any], wanted: Collection[Base]) -> Told:
    """Open what the user may read of the records of a period and house, for the tables *wanted*."""
    return Told(*(_rows(vault, table, parameters) if base in wanted else () for table, base in _HELD.items()))


def _rows(vault: Vault, table: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    known = {name: parameters[name] for name in ("start", "end", "house_from", "house_to")}
    ids = [row["id"] for row in vault.query(_IN_PERIOD[table], **known)]
    if not ids:
        return []
    found = sealing.told(sealing.of_subjects(vault, table, ids))
    rows = []
    for record, one in found.items():
        read = one.values or {}
        values = [read.get(name, unread) for name, unread in _COUNTED[table].items()]
        stored = [json.dumps(value) if isinstance(value, list) else value for value in values]
        rows.append((record, *stored, CLOSED if one.values is None else OPENED))
    return rows
