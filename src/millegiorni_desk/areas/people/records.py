"""People, their children, and the decisions on who is the same person."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from millegiorni_desk.vault.records import APPEND_ONLY, SYNCED, HouseRecord, NetworkRecord


class Person(HouseRecord, table=True):
    """A person as one house knows her. Another house holds its own record of the same woman.

    ``birth_precision`` is ``day`` or ``year`` (then ``birth_date`` is 1 January of that year);
    ``citizenship`` and ``birth_country`` are ISO 3166-1 alpha-2 codes; ``codice_fiscale`` is kept
    as given, checked but never blocking.
    """

    __tablename__: ClassVar[str] = "person"
    __table_args__: ClassVar[Any] = (
        # The registry by surname, a page of it at a time, whatever the capitals.
        Index(
            "person_alphabet",
            text("surname COLLATE NOCASE"),
            text("name COLLATE NOCASE"),
            "id",
            sqlite_where=text("voided IS 0"),
        ),
        {"info": SYNCED},
    )

    surname: str = ""
    name: str = ""
    codice_fiscale: str = ""
    birth_date: date | None = None
    birth_precision: str = "day"
    gender: str = ""
    citizenship: str = ""
    birth_country: str = ""
    phone: str = ""
    address: str = ""
    quarter: str = ""
    language: str = ""
    safe_contact: str = ""
    due_date: date | None = None
    notes: str = ""


class Child(HouseRecord, table=True):
    """A child of a person; ``birth_precision`` as in :class:`Person`."""

    __tablename__: ClassVar[str] = "child"
    __table_args__: ClassVar[Any] = (Index("child_person", "person_id"), {"info": SYNCED})

    person_id: str
    name: str = ""
    birth_date: date | None = None
    birth_precision: str = "day"
    gender: str = ""


class PersonDecision(NetworkRecord, table=True):
    """What someone decided on two person records: append-only; the latest on a pair holds.

    ``verdict``: ``same``, ``different``, ``unsure`` or ``withdrawn`` (the pair is open again).
    ``person_a`` is the smaller of the two ids. It holds ids only, never a name.
    """

    __tablename__: ClassVar[str] = "person_decision"
    __table_args__: ClassVar[Any] = (
        Index("person_decision_pair", "person_a", "person_b"),
        {"info": APPEND_ONLY},
    )

    person_a: str
    person_b: str
    verdict: str
    decided_at: str
    decided_by: str
    note: str = Field(default="")
