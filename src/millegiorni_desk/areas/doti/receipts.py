"""Receipts: numbered without gaps, kept as they were printed, voided but never taken out of the sequence."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlmodel import select

from millegiorni_desk.areas.doti import ledger, receipt_words, signing
from millegiorni_desk.areas.doti.receipt_content import content as content_of
from millegiorni_desk.areas.doti.receipt_words import ITALIAN
from millegiorni_desk.areas.doti.records import Dote, Receipt, ReceiptEvent
from millegiorni_desk.areas.people import contact
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue, NotFound
from millegiorni_desk.language import _
from millegiorni_desk.network import names
from millegiorni_desk.vault import audit
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.seats import series
from millegiorni_desk.vault.vault import Vault

if TYPE_CHECKING:
    from millegiorni_desk.areas.doti.documents import Sheet

_NUMBER = re.compile(r"(?P<body>[^-/]+)-(?P<year>\d{4})-(?P<series>[A-Z]+)/(?P<number>\d{4,9})", re.ASCII)

NUMBER_SQL = "r.body || '-' || r.year || '-' || r.series || '/' || printf('%04d', r.number)"
_VOIDED = "EXISTS (SELECT 1 FROM receipt_event v WHERE v.receipt_id = r.id AND v.kind = 'voided')"
# The number of the live receipt of dote ``d``, or no row.
LIVE_NUMBER_SQL = (
    f"SELECT {NUMBER_SQL} FROM receipt r WHERE r.dote_id = d.id AND NOT {_VOIDED} ORDER BY r.id LIMIT 1"
)
_RECEIVABLE = frozenset({"committed", "partly_paid", "paid"})


def number(receipt: Receipt) -> str:
    """The number as it is printed: ``BAR-2025-A/0042``."""
    return f"{receipt.body}-{receipt.year}-{receipt.series}/{receipt.number:04}"


def issue(vault: Vault, dote_id: str, place: str, on: date, means: str = "") -> Receipt:
    """Give the dote its receipt, with the next number of the body, the year and this device.

    *means* says how she is paid; empty leaves boxes to tick on the paper. One live receipt per dote. It is signed with
    this device's key (:mod:`signing`).
    """
    vault.require(Permission.GRANT_DOTE)
    with vault.save("receipt.issue") as session:
        dote = vault.get(Dote, dote_id)
        moved = _receivable(vault, dote, on)
        letters = series(vault)
        receipt = Receipt(
            house=dote.house,
            body=dote.body,
            year=on.year,
            series=letters,
            number=_next(vault, dote.body, on.year, letters),
            dote_id=dote.id,
            issued_on=on,
            issued_by=vault.user_name,
            content="",
        )
        content = content_of(vault, dote, moved.received)
        content |= {
            "number": number(receipt),
            "means": " ".join(means.split()),
            "place": " ".join(place.split()),
        }
        content |= {"issued_on": on.isoformat(), "issued_by": vault.user_name}
        receipt.content = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        receipt.signer, receipt.signature = signing.signed(vault, signing.claim_of(receipt, content))
        session.add(receipt)
    return receipt


def preview(vault: Vault, dote: Dote, place: str, on: date, means: str = "") -> dict[str, Any]:
    """What the receipt of a dote that is not granted yet would say; it has no number and nothing is kept."""
    vault.require(Permission.GRANT_DOTE)
    return content_of(vault, dote, dote.amount_cents) | {
        "number": "—",
        "means": " ".join(means.split()),
        "place": " ".join(place.split()),
        "issued_on": on.isoformat(),
        "issued_by": vault.user_name,
    }


def _receivable(vault: Vault, dote: Dote, on: date) -> ledger.DoteTotals:
    existing = live(vault, dote.id)
    if existing is not None:
        raise InvalidValue(
            _(
                "Questa dote ha già la ricevuta {existing}. Puoi ristamparla, o annullarla e farne una nuova."
            ).format(existing=number(existing))
        )
    if on < dote.committed_on:
        raise InvalidValue(_("La ricevuta non può avere una data prima della dote."), "issued_on")
    moved = ledger.totals(vault, dote.id)
    if moved.waiting:
        raise InvalidValue(
            _(
                "Questa dote aspetta ancora l'approvazione di un'altra persona: registrala senza stampare, la ricevuta "
                "si fa dopo."
            )
        )
    if moved.state not in _RECEIVABLE:
        raise InvalidValue(_("Questa dote è stata annullata o restituita: non c'è nulla da ricevere."))
    return moved


def _next(vault: Vault, body: str, year: int, letters: str) -> int:
    taken = vault.scalar(
        "SELECT max(number) FROM receipt WHERE body = :body AND year = :year AND series = :letters",
        body=body,
        year=year,
        letters=letters,
    )
    return int(taken or 0) + 1


def live(vault: Vault, dote_id: str) -> Receipt | None:
    """The receipt of the dote that was not voided, if there is one."""
    found = vault.scalar(
        f"SELECT r.id FROM receipt r WHERE r.dote_id = :id AND NOT {_VOIDED} ORDER BY r.id", id=dote_id
    )
    return vault.get(Receipt, found) if found else None


def is_voided(vault: Vault, receipt_id: str) -> bool:
    """Whether the receipt was voided."""
    return bool(vault.scalar(f"SELECT {_VOIDED} FROM receipt r WHERE r.id = :id", id=receipt_id))


def printed(vault: Vault, receipt_id: str, language: str = "") -> bool:
    """Write down that the receipt is printed now. True when this print is a copy: it was printed before."""
    vault.require(Permission.GRANT_DOTE)
    with vault.save("receipt.print"):
        receipt = vault.get(Receipt, receipt_id)
        before = was_printed(vault, receipt_id)
        _happened(vault, receipt, "printed", language=language)
    return before


def was_printed(vault: Vault, receipt_id: str) -> bool:
    """Whether the receipt was printed before: what comes now is a copy."""
    sql = "SELECT 1 FROM receipt_event WHERE receipt_id = :id AND kind = 'printed' LIMIT 1"
    return vault.scalar(sql, id=receipt_id) is not None


def language_of(vault: Vault, receipt_id: str) -> str:
    """The language to propose beside Italian: the one in which it was printed last, else hers."""
    before = vault.scalar(
        "SELECT language FROM receipt_event WHERE receipt_id = :id AND kind = 'printed' "
        "ORDER BY at DESC, id DESC LIMIT 1",
        id=receipt_id,
    )
    if before is not None:
        return str(before) or ITALIAN
    hers = vault.scalar(
        "SELECT p.language FROM receipt r JOIN dote d ON d.id = r.dote_id JOIN person p ON p.id = d.person_id "
        "WHERE r.id = :id",
        id=receipt_id,
    )
    return receipt_words.language_for(str(hers or ""))


def pdf(vault: Vault, receipt_id: str, language: str = ITALIAN, layout: str = "halves") -> bytes:
    """The receipt to put on paper, marked COPIA from the second print on and ANNULLATA once voided.

    *language* stands beside Italian; *layout* is one of ``documents.LAYOUTS``. The print is written down in the same
    transaction: no second original, and none lost to a failed drawing.
    """
    return pdf_of_all(vault, [receipt_id], language, layout)


def pdf_of_all(
    vault: Vault, ids: Sequence[str], language: str | None = None, layout: str = "halves"
) -> bytes:
    """As :func:`pdf`, several receipts in one document; without *language* each in the one proposed for it."""
    from millegiorni_desk.areas.doti import documents

    vault.require(Permission.GRANT_DOTE)
    if not ids:
        raise InvalidValue(_("Scegli almeno una ricevuta."))
    if layout not in documents.LAYOUTS:
        raise InvalidValue(
            _("La ricevuta si stampa così: {ways}.").format(ways=", ".join(documents.LAYOUTS)), "layout"
        )
    with vault.save("receipt.pdf"):
        sheets = [_sheet(vault, one, language) for one in ids]
        for one, sheet in zip(ids, sheets, strict=True):
            printed(vault, one, "" if sheet.language == ITALIAN else sheet.language)
        return documents.receipts_pdf(sheets, layout)


def look(vault: Vault, ids: Sequence[str], language: str | None = None, layout: str = "halves") -> bytes:
    """What :func:`pdf_of_all` would print now, to be looked at in the window: nothing is written down."""
    from millegiorni_desk.areas.doti import documents

    vault.require(Permission.GRANT_DOTE)
    return documents.receipts_pdf([_sheet(vault, one, language) for one in ids], layout)


def _sheet(vault: Vault, receipt_id: str, language: str | None) -> Sheet:
    from millegiorni_desk.areas.doti.documents import Sheet

    wanted = language_of(vault, receipt_id) if language is None else language
    if wanted not in receipt_words.LANGUAGES:
        raise InvalidValue(
            _("La ricevuta si stampa in queste lingue, accanto all'italiano: {codes}.").format(
                codes=", ".join(receipt_words.LANGUAGES)
            ),
            "language",
        )
    receipt = vault.get(Receipt, receipt_id)
    if not receipt.content and names.are_hidden(vault):
        raise InvalidValue(
            _("In questa rete i nomi restano nelle Case: il foglio della ricevuta si stampa nella sua Casa.")
        )
    if not receipt.content:
        raise InvalidValue(
            _(
                "Chi ha ricevuto questa dote ha chiesto di cancellare i suoi dati: "
                "della ricevuta restano il numero e la cifra, non il foglio."
            )
        )
    content = json.loads(receipt.content)
    code = ""
    if receipt.signature:
        code = signing.code(signing.claim_of(receipt, content), receipt.signer, receipt.signature)
    copy, voided = was_printed(vault, receipt_id), is_voided(vault, receipt_id)
    only_bodys = bool(why_not_hers(vault, vault.get(Dote, receipt.dote_id).person_id))
    return Sheet(content, wanted, copy=copy, voided=voided, code=code, only_bodys=only_bodys)


def why_not_hers(vault: Vault, person_id: str) -> str:
    """Why her half of a receipt is printed only where it is asked for, in words; nothing where she takes paper home."""
    vault.require(Permission.SEE_PEOPLE)
    with vault.read() as session:
        person = session.get(Person, person_id)
    if person is None or contact.may_hand_paper(person):
        return ""
    return _(
        "Niente carta per lei: «{rule}». Si stampa la sola metà dell'ente; la sua, se la chiede, con «Un foglio intero "
        "per copia»."
    ).format(rule=contact.of_person(person).words)


def void(vault: Vault, receipt_id: str, reason: str) -> ReceiptEvent:
    """Void a receipt. Its number stays taken; the dote may be given a new one."""
    vault.require(Permission.GRANT_DOTE)
    if not reason.strip():
        raise InvalidValue(_("Scrivi perché annulli la ricevuta: resta nel registro."), "reason")
    with vault.save("receipt.void"):
        receipt = vault.get(Receipt, receipt_id)
        if is_voided(vault, receipt_id):
            raise InvalidValue(_("La ricevuta {receipt} è già annullata.").format(receipt=number(receipt)))
        return _happened(vault, receipt, "voided", " ".join(reason.split()))


def came_back_signed(vault: Vault, receipt_id: str) -> ReceiptEvent:
    """Write down that the copy which she signed is here (:mod:`signed_copies`)."""
    vault.require(Permission.GRANT_DOTE)
    with vault.save("receipt.signed"):
        return _happened(vault, vault.get(Receipt, receipt_id), "signed")


def _happened(
    vault: Vault, receipt: Receipt, kind: str, reason: str = "", language: str = ""
) -> ReceiptEvent:
    happened = ReceiptEvent(
        house=receipt.house,
        receipt_id=receipt.id,
        kind=kind,
        at=audit.now(),
        by=vault.user_name,
        reason=reason,
        language=language,
    )
    with vault.save("receipt." + kind) as session:
        session.add(happened)
    return happened


def find(vault: Vault, printed_number: str) -> Receipt:
    """The receipt with that number, as it is printed. Raises ``InvalidValue`` or ``NotFound``."""
    vault.require(Permission.SEE_PEOPLE)
    parts = _NUMBER.fullmatch(printed_number.strip().upper())
    if parts is None:
        raise InvalidValue(
            _("«{printed_number}» non è un numero di ricevuta. È fatto così: BAR-2025-A/0042.").format(
                printed_number=printed_number
            ),
            "number",
        )
    wanted = select(Receipt).where(
        Receipt.body == parts["body"],
        Receipt.year == int(parts["year"]),
        Receipt.series == parts["series"],
        Receipt.number == int(parts["number"]),
    )
    with vault.read() as session:
        found = session.exec(wanted.order_by(Receipt.id)).first()
    if found is None:
        raise NotFound(
            _("La ricevuta {printed_number} non è in questo archivio. Ricontrolla il numero.").format(
                printed_number=printed_number.strip()
            )
        )
    return found
