"""The account to the funder (rendiconto): what a fund's doti cost it in a period, and sums that match the ledger.

The sums are checked against the ledger's own accounts, which know nothing of doti: an account that differs by a cent
is refused, never shown.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from millegiorni_desk.areas.doti.account_rows import OF_SPAN, Amounts, Moved, Row, Span, moved, rows, snapshot
from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.doti.funds import lines
from millegiorni_desk.areas.doti.records import Fund
from millegiorni_desk.errors import InvalidValue, UserError
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

CODES, NAMES = "codes", "names"
"""How payees are written: a code that only this vault can give again, or surname and name.

A dote of which papers say nothing (``Dote.discreet``) has the code in either.
"""

BY = ("line", "body", "house", "expense", "month")
_KEY = "account_key"


class AccountDiffers(UserError):
    """The doti and the ledger do not say the same: the account is not made."""


@dataclass(frozen=True)
class Subtotal:
    """What a line, body, house, expense or month comes to; ``doti`` counts the rows (in a month, those that moved)."""

    key: str
    label: str
    doti: int
    amounts: Amounts


@dataclass(frozen=True)
class Account:
    """An account: whose, of when, its rows in order of their days, its subtotals (:data:`BY`) and its total."""

    span: Span
    code: str
    fund: str
    funder: str
    cup: str
    payees: str
    rows: tuple[Row, ...]
    subtotals: Mapping[str, tuple[Subtotal, ...]]
    total: Amounts

    def label(self, by: str, key: str) -> str:
        """The words for a line, body, house or expense of a row."""
        return next((one.label for one in self.subtotals[by] if one.key == key), key)


def require(vault: Vault) -> None:
    """Raise ``NotAllowed`` for whoever may not account for the network's money."""
    vault.require(Permission.REPORT)
    vault.require(Permission.ALLOCATE)


def compute(vault: Vault, fund_id: str, start: date, end: date, payees: str = CODES) -> Account:
    """The account of a fund from *start* to *end*, both days in it; at a house's desk, of that house alone.

    A dote is in it when any of its money moved in the period and something remained of it: what was committed and
    cancelled within the period cost nothing. Raises ``NotFound``, ``InvalidValue``, and ``AccountDiffers`` where the
    sums do not match the ledger.
    """
    require(vault)
    if end < start:
        raise InvalidValue(_("Il periodo finisce prima di cominciare: controlla le due date."), "end")
    if payees not in (CODES, NAMES):
        raise InvalidValue(_("Le persone si indicano con un codice o con il nome."), "payees")
    fund = vault.get(Fund, fund_id)
    span = Span(fund_id, start, end, vault.house)
    code = _coder(vault, fund_id)
    with snapshot(vault) as ask:
        cells = moved(ask, span, {line.id: line for line in lines(vault, fund_id)})
        found = rows(ask, cells, code, payees == NAMES)
        said = ask(_LEDGER, **span.parameters())
    _match(vault, said, found, cells)
    labels = _labels(vault, fund_id)
    total = sum((row.amounts for row in found), Amounts())
    subtotals = {by: _subtotals(found, by, labels[by]) for by in BY if by != "month"}
    subtotals["month"] = _months(cells)
    _agree(subtotals, total)
    return Account(span, fund.code, fund.name, fund.funder, fund.cup, payees, tuple(found), subtotals, total)


def _coder(vault: Vault, fund_id: str) -> Callable[[str], str]:
    """Who she is → a code that is the same in every account of the fund, and that nobody without the key turns back.

    Of another fund her code is another: two funders cannot put their accounts together.
    """
    key = vault.local(_KEY)
    if key is None:
        key = secrets.token_hex(32)
        vault.set_local(_KEY, key)
    secret = bytes.fromhex(key)

    def code(who: str) -> str:
        made = hmac.new(secret, f"millegiorni account 1\0{fund_id}\0{who}".encode(), hashlib.sha256).digest()
        letters = base64.b32encode(made).decode()[:10]
        return f"{letters[:5]}-{letters[5:]}"

    return code


def _labels(vault: Vault, fund_id: str) -> dict[str, dict[str, str]]:
    """As they are printed for the funder, in Italian whatever the interface speaks."""
    return {
        "line": {
            line.id: f"{line.code} {line.name}".strip() if line.code else line.name
            for line in lines(vault, fund_id)
        },
        "body": {body.code: body.name for body in network.bodies(vault)},
        "house": {house.code: house.name for house in network.houses(vault)},
        "expense": network.terms(vault, "expense", italian=True),
    }


_ATTRIBUTES = {"line": "line_id", "body": "body", "house": "house", "expense": "expense"}


