"""Funds, the ledger, doti and their receipts. Money is integer euro cents."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from millegiorni_desk.vault.records import SYNCED, Codes, HouseRecord, NetworkRecord, append_only, no_codes


def plain_number(value: str) -> str:
    """SQL for a document number without case and separators: ``F-2210/25`` and ``f2210 25`` are one bill."""
    for mark in " -/._":
        value = f"replace({value}, '{mark}', '')"
    return f"lower({value})"


class Fund(NetworkRecord, table=True):
    """A grant (fondo) that pays for doti: its funder and call, and its period."""

    __tablename__: ClassVar[str] = "fund"
    __table_args__: ClassVar[Any] = {"info": SYNCED}

    code: str
    name: str
    funder: str = ""
    opens_on: date | None = None
    closes_on: date | None = None
    cup: str = ""


class BudgetLine(NetworkRecord, table=True):
    """A line of a fund's budget; ``expenses`` are the expense codes it may pay, none meaning all."""

    __tablename__: ClassVar[str] = "budget_line"
    __table_args__: ClassVar[Any] = {"info": SYNCED}

    fund_id: str
    name: str
    expenses: list[str] = Field(default_factory=no_codes, sa_type=Codes)


class LedgerEntry(NetworkRecord, table=True):
    """``amount_cents`` (> 0) moved from one account to another, once and for ever.

    Accounts of a house's budget line: ``funder`` (outside), ``available``, ``committed``, ``paid``.
    ``kind``: ``allocate`` funder→available, ``withdraw`` available→funder, ``commit``
    available→committed, ``pay`` committed→paid, ``cancel`` committed→available, ``return``
    paid→available. Each entry takes from one account what it gives to the other, so the accounts
    always sum to zero.
    """

    __tablename__: ClassVar[str] = "ledger_entry"
    __table_args__: ClassVar[Any] = (
        # Both hold all that a sum needs: balances and totals never touch the rows.
        Index("ledger_entry_line", "house", "line_id", "from_account", "to_account", "amount_cents"),
        Index("ledger_entry_dote", "dote_id", "kind", "amount_cents"),
        {"info": append_only("note")},
    )

    house: str
    line_id: str
    dote_id: str | None = None
    kind: str
    from_account: str
    to_account: str
    amount_cents: int = Field(gt=0)
    on_date: date
    note: str = ""


class Dote(HouseRecord, table=True):
    """A dote di inclusione. Its amount is fixed; its state follows from its ledger entries."""

    __tablename__: ClassVar[str] = "dote"
    __table_args__: ClassVar[Any] = (
        Index("dote_person", "person_id"),
        # The list, latest first: a page of it is found without reading the doti before it.
        Index("dote_committed", "committed_on", "id", "voided"),
        Index("dote_pathway", "pathway_id"),
        Index("dote_document", text(plain_number("document"))),
        {"info": SYNCED},
    )

    body: str
    person_id: str
    pathway_id: str | None = None
    line_id: str
    expense: str
    reason: str = ""
    amount_cents: int = Field(gt=0)
    committed_on: date
    supplier: str = ""
    document: str = ""
    paper_receipt: str = ""
    notes: str = ""


class Receipt(NetworkRecord, table=True):
    """A receipt as it was issued; ``content`` is the JSON of everything printed on it.

    The number is ``{body}-{year}-{series}/{number:04}``: gapless per body, year and device series,
    never reused.
    """

    __tablename__: ClassVar[str] = "receipt"
    __table_args__: ClassVar[Any] = (
        Index("receipt_number", "body", "year", "series", "number"),
        Index("receipt_dote", "dote_id"),
        {"info": append_only("content")},
    )

    house: str
    body: str
    year: int
    series: str
    number: int
    dote_id: str
    issued_on: date
    issued_by: str
    content: str


class ReceiptEvent(NetworkRecord, table=True):
    """What happened to a receipt: ``printed`` (the first is the original) or ``voided``."""

    __tablename__: ClassVar[str] = "receipt_event"
    __table_args__: ClassVar[Any] = (
        Index("receipt_event_receipt", "receipt_id"),
        {"info": append_only("reason")},
    )

    house: str
    receipt_id: str
    kind: str
    at: str
    by: str
    reason: str = ""
