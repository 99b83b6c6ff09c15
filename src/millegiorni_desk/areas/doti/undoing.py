"""Taking back what was written by mistake about a dote's money: by the opposite entry, never by deleting one.

A payment and a return have opposites of their own, so that the dote comes to what it came to before. What was
cancelled is committed again, what was withdrawn before anyone answered waits again. The opposite names the entry that
it takes back (``together``), and no entry is taken back twice.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from millegiorni_desk.areas.doti import approvals, moves, shares
from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.doti.ledger import DoteTotals, totals
from millegiorni_desk.areas.doti.posting import Move, post
from millegiorni_desk.areas.doti.records import Dote, LedgerEntry
from millegiorni_desk.errors import BudgetExceeded, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

OPPOSITE = {"pay": "unpay", "return": "unreturn", "cancel": "commit", "drop": "plan"}


def latest(vault: Vault, dote_id: str, kind: str) -> LedgerEntry | None:
    """The newest entry of that kind about the dote; None where there is none."""
    ids = vault.query(
        "SELECT id FROM ledger_entry WHERE dote_id = :dote_id AND kind = :kind ORDER BY id DESC LIMIT 1",
        dote_id=dote_id,
        kind=kind,
    )
    return vault.get(LedgerEntry, ids[0]["id"]) if ids else None


def taken_back(vault: Vault, entry: LedgerEntry) -> bool:
    """Whether the opposite of *entry* was written."""
    return bool(
        vault.scalar(
            "SELECT count(*) FROM ledger_entry WHERE dote_id = :dote_id AND together = :id AND kind = :kind",
            dote_id=entry.dote_id,
            id=entry.id,
            kind=OPPOSITE.get(entry.kind, ""),
        )
    )


def take_back(vault: Vault, entry_id: str, on: date, note: str = "") -> DoteTotals:
    """Write the opposite of a payment, a return, or of what was cancelled. Raises ``InvalidValue`` where it cannot be.

    What takes the money out of the envelope again needs it there: raises ``BudgetExceeded`` with what is left here.
    """
    vault.require(Permission.GRANT_DOTE)
    with vault.save("dote.take_back"):
        entry = vault.get(LedgerEntry, entry_id)
        if entry.kind not in OPPOSITE or entry.dote_id is None:
            raise InvalidValue(_("Questo movimento non si può annullare da qui."))
        if taken_back(vault, entry):
            raise InvalidValue(_("Questo movimento è già stato annullato: non è cambiato nulla."))
        dote = vault.get(Dote, entry.dote_id)
        _check(vault, dote, entry)
        move = Move(
            OPPOSITE[entry.kind], dote.house, dote.line_id, entry.amount_cents, on, dote.id,
            " ".join(note.split()), together=entry.id, payee=entry.payee,
            expense_document_id=entry.expense_document_id,
        )  # fmt: skip
        if entry.kind == "pay":
            post(vault, move)
        else:
            _out_of_envelope(vault, dote, move)
        if entry.kind == "drop":
            approvals.ask(vault, dote)
        return totals(vault, dote.id)


def _check(vault: Vault, dote: Dote, entry: LedgerEntry) -> None:
    if entry.line_id != dote.line_id:
        raise InvalidValue(
            _("La dote nel frattempo è passata a un altro fondo: questo movimento non si annulla più.")
        )
    moved = totals(vault, dote.id)
    if entry.kind == "pay" and entry.amount_cents > moved.held:
        raise BudgetExceeded(
            _(
                "Di quanto pagato restano {left}, il resto è già stato restituito: il pagamento non si annulla."
            ).format(left=format_euros(moved.held)),
            moved.held,
        )
    if entry.kind == "drop" and any(
        one.kind == approvals.REFUSED for one in approvals.history(vault, dote.id)
    ):
        raise InvalidValue(_("Questa dote è stata rifiutata da un'altra persona: concedine una nuova."))


def _out_of_envelope(vault: Vault, dote: Dote, move: Move) -> None:
    held, found = moves.standing(vault, dote.house, dote.line_id)
    if move.cents > found.here:
        raise shares.over_budget(vault, dote.house, dote.line_id, move.cents, found)
    if move.cents > found.home:
        shares.gather(vault, dote.house, dote.line_id, move.cents, move.on, held)
    post(vault, replace(move, from_share=held.home))
