"""The services of the territory, and the referrals to them."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from millegiorni_desk.vault.records import SYNCED, Codes, HouseRecord, NetworkRecord, no_codes


class Service(NetworkRecord, table=True):
    """A service of the territory; ``kind`` is a code of the vocabulary ``referral``.

    ``bring`` are codes of ``bring``, what is asked for there; ``languages`` are ISO 639 codes; ``checked_on`` is
    when someone last made sure that all of it is true.
    """

    __tablename__: ClassVar[str] = "service"
    __table_args__: ClassVar[Any] = {"info": SYNCED}

    name: str
    kind: str
    address: str = ""
    quarter: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    hours: str = ""
    contact: str = ""
    languages: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    how_to_book: str = ""
    bring: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    notes: str = ""
    checked_on: date | None = None
    voided: bool = False


class Referral(HouseRecord, table=True):
    """A referral (invio) of a person to a service, open until something comes back.

    ``need`` is a code of ``need``; ``state`` of ``referral_state``: ``open``, ``accepted``, ``attended``,
    ``refused``, ``not_reached``, ``withdrawn``. ``code`` is printed on the slip and comes back with the answer.
    ``offer`` is what the service can do for her, ``appointment`` when and with whom; a ``discreet`` slip does not say
    where it sends her.
    """

    __tablename__: ClassVar[str] = "referral"
    __table_args__: ClassVar[Any] = (
        Index("referral_person", "person_id"),
        Index("referral_access", "access_id"),
        Index("referral_code", "code"),
        # What is awaited, the longest overdue first, and all of it, newest first: a page is found without sorting.
        Index(
            "referral_open",
            "answer_by",
            "on_date",
            "id",
            sqlite_where=text("returned_on IS NULL AND voided IS 0"),
        ),
        Index("referral_newest", "on_date", "id", "state", sqlite_where=text("voided IS 0")),
        {"info": SYNCED},
    )

    person_id: str
    access_id: str | None = None
    pathway_id: str | None = None
    service_id: str | None = None
    kind: str = ""
    code: str
    on_date: date
    need: str = ""
    offer: str = ""
    appointment: str = ""
    reason: str = ""
    language: str = ""
    discreet: bool = False
    answer_by: date | None = None
    printed_at: str = ""
    state: str = "open"
    returned_on: date | None = None
    outcome: str = ""
    message: str = ""
    referred_by: str = ""
