"""A pathway opened from an access starts with what was said there."""

from collections.abc import Callable
from datetime import date

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.flows import opening_pathways
from millegiorni_desk.flows.desk import open_desk
from millegiorni_desk.vault import users
from millegiorni_desk.vault.permissions import Role

from .conftest import PASSPHRASE, Network

DAY = date(2025, 3, 1)


def test_what_was_said_is_carried_over(make_network: Callable[..., Network]) -> None:
    vault = make_network("BAR").houses["BAR"]
    woman = people.add(vault, Person(house="", name="Fatima", surname="El Idrissi"))
    people.add_child(
        vault, woman.id, Child(house="", person_id=woman.id, name="Yassin", birth_date=date(2022, 1, 1))
    )
    access = accesses.add(
        vault,
        Access(house="", on_date=DAY, person_id=woman.id, needs=["income", "pregnancy", "health", "school"],
               channel="school", minors=2, pregnant="yes", in_care="yes", notes="sfratto a giugno"),
    )  # fmt: skip
    told = opening_pathways.carried(vault, access.id)
    assert told is not None
    assert (told.person_id, told.opened_on, told.minors) == (woman.id, DAY, 2)
    assert (told.fragilities, told.main_request) == (("economic", "health"), "")
    assert (told.referrer, told.notes) == ("Scuola o nido", "sfratto a giugno")
    assert told.household == "1 figlia o figlio, è incinta, in carico ai servizi sociali"
    assert told.readers == ()


def test_one_need_is_the_main_request(make_network: Callable[..., Network]) -> None:
    vault = make_network("BAR").houses["BAR"]
    woman = people.add(vault, Person(house="", name="Fatima", surname="El Idrissi"))
    access = accesses.add(vault, Access(house="", on_date=DAY, person_id=woman.id, needs=["home"]))
    told = opening_pathways.carried(vault, access.id)
    assert told is not None and (told.main_request, told.referrer) == ("precarious_home", "")


def test_of_a_reserved_access_only_its_readers_carry_anything(make_network: Callable[..., Network]) -> None:
    network = make_network("BAR")
    vault = network.houses["BAR"]
    users.add(vault, "rosa", "Rosa", [Role.CASE_MANAGER], PASSPHRASE)
    woman = people.add(vault, Person(house="", name="Fatima", surname="El Idrissi"))
    access = accesses.add(
        vault,
        Access(house="", on_date=DAY, person_id=woman.id, needs=["violence"], notes="parole"),
        [vault.user_id],
    )
    told = opening_pathways.carried(vault, access.id)
    assert told is not None and told.fragilities == ("violence",) and told.readers == (vault.user_id,)
    folder, reader = vault.folder, vault.user_id
    vault.close()
    with open_desk(folder, "rosa", PASSPHRASE) as rosa:
        seen = opening_pathways.carried(rosa, access.id)
        assert seen is not None
        assert (seen.fragilities, seen.notes, seen.household, seen.readers) == ((), "", "", (reader,))


def test_nobody_is_carried_over_from_an_anonymous_access(make_network: Callable[..., Network]) -> None:
    vault = make_network("BAR").houses["BAR"]
    access = accesses.add(vault, Access(house="", on_date=DAY, needs=["home"]))
    assert opening_pathways.carried(vault, access.id) is None
