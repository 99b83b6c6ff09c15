"""What speaks against doti that are granted already: the checks before saving, found again over merged data.

Each desk checks what it knows; only together do two houses show that one bill was presented twice. Nothing is undone:
an alarm says who, which house, how much and which records, and people decide.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from millegiorni_desk.areas.doti import alarm_words, approvals, ledger
from millegiorni_desk.areas.doti.checks import KIT
from millegiorni_desk.areas.doti.records import plain_number
from millegiorni_desk.areas.people.pseudonym import named_sql
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


@dataclass(frozen=True)
class Alarm:
    """One thing to look at. ``kind``: ``document``, ``kit``, ``cap``, ``period``, ``expense``, ``overdrawn``,
    ``paid_twice``, ``approval``, ``moved`` or ``refund``.

    ``message`` says it in words; ``cents`` is what the doti named come to, or what is missing or too much; ``on`` is
    the latest day of the doti named, None where none is.
    """

    kind: str
    message: str
    cents: int
    houses: tuple[str, ...]
    dote_ids: tuple[str, ...] = ()
    person_ids: tuple[str, ...] = ()
    line_id: str = ""
    on: date | None = None


def find(vault: Vault, since: date | None = None, until: date | None = None) -> list[Alarm]:
    """Every alarm, the latest first; of the doti committed in a period, where one is given.

    What has no day (an account below zero) is always told.
    """
    vault.require(Permission.GRANT_DOTE)
    found = [*_accounts(vault), *_of_doti(vault)]
    wanted = [
        one
        for one in found
        if one.on is None or ((since is None or since <= one.on) and (until is None or one.on <= until))
    ]
    return sorted(wanted, key=lambda one: (one.on is not None, -(one.on or date.min).toordinal(), one.kind))


_BELOW_ZERO = f"""
SELECT house, line_id, min({", ".join(f"{name}" for name in ledger.ACCOUNTS[1:])}, share) AS lowest FROM (
  SELECT b.*, coalesce((
    SELECT min(cents) FROM (
      SELECT share, sum(cents) AS cents FROM (
        SELECT to_share AS share, amount_cents AS cents FROM ledger_entry
        WHERE house = b.house AND line_id = b.line_id AND to_account = 'available'
        UNION ALL
        SELECT from_share, -amount_cents FROM ledger_entry
        WHERE house = b.house AND line_id = b.line_id AND from_account = 'available'
      ) GROUP BY share)), 0) AS share
  FROM ({ledger.BALANCES_SQL}) b
) WHERE lowest < 0 ORDER BY house, line_id
"""


def _accounts(vault: Vault) -> Iterator[Alarm]:
    for row in vault.query(_BELOW_ZERO):
        yield Alarm(
            "overdrawn",
            alarm_words.overdrawn(vault, row["house"], row["line_id"], -row["lowest"]),
            -row["lowest"],
            (row["house"],),
            line_id=row["line_id"],
        )


# Who she is, whichever of her cards a dote is on.
_WHO = "coalesce(k.cluster_id, d.person_id)"
_CLUSTER = "LEFT JOIN person_cluster k ON k.person_id = d.person_id"
_SHOWN = f"""
SELECT {plain_number("d.document")} AS number, d.supplier, d.id FROM dote d
WHERE d.document <> '' AND d.supplier <> '' AND NOT d.voided
UNION
SELECT {plain_number("x.number")}, x.supplier, x.dote_id FROM expense_document x
WHERE x.number <> '' AND x.supplier <> '' AND NOT x.voided
"""
# Each gives groups of doti: what they have in common, and the id of each.
_GROUPS = {
    "document": f"""
WITH shown AS ({_SHOWN})
SELECT s.number AS common, s.supplier, s.id FROM shown s
JOIN (SELECT number FROM shown GROUP BY number HAVING count(*) > 1) twice ON twice.number = s.number
ORDER BY s.number, s.id
""",
    "kit": f"""
