"""The queue of pairs: the most useful first, never again without something new, and everything can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.people import pairs
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.codice_fiscale import make
from millegiorni_desk.areas.people.linkage.agreement import news
from millegiorni_desk.areas.people.linkage.clusters import members
from millegiorni_desk.areas.people.records import Person, PersonDecision
from millegiorni_desk.errors import InvalidValue, NotAllowed, NotFound
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.new_vaults import new_vault

MARCH = date(1990, 3, 12)
CODE = make("El Idrissi", "Fatima", MARCH, "F", "Z330")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Vault]:
    """The vault of Lucia, case manager at Barrito."""
    lucia = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER,), "cinque parole a caso qui")
    with new_vault(tmp_path / "barrito", Place("BAR", 2), lucia) as made:
        yield made


def card(house: Vault, name: str = "Fatima", times: int = 1, **known: Any) -> str:
    person = people.add(house, Person(house="BAR", surname="El Idrissi", name=name, **known))
    for _ in range(times):
        accesses.add(house, Access(on_date=date(2026, 3, 2), person_id=person.id))
    return person.id


def asked(house: Vault) -> list[tuple[str, ...]]:
    return [(pair.a.id, pair.b.id) for pair in pairs.to_review(house)]


@pytest.mark.parametrize(
    ("verdict", "before", "now", "new"),
    [
        ("unsure", "1------", "1=-----", ("code",)),
        ("unsure", "1------", "1!--=--", ("code", "names")),
        ("unsure", "1-!----", "1-~----", ("birth",)),
        ("unsure", "1--=---", "1--!---", ("phone",)),
        ("unsure", "1~-=---", "1---~--", ("names",)),
        ("unsure", "1-=!---", "1-=!---", ()),
        ("different", "1-!!---", "1-!=---", ("phone",)),
        ("different", "1------", "1!-----", ()),
        ("different", "1-=----", "1-!----", ()),
        ("unsure", "", "1=-----", ()),
        ("unsure", "0------", "1=-----", ()),
    ],
)
def test_what_is_new(verdict: str, before: str, now: str, new: tuple[str, ...]) -> None:
    assert news(before, now, verdict) == new


def test_a_pair_left_in_doubt_comes_again_only_with_something_new(house: Vault) -> None:
    one, other = card(house, phone="333 1234567"), card(house, "Fatma", phone="320 7654321")
    pairs.decide(house, one, other, "unsure")
    for known in (
        {"phone": "+39 3331234567"},
        {"notes": "sola"},
        {"phone": "320 7650000"},
        {"codice_fiscale": CODE},
    ):
        people.edit(house, one, **known)
        assert asked(house) == [] and len(pairs.left_in_doubt(house)) == 1, known
    people.edit(house, other, codice_fiscale=CODE[:-1] + "X", birth_date=MARCH)
    (pair,) = pairs.to_review(house)
    assert pair.news == ("code", "birth") and pair.said is not None
    assert (pair.said.verdict, pair.said.by) == ("unsure", "Lucia")
    assert pairs.left_in_doubt(house) == []
    pairs.decide(house, one, other, "unsure")
    assert asked(house) == [] and len(pairs.left_in_doubt(house)) == 1


def test_a_refused_pair_stays_apart_and_comes_again_only_with_what_speaks_for_it(house: Vault) -> None:
    one, other = card(house, codice_fiscale=CODE), card(house, "Fatima")
    pairs.decide(house, one, other, "different")
    people.edit(house, other, birth_date=date(1970, 1, 9), phone="333 1234567")
    assert asked(house) == []
    people.edit(house, other, birth_date=None, codice_fiscale=CODE)
    (pair,) = pairs.to_review(house)
    assert pair.news == ("code", "birth")
    with house.connection() as raw:
        assert members(raw, one) == [one], "until somebody says so"
    pairs.decide(house, one, other, "different")
    assert asked(house) == []


def test_two_whom_others_of_theirs_keep_apart_are_not_asked_about(house: Vault) -> None:
    one, same, other = card(house), card(house), card(house)
    pairs.decide(house, one, same, "same")
    pairs.decide(house, same, other, "different")
    assert asked(house) == [] == pairs.left_in_doubt(house)


def test_the_most_useful_pair_comes_first(house: Vault) -> None:
    """A doubtful pair before a sure one, of equals the one with more accesses, and last those who were never met."""
    never = card(house, "Hafsa", 0), card(house, "Hafsa", 5)
    seldom = card(house, "Khadija", birth_date=MARCH), card(house, "Khadija", birth_date=MARCH)
    born = date(1981, 7, 30)
    often = card(house, "Samira", 3, birth_date=born), card(house, "Samira", birth_date=born)
    doubtful = card(house, "Zainab"), card(house, "Zainab")
    assert asked(house) == [doubtful, often, seldom, never]
    found = pairs.to_review(house)
    assert [one.accesses for one in found] == [2, 4, 2, 5]
    assert found[0].chance == found[3].chance < 0.5 < found[1].chance


def test_undoing_gives_back_what_was_decided_before_and_nothing_else(house: Vault) -> None:
    one, other, third = card(house), card(house), card(house)
    first = pairs.decide(house, one, other, "same")
    pairs.decide(house, other, third, "same")
    last = pairs.decide(house, one, third, "different")
    with house.connection() as raw:
        held = [members(raw, each) for each in (one, other, third)]
    changed = pairs.decide(house, one, other, "unsure")
    pairs.take_back(house, changed.id)
    with house.connection() as raw:
        assert [members(raw, each) for each in (one, other, third)] == held
    pairs.take_back(house, last.id)
    with house.connection() as raw:
        assert members(raw, one) == sorted((one, other, third))
    assert (said := pairs.on(house, other, one)) is not None and said.id == first.id
    for decision in (last.id, house.scalar("SELECT id FROM person_decision WHERE undoes = :id", id=last.id)):
        with pytest.raises(InvalidValue, match="già"):
            pairs.take_back(house, decision)


def test_decisions_are_listed_searched_and_kept_when_undone(house: Vault) -> None:
    one, other, third = card(house), card(house, "Fatma"), card(house, "Khadija")
    pairs.decide(house, one, other, "same")
    second = pairs.decide(house, other, third, "different")
    pairs.take_back(house, second.id)
    assert [(each.verdict, each.undone) for each in pairs.decided(house)] == [
        ("different", True),
        ("same", False),
    ]
    assert [each.id for each in pairs.decided(house, "KHADIJA lucia")] == [second.id]
    assert pairs.decided(house, "Khadija Fatima") == []
    assert house.scalar("SELECT seen FROM person_decision WHERE verdict = 'same'") == "1---=--"


def test_of_another_house_nothing_is_decided_listed_or_told(house: Vault) -> None:
    """What the coordination decided on a card here and one elsewhere travels by ids: it tells a desk nothing."""
    own, elsewhere = card(house), "01a00000-0000-7000-8000-000000000000"
    decision = PersonDecision(
        person_a=elsewhere,
        person_b=own,
        verdict="same",
        decided_at="2026-01-01T00:00:00Z",
        decided_by="irene",
    )
    with house.save("sync") as session:
        session.add(decision)
    assert pairs.decided(house) == [] == asked(house)
    with pytest.raises(NotFound) as of_another:
        pairs.decide(house, own, elsewhere, "same")
    with pytest.raises(NotFound) as of_nobody:
        pairs.decide(house, own, "01a00000-0000-7000-8000-00000000000f", "same")
    assert of_another.value.message == of_nobody.value.message
    with pytest.raises(NotFound):
        pairs.take_back(house, decision.id)
    house.roles = [Role.OPERATOR]
    with pytest.raises(NotAllowed):
        pairs.decided(house)
