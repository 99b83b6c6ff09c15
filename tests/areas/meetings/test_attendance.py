"""A known woman was there: only with her yes, on her own house's word, once."""

from datetime import date, timedelta

import pytest

from millegiorni_desk.areas.meetings import attendance, service
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.vault.vault import Vault

from .conftest import AGO, SOON, TODAY, elsewhere, planned


@pytest.fixture
def past(vault: Vault) -> Meeting:
    return service.add(vault, planned(AGO))


def test_she_was_there_and_said_yes(vault: Vault, past: Meeting, fatima: Person) -> None:
    signed = attendance.sign(vault, past.id, fatima.id, TODAY)
    assert (signed.house, signed.on_date, signed.consent_on, signed.added_by) == ("BAR", AGO, TODAY, "Lucia")
    (there,) = attendance.present(vault, past.id)
    assert there.person is not None and there.person.name == "Fatima"
    other = attendance.sign(vault, elsewhere(vault, AGO - timedelta(days=1)).id, fatima.id, AGO)
    assert [one.attendance.id for one in attendance.of_person(vault, fatima.id)] == [signed.id, other.id]
    attendance.sign_off(vault, signed.id)
    assert attendance.present(vault, past.id) == []
    attendance.sign_off(vault, signed.id, voided=False)
    service.void(vault, past.id)
    assert [one.attendance.id for one in attendance.of_person(vault, fatima.id)] == [other.id]


@pytest.mark.parametrize(("yes", "field"), [(None, "consent_on"), (TODAY + timedelta(days=1), "consent_on")])
def test_without_her_yes_nothing_is_written(
    vault: Vault, past: Meeting, fatima: Person, yes: date | None, field: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        attendance.sign(vault, past.id, fatima.id, yes)
    assert refused.value.field == field
    assert attendance.present(vault, past.id) == []


def test_who_cannot_have_been_there(vault: Vault, past: Meeting, massage: Meeting, fatima: Person) -> None:
    attendance.sign(vault, past.id, fatima.id, TODAY)
    with pytest.raises(InvalidValue, match="già segnata"):
        attendance.sign(vault, past.id, fatima.id, TODAY)
    assert massage.on_date == SOON
    with pytest.raises(InvalidValue, match="futuro"):
        attendance.sign(vault, massage.id, fatima.id, TODAY)
    service.cancel(vault, massage.id, "pioggia")
    with pytest.raises(InvalidValue, match="annullato"):
        attendance.sign(vault, massage.id, fatima.id, TODAY)
    with vault.save("sync") as session:
        joy = Person(house="AUR", surname="Osas", name="Joy")
        session.add(joy)
    with pytest.raises(NotAllowed, match="altra casa"):
        attendance.sign(vault, past.id, joy.id, TODAY)


def test_where_somebody_was_nothing_is_cancelled(vault: Vault, past: Meeting, fatima: Person) -> None:
    signed = attendance.sign(vault, past.id, fatima.id, TODAY)
    with pytest.raises(InvalidValue, match="toglila"):
        service.cancel(vault, past.id, "pioggia")
    attendance.sign_off(vault, signed.id)
    assert service.cancel(vault, past.id, "pioggia").state == "cancelled"


def test_a_day_that_is_put_right_is_put_right_for_whoever_was_there(
    vault: Vault, past: Meeting, fatima: Person
) -> None:
    attendance.sign(vault, past.id, fatima.id, TODAY)
    former = service.before([service.meeting(vault, past.id)])
    yesterday = TODAY - timedelta(days=1)
    service.edit(vault, past.id, on_date=yesterday)
    assert vault.scalar("SELECT on_date FROM meeting_attendance") == yesterday.isoformat()
    assert attendance.of_person(vault, fatima.id)[0].on == yesterday
    service.put_back(vault, former)
    assert vault.scalar("SELECT on_date FROM meeting_attendance") == AGO.isoformat()