def _subtotals(found: Iterable[Row], by: str, labels: Mapping[str, str]) -> tuple[Subtotal, ...]:
    sums: dict[str, Amounts] = {}
    counts: dict[str, int] = {}
    for row in found:
        key = str(getattr(row, _ATTRIBUTES[by]))
        sums[key] = sums.get(key, Amounts()) + row.amounts
        counts[key] = counts.get(key, 0) + 1
    made = [Subtotal(key, labels.get(key, key), counts[key], amounts) for key, amounts in sums.items()]
    return tuple(sorted(made, key=lambda one: (one.label.casefold(), one.key)))


def _months(cells: Iterable[Moved]) -> tuple[Subtotal, ...]:
    sums: dict[str, Amounts] = {}
    counts: dict[str, int] = {}
    for cell in cells:
        if not cell.amounts.nothing:
            sums[cell.month] = sums.get(cell.month, Amounts()) + cell.amounts
            counts[cell.month] = counts.get(cell.month, 0) + 1
    return tuple(
        Subtotal(month, f"{month[5:]}/{month[:4]}", counts[month], sums[month]) for month in sorted(sums)
    )


# What the ledger's accounts say, house by house, line by line and month by month: no dote is looked at.
_LEDGER = f"""
SELECT e.house, e.line_id, substr(e.on_date, 1, 7) AS month,
  sum(e.amount_cents * ((e.to_account IN ('committed', 'paid')) - (e.from_account IN ('committed', 'paid')))) AS cost,
  sum(e.amount_cents * ((e.to_account = 'paid') - (e.from_account = 'paid'))) AS held
{OF_SPAN}
GROUP BY e.house, e.line_id, month
"""


def _match(
    vault: Vault, entries: Iterable[Mapping[str, Any]], found: Iterable[Row], cells: Iterable[Moved]
) -> None:
    """Raise ``AccountDiffers`` where a house's line differs from the ledger by a cent, in the whole or in a month."""
    ledger: dict[tuple[str, str, str], tuple[int, int]] = {}
    by_line: dict[tuple[str, str, str], tuple[int, int]] = {}
    for row in entries:
        _add(ledger, (row["house"], row["line_id"], row["month"]), row["cost"], row["held"])
        _add(by_line, (row["house"], row["line_id"], ""), row["cost"], row["held"])
    of_months: dict[tuple[str, str, str], tuple[int, int]] = {}
    of_rows: dict[tuple[str, str, str], tuple[int, int]] = {}
    for cell in cells:
        moved_ = cell.amounts
        _add(of_months, (cell.house, cell.line_id, cell.month), moved_.cost, moved_.paid - moved_.returned)
    for one in found:
        _add(of_rows, (one.house, one.line_id, ""), one.amounts.cost, one.amounts.paid - one.amounts.returned)
    for said, counted in ((by_line, of_rows), (ledger, of_months)):
        for key in sorted(said.keys() | counted.keys()):
            if said.get(key, (0, 0)) != counted.get(key, (0, 0)):
                raise _differs(vault, key, said.get(key, (0, 0)), counted.get(key, (0, 0)))


def _add(
    sums: dict[tuple[str, str, str], tuple[int, int]], key: tuple[str, str, str], cost: int, held: int
) -> None:
    before = sums.get(key, (0, 0))
    sums[key] = before[0] + cost, before[1] + held


def _differs(
    vault: Vault, key: tuple[str, str, str], said: tuple[int, int], counted: tuple[int, int]
) -> AccountDiffers:
    house, line_id, _month = key
    houses = {known.code: known.name for known in network.houses(vault)}
    names = {line.id: line.name for line in lines(vault)}
    at = 0 if said[0] != counted[0] else 1
    return AccountDiffers(
        _(
            "Il rendiconto non torna con il libro mastro: per {house}, voce «{line}», il libro mastro dice {said} e le "
            "doti {counted}. Non l'ho fatto. Sincronizza per ricevere le doti che mancano e riprova; se non basta, "
            "controlla l'archivio nelle Impostazioni."
        ).format(
            house=houses.get(house, house),
            line=names.get(line_id, line_id),
            said=format_euros(said[at]),
            counted=format_euros(counted[at]),
        )
    )


def _agree(subtotals: Mapping[str, tuple[Subtotal, ...]], total: Amounts) -> None:
    """Raise ``AccountDiffers`` where the subtotals of one kind do not come to the total."""
    for ones in subtotals.values():
        if sum((one.amounts for one in ones), Amounts()) != total:
            raise AccountDiffers(
                _(
                    "I subtotali del rendiconto non danno il totale: non l'ho fatto. Riprova, e se succede ancora "
                    "segnalalo a chi mantiene il programma."
                )
            )
