"""Receipts: numbered without gaps, kept as they were printed, voided but never taken out of the sequence."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import select

from millegiorni_desk.areas.doti import ledger
from millegiorni_desk.areas.doti.amounts import euros_in_words, format_euros
from millegiorni_desk.areas.doti.records import BudgetLine, Dote, Fund, Receipt, ReceiptEvent
from millegiorni_desk.areas.people.countries import italian_country_name
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue, NotFound
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault import audit
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.seats import series
from millegiorni_desk.vault.vault import Vault

_NUMBER = re.compile(r"(?P<body>[^-/]+)-(?P<year>\d{4})-(?P<series>[A-Z]+)/(?P<number>\d{4,9})", re.ASCII)

NUMBER_SQL = "r.body || '-' || r.year || '-' || r.series || '/' || printf('%04d', r.number)"
_VOIDED = "EXISTS (SELECT 1 FROM receipt_event v WHERE v.receipt_id = r.id AND v.kind = 'voided')"
# The number of the live receipt of dote ``d``, or no row.
LIVE_NUMBER_SQL = (
    f"SELECT {NUMBER_SQL} FROM receipt r WHERE r.dote_id = d.id AND NOT {_VOIDED} ORDER BY r.id LIMIT 1"
)
_RECEIVABLE = frozenset({"committed", "partly_paid", "paid"})


@dataclass(frozen=True)
class RegisterRow:
    """A line of the register of receipts. ``prints`` counts the original too; ``voided_at`` is empty while live."""

    receipt_id: str
    number: str
    issued_on: date
    issued_by: str
    dote_id: str
    person: str
    amount_cents: int
    expense: str
    prints: int
    voided_at: str
    void_reason: str


def number(receipt: Receipt) -> str:
    """The number as it is printed: ``BAR-2025-A/0042``."""
    return f"{receipt.body}-{receipt.year}-{receipt.series}/{receipt.number:04}"


def issue(vault: Vault, dote_id: str, place: str, on: date, means: str = "") -> Receipt:
    """Give the dote its receipt, with the next number of the body, the year and this device.

    *means* says how she is paid; empty leaves boxes to tick on the paper. One live receipt per dote.
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
        content = _content(vault, dote, moved.received)
        content |= {
            "number": number(receipt),
            "means": " ".join(means.split()),
            "place": " ".join(place.split()),
        }
        content |= {"issued_on": on.isoformat(), "issued_by": vault.user_name}
        receipt.content = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        session.add(receipt)
    return receipt


