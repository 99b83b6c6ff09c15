"""Referrals: made, awaited, answered by code or from the list, and closed."""

from datetime import date, timedelta

import pytest

from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.referrals import codes, directory, service
from millegiorni_desk.areas.referrals.records import Referral, Service
from millegiorni_desk.errors import InvalidValue, NotAllowed, NotFound
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault

TODAY = date.today()


def refer(
    vault: Vault, person: Person, to: Service | None = None, days_ago: int = 0, **told: object
) -> Referral:
    known = {
        "house": "",
        "person_id": person.id,
        "code": "",
        "on_date": TODAY - timedelta(days=days_ago),
        "service_id": to.id if to else None,
        "kind": "" if to else "asl",
    }
    return service.refer(vault, Referral(**{**known, **told}))


def test_it_carries_who_where_and_until_when(vault: Vault, fatima: Person, consultorio: Service) -> None:
    made = refer(vault, fatima, consultorio, need="pregnancy", offer="visita ostetrica")
    (line,) = service.of_person(vault, fatima.id)
    assert line.person is not None and line.person.surname == "El Idrissi"
    assert line.service is not None and line.service.name == consultorio.name
    kept = line.referral
    assert (kept.kind, kept.house, kept.referred_by, kept.language) == ("consultorio", "BAR", "Lucia", "ar")
    assert kept.answer_by == TODAY + timedelta(days=service.ANSWER_DAYS)
    assert codes.read(kept.code) == made.code


def test_the_one_that_is_most_overdue_comes_first(vault: Vault, fatima: Person) -> None:
    late = refer(vault, fatima, days_ago=60)
    soon = refer(vault, fatima, answer_by=TODAY + timedelta(days=3))
    later = refer(vault, fatima, days_ago=5)
    urgent = refer(vault, fatima, days_ago=40, answer_by=TODAY - timedelta(days=39))
    assert [line.referral.id for line in service.page(vault, 0, 9)] == [urgent.id, late.id, soon.id, later.id]
    assert [line.referral.id for line in service.page(vault, 1, 2)] == [late.id, soon.id]
    assert (service.count(vault), service.count_overdue(vault, TODAY)) == (4, 2)
    assert service.is_overdue(late, TODAY) and not service.is_overdue(soon, TODAY)


def test_the_code_brings_it_back_and_the_answer_closes_it(
    vault: Vault, fatima: Person, consultorio: Service
) -> None:
    made = refer(vault, fatima, consultorio, days_ago=9)
    line = service.by_code(vault, codes.shown(made.code).lower())
    service.record_return(
        vault, line.referral.id, "attended", outcome="visita fatta", message="torna tra un mese"
    )
    assert service.count(vault) == 0
    (closed,) = service.page(vault, 0, 9, open_only=False)
    assert (closed.referral.state, closed.referral.returned_on) == ("attended", TODAY)
    assert (closed.referral.outcome, closed.referral.message) == ("visita fatta", "torna tra un mese")
    assert service.outcomes(vault, TODAY - timedelta(days=30), TODAY) == {"attended": 1}


def test_an_answer_that_was_a_mistake_is_taken_back(vault: Vault, fatima: Person) -> None:
    made = refer(vault, fatima)
    service.record_return(vault, made.id, "refused", outcome="lista chiusa")
    service.reopen(vault, made.id)
    (again,) = service.page(vault, 0, 9)
    assert (again.referral.state, again.referral.returned_on, again.referral.outcome) == ("open", None, "")


def test_a_code_of_another_house_is_not_here(vault: Vault, fatima: Person) -> None:
    refer(vault, fatima)
    with pytest.raises(NotFound, match="altra casa"):
        service.by_code(vault, codes.new(40, lambda _: False))
    with pytest.raises(InvalidValue, match="8 segni"):
        service.by_code(vault, "K7")


