"""Moving money: into envelopes and out of them, and for each dote planned, committed, paid, cancelled, given back.

Nothing here edits or deletes an entry. Each function checks and writes inside one immediate transaction, so that two
windows on the same vault cannot both spend the last euro; two desks apart cannot because each has its own share.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from millegiorni_desk.areas.doti import ledger, shares
from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.doti.ledger import totals
from millegiorni_desk.areas.doti.posting import Move, post
from millegiorni_desk.areas.doti.records import BudgetLine, Dote, LedgerEntry
from millegiorni_desk.areas.doti.shares import Hold, Room
from millegiorni_desk.errors import BudgetExceeded, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


def allocate(
    vault: Vault, house: str, line_id: str, cents: int, on: date, note: str = "", to: str = shares.POOL
) -> LedgerEntry:
    """Put *cents* of a line into a house's envelope, in the pool or in the share *to*. For whoever may allocate."""
    vault.require(Permission.ALLOCATE)
    network.house(vault, house)
    vault.get(BudgetLine, line_id)
    shares.check_series(vault, house, to)
    with vault.save("ledger.allocate"):
        return post(vault, Move("allocate", house, line_id, cents, on, note=note, to_share=to))


def withdraw(vault: Vault, house: str, line_id: str, cents: int, on: date, note: str = "") -> LedgerEntry:
    """Take *cents* back out of a house's envelope, of what this device holds of it.

    Raises ``BudgetExceeded`` beyond that: what the house's devices hold they give to the coordination first.
    """
    vault.require(Permission.ALLOCATE)
    with vault.save("ledger.withdraw"):
        ledger.check_amount(cents)
        held = shares.hold(vault, house)
        found = shares.room(vault, house, line_id, held)
        if cents > found.here:
            raise _not_held(vault, house, line_id, cents, found)
        if cents > found.home:
            shares.gather(vault, house, line_id, cents, on, held)
        return post(
            vault, Move("withdraw", house, line_id, cents, on, note=note, from_share=held.home)
        )  # fmt: skip


def _not_held(vault: Vault, house: str, line_id: str, cents: int, found: Room) -> BudgetExceeded:
    others = shares.elsewhere(vault, house, line_id) if found.house > found.here else ""
    if others:
        text = _(
            "Da qui si possono togliere {left}, non {asked}. Il resto della busta è presso {others}: chiedi che lo "
            "passino al coordinamento, poi toglilo."
        ).format(left=format_euros(found.here), asked=format_euros(cents), others=others)
    else:
        text = _("Nella busta restano {left}: non posso toglierne {asked}. Riduci l'importo.").format(
            left=format_euros(found.here), asked=format_euros(cents)
        )
    return BudgetExceeded(text, found.here)


def spend(
    vault: Vault,
    dote: Dote,
    kind: str,
    entry_id: str = "",
    seen: tuple[Hold, Room] | None = None,
) -> LedgerEntry:
    """Set the dote's whole amount aside: for good (``commit``), or until a second person has approved it (``plan``).

    Raises ``BudgetExceeded`` beyond what this device holds. *seen* is what it holds, where the caller has asked in
    this same transaction.
    """
    with vault.save("ledger.spend"):
        held, found = seen or standing(vault, dote.house, dote.line_id)
        if dote.amount_cents > found.here:
            raise shares.over_budget(vault, dote.house, dote.line_id, dote.amount_cents, found)
        if dote.amount_cents > found.home:
            shares.gather(vault, dote.house, dote.line_id, dote.amount_cents, dote.committed_on, held)
        return post(
            vault,
            replace(
                _of(kind, dote, dote.amount_cents, dote.committed_on),
                entry_id=entry_id,
                from_share=held.home,
            ),
        )


def standing(vault: Vault, house: str, line_id: str) -> tuple[Hold, Room]:
    """What this device may take from, and what is there."""
    held = shares.hold(vault, house)
    return held, shares.room(vault, house, line_id, held)


def confirm(vault: Vault, dote: Dote, on: date, note: str = "") -> LedgerEntry:
    """Commit what was planned. Raises ``InvalidValue`` where nothing waits."""
    with vault.save("ledger.confirm"):
        return post(vault, _of("confirm", dote, _waiting(vault, dote), on, note))


