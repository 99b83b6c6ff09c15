"""Deadlines, decisions, notes of supervision, targets, and when the desks are open."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from millegiorni_desk.vault.records import SYNCED, Codes, HouseRecord, NetworkRecord, no_codes


class Deadline(NetworkRecord, table=True):
    """Something due on a day; it is brought up ``remind_days`` before. ``house_code`` is whose, empty: everybody's."""

    __tablename__: ClassVar[str] = "deadline"
    __table_args__: ClassVar[Any] = (
        Index("deadline_open", "due_on", "id", sqlite_where=text("done_on IS NULL AND voided IS 0")),
        {"info": SYNCED},
    )

    title: str
    due_on: date
    remind_days: int = 7
    house_code: str = ""
    fund_id: str = ""
    responsible: str = ""
    done_on: date | None = None
    done_by: str = ""
    notes: str = ""
    voided: bool = False


class ProjectDecision(NetworkRecord, table=True):
    """A decision of the coordination, for all desks to read: ``present`` are the names of who took it."""

    __tablename__: ClassVar[str] = "project_decision"
    __table_args__: ClassVar[Any] = (
        Index("project_decision_day", "on_date", "id", "voided"),
        {"info": SYNCED},
    )

    on_date: date
    title: str
    words: str = ""
    present: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    responsible: str = ""
    due_on: date | None = None
    done_on: date | None = None
    author: str = ""
    voided: bool = False


class SupervisionNote(HouseRecord, table=True):
    """A note of the supervision of a house, which that house and the coordination read.

    ``indicator`` is the id of the figure it is about, where it is about one; ``answer`` is what the house says of it.
    """

    __tablename__: ClassVar[str] = "supervision_note"
    __table_args__: ClassVar[Any] = (Index("supervision_note_day", "on_date", "id"), {"info": SYNCED})

    on_date: date
    title: str
    words: str = ""
    indicator: str = ""
    author: str = ""
    answer: str = ""
    answered_by: str = ""
    done_on: date | None = None


class Target(NetworkRecord, table=True):
    """What an indicator should come to in a period: ``value`` in its unit: a number, cents, minutes, whole per cent.

    ``category`` is a code where the indicator counts by category; ``house_code`` empty means all houses; ``fund_id``
    says to which grant it was promised.
    """

    __tablename__: ClassVar[str] = "target"
    __table_args__: ClassVar[Any] = {"info": SYNCED}

    indicator: str
    category: str = ""
    house_code: str = ""
    from_day: date
    to_day: date
    value: int
    fund_id: str = ""
    notes: str = ""
    voided: bool = False


class OpeningHours(NetworkRecord, table=True):
    """When a desk is open on a day of the week: ``weekday`` is 1 for Monday to 7 (ISO 8601)."""

    __tablename__: ClassVar[str] = "opening_hours"
    __table_args__: ClassVar[Any] = {"info": SYNCED}

    house_code: str
    weekday: int
    opens: str
    closes: str
    what: str = ""
    from_day: date | None = None
    to_day: date | None = None
    voided: bool = False


class Closure(NetworkRecord, table=True):
    """Days on which a desk is closed; ``house_code`` empty means all of them."""

    __tablename__: ClassVar[str] = "closure"
    __table_args__: ClassVar[Any] = {"info": SYNCED}

    house_code: str = ""
    from_day: date
    to_day: date
    reason: str = ""
    voided: bool = False
