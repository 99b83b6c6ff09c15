"""Two cards made one, and two again: nothing is lost, on one desk and on two that did not know of each other."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.pathways import service as pathways
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.people import pairs
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.linkage import clusters
from millegiorni_desk.areas.people.records import CardMerge, Child, Person, Relative
from millegiorni_desk.areas.rights import service as rights
from millegiorni_desk.errors import InvalidValue, NotAllowed, NotFound
from millegiorni_desk.flows import card_merging, erasing, joining, merge_settling, syncing
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.new_vaults import new_vault

from .conftest import PASSPHRASE, Network

CAME = date(2026, 3, 2)
BORN = date(2026, 1, 5)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Vault]:
    first = FirstUser("lucia", "Lucia", (Role.COORDINATOR,), PASSPHRASE)
    with new_vault(tmp_path / "desk", Place("BAR", 2), first) as vault:
        yield vault


def added(vault: Vault, *children: Child, **known: Any) -> Person:
    return people.add(vault, Person(**{"surname": "El Idrissi", **known}), children)


def child(name: str, born: date = BORN) -> Child:
    return Child(house="", person_id="", name=name, birth_date=born)


def came(vault: Vault, person: Person) -> Access:
    return accesses.add(vault, Access(on_date=CAME, person_id=person.id))


def second_desk(network: Network) -> Vault:
    """One more desk of Barrito, approved."""
    vault = network.join("BAR", "seconda").vault
    syncing.synchronise(vault)
    for waiting in joining.requests(network.coordinator):
        joining.approve(network.coordinator, waiting)
    return vault


def state(vault: Vault) -> dict[str, list[dict[str, Any]]]:
    """Every row of every synced table but those that remember the merges themselves."""
    tables = [one.name for one in vault.schema.synced_tables()]
    told = {"card_merge", "person_decision", "phone"}
    return {name: vault.query(f"SELECT * FROM {name} ORDER BY id") for name in tables if name not in told}


def test_everything_of_hers_moves_and_comes_back(house: Vault) -> None:
    kept = added(house, child("Yasmine"), name="Fatima", phone="333 1")
    gone = added(
        house, child("yasmine"), child("Omar", date(2020, 2, 2)), name="Fatma", phone="333 2", notes="sola"
    )
    visit, pathway = (
        came(house, gone),
        pathways.open_pathway(house, Pathway(house="BAR", person_id=gone.id, opened_on=CAME)),
    )
    twin = people.card(house, gone.id).children[1]
    noted = rights.mark(house, gone.id, "vaccines_1", "asked", twin.id)
    before = state(house)
    seen = card_merging.preview(house, kept.id, gone.id)
    assert {one.field for one in seen.differences} == {"name", "phone"}
    assert (seen.moves["access"], seen.moves["pathway"], seen.moves["child"]) == (1, 1, 2)
    record = card_merging.merge_cards(house, kept.id, gone.id, take={"name"})
    card = people.card(house, kept.id)
    assert (card.person.name, card.person.notes, card.person.phone) == ("Fatma", "sola", "333 1")
    assert sorted(one.name for one in card.children) == ["Omar", "Yasmine"]
    assert house.get(Access, visit.id).person_id == kept.id
    assert house.get(Pathway, pathway.id).person_id == kept.id
    assert [one.child_id for one in rights.history(house, kept.id)] == [seen.same[0][0].id]
    assert house.scalar("SELECT number FROM phone WHERE voided IS 0") == "333 2"
    assert json.loads(record.fields)["name"] == ["Fatima", "Fatma", "Fatma"]
    assert json.loads(record.fields)["phone"] == ["333 1", "333 2", "333 1"]
    assert house.get(Person, gone.id).voided and people.find(house, "fatma")[0].person.id == kept.id
    assert card_merging.card_now(house, gone.id) == kept.id
    card_merging.undo(house, record.id)
    assert state(house) == before
    assert house.scalar("SELECT count(*) FROM phone WHERE voided IS 0") == 0
    assert rights.history(house, gone.id)[0].id == noted.id
    assert card_merging.card_now(house, gone.id) == gone.id


def test_what_was_written_after_stays_with_undo(house: Vault) -> None:
    kept, gone = added(house, name="Fatima"), added(house, name="Fatma", address="via Po 1")
    record = card_merging.merge_cards(house, kept.id, gone.id)
    later = came(house, kept)
    people.edit(house, kept.id, address="via Nizza 9")
    card_merging.undo(house, record.id)
    assert house.get(Access, later.id).person_id == kept.id
    assert (house.get(Person, kept.id).address, house.get(Person, gone.id).address) == (
        "via Nizza 9",
        "via Po 1",
    )


def test_words_languages_and_the_stricter_rule_on_calling(house: Vault) -> None:
    kept = added(house, notes="ha fretta", languages=["fr"], contact_rule="any", safe_contact="di mattina")
    gone = added(house, notes="sola", languages=["ar", "fr"], contact_rule="never", safe_contact="mai a casa")
    people.edit(house, gone.id, no_paper=True)
    card_merging.merge_cards(house, kept.id, gone.id)
    now = house.get(Person, kept.id)
    assert now.no_paper
    assert (now.notes, now.languages) == ("ha fretta\nsola", ["fr", "ar"])
    assert (now.contact_rule, now.safe_contact) == ("never", "di mattina · mai a casa")


def test_a_day_is_worth_more_than_a_year(house: Vault) -> None:
    kept = added(house, birth_date=date(1994, 1, 1), birth_precision="year")
    gone = added(house, birth_date=date(1994, 3, 12))
    assert card_merging.preview(house, kept.id, gone.id).differences == ()
    card_merging.merge_cards(house, kept.id, gone.id)
    now = house.get(Person, kept.id)
    assert (now.birth_date, now.birth_precision) == (date(1994, 3, 12), "day")


def test_twins_stay_two(house: Vault) -> None:
    kept, gone = added(house, child("Ada")), added(house, child("Ida"))
    card_merging.merge_cards(house, kept.id, gone.id)
    assert sorted(one.name for one in people.card(house, kept.id).children) == ["Ada", "Ida"]


def test_she_is_not_her_own_sister(house: Vault) -> None:
    kept, gone, other = added(house, name="A"), added(house, name="B"), added(house, name="C")
    with house.save("test") as session:
        session.add(Relative(house="BAR", person_id=kept.id, other_id=gone.id, relation="sister"))
        session.add(Relative(house="BAR", person_id=other.id, other_id=gone.id, relation="mother"))
    before = state(house)
    record = card_merging.merge_cards(house, kept.id, gone.id)
    rows = house.query("SELECT person_id, other_id FROM relative WHERE voided IS 0")
    assert rows == [{"person_id": other.id, "other_id": kept.id}]
    card_merging.undo(house, record.id)
    assert state(house) == before


def test_she_is_counted_once_with_her_card_elsewhere(house: Vault) -> None:
    """A decision on the card that is gone still ties the kept one to a third."""
    kept, gone, third = added(house, name="A"), added(house, name="B"), added(house, name="C")
    pairs.decide(house, gone.id, third.id, "same")
    record = card_merging.merge_cards(house, kept.id, gone.id)
    with house.connection() as raw:
        assert clusters.members(raw, kept.id) == sorted([kept.id, gone.id, third.id])
    card_merging.undo(house, record.id)
    with house.connection() as raw:
        assert clusters.members(raw, kept.id) == [kept.id]


def test_erasing_her_takes_the_card_that_is_gone_too(house: Vault) -> None:
    kept, gone = added(house, name="Fatima"), added(house, name="Fatma", notes="zqxj")
    card_merging.merge_cards(house, kept.id, gone.id)
    erasing.erase(house, kept.id, "El Idrissi")
    assert house.get(Person, gone.id).notes == "" and house.scalar(
        "SELECT moved || fields FROM card_merge"
    ) in (None, "")


def test_a_later_merge_is_undone_first(house: Vault) -> None:
    one, two, three = added(house, name="A"), added(house, name="B"), added(house, name="C")
    first = card_merging.merge_cards(house, two.id, one.id)
    second = card_merging.merge_cards(house, three.id, two.id)
    assert card_merging.card_now(house, one.id) == three.id
    with pytest.raises(InvalidValue, match="più recente"):
        card_merging.undo(house, first.id)
    card_merging.undo(house, second.id)
    card_merging.undo(house, first.id)
    with pytest.raises(InvalidValue, match="già"):
        card_merging.undo(house, first.id)


def test_what_cannot_be_merged(house: Vault) -> None:
    kept, gone = added(house, name="A"), added(house, name="B")
    with pytest.raises(InvalidValue, match="stessa scheda"):
        card_merging.preview(house, kept.id, kept.id)
    pairs.decide(house, kept.id, gone.id, "different")
    with pytest.raises(InvalidValue, match="persone diverse"):
        card_merging.merge_cards(house, kept.id, gone.id)
    people.edit(house, gone.id, voided=True)
    with pytest.raises(NotFound):
        card_merging.merge_cards(house, kept.id, gone.id)
    house.roles = [Role.OPERATOR]
    with pytest.raises(NotAllowed):
        card_merging.merge_cards(house, kept.id, gone.id)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_merges_undone_in_any_order_leave_everything_as_it_was(house: Vault, data: st.DataObject) -> None:
    cards = [
        added(
            house,
            child(f"Bimbo {n % 2}"),
            name=f"N{n}",
            phone=str(n % 3),
            address=f"via {n % 2}",
            notes=f"{n}",
        )
        for n in range(4)
    ]
    for person in cards:
        came(house, person)
    before, done = state(house), list[CardMerge]()
    alive = [person.id for person in cards]
    while len(alive) > 1 and data.draw(st.booleans()):
        kept, gone = data.draw(st.permutations(alive))[:2]
        take = data.draw(st.sets(st.sampled_from(["name", "phone", "address"])))
        done.append(card_merging.merge_cards(house, kept, gone, take))
        alive.remove(gone)
        living = house.query(
            "SELECT DISTINCT a.person_id, p.voided FROM access a JOIN person p ON p.id = a.person_id"
        )
        assert not any(row["voided"] for row in living if row["person_id"] in {one.id for one in cards})
    while done:
        # A card that was merged into another cannot give back what was merged into it.
        free = [one for one in done if not house.get(Person, one.kept_id).voided]
        record = data.draw(st.sampled_from(free))
        card_merging.undo(house, record.id)
        done.remove(record)
    assert state(house) == before


def test_what_another_desk_wrote_on_the_card_that_is_gone_follows_it(
    make_network: Callable[..., Network],
) -> None:
    network = make_network("BAR")
    here, there = network.houses["BAR"], second_desk(network)
    kept, gone = added(here, name="Fatima"), added(here, name="Fatma")
    network.round(there)
    record = card_merging.merge_cards(here, kept.id, gone.id)
    visit = came(there, gone)
    network.round(there)
    for vault in (here, there, network.coordinator):
        assert vault.get(Access, visit.id).person_id == kept.id
    assert syncing.open_conflicts(here) == syncing.open_conflicts(there) == 0
    card_merging.undo(here, record.id)
    assert here.get(Access, visit.id).person_id == gone.id
    there.close()


def test_of_two_merges_in_the_two_directions_the_first_holds(make_network: Callable[..., Network]) -> None:
    network = make_network("BAR")
    here, there = network.houses["BAR"], second_desk(network)
    one, two = added(here, name="Fatima"), added(here, name="Fatma")
    visits = came(here, one), came(here, two)
    network.round(there)
    card_merging.merge_cards(here, one.id, two.id)
    card_merging.merge_cards(there, two.id, one.id)
    network.round(there)
    seen = set()
    for vault in (here, there, network.coordinator):
        alive = {row["id"] for row in vault.query("SELECT id FROM person WHERE voided IS 0")}
        whose = {vault.get(Access, visit.id).person_id for visit in visits}
        assert len(alive) == 1 and whose == alive
        seen |= alive
    assert len(seen) == 1
    assert merge_settling.settle(here) == merge_settling.settle(there) == 0
    there.close()


def test_of_two_merges_in_the_two_directions_neither_leaves_its_fields(
    make_network: Callable[..., Network],
) -> None:
    network = make_network("BAR")
    here, there = network.houses["BAR"], second_desk(network)
    one, two = added(here, name="Fatima", codice_fiscale="X"), added(here, name="Fatima", address="via 1")
    network.round(there)
    before = state(here)["person"]
    card_merging.merge_cards(here, one.id, two.id)
    card_merging.merge_cards(there, two.id, one.id)
    network.round(there)
    (held,) = [*card_merging.history(here, one.id), *card_merging.history(here, two.id)]
    card_merging.undo(here, held.id)
    network.round(there)
    for vault in (here, there, network.coordinator):
        assert state(vault)["person"] == before
    there.close()


def test_what_was_undone_on_one_desk_while_another_built_on_it(make_network: Callable[..., Network]) -> None:
    network = make_network("BAR")
    here, there = network.houses["BAR"], second_desk(network)
    one, two, three = (
        added(here, name="A", notes="a"),
        added(here, name="B", notes="b"),
        added(here, name="C"),
    )
    visit = came(here, one)
    network.round(there)
    before = state(here)["person"]
    first = card_merging.merge_cards(here, two.id, one.id)
    network.round(there)
    card_merging.undo(here, first.id)
    second = card_merging.merge_cards(there, three.id, two.id)
    network.round(there)
    card_merging.undo(there, second.id)
    network.round(there)
    for vault in (here, there, network.coordinator):
        assert vault.get(Access, visit.id).person_id == one.id
        assert state(vault)["person"] == before
    there.close()