def drop(vault: Vault, dote: Dote, on: date, note: str = "", entry_id: str = "") -> LedgerEntry:
    """Put what was planned back where it came from. Raises ``InvalidValue`` where nothing waits."""
    with vault.save("ledger.drop"):
        move = _of("drop", dote, _waiting(vault, dote), on, note)
        return post(vault, replace(move, entry_id=entry_id, to_share=share_of(vault, dote)))


def _waiting(vault: Vault, dote: Dote) -> int:
    planned = totals(vault, dote.id).planned
    if planned <= 0:
        raise InvalidValue(_("Questa dote non aspetta nessuna approvazione."))
    return planned


def pay(
    vault: Vault,
    dote: Dote,
    cents: int | None,
    on: date,
    note: str = "",
    entry_id: str = "",
    payee: str = "",
    proof: str | None = None,
) -> LedgerEntry:
    """Pay *cents* of what the dote still owes, or all of it. Raises ``BudgetExceeded`` beyond that."""
    with vault.save("ledger.pay"):
        moved = totals(vault, dote.id)
        amount = moved.owed if cents is None else cents
        if moved.waiting:
            raise InvalidValue(
                _("Questa dote aspetta ancora l'approvazione di un'altra persona: si paga dopo."),
                "amount_cents",
            )
        if moved.owed <= 0:
            raise InvalidValue(_("Per questa dote non resta nulla da pagare."), "amount_cents")
        if amount > moved.owed:
            raise BudgetExceeded(
                _(
                    "Di questa dote restano da pagare {left}: {asked} sono troppi. Il "
                    "pagamento non è stato registrato."
                ).format(left=format_euros(moved.owed), asked=format_euros(amount)),
                moved.owed,
            )
        move = _of("pay", dote, amount, on, note)
        return post(vault, replace(move, entry_id=entry_id, payee=payee, expense_document_id=proof))


def cancel(vault: Vault, dote: Dote, on: date, note: str = "", entry_id: str = "") -> LedgerEntry:
    """Put whatever the dote still owes back into its envelope."""
    with vault.save("ledger.cancel"):
        owed = totals(vault, dote.id).owed
        if owed <= 0:
            raise InvalidValue(
                _(
                    "Questa dote non ha più nulla da annullare. Se i soldi tornano indietro, registra una restituzione."
                )
            )
        move = _of("cancel", dote, owed, on, note)
        return post(vault, replace(move, entry_id=entry_id, to_share=share_of(vault, dote)))


def give_back(
    vault: Vault, dote: Dote, cents: int | None, on: date, note: str = "", entry_id: str = ""
) -> LedgerEntry:
    """Put *cents* that were paid, or all of them, back into the envelope. Raises ``BudgetExceeded`` beyond that."""
    with vault.save("ledger.return"):
        held = totals(vault, dote.id).held
        amount = held if cents is None else cents
        if held <= 0:
            raise InvalidValue(
                _("Di questa dote non è stato pagato nulla che si possa restituire."), "amount_cents"
            )
        if amount > held:
            raise BudgetExceeded(
                _(
                    "Di questa dote si possono restituire {left}: {asked} sono troppi. La "
                    "restituzione non è stata registrata."
                ).format(left=format_euros(held), asked=format_euros(amount)),
                held,
            )
        move = _of("return", dote, amount, on, note)
        return post(vault, replace(move, entry_id=entry_id, to_share=share_of(vault, dote)))


def share_of(vault: Vault, dote: Dote) -> str:
    """The share that the dote's money was taken from, on the line that pays it now: there it goes back."""
    found = vault.scalar(
        "SELECT from_share FROM ledger_entry WHERE dote_id = :id AND line_id = :line_id "
        "AND from_account = 'available' ORDER BY id DESC LIMIT 1",
        id=dote.id,
        line_id=dote.line_id,
    )
    return str(found or shares.POOL)


def _of(kind: str, dote: Dote, cents: int, on: date, note: str = "") -> Move:
    return Move(kind, dote.house, dote.line_id, cents, on, dote_id=dote.id, note=note)