WITH kits AS (
  SELECT {_WHO} AS common, d.id FROM dote d {_CLUSTER} WHERE d.expense = '{KIT}' AND NOT d.voided
)
SELECT n.common, '' AS supplier, n.id FROM kits n
JOIN (SELECT common FROM kits GROUP BY common HAVING count(*) > 1) twice ON twice.common = n.common
ORDER BY n.common, n.id
""",
    "cap": f"""
WITH had AS (
  SELECT d.line_id || ' ' || {_WHO} AS common, d.id, l.cap_cents,
    t.committed - t.cancelled - t.returned + t.planned AS cents
  FROM ({ledger.totals_sql("d.line_id IN (SELECT id FROM budget_line WHERE cap_cents IS NOT NULL)")}) t
  JOIN dote d ON d.id = t.dote_id JOIN budget_line l ON l.id = d.line_id {_CLUSTER}
)
SELECT h.common, '' AS supplier, h.id FROM had h
JOIN (SELECT common FROM had GROUP BY common HAVING sum(cents) > max(cap_cents)) beyond ON beyond.common = h.common
WHERE h.cents > 0 ORDER BY h.common, h.id
""",
    "period": """
SELECT d.id AS common, '' AS supplier, d.id FROM fund f
JOIN budget_line l ON l.fund_id = f.id JOIN dote d ON d.line_id = l.id
WHERE NOT d.voided AND (d.committed_on < f.opens_on OR d.committed_on > f.closes_on) ORDER BY d.id
""",
    "expense": """
SELECT d.id AS common, '' AS supplier, d.id FROM budget_line l JOIN dote d ON d.line_id = l.id
WHERE NOT d.voided AND l.expenses <> '[]' AND d.expense NOT IN (SELECT value FROM json_each(l.expenses))
ORDER BY d.id
""",
    # Two desks, each on its own, did the same thing twice: more was paid, cancelled, given back or approved than there
    # was, the dote came to more than it is, or a payment was taken back twice and not written again since.
    "paid_twice": f"""
SELECT t.dote_id AS common, '' AS supplier, t.dote_id AS id
FROM ({ledger.DOTE_TOTALS_SQL}) t JOIN dote g ON g.id = t.dote_id
WHERE t.paid + t.cancelled > t.committed OR t.returned > t.paid OR t.planned < 0
  OR t.committed - t.cancelled - t.returned + t.planned > g.amount_cents
  OR EXISTS (
    SELECT 1 FROM ledger_entry u WHERE u.dote_id = t.dote_id AND u.kind = 'unpay' GROUP BY u.together
    HAVING count(*) > 1 AND max(u.id) > coalesce(
      (SELECT max(y.id) FROM ledger_entry y WHERE y.dote_id = t.dote_id AND y.kind = 'pay'), ''))
ORDER BY id
""",
    # Whoever answers is not who asked, otherwise nobody did: who of these was answered is looked up in `_of_doti`.
    "approval": """
SELECT d.id AS common, '' AS supplier, d.id FROM budget_line l JOIN dote d ON d.line_id = l.id
WHERE NOT d.voided AND l.approval_cents IS NOT NULL AND d.amount_cents > l.approval_cents
  AND EXISTS (SELECT 1 FROM ledger_entry e WHERE e.dote_id = d.id AND e.kind IN ('commit', 'confirm'))
ORDER BY d.id
""",
    # Moved twice, or paid while it was moved: something is left of the dote on a line that no longer pays it.
    "moved": """
