"""Materials and where they went, posts, conferences, and the files that show that the funders were named."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from millegiorni_desk.vault.records import SYNCED, Codes, HouseRecord, NetworkRecord, no_codes


class Material(NetworkRecord, table=True):
    """A printed material and its print run: ``kind`` is a code of ``material_kind``, ``copies`` how many were printed.

    ``funders`` are ids of the funders whose mark it carries; ``languages`` are ISO 639 codes.
    """

    __tablename__: ClassVar[str] = "material"
    __table_args__: ClassVar[Any] = (Index("material_day", "on_date", "id", "voided"), {"info": SYNCED})

    kind: str
    title: str
    on_date: date
    copies: int
    languages: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    house_code: str = ""
    funders: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    cost_cents: int | None = None
    notes: str = ""
    voided: bool = False


class MaterialDelivery(NetworkRecord, table=True):
    """Copies of a material brought somewhere: a house of the network, or a place in words."""

    __tablename__: ClassVar[str] = "material_delivery"
    __table_args__: ClassVar[Any] = (Index("material_delivery_of", "material_id"), {"info": SYNCED})

    material_id: str
    on_date: date
    copies: int
    house_code: str = ""
    place: str = ""
    voided: bool = False


class Post(NetworkRecord, table=True):
    """A post on a channel (a code of ``outreach_channel``); ``reach`` is how many people saw it, where it is known."""

    __tablename__: ClassVar[str] = "post"
    __table_args__: ClassVar[Any] = (Index("post_day", "on_date", "id", "voided"), {"info": SYNCED})

    on_date: date
    channel: str
    title: str
    link: str = ""
    reach: int | None = None
    house_code: str = ""
    meeting_id: str | None = None
    funders: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    notes: str = ""
    voided: bool = False


class Conference(NetworkRecord, table=True):
    """A conference at which the project was told of; ``role`` is a code of ``conference_role``."""

    __tablename__: ClassVar[str] = "conference"
    __table_args__: ClassVar[Any] = {"info": SYNCED}

    on_date: date
    title: str
    organiser: str = ""
    place: str = ""
    role: str = "speaker"
    speaker: str = ""
    reach: int | None = None
    link: str = ""
    notes: str = ""
    voided: bool = False


class Evidence(HouseRecord, table=True):
    """A file that shows a funder's mark or name in use; its bytes are in :class:`EvidencePart`. ``size`` is in bytes.

    ``about`` is the id of the material, post, conference or meeting; ``house`` whose desk keeps it,
    ``COORDINATION`` where the coordination does.
    """

    __tablename__: ClassVar[str] = "evidence"
    __table_args__: ClassVar[Any] = (Index("evidence_about", "about"), {"info": SYNCED})

    about: str
    funder_id: str = ""
    name: str
    media_type: str
    size: int
    sha256: str
    added_on: date
    added_by: str = ""
    notes: str = ""


class EvidencePart(HouseRecord, table=True):
    """A piece of such a file, base64; ``n`` counts from 0."""

    __tablename__: ClassVar[str] = "evidence_part"
    __table_args__: ClassVar[Any] = (Index("evidence_part_of", "evidence_id", "n"), {"info": SYNCED})

    evidence_id: str
    n: int
    data: str
