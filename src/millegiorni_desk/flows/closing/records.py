"""The kept minutes (verbali di fusione) of the months that were closed."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from millegiorni_desk.vault.records import LOCAL, new_id


class MonthClosing(SQLModel, table=True):
    """A month (``YYYY-MM``) as it was closed; ``number`` counts its minutes, which begin anew when it is re-opened.

    ``content`` is the JSON of the minutes, never changed but by an erasure; ``signature`` is by the device ``signer``.
    ``reopened_at`` is empty while these minutes hold. It stays in the vault that made it: no desk of a house holds what
    another house delivered (decision 0021).
    """

    __tablename__: ClassVar[str] = "month_closing"
    __table_args__: ClassVar[Any] = (Index("month_closing_month", "month", "number"), {"info": LOCAL})

    id: str = Field(default_factory=new_id, primary_key=True)
    month: str
    number: int
    made_at: str
    made_by: str
    content: str
    digest: str
    signer: str = ""
    signature: str = ""
    reopened_at: str = ""
    reopened_by: str = ""
    reason: str = ""
