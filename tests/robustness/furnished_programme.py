"""A row in each table of meetings, training, coordination, outreach and questions, which version 0009 brought."""

from datetime import date

from sqlmodel import SQLModel

from millegiorni_desk.areas.coordination.records import (
    Closure,
    Deadline,
    OpeningHours,
    ProjectDecision,
    SupervisionNote,
    Target,
)
from millegiorni_desk.areas.meetings.records import Meeting, MeetingAttendance
from millegiorni_desk.areas.monitoring.records import SentReport
from millegiorni_desk.areas.outreach.records import (
    Conference,
    Evidence,
    EvidencePart,
    Material,
    MaterialDelivery,
    Post,
)
from millegiorni_desk.areas.questions.records import Question, QuestionAnswer
from millegiorni_desk.areas.training.records import Agreement, StaffMember, Training, TrainingPresence
from millegiorni_desk.network.records import Logo, Partner

_GREY_DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="


def rows(person: str, day: date) -> list[SQLModel]:
    """Everything of the programme that Barrito and its network may write down."""
    return [*_meetings(person, day), *_training(day), *_coordination(day), *_outreach(day)]


def _meetings(person: str, day: date) -> list[SQLModel]:
    partner = Partner(name="Nati per Leggere", kind="network", contact="Sofia")
    meeting = Meeting(
        house_code="BAR", title="Massaggio infantile", theme="newborn", on_date=day, starts="10:00",
        partners=[partner.id], adults=9, minors=8, state="held", languages=["it"],
    )  # fmt: skip
    question = Question(code="heard_of_us", about="access", kind="text", label="Chi le ha parlato di noi")
    return [
        partner,
        meeting,
        MeetingAttendance(
            house="BAR", meeting_id=meeting.id, person_id=person, on_date=day, consent_on=day, added_by="Lucia"
        ),
        question,
        QuestionAnswer(
            house="BAR", question=question.code, subject_table="person", subject_id=person, person_id=person,
            words="la vicina del terzo piano",
        ),
    ]  # fmt: skip


def _training(day: date) -> list[SQLModel]:
    member = StaffMember(name="Lucia", house_code="BAR", role="operatrice", user_name="lucia")
    training = Training(
        on_date=day, minutes=120, kind="training", title="I primi mille giorni", teachers="ASL"
    )
    return [
        member,
        training,
        TrainingPresence(training_id=training.id, staff_id=member.id),
        Agreement(title="Settimana dell'allattamento materno", kind="network", since=day),
    ]


def _coordination(day: date) -> list[SQLModel]:
    return [
        Deadline(title="Relazione intermedia", due_on=day),
        ProjectDecision(on_date=day, title="Un solo volantino per tutte", present=["Marta", "Lucia"]),
        SupervisionNote(
            house="BAR", on_date=day, title="Risposte mancanti", words="da chiedere", author="Marta"
        ),
        Target(indicator="a3.meetings", from_day=day, to_day=day, value=120),
        OpeningHours(house_code="BAR", weekday=2, opens="09:30", closes="12:30"),
        Closure(from_day=day, to_day=day, reason="festa"),
        SentReport(
            period_from=day,
            period_to=day,
            made_at="2025-03-01T10:00:00Z",
            made_by="Marta",
            content="{}",
            digest="00",
        ),
    ]


def _outreach(day: date) -> list[SQLModel]:
    material = Material(
        kind="flyer", title="Volantino di marzo", on_date=day, copies=500, languages=["it", "ar"]
    )
    evidence = Evidence(
        house="BAR",
        about=material.id,
        name="volantino.png",
        media_type="image/png",
        size=2,
        sha256="",
        added_on=day,
    )
    return [
        material,
        MaterialDelivery(material_id=material.id, on_date=day, copies=50, place="Consultorio"),
        Post(on_date=day, channel="instagram", title="Calendario di marzo"),
        Conference(on_date=day, title="Ben-essere 0-6", organiser="Università"),
        evidence,
        EvidencePart(house="BAR", evidence_id=evidence.id, n=0, data="aGk="),
        Logo(name="Unione Buddhista Italiana", media_type="image/png", content=_GREY_DOT),
    ]
