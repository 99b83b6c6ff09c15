"""Pairs that may be one person: found by blocking, without what somebody decided."""

from __future__ import annotations

from datetime import date

import pytest

from millegiorni_desk.areas.people import search
from millegiorni_desk.areas.people.codice_fiscale import make
from millegiorni_desk.areas.people.linkage import clusters, features, open_pairs
from tests.areas.people.registry import Registry
from tests.registers import Registration, register


def pairs(registry: Registry, **options: object) -> list[tuple[str, str]]:
    clusters.refresh(registry.raw)
    return [(pair.a, pair.b) for pair in search.duplicates(registry.raw, **options)]  # type: ignore[arg-type]


def still_open(registry: Registry) -> set[tuple[str, str]]:
    open_pairs.refresh(registry.raw)
    return {(pair.person_a, pair.person_b) for pair in open_pairs.read(registry.raw)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("El Amrani", "Fatma", "1990-03-12"), ("Elamrani", "Fatima", "1990-12-03")),
        (("Osagie", "Blessing", "1990-03-12"), ("Blessing", "Osagie", None)),
        (("Quispe Mamani", "Rosa", "1990-03-12"), ("Quispe", "Rosa Maria", "1990-03-12")),
        (("Begum", "Mst Fatema", "1990-01-01"), ("Akter", "Fatima", "1990-01-01")),
        (("Wang", "Xiaoli", "1990-03-12"), ("Xiao Li", "Wang", "1990-03-12")),
        (("Popescu", "Mihaela", "1990-03-12"), ("Popecsu", "Michaela", "1990")),
        (("De Luca", "Giusy", "1990-03-12"), ("Deluca", "Giuseppina", "1991-03-12")),
    ],
)
def test_the_same_woman_in_two_houses(
    registry: Registry, one: tuple[str, str, str | None], other: tuple[str, str, str | None]
) -> None:
    a = registry.add(*one, phone="3331234567", house="BAR")
    b = registry.add(*other, phone="333 1234567", house="CEC")
    registry.add("Ferrero", "Ada", "1990-03-12")
    assert pairs(registry) == [(a, b)]
    assert pairs(registry, person_ids=[b]) == [(a, b)]
    assert pairs(registry, across_houses_only=True) == [(a, b)]
    registry.edit(b, house="BAR")
    assert pairs(registry, across_houses_only=True) == []


@pytest.mark.parametrize(
    ("verdict", "again"), [("same", 0), ("different", 0), ("unsure", 0), ("withdrawn", 1)]
)
def test_what_was_decided_does_not_come_back(registry: Registry, verdict: str, again: int) -> None:
    a, b = (registry.add("Okafor", "Chioma", "1990-03-12") for _ in range(2))
    registry.decide(a, b, "same" if verdict == "withdrawn" else "withdrawn", at=1)
    registry.decide(a, b, verdict, at=2)
    assert len(pairs(registry)) == again
    assert len(pairs(registry, person_ids=[a])) == again


def test_a_pair_left_in_doubt_is_found_however_it_compares_today(registry: Registry) -> None:
    a, b, c = (registry.add("Okafor", "Chioma", "1990-03-12") for _ in range(3))
    for other in (b, c):
        registry.decide(a, other, "unsure", at=1)
    registry.edit(b, surname="Wang", name="Xiaoli", birth_date="1971-05-01")
    assert {(a, b), (a, c)} <= still_open(registry)
    registry.decide(a, b, "withdrawn", at=2)
    registry.edit(c, voided=1)
    assert still_open(registry) == set()


def test_a_pair_left_in_doubt_that_is_one_by_way_of_a_third_is_not_in_doubt(registry: Registry) -> None:
    a, b, c = (registry.add("Okafor", "Chioma", "1990-03-12") for _ in range(3))
    registry.decide(a, c, "unsure")
    registry.decide(a, b, "same")
    registry.decide(b, c, "same")
    assert still_open(registry) == set()


def test_two_that_are_one_by_way_of_a_third_are_not_asked(registry: Registry) -> None:
    a, b, c = (registry.add("Okafor", "Chioma", "1990-03-12") for _ in range(3))
    registry.decide(a, b, "same")
    registry.decide(b, c, "same")
    assert pairs(registry) == []


def test_pairs_that_link_by_themselves_are_told(registry: Registry) -> None:
    code = make("Okafor", "Chioma", date(1990, 3, 12), "F", "Z335")
    a, b = (registry.add("Okafor", "Chioma", "1990-03-12", codice_fiscale=code) for _ in range(2))
    assert pairs(registry) == [(a, b)]
    [pair] = search.duplicates(registry.raw)
    assert pair.match.links_by_itself


def test_a_shelters_telephone_proves_nothing(registry: Registry) -> None:
    for number in range(features.SHARED_PHONE + 1):
        registry.add(
            "Okafor", ("Chioma", "Ngozi", "Amaka")[number % 3] + "abcdefghi"[number], phone="0111234567"
        )
    a = registry.add("Idahosa", "Osayi", phone="0111234567")
    b = registry.add("Idahosa", "Osayi")
    clusters.refresh(registry.raw)
    found = {(pair.a, pair.b): pair.match for pair in search.duplicates(registry.raw)}
    few = {(pair.a, pair.b): pair.match for pair in search.duplicates(registry.raw, person_ids=[a])}
    assert (a, b) in found
    assert (a, b) in few
    assert not any("stesso telefono" in match.reasons for match in (*found.values(), *few.values()))


def test_the_temporary_table_is_gone_afterwards(registry: Registry) -> None:
    registry.add("Okafor", "Chioma")
    pairs(registry)
    assert registry.table("SELECT name FROM temp.sqlite_master") == []


def test_a_register_of_every_community(registry: Registry) -> None:
    """1,500 made-up registrations: nearly all who are the same are found, hardly a twin is taken for her sister."""
    made = register(1_500, seed=11)
    _fill(registry, made.rows)
    clusters.refresh(registry.raw)
    found = search.duplicates(registry.raw)
    assert found == search.duplicates(registry.raw)
    same = made.same()
    proposed = {(pair.a, pair.b) for pair in found}
    strong = {(pair.a, pair.b) for pair in found if pair.match.verdict in ("same", "likely")}
    alone = {(pair.a, pair.b) for pair in found if pair.match.links_by_itself}
    assert len(proposed & same) / len(same) > 0.95
    assert len(strong & same) / len(strong) > 0.97
    assert len(strong & same) / len(same) > 0.89
    assert len(alone & same) / len(alone) > 0.99
    assert len(proposed) < 2 * len(same)


def test_few_and_many_propose_the_same_strong_pairs(registry: Registry) -> None:
    _fill(registry, register(600, seed=5).rows)
    clusters.refresh(registry.raw)
    strong = {
        (pair.a, pair.b) for pair in search.duplicates(registry.raw) if pair.match.verdict != "possible"
    }
    wanted = sorted({person_id for pair in strong for person_id in pair})[:40]
    few = {(pair.a, pair.b) for pair in search.duplicates(registry.raw, person_ids=wanted)}
    assert {pair for pair in strong if set(pair) & set(wanted)} <= few


def _fill(registry: Registry, made: list[Registration]) -> None:
    registry.raw.execute("BEGIN")
    for one in made:
        registry.add(
            one.surname,
            one.name,
            one.birth_date.isoformat() if one.birth_date else None,
            id=one.id,
            house=one.house,
            birth_precision=one.birth_precision,
            codice_fiscale=one.codice_fiscale,
            gender=one.gender,
            citizenship=one.citizenship,
            phone=one.phone,
            address=one.address,
        )
    registry.raw.execute("COMMIT")
