"""Re-assigning a dote: another line, perhaps of another fund, pays for it from now on; entries that are one act.

What it still owes and what was paid go back to the line that it leaves, and are taken from the line that pays now. The
woman has what she had: nothing changes in what the dote comes to (``ledger.totals``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from millegiorni_desk.areas.doti import approvals, moves, receipts, shares
from millegiorni_desk.areas.doti.checks import NewDote, Notice, warnings
from millegiorni_desk.areas.doti.ledger import DoteTotals, totals
from millegiorni_desk.areas.doti.posting import Move, post
from millegiorni_desk.areas.doti.records import BudgetLine, Dote, LedgerEntry
from millegiorni_desk.errors import BudgetExceeded, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.records import new_id
from millegiorni_desk.vault.vault import Vault


@dataclass(frozen=True)
class Reassigned:
    """The dote on its new line, the entries that moved it, and what to know: a receipt still names the old fund."""

    dote: Dote
    entries: tuple[LedgerEntry, ...]
    warnings: tuple[Notice, ...]


def reassign(vault: Vault, dote_id: str, line_id: str, on: date, note: str = "") -> Reassigned:
    """Let *line_id* pay for the dote, all of it or nothing.

    The rules of that line hold as for a new dote. Raises ``BudgetExceeded`` with what is left on it here, and
    ``InvalidValue`` naming what speaks against it.
    """
    vault.require(Permission.GRANT_DOTE)
    with vault.save("dote.reassign") as session:
        dote, line = vault.get(Dote, dote_id), vault.get(BudgetLine, line_id)
        moved = totals(vault, dote_id)
        cents = _movable(vault, dote, line, moved)
        held, found = moves.standing(vault, dote.house, line_id)
        if cents > found.here:
            raise _too_little(vault, dote, line_id, cents, found)
        notices = _notices(vault, dote, line_id, cents, (held, found))
        if cents > found.home:
            shares.gather(vault, dote.house, line_id, cents, on, held)
        entries = _transfer(vault, dote, line_id, on, moved, " ".join(note.split()), held.home)
        dote.line_id = line_id
        dote = session.merge(dote)
    return Reassigned(dote, entries, tuple(notices))


def _movable(vault: Vault, dote: Dote, line: BudgetLine, moved: DoteTotals) -> int:
    if dote.line_id == line.id:
        raise InvalidValue(_("La dote è già su questa voce: scegline un'altra."), "line_id")
    if moved.waiting:
        raise InvalidValue(
            _("Questa dote aspetta l'approvazione: prima approvala o rifiutala, poi spostala."), "line_id"
        )
    if moved.received <= 0:
        raise InvalidValue(
            _("Questa dote è stata annullata o restituita: non c'è nulla da spostare."), "line_id"
        )
    if approvals.needed(line, moved.received) and not approvals.approved(vault, dote.id):
        raise InvalidValue(
            _(
                "Su questa voce un importo così vuole una seconda persona, e questa dote non l'ha avuta. Annullala e "
                "concedine una nuova."
            ),
            "line_id",
        )
    return moved.received


def _too_little(vault: Vault, dote: Dote, line_id: str, cents: int, found: shares.Room) -> BudgetExceeded:
    return shares.over_budget(vault, dote.house, line_id, cents, found)


def _notices(
    vault: Vault, dote: Dote, line_id: str, cents: int, seen: tuple[shares.Hold, shares.Room]
) -> list[Notice]:
    asked = NewDote(
        person_id=dote.person_id,
        line_id=line_id,
        expense=dote.expense,
        amount_cents=cents,
        committed_on=dote.committed_on,
        body=dote.body,
        house=dote.house,
        id=dote.id,
    )
    found = [one for one in warnings(vault, asked, seen) if one.code not in ("kit", "approval")]
    for notice in found:
        if notice.stops:
            raise InvalidValue(notice.message, "line_id")
    live = receipts.live(vault, dote.id)
    if live is not None:
        text = _(
            "La ricevuta {number} nomina ancora il fondo di prima: se chi finanzia la vuole con il suo, annullala e "
            "fanne una nuova."
        ).format(number=receipts.number(live))
        found.append(Notice("receipt", text, "line_id"))
    return found


def _transfer(
    vault: Vault, dote: Dote, line_id: str, on: date, moved: DoteTotals, note: str, share: str
) -> tuple[LedgerEntry, ...]:
    back = moves.share_of(vault, dote)
    together = new_id()
    old = Move("", dote.house, dote.line_id, 0, on, dote.id, note, to_share=back, together=together)
    new = replace(old, line_id=line_id, to_share="", from_share=share)
    wanted = (
        replace(old, kind="release", cents=moved.owed),
        replace(old, kind="recall", cents=moved.held),
        replace(new, kind="take", cents=moved.owed),
        replace(new, kind="settle", cents=moved.held),
    )
    return tuple(post(vault, move) for move in wanted if move.cents > 0)
