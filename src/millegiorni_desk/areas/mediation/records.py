"""Mediators, the mediations asked for, and their sessions."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from millegiorni_desk.vault.records import SYNCED, Codes, HouseRecord, NetworkRecord, later_codes, no_codes


class Mediator(NetworkRecord, table=True):
    """A language and culture mediator; ``languages`` are ISO 639 codes, ``cents_per_hour`` what an hour costs now.

    ``earlier_rates`` is what it cost before, each as ``2025-06-30 2600``: up to that day, the day included, cents.
    """

    __tablename__: ClassVar[str] = "mediator"
    __table_args__: ClassVar[Any] = {"info": SYNCED}

    name: str
    organisation: str = ""
    languages: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    phone: str = ""
    email: str = ""
    cents_per_hour: int | None = None
    active: bool = True
    notes: str = ""
    earlier_rates: list[str] = later_codes()


class Mediation(HouseRecord, table=True):
    """A mediation asked for a woman, with its sessions: ``fragility`` is the main one, a code of ``fragility``.

    ``state`` and ``outcome`` are codes of ``mediation_state`` and ``mediation_outcome``.
    """

    __tablename__: ClassVar[str] = "mediation"
    __table_args__: ClassVar[Any] = (
        Index("mediation_person", "person_id"),
        Index("mediation_pathway", "pathway_id"),
        Index("mediation_newest", "requested_on", "id", "voided"),
        {"info": SYNCED},
    )

    person_id: str
    pathway_id: str | None = None
    access_id: str | None = None
    requested_on: date
    requested_by: str = ""
    languages: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    need: str = ""
    fragility: str = ""
    mediator_id: str | None = None
    state: str = "requested"
    closed_on: date | None = None
    outcome: str = ""
    notes: str = ""


class MediationSession(HouseRecord, table=True):
    """One time that a mediator came: ``kind`` is a code of ``mediation_kind``, ``minutes`` what is invoiced."""

    __tablename__: ClassVar[str] = "mediation_session"
    __table_args__: ClassVar[Any] = (
        Index("mediation_session_of", "mediation_id"),
        Index("mediation_session_day", "on_date", "mediator_id", "voided"),
        {"info": SYNCED},
    )

    mediation_id: str
    mediator_id: str | None = None
    on_date: date
    starts: str = ""
    minutes: int | None = None
    kind: str
    place: str = ""
    outcome: str = ""
    notes: str = ""
