"""What is sealed to chosen users: the sealed values, and the key of each, wrapped once for every reader."""

from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from millegiorni_desk.vault.records import SYNCED, Codes, HouseRecord, no_codes


class Sealed(HouseRecord, table=True):
    """Values of one record that only ``readers`` may read.

    ``subject_table`` and ``subject_id`` name the record they belong to, ``person_id`` the person it is about.
    ``sealed`` is base64: nonce and ciphertext (ChaCha20-Poly1305, RFC 8439) of a JSON object, field → value.
    ``readers`` are the ids of users; ``@case_managers`` and ``@coordination`` stand for everyone of that role.
    """

    __tablename__: ClassVar[str] = "sealed"
    __table_args__: ClassVar[Any] = (
        Index("sealed_subject", "subject_id", "subject_table"),
        Index("sealed_person", "person_id"),
        {"info": SYNCED},
    )

    subject_table: str
    subject_id: str
    person_id: str = ""
    sealed: str
    readers: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    author: str = ""


class SealedKey(HouseRecord, table=True):
    """The key of one :class:`Sealed`, wrapped to one public key (HPKE, RFC 9180); ``reader`` is that key, hex."""

    __tablename__: ClassVar[str] = "sealed_key"
    __table_args__: ClassVar[Any] = (
        Index("sealed_key_of", "sealed_id"),
        Index("sealed_key_reader", "reader", "sealed_id"),
        {"info": SYNCED},
    )

    sealed_id: str
    reader: str
    wrapped: str
