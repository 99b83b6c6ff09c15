"""Documents of expense of a dote: bills, receipts and quotes with number and supplier, and their scans."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.doti import ledger
from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.doti.checks import same_document
from millegiorni_desk.areas.doti.records import Dote, ExpenseDocument
from millegiorni_desk.areas.people import attachments
from millegiorni_desk.areas.people.records import Attachment
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_EDITABLE = frozenset({"kind", "number", "supplier", "issued_on", "amount_cents", "notes"})
WOMAN = "woman"


@dataclass(frozen=True)
class Shown:
    """A document of a dote, and its scans (their names and ids; the content is read from the attachments)."""

    document: ExpenseDocument
    scans: tuple[Attachment, ...]


@dataclass(frozen=True)
class Kept:
    """A document just kept, and where the same one was presented before, in words; empty where nowhere."""

    document: ExpenseDocument
    warning: str


def add(vault: Vault, new: ExpenseDocument) -> Kept:
    """Keep a document of a dote. One presented before is kept all the same, and said. Raises ``InvalidValue``."""
    vault.require(Permission.GRANT_DOTE)
    with vault.save("expense_document.add") as session:
        dote = vault.get(Dote, new.dote_id)
        new.house = dote.house
        _check(vault, new)
        warning = same_document(vault, new.number, new.supplier, dote.house, but=dote.id)
        session.add(new)
    return Kept(new, warning)


def edit(vault: Vault, document_id: str, **changes: Any) -> Kept:
    """Change what was written of a document, never the dote that it is of. Raises ``InvalidValue``."""
    vault.require(Permission.GRANT_DOTE)
    if not changes.keys() <= _EDITABLE:
        raise InvalidValue(
            _("Di un documento non si cambia la dote: annullalo e aggiungilo a quella giusta."),
            min(changes.keys() - _EDITABLE),
        )
    with vault.save("expense_document.edit") as session:
        document = vault.get(ExpenseDocument, document_id)
        for field, value in changes.items():
            setattr(document, field, value)
        _check(vault, document)
        warning = same_document(
            vault, document.number, document.supplier, document.house, but=document.dote_id
        )
        return Kept(session.merge(document), warning)


def void(vault: Vault, document_id: str) -> ExpenseDocument:
    """Take a document off its dote. Refused while money was paid to the woman on it."""
    vault.require(Permission.GRANT_DOTE)
    with vault.save("expense_document.void") as session:
        document = vault.get(ExpenseDocument, document_id)
        if _refunded(vault, document):
            raise InvalidValue(
                _("Su questo documento lei è già stata rimborsata: resta dov'è. Se è sbagliato, correggilo.")
            )
        document.voided = True
        return session.merge(document)


def put_back(vault: Vault, document_id: str) -> ExpenseDocument:
    """Undo :func:`void`: the document is the dote's again."""
    vault.require(Permission.GRANT_DOTE)
    with vault.save("expense_document.edit") as session:
        document = vault.get(ExpenseDocument, document_id)
        document.voided = False
        return session.merge(document)


def of_dote(vault: Vault, dote_id: str) -> list[Shown]:
    """The documents of a dote with their scans, in the order in which they were added."""
    vault.require(Permission.SEE_PEOPLE)
    with vault.read() as session:
        documents = session.exec(
            select(ExpenseDocument)
            .where(ExpenseDocument.dote_id == dote_id, col(ExpenseDocument.voided).is_(False))
            .order_by(ExpenseDocument.id)
        ).all()
    return [Shown(document, tuple(attachments.about(vault, document.id))) for document in documents]


def add_scan(vault: Vault, document_id: str, name: str, content: bytes) -> Attachment:
    """Keep the scan of a document, among the woman's attachments. Raises ``InvalidValue`` as ``attachments.add``."""
    vault.require(Permission.GRANT_DOTE)
    document = vault.get(ExpenseDocument, document_id)
    person_id = vault.get(Dote, document.dote_id).person_id
    return attachments.add(vault, person_id, name, content, about=document.id)


def add_scan_file(vault: Vault, document_id: str, path: Path) -> Attachment:
    """As :func:`add_scan`, with a file on this computer, which stays where it is."""
    vault.require(Permission.GRANT_DOTE)
    document = vault.get(ExpenseDocument, document_id)
    person_id = vault.get(Dote, document.dote_id).person_id
    return attachments.add_file(vault, person_id, path, about=document.id)


def check_proof(vault: Vault, dote: Dote, payee: str, proof: str | None, cents: int) -> None:
    """Raise ``InvalidValue`` where a payment of *cents* to *payee* is not covered by its *proof*.

    What goes to the woman needs one; the documents of other doti, and voided ones, prove nothing.
    """
    if proof is None:
        if payee == WOMAN:
            raise InvalidValue(
                _("Per rimborsare lei serve il documento che ha pagato: aggiungilo alla dote, poi sceglilo."),
                "proof",
            )
        return
    document = vault.get(ExpenseDocument, proof)
    if document.dote_id != dote.id or document.voided:
        raise InvalidValue(_("Questo documento non è di questa dote: scegline un altro."), "proof")
    if payee != WOMAN or document.amount_cents is None:
        return
    before = _refunded(vault, document)
    if before + cents > document.amount_cents:
        raise InvalidValue(
            _(
                "Il documento è di {whole} e le sono già stati rimborsati {before}: {asked} sono troppi."
            ).format(
                whole=format_euros(document.amount_cents),
                before=format_euros(before),
                asked=format_euros(cents),
            ),
            "amount_cents",
        )


def _refunded(vault: Vault, document: ExpenseDocument) -> int:
    return int(
        vault.scalar(
            "SELECT coalesce(sum(CASE kind WHEN 'unpay' THEN -amount_cents ELSE amount_cents END), 0) "
            "FROM ledger_entry WHERE dote_id = :dote_id AND kind IN ('pay', 'unpay') AND payee = 'woman' "
            "AND expense_document_id = :id",
            dote_id=document.dote_id,
            id=document.id,
        )
    )


def _check(vault: Vault, document: ExpenseDocument) -> None:
    document.number, document.supplier = (
        " ".join(document.number.split()),
        " ".join(document.supplier.split()),
    )
    document.notes = document.notes.strip()
    if document.kind:
        network.check_codes(vault, "document_kind", [document.kind], "kind")
    if not document.number and not document.supplier:
        raise InvalidValue(_("Scrivi almeno il numero del documento o chi l'ha fatto."), "number")
    if document.amount_cents is not None:
        ledger.check_amount(document.amount_cents)
