"""Signs of life of pathways: the newest day on which something happened, and the next on which something is due."""

from __future__ import annotations

import json
from collections.abc import Sequence

from millegiorni_desk.vault.vault import Vault

_AMONG = "pathway_id IN (SELECT value FROM json_each(:ids))"
_STEPS = "goal AS g CROSS JOIN goal_step AS s ON s.goal_id = g.id"
_LAST = f"""
    SELECT pathway_id, on_date AS day FROM intervention WHERE {_AMONG} AND voided IS 0
    UNION ALL SELECT pathway_id, on_date FROM pathway_note WHERE {_AMONG} AND voided IS 0
    UNION ALL SELECT pathway_id, on_date FROM wellbeing WHERE {_AMONG} AND voided IS 0
    UNION ALL SELECT pathway_id, substr(at, 1, 10) FROM appointment
        WHERE {_AMONG} AND state = 'kept' AND voided IS 0
    UNION ALL SELECT g.pathway_id, s.done_on FROM {_STEPS} WHERE g.{_AMONG} AND s.voided IS 0
"""
_COMING = f"""
    SELECT pathway_id, due_on AS day FROM goal WHERE {_AMONG} AND state = 'set' AND voided IS 0
    UNION ALL SELECT pathway_id, substr(at, 1, 10) FROM appointment
        WHERE {_AMONG} AND state = 'planned' AND voided IS 0
    UNION ALL SELECT g.pathway_id, s.due_on FROM {_STEPS}
        WHERE g.{_AMONG} AND g.voided IS 0 AND s.done_on IS NULL AND s.voided IS 0
"""


def last(vault: Vault, ids: Sequence[str]) -> dict[str, str]:
    """The newest day on which something happened in each of the pathways *ids*: done, noted, kept or rated."""
    return _found(vault, f"SELECT pathway_id, max(day) AS found FROM ({_LAST}) GROUP BY pathway_id", ids)


def coming(vault: Vault, ids: Sequence[str]) -> dict[str, str]:
    """The first day on which something is due in each of *ids*, late or to come."""
    return _found(vault, f"SELECT pathway_id, min(day) AS found FROM ({_COMING}) GROUP BY pathway_id", ids)


def open_goals(vault: Vault, ids: Sequence[str]) -> dict[str, int]:
    """How many goals are still to be reached in each of *ids* that has any."""
    rows = vault.query(
        f"SELECT pathway_id, count(*) AS found FROM goal WHERE {_AMONG} AND state = 'set' AND voided IS 0 "
        "GROUP BY pathway_id",
        ids=json.dumps(list(ids)),
    )
    return {row["pathway_id"]: int(row["found"]) for row in rows}


def _found(vault: Vault, sql: str, ids: Sequence[str]) -> dict[str, str]:
    rows = vault.query(sql, ids=json.dumps(list(ids)))
    return {row["pathway_id"]: str(row["found"]) for row in rows if row["found"]}
