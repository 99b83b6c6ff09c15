"""What people said of pairs of records, as it holds: of what nobody took back, the latest on each pair."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from millegiorni_desk.areas.people.index_schema import Connection

IN_FORCE = (
    "person_decision.undoes = '' AND NOT EXISTS "
    "(SELECT 1 FROM person_decision AS undo WHERE undo.undoes <> '' AND undo.undoes = person_decision.id)"
)
"""SQL condition on ``person_decision``: the row decides something, and nobody took it back."""

_COLUMNS = "id, person_a, person_b, verdict, decided_at, decided_by, seen"


def latest(among: str = "") -> str:
    """SQL of a table: the decision that holds on each pair, of the rows of ``person_decision`` that meet *among*."""
    narrowed = f" AND {among}" if among else ""
    return f"""(
        SELECT {_COLUMNS} FROM (
            SELECT {_COLUMNS},
                   row_number() OVER (PARTITION BY person_a, person_b ORDER BY decided_at DESC, id DESC) AS age
            FROM person_decision WHERE {IN_FORCE}{narrowed}) AS every_decision
        WHERE age = 1)"""


HOLDING = f"SELECT {_COLUMNS} FROM {latest()} WHERE instr(?, verdict) ORDER BY person_a, person_b"
"""The decision that holds on each pair, of those with a verdict that stands in the parameter."""

OF_PAIR = f"""
    SELECT {_COLUMNS} FROM person_decision
    WHERE person_a = ? AND person_b = ? AND {IN_FORCE} ORDER BY decided_at DESC, id DESC LIMIT 1"""
"""The decision that holds on one pair."""


@dataclass(frozen=True, slots=True)
class Said:
    """A decision that holds; fields as of ``PersonDecision``."""

    id: str
    a: str
    b: str
    verdict: str
    at: str
    by: str
    seen: str


def holding(connection: Connection, verdicts: Collection[str]) -> list[Said]:
    """What holds on every pair, of these *verdicts*."""
    cursor = connection.cursor()
    cursor.row_factory = None
    return [Said(*row) for row in cursor.execute(HOLDING, (" ".join(verdicts),))]


def on(connection: Connection, one: str, other: str) -> Said | None:
    """What holds on two records; None where nobody has decided, or all was taken back."""
    cursor = connection.cursor()
    cursor.row_factory = None
    row = cursor.execute(OF_PAIR, tuple(sorted((one, other)))).fetchone()
    return Said(*row) if row else None
