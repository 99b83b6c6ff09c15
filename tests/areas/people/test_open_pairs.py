"""The open pairs: what may be one woman and nobody decided, the same on every computer."""

from __future__ import annotations

import random
from datetime import date

from millegiorni_desk.areas.people.codice_fiscale import make
from millegiorni_desk.areas.people.linkage import learning, linking, open_pairs
from millegiorni_desk.areas.people.linkage.everybody import everybody
from millegiorni_desk.areas.people.linkage.weights import STANDARD
from tests.areas.people.registry import Registry
from tests.registers import register

MARCH = "1990-03-12"


def pairs(registry: Registry) -> list[tuple[str, str]]:
    open_pairs.refresh(registry.raw)
    return [(pair.person_a, pair.person_b) for pair in open_pairs.read(registry.raw)]


def test_an_open_pair_stays_until_somebody_decides(registry: Registry) -> None:
    a, b = (registry.add("Okafor", "Chioma", MARCH, phone="3331234567") for _ in range(2))
    registry.add("Ferrero", "Ada", MARCH)
    assert pairs(registry) == [(a, b)]
    [pair] = open_pairs.read(registry.raw)
    assert 0.99 < pair.probability < 1
    for at, (verdict, stays) in enumerate(
        [("unsure", True), ("same", False), ("withdrawn", True), ("different", False)]
    ):
        registry.decide(a, b, verdict, at)
        assert pairs(registry) == [(a, b)] * stays, verdict


def test_of_nobody_and_of_one_no_pair_is_open(registry: Registry) -> None:
    assert pairs(registry) == []
    registry.add("Okafor", "Chioma", MARCH)
    assert pairs(registry) == []


def test_what_is_one_woman_already_is_not_open(registry: Registry) -> None:
    code = make("Okafor", "Chioma", date.fromisoformat(MARCH), "F", "Z335")
    for _ in range(2):
        registry.add("Okafor", "Chioma", MARCH, codice_fiscale=code)
    assert pairs(registry) == []


def test_it_is_made_anew_only_when_something_changed(registry: Registry) -> None:
    a, b = (registry.add("Okafor", "Chioma", MARCH) for _ in range(2))
    assert open_pairs.refresh(registry.raw) == 1
    assert open_pairs.is_fresh(registry.raw)
    assert open_pairs.refresh(registry.raw) == 0
    changes = (
        lambda: registry.edit(a, phone="3331234567"),
        lambda: registry.decide(a, b, "unsure"),
        lambda: registry.edit(b, voided=1),
        lambda: registry.add("Okafor", "Chioma", MARCH),
        lambda: registry.raw.execute("DELETE FROM person_decision"),
    )
    for change in changes:
        change()
        assert not open_pairs.is_fresh(registry.raw)
        open_pairs.refresh(registry.raw)
        assert open_pairs.is_fresh(registry.raw)


def test_the_weights_say_how_many_decisions_they_learned_from(registry: Registry) -> None:
    a, b, c, d = (registry.add("Okafor", "Chioma", MARCH) for _ in range(4))
    assert stated(registry) == STANDARD.version
    registry.decide(a, b, "same", 0)
    registry.decide(a, c, "same", 1)
    registry.decide(b, c, "different", 2)
    registry.decide(a, d, "same", 3)
    assert stated(registry) == f"{STANDARD.version}+3"
    registry.decide(a, b, "withdrawn", 4)
    registry.edit(d, voided=1)
    assert stated(registry) == f"{STANDARD.version}+1"


def stated(registry: Registry) -> str:
    """The version that a report states, which is that of the weights in use."""
    open_pairs.refresh(registry.raw)
    cursor = registry.raw.cursor()
    cursor.row_factory = None
    people = {one.person_id: one for one in everybody(cursor)}
    version = learning.version(registry.raw)
    assert version == learning.from_decisions(cursor, people).version
    return version


def test_the_order_in_which_records_came_does_not_matter() -> None:
    made = list(register(400, seed=3).rows)
    kept = []
    for order in (1, 2):
        registry = Registry()
        open_pairs.clusters.install(registry.raw)
        random.Random(order).shuffle(made)
        for at, one in enumerate(made):
            born = one.birth_date.isoformat() if one.birth_date else None
            registry.add(one.surname, one.name, born, id=one.id, phone=one.phone, address=one.address)
            if at % 150 == 0:
                open_pairs.refresh(registry.raw)
        open_pairs.refresh(registry.raw)
        kept.append(open_pairs.read(registry.raw))
        found = linking.link(everybody(registry.raw.cursor()))
        registry.raw.close()
    assert kept[0] == kept[1]
    assert len(kept[0]) > 20
    # A register in a file gives each pair the same chance.
    alone = {pair.probability for pair in (*found.linked, *found.review)}
    assert {pair.probability for pair in kept[0]} <= alone
