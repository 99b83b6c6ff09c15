"""What a fund's doti cost it in a period, read from the ledger and from the doti: one row for each dote and line.

Everything is asked for in three statements, however many doti there are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from millegiorni_desk.areas.doti.funds import own_share
from millegiorni_desk.areas.doti.receipts import LIVE_NUMBER_SQL
from millegiorni_desk.areas.doti.records import BudgetLine
from millegiorni_desk.areas.people.linkage import clusters
from millegiorni_desk.vault.vault import Vault


@dataclass(frozen=True)
class Amounts:
    """Cents of a period: ``committed`` less what was cancelled, ``paid``, ``returned``, and the ``own`` part.

    ``own`` is what the houses put of the cost themselves (cofinanziamento).
    """

    committed: int = 0
    paid: int = 0
    returned: int = 0
    own: int = 0

    @property
    def cost(self) -> int:
        """What the doti cost: committed, and not given back."""
        return self.committed - self.returned

    @property
    def charged(self) -> int:
        """The funder's part of the cost."""
        return self.cost - self.own

    @property
    def nothing(self) -> bool:
        """Whether no cent moved."""
        return not (self.committed or self.paid or self.returned)

    def __add__(self, other: Amounts) -> Amounts:
        return Amounts(
            self.committed + other.committed,
            self.paid + other.paid,
            self.returned + other.returned,
            self.own + other.own,
        )

    def __sub__(self, other: Amounts) -> Amounts:
        return Amounts(
            self.committed - other.committed,
            self.paid - other.paid,
            self.returned - other.returned,
            self.own - other.own,
        )


@dataclass(frozen=True)
class Moved:
    """What moved for one dote on one line in one month (``2025-11``)."""

    dote_id: str
    line_id: str
    house: str
    month: str
    amounts: Amounts
    paid_on: str


@dataclass(frozen=True)
class Row:
    """A dote in an account: what it was, for whom (a code, or a name), on which papers, and what it cost the line.

    ``blanked``: of a kept copy, whose name and documents were taken out when she was erased.
    """

    dote_id: str
    line_id: str
    house: str
    body: str
    expense: str
    on: str
    paid_on: str
    payee: str
    documents: str
    receipt: str
    amounts: Amounts
    blanked: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What is the same row in another account."""
        return self.dote_id, self.line_id


@dataclass(frozen=True)
class Span:
    """Which account: of a fund, from one day to another (both in it), of one house or of all."""

    fund_id: str
    start: date
    end: date
    house: str = ""

    def parameters(self) -> dict[str, str]:
        """As the statements ask for them."""
        return {
            "fund": self.fund_id,
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "house": self.house,
        }


def _sum(more: str, less: str = "''") -> str:
    """SQL for the cents of entries of some kinds, less those of others (``ledger.MOVES``)."""
    return f"sum(e.amount_cents * ((e.kind IN ({more})) - (e.kind IN ({less}))))"


OF_SPAN = """
FROM budget_line l JOIN ledger_entry e ON e.line_id = l.id
WHERE l.fund_id = :fund AND e.on_date BETWEEN :start AND :end AND (:house = '' OR e.house = :house)
"""
# A dote moved to another line leaves the old one (release, recall) and arrives on the new (take, settle).
_MOVED = f"""
SELECT e.dote_id, e.line_id, e.house, substr(e.on_date, 1, 7) AS month,
  {_sum("'commit', 'confirm', 'take', 'settle'", "'cancel', 'release', 'recall'")} AS committed,
  {_sum("'pay', 'settle'", "'recall', 'unpay'")} AS paid, {_sum("'return'", "'unreturn'")} AS returned,
  coalesce(max(CASE WHEN e.kind IN ('pay', 'settle') THEN e.on_date END), '') AS paid_on
{OF_SPAN} AND e.dote_id IS NOT NULL
GROUP BY e.dote_id, e.line_id, e.house, month ORDER BY e.dote_id, e.line_id, e.house, month
"""
_DOTI = f"""
SELECT d.id, d.body, d.expense, d.committed_on, d.document, d.supplier, d.discreet,
  coalesce(k.cluster_id, d.person_id) AS who,
  trim(coalesce(p.surname, '') || ' ' || coalesce(p.name, '')) AS name, coalesce(({LIVE_NUMBER_SQL}), '') AS receipt