def test_taken_out_it_is_in_no_list(vault: Vault, fatima: Person) -> None:
    made = refer(vault, fatima)
    service.void(vault, made.id)
    assert service.count(vault) == service.count(vault, open_only=False) == 0
    assert service.of_person(vault, fatima.id) == []
    with pytest.raises(NotFound):
        service.by_code(vault, made.code)
    service.void(vault, made.id, voided=False)
    assert service.count(vault) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": ""}, "service_id"),
        ({"kind": "ufo"}, "kind"),
        ({"need": "ufo"}, "need"),
        ({"on_date": TODAY + timedelta(days=1)}, "on_date"),
        ({"answer_by": TODAY - timedelta(days=1)}, "answer_by"),
        ({"state": "attended"}, "returned_on"),
    ],
)
def test_what_cannot_be_right_is_refused(
    vault: Vault, fatima: Person, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        refer(vault, fatima, **wrong)
    assert refused.value.field == field
    assert service.count(vault, open_only=False) == 0


def test_an_answer_needs_a_state_and_a_day_that_can_be(vault: Vault, fatima: Person) -> None:
    made = refer(vault, fatima, days_ago=3)
    with pytest.raises(InvalidValue) as refused:
        service.record_return(vault, made.id, "open")
    assert refused.value.field == "state"
    for day in (TODAY + timedelta(days=1), TODAY - timedelta(days=4)):
        with pytest.raises(InvalidValue) as refused:
            service.record_return(vault, made.id, "attended", on=day)
        assert refused.value.field == "returned_on"


def test_violence_makes_every_paper_discreet(vault: Vault, fatima: Person, consultorio: Service) -> None:
    made = refer(vault, fatima, consultorio, need="violence")
    assert made.discreet and service.always_discreet(service.line(vault, made.id))
    assert service.edit(vault, made.id, discreet=False).discreet
    assert service.mark_printed(vault, made.id, "it", discreet=False).discreet
    assert not refer(vault, fatima, consultorio, need="pregnancy").discreet


def test_whom_nobody_may_call_gets_a_discreet_slip_unless_it_is_chosen_otherwise(
    vault: Vault, consultorio: Service
) -> None:
    joy = people.add(vault, Person(house="", name="Joy", surname="Osas", contact_rule="never"))
    made = refer(vault, joy, consultorio)
    assert made.discreet and not service.always_discreet(service.line(vault, made.id))
    assert not service.edit(vault, made.id, discreet=False).discreet


def test_a_service_that_was_taken_off_keeps_its_referrals(
    vault: Vault, fatima: Person, consultorio: Service
) -> None:
    refer(vault, fatima, consultorio)
    directory.take_off(vault, consultorio.id)
    (line,) = service.of_person(vault, fatima.id)
    assert line.service is not None and line.service.name == consultorio.name
    with pytest.raises(InvalidValue, match="rubrica"):
        refer(vault, fatima, consultorio)


def test_a_woman_of_another_house_is_sent_from_there(vault: Vault) -> None:
    house, vault.house = vault.house, ""
    elsewhere = people.add(vault, Person(house="SAL", surname="Osas", name="Joy"))
    vault.house = house
    with pytest.raises(NotAllowed, match="altra casa"):
        refer(vault, elsewhere)


def test_an_operator_refers_and_an_administrator_does_not(vault: Vault, fatima: Person) -> None:
    vault.roles = [Role.OPERATOR]
    made = refer(vault, fatima)
    service.record_return(vault, made.id, "not_reached")
    vault.roles = [Role.ADMINISTRATOR]
    with pytest.raises(NotAllowed):
        service.page(vault, 0, 9)
    with pytest.raises(NotAllowed):
        service.edit(vault, made.id, reason="x")


def test_printing_is_noted_without_a_name(vault: Vault, fatima: Person) -> None:
    made = refer(vault, fatima)
    kept = service.mark_printed(vault, made.id, "fr", discreet=True)
    assert kept.printed_at and (kept.language, kept.discreet) == ("fr", True)
    noted = vault.scalar("SELECT detail FROM audit WHERE action = 'referral.print'")
    assert "fr" in noted and "Idrissi" not in noted
