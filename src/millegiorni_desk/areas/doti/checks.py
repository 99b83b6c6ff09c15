"""What speaks against a new dote: what stops it, and what the case manager should know before she saves."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from millegiorni_desk.areas.doti import ledger
from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.doti.records import BudgetLine, Fund
from millegiorni_desk.areas.people import clusters
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


def warnings(vault: Vault, new: NewDote) -> list[Notice]:
    """Everything that speaks against *new*, which may be half filled; what stops it comes first."""
    house = new.house or vault.house
    found = [
        *_line_notices(vault, new, house),
        *_document_notices(vault, new, house),
        *_kit_notices(vault, new, house),
    ]
    return sorted(found, key=lambda notice: not notice.stops)


def _line_notices(vault: Vault, new: NewDote, house: str) -> list[Notice]:
    with vault.read() as session:
        line = session.get(BudgetLine, new.line_id) if new.line_id else None
        fund = session.get(Fund, line.fund_id) if line else None
    if line is None:
        return []
    found = []
    if new.expense and line.expenses and new.expense not in line.expenses:
        label = network.terms(vault, "expense").get(new.expense, new.expense)
        text = f"La voce «{line.name}» non copre questa spesa ({label.lower()}). Scegli un'altra voce o un altro fondo."
        found.append(Notice("expense", text, "expense", stops=True))
    if fund and fund.opens_on and new.committed_on < fund.opens_on:
        text = (
            f"Il fondo {fund.name} comincia il {day(fund.opens_on)}. Scegli un altro fondo o un'altra data."
        )
        found.append(Notice("period", text, "committed_on", stops=True))
    if fund and fund.closes_on and new.committed_on > fund.closes_on:
        text = (
            f"Il fondo {fund.name} è finito il {day(fund.closes_on)}. Scegli un altro fondo o un'altra data."
        )
        found.append(Notice("period", text, "committed_on", stops=True))
    left = ledger.left(vault, house, line.id)
    if new.amount_cents > left:
        text = ledger.over_budget(new.amount_cents, left).message
        found.append(Notice("budget", text, "amount_cents", stops=True))
    return found


def _plain(value: str) -> str:
    """SQL for a document number without case and separators: ``F-2210/25`` and ``f2210 25`` are one bill."""
    for mark in " -/._":
        value = f"replace({value}, '{mark}', '')"
    return f"lower({value})"


_SAME_DOCUMENT = f"""
SELECT d.house, d.committed_on, d.amount_cents, d.supplier
FROM dote d
WHERE d.document <> '' AND {_plain("d.document")} = {_plain(":document")} AND d.id <> :id AND NOT d.voided
  AND (SELECT state FROM ({ledger.DOTE_TOTALS_SQL}) WHERE dote_id = d.id) <> 'cancelled'
ORDER BY d.committed_on DESC, d.id DESC
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
    latest, what = seen[0], f"Il documento {new.document.strip()} di {' '.join(new.supplier.split())}"
    if latest["house"] != house and vault.house:
        return [Notice("document", f"{what} è già stato presentato in un'altra casa.", "document")]
    where, amount = _elsewhere(vault, latest["house"], house), format_euros(latest["amount_cents"])
    when = day(date.fromisoformat(latest["committed_on"]))
    return [Notice("document", f"{what} è già stato presentato il {when}{where}: {amount}.", "document")]


_SAME_KIT = f"""
SELECT d.house, d.committed_on, d.amount_cents
FROM dote d
WHERE d.person_id IN (SELECT value FROM json_each(:people)) AND d.expense = :expense AND d.id <> :id
  AND NOT d.voided AND (SELECT state FROM ({ledger.DOTE_TOTALS_SQL}) WHERE dote_id = d.id) <> 'cancelled'
ORDER BY d.committed_on DESC, d.id DESC LIMIT 1
"""


def _kit_notices(vault: Vault, new: NewDote, house: str) -> list[Notice]:
    if new.expense != KIT or not new.person_id:
        return []
    with vault.connection() as raw:
        records = json.dumps(clusters.members(raw, new.person_id))
    seen = vault.query(_SAME_KIT, people=records, expense=KIT, id=new.id)
    if not seen:
        return []
    when, where = day(date.fromisoformat(seen[0]["committed_on"])), _elsewhere(vault, seen[0]["house"], house)
    amount = format_euros(seen[0]["amount_cents"])
    return [Notice("kit", f"Ha già avuto un kit neonato il {when}{where}: {amount}.", "expense")]


def _elsewhere(vault: Vault, where: str, house: str) -> str:
    return f" ({network.house(vault, where).name})" if where != house else ""


def day(when: date) -> str:
    """The day as it is read aloud: ``3 ottobre 2025``."""
    from babel.dates import format_date

    return format_date(when, "d MMMM yyyy", locale="it")
