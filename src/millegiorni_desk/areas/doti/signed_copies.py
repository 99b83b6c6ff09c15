"""The copy that she signed, scanned: an attachment of hers about the receipt, and an event of the receipt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from millegiorni_desk.areas.doti import receipts
from millegiorni_desk.areas.doti.records import Dote, Receipt
from millegiorni_desk.areas.people import attachments
from millegiorni_desk.areas.people.records import Attachment
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


def attach(vault: Vault, receipt_id: str, name: str, content: bytes) -> Attachment:
    """Keep the scan of the signed copy of a receipt. Raises as ``attachments.add``, and for a voided receipt."""
    return _attach(
        vault,
        receipt_id,
        lambda person, said: attachments.add(vault, person, name, content, said, about=receipt_id),
    )


def attach_file(vault: Vault, receipt_id: str, path: Path) -> Attachment:
    """As :func:`attach`, with a file on this computer, which stays where it is."""
    return _attach(
        vault,
        receipt_id,
        lambda person, said: attachments.add_file(vault, person, path, said, about=receipt_id),
    )


def _attach(vault: Vault, receipt_id: str, keep: Callable[[str, str], Attachment]) -> Attachment:
    vault.require(Permission.GRANT_DOTE)
    with vault.save("receipt.attach"):
        receipt = vault.get(Receipt, receipt_id)
        if receipts.is_voided(vault, receipt_id):
            raise InvalidValue(
                _("Questa ricevuta è annullata: allega la copia firmata a quella che la sostituisce.")
            )
        person = vault.get(Dote, receipt.dote_id).person_id
        kept = keep(person, _("ricevuta firmata {number}").format(number=receipts.number(receipt)))
        receipts.came_back_signed(vault, receipt_id)
    return kept
