"""People, their households and what is kept of them over time, and the decisions on who is the same person."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from millegiorni_desk.vault.records import (
    SYNCED,
    HouseRecord,
    NetworkRecord,
    append_only,
    later,
    later_codes,
)


class Person(HouseRecord, table=True):
    """A person as one house knows her. Another house holds its own record of the same woman.

    ``birth_precision`` is ``day`` or ``year`` (then ``birth_date`` is 1 January of that year);
    ``citizenship`` and ``birth_country`` are ISO 3166-1 alpha-2 codes; ``codice_fiscale`` is kept
    as given, checked but never blocking. ``contact_rule`` is a code (``contact_rule``): how she may be
    reached, with the hours and in her own words (``safe_contact``); ``no_paper``: she takes nothing on
    paper home. ``arrived_in_italy`` is ``YYYY``, ``YYYY-MM`` or a day; ``languages`` are those she speaks beside
    ``language``.
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
    birth_place: str = later()
    arrived_in_italy: str = later()
    languages: list[str] = later_codes()
    contact_rule: str = later()
    contact_hours: str = later()
    no_paper: bool = later(False)


class Child(HouseRecord, table=True):
    """A child of a person; ``birth_precision`` as in :class:`Person`."""

    __tablename__: ClassVar[str] = "child"
    __table_args__: ClassVar[Any] = (Index("child_person", "person_id"), {"info": SYNCED})

    person_id: str
    name: str = ""
    birth_date: date | None = None
    birth_precision: str = "day"
    gender: str = ""
    codice_fiscale: str = later()
    lives_with_her: bool | None = None
    notes: str = later()


class Phone(HouseRecord, table=True):
    """One more telephone number, whose it is and whether she may be called there (``contact_rule``)."""

    __tablename__: ClassVar[str] = "phone"
    __table_args__: ClassVar[Any] = (Index("phone_person", "person_id"), {"info": SYNCED})

    person_id: str
    number: str
    whose: str = ""
    contact_rule: str = ""
    notes: str = ""


class Relative(HouseRecord, table=True):
    """Someone of her household or family who is not her child; ``other_id`` where there is a card.

    ``relation`` is a code of the vocabulary ``relation``: what the relative is to her.
    """

    __tablename__: ClassVar[str] = "relative"
    __table_args__: ClassVar[Any] = (
        Index("relative_person", "person_id"),
        Index("relative_other", "other_id"),
        {"info": SYNCED},
    )

    person_id: str
    other_id: str | None = None
    name: str = ""
    relation: str = ""
    birth_date: date | None = None
    birth_precision: str = "day"
    gender: str = ""
    lives_with_her: bool | None = None
    notes: str = ""


class Answer(HouseRecord, table=True):
    """What she answered on a day about something that changes: ``kind`` is a code of ``answer_kind``.

    ``value`` is a code of the vocabulary that the kind names, or text; ``cents`` an amount in euro cents (ISEE).
    """

    __tablename__: ClassVar[str] = "person_answer"
    __table_args__: ClassVar[Any] = (Index("person_answer_person", "person_id", "kind"), {"info": SYNCED})

    person_id: str
    kind: str
    value: str = ""
    cents: int | None = None
    on_date: date
    until: date | None = None
    notes: str = ""


class Attachment(HouseRecord, table=True):
    """A file kept inside the vault; its bytes are in :class:`AttachmentPart`. ``size`` is in bytes.

    ``about`` is the id of the record that it proves, where it proves one: a receipt, a document of expense.
    """

    __tablename__: ClassVar[str] = "attachment"
    __table_args__: ClassVar[Any] = (
        Index("attachment_person", "person_id"),
        Index("attachment_about", "about", sqlite_where=text("about <> ''")),
        {"info": SYNCED},
    )

    person_id: str
    name: str
    media_type: str
    size: int
    sha256: str
    added_on: date
    added_by: str = ""
    notes: str = ""
    about: str = later()


class AttachmentPart(HouseRecord, table=True):
    """A piece of an attachment, base64; ``n`` counts from 0. Values in the change log are text, never bytes."""

    __tablename__: ClassVar[str] = "attachment_part"
    __table_args__: ClassVar[Any] = (
        Index("attachment_part_of", "attachment_id", "n"),
        {"info": SYNCED},
    )

    attachment_id: str
    n: int
    data: str


class CardMerge(HouseRecord, table=True):
    """Two cards of one house made one: ``gone_id`` is voided, what was hers moved to ``kept_id``.

    ``moved`` is JSON, table → column → id of a record → its value before and after, and for what came later than the
    merge the moment of the latest merge that was known then; ``fields`` is JSON, field → the value of the kept card
    before, the value of the other, and the one that holds. Undone (``undone_at``), both are two.
    """

    __tablename__: ClassVar[str] = "card_merge"
    __table_args__: ClassVar[Any] = (
        Index("card_merge_kept", "kept_id"),
        Index("card_merge_gone", "gone_id"),
        {"info": SYNCED},
    )

    kept_id: str
    gone_id: str
    moved: str = "{}"
    fields: str = "{}"
    merged_at: str
    merged_by: str
    undone_at: str = ""
    undone_by: str = ""


class LinkageKey(HouseRecord, table=True):
    """A key entered in this house, for codes by which a coordination that sees no names finds who is in two houses.

    Never changed: the one entered last holds. ``words`` are its 24 Italian words, which never leave the house; ``mark``
    tells it from others.
    """

    __tablename__: ClassVar[str] = "linkage_key"
    __table_args__: ClassVar[Any] = {"info": SYNCED}

    words: str
    mark: str
    entered_at: str
    entered_by: str


class PersonEncoding(HouseRecord, table=True):
    """A person's codes under the key of that ``mark`` (``encoding.Codes``): a new one each time, the former voided."""

    __tablename__: ClassVar[str] = "person_encoding"
    __table_args__: ClassVar[Any] = (Index("person_encoding_person", "person_id"), {"info": SYNCED})

    person_id: str
    mark: str
    surname: str = ""
    given: str = ""
    codice_fiscale: str = ""
    phone: str = ""


class PersonDecision(NetworkRecord, table=True):
    """What someone decided on two person records: append-only; of those on a pair that nobody undid, the latest holds.

    ``verdict``: ``same``, ``different``, ``unsure`` or ``withdrawn`` (the pair is open again).
    ``person_a`` is the smaller of the two ids. It holds ids only, never a name. ``seen`` is how the two agreed then
    (``linkage.agreement``): one mark for each thing, no value. ``undoes`` is the id of a decision on the same pair
    that this record takes back, whoever else decided meanwhile; it says nothing else then.
    """

    __tablename__: ClassVar[str] = "person_decision"
    __table_args__: ClassVar[Any] = (
        Index("person_decision_pair", "person_a", "person_b"),
        Index("person_decision_undoes", "undoes", sqlite_where=text("undoes <> ''")),
        {"info": append_only("note", "seen")},
    )

    person_a: str
    person_b: str
    verdict: str
    decided_at: str
    decided_by: str
    note: str = Field(default="")
    seen: str = later()
    undoes: str = later()
