"""Do paper and ledger agree? From the text of a receipt's QR code, or from its number and what else the paper says.

A signature proves that a device of the network issued exactly that; the ledger says whether it still holds.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from millegiorni_desk.areas.doti import receipts, signing
from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.doti.records import Dote, Receipt
from millegiorni_desk.areas.doti.signing import Claim, Code
from millegiorni_desk.errors import NotFound
from millegiorni_desk.language import _
from millegiorni_desk.vault import signed_content
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync.roster import Device


class Outcome(StrEnum):
    """What was found of a receipt on paper."""

    TRUE = "true"
    VOIDED = "voided"
    AMOUNT = "amount"
    """Another amount than was issued."""
    FORGED = "forged"
    """Nobody of the network signed that."""
    OTHER_NETWORK = "other_network"
    NOT_HERE = "not_here"
    """Nothing here contradicts it, nor is it in this ledger: its desk has not delivered yet."""
    UNSIGNED = "unsigned"
    """In the ledger, and issued before receipts were signed: the paper itself proves nothing."""
    LEDGER = "ledger"
    """The paper is as it was signed, the ledger holds something else under that number."""


@dataclass(frozen=True)
class Found:
    """What was found, in a word and in a sentence, and the receipt of this ledger with that number, if there is one."""

    outcome: Outcome
    sentence: str
    number: str
    receipt_id: str = ""

    @property
    def agrees(self) -> bool:
        """Whether paper and ledger agree."""
        return self.outcome is Outcome.TRUE


def from_code(vault: Vault, text: str, says_cents: int | None = None) -> Found:
    """Check the text of a QR code, and *says_cents*, the amount in print, where someone looked at it.

    Raises ``InvalidValue`` for what is no code of a receipt.
    """
    vault.require(Permission.SEE_PEOPLE)
    code = signing.read(text)
    roster = signed_content.roster(vault)
    number = code.claim.printed_number
    if roster is None or code.claim.network != roster.network:
        return Found(Outcome.OTHER_NETWORK, _other_network(), number)
    held = _held(vault, number)
    device = roster.devices.get(code.signer)
    if device is None:
        return _unknown_device(number, held)
    if not signing.holds(device, code.claim, code.signature):
        return _not_signed(vault, code, device, held)
    if says_cents is not None and says_cents != code.claim.amount_cents:
        return Found(Outcome.AMOUNT, _amount(code.claim.amount_cents, says_cents), number, _id(held))
    if held is None:
        return _not_here(number, revoked=code.signer in roster.revoked)
    if held.signature != code.signature or not _says(held, code.claim):
        return Found(Outcome.LEDGER, _ledger(), number, held.id)
    return _standing(vault, held)


def from_number(vault: Vault, printed_number: str, says_cents: int | None = None) -> Found:
    """Check a number, and the amount in print. Raises ``InvalidValue`` for what is no number."""
    vault.require(Permission.SEE_PEOPLE)
    number = printed_number.strip().upper()
    try:
        held = receipts.find(vault, number)
    except NotFound:
        return _not_here(number)
    amount = _amount_of(vault, held)
    if says_cents is not None and says_cents != amount:
        return Found(Outcome.AMOUNT, _amount(amount, says_cents), number, held.id)
    if not _is_as_signed(vault, held):
        return Found(Outcome.LEDGER, _ledger(), number, held.id)
    return _standing(vault, held, on_paper=False)


def altered(vault: Vault) -> list[str]:
    """The numbers of the receipts of this ledger that are not what was signed when they were issued."""
    vault.require(Permission.SEE_PEOPLE)
    rows = vault.query("SELECT id FROM receipt WHERE signature <> '' AND content <> '' ORDER BY id")
    held = (vault.get(Receipt, row["id"]) for row in rows)
    return [receipts.number(one) for one in held if not _is_as_signed(vault, one)]


def _held(vault: Vault, number: str) -> Receipt | None:
    try:
        return receipts.find(vault, number)
    except NotFound:
        return None


def _id(held: Receipt | None) -> str:
    return held.id if held is not None else ""


def _amount_of(vault: Vault, held: Receipt) -> int:
    content = _content(held)
    return int(content["amount_cents"]) if content else vault.get(Dote, held.dote_id).amount_cents


def _content(held: Receipt) -> dict[str, Any] | None:
    """What the ledger's receipt says; nothing where it was erased, or where somebody put there what is no receipt."""
    try:
        content: dict[str, Any] = json.loads(held.content)
        int(content["amount_cents"])
    except (ValueError, TypeError, KeyError):
        return None
    return content


