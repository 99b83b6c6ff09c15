"""The table of rights and appointments, and where each woman and child stands with them."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index

from millegiorni_desk.vault.records import SYNCED, HouseRecord, NetworkRecord


class Right(NetworkRecord, table=True):
    """A right to ask for or an appointment to keep; a row with the code of a shipped one takes its place.

    ``anchor`` is ``due_date`` (days count from the due date, negative before it) or ``birth`` (days of the child's
    age); it is open from ``from_day`` to ``to_day``. ``kind`` is ``right`` or ``appointment``.
    """

    __tablename__: ClassVar[str] = "entitlement"
    __table_args__: ClassVar[Any] = {"info": SYNCED}

    code: str
    kind: str
    title: str
    anchor: str
    from_day: int
    to_day: int
    where_to_ask: str = ""
    what_to_bring: str = ""
    source: str = ""
    active: bool = True


class RightState(HouseRecord, table=True):
    """Where she stands with one right: ``asked``, ``obtained``, ``refused``, ``not_due`` or ``done``."""

    __tablename__: ClassVar[str] = "entitlement_state"
    __table_args__: ClassVar[Any] = (Index("entitlement_state_person", "person_id"), {"info": SYNCED})

    person_id: str
    child_id: str | None = None
    code: str
    state: str
    on_date: date
    notes: str = ""
