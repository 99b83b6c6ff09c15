"""Accesses to the desk."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from millegiorni_desk.vault.records import SYNCED, Codes, HouseRecord, no_codes


class Access(HouseRecord, table=True):
    """One access (accesso) to a desk. Without ``person_id`` it is anonymous: counted as an access only.

    ``in_care`` (in charge of social services), ``adi`` (Assegno di Inclusione) and ``pregnant`` are
    codes of the vocabulary ``answer``; ``unknown`` never counts as no. ``minutes`` is how long it
    took; ``at_time`` is ``HH:MM``.
    """

    __tablename__: ClassVar[str] = "access"
    __table_args__: ClassVar[Any] = (
        Index("access_date", "on_date", "house"),
        Index("access_person", "person_id", "on_date"),
        # The list, newest first: a page of it is found without reading the accesses before it.
        Index("access_newest", "on_date", "at_time", "id", sqlite_where=text("voided IS 0")),
        # How many there are: all, counted along the narrowest column (nobody looks for minutes), less the voided.
        Index("access_counted", "minutes"),
        Index("access_gone", "voided", sqlite_where=text("voided > 0")),
        # Few accesses ask for a follow-up: the index holds those only.
        Index("access_follow_up", "follow_up_on", sqlite_where=text("follow_up_on IS NOT NULL")),
        {"info": SYNCED},
    )

    on_date: date
    at_time: str = ""
    operator: str = ""
    person_id: str | None = None
    channel: str = "direct"
    needs: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    activities: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    referred_to: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    in_care: str = "unknown"
    adi: str = "unknown"
    pregnant: str = "unknown"
    due_date: date | None = None
    minors: int | None = None
    language: str = ""
    mediation_needed: bool | None = None
    minutes: int | None = None
    follow_up_on: date | None = None
    notes: str = ""
