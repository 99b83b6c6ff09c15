"""The yardstick itself: what it counts, on a register small enough to count by hand."""

from datetime import date

import pytest

from tests.linkage.scoring import Linkage, Rates, Score, added, best_f1, ordered
from tests.registers import Register, Registration
from tests.registers.people import Kin


def row(name: str) -> Registration:
    return Registration(name, "BAR", date(2025, 1, 1), "", "", None, "day", "", "F", "IT", "", "")


WHO = {"a1": 1, "a2": 1, "a3": 1, "b1": 2, "b2": 2, "c1": 3}
REGISTER = Register(
    [row(name) for name in WHO],
    WHO,
    {1: "italian", 2: "chinese", 3: "chinese"},
    [Kin(1, 2, "twins"), Kin(2, 3, "couple")],
)
LINKAGE = Linkage(
    {("a1", "a2"): 9.0, ("a2", "a3"): 2.0, ("a1", "b1"): 5.0, ("b1", "b2"): 1.0},
    [["a1", "a2", "b1"], ["a3"], ["b2"], ["c1"]],
    [("a2", "a3"), ("b2", "c1")],
    {"linked": 4, "estimate": 3.3, "interval": [2, 4]},
)


@pytest.fixture
def score() -> Score:
    return Score(REGISTER, LINKAGE)


def test_pairs_and_clusters_are_counted_apart(score: Score) -> None:
    assert score.at_three_bits() == Rates(right=1, found=2, wanted=4)
    assert score.automatic() == Rates(right=1, found=3, wanted=4)
    assert score.automatic().f1 == pytest.approx(2 / 7)


def test_a_perfect_review_joins_what_is_one_and_leaves_the_rest(score: Score) -> None:
    assert score.after_review() == Rates(right=3, found=6, wanted=4)


def test_kin_and_origins(score: Score) -> None:
    assert score.kin(score.linked) == {"couple": (0, 1), "twins": (1, 1)}
    assert score.recall_by_origin(score.linked) == {"chinese": (0, 1), "italian": (1, 3)}
    assert added([score.kin(score.linked), {"twins": (2, 3)}])["twins"] == (3, 4)


def test_the_best_threshold_takes_all_of_one_level() -> None:
    assert best_f1(LINKAGE.bits, REGISTER.same()) == pytest.approx(6 / 8)
    assert best_f1({("a1", "a2"): 1.0, ("a1", "b1"): 1.0}, {("a1", "a2")}) == pytest.approx(2 / 3)


def test_the_count(score: Score) -> None:
    count = score.count()
    assert count.inside
    assert count.error == pytest.approx(0.1)


def test_a_registration_left_out_is_noticed() -> None:
    with pytest.raises(AssertionError, match="one cluster"):
        Score(REGISTER, Linkage({}, LINKAGE.clusters[:-1], [], {}))


def test_a_pair_has_one_order() -> None:
    assert ordered("b", "a") == ("a", "b")