FROM json_each(:ids) AS i CROSS JOIN dote d ON d.id = i.value
LEFT JOIN person_cluster k ON k.person_id = d.person_id LEFT JOIN person p ON p.id = d.person_id
"""
_DOCUMENTS = """
SELECT x.dote_id, x.number, x.supplier FROM json_each(:ids) AS i CROSS JOIN expense_document x ON x.dote_id = i.value
WHERE NOT x.voided ORDER BY x.issued_on, x.id
"""


Ask = Callable[..., list[dict[str, Any]]]


@contextmanager
def snapshot(vault: Vault) -> Iterator[Ask]:
    """What asks the vault as it is at one moment, whatever is saved meanwhile; who is the same woman is brought up."""
    with vault.connection() as raw:
        clusters.refresh(raw)
        alone = not raw.in_transaction
        if alone:
            raw.execute("BEGIN")

        def ask(sql: str, **parameters: Any) -> list[dict[str, Any]]:
            found = raw.execute(sql, parameters)
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found]

        try:
            yield ask
        finally:
            if alone:
                raw.execute("ROLLBACK")


def moved(ask: Ask, span: Span, lines: Mapping[str, BudgetLine]) -> list[Moved]:
    """What moved for each dote, line and month.

    The own part of a dote is rounded half up to a cent once; its months have the steps on the way there.
    """
    cells, cost, before = [], 0, None
    for row in ask(_MOVED, **span.parameters()):
        key = (row["dote_id"], row["line_id"], row["house"])
        earlier = cost if key == before else 0
        cost, before = earlier + row["committed"] - row["returned"], key
        line = lines[row["line_id"]]
        own = own_share(line, cost) - own_share(line, earlier)
        amounts = Amounts(row["committed"], row["paid"], row["returned"], own)
        cells.append(Moved(*key, row["month"], amounts, row["paid_on"]))
    return cells


def rows(ask: Ask, cells: Iterable[Moved], code: Callable[[str], str], named: bool) -> list[Row]:
    """The doti of *cells*, in order of their days; *code* turns who she is into her code.

    With *named* her name stands in its place, but where it is not known here or the dote is not spoken of.
    A dote that this vault does not hold has no row: the account then differs from the ledger.
    """
    sums: dict[tuple[str, str, str], Amounts] = {}
    paid_on: dict[tuple[str, str, str], str] = {}
    for cell in cells:
        key = (cell.dote_id, cell.line_id, cell.house)
        sums[key] = sums.get(key, Amounts()) + cell.amounts
        paid_on[key] = max(paid_on.get(key, ""), cell.paid_on)
    ids = json.dumps(sorted({dote_id for dote_id, _line, _house in sums}))
    doti = {row["id"]: row for row in ask(_DOTI, ids=ids)}
    papers = _papers(ask, ids)
    found = [
        _row(doti[key[0]], key, amounts, paid_on[key], papers.get(key[0], []), code, named)
        for key, amounts in sums.items()
        if key[0] in doti and not amounts.nothing
    ]
    return sorted(found, key=lambda row: (row.on, *row.key))


def _papers(ask: Ask, ids: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in ask(_DOCUMENTS, ids=ids):
        if named := _paper(row["number"], row["supplier"]):
            found.setdefault(row["dote_id"], []).append(named)
    return found


def _paper(number: str, supplier: str) -> str:
    return " · ".join(part for part in (number.strip(), supplier.strip()) if part)


def _row(
    dote: Mapping[str, Any],
    key: tuple[str, str, str],
    amounts: Amounts,
    paid_on: str,
    papers: list[str],
    code: Callable[[str], str],
    named: bool,
) -> Row:
    own = _paper(dote["document"], dote["supplier"])
    documents = dict.fromkeys([*([own] if own else []), *papers])
    return Row(
        dote_id=key[0],
        line_id=key[1],
        house=key[2],
        body=dote["body"],
        expense=dote["expense"],
        on=dote["committed_on"],
        paid_on=paid_on,
        payee=(named and not dote["discreet"] and dote["name"]) or code(dote["who"]),
        documents="; ".join(documents),
        receipt=dote["receipt"],
        amounts=amounts,
    )
