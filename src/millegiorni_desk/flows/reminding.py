"""Reminding her of an appointment, or calling her back: as her rule has it, and only by what she agreed to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from millegiorni_desk.areas.pathways import appointments
from millegiorni_desk.areas.pathways.appointments import Line, Reach
from millegiorni_desk.areas.pathways.records import Appointment
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.privacy import consents
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

CALLS, MESSAGES = "calls", "messages"


@dataclass(frozen=True)
class Reminder:
    """An appointment of which she is to be reminded, and how she may be; nobody is reached without her card."""

    line: Line
    reach: Reach | None


def reach(vault: Vault, person: Person) -> Reach:
    """How she may be reminded today."""
    return reaches(vault, [person])[person.id]


def reaches(vault: Vault, people: Collection[Person]) -> dict[str, Reach]:
    """How each of *people* may be reached today, by her id."""
    vault.require(Permission.SEE_PEOPLE)
    return _reaches(vault, people)


def due(vault: Vault, today: date, limit: int, case_manager: str = "") -> list[Reminder]:
    """The reminders to give by *today*, soonest first; see ``appointments.reminders_due``."""
    lines = appointments.reminders_due(vault, today, limit, case_manager)
    reaches = _reaches(vault, [line.person for line in lines if line.person is not None])
    return [Reminder(line, reaches.get(line.appointment.person_id)) for line in lines]


def remind(vault: Vault, appointment_id: str, how: str) -> Appointment:
    """Note that she was reminded just now. Raises ``InvalidValue`` where her rule or her consents forbid that way."""
    vault.require(Permission.RECORD_ACCESS)
    person = vault.get(Person, vault.get(Appointment, appointment_id).person_id)
    known = reach(vault, person)
    if how in appointments.WAYS and how not in known.ways:
        raise InvalidValue(
            _("Così non si può: {rule}. Ricordaglielo in un altro modo.").format(rule=known.words), "how"
        )
    return appointments.remind(vault, appointment_id, how)


def _reaches(vault: Vault, people: Collection[Person]) -> dict[str, Reach]:
    agreed = consents.given(vault, [person.id for person in people], (CALLS, MESSAGES))
    return {
        person.id: appointments.reach(
            person, calls=(person.id, CALLS) in agreed, writes=(person.id, MESSAGES) in agreed
        )
        for person in people
    }
