"""The engine on many records says what a comparison of two says, whatever the order, and joins nobody it may not."""

from __future__ import annotations

import json
import math
import random
from datetime import date
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest

from millegiorni_desk.areas.people.codice_fiscale import make, with_omocodia
from millegiorni_desk.areas.people.linkage import blocking, engine, link_report, linking
from millegiorni_desk.areas.people.linkage.bounds import upper_bound
from millegiorni_desk.areas.people.linkage.columns import columns
from millegiorni_desk.areas.people.linkage.features import Features, features_from
from millegiorni_desk.areas.people.linkage.learning import learned
from millegiorni_desk.areas.people.linkage.likeness import Likeness, likeness
from millegiorni_desk.areas.people.linkage.matching import observe, vetoes, weigh
from millegiorni_desk.areas.people.linkage.register import read
from millegiorni_desk.areas.people.linkage.weights import STANDARD, prior_bits
from millegiorni_desk.areas.people.linkage.word_bounds import Care, partners
from tests.linkage.codes import coded
from tests.linkage.scoring import Linkage, Score
from tests.registers import Register, register

LEAST = -6.0


def people_of(made: Register, tmp_path: Path) -> list[Features]:
    made.write(tmp_path / "register.csv")
    return read(tmp_path / "register.csv")


@pytest.fixture
def dirty(tmp_path: Path) -> list[Features]:
    return people_of(register(220, seed=41, dirty=0.5), tmp_path)


PARTS = (
    "Fatima Fatma Zahra Samira Samia Maria Marina Rosa Anna Annalisa Xiao Li Xiaoli Lei Wang Begum Bibi Akter Popescu "
    "Popecsu Quispe Mamani Rossi El Amrani Elamrani Alaoui Elalaoui Ben Benali De Luca Deluca Sai Said F Abder "
    "Abderrahman"
).split()


def strange(count: int) -> list[Features]:
    """People of few words, so that everything that can happen to names happens between two of them."""
    chance = random.Random(3)
    code = make("Rossi", "Maria", date(1990, 3, 12), "F", "L219")

    def name() -> str:
        return " ".join(chance.choices(PARTS, k=chance.choice((0, 1, 1, 2, 2, 3, 4))))

    return [
        features_from(
            person_id=f"{at:04d}",
            surname=name(),
            name=name(),
            birth_date=chance.choice(
                [None, *(date(*day) for day in product((1966, 1989, 1990, 2024), (1, 3, 12), (1, 3, 12)))]
            ),
            birth_precision=chance.choice(("day", "day", "year")),
            codice_fiscale=chance.choice(("", "", code, code[:-1] + "0", with_omocodia(code), "00743110157")),
            phone=chance.choice(("", "3331234567", "3331234568", "333123456", "3200000001")),
            address=chance.choice(("", "Via Cigna 1", "Via Nizza 2")),
            citizenship=chance.choice(("", "IT", "MA")),
            gender=chance.choice(("", "F", "M")),
            children=chance.choice(((), (("Adam", date(2024, 5, 6)),), (("", date(2024, 5, 6)),))),
        )
        for at in range(count)
    ]


@pytest.mark.parametrize("care", list(Care))
@pytest.mark.parametrize("kind", ["strange", "dirty", "coded"])
def test_the_bound_is_never_less_than_what_a_pair_weighs(
    kind: str, care: Care, dirty: list[Features]
) -> None:
    people = {"strange": strange(100), "dirty": dirty[:100], "coded": coded(dirty[:100])}[kind]
    weights = engine.counted(people)
    pairs = list(combinations(range(len(people)), 2))
    one, other = np.array(pairs, np.int64).T
    bounds = upper_bound(columns(people, weights), one, other, weights, care)
    for (a, b), bound in zip(pairs, bounds, strict=True):
        bits = weigh(observe(people[a], people[b], weights), weights)
        assert bits <= bound, (people[a], people[b])


@pytest.mark.parametrize("care", [Care.LETTERS, Care.WORDS])
@pytest.mark.parametrize("in_clear", [True, False])
def test_the_bound_of_two_words_is_never_less_than_what_they_are_worth(
    in_clear: bool, care: Care, dirty: list[Features]
) -> None:
    people = [*strange(150), *dirty] if in_clear else coded(dirty[:100])
    weights = engine.counted(people)
    words = columns(people, weights).names.vocabulary
    one, other = np.triu_indices(len(words.spelt) - 1, 1)
    at, bounds = partners(words, one + 1, other + 1, weights, care)
    bound = dict(zip(at.tolist(), bounds.tolist(), strict=True))
    for place, (a, b) in enumerate(zip((one + 1).tolist(), (other + 1).tolist(), strict=True)):
        kind, bits = likeness(words.spelt[a], words.spelt[b], weights)
        if kind is not Likeness.NONE:
            assert bits <= bound.get(place, -math.inf), (words.spelt[a], words.spelt[b])


