"""Linkage by codes finds nearly what names find, and keeps apart whom names keep apart."""

from __future__ import annotations

import json
import statistics
from datetime import date
from pathlib import Path

import pytest

from millegiorni_desk.areas.people.linkage.features import Features, features_from
from millegiorni_desk.areas.people.linkage.likeness import Likeness
from millegiorni_desk.areas.people.linkage.link_report import as_json
from millegiorni_desk.areas.people.linkage.linking import link
from millegiorni_desk.areas.people.linkage.matching import compare, observe
from millegiorni_desk.areas.people.linkage.register import read
from tests.linkage.codes import coded
from tests.linkage.scoring import Linkage, Score, added, share
from tests.registers import Register, register


def scores(folder: Path, count: int, seed: int) -> tuple[Score, Score]:
    """By names, and by codes."""
    made, path = register(count, seed), folder / "register.csv"
    made.write(path)
    people = read(path)
    return _score(made, people), _score(made, coded(people))


def _score(made: Register, people: list[Features]) -> Score:
    return Score(made, Linkage.read(json.loads(as_json(people, link(people)))))


def held(both: list[tuple[Score, Score]], loss: float, precision: float) -> None:
    names, codes = ([pair[at] for pair in both] for at in (0, 1))
    lost = statistics.mean(a.at_three_bits().f1 - b.at_three_bits().f1 for a, b in both)
    assert 0 < lost <= loss, f"{lost:.4f} of F1 lost, {names[0].at_three_bits()}"
    assert statistics.mean(one.automatic().precision for one in codes) >= precision
    kin = {kind: share(of) for kind, of in added(one.kin(one.linked) for one in codes).items()}
    assert kin["mother_daughter"] == 0
    assert kin["namesakes"] <= 0.05
    assert kin["twins"] <= 0.05
    assert kin["siblings"] <= 0.01
    assert all(one.count().inside for one in codes)


def test_codes_lose_little(tmp_path: Path) -> None:
    held([scores(tmp_path, 1_200, seed) for seed in (81, 82)], loss=0.02, precision=0.99)


@pytest.mark.soak
@pytest.mark.parametrize(("count", "seeds"), [(4_000, 5), (40_000, 1)])
def test_the_aim_of_codes(tmp_path: Path, count: int, seeds: int) -> None:
    held([scores(tmp_path, count, seed) for seed in range(5_001, 5_001 + seeds)], loss=0.02, precision=0.995)


def person(surname: str, name: str) -> Features:
    return features_from(surname=surname, name=name, birth_date=date(1990, 5, 4))


def kinds(one: Features, other: Features) -> list[Likeness]:
    return [pairing.kind for pairing in observe(one, other).names.pairings]


@pytest.mark.parametrize(
    ("one", "other", "given"),
    [
        ("Fatima", "Fatma", Likeness.EQUAL),
        ("Svitlana", "Svetlena", Likeness.NEAR),
        ("Abderrahman", "Abderahim", Likeness.NEAR),
        ("Xiao Li", "Xiaoli", Likeness.EQUAL),
        ("Mei", "Mia", None),
        ("Rosa", "Elena", None),
    ],
)
def test_a_slip_leaves_codes_similar(one: str, other: str, given: Likeness | None) -> None:
    a, b = coded([person("Quispe", one), person("Quispe", other)])
    assert sorted(map(str, kinds(a, b))) == sorted(map(str, [Likeness.EQUAL, *([given] if given else [])]))
    said = "".join(compare(a, b).reasons)
    assert not any(word in said.casefold() for word in (*a.surname, *a.given, *b.given))


def test_under_another_key_nothing_is_alike() -> None:
    (one,), (other,) = (coded([person("Quispe", "Rosa")], bytes([key]) * 32) for key in (1, 2))
    assert kinds(one, one) == [Likeness.EQUAL] * 2
    assert kinds(one, other) == []
    # Nor do the parts of one word repeat each other: each has a key of its own.
    (word,) = one.given
    assert len({word[at : at + 16] for at in range(0, 64, 16)}) == 4


def test_a_word_without_end_is_a_word() -> None:
    people = [person("A" * 200, "Rosa"), person("A" * 200, "Rosa")]
    assert link(people).groups == [[0, 1]]