SELECT d.id AS common, '' AS supplier, d.id FROM (
  SELECT DISTINCT dote_id FROM ledger_entry WHERE kind IN ('release', 'recall', 'take', 'settle')
) m JOIN dote d ON d.id = m.dote_id
WHERE EXISTS (
  SELECT 1 FROM ledger_entry e WHERE e.dote_id = d.id AND e.line_id <> d.line_id GROUP BY e.line_id
  HAVING sum(e.amount_cents * ((e.to_account = 'committed') - (e.from_account = 'committed'))) <> 0
    OR sum(e.amount_cents * ((e.to_account = 'paid') - (e.from_account = 'paid'))) <> 0
    OR sum(e.amount_cents * ((e.to_account = 'planned') - (e.from_account = 'planned'))) <> 0)
ORDER BY d.id
""",
    # More was given back to her on a document than it says, by two desks, or on one that is voided by now.
    "refund": """
SELECT x.dote_id AS common, '' AS supplier, x.dote_id AS id FROM expense_document x
JOIN ledger_entry e ON e.dote_id = x.dote_id AND e.expense_document_id = x.id
WHERE e.payee = 'woman' AND e.kind IN ('pay', 'unpay')
GROUP BY x.id HAVING sum(CASE e.kind WHEN 'unpay' THEN -e.amount_cents ELSE e.amount_cents END)
  > (CASE WHEN x.voided THEN 0 ELSE x.amount_cents END)
ORDER BY x.dote_id
""",
}
# A dote alone may be wrong by these; of the others it takes two.
_ALONE = frozenset({"cap", "period", "expense", "paid_twice", "approval", "moved", "refund"})
# These concern what is in the ledger, cancelled or not.
_CANCELLED_TOO = frozenset({"paid_twice", "moved", "refund"})

_FACTS = f"""
SELECT d.id, d.house, d.person_id, d.line_id, d.expense, d.committed_on, d.amount_cents, d.document, t.state,
  coalesce({named_sql("p")}, '') AS person
FROM ({ledger.totals_sql("d.id IN (SELECT value FROM json_each(:ids))")}) t
JOIN dote d ON d.id = t.dote_id LEFT JOIN person p ON p.id = d.person_id
"""


def _of_doti(vault: Vault) -> list[Alarm]:
    groups = [(kind, group) for kind, sql in _GROUPS.items() for group in _groups(kind, vault.query(sql))]
    large = {group[0] for kind, group in groups if kind == "approval"}
    alone = large - approvals.approved_by_another(vault, large)
    groups = [(kind, group) for kind, group in groups if kind != "approval" or group[0] in alone]
    ids = sorted({dote_id for _kind, group in groups for dote_id in group})
    facts = {row["id"]: row for row in vault.query(_FACTS, ids=json.dumps(ids))}
    found = []
    for kind, group in groups:
        doti = [
            facts[dote_id]
            for dote_id in group
            if dote_id in facts and (kind in _CANCELLED_TOO or facts[dote_id]["state"] != "cancelled")
        ]
        if len(doti) >= (1 if kind in _ALONE else 2):
            found.append(_alarm(vault, kind, sorted(doti, key=lambda row: (row["committed_on"], row["id"]))))
    return found


def _groups(kind: str, rows: Iterable[dict[str, Any]]) -> Iterator[list[str]]:
    """The ids of each group; of bills, those of one supplier however it is written."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        supplier = network.fold(row["supplier"]) if kind == "document" else ""
        ids = found.setdefault((row["common"], supplier), [])
        if row["id"] not in ids:
            ids.append(row["id"])
    yield from found.values()


def _alarm(vault: Vault, kind: str, doti: list[dict[str, Any]]) -> Alarm:
    return Alarm(
        kind,
        alarm_words.of_doti(vault, kind, doti),
        sum(row["amount_cents"] for row in doti),
        tuple(sorted({row["house"] for row in doti})),
        tuple(row["id"] for row in doti),
        tuple(sorted({row["person_id"] for row in doti})),
        doti[-1]["line_id"],
        date.fromisoformat(doti[-1]["committed_on"]),
    )


STATEMENTS = (_BELOW_ZERO, *_GROUPS.values(), _FACTS)
"""Everything that :func:`find` asks, for whoever looks at how it is read."""
