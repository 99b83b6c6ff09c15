"""Who is the same person: links by themselves, decisions, and that nothing depends on the order."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from millegiorni_desk.areas.people import search
from millegiorni_desk.areas.people.codice_fiscale import make, with_omocodia
from millegiorni_desk.areas.people.linkage import clusters
from tests.areas.people.registry import Registry

MARCH = "1990-03-12"


def code(surname: str, name: str) -> str:
    return make(surname, name, date.fromisoformat(MARCH), "F", "Z330")


def groups(registry: Registry) -> dict[str, list[str]]:
    """Cluster id → members."""
    clusters.refresh(registry.raw)
    found: dict[str, list[str]] = {}
    for person_id, cluster_id in registry.table(
        "SELECT person_id, cluster_id FROM person_cluster ORDER BY 1"
    ):
        found.setdefault(cluster_id, []).append(person_id)
    return found


def test_an_equal_code_with_agreeing_names_is_one_person(registry: Registry) -> None:
    same = code("El Amrani", "Fatima")
    one = registry.add("El Amrani", "Fatima", MARCH, codice_fiscale=same, house="BAR")
    other = registry.add("Elamrani", "Fatma", None, codice_fiscale=f" {same.lower()} ", house="CEC")
    registry.add("El Amrani", "Khadija", MARCH, codice_fiscale=same)
    registry.add("El Amrani", "Fatima", MARCH)
    assert groups(registry) == {one: [one, other]}
    assert clusters.members(registry.raw, other) == [one, other]
    assert clusters.members(registry.raw, "nobody") == ["nobody"]


def test_names_alone_are_for_people_to_decide(registry: Registry) -> None:
    one, other = (registry.add("Okafor", "Chioma", MARCH, phone="3331234567") for _ in range(2))
    assert groups(registry) == {}
    registry.decide(one, other, "same")
    assert groups(registry) == {one: [one, other]}


def test_the_latest_decision_holds(registry: Registry) -> None:
    one, other = (registry.add("Okafor", "Chioma") for _ in range(2))
    registry.decide(one, other, "same", at=1)
    registry.decide(other, one, "different", at=2)
    assert groups(registry) == {}
    registry.decide(one, other, "same", at=3)
    assert groups(registry) == {one: [one, other]}
    registry.decide(one, other, "withdrawn", at=4)
    assert groups(registry) == {}


def test_a_decision_that_arrives_late_does_not_win(registry: Registry) -> None:
    one, other = (registry.add("Okafor", "Chioma") for _ in range(2))
    registry.decide(one, other, "different", at=9)
    registry.decide(one, other, "same", at=3)
    assert groups(registry) == {}


def test_different_keeps_an_equal_code_apart_and_unsure_too(registry: Registry) -> None:
    same = code("Rossi", "Maria")
    one, other = (registry.add("Rossi", "Maria", MARCH, codice_fiscale=same) for _ in range(2))
    assert groups(registry) == {one: [one, other]}
    for at, (verdict, joined) in enumerate(
        [("different", False), ("withdrawn", True), ("unsure", False), ("withdrawn", True)]
    ):
        registry.decide(one, other, verdict, at)
        assert bool(groups(registry)) is joined, verdict


def test_different_holds_along_a_chain(registry: Registry) -> None:
    a, b, c, d = (registry.add("Popescu", "Ana") for _ in range(4))
    registry.decide(a, b, "same", at=1)
    registry.decide(c, d, "same", at=2)
    registry.decide(a, d, "different", at=3)
    registry.decide(b, c, "same", at=4)
    found = groups(registry)
    # The latest decision comes first, then those that fit: b and c are one, so a and d stay outside of one another.
    assert not any(a in people and d in people for people in found.values())
    assert any({b, c} <= set(people) for people in found.values())
    contradicted = clusters.contradictions(registry.raw)
    assert contradicted == [clusters.Contradiction(a, b)] or contradicted == [clusters.Contradiction(c, d)]
    registry.decide(a, d, "withdrawn", at=5)
    assert groups(registry) == {a: [a, b, c, d]}
    assert clusters.contradictions(registry.raw) == []


def test_a_person_is_never_more_than_twelve_records(registry: Registry) -> None:
    ids = [registry.add("Alaoui", "Houda") for _ in range(20)]
    for at, (one, other) in enumerate(pairwise(ids)):
        registry.decide(one, other, "same", at)
    assert max(map(len, groups(registry).values())) == clusters.LARGEST
    assert clusters.contradictions(registry.raw)


def test_a_code_that_fills_a_field_links_nobody(registry: Registry) -> None:
    same = code("Rossi", "Maria")
    for _ in range(clusters.LARGEST + 1):
        registry.add("Rossi", "Maria", codice_fiscale=same)
    assert groups(registry) == {}


def test_whoever_changes_is_computed_anew(registry: Registry) -> None:
    same = code("Rossi", "Maria")
    a, b, c = (registry.add("Rossi", "Maria", MARCH, codice_fiscale=same) for _ in range(3))
    assert groups(registry) == {a: [a, b, c]}
    registry.edit(a, codice_fiscale=with_omocodia(same))
    assert groups(registry) == {b: [b, c]}
    registry.edit(a, codice_fiscale=same)
    registry.edit(b, name="Lucia")
    assert groups(registry) == {a: [a, c]}
    registry.edit(c, voided=1)
    assert groups(registry) == {}
    registry.edit(c, voided=0)
    registry.edit(b, name="Maria")
    assert groups(registry) == {a: [a, b, c]}


def test_decisions_on_people_of_another_house_stand(registry: Registry) -> None:
    ours = registry.add("Alaoui", "Houda")
    registry.decide(ours, "elsewhere", "same")
    assert groups(registry) == {"elsewhere": ["elsewhere", ours]}


def test_nothing_to_do_costs_nothing(registry: Registry) -> None:
    one, other = (registry.add("Alaoui", "Houda") for _ in range(2))
    bystander = registry.add("Rossi", "Maria", codice_fiscale=code("Rossi", "Maria"))
    registry.decide(one, other, "same")
    assert clusters.refresh(registry.raw) == 3
    assert clusters.refresh(registry.raw) == 0
    registry.edit(bystander, phone="3331234567")
    assert clusters.refresh(registry.raw) == 1


_PEOPLE = [f"p{number}" for number in range(7)]
_CODES = ["", code("Rossi", "Maria"), code("Popescu", "Ana")]
_NAMES = [("Rossi", "Maria"), ("Rosi", "Maria"), ("Popescu", "Ana"), ("Popescu", "Anna Maria")]
_pairs = st.tuples(st.sampled_from(_PEOPLE), st.sampled_from(_PEOPLE)).filter(lambda pair: pair[0] != pair[1])
_people = st.lists(st.tuples(st.sampled_from(_NAMES), st.sampled_from(_CODES)), min_size=7, max_size=7)
_decisions = st.lists(
    st.tuples(_pairs, st.sampled_from(["same", "same", "different", "unsure", "withdrawn"])), max_size=14
)


def _registry(
    people: Sequence[tuple[tuple[str, str], str]],
    decisions: Sequence[tuple[tuple[str, str], str]],
    order: Callable[[list[int]], None],
    refreshed: bool,
) -> Registry:
    """People and decisions arriving in some order; the clusters refreshed after each, or once at the end."""
    registry = Registry()
    search.install(registry.raw)
    steps = list(range(len(people) + len(decisions)))
    order(steps)
    for step in steps:
        if step < len(people):
            (surname, name), fiscal = people[step]
            registry.add(surname, name, id=_PEOPLE[step], codice_fiscale=fiscal)
        else:
            number = step - len(people)
            (a, b), verdict = decisions[number]
            registry.decide(a, b, verdict, number)
        if refreshed:
            clusters.refresh(registry.raw)
    clusters.refresh(registry.raw)
    return registry


@settings(max_examples=60)
@given(_people, _decisions, st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_same_clusters(
    people: list[tuple[tuple[str, str], str]],
    decisions: list[tuple[tuple[str, str], str]],
    chance: random.Random,
) -> None:
    at_once = _registry(people, decisions, lambda steps: None, refreshed=False)
    bit_by_bit = _registry(people, decisions, chance.shuffle, refreshed=True)
    everything = "SELECT person_id, cluster_id FROM person_cluster ORDER BY person_id"
    found = at_once.table(everything)
    assert bit_by_bit.table(everything) == found
    assert clusters.contradictions(bit_by_bit.raw) == clusters.contradictions(at_once.raw)
    _check_rules(found, decisions)
    at_once.raw.close()
    bit_by_bit.raw.close()


def _check_rules(found: list[tuple[str, str]], decisions: Sequence[tuple[tuple[str, str], str]]) -> None:
    cluster = dict(found)
    members: dict[str, set[str]] = {}
    for person_id, cluster_id in found:
        members.setdefault(cluster_id, set()).add(person_id)
    assert all(len(people) > 1 and min(people) == cluster_id for cluster_id, people in members.items())
    latest = {tuple(sorted(pair)): verdict for pair, verdict in decisions}
    for (a, b), verdict in latest.items():
        if verdict == "different":
            assert cluster.get(a, a) != cluster.get(b, b)
