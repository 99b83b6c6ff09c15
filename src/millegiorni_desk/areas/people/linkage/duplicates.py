"""Pairs of records that may be one person and on which nobody has decided yet."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from millegiorni_desk.areas.people.index_schema import Connection
from millegiorni_desk.areas.people.indexing import COLUMNS, restored
from millegiorni_desk.areas.people.linkage.candidates import candidates
from millegiorni_desk.areas.people.linkage.everybody import everybody, is_shared_phone
from millegiorni_desk.areas.people.linkage.features import Features
from millegiorni_desk.areas.people.linkage.matching import POSSIBLE, Match, compare_if_possible
from millegiorni_desk.areas.people.linkage.verdicts import IN_FORCE
from millegiorni_desk.areas.people.linkage.weights import STANDARD

# Looking one person up costs what going past five of the registry does (measured at 3,000 and at 40,000).
_FEW = 200
_DEARER = 5

SETTLED = f"""
    SELECT coalesce((SELECT verdict <> 'withdrawn' FROM person_decision
                     WHERE person_a = :a AND person_b = :b AND {IN_FORCE}
                     ORDER BY decided_at DESC, id DESC LIMIT 1), 0),
           EXISTS (SELECT 1 FROM person_cluster one JOIN person_cluster other ON other.cluster_id = one.cluster_id
                   WHERE one.person_id = :a AND other.person_id = :b)"""
"""Whether somebody decided on a pair, and whether the two are one person already."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records, the smaller id first, and how they compare."""

    a: str
    b: str
    match: Match


def duplicates(
    connection: Connection, person_ids: Collection[str] | None = None, across_houses_only: bool = False
) -> list[Pair]:
    """The pairs that may be one person, the most telling first.

    Of everybody, or only those with one of *person_ids*; with *across_houses_only* only pairs of two
    houses. Left out: pairs on which somebody decided (*unsure* too; *withdrawn* opens a pair again), and
    pairs that are one person already by way of others. Pairs that link by themselves are in
    (``match.links_by_itself``). The search index must be up to date.
    """
    cursor = connection.cursor()
    cursor.row_factory = None
    if person_ids is not None and _are_few(cursor, person_ids):
        proposed = _of_few(connection, person_ids)
    else:
        proposed = _of_many(cursor, person_ids)
    found = []
    for one, other in proposed:
        if across_houses_only and one.house == other.house:
            continue
        match = compare_if_possible(one, other)
        if match is None:
            continue
        a, b = sorted((one.person_id, other.person_id))
        decided, joined = cursor.execute(SETTLED, {"a": a, "b": b}).fetchone()
        if not decided and (match.links_by_itself or not joined):
            found.append(Pair(a, b, match))
    return sorted(found, key=_telling)


def matches_of(connection: Connection, person: Features, limit: int = 8) -> list[tuple[str, Match]]:
    """The records that may already be *person* (who need not have one), the likeliest first."""
    person = _without_desk_phone(connection, person)
    found = [
        (other.person_id, match)
        for other in candidates(connection, person)
        if other.person_id != person.person_id and (match := compare_if_possible(person, other)) is not None
    ]
    return sorted(found, key=lambda one: (-one[1].bits, one[0]))[:limit]


def features_of(connection: Connection, person_ids: Collection[str]) -> dict[str, Features]:
    """The features of these people by id, as they are compared; whoever is no more is missing."""
    return {one.person_id: one for one in _features(connection, person_ids)}


def _are_few(cursor: Any, person_ids: Collection[str]) -> bool:
    if len(person_ids) <= _FEW:
        return True
    everybody = cursor.execute("SELECT count(*) FROM person_search").fetchone()[0]
    return len(person_ids) * _DEARER < int(everybody)


def _of_many(cursor: Any, person_ids: Collection[str] | None) -> Iterator[tuple[Features, Features]]:
    from millegiorni_desk.areas.people.linkage.engine import scored

    people = everybody(cursor)
    wanted = None if person_ids is None else set(person_ids)
    for pair in scored(people, STANDARD, POSSIBLE, prior=0.0):
        one, other = people[pair.one], people[pair.other]
        if wanted is None or one.person_id in wanted or other.person_id in wanted:
            yield one, other


def _of_few(connection: Connection, person_ids: Collection[str]) -> Iterator[tuple[Features, Features]]:
    seen: set[frozenset[str]] = set()
    for person in _features(connection, person_ids):
        for other in candidates(connection, person):
            pair = frozenset((person.person_id, other.person_id))
            if len(pair) == 2 and pair not in seen:
                seen.add(pair)
                yield person, other


def _features(connection: Connection, person_ids: Collection[str]) -> list[Features]:
    cursor = connection.cursor()
    cursor.row_factory = None
    rows = cursor.execute(
        f"SELECT {COLUMNS} FROM person_search WHERE person_id IN (SELECT value FROM json_each(?)) ORDER BY person_id",
        (json.dumps(sorted(person_ids)),),
    ).fetchall()
    return [_without_desk_phone(connection, restored(row)[1]) for row in rows]


def _telling(pair: Pair) -> tuple[float, str, str]:
    return -pair.match.bits, pair.a, pair.b


def _without_desk_phone(connection: Connection, person: Features) -> Features:
    return replace(person, phone="") if is_shared_phone(connection, person.phone) else person
