"""What speaks against a new dote: what stops it, and what the case manager should know before she saves."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from millegiorni_desk.areas.doti import approvals, ledger, moves, shares
from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.doti.records import BudgetLine, Fund, plain_number
from millegiorni_desk.areas.doti.shares import Hold, Room
from millegiorni_desk.areas.people.linkage import clusters
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.vault import Vault

KIT = "newborn_kit"


@dataclass(frozen=True)
class NewDote:
    """A dote as it is asked for.

    ``house`` empty means this desk's, ``body`` empty the house's only one. ``discreet``: no paper says what it was for.
    ``id`` and
    ``entry_id`` (its commitment's) are for what must keep the same ids when it is brought in twice, perhaps on
    two desks: a workbook's row.
    """

    person_id: str
    line_id: str
    expense: str
    amount_cents: int
    committed_on: date
    body: str = ""
    house: str = ""
    pathway_id: str | None = None
    reason: str = ""
    supplier: str = ""
    document: str = ""
    paper_receipt: str = ""
    notes: str = ""
    discreet: bool = False
    id: str = ""
    entry_id: str = ""


@dataclass(frozen=True)
class Notice:
    """Something to know about a dote before it is saved; ``stops`` where it cannot be saved like this.

    ``field`` is the attribute of :class:`NewDote` that it concerns.
    """

    code: str
    message: str
    field: str
    stops: bool = False


def warnings(vault: Vault, new: NewDote, seen: tuple[Hold, Room] | None = None) -> list[Notice]:
    """Everything that speaks against *new*, which may be half filled; what stops it comes first.

    *seen* is what this device holds of its envelope, where it was summed in this same transaction.
    """
    house = new.house or vault.house
    found = [
        *_line_notices(vault, new, house, seen),
        *_document_notices(vault, new, house),
        *_kit_notices(vault, new, house),
    ]
    return sorted(found, key=lambda notice: not notice.stops)


def _line_notices(vault: Vault, new: NewDote, house: str, seen: tuple[Hold, Room] | None) -> list[Notice]:
    with vault.read() as session:
        line = session.get(BudgetLine, new.line_id) if new.line_id else None
        fund = session.get(Fund, line.fund_id) if line else None
    if line is None:
        return []
    return [
        *_expense_notices(vault, new, line),
        *_period_notices(new, fund),
        *_budget_notices(vault, new, line, seen or moves.standing(vault, house, line.id)),
        *_cap_notices(vault, new, line),
    ]


def _expense_notices(vault: Vault, new: NewDote, line: BudgetLine) -> list[Notice]:
    if not new.expense or not line.expenses or new.expense in line.expenses:
        return []
    label = network.terms(vault, "expense").get(new.expense, new.expense)
    text = _(
        "La voce «{name}» non copre questa spesa ({label}). Scegli un'altra voce o un altro fondo."
    ).format(name=line.name, label=label.lower())
    return [Notice("expense", text, "expense", stops=True)]


def _period_notices(new: NewDote, fund: Fund | None) -> list[Notice]:
    text = ""
    if fund and fund.opens_on and new.committed_on < fund.opens_on:
        text = _("Il fondo {name} comincia il {opens_on}. Scegli un altro fondo o un'altra data.").format(
            name=fund.name, opens_on=day(fund.opens_on)
        )
    if fund and fund.closes_on and new.committed_on > fund.closes_on:
        text = _("Il fondo {name} è finito il {closes_on}. Scegli un altro fondo o un'altra data.").format(
            name=fund.name, closes_on=day(fund.closes_on)
        )
    return [Notice("period", text, "committed_on", stops=True)] if text else []


def _budget_notices(vault: Vault, new: NewDote, line: BudgetLine, seen: tuple[Hold, Room]) -> list[Notice]:
    _held, found = seen
    if new.amount_cents > found.here:
        house = new.house or vault.house
        text = shares.over_budget(vault, house, line.id, new.amount_cents, found).message
        return [Notice("budget", text, "amount_cents", stops=True)]
    if approvals.needed(line, new.amount_cents):
        text = _(
            "Sopra {limit} questa voce vuole una seconda persona: i soldi sono messi da parte e la dote aspetta che "
            "un'altra la approvi."
        ).format(limit=format_euros(line.approval_cents or 0))
        return [Notice("approval", text, "amount_cents")]
    return []


def _cap_notices(vault: Vault, new: NewDote, line: BudgetLine) -> list[Notice]:
    if line.cap_cents is None or not new.person_id:
        return []
    had = received(vault, new.person_id, line.id, but=new.id)
    if had + new.amount_cents <= line.cap_cents:
        return []
    text = _(
        "La voce «{name}» dà al massimo {cap} a ogni donna: lei ha già {had}, con questa dote sarebbero {after}. "
        "Riduci l'importo o scegli un'altra voce."
    ).format(
        name=line.name,
        cap=format_euros(line.cap_cents),
        had=format_euros(had),
        after=format_euros(had + new.amount_cents),
    )
    return [Notice("cap", text, "amount_cents", stops=True)]


def received(vault: Vault, person_id: str, line_id: str, but: str = "") -> int:
    """Cents that a woman, all cards of hers together, has of a line: received, owed, and waiting for approval.

    The dote *but* does not count.
    """
    with vault.connection() as raw:
        people = json.dumps(clusters.members(raw, person_id))
    hers = "d.person_id IN (SELECT value FROM json_each(:people)) AND d.line_id = :line_id AND d.id <> :but"
    return int(
        vault.scalar(
            "SELECT coalesce(sum(committed - cancelled - returned + planned), 0) "
            f"FROM ({ledger.totals_sql(hers)})",
            people=people,
            line_id=line_id,
            but=but,
        )
    )


# The dote above, with the state that its entries give it.
_STATE = f"(SELECT state FROM ({ledger.totals_sql('d.id = given.id')}))"
_GIVEN = f"given.id <> :id AND NOT given.voided AND {_STATE} <> 'cancelled'"
# The same bill, whether it was written on the dote or added to it as a document.
_SAME_DOCUMENT = f"""
SELECT given.house, given.committed_on, given.amount_cents, given.supplier, given.id
FROM dote given
WHERE {plain_number("given.document")} = (SELECT {plain_number(":document")}) AND {_GIVEN}
UNION
SELECT given.house, given.committed_on, given.amount_cents, shown.supplier, given.id
FROM expense_document shown JOIN dote given ON given.id = shown.dote_id
WHERE {plain_number("shown.number")} = (SELECT {plain_number(":document")}) AND NOT shown.voided AND {_GIVEN}
ORDER BY 2 DESC, 5 DESC
"""


def _document_notices(vault: Vault, new: NewDote, house: str) -> list[Notice]:
    text = same_document(vault, new.document, new.supplier, house, but=new.id)
    return [Notice("document", text, "document")] if text else []


def same_document(vault: Vault, number: str, supplier: str, house: str, but: str = "") -> str:
    """Where a bill of that number and supplier was presented before, in words; empty where nowhere.

    *but* is the dote that it is presented for now.
    """
    if not number.strip() or not supplier.strip():
        return ""
    seen = [
        row
        for row in vault.query(_SAME_DOCUMENT, document=number.strip(), id=but)
        if network.fold(row["supplier"]) == network.fold(supplier)
    ]
    if not seen:
        return ""
    what = _("Il documento {document} di {names}").format(
        document=number.strip(), names=" ".join(supplier.split())
    )
    return _("{what} è già stato presentato{when}.").format(what=what, when=_when(vault, seen[0], house))


_SAME_KIT = f"""
SELECT given.house, given.committed_on, given.amount_cents
FROM dote given
WHERE given.person_id IN (SELECT value FROM json_each(:people)) AND given.expense = :expense
  AND given.id <> :id AND NOT given.voided AND {_STATE} <> 'cancelled'
ORDER BY given.committed_on DESC, given.id DESC LIMIT 1
"""


def _kit_notices(vault: Vault, new: NewDote, house: str) -> list[Notice]:
    if new.expense != KIT or not new.person_id:
        return []
    with vault.connection() as raw:
        records = json.dumps(clusters.members(raw, new.person_id))
    seen = vault.query(_SAME_KIT, people=records, expense=KIT, id=new.id)
    if not seen:
        return []
    return [
        Notice(
            "kit",
            _("Ha già avuto un kit neonato{when}.").format(when=_when(vault, seen[0], house)),
            "expense",
        )
    ]


def _when(vault: Vault, seen: dict[str, Any], house: str) -> str:
    """When, where and how much; of another house's dote a desk tells only that there is one."""
    if seen["house"] == house:
        where = ""
    elif vault.house:
        return _(" in un'altra casa")
    else:
        names = {known.code: known.name for known in network.houses(vault)}
        where = f" ({names.get(seen['house'], seen['house'])})"
    return _(" il {fromisoformat}{where}: {format_euros}").format(
        fromisoformat=day(date.fromisoformat(seen["committed_on"])),
        where=where,
        format_euros=format_euros(seen["amount_cents"]),
    )


def day(when: date) -> str:
    """The day as it is read aloud: ``3 ottobre 2025``."""
    from babel.dates import format_date

    return format_date(when, "d MMMM yyyy", locale="it")
