"""Sent on from an access: one save, one count, one undo."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.referrals import directory
from millegiorni_desk.areas.referrals import service as referrals
from millegiorni_desk.areas.referrals.records import Referral, Service
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows import referring
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.new_vaults import new_vault

TODAY = date.today()


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    lucia = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER,), "cinque parole a caso qui")
    with new_vault(tmp_path / "barrito", Place("BAR", 2), lucia, _furnish) as made:
        yield made


def _furnish(vault: Vault) -> None:
    people.add(vault, Person(id="p1", house="", name="Fatima", surname="El Idrissi"))
    directory.add(vault, Service(id="s1", name="Consultorio", kind="consultorio"))
    directory.add(vault, Service(id="s2", name="Sportello legale", kind="lawyer"))


def access(**told: object) -> Access:
    return Access(**{"house": "", "on_date": TODAY, "person_id": "p1", **told})


def test_the_access_and_its_referrals_are_one_save(vault: Vault) -> None:
    before = vault.scalar("SELECT count(*) FROM audit")
    recorded = referring.record_visit(
        vault, access(needs=["pregnancy"], referred_to=["consultorio"]), None, ["s1", "s2"]
    )
    assert vault.scalar("SELECT count(*) FROM audit") == before + 1
    made = referrals.of_access(vault, recorded.access.id)
    assert [line.referral.kind for line in made] == ["consultorio", "lawyer"]
    assert {line.referral.need for line in made} == {"pregnancy"}
    assert accesses.visit(vault, recorded.access.id).access.referred_to == ["consultorio", "lawyer"]
    referring.take_back(vault, recorded)
    assert (referrals.count(vault), accesses.count(vault)) == (0, 0)


def test_whoever_comes_for_the_first_time_is_sent_too(vault: Vault) -> None:
    new = Person(house="", name="Joy", surname="Osas", language="en")
    recorded = referring.record_visit(vault, access(person_id=None), new, ["s1"])
    (line,) = referrals.of_person(vault, new.id)
    assert (line.referral.access_id, line.referral.language) == (recorded.access.id, "en")


def test_where_one_cannot_be_nothing_is_kept(vault: Vault) -> None:
    directory.take_off(vault, "s2")
    with pytest.raises(InvalidValue, match="rubrica"):
        referring.record_visit(vault, access(), None, ["s1", "s2"])
    assert (referrals.count(vault), accesses.count(vault)) == (0, 0)


def test_a_reserved_access_keeps_what_it_said_and_makes_a_reserved_referral(vault: Vault) -> None:
    recorded = referring.record_visit(vault, access(needs=["violence", "home"], referred_to=["asl"]))
    sent = Referral(
        house="", person_id="p1", access_id=recorded.access.id, service_id="s2", code="", on_date=TODAY
    )
    referring.refer(vault, sent)
    visit = accesses.visit(vault, recorded.access.id)
    assert (visit.access.needs, visit.access.referred_to) == (["violence", "home"], ["asl", "lawyer"])
    (line,) = referrals.of_access(vault, recorded.access.id)
    assert line.reserved is not None and line.referral.discreet
    assert vault.scalar("SELECT referred_to FROM access") == "[]"
    assert vault.scalar("SELECT kind FROM referral") == ""


@pytest.mark.parametrize(
    ("needs", "main"),
    [([], ""), (["home"], "home"), (["home", "work"], ""), (["home", "violence"], "violence")],
)
def test_the_need_of_a_referral_is_the_one_that_asks_for_care(needs: list[str], main: str) -> None:
    assert referring.main_need(needs) == main


def test_an_access_that_all_may_read_does_not_tell_of_a_reserved_referral(vault: Vault) -> None:
    recorded = referring.record_visit(vault, access(needs=["home"]))
    sent = Referral(
        house="", person_id="p1", access_id=recorded.access.id, service_id="s2", code="", on_date=TODAY
    )
    sent.need = "violence"
    referring.refer(vault, sent)
    visit = accesses.visit(vault, recorded.access.id)
    assert visit.reserved is None and visit.access.referred_to == []
    (line,) = referrals.of_access(vault, recorded.access.id)
    assert line.reserved is not None and line.service is not None
