"""What people decided, told to the weights: how often two registrations of one woman are seen to agree on what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from millegiorni_desk.areas.people.index_schema import Connection
from millegiorni_desk.areas.people.linkage.evidence import Evidence
from millegiorni_desk.areas.people.linkage.features import Features
from millegiorni_desk.areas.people.linkage.matching import observe
from millegiorni_desk.areas.people.linkage.verdicts import latest
from millegiorni_desk.areas.people.linkage.weights import STANDARD, Weights

SAME = f"SELECT person_a, person_b FROM {latest()} WHERE verdict = 'same' ORDER BY person_a, person_b"
"""The pairs that somebody called one woman and nobody took back since."""

_LEARNED = f"""
    SELECT count(*) FROM ({SAME}) AS same
    JOIN person_search AS one ON one.person_id = same.person_a
    JOIN person_search AS other ON other.person_id = same.person_b"""


def from_decisions(cursor: Any, people: Mapping[str, Features]) -> Weights:
    """The weights after what was decided on *people*: the same decisions on the same records, the same weights."""
    pairs = cursor.execute(SAME).fetchall()
    return learned((people[a], people[b]) for a, b in pairs if a in people and b in people)


def version(connection: Connection) -> str:
    """What a report states of the weights: their version, and after a plus how many decisions they learned from.

    The version of :func:`from_decisions`, without comparing anybody.
    """
    cursor = connection.cursor()
    cursor.row_factory = None
    return STANDARD.learned({}, cursor.execute(_LEARNED).fetchone()[0]).version


def learned(pairs: Iterable[tuple[Features, Features]]) -> Weights:
    """The weights after *pairs* of which people said that each is one woman."""
    seen: Counter[tuple[str, str]] = Counter()
    count = 0
    for one, other in pairs:
        count += 1
        seen.update(_outcomes(observe(one, other)))
    return STANDARD.learned(seen, count)


def _outcomes(seen: Evidence) -> Iterator[tuple[str, str]]:
    names = seen.names
    told = {
        "birth": seen.birth.value,
        "code": seen.code,
        "phone": seen.phone,
        "address": seen.address,
        "citizenship": seen.citizenship,
        "gender": "different" if seen.gender_differs else "",
        "child": seen.child,
        "given": "conflict" if names.given_conflict else "partly" if names.given_partly else "agree",
        "surname": "conflict" if names.surname_conflict else "agree",
    }
    return ((thing, outcome) for thing, outcome in told.items() if outcome)
