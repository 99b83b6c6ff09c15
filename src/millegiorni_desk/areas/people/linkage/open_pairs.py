"""The pairs that may be one person and are still open: what stands between the fewest and the most women there can be.

``person_pair`` is local, never synced, and a pure function of the person records and the decisions: the same data
give the same rows, byte for byte, on every computer and in whatever order they arrived. Whatever changes a person, a
decision or a cluster makes it stale; it is made anew when somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from millegiorni_desk.areas.people.index_schema import Connection, transaction
from millegiorni_desk.areas.people.linkage import clusters
from millegiorni_desk.areas.people.linkage.chances import chance
from millegiorni_desk.areas.people.linkage.everybody import everybody
from millegiorni_desk.areas.people.linkage.features import Features
from millegiorni_desk.areas.people.linkage.learning import from_decisions
from millegiorni_desk.areas.people.linkage.matching import observe, vetoes, weigh
from millegiorni_desk.areas.people.linkage.verdicts import latest
from millegiorni_desk.areas.people.linkage.weights import REVIEWED, Weights, prior_bits

if TYPE_CHECKING:
    from millegiorni_desk.areas.people.linkage.engine import Scored

__all__ = ["OpenPair", "is_fresh", "open_pair", "read", "refresh"]

VERDICTS = f"SELECT person_a, person_b, verdict FROM {latest()} WHERE verdict <> 'withdrawn'"
"""Each pair on which somebody decided, with what holds today."""

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


def open_pair(one: Features, other: Features, weights: Weights, prior: float) -> OpenPair:
    """Two records compared; *prior* in bits."""
    a, b = sorted((one.person_id, other.person_id))
    seen = observe(one, other, weights)
    bits = round(weigh(seen, weights) + prior, 2)
    return OpenPair(a, b, round(bits - prior, 2), chance(bits, vetoes(seen, bits)))


def refresh(connection: Connection) -> int:
    """Make ``person_pair`` anew if it is stale; how many pairs were found (none when it was fresh).

    Brings the index and the clusters up to date first.
    """
    clusters.refresh(connection)
    if is_fresh(connection):
        return 0
    with transaction(connection) as cursor:
        rows = sorted(_found(cursor))
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


def _found(cursor: Any) -> Iterator[tuple[str, str, float, float]]:
    from millegiorni_desk.areas.people.linkage.engine import counted, scored

    people = everybody(cursor)
    place = {one.person_id: at for at, one in enumerate(people)}
    weights = counted(people, from_decisions(cursor, {one.person_id: one for one in people}))
    prior = prior_bits(len(people))
    together = dict(cursor.execute("SELECT person_id, cluster_id FROM person_cluster"))
    verdicts = {(a, b): verdict for a, b, verdict in cursor.execute(VERDICTS)}
    odds = dict(_scored(people, scored(people, weights, REVIEWED), prior))
    # What somebody left in doubt stays open, however it compares today.
    for pair in verdicts.keys() - odds.keys():
        if verdicts[pair] == "unsure" and pair[0] in place and pair[1] in place:
            one, other = (people[place[person]] for person in pair)
            odds[pair] = open_pair(one, other, weights, prior)
    for (a, b), found in odds.items():
        is_open = verdicts.get((a, b), "unsure") == "unsure"
        if is_open and together.get(a, a) != together.get(b, b):
            yield a, b, found.bits, found.probability


def _scored(
    people: Sequence[Features], pairs: Iterable[Scored], prior: float
) -> Iterator[tuple[tuple[str, str], OpenPair]]:
    for pair in pairs:
        a, b = sorted((people[pair.one].person_id, people[pair.other].person_id))
        yield (a, b), OpenPair(a, b, round(pair.bits - prior, 2), pair.probability)
