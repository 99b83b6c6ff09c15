"""The check behind the table of peers sees a lost value, a wrong winner, and what nobody wrote."""

from copy import deepcopy
from typing import Any

import pytest

from tests.benchmarks.peers.load import Seen, candidates, check

LOAD: dict[str, Any] = {
    "devices": [
        {
            "number": 2,
            "births": [["r0", [1, 0], {"c0": "born", "c1": "kept"}]],
            "edits": [["r0", [2, 0], {"c0": "own", "c2": "z"}]],
        },
        {
            "number": 3,
            "births": [["r1", [1, 0], {"c0": "other"}]],
            "edits": [["r0", [3, 0], {"c2": "a"}]],
        },
    ]
}
RIGHT = {
    "rows": {"r0": {"c0": "own", "c1": "kept", "c2": "a"}, "r1": {"c0": "other"}},
    "kept": {"r0": {"c2": ["z", "a"]}},
}


def changed(row: str, column: str, value: object) -> dict[str, Any]:
    state = deepcopy(RIGHT)
    state["rows"][row][column] = value
    return state


def test_what_each_field_may_hold() -> None:
    assert candidates(LOAD) == {
        "r0": {"c0": ["own"], "c1": ["kept"], "c2": ["z", "a"]},
        "r1": {"c0": ["other"]},
    }


@pytest.mark.parametrize(("rule", "held", "later"), [("later", "a", 1), ("one", "z", 0), ("larger", "z", 0)])
def test_a_right_store_is_told_as_it_is(rule: str, held: str, later: int) -> None:
    assert check(LOAD, changed("r0", "c2", held), rule) == Seen(4, 4, 1, later, 1)


def test_a_document_shows_one_branch_and_keeps_the_others() -> None:
    state = changed("r0", "c0", "born")
    state["kept"]["r0"]["c0"] = ["own"]
    assert check(LOAD, state, "document") == Seen(4, 3, 1, 1, 1)
    state["kept"]["r0"]["c2"] = ["a"]
    with pytest.raises(AssertionError, match="lost a value"):
        check(LOAD, state, "document")


@pytest.mark.parametrize(
    ("state", "rule", "told"),
    [
        (changed("r0", "c2", "z"), "later", "not"),
        (changed("r0", "c2", "a"), "larger", "not"),
        (changed("r0", "c0", "born"), "one", "not"),
        (changed("r0", "c1", None), "one", "too many|not"),
        (changed("r1", "c3", "nobody's"), "one", "1 fields too many"),
        ({"rows": {"r0": RIGHT["rows"]["r0"]}, "kept": {}}, "one", "1 records of 2"),
    ],
)
def test_a_wrong_store_is_refused(state: dict[str, Any], rule: str, told: str) -> None:
    with pytest.raises(AssertionError, match=told):
        check(LOAD, state, rule)
