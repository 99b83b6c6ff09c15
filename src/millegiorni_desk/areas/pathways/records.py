"""Care pathways: the pathway and its assessment, goals and steps, what is done, said and agreed, and how she is."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from millegiorni_desk.vault.records import SYNCED, Codes, HouseRecord, later, no_codes


class Pathway(HouseRecord, table=True):
    """An individual pathway (percorso individualizzato) of one person.

    ``fragilities`` and ``main_request`` are codes of the vocabulary ``fragility``; ``minors`` is how
    many minors live in the household; ``access_id`` is the access that opened it, where one did.

    ``household``, ``resources`` and ``wishes`` are the shared assessment in words, made on ``assessed_on``.
    ``ended_as`` is a code of ``pathway_outcome``. ``story`` tells it in short under the pseudonym ``story_name``; it
    may be published only once she has agreed, on ``story_consent_on``.
    """

    __tablename__: ClassVar[str] = "pathway"
    __table_args__: ClassVar[Any] = (
        Index("pathway_person", "person_id"),
        # The list, newest first, all of it or what is open: a page is found without reading the pathways before it.
        Index("pathway_opened", "opened_on", "id", "voided", "closed_on"),
        # Somebody's own, on her board.
        Index(
            "pathway_manager",
            "case_manager",
            "opened_on",
            sqlite_where=text("closed_on IS NULL AND voided IS 0"),
        ),
        {"info": SYNCED},
    )

    person_id: str
    access_id: str | None = None
    opened_on: date
    closed_on: date | None = None
    case_manager: str = ""
    minors: int | None = None
    fragilities: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    main_request: str = ""
    referrer: str = ""
    outcome: str = ""
    notes: str = ""
    household: str = later()
    resources: str = later()
    wishes: str = later()
    assessed_on: date | None = None
    ended_as: str = later()
    story: str = later()
    story_name: str = later()
    story_consent_on: date | None = None


class Goal(HouseRecord, table=True):
    """A goal of a pathway: ``dimension`` and ``state`` are codes (``dimension``, ``goal_state``).

    ``state_on`` is the day on which it was reached, or left; ``rank`` its place among the goals, from 0.
    """

    __tablename__: ClassVar[str] = "goal"
    __table_args__: ClassVar[Any] = (
        Index("goal_pathway", "pathway_id"),
        # What is late, over all pathways: only what is not reached yet.
        Index("goal_due", "due_on", "id", sqlite_where=text("state = 'set' AND voided IS 0")),
        {"info": SYNCED},
    )

    pathway_id: str
    title: str
    dimension: str = ""
    owner: str = ""
    due_on: date | None = None
    state: str = "set"
    set_on: date | None = None
    state_on: date | None = None
    notes: str = later()
    rank: int = later(0)


class GoalStep(HouseRecord, table=True):
    """A small step towards a goal; ``owner`` is who takes it (``woman``, ``case_manager`` or a name)."""

    __tablename__: ClassVar[str] = "goal_step"
    __table_args__: ClassVar[Any] = (
        Index("goal_step_goal", "goal_id", "rank"),
        # What is due, over all pathways: only what is not done yet.
        Index("goal_step_due", "due_on", "id", sqlite_where=text("done_on IS NULL AND voided IS 0")),
        {"info": SYNCED},
    )

    pathway_id: str
    goal_id: str
    title: str
    owner: str = ""
    due_on: date | None = None
    done_on: date | None = None
    rank: int = 0


class Intervention(HouseRecord, table=True):
    """Something done in a pathway, in one of the four areas.

    With a ``profession`` it is a specialist's consultation, ``minutes`` long; ``home_visit`` marks
    a visit at home. ``kind`` is a code of ``intervention_kind``; ``outside`` marks a professional from outside the
    network, who costs ``cost_cents``. ``goal_id`` is the goal that it serves.
    """

    __tablename__: ClassVar[str] = "intervention"
    __table_args__: ClassVar[Any] = (
        Index("intervention_pathway", "pathway_id"),
        # What was done in these weeks, over all pathways, and the hours of a year.
        Index("intervention_day", "on_date", "pathway_id", sqlite_where=text("voided IS 0")),
        {"info": SYNCED},
    )

    pathway_id: str
    on_date: date
    area: str
    profession: str = ""
    professional: str = ""
    minutes: int | None = None
    home_visit: bool = False
    notes: str = ""
    kind: str = later()
    place: str = later()
    outside: bool = later(False)
    cost_cents: int | None = None
    goal_id: str | None = None


class Wellbeing(HouseRecord, table=True):
    """How she is in one dimension on a day, 0 to 10, by her own word or the case manager's (``rated_by``).

    ``moment`` is ``opening``, ``along`` or ``closing``.
    """

    __tablename__: ClassVar[str] = "wellbeing"
    __table_args__: ClassVar[Any] = (Index("wellbeing_pathway", "pathway_id"), {"info": SYNCED})

    pathway_id: str
    on_date: date
    dimension: str
    score: int = Field(ge=0, le=10)
    rated_by: str = "woman"
    moment: str = later()


class OutsideScore(HouseRecord, table=True):
    """A score on a scale that somebody else keeps and has given her: its name and result, never its text."""

    __tablename__: ClassVar[str] = "outside_score"
    __table_args__: ClassVar[Any] = (Index("outside_score_pathway", "pathway_id"), {"info": SYNCED})

    pathway_id: str
    on_date: date
    scale: str
    score: str
    taken_by: str = ""
    notes: str = ""


class Appointment(HouseRecord, table=True):
    """Where she is expected: ``at`` is the day and hour (``2025-10-03T10:30``), ``minutes`` how long.

    ``state`` is a code of ``appointment_state``. She is reminded on ``remind_on``; ``reminded_at`` and ``reminded_how``
    say that it was done.
    """

    __tablename__: ClassVar[str] = "appointment"
    __table_args__: ClassVar[Any] = (
        Index("appointment_person", "person_id"),
        Index("appointment_pathway", "pathway_id"),
        Index("appointment_ahead", "at", "id", sqlite_where=text("state = 'planned' AND voided IS 0")),
        Index(
            "appointment_remind",
            "remind_on",
            "at",
            "id",
            sqlite_where=text("state = 'planned' AND reminded_at = '' AND voided IS 0"),
        ),
        {"info": SYNCED},
    )

    person_id: str
    pathway_id: str | None = None
    at: str
    minutes: int | None = None
    title: str
    place: str = ""
    service_id: str | None = None
    with_whom: str = ""
    accompanied_by: str = ""
    remind_on: date | None = None
    reminded_at: str = ""
    reminded_how: str = ""
    state: str = "planned"
    notes: str = ""


class PathwayNote(HouseRecord, table=True):
    """Words on a pathway: ``kind`` is ``note``, or ``team`` for what the team talked over and decided.

    ``present`` are the names of who was there, ``decided`` what was agreed.
    """

    __tablename__: ClassVar[str] = "pathway_note"
    __table_args__: ClassVar[Any] = (Index("pathway_note_pathway", "pathway_id"), {"info": SYNCED})

    pathway_id: str
    on_date: date
    kind: str = "note"
    words: str = ""
    present: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    decided: str = ""
    author: str = ""


class HandOver(HouseRecord, table=True):
    """A pathway passed to another case manager, or, as she agreed on ``consent_on``, to the house ``to_house``.

    ``state`` is a code of ``hand_over_state``; ``ended_on`` is the day on which another house's sight of it ends.
    """

    __tablename__: ClassVar[str] = "hand_over"
    __table_args__: ClassVar[Any] = (Index("hand_over_pathway", "pathway_id"), {"info": SYNCED})

    pathway_id: str
    on_date: date
    from_manager: str = ""
    to_manager: str = ""
    to_house: str = ""
    reason: str = ""
    consent_on: date | None = None
    state: str = "proposed"
    answered_on: date | None = None
    answered_by: str = ""
    ended_on: date | None = None
