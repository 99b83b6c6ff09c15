"""Who works at the desks, the training and team meetings, who was there, and the agreements with networks."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from millegiorni_desk.vault.records import SYNCED, Codes, NetworkRecord, no_codes


class StaffMember(NetworkRecord, table=True):
    """Someone who works with the project, with a user of a desk (``user_name``) or without.

    ``house_code`` is the house where she works, empty at the coordination; ``body`` the code of who employs her;
    ``role`` is in words.
    """

    __tablename__: ClassVar[str] = "staff_member"
    __table_args__: ClassVar[Any] = {"info": SYNCED}

    name: str
    house_code: str = ""
    body: str = ""
    role: str = ""
    user_name: str = ""
    email: str = ""
    active: bool = True
    notes: str = ""
    voided: bool = False


class Training(NetworkRecord, table=True):
    """A training or team meeting: ``kind`` and ``state`` are codes of ``training_kind`` and ``training_state``.

    ``minutes`` is how long it lasted; ``house_code`` the house that held it, empty for all of the network;
    ``partners`` are ids of partners.
    """

    __tablename__: ClassVar[str] = "training"
    __table_args__: ClassVar[Any] = (Index("training_day", "on_date", "id", "voided"), {"info": SYNCED})

    on_date: date
    starts: str = ""
    minutes: int | None = None
    kind: str
    title: str
    topic: str = ""
    teachers: str = ""
    partners: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    house_code: str = ""
    place: str = ""
    state: str = "held"
    notes: str = ""
    voided: bool = False


class TrainingPresence(NetworkRecord, table=True):
    """Someone was at a training or team meeting; ``minutes`` where she was not there for all of it."""

    __tablename__: ClassVar[str] = "training_presence"
    __table_args__: ClassVar[Any] = (
        Index("training_presence_training", "training_id"),
        Index("training_presence_staff", "staff_id"),
        {"info": SYNCED},
    )

    training_id: str
    staff_id: str
    minutes: int | None = None
    voided: bool = False


class Agreement(NetworkRecord, table=True):
    """A network joined or an agreement signed with a partner; ``kind`` is a code of ``agreement_kind``."""

    __tablename__: ClassVar[str] = "agreement"
    __table_args__: ClassVar[Any] = {"info": SYNCED}

    title: str
    kind: str
    partner_id: str | None = None
    since: date | None = None
    until: date | None = None
    contact: str = ""
    phone: str = ""
    email: str = ""
    notes: str = ""
    voided: bool = False
