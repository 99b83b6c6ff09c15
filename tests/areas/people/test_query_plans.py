"""The questions asked at every keystroke and every save go by their indexes."""

from __future__ import annotations

import pytest

from millegiorni_desk.areas.people import indexing, lookup, vocabulary
from millegiorni_desk.areas.people.linkage import clusters, duplicates
from tests.areas.people.registry import Registry

_NAMED = {"low": "a", "high": "b", "house": "", "most": 60, "day": "1990-01-02", "swapped": "1990-02-01"}
_FOUND = {"words": '"fatima"', "year": 1990, "house": "", "most": 60}
_PAIR = {"a": "1", "b": "2"}


@pytest.mark.parametrize(
    ("sql", "parameters", "used"),
    [
        (lookup.BY_CODE, _NAMED, ["person_search_code"]),
        (lookup.BY_PHONE, _NAMED, ["person_search_phone"]),
        (lookup.BY_OTHER_PHONE, _NAMED, ["SEARCH o USING PRIMARY KEY", "SEARCH s USING INDEX"]),
        (indexing.PHONES, (10,), ["phone_person", "SEARCH p USING INDEX"]),
        (lookup.BY_DAY, _NAMED, ["person_search_birth"]),
        (lookup.NAMES_BY_DAY, _NAMED, ["USING COVERING INDEX person_search_birth"]),
        (lookup.IDS, {"numbers": "[1]"}, ["SEARCH person_search USING INTEGER PRIMARY KEY"]),
        (lookup.BY_NUMBERS, {"numbers": "[1]"}, ["SEARCH person_search USING INTEGER PRIMARY KEY"]),
        (
            lookup.BY_NAMES_BESIDE_YEAR,
            _FOUND,
            ["SCAN person_names VIRTUAL TABLE", "SEARCH y USING INTEGER PRIMARY KEY"],
        ),
        (lookup.BY_NAMES, _FOUND, ["SCAN person_names VIRTUAL TABLE", "SEARCH s USING INTEGER PRIMARY KEY"]),
        (
            lookup.BY_NAMES_AND_YEAR,
            _FOUND,
            [
                "SCAN person_names VIRTUAL TABLE",
                "SEARCH y USING INTEGER PRIMARY KEY",
                "SEARCH s USING INTEGER PRIMARY KEY",
            ],
        ),
        (vocabulary.NEAR, ('["a"]',), ["SEARCH person_near USING PRIMARY KEY"]),
        (vocabulary.BEGUN, ("a", "b"), ["SEARCH person_sound USING PRIMARY KEY"]),
        (
            indexing.CHANGED,
            (10,),
            ["SEARCH p USING INDEX", "SEARCH s USING COVERING INDEX", "SCAN n VIRTUAL TABLE INDEX 0:="],
        ),
        (indexing.CHILDREN, (10,), ["child_person"]),
        (
            clusters.REACH,
            (),
            ["person_decision_pair", "person_decision_other", "person_search_code", "SEARCH own USING INDEX"],
        ),
        (clusters.LATEST, ('["1"]',), ["person_decision_pair"]),
        (clusters.CODES, ('["1"]',), ["person_search"]),
        (duplicates.SETTLED, _PAIR, ["SEARCH person_decision USING INDEX", "SEARCH one USING PRIMARY KEY"]),
    ],
)
def test_no_question_goes_through_everybody(
    registry: Registry, sql: str, parameters: dict[str, object] | tuple[object, ...], used: list[str]
) -> None:
    plan = [row[3] for row in registry.raw.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)]
    for part in used:
        assert any(part in step for step in plan), (part, plan)
    for step in plan:
        for table in (
            "person",
            "person_search",
            "person_near",
            "person_decision",
            "p",
            "s",
            "one",
            "other",
            "own",
            "o",
            "f",
        ):
            assert not step.startswith(f"SCAN {table} ") and step != f"SCAN {table}", plan


@pytest.mark.parametrize("sql", [lookup.BY_NAMES, lookup.BY_NAMES_AND_YEAR, lookup.BY_NAMES_BESIDE_YEAR])
def test_the_order_of_the_newest_needs_no_sorting(registry: Registry, sql: str) -> None:
    plan = [row[3] for row in registry.raw.execute(f"EXPLAIN QUERY PLAN {sql}", _FOUND)]
    assert not any("TEMP B-TREE" in step for step in plan), plan
