"""Who of the women known was at a meeting: written only with her yes, and told on her card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from millegiorni_desk.areas.meetings.checks import CANCELLED
from millegiorni_desk.areas.meetings.records import Meeting, MeetingAttendance
from millegiorni_desk.areas.people import checks
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


@dataclass(frozen=True)
class Attended:
    """That a woman was at a meeting, with both; ``meeting`` is None before it arrives, as ``person``."""

    attendance: MeetingAttendance
    meeting: Meeting | None
    person: Person | None

    @property
    def on(self) -> date:
        """The day of the meeting."""
        return self.meeting.on_date if self.meeting else self.attendance.on_date


def sign(vault: Vault, meeting_id: str, person_id: str, consent_on: date | None) -> MeetingAttendance:
    """Write down that a woman of this house was there; on *consent_on* she said yes to that.

    Raises ``InvalidValue`` naming the field, ``NotAllowed`` for another house's card.
    """
    vault.require(Permission.RUN_MEETINGS)
    checks.cards_are_written(vault)
    with vault.save("meeting.sign") as session:
        held, person = vault.get(Meeting, meeting_id), vault.get(Person, person_id)
        if consent_on is None:
            raise InvalidValue(
                _("Si segna solo se è d'accordo: scrivi in che giorno ha detto di sì."), "consent_on"
            )
        _check(vault, held, person, consent_on)
        new = MeetingAttendance(
            house=person.house,
            meeting_id=meeting_id,
            person_id=person_id,
            on_date=held.on_date,
            consent_on=consent_on,
            added_by=vault.user_name,
        )
        session.add(new)
    return new


def sign_off(vault: Vault, attendance_id: str, voided: bool = True) -> MeetingAttendance:
    """Take her out again (it was not her, or she does not want it any more), or put her back.

    Of two cards that were made one both may have been there: taken out, neither comes up again.
    """
    vault.require(Permission.RUN_MEETINGS)
    checks.cards_are_written(vault)
    with vault.save("meeting.sign_off") as session:
        held = vault.get(MeetingAttendance, attendance_id)
        if vault.house and held.house != vault.house:
            raise NotAllowed(_("Questa persona è di un'altra casa: la sua presenza si segna lì."))
        held.voided = voided
        if voided:
            for twice in _of_both(vault, held):
                twice.voided = True
                session.merge(twice)
        return session.merge(held)


def present(vault: Vault, meeting_id: str) -> list[Attended]:
    """Who of the women known here was there, in the order written."""
    vault.require(Permission.SEE_PEOPLE)
    with vault.read() as session:
        found = session.exec(
            select(MeetingAttendance, Meeting, Person)
            .join(Meeting, col(Meeting.id) == col(MeetingAttendance.meeting_id), isouter=True)
            .join(Person, col(Person.id) == col(MeetingAttendance.person_id), isouter=True)
            .where(MeetingAttendance.meeting_id == meeting_id, col(MeetingAttendance.voided).is_(False))
            .order_by(col(MeetingAttendance.id))
        ).all()
    return _once([Attended(*each) for each in found])


def of_person(vault: Vault, person_id: str) -> list[Attended]:
    """The meetings that she was at, newest first."""
    vault.require(Permission.SEE_PEOPLE)
    with vault.read() as session:
        found = session.exec(
            select(MeetingAttendance, Meeting)
            .join(Meeting, col(Meeting.id) == col(MeetingAttendance.meeting_id), isouter=True)
            .where(MeetingAttendance.person_id == person_id, col(MeetingAttendance.voided).is_(False))
        ).all()
    told = [Attended(one, meeting, None) for one, meeting in found]
    shown = [each for each in told if each.meeting is None or not each.meeting.voided]
    return sorted(_once(shown), key=lambda each: (each.on, each.attendance.id), reverse=True)


def _once(found: list[Attended]) -> list[Attended]:
    """Each woman once at each meeting: her cards may have been made one since."""
    first: dict[tuple[str, str], Attended] = {}
    for each in found:
        first.setdefault((each.attendance.meeting_id, each.attendance.person_id), each)
    return list(first.values())


def _of_both(vault: Vault, held: MeetingAttendance) -> list[MeetingAttendance]:
    with vault.read() as session:
        return list(
            session.exec(
                select(MeetingAttendance).where(
                    MeetingAttendance.meeting_id == held.meeting_id,
                    MeetingAttendance.person_id == held.person_id,
                    MeetingAttendance.id != held.id,
                    col(MeetingAttendance.voided).is_(False),
                )
            ).all()
        )


def _check(vault: Vault, held: Meeting, person: Person, consent_on: date) -> None:
    if vault.house and person.house != vault.house:
        raise NotAllowed(_("Questa persona è di un'altra casa: la sua presenza si segna lì."))
    if consent_on > date.today():
        raise InvalidValue(_("Il giorno in cui ha detto di sì è nel futuro."), "consent_on")
    if held.voided or held.state == CANCELLED:
        raise InvalidValue(_("L'incontro è annullato: non si segna chi c'era."), "meeting_id")
    if held.on_date > date.today():
        raise InvalidValue(_("L'incontro è nel futuro: si segna quando c'è stata."), "meeting_id")
    if person.voided:
        raise InvalidValue(_("La sua scheda non è più in uso."), "person_id")
    there = vault.scalar(
        "SELECT EXISTS (SELECT 1 FROM meeting_attendance WHERE meeting_id = :of AND person_id = :who AND voided IS 0)",
        of=held.id,
        who=person.id,
    )
    if there:
        raise InvalidValue(_("È già segnata a questo incontro."), "person_id")