def test_many_at_once_are_compared_as_two_by_two(dirty: list[Features]) -> None:
    weights = engine.counted(dirty)
    prior = prior_bits(len(dirty))
    told = {(pair.one, pair.other): pair for pair in engine.scored(dirty, weights, LEAST)}
    shared = np.concatenate(list(blocking.blocks(columns(dirty, weights))))
    apart = []
    for a, b in combinations(range(len(dirty)), 2):
        seen = observe(dirty[a], dirty[b], weights)
        bits = weigh(seen, weights) + prior
        if a * len(dirty) + b not in shared:
            apart.append(bits)
            assert (a, b) not in told
        elif bits >= LEAST:
            assert told.pop((a, b)) == engine.Scored(a, b, round(bits, 2), vetoes(seen, bits), seen)
    assert not told
    assert max(apart) < 3


def test_the_order_of_the_rows_does_not_matter(tmp_path: Path) -> None:
    register(220, seed=41, dirty=0.5).write(tmp_path / "one.csv")
    header, *rows = (tmp_path / "one.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    random.Random(5).shuffle(rows)
    (tmp_path / "other.csv").write_text("".join((header, *rows)), encoding="utf-8")
    one, other = (read(tmp_path / name) for name in ("one.csv", "other.csv"))
    assert link_report.as_json(one, linking.link(one)) == link_report.as_json(other, linking.link(other))


def test_no_group_holds_a_pair_that_is_kept_apart(dirty: list[Features]) -> None:
    found = linking.link(dirty)
    for group in found.groups:
        for a, b in combinations(group, 2):
            kept_apart = set(vetoes(observe(dirty[a], dirty[b], found.weights)))
            assert not kept_apart & {"given_names", "codes", "generation"}
    assert sorted(one for group in found.groups for one in group) == list(range(len(dirty)))
    joined = {pair for group in found.groups for pair in combinations(group, 2)}
    assert not joined & {(pair.one, pair.other) for pair in found.review}


def test_what_to_review_comes_most_useful_first(dirty: list[Features]) -> None:
    found = linking.link(dirty)
    doubts = [round(pair.probability * (1 - pair.probability), 4) for pair in found.review]
    assert doubts == sorted(doubts, reverse=True)
    told = json.loads(link_report.as_json(dirty, found))
    assert [pair["bits"] for pair in told["review"]] == [pair.bits for pair in found.review]
    assert found.unique.open_reviews == len(doubts) > 3
    # Of three alike in all, two answers settle how many there are: the third waits, whatever its ids.
    names = ["Zaltron Ortensia"] * 3 + ["Brusco Domitilla"] * 3
    alike = [
        features_from(person_id=person_id, surname=name.split()[0], name=name.split()[1], phone="")
        for person_id, name in zip("abcdef", names, strict=True)
    ]
    asked = [(pair.one, pair.other) for pair in linking.link(alike).review]
    assert asked == [(0, 1), (0, 2), (3, 4), (3, 5), (1, 2), (4, 5)]


def test_odds_are_half_where_what_agrees_does_not_agree_by_chance(dirty: list[Features]) -> None:
    found = linking.link(dirty)
    by_chance = {"given_names", "names_only", "near_date"}
    halved = 0
    for pair in (*found.linked, *found.review):
        less = not by_chance.isdisjoint(pair.vetoes)
        assert pair.probability == pytest.approx(1 / (1 + 2 ** (less - pair.bits)))
        halved += less
    assert 5 < halved < len(found.review)


def test_what_people_decided_moves_the_weights_a_little(dirty: list[Features]) -> None:
    # Half a hundred women whose telephone was another one each time.
    pairs = [
        (one, Features(one.person_id, one.house, one.surname, one.given, one.birth, phone="3339999999"))
        for one in dirty
        if one.phone
    ][:50]
    after = learned(pairs)
    assert after.version == f"{STANDARD.version}+50"
    assert STANDARD.bits["phone"]["different"] < after.bits["phone"]["different"] < 0
    assert 0 < after.bits["phone"]["equal"] < STANDARD.bits["phone"]["equal"]
    assert after.bits == learned(reversed(pairs)).bits
    assert learned([]) == STANDARD


@pytest.mark.parametrize("seed", [52, 53])
def test_a_register_of_every_origin(seed: int, tmp_path: Path) -> None:
    """1,500 registrations: a floor, well below what docs/benchmarks.md tells of larger ones."""
    made = register(1_500, seed=seed)
    people = people_of(made, tmp_path)
    score = Score(made, Linkage.read(json.loads(link_report.as_json(people, linking.link(people)))))
    assert score.at_three_bits().f1 > 0.94
    assert score.automatic().precision > 0.985
    assert score.after_review().f1 > 0.96
    assert score.count().inside
    assert abs(score.count().error) < 0.012
