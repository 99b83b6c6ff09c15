"""Appointments: where she is expected, how it went, and reminding her in a way that is safe for her."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from millegiorni_desk.areas.pathways import appointments
from millegiorni_desk.areas.pathways.records import Appointment, Pathway
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.flows.desk import open_desk
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.areas.pathways.conftest import SECRET

TODAY = date.today()
TOMORROW = TODAY + timedelta(days=1)


def made(pathway: Pathway, day: date, **known: Any) -> Appointment:
    at = f"{day.isoformat()}T{known.pop('hour', '10:30')}"
    told = {"title": "Ecografia", "pathway_id": pathway.id, "person_id": "", **known}
    return Appointment(house="", at=at, **told)


def test_it_is_hers_and_of_her_house(lucia: Vault, pathway: Pathway, fatima: Person) -> None:
    kept = appointments.add(lucia, made(pathway, TOMORROW))
    assert (kept.person_id, kept.house, kept.state) == (fatima.id, "BAR", "planned")
    (line,) = appointments.of_pathway(lucia, pathway.id)
    assert line.person is not None and line.person.id == fatima.id and line.day == TOMORROW
    assert [one.appointment.id for one in appointments.of_person(lucia, fatima.id)] == [kept.id]


@pytest.mark.parametrize(
    ("known", "field"),
    [
        ({"title": "  "}, "title"),
        ({"hour": "25:00"}, "at"),
        ({"hour": ""}, "at"),
        ({"minutes": -5}, "minutes"),
        ({"state": "forse"}, "state"),
        ({"state": "kept"}, "state"),
        ({"remind_on": TOMORROW + timedelta(days=1)}, "remind_on"),
    ],
)
def test_what_cannot_be_is_refused(lucia: Vault, pathway: Pathway, known: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        appointments.add(lucia, made(pathway, TOMORROW, **known))
    assert refused.value.field == field
    assert appointments.of_pathway(lucia, pathway.id) == []


def test_moving_keeps_the_old_day_and_can_be_taken_back(lucia: Vault, pathway: Pathway) -> None:
    old = appointments.add(lucia, made(pathway, TOMORROW, place="Consultorio", remind_on=TODAY))
    appointments.remind(lucia, old.id, "call")
    later = (TODAY + timedelta(days=8)).isoformat()
    new = appointments.move(lucia, old.id, f"{later}T09:00")
    assert (new.place, new.reminded_at, new.state) == ("Consultorio", "", "planned")
    assert {
        (line.appointment.at[:10], line.appointment.state)
        for line in appointments.of_pathway(lucia, pathway.id)
    } == {
        (TOMORROW.isoformat(), "moved"),
        (later, "planned"),
    }
    appointments.take_back_move(lucia, old.id, new.id)
    (only,) = appointments.of_pathway(lucia, pathway.id)
    assert (only.appointment.id, only.appointment.state) == (old.id, "planned")
    with pytest.raises(InvalidValue):
        appointments.move(lucia, old.id, "domani")
    (still,) = appointments.of_pathway(lucia, pathway.id)
    assert still.appointment.state == "planned"


def test_how_it_went_is_said_only_once_it_was(lucia: Vault, pathway: Pathway) -> None:
    ahead = appointments.add(lucia, made(pathway, TOMORROW))
    with pytest.raises(InvalidValue):
        appointments.settle(lucia, ahead.id, "missed")
    assert appointments.settle(lucia, ahead.id, "cancelled").state == "cancelled"
    today = appointments.add(lucia, made(pathway, TODAY))
    assert appointments.settle(lucia, today.id, "kept").state == "kept"
    assert appointments.settle(lucia, today.id, "planned").state == "planned"


def test_what_is_to_be_reminded_today(lucia: Vault, pathway: Pathway) -> None:
    due = appointments.add(lucia, made(pathway, TOMORROW, remind_on=TODAY - timedelta(days=1)))
    appointments.add(lucia, made(pathway, TOMORROW, title="Senza promemoria"))
    appointments.add(lucia, made(pathway, TOMORROW + timedelta(days=1), remind_on=TOMORROW))
    gone_by = made(pathway, TODAY - timedelta(days=1), remind_on=TODAY - timedelta(days=2))
    appointments.add(lucia, gone_by)
    appointments.settle(
        lucia, appointments.add(lucia, made(pathway, TOMORROW, remind_on=TODAY)).id, "cancelled"
    )
    assert [line.appointment.id for line in appointments.reminders_due(lucia, TODAY, 10)] == [due.id]
    assert [line.appointment.id for line in appointments.reminders_due(lucia, TODAY, 10, "Lucia")] == [due.id]
    assert appointments.reminders_due(lucia, TODAY, 10, "Rosa") == []
    appointments.remind(lucia, due.id, "in_person")
    assert appointments.reminders_due(lucia, TODAY, 10) == []
    appointments.take_back_reminder(lucia, due.id)
    assert len(appointments.reminders_due(lucia, TODAY, 10)) == 1


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [
        ("", ["call", "message", "in_person", "slip"]),
        ("any", ["call", "message", "in_person", "slip"]),
        ("calls", ["call", "in_person", "slip"]),
        ("only_her", ["call", "in_person", "slip"]),
        ("messages", ["message", "in_person", "slip"]),
        ("through", ["through", "in_person", "slip"]),
        ("never", ["in_person", "slip"]),
    ],
)
def test_she_is_reminded_only_as_her_rule_allows(
    lucia: Vault, pathway: Pathway, fatima: Person, rule: str, allowed: list[str]
) -> None:
    person = people.edit(lucia, fatima.id, contact_rule=rule)
    assert list(appointments.reach(person).ways) == allowed
    kept = appointments.add(lucia, made(pathway, TOMORROW, remind_on=TODAY))
    for how in appointments.WAYS:
        if how in allowed:
            assert appointments.remind(lucia, kept.id, how).reminded_how == how
            appointments.take_back_reminder(lucia, kept.id)
        else:
            with pytest.raises(InvalidValue):
                appointments.remind(lucia, kept.id, how)
    assert appointments.of_pathway(lucia, pathway.id)[0].appointment.reminded_at == ""
    proposed = appointments.usual_reminder(TOMORROW, TODAY, person)
    assert proposed == (None if rule == "never" else TODAY)
    assert appointments.usual_reminder(TODAY, TODAY, person) is None


def test_an_operator_reminds_her_and_arranges_nothing(lucia: Vault, pathway: Pathway) -> None:
    kept = appointments.add(lucia, made(pathway, TOMORROW, remind_on=TODAY))
    lucia.roles = [Role.OPERATOR]
    assert appointments.remind(lucia, kept.id, "call").reminded_at
    with pytest.raises(NotAllowed):
        appointments.settle(lucia, kept.id, "cancelled")


def test_a_reserved_one_says_nothing_to_others(folder: Path, lucia: Vault, pathway: Pathway) -> None:
    kept = appointments.add(
        lucia,
        made(pathway, TOMORROW, title="Centro antiviolenza", place="via X", remind_on=TODAY),
        [lucia.user_id],
    )
    assert lucia.query("SELECT title, place FROM appointment") == [{"title": "", "place": ""}]
    (line,) = appointments.reminders_due(lucia, TODAY, 10)
    assert line.appointment.title == "Centro antiviolenza" and line.reserved is not None
    appointments.remind(lucia, kept.id, "in_person")
    assert appointments.of_pathway(lucia, pathway.id)[0].appointment.title == "Centro antiviolenza"
    moved = appointments.move(lucia, kept.id, f"{(TODAY + timedelta(days=3)).isoformat()}T11:00")
    assert lucia.scalar("SELECT title FROM appointment WHERE id = :id", id=moved.id) == ""
    lucia.close()
    with open_desk(folder, "rosa", SECRET) as rosa:
        seen = {line.appointment.title for line in appointments.of_pathway(rosa, pathway.id)}
        assert seen == {""}
        with pytest.raises(NotAllowed):
            appointments.move(rosa, moved.id, f"{TOMORROW.isoformat()}T11:00")
    with open_desk(folder, "ada", SECRET) as ada:
        assert appointments.of_pathway(ada, pathway.id) == []
