"""What speaks against a new dote: what stops it, and what the case manager should know before she saves."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from millegiorni_desk.areas.doti import ledger
from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.doti.records import BudgetLine, Fund, plain_number
from millegiorni_desk.areas.people import clusters
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.vault import Vault

KIT = "newborn_kit"


@dataclass(frozen=True)
class NewDote:
    """A dote as it is asked for.

    ``house`` empty means this desk's, ``body`` empty the house's only one. ``id`` and
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


def warnings(vault: Vault, new: NewDote, left: int | None = None) -> list[Notice]:
    """Everything that speaks against *new*, which may be half filled; what stops it comes first.

    *left* are the cents in its envelope, where they were summed in this same transaction.
    """
    house = new.house or vault.house
    found = [
        *_line_notices(vault, new, house, left),
        *_document_notices(vault, new, house),
        *_kit_notices(vault, new, house),
    ]
    return sorted(found, key=lambda notice: not notice.stops)


def _line_notices(vault: Vault, new: NewDote, house: str, left: int | None) -> list[Notice]:
    with vault.read() as session:
        line = session.get(BudgetLine, new.line_id) if new.line_id else None
        fund = session.get(Fund, line.fund_id) if line else None
    if line is None:
        return []
    found = []
    if new.expense and line.expenses and new.expense not in line.expenses:
        label = network.terms(vault, "expense").get(new.expense, new.expense)
        text = _(
            "La voce «{name}» non copre questa spesa ({label}). Scegli un'altra voce o un altro fondo."
        ).format(name=line.name, label=label.lower())
        found.append(Notice("expense", text, "expense", stops=True))
    if fund and fund.opens_on and new.committed_on < fund.opens_on:
        text = _("Il fondo {name} comincia il {opens_on}. Scegli un altro fondo o un'altra data.").format(
            name=fund.name, opens_on=day(fund.opens_on)
        )
        found.append(Notice("period", text, "committed_on", stops=True))
    if fund and fund.closes_on and new.committed_on > fund.closes_on:
        text = _("Il fondo {name} è finito il {closes_on}. Scegli un altro fondo o un'altra data.").format(
            name=fund.name, closes_on=day(fund.closes_on)
        )
        found.append(Notice("period", text, "committed_on", stops=True))
    if left is None:
        left = ledger.left(vault, house, line.id)
    if new.amount_cents > left:
        text = ledger.over_budget(new.amount_cents, left).message
        found.append(Notice("budget", text, "amount_cents", stops=True))
    return found


# The dote above, with the state that its entries give it.
_STATE = f"(SELECT state FROM ({ledger.totals_sql('d.id = given.id')}))"
_SAME_DOCUMENT = f"""
SELECT given.house, given.committed_on, given.amount_cents, given.supplier
FROM dote given
WHERE {plain_number("given.document")} = (SELECT {plain_number(":document")})
  AND given.id <> :id AND NOT given.voided AND {_STATE} <> 'cancelled'
ORDER BY given.committed_on DESC, given.id DESC
"""


def _document_notices(vault: Vault, new: NewDote, house: str) -> list[Notice]:
    if not new.document.strip() or not new.supplier.strip():
        return []
    seen = [
        row
        for row in vault.query(_SAME_DOCUMENT, document=new.document.strip(), id=new.id)
        if network.fold(row["supplier"]) == network.fold(new.supplier)
    ]
    if not seen:
        return []
    what = _("Il documento {document} di {names}").format(
        document=new.document.strip(), names=" ".join(new.supplier.split())
    )
    return [
        Notice(
            "document",
            _("{what} è già stato presentato{when}.").format(what=what, when=_when(vault, seen[0], house)),
            "document",
        )
    ]


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
