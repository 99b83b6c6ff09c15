"""The least, the most and the expected value of numbers of people, by the very SQL that counts them.

The people of open pairs are few. For each group that they may form its rows are put down anew under a name of the
group's, as if it were one person, and counted as everybody is: what a group counts for in each number. ``components``
says which groups may stand side by side.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from millegiorni_desk.areas.monitoring.indicators.declaration import UNKNOWN, Indicator, Kind
from millegiorni_desk.areas.monitoring.intervals.changes import KNOWN, Change, Changes
from millegiorni_desk.areas.monitoring.intervals.components import Component, components
from millegiorni_desk.areas.monitoring.queries import Scope, Tally, codes_in, tally_sql
from millegiorni_desk.areas.monitoring.reserved import Told
from millegiorni_desk.areas.monitoring.temporary_tables import prepared
from millegiorni_desk.areas.people.linkage import clusters, open_pairs
from millegiorni_desk.areas.people.linkage.verdicts import latest

_SUMMED = (Kind.TOTAL, Kind.MEAN)

Place = tuple[str, str]
Asked = tuple[str, tuple[str, ...]]
"""An indicator's id, and the groups (``month``, ``house``) in each of which it is counted."""

_GIVEN = "SELECT value FROM json_each(?)"
_MEMBERS = f"""
    SELECT k.person_id, k.cluster_id FROM person_cluster k WHERE k.cluster_id IN (
        SELECT cluster_id FROM person_cluster WHERE person_id IN ({_GIVEN}))"""
_REFUSED = f"""
    SELECT person_a, person_b
    FROM {latest(f"person_a IN ({_GIVEN}) AND person_b IN ({_GIVEN})")} WHERE verdict = 'different'"""

# The name of the table of clusters, so that the same SQL reads it: temporary tables are looked for first.
_GROUPS = (
    "CREATE TEMP TABLE person_cluster (person_id TEXT, cluster_id TEXT, PRIMARY KEY (person_id, cluster_id))"
    " WITHOUT ROWID",
    "INSERT INTO temp.person_cluster (person_id, cluster_id) VALUES (?, ?)",
    "CREATE INDEX temp.person_group_members ON person_cluster (cluster_id)",
    "DROP TABLE temp.person_cluster",
)


Found = Mapping[Asked, Mapping[Place, Changes]]


def read(raw: Any, scope: Scope, wanted: Mapping[Asked, Indicator]) -> Found:
    """What open pairs may change in the figures *wanted*; nothing where there are none.

    Of the state of the vault that the caller holds. Clusters and open pairs must be up to date.
    """
    counted = {asked: declared for asked, declared in wanted.items() if declared.source.of_people}
    cursor = raw.cursor()
    cursor.row_factory = None
    tied = _components(raw, cursor) if counted else []
    if not tied:
        return {}
    needs = frozenset(need for declared in counted.values() for need in declared.source.needs)
    with _groups(cursor, tied), prepared(raw, scope, needs, Told(), few=True) as few:
        return {
            (name, groups): _changes(few, declared, scope, groups, tied)
            for (name, groups), declared in counted.items()
        }


@dataclass(frozen=True)
class _Tied:
    """A component, and the records of each of its clusters."""

    component: Component
    records: Mapping[str, Sequence[str]]


def _components(raw: Any, cursor: Any) -> list[_Tied]:
    pairs = [(one.person_a, one.person_b, one.probability) for one in open_pairs.read(raw)]
    if not pairs:
        return []
    own = json.dumps(sorted({record for pair in pairs for record in pair[:2]}))
    of = dict(cursor.execute(_MEMBERS, (own,)).fetchall())
    of |= {record: of.get(record, record) for pair in pairs for record in pair[:2]}
    records: dict[str, list[str]] = {}
    for record, cluster in sorted(of.items()):
        records.setdefault(cluster, []).append(record)
    listed = json.dumps(sorted(of))
    refused = {
        frozenset((of[a], of[b]))
        for a, b in cursor.execute(_REFUSED, (listed, listed)).fetchall()
        if of[a] != of[b]
    }
    sizes = {cluster: len(some) for cluster, some in records.items()}
    found = components([(of[a], of[b], p) for a, b, p in pairs], sizes, refused, clusters.LARGEST)
    return [_Tied(one, {cluster: records[cluster] for cluster in one.clusters}) for one in found]


@contextmanager
def _groups(cursor: Any, tied: Sequence[_Tied]) -> Iterator[None]:
    """Every group as if it were a cluster; someone may be in several."""
    create, insert, index, drop = _GROUPS
    cursor.execute(create)
    cursor.executemany(
        insert,
        [
            (record, f"{at} {group}")
            for at, one in enumerate(tied)
            for group in one.component.groups()
            for cluster in one.component.members(group)
            for record in one.records[cluster]
        ],
    )
    cursor.execute(index)
    yield
    cursor.execute(drop)


def _changes(
    cursor: Any, declared: Indicator, scope: Scope, groups: Sequence[str], tied: Sequence[_Tied]
) -> dict[Place, Changes]:
    # place → state → component → group: what the group counts for.
    numbers: dict[Place, dict[str, dict[int, dict[int, int]]]] = {}
    totals: dict[Place, dict[str, dict[int, dict[int, int]]]] = {}
    for who, *row in cursor.execute(tally_sql(declared, groups, of_each=True), scope.parameters()):
        at, _space, group = who.partition(" ")
        tally = Tally(*row)
        counted = [(numbers, tally.number), *([(totals, tally.total)] if declared.kind in _SUMMED else [])]
        for state in _states(declared, tally.state):
            for kept, number in counted:
                component = kept.setdefault(tally[:2], {}).setdefault(state, {}).setdefault(int(at), {})
                component[int(group)] = component.get(int(group), 0) + number
    return {
        place: Changes(
            {state: _summed(tied, by) for state, by in of_place.items()},
            {state: _summed(tied, by) for state, by in totals.get(place, {}).items()},
        )
        for place, of_place in numbers.items()
    }


def _states(declared: Indicator, state: str) -> list[str]:
    """Under what a row counts."""
    if declared.many:
        return sorted(codes_in(state))
    if declared.kind is Kind.SHARE and state != UNKNOWN:
        return [state, KNOWN]
    return [state]


def _summed(tied: Sequence[_Tied], by_component: Mapping[int, Mapping[int, int]]) -> Change:
    change = Change()
    for at, counted in sorted(by_component.items()):
        change.add(tied[at].component, counted)
    return change
