"""Houses, managing bodies and the words added to the vocabularies."""

from datetime import date
from typing import Any, ClassVar

from sqlmodel import Field

from millegiorni_desk.vault.records import SYNCED, Codes, NetworkRecord, later, no_codes


class House(NetworkRecord, table=True):
    """A neighbourhood house (Casa del Quartiere). ``code`` is short and never changes: ``BAR``."""

    __tablename__: ClassVar[str] = "house"
    __table_args__: ClassVar[Any] = {"info": SYNCED}

    code: str
    name: str
    address: str = ""
    colour: str = ""


class ManagingBody(NetworkRecord, table=True):
    """The body (ente gestore) that signs the receipts of one or more houses."""

    __tablename__: ClassVar[str] = "managing_body"
    __table_args__: ClassVar[Any] = {"info": SYNCED}

    code: str
    name: str
    houses: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    seat: str = ""
    codice_fiscale: str = ""
    stamp_duty: str = "Imposta di bollo: da verificare"
    privacy_contact: str = later()
    dpo: str = later()


class Term(NetworkRecord, table=True):
    """A word that the coordinator adds to a vocabulary, or a new label or place for a shipped one.

    A code is never deleted: it ends on ``active_to``. ``rank`` is its place where the words were put in order, from 1;
    0 is the place that it has by itself, after those.
    """

    __tablename__: ClassVar[str] = "term"
    __table_args__: ClassVar[Any] = {"info": SYNCED}

    vocabulary: str
    code: str
    label: str
    active_from: date | None = None
    active_to: date | None = None
    rank: int = later(0)


class Partner(NetworkRecord, table=True):
    """Whom the project works with: ``kind`` is a code of ``partner_kind``."""

    __tablename__: ClassVar[str] = "partner"
    __table_args__: ClassVar[Any] = {"info": SYNCED}

    name: str
    kind: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    address: str = ""
    since: date | None = None
    until: date | None = None
    notes: str = ""
    voided: bool = False


class Logo(NetworkRecord, table=True):
    """A mark that is printed on what the project hands out: ``content`` is the picture, base64.

    ``funder_id`` is the funder whose mark it is; the marks stand in the order of ``rank``.
    """

    __tablename__: ClassVar[str] = "logo"
    __table_args__: ClassVar[Any] = {"info": SYNCED}

    name: str
    funder_id: str = ""
    media_type: str
    content: str
    rank: int = 0
    voided: bool = False