def _says(held: Receipt, claim: Claim) -> bool:
    """Whether the ledger's receipt says the same; one that was erased contradicts nobody."""
    content = _content(held)
    return not held.content or (content is not None and signing.claim_of(held, content) == claim)


def _is_as_signed(vault: Vault, held: Receipt) -> bool:
    if not held.content or not held.signature:
        return True
    content = _content(held)
    if content is None:
        return False
    claim = signing.claim_of(held, content)
    roster = signed_content.roster(vault)
    device = roster.devices.get(int(held.signer)) if roster is not None else None
    return device is None or signing.holds(device, claim, held.signature)


def _not_signed(vault: Vault, code: Code, device: Device, held: Receipt | None) -> Found:
    number = code.claim.printed_number
    if held is not None:
        amount = _amount_of(vault, held)
        # A true signature under other figures: someone changed the amount, and not well enough.
        if signing.holds(device, replace(code.claim, amount_cents=amount), code.signature):
            return Found(Outcome.AMOUNT, _amount(amount, code.claim.amount_cents), number, held.id)
    return Found(
        Outcome.FORGED,
        _(
            "La firma è falsa: nessuna postazione della rete ha firmato questa ricevuta. Tieni il foglio e avvisa "
            "il coordinamento."
        ),
        number,
        _id(held),
    )


def _standing(vault: Vault, held: Receipt, *, on_paper: bool = True) -> Found:
    """What became of a receipt that is in the ledger as it was issued."""
    number = receipts.number(held)
    voided = vault.query(
        "SELECT at, by, reason FROM receipt_event WHERE receipt_id = :id AND kind = 'voided' ORDER BY at, id LIMIT 1",
        id=held.id,
    )
    if voided:
        said = _("Annullata il {day} da {who}: {reason}. Il foglio non vale più.").format(
            day=_day(voided[0]["at"][:10]), who=voided[0]["by"], reason=voided[0]["reason"]
        )
        return Found(Outcome.VOIDED, said, number, held.id)
    if not held.signature:
        said = _(
            "È nel registro, ma è di quando le ricevute non erano firmate: il foglio non si può provare. "
            "Confronta a occhio nome, importo e data."
        )
        return Found(Outcome.UNSIGNED, said, number, held.id)
    amount, day = format_euros(_amount_of(vault, held)), _day(held.issued_on.isoformat())
    if not on_paper:
        said = _(
            "È nel registro: {amount}, fatta il {day} da {who}. Che il foglio sia quello lo prova solo il codice QR."
        ).format(amount=amount, day=day, who=held.issued_by)
        return Found(Outcome.TRUE, said, number, held.id)
    said = _("Vera, e nel registro: {amount}, fatta il {day} da {who}. Anche una COPIA è buona.").format(
        amount=amount, day=day, who=held.issued_by
    )
    return Found(Outcome.TRUE, said, number, held.id)


def _not_here(number: str, *, revoked: bool = False) -> Found:
    if revoked:
        said = _(
            "La firma è di una postazione che è stata tolta dalla rete, e la ricevuta non è nel registro: "
            "non fidarti, chiedi al coordinamento."
        )
    else:
        said = _(
            "Il numero non è in questo archivio: forse la postazione che l'ha fatta non ha ancora consegnato. "
            "Sincronizza e controlla di nuovo."
        )
    return Found(Outcome.NOT_HERE, said, number)


def _unknown_device(number: str, held: Receipt | None) -> Found:
    if held is None:
        said = _(
            "È firmata da una postazione che qui non si conosce: o è nuova, o non è della rete. Sincronizza e "
            "controlla di nuovo; finché non si conosce, non fidarti."
        )
        return Found(Outcome.NOT_HERE, said, number)
    said = _(
        "La firma è falsa: quel numero l'ha dato un'altra postazione. Tieni il foglio e avvisa il coordinamento."
    )
    return Found(Outcome.FORGED, said, number, held.id)


def _amount(issued: int, says: int) -> str:
    return _("L'importo è stato cambiato: la ricevuta è di {issued}, il foglio dice {says}.").format(
        issued=format_euros(issued), says=format_euros(says)
    )


def _ledger() -> str:
    return _(
        "Il foglio è firmato, ma nel registro sotto quel numero c'è altro: una postazione è stata copiata, o il "
        "registro è stato cambiato. Avvisa il coordinamento."
    )


def _other_network() -> str:
    return _("È di un'altra rete: qui non si può controllare. Chiedi a chi l'ha data.")


def _day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}"
