"""Funds, the ledger, doti and their receipts. Money is integer euro cents."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from millegiorni_desk.vault.records import (
    LOCAL,
    SYNCED,
    Codes,
    HouseRecord,
    NetworkRecord,
    append_only,
    later,
    new_id,
    no_codes,
)


def plain_number(value: str) -> str:
    """SQL for a document number without case and separators: ``F-2210/25`` and ``f2210 25`` are one bill."""
    for mark in " -/._":
        value = f"replace({value}, '{mark}', '')"
    return f"lower({value})"


class Funder(NetworkRecord, table=True):
    """Who gives the money (finanziatore), and where its account (rendiconto) is sent."""

    __tablename__: ClassVar[str] = "funder"
    __table_args__: ClassVar[Any] = {"info": SYNCED}

    code: str
    name: str
    address: str = ""
    codice_fiscale: str = ""
    contact: str = ""
    email: str = ""
    notes: str = ""


class Fund(NetworkRecord, table=True):
    """A grant (fondo) that pays for doti: its funder and call, and its period.

    ``funder`` is the name as it is printed; ``funder_id`` the funder's record, where there is one.
    """

    __tablename__: ClassVar[str] = "fund"
    __table_args__: ClassVar[Any] = {"info": SYNCED}

    code: str
    name: str
    funder: str = ""
    opens_on: date | None = None
    closes_on: date | None = None
    cup: str = ""
    funder_id: str = later()
    notes: str = later()


class BudgetLine(NetworkRecord, table=True):
    """A line of a fund's budget (voce di costo) and its rules; ``expenses`` are the codes it may pay, none meaning all.

    ``budget_cents`` is what the funder gives for it; ``cap_cents`` the most that one woman may have of it; a dote above
    ``approval_cents`` needs a second person; ``own_share_bp`` is the part of each expense that is co-funded, in
    hundredths of a per cent.
    """

    __tablename__: ClassVar[str] = "budget_line"
    __table_args__: ClassVar[Any] = {"info": SYNCED}

    fund_id: str
    name: str
    expenses: list[str] = Field(default_factory=no_codes, sa_type=Codes)
    code: str = later()
    budget_cents: int | None = None
    cap_cents: int | None = None
    approval_cents: int | None = None
    own_share_bp: int = later(0)


class LedgerEntry(NetworkRecord, table=True):
    """``amount_cents`` (> 0) moved from one account to another, once and for ever.

    Accounts of a house's budget line: ``funder`` (outside), ``available``, ``planned``, ``committed``, ``paid``; the
    kinds and what each takes from and gives to are ``ledger.MOVES``. Each entry takes from one account what it gives
    to the other, so the accounts always sum to zero.

    What is ``available`` is held in shares, one for each device, so that two devices apart cannot spend the same euro:
    ``from_share`` and ``to_share`` name the device's series, empty the share of the house's first device. ``together``
    is the same for entries that are one act. ``payee`` says who had the money (``supplier``, or ``woman`` who was
    refunded), on the proof ``expense_document_id``.
    """

    __tablename__: ClassVar[str] = "ledger_entry"
    __table_args__: ClassVar[Any] = (
        # Both hold all that a sum needs: balances and totals never touch the rows.
        Index(
            "ledger_entry_share",
            "house",
            "line_id",
            "from_account",
            "to_account",
            "from_share",
            "to_share",
            "amount_cents",
        ),
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
    from_share: str = later()
    to_share: str = later()
    together: str = later()
    payee: str = later()
    expense_document_id: str | None = None


class Dote(HouseRecord, table=True):
    """A dote di inclusione. Its amount is fixed; its state follows from its ledger entries.

    ``discreet``: what is printed about it does not say what it was for.
    """

    __tablename__: ClassVar[str] = "dote"
    __table_args__: ClassVar[Any] = (
        Index("dote_person", "person_id"),
        # The list, latest first: a page of it is found without reading the doti before it.
        Index("dote_committed", "committed_on", "id", "voided"),
        Index("dote_pathway", "pathway_id"),
        # What a fund paid for in a period.
        Index("dote_line", "line_id", "committed_on", "id"),
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
    discreet: bool = later(False)


class DoteApproval(NetworkRecord, table=True):
    """What a second person said of a dote above its line's amount: ``asked``, ``approved``, ``refused`` (``kind``)."""

    __tablename__: ClassVar[str] = "dote_approval"
    __table_args__: ClassVar[Any] = (
        Index("dote_approval_dote", "dote_id"),
        {"info": append_only("reason")},
    )

    house: str
    dote_id: str
    kind: str
    at: str
    by: str
    reason: str = ""


class ExpenseDocument(HouseRecord, table=True):
    """A document of expense of a dote (``kind``: a code of ``document_kind``); its scan is an attachment about it."""

    __tablename__: ClassVar[str] = "expense_document"
    __table_args__: ClassVar[Any] = (
        Index("expense_document_dote", "dote_id"),
        Index("expense_document_number", text(plain_number("number"))),
        {"info": SYNCED},
    )

    dote_id: str
    kind: str = ""
    number: str = ""
    supplier: str = ""
    issued_on: date | None = None
    amount_cents: int | None = None
    notes: str = ""


class Receipt(NetworkRecord, table=True):
    """A receipt as it was issued; ``content`` is the JSON of everything printed on it.

    The number is ``{body}-{year}-{series}/{number:04}``: gapless per body, year and device series,
    never reused. ``signature`` (``signing``) is made over the content's digest with the key of the device whose ordinal
    is ``signer``; receipts issued before schema 0003 have neither.
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
    signer: str = later()
    signature: str = later()


class ReceiptEvent(NetworkRecord, table=True):
    """What happened to a receipt: ``printed`` (the first is the original), ``signed`` (it came back), ``voided``.

    ``language`` is the one beside Italian in which it was printed.
    """

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
    language: str = later()


class FunderAccount(SQLModel, table=True):
    """An account (rendiconto) as it was sent: ``content`` is its JSON, never changed; ``signature`` by ``signer``.

    It stays in the vault that made it: no desk of a house holds the whole network's expenses.
    """

    __tablename__: ClassVar[str] = "funder_account"
    __table_args__: ClassVar[Any] = (Index("funder_account_fund", "fund_id", "period_to"), {"info": LOCAL})

    id: str = Field(default_factory=new_id, primary_key=True)
    fund_id: str
    period_from: date
    period_to: date
    payees: str
    made_at: str
    made_by: str
    content: str
    digest: str
    signer: str = ""
    signature: str = ""
    note: str = ""
