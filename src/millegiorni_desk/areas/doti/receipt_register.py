"""The register of receipts of a body: a year or a month of it, beside what the ledger says of the same doti."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from millegiorni_desk.areas.doti import ledger
from millegiorni_desk.areas.doti.receipts import NUMBER_SQL
from millegiorni_desk.areas.people.pseudonym import pseudonym
from millegiorni_desk.network import names
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

STATES = ("", "live", "voided", "unprinted", "unsigned")
"""All; not voided; voided; never printed; printed, and the signed copy is not here."""


@dataclass(frozen=True)
class RegisterRow:
    """A line of the register. ``prints`` counts the original too; ``voided_at`` is empty while live.

    ``person`` is the name on the receipt, nothing once it was erased, her code at a coordination that sees no names.
    ``signed_at`` is when the signed copy was attached, or empty; ``ledger_cents`` what the dote comes to in the ledger
    today, once everything owed is paid.
    """

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
    signed_at: str
    ledger_cents: int


@dataclass(frozen=True)
class Totals:
    """The live receipts of some rows, their euros, and what the ledger says of their doti (cents)."""

    live: int
    voided: int
    cents: int
    ledger_cents: int


_REGISTER = f"""
SELECT r.id AS receipt_id, {NUMBER_SQL} AS number, r.issued_on, r.issued_by, r.dote_id,
  coalesce(nullif(r.content, '') ->> '$.person.name', '') AS person,
  (SELECT person_id FROM dote WHERE id = r.dote_id) AS person_id,
  coalesce(nullif(r.content, '') ->> '$.amount_cents', (SELECT amount_cents FROM dote WHERE id = r.dote_id), 0)
    AS amount_cents,
  coalesce(nullif(r.content, '') ->> '$.expense', '') AS expense,
  coalesce(sum(e.kind = 'printed'), 0) AS prints,
  coalesce(min(CASE WHEN e.kind = 'voided' THEN e.at END), '') AS voided_at,
  coalesce(min(CASE WHEN e.kind = 'voided' THEN e.reason END), '') AS void_reason,
  coalesce(max(CASE WHEN e.kind = 'signed' THEN e.at END), '') AS signed_at,
  coalesce(t.committed - t.cancelled - t.returned, 0) AS ledger_cents
FROM receipt r LEFT JOIN receipt_event e ON e.receipt_id = r.id
LEFT JOIN ({ledger.totals_sql("d.id IN (SELECT dote_id FROM receipt WHERE body = :body AND year = :year)")}) t
  ON t.dote_id = r.dote_id
WHERE r.body = :body AND r.year = :year AND (:month = '' OR substr(r.issued_on, 1, 7) = :month)
GROUP BY r.id ORDER BY r.series, r.number, r.id
"""


def register(vault: Vault, body: str, year: int, month: int = 0, state: str = "") -> list[RegisterRow]:
    """The receipts of a body and a year, voided ones included, in the order of their numbers.

    Only those issued in *month* (1 to 12; 0: all), and those in that *state* (one of :data:`STATES`).
    """
    vault.require(Permission.SEE_PEOPLE)
    if state not in STATES:
        raise ValueError(state)
    rows = vault.query(_REGISTER, body=body, year=year, month=f"{year}-{month:02}" if month else "")
    coded = names.are_hidden(vault)
    return [row for row in (_row(each, coded) for each in rows) if _is(row, state)]


def _row(found: dict[str, Any], coded: bool) -> RegisterRow:
    person_id = found.pop("person_id")
    if coded and person_id:
        found["person"] = pseudonym(person_id)
    return RegisterRow(**{**found, "issued_on": date.fromisoformat(found["issued_on"])})


def _is(row: RegisterRow, state: str) -> bool:
    match state:
        case "live":
            return not row.voided_at
        case "voided":
            return bool(row.voided_at)
        case "unprinted":
            return not row.prints and not row.voided_at
        case "unsigned":
            return bool(row.prints) and not row.signed_at and not row.voided_at
    return True


def totals(rows: Sequence[RegisterRow]) -> Totals:
    """What the rows come to; voided receipts count for nothing."""
    live = [row for row in rows if not row.voided_at]
    return Totals(
        live=len(live),
        voided=len(rows) - len(live),
        cents=sum(row.amount_cents for row in live),
        ledger_cents=sum(row.ledger_cents for row in live),
    )


def years(vault: Vault) -> list[int]:
    """The years in which a receipt was issued, the latest first."""
    vault.require(Permission.SEE_PEOPLE)
    return [int(row["year"]) for row in vault.query("SELECT DISTINCT year FROM receipt ORDER BY year DESC")]


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
