"""Public meetings, and who of the women known was at them."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from millegiorni_desk.vault.records import SYNCED, Codes, HouseRecord, NetworkRecord, no_codes


class Meeting(NetworkRecord, table=True):
    """A public meeting (incontro) of the calendar, which every house reads: nothing in it is about one person.

    ``house_code`` is the house that holds it. ``theme`` and ``state`` are codes of ``meeting_theme`` and
    ``meeting_state``; ``partners`` are ids of partners. ``starts`` and ``ends`` are ``HH:MM`` or empty. ``adults`` and
    ``minors`` are the heads of a meeting that was held, none where nobody counted; ``estimated`` says that they were
    not counted one by one. ``moved_from`` is the day it was first announced for, ``reason`` why it was moved or
    cancelled. Meetings that recur share ``series``, and ``rule`` is their recurrence (RFC 5545, section 3.3.10).
    ``uid`` is its name in other calendars (RFC 5545, section 3.8.4.7).
    """

    __tablename__: ClassVar[str] = "meeting"
    __table_args__: ClassVar[Any] = (
        Index("meeting_day", "on_date", "starts", "id", "voided"),
        Index("meeting_house", "house_code", "on_date"),
        Index("meeting_series", "series", "on_date", sqlite_where=text("series <> ''")),
        Index("meeting_uid", "uid", sqlite_where=text("uid <> ''")),
        {"info": SYNCED},
    )

    house_code: str
    title: str
    theme: str = ""
    on_date: date
    starts: str = ""
    ends: str = ""
    place: str = ""
    partners: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    experts: str = ""
    free: bool = True
    for_whom: str = ""
    booking: str = ""
    description: str = ""
    languages: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    second_language: str = ""
    second_title: str = ""
    second_description: str = ""
    expected: int | None = None
    adults: int | None = None
    minors: int | None = None
    estimated: bool = False
    state: str = "planned"
    moved_from: date | None = None
    reason: str = ""
    series: str = ""
    rule: str = ""
    uid: str = ""
    notes: str = ""
    voided: bool = False


class MeetingAttendance(HouseRecord, table=True):
    """A known woman was at a meeting, and said yes on ``consent_on`` that it is written on her card."""

    __tablename__: ClassVar[str] = "meeting_attendance"
    __table_args__: ClassVar[Any] = (
        Index("meeting_attendance_person", "person_id", "on_date"),
        Index("meeting_attendance_meeting", "meeting_id"),
        {"info": SYNCED},
    )

    meeting_id: str
    person_id: str
    on_date: date
    consent_on: date
    added_by: str = ""
