"""Reading doti: pages of a list, and what one woman or one pathway received."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from millegiorni_desk.areas.doti.ledger import DOTE_TOTALS_SQL, totals_sql
from millegiorni_desk.areas.doti.receipts import LIVE_NUMBER_SQL
from millegiorni_desk.areas.people.linkage import clusters
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


@dataclass(frozen=True)
class DotiFilter:
    """Which doti to list; what is empty does not filter. ``since`` and ``until`` are days of commitment."""

    house: str = ""
    body: str = ""
    person_id: str = ""
    pathway_id: str = ""
    fund_id: str = ""
    line_id: str = ""
    expense: str = ""
    state: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""


@dataclass(frozen=True)
class DoteRow:
    """A dote in a list: amounts in cents, ``receipt`` the number of its live receipt or empty."""

    id: str
    house: str
    body: str
    person_id: str
    surname: str
    name: str
    pathway_id: str | None
    line_id: str
    line: str
    fund: str
    expense: str
    reason: str
    amount_cents: int
    committed_on: date
    supplier: str
    document: str
    paper_receipt: str
    notes: str
    receipt: str
    committed: int
    cancelled: int
    paid: int
    returned: int
    planned: int
    state: str


@dataclass(frozen=True)
class Page:
    """Some rows of a list that has ``total``."""

    rows: list[DoteRow]
    total: int


@dataclass(frozen=True)
class Money:
    """What was granted to someone, in cents: ``granted = paid + left + returned`` unless desks apart disagree.

    ``count`` leaves out the doti that were cancelled, and those that wait for approval.
    """

    count: int
    granted: int
    paid: int
    left: int
    returned: int


_EQUAL = ("house", "body", "person_id", "pathway_id", "line_id", "expense")
_PERSON = "LEFT JOIN person p ON p.id = d.person_id"
_LINE = "LEFT JOIN budget_line l ON l.id = d.line_id"
_ORDER = "ORDER BY d.committed_on DESC, d.id DESC"
_ROWS = f"""
SELECT d.id, d.house, d.body, d.person_id, coalesce(p.surname, '') AS surname, coalesce(p.name, '') AS name,
  d.pathway_id, d.line_id, coalesce(l.name, '') AS line, coalesce(f.name, '') AS fund, d.expense, d.reason,
  d.amount_cents, d.committed_on, d.supplier, d.document, d.paper_receipt, d.notes,
  coalesce(({LIVE_NUMBER_SQL}), '') AS receipt, t.committed, t.cancelled, t.paid, t.returned, t.planned, t.state
FROM dote d {_PERSON} {_LINE} LEFT JOIN fund f ON f.id = l.fund_id
JOIN ({totals_sql("d.id IN (SELECT value FROM json_each(:ids))")}) t ON t.dote_id = d.id
WHERE d.id IN (SELECT value FROM json_each(:ids))
{_ORDER}
"""


def list_doti(vault: Vault, wanted: DotiFilter | None = None, offset: int = 0, limit: int = 50) -> Page:
    """A page of the doti, the latest first."""
    vault.require(Permission.SEE_PEOPLE)
    doti, values = _those(wanted or DotiFilter())
    # A state is summed from the whole ledger: once for the page and the count. Else each finds its own way by index.
    kept = "MATERIALIZED" if wanted and wanted.state else "NOT MATERIALIZED"
    # Ids first: names, receipts and totals are looked up for the rows shown only.
    (found,) = vault.query(
        f"WITH those AS {kept} (SELECT d.id, d.committed_on {doti}) SELECT (SELECT count(*) FROM those) AS total, "
        "(SELECT json_group_array(id) FROM "
        f"(SELECT d.id FROM those d {_ORDER} LIMIT :limit OFFSET :offset)) AS ids",
        **values,
        limit=limit,
        offset=offset,
    )
    rows = [
        DoteRow(**{**row, "committed_on": date.fromisoformat(row["committed_on"])})
        for row in vault.query(_ROWS, ids=found["ids"])
    ]
    return Page(rows, found["total"])


def _those(wanted: DotiFilter) -> tuple[str, dict[str, Any]]:
    """The doti *wanted*, as FROM and WHERE: only what is asked about is joined, or counting would look up all of it."""
    terms, values = ["NOT d.voided"], {}
    tables = f"{_PERSON if wanted.text.split() else ''} {_LINE if wanted.fund_id else ''}"
    for name in _EQUAL:
        if value := getattr(wanted, name):
            terms.append(f"d.{name} = :{name}")
            values[name] = value
    if wanted.fund_id:
        terms.append("l.fund_id = :fund_id")
        values["fund_id"] = wanted.fund_id
    if wanted.state:
        terms.append(f"d.id IN (SELECT dote_id FROM ({DOTE_TOTALS_SQL}) WHERE state = :state)")
        values["state"] = wanted.state
    if wanted.since:
        terms.append("d.committed_on >= :since")
        values["since"] = wanted.since.isoformat()
    if wanted.until:
        terms.append("d.committed_on <= :until")
        values["until"] = wanted.until.isoformat()
    for place, word in enumerate(wanted.text.split()):
        searched = "p.surname || ' ' || p.name || ' ' || d.supplier || ' ' || d.document || ' ' || d.reason"
        terms.append(f"instr(lower({searched}), lower(:word{place})) > 0")
        values[f"word{place}"] = word
    return f"FROM dote d {tables} WHERE {' AND '.join(terms)}", values


_MONEY = """
SELECT count(CASE WHEN t.state <> 'cancelled' AND t.committed > 0 THEN 1 END) AS count,
  coalesce(sum(t.committed - t.cancelled), 0) AS granted, coalesce(sum(t.paid - t.returned), 0) AS paid,
  coalesce(sum(t.committed - t.cancelled - t.paid), 0) AS "left", coalesce(sum(t.returned), 0) AS returned
"""


def money_of(vault: Vault, person_id: str = "", pathway_id: str = "") -> Money:
    """What one person (or one pathway) was granted and paid, and what is left to pay.

    A person's records that were found to be the same woman count together.
    """
    vault.require(Permission.SEE_PEOPLE)
    if pathway_id:
        hers, value = "d.pathway_id = :value", pathway_id
    else:
        hers = "d.person_id IN (SELECT value FROM json_each(:value))"
        with vault.connection() as raw:
            value = json.dumps(clusters.members(raw, person_id))
    rows = vault.query(f"{_MONEY} FROM ({totals_sql(hers)}) t", value=value)
    return Money(**rows[0])
