"""Writing one entry of the ledger: the only place that does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from millegiorni_desk.areas.doti.ledger import MOVES, check_amount
from millegiorni_desk.areas.doti.records import LedgerEntry
from millegiorni_desk.vault.vault import Vault


@dataclass(frozen=True)
class Move:
    """An entry as it is asked for; ``kind`` says between which accounts (``ledger.MOVES``).

    ``entry_id`` is for an entry that must have the same id when it is brought in twice.
    """

    kind: str
    house: str
    line_id: str
    cents: int
    on: date
    dote_id: str | None = None
    note: str = ""
    entry_id: str = ""
    from_share: str = ""
    to_share: str = ""
    together: str = ""
    payee: str = ""
    expense_document_id: str | None = None


def post(vault: Vault, move: Move) -> LedgerEntry:
    """Write the entry. For use inside a save that has checked that the money is there."""
    check_amount(move.cents)
    source, target = MOVES[move.kind]
    entry = LedgerEntry(
        house=move.house,
        line_id=move.line_id,
        dote_id=move.dote_id,
        kind=move.kind,
        from_account=source,
        to_account=target,
        amount_cents=move.cents,
        on_date=move.on,
        note=move.note,
        from_share=move.from_share if source == "available" else "",
        to_share=move.to_share if target == "available" else "",
        together=move.together,
        payee=move.payee,
        expense_document_id=move.expense_document_id,
    )
    if move.entry_id:
        entry.id = move.entry_id
    with vault.save("ledger.post") as session:
        session.add(entry)
    return entry
