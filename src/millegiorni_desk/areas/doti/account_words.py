"""The words of an account on paper and in workbooks: Italian in every language, for the funder reads them."""

from __future__ import annotations

from millegiorni_desk.areas.doti.account_rows import Amounts, Row
from millegiorni_desk.areas.doti.accounts import NAMES, Account
from millegiorni_desk.areas.doti.amounts import format_euros

TITLE = "Rendiconto delle doti"
BY_WORDS = {
    "line": "Per voce di costo",
    "body": "Per ente",
    "house": "Per Casa",
    "expense": "Per tipo di spesa",
    "month": "Per mese",
}
SUMS = ("Impegnato", "Pagato", "Restituito", "Costo", "Quota delle Case", "A carico del fondo")
MEANING = (
    "Impegnato: concesso nel periodo, meno quello che è stato annullato. Costo: impegnato meno restituito. La quota "
    "delle Case è il cofinanziamento della voce, arrotondato al centesimo per ogni dote. Le somme sono state "
    "confrontate con il libro mastro, casa per casa, voce per voce e mese per mese: coincidono."
)
BLANKED = "cancellata"


def period(account: Account) -> str:
    """The two days: ``01/01/2025 – 31/12/2025``."""
    return f"{account.span.start:%d/%m/%Y} – {account.span.end:%d/%m/%Y}"


def day(iso: str) -> str:
    """``2025-11-23`` as ``23/11/2025``; nothing where there is none."""
    return "/".join(reversed(iso.split("-"))) if iso else ""


def facts(account: Account) -> list[tuple[str, str]]:
    """What stands at the head of an account; what is not known is left out."""
    people = (
        "Cognome e nome" if account.payees == NAMES else "Codice (uguale in ogni rendiconto di questo fondo)"
    )
    told = [
        ("Fondo", f"{account.fund} ({account.code})"),
        ("Finanziatore", account.funder),
        ("CUP", account.cup),
        ("Periodo", period(account)),
        ("Casa", account.label("house", account.span.house) if account.span.house else ""),
        ("Persone", people),
        ("Doti", str(len(account.rows))),
    ]
    return [(label, value) for label, value in told if value]


def cents(amounts: Amounts) -> tuple[int, ...]:
    """The amounts in the order of :data:`SUMS`, in cents."""
    return (
        amounts.committed, amounts.paid, amounts.returned, amounts.cost, amounts.own, amounts.charged,
    )  # fmt: skip


def euros(amounts: Amounts) -> list[str]:
    """The amounts in the order of :data:`SUMS`, as they are read."""
    return [format_euros(value) for value in cents(amounts)]


def payee(row: Row) -> str:
    """Who she is in this account; of a row that was blanked, that it was."""
    return row.payee or BLANKED


def file_name(account: Account, ending: str) -> str:
    """``rendiconto-UBI-2025-01-01-2025-12-31.xlsx``: no letter that a file system refuses."""
    code = "".join(c if c.isalnum() else "-" for c in account.code)
    return f"rendiconto-{code}-{account.span.start}-{account.span.end}.{ending}"