def preview(vault: Vault, dote: Dote, place: str, on: date, means: str = "") -> dict[str, Any]:
    """What the receipt of a dote that is not granted yet would say; it has no number and nothing is kept."""
    vault.require(Permission.GRANT_DOTE)
    content = _content(vault, dote, dote.amount_cents)
    return content | {
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


def _content(vault: Vault, dote: Dote, cents: int) -> dict[str, Any]:
    """Everything that is printed, so that the receipt stays as it was whatever is edited later."""
    body, house = network.body(vault, dote.body), network.house(vault, dote.house)
    person = vault.get(Person, dote.person_id)
    line = vault.get(BudgetLine, dote.line_id)
    fund = vault.get(Fund, line.fund_id)
    return {
        "version": 1,
        "body": {
            "name": body.name,
            "seat": body.seat,
            "codice_fiscale": body.codice_fiscale,
            "stamp_duty": body.stamp_duty,
        },
        "house": {"code": house.code, "name": house.name, "address": house.address},
        "person": {
            "name": f"{person.name} {person.surname}".strip(),
            "gender": person.gender,
            "birth_date": person.birth_date.isoformat() if person.birth_date else "",
            "birth_precision": person.birth_precision,
            "birth_country": italian_country_name(person.birth_country) if person.birth_country else "",
            "codice_fiscale": person.codice_fiscale,
        },
        "amount_cents": cents,
        "amount": format_euros(cents),
        "amount_in_words": euros_in_words(cents),
        "expense": network.terms(vault, "expense", italian=True).get(dote.expense, dote.expense),
        "reason": dote.reason,
        "supplier": dote.supplier,
        "document": dote.document,
        "fund": {"name": fund.name, "funder": fund.funder, "cup": fund.cup, "line": line.name},
    }


def live(vault: Vault, dote_id: str) -> Receipt | None:
    """The receipt of the dote that was not voided, if there is one."""
    found = vault.scalar(
        f"SELECT r.id FROM receipt r WHERE r.dote_id = :id AND NOT {_VOIDED} ORDER BY r.id", id=dote_id
    )
    return vault.get(Receipt, found) if found else None


def is_voided(vault: Vault, receipt_id: str) -> bool:
    """Whether the receipt was voided."""
    return bool(vault.scalar(f"SELECT {_VOIDED} FROM receipt r WHERE r.id = :id", id=receipt_id))


def printed(vault: Vault, receipt_id: str) -> bool:
    """Write down that the receipt is printed now. True when this print is a copy: it was printed before."""
    vault.require(Permission.GRANT_DOTE)
    with vault.save("receipt.print"):
        receipt = vault.get(Receipt, receipt_id)
        before = vault.scalar(
            "SELECT 1 FROM receipt_event WHERE receipt_id = :id AND kind = 'printed' LIMIT 1", id=receipt_id
        )
        _happened(vault, receipt, "printed")
    return before is not None


def pdf(vault: Vault, receipt_id: str) -> bytes:
    """The receipt to put on paper, marked COPIA from the second print on and ANNULLATA once voided.

    The print is written down in the same transaction: no second original, and none lost to a failed drawing.
    """
    from millegiorni_desk.areas.doti import documents

    with vault.save("receipt.pdf"):
        copy = printed(vault, receipt_id)
        held = vault.get(Receipt, receipt_id).content
        if not held:
            raise InvalidValue(
                _(
                    "Chi ha ricevuto questa dote ha chiesto di cancellare i suoi dati: "
                    "della ricevuta restano il numero e la cifra, non il foglio."
                )
            )
        content = json.loads(held)
        return documents.receipt_pdf(content, copy=copy, voided=is_voided(vault, receipt_id))


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


def _happened(vault: Vault, receipt: Receipt, kind: str, reason: str = "") -> ReceiptEvent:
    happened = ReceiptEvent(
        house=receipt.house,
        receipt_id=receipt.id,
        kind=kind,
        at=audit.now(),
        by=vault.user_name,
        reason=reason,
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


_REGISTER = f"""
SELECT r.id AS receipt_id, {NUMBER_SQL} AS number, r.issued_on, r.issued_by, r.dote_id,
  coalesce(nullif(r.content, '') ->> '$.person.name', '') AS person,
  coalesce(nullif(r.content, '') ->> '$.amount_cents', (SELECT amount_cents FROM dote WHERE id = r.dote_id))
    AS amount_cents,
  coalesce(nullif(r.content, '') ->> '$.expense', '') AS expense,
  coalesce(sum(e.kind = 'printed'), 0) AS prints,
  coalesce(min(CASE WHEN e.kind = 'voided' THEN e.at END), '') AS voided_at,
  coalesce(min(CASE WHEN e.kind = 'voided' THEN e.reason END), '') AS void_reason
FROM receipt r LEFT JOIN receipt_event e ON e.receipt_id = r.id
WHERE r.body = :body AND r.year = :year
GROUP BY r.id ORDER BY r.series, r.number, r.id
"""


def register(vault: Vault, body: str, year: int) -> list[RegisterRow]:
    """Every receipt of a body and a year, voided ones included, in the order of their numbers."""
    vault.require(Permission.SEE_PEOPLE)
    return [
        RegisterRow(**{**row, "issued_on": date.fromisoformat(row["issued_on"])})
        for row in vault.query(_REGISTER, body=body, year=year)
    ]


_MISSING = """
WITH RECURSIVE last(series, number) AS (
  SELECT series, max(number) FROM receipt WHERE body = :body AND year = :year GROUP BY series
), expected(series, number) AS (
  SELECT series, number FROM last UNION ALL SELECT series, number - 1 FROM expected WHERE number > 1
)
SELECT e.series, e.number FROM expected e
WHERE NOT EXISTS (
  SELECT 1 FROM receipt r
  WHERE r.body = :body AND r.year = :year AND r.series = e.series AND r.number = e.number
)
ORDER BY e.series, e.number
"""


def missing_numbers(vault: Vault, body: str, year: int) -> list[str]:
    """Numbers below the highest of each series that are not here: a desk has not delivered them yet."""
    vault.require(Permission.SEE_PEOPLE)
    return [
        f"{body}-{year}-{row['series']}/{row['number']:04}"
        for row in vault.query(_MISSING, body=body, year=year)
    ]
