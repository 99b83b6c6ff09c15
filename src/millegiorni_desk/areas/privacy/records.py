"""Notices and consents, retention, breaches, and what stays of whoever was erased."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from millegiorni_desk.vault.records import SYNCED, Codes, HouseRecord, NetworkRecord, no_codes


class Notice(NetworkRecord, table=True):
    """One version of the notice (informativa, GDPR article 13) in one language; ``body`` is its text."""

    __tablename__: ClassVar[str] = "notice"
    __table_args__: ClassVar[Any] = {"info": SYNCED}

    version: int
    language: str
    title: str = ""
    body: str = ""
    valid_from: date
    valid_to: date | None = None


class NoticeGiven(HouseRecord, table=True):
    """That she was given a version of the notice in a language; ``how`` is ``printed``, ``read`` or ``sent``."""

    __tablename__: ClassVar[str] = "notice_given"
    __table_args__: ClassVar[Any] = (Index("notice_given_person", "person_id"), {"info": SYNCED})

    person_id: str
    version: int
    language: str
    on_date: date
    how: str = "printed"
    given_by: str = ""


class Consent(HouseRecord, table=True):
    """One answer to one optional consent: ``kind`` is a code of ``consent``; the latest answer holds.

    ``answer`` is ``given``, ``refused`` or ``withdrawn``; ``scope`` says to whom or for what, where the kind asks.
    """

    __tablename__: ClassVar[str] = "consent"
    __table_args__: ClassVar[Any] = (Index("consent_person", "person_id", "kind"), {"info": SYNCED})

    person_id: str
    kind: str
    answer: str
    on_date: date
    notice_version: int = 0
    language: str = ""
    scope: str = ""
    taken_by: str = ""


class FileShare(HouseRecord, table=True):
    """That another house may read her file, as she agreed on ``consent_on``; its id names the share for good.

    From ``since`` on, to the end of ``until`` where there is one. One that ended never begins again: another is made.
    """

    __tablename__: ClassVar[str] = "file_share"
    __table_args__: ClassVar[Any] = (Index("file_share_person", "person_id"), {"info": SYNCED})

    person_id: str
    to_house: str
    consent_on: date
    notice_version: int = 0
    language: str = ""
    since: date
    until: date | None = None
    shared_by: str = ""
    ended_on: date | None = None
    ended_by: str = ""
    end_reason: str = ""


class RetentionRule(NetworkRecord, table=True):
    """How many months after the last contact a ``category`` is reviewed; it takes the place of the shipped rule."""

    __tablename__: ClassVar[str] = "retention_rule"
    __table_args__: ClassVar[Any] = {"info": SYNCED}

    category: str
    months: int
    basis: str = ""


class RetentionReview(HouseRecord, table=True):
    """That someone looked at a person's records of a category and kept them ``until``, and why."""

    __tablename__: ClassVar[str] = "retention_review"
    __table_args__: ClassVar[Any] = (Index("retention_review_person", "person_id"), {"info": SYNCED})

    person_id: str
    category: str
    on_date: date
    until: date
    reason: str = ""
    reviewed_by: str = ""


class Breach(HouseRecord, table=True):
    """A personal data breach (GDPR articles 33 and 34); ``found_at`` starts the 72 hours. Instants are UTC."""

    __tablename__: ClassVar[str] = "breach"
    __table_args__: ClassVar[Any] = {"info": SYNCED}

    found_at: str
    happened_at: str = ""
    kind: str = ""
    what: str = ""
    data: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    people: int | None = None
    encrypted: str = ""
    consequences: str = ""
    measures: str = ""
    risk: str = ""
    authority_told_at: str = ""
    people_told_at: str = ""
    closed_at: str = ""
    reported_by: str = ""


class StatisticalPerson(HouseRecord, table=True):
    """What stays of someone erased: one row per year in which she was counted, and no way back to her.

    The id is random and not ordered by time. ``age_band`` is e.g. ``25-34``; ``origin`` is ``IT``, ``EU`` or ``other``.
    """

    __tablename__: ClassVar[str] = "statistical_person"
    __table_args__: ClassVar[Any] = {"info": SYNCED}

    year: int
    gender: str = ""
    age_band: str = ""
    origin: str = ""
    accesses: int = 0
    pathway: bool = False
    dote: bool = False
