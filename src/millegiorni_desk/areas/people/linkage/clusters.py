"""Who is the same person: links that hold by themselves, people's decisions, and what follows from both.

``person_cluster`` is a pure function of the person records and the decisions, whatever the order in which
they arrived: of each pair the latest decision that nobody took back holds; edges are taken strongest first
(decisions before equal codes, the latest decision first); two groups are joined unless somebody said *different* of
a member of one and a member of the other, or the group would pass twelve records. Whoever is linked to
nobody has no row: a report reads ``coalesce(cluster_id, person_id)`` over a LEFT JOIN, and a small table is quicker to
probe than one with a row for everybody.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, groupby
from typing import Any

from millegiorni_desk.areas.people import indexing
from millegiorni_desk.areas.people.index_schema import Connection, install, transaction
from millegiorni_desk.areas.people.linkage.groups import LARGEST, Groups
from millegiorni_desk.areas.people.linkage.matching import compare
from millegiorni_desk.areas.people.linkage.verdicts import latest

__all__ = ["LARGEST", "Contradiction", "contradictions", "install", "members", "refresh"]

# Any decision and any shared code is followed, whatever it says: following too much only costs time.
REACH = """
    WITH RECURSIVE reach (id) AS (
        SELECT person_id FROM person_cluster_dirty
        UNION
        SELECT d.person_b FROM reach JOIN person_decision d ON d.person_a = reach.id
        UNION
        SELECT d.person_a FROM reach JOIN person_decision d ON d.person_b = reach.id
        UNION
        SELECT other.person_id
        FROM reach
        JOIN person_search own ON own.person_id = reach.id AND own.code_valid
        JOIN person_search other ON other.codice_fiscale = own.codice_fiscale AND other.codice_fiscale <> '')
    SELECT id FROM reach"""

LATEST = f"""
    SELECT person_a, person_b, verdict, decided_at
    FROM {latest("person_a IN (SELECT value FROM json_each(?))")}
    WHERE verdict <> 'withdrawn'"""

CODES = f"""
    SELECT {indexing.COLUMNS} FROM person_search
    WHERE code_valid AND codice_fiscale <> '' AND person_id IN (SELECT value FROM json_each(?))
    ORDER BY codice_fiscale, person_id"""

_CONTRADICTIONS = f"""
    SELECT d.person_a, d.person_b FROM {latest()} AS d
    LEFT JOIN person_cluster a ON a.person_id = d.person_a
    LEFT JOIN person_cluster b ON b.person_id = d.person_b
    WHERE d.verdict = 'same'
      AND coalesce(a.cluster_id, d.person_a) <> coalesce(b.cluster_id, d.person_b)
    ORDER BY d.person_a, d.person_b"""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two records that somebody called the same, kept apart because somebody called others of them different."""

    a: str
    b: str


def refresh(connection: Connection) -> int:
    """Bring ``person_cluster`` up to date; how many people were looked at (none when nothing changed).

    Brings the search index up to date first. Only the people connected with a change are computed anew.
    """
    indexing.refresh(connection)
    with transaction(connection) as cursor:
        if cursor.execute("SELECT 1 FROM person_cluster_dirty LIMIT 1").fetchone() is None:
            return 0
        reached = [row[0] for row in cursor.execute(REACH)]
        listed = json.dumps(reached)
        latest = cursor.execute(LATEST, (listed,)).fetchall()
        groups = _grouped(latest, _code_links(cursor, listed, latest))
        cursor.execute(
            "DELETE FROM person_cluster WHERE person_id IN (SELECT value FROM json_each(?))", (listed,)
        )
        cursor.executemany("INSERT INTO person_cluster (person_id, cluster_id) VALUES (?, ?)", _rows(groups))
        cursor.execute("DELETE FROM person_cluster_dirty")
    return len(reached)


def members(connection: Connection, person_id: str) -> list[str]:
    """The ids of every record of the same person, *person_id* among them, in order."""
    cursor = connection.cursor()
    cursor.row_factory = None
    found = cursor.execute(
        "SELECT person_id FROM person_cluster WHERE cluster_id = "
        "(SELECT cluster_id FROM person_cluster WHERE person_id = ?) ORDER BY person_id",
        (person_id,),
    ).fetchall()
    return [row[0] for row in found] or [person_id]


def contradictions(connection: Connection) -> list[Contradiction]:
    """The decisions *same* that could not be followed: someone has to look at them again."""
    cursor = connection.cursor()
    cursor.row_factory = None
    return [Contradiction(*row) for row in cursor.execute(_CONTRADICTIONS)]


def _code_links(cursor: Any, listed: str, latest: Iterable[tuple[str, ...]]) -> list[tuple[float, str, str]]:
    """Pairs that link by themselves, with their bits; a decision on a pair, *unsure* too, comes first."""
    decided = {(a, b) for a, b, _, _ in latest}
    links = []
    rows = cursor.execute(CODES, (listed,)).fetchall()
    for _, holders in groupby(rows, key=lambda row: row[6]):
        people = [indexing.restored(row)[1] for row in holders]
        if len(people) > LARGEST:
            continue
        for one, other in combinations(people, 2):
            pair = one.person_id, other.person_id
            if pair in decided:
                continue
            match = compare(one, other)
            if match.links_by_itself:
                links.append((match.bits, *pair))
    return links


def _grouped(latest: list[tuple[str, ...]], links: list[tuple[float, str, str]]) -> Groups[str]:
    groups = Groups[str]()
    for a, b, verdict, _ in latest:
        if verdict == "different":
            groups.keep_apart(a, b)
    same = sorted((a, b, decided_at) for a, b, verdict, decided_at in latest if verdict == "same")
    same.sort(key=lambda edge: edge[2], reverse=True)
    for a, b, _ in same:
        groups.join(a, b)
    for _, a, b in sorted(links, key=lambda link: (-link[0], link[1], link[2])):
        groups.join(a, b)
    return groups


def _rows(groups: Groups[str]) -> Iterator[tuple[str, str]]:
    for people in groups.several():
        smallest = min(people)
        for person_id in people:
            yield person_id, smallest
