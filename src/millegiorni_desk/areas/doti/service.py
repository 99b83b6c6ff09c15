"""Granting doti, paying, cancelling and taking them back; one door to funds, lists and what speaks against one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from millegiorni_desk.areas.doti import approvals, expense_documents, ledger, moves, receipts, shares
from millegiorni_desk.areas.doti.checks import NewDote, Notice, warnings
from millegiorni_desk.areas.doti.funds import (
    Envelope,
    add_fund,
    add_funder,
    add_line,
    edit_fund,
    edit_funder,
    edit_line,
    envelope,
    envelopes,
    funders,
    funds,
    lines,
    own_share,
)
from millegiorni_desk.areas.doti.ledger import DOTE_TOTALS_SQL, DoteTotals, totals
from millegiorni_desk.areas.doti.listing import DoteRow, DotiFilter, Money, Page, list_doti, money_of
from millegiorni_desk.areas.doti.moves import allocate, withdraw
from millegiorni_desk.areas.doti.reassigning import Reassigned, reassign
from millegiorni_desk.areas.doti.records import BudgetLine, Dote
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

__all__ = [
    "DOTE_TOTALS_SQL",
    "DoteRow",
    "DoteTotals",
    "DotiFilter",
    "Envelope",
    "Granted",
    "Money",
    "NewDote",
    "Notice",
    "Page",
    "Reassigned",
    "add_fund",
    "add_funder",
    "add_line",
    "allocate",
    "cancel",
    "draft",
    "edit",
    "edit_fund",
    "edit_funder",
    "edit_line",
    "envelope",
    "envelopes",
    "funders",
    "funds",
    "give_back",
    "grant",
    "lines",
    "list_doti",
    "money_of",
    "own_share",
    "pay",
    "reassign",
    "totals",
    "warnings",
    "withdraw",
]

# The amount, the line and whom it is for are fixed: a wrong dote is cancelled and granted anew.
_EDITABLE = frozenset({"pathway_id", "reason", "supplier", "document", "paper_receipt", "notes", "discreet"})


@dataclass(frozen=True)
class Granted:
    """A dote just granted, what its house's envelope held before and after (cents), and what to know about it.

    ``waiting``: its money is set aside until a second person approves it.
    """

    dote: Dote
    left_before: int
    left_after: int
    warnings: tuple[Notice, ...]
    waiting: bool = False


def grant(vault: Vault, new: NewDote) -> Granted:
    """Grant a dote and set its amount aside from what this device holds of the envelope, both or neither.

    Above its line's amount it waits for a second person. Raises ``BudgetExceeded`` with what is left here, or
    ``InvalidValue`` naming the field.
    """
    vault.require(Permission.GRANT_DOTE)
    with vault.save("dote.grant") as session:
        dote = _checked(vault, new)
        seen = moves.standing(vault, dote.house, dote.line_id)
        if dote.amount_cents > seen[1].here:
            raise shares.over_budget(vault, dote.house, dote.line_id, dote.amount_cents, seen[1])
        notices = warnings(vault, new, seen)
        for notice in notices:
            if notice.stops:
                raise InvalidValue(notice.message, notice.field)
        waiting = any(notice.code == "approval" for notice in notices)
        session.add(dote)
        moves.spend(vault, dote, "plan" if waiting else "commit", new.entry_id, seen)
        if waiting:
            approvals.ask(vault, dote)
    before = seen[1].house
    return Granted(dote, before, before - dote.amount_cents, tuple(notices), waiting)


def draft(vault: Vault, new: NewDote) -> Dote:
    """The dote that ``grant`` would make of *new*, kept nowhere: for the preview. Raises as ``grant`` does."""
    vault.require(Permission.GRANT_DOTE)
    return _checked(vault, new)


def _checked(vault: Vault, new: NewDote) -> Dote:
    house = _house(vault, new.house)
    ledger.check_amount(new.amount_cents)
    network.check_codes(vault, "expense", [new.expense], "expense")
    vault.get(BudgetLine, new.line_id)
    person = vault.get(Person, new.person_id)
    if person.voided or person.house != house:
        raise InvalidValue(
            _("Questa persona non è tra le schede della casa che concede la dote."), "person_id"
        )
    dote = Dote(
        house=house,
        body=_body(vault, house, new.body),
        person_id=new.person_id,
        pathway_id=new.pathway_id or None,
        line_id=new.line_id,
        expense=new.expense,
        reason=" ".join(new.reason.split()),
        amount_cents=new.amount_cents,
        committed_on=new.committed_on,
        supplier=" ".join(new.supplier.split()),
        document=" ".join(new.document.split()),
        paper_receipt=" ".join(new.paper_receipt.split()),
        notes=new.notes.strip(),
        discreet=new.discreet,
    )
    if new.id:
        dote.id = new.id
    return dote


def _house(vault: Vault, stated: str) -> str:
    if not stated:
        if not vault.house:
            raise InvalidValue(_("Scegli la casa che concede la dote."), "house")
        return vault.house
    if stated != vault.house and not vault.may(Permission.ALLOCATE):
        raise NotAllowed(_("Questa postazione concede doti solo per la sua casa."))
    return network.house(vault, stated).code


def _body(vault: Vault, house: str, stated: str) -> str:
    managing = [body.code for body in network.bodies(vault, house)]
    if stated in managing:
        return stated
    if stated:
        raise InvalidValue(
            _("L'ente «{stated}» non gestisce questa casa. Scegli tra: {names}.").format(
                stated=stated, names=", ".join(managing)
            ),
            "body",
        )
    if len(managing) != 1:
        raise InvalidValue(_("Scegli l'ente che firma la ricevuta."), "body")
    return managing[0]


def edit(vault: Vault, dote_id: str, **changes: Any) -> Dote:
    """Change the words of a dote (reason, supplier, document, paper receipt, notes, pathway), never its money.

    A receipt already issued keeps what was printed on it.
    """
    vault.require(Permission.GRANT_DOTE)
    if not changes.keys() <= _EDITABLE:
        raise InvalidValue(
            _(
                "L'importo, la voce e la persona di una dote non si cambiano: annullala e concedine una nuova."
            ),
            min(changes.keys() - _EDITABLE),
        )
    with vault.save("dote.edit") as session:
        dote = vault.get(Dote, dote_id)
        for field, value in changes.items():
            setattr(dote, field, value)
        return session.merge(dote)


def pay(
    vault: Vault,
    dote_id: str,
    cents: int | None,
    on: date,
    note: str = "",
    entry_id: str = "",
    payee: str = "supplier",
    proof: str | None = None,
) -> DoteTotals:
    """Write down a payment of *cents*, or of all that is owed. Raises ``BudgetExceeded`` beyond that.

    *payee* is a code of the vocabulary; to the ``woman`` herself only on *proof*, the id of a document of expense, and
    never more than it says. *entry_id*, here and below, is for an entry that must have the same id when it is brought
    in twice.
    """
    vault.require(Permission.GRANT_DOTE)
    network.check_codes(vault, "payee", [payee], "payee")
    with vault.save("dote.pay"):
        dote = vault.get(Dote, dote_id)
        amount = totals(vault, dote_id).owed if cents is None else cents
        expense_documents.check_proof(vault, dote, payee, proof, amount)
        moves.pay(vault, dote, cents, on, note, entry_id, payee, proof)
        return totals(vault, dote_id)


def cancel(vault: Vault, dote_id: str, on: date, note: str = "", entry_id: str = "") -> DoteTotals:
    """Put what was not paid back into the envelope, or what waits for approval. A live receipt must be voided first."""
    vault.require(Permission.GRANT_DOTE)
    with vault.save("dote.cancel"):
        dote = vault.get(Dote, dote_id)
        live = receipts.live(vault, dote_id)
        if live is not None:
            raise InvalidValue(
                _(
                    "Per questa dote c'è la ricevuta {live}: la dote non è stata annullata. Annulla prima la "
                    "ricevuta, poi la dote."
                ).format(live=receipts.number(live))
            )
        if totals(vault, dote_id).waiting:
            moves.drop(vault, dote, on, note, entry_id)
        else:
            moves.cancel(vault, dote, on, note, entry_id)
        return totals(vault, dote_id)


def give_back(
    vault: Vault, dote_id: str, cents: int | None, on: date, note: str = "", entry_id: str = ""
) -> DoteTotals:
    """Write down that *cents* of what was paid, or all of it, came back. Its receipt stays true and stays."""
    vault.require(Permission.GRANT_DOTE)
    with vault.save("dote.return"):
        moves.give_back(vault, vault.get(Dote, dote_id), cents, on, note, entry_id)
        return totals(vault, dote_id)
