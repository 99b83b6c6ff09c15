"""The pairs that may be one person and are still open: what stands between the fewest and the most women there can be.

``person_pair`` is local, never synced, and a pure function of the person records and the decisions: the same data
give the same rows, byte for byte, on every computer and in whatever order they arrived. Whatever changes a person, a
decision or a cluster makes it stale; it is made anew when somebody asks.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from millegiorni_desk.areas.people.index_schema import Connection, transaction
from millegiorni_desk.areas.people.linkage import clusters
from millegiorni_desk.areas.people.linkage.duplicates import duplicates, in_doubt

__all__ = ["OpenPair", "is_fresh", "prior_bits", "read", "refresh"]

OVERLAP = 0.34
"""Further registrations for each of a woman's first, where no earlier year tells: a third of them come back."""

_STALE = """
    SELECT EXISTS (SELECT 1 FROM person_pair_stale) OR EXISTS (SELECT 1 FROM person_dirty)
        OR EXISTS (SELECT 1 FROM person_cluster_dirty)"""


@dataclass(frozen=True, slots=True)
class OpenPair:
    """Two records, the smaller id first, that may be one woman.

    ``bits`` is what the records say for it, ``probability`` what follows when so many records are held side by side.
    """

    person_a: str
    person_b: str
    bits: float
    probability: float


def refresh(connection: Connection) -> int:
    """Make ``person_pair`` anew if it is stale; how many pairs were found (none when it was fresh).

    Brings the index and the clusters up to date first.
    """
    clusters.refresh(connection)
    if is_fresh(connection):
        return 0
    with transaction(connection) as cursor:
        rows = sorted(_found(connection))
        cursor.execute("DELETE FROM person_pair")
        cursor.executemany(
            "INSERT INTO person_pair (person_a, person_b, bits, probability) VALUES (?, ?, ?, ?)", rows
        )
        cursor.execute("DELETE FROM person_pair_stale")
    return len(rows)


def is_fresh(connection: Connection) -> bool:
    """Whether nothing changed since ``person_pair`` was made."""
    cursor = connection.cursor()
    cursor.row_factory = None
    return not cursor.execute(_STALE).fetchone()[0]


def read(connection: Connection) -> list[OpenPair]:
    """The open pairs, by their ids; :func:`refresh` first."""
    cursor = connection.cursor()
    cursor.row_factory = None
    rows = cursor.execute("SELECT person_a, person_b, bits, probability FROM person_pair ORDER BY 1, 2")
    return [OpenPair(*row) for row in rows]


def prior_bits(records: int) -> float:
    """The odds, in bits, that any two of *records* are one woman."""
    return math.log2(2 * OVERLAP / max(records, 2))


def probability(bits: float) -> float:
    """The probability that *bits* of posterior odds stand for."""
    return 1 / (1 + 2**-bits)


def _found(connection: Connection) -> Iterator[tuple[str, str, float, float]]:
    cursor = connection.cursor()
    cursor.row_factory = None
    prior = prior_bits(cursor.execute("SELECT count(*) FROM person_search").fetchone()[0])
    together = dict(cursor.execute("SELECT person_id, cluster_id FROM person_cluster"))
    for pair in (*duplicates(connection), *in_doubt(connection)):
        one, other = (together.get(person, person) for person in (pair.a, pair.b))
        if one != other:
            yield pair.a, pair.b, pair.match.bits, probability(pair.match.bits + prior)
