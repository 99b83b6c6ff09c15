"""Care pathways: the pathway, its goals, its interventions, and how she is."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from millegiorni_desk.vault.records import SYNCED, Codes, HouseRecord, no_codes


class Pathway(HouseRecord, table=True):
    """An individual pathway (percorso individualizzato) of one person.

    ``fragilities`` and ``main_request`` are codes of the vocabulary ``fragility``; ``minors`` is how
    many minors live in the household; ``access_id`` is the access that opened it, where one did.
    """

    __tablename__: ClassVar[str] = "pathway"
    __table_args__: ClassVar[Any] = (
        Index("pathway_person", "person_id"),
        # The list, newest first, all of it or what is open: a page is found without reading the pathways before it.
        Index("pathway_opened", "opened_on", "id", "voided", "closed_on"),
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


class Goal(HouseRecord, table=True):
    """A goal of a pathway: ``dimension`` and ``state`` are codes (``dimension``, ``goal_state``)."""

    __tablename__: ClassVar[str] = "goal"
    __table_args__: ClassVar[Any] = (Index("goal_pathway", "pathway_id"), {"info": SYNCED})

    pathway_id: str
    title: str
    dimension: str = ""
    owner: str = ""
    due_on: date | None = None
    state: str = "set"
    set_on: date | None = None


class Intervention(HouseRecord, table=True):
    """Something done in a pathway, in one of the four areas.

    With a ``profession`` it is a specialist's consultation, ``minutes`` long; ``home_visit`` marks
    a visit at home.
    """

    __tablename__: ClassVar[str] = "intervention"
    __table_args__: ClassVar[Any] = (Index("intervention_pathway", "pathway_id"), {"info": SYNCED})

    pathway_id: str
    on_date: date
    area: str
    profession: str = ""
    professional: str = ""
    minutes: int | None = None
    home_visit: bool = False
    notes: str = ""


class Wellbeing(HouseRecord, table=True):
    """How she is in one dimension on a day, 0 to 10, by her own word or the case manager's."""

    __tablename__: ClassVar[str] = "wellbeing"
    __table_args__: ClassVar[Any] = (Index("wellbeing_pathway", "pathway_id"), {"info": SYNCED})

    pathway_id: str
    on_date: date
    dimension: str
    score: int = Field(ge=0, le=10)
    rated_by: str = "woman"
