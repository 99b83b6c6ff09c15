"""The reports as they were sent."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from millegiorni_desk.vault.records import LOCAL, new_id


class SentReport(SQLModel, table=True):
    """A report as it was sent: ``content`` is its JSON, never changed; ``signature`` by ``signer`` over ``digest``.

    It stays in the vault that made it, as the accounts do.
    """

    __tablename__: ClassVar[str] = "sent_report"
    __table_args__: ClassVar[Any] = (Index("sent_report_period", "period_to", "made_at"), {"info": LOCAL})

    id: str = Field(default_factory=new_id, primary_key=True)
    period_from: date
    period_to: date
    house: str = ""
    child_months: int = 36
    published: bool = False
    made_at: str
    made_by: str
    sent_to: str = ""
    content: str
    digest: str
    signer: str = ""
    signature: str = ""
    note: str = ""
