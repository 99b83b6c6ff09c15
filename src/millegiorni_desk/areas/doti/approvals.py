"""The second person: a dote above its line's amount is planned, and somebody else says whether it is committed.

Its money is set aside meanwhile. Who asked never answers, whatever her roles and however she is called now: she is
known by how she enters (``vault.authors``). A program that is not ours could write both, so what was approved by the
same person is looked for over the merged data too (``alarms``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select

from millegiorni_desk.areas.doti import moves
from millegiorni_desk.areas.doti.ledger import DoteTotals, totals, totals_sql
from millegiorni_desk.areas.doti.records import BudgetLine, Dote, DoteApproval
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.language import _
from millegiorni_desk.vault import audit
from millegiorni_desk.vault import authors as who
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

ASKED, APPROVED, REFUSED = "asked", "approved", "refused"


@dataclass(frozen=True)
class Waiting:
    """A dote that waits for a second person: who asked, when (local time), and whether this user may answer."""

    dote_id: str
    house: str
    person_id: str
    line_id: str
    expense: str
    amount_cents: int
    committed_on: date
    asked_by: str
    asked_at: datetime
    mine: bool


def needed(line: BudgetLine, cents: int) -> bool:
    """Whether a dote of *cents* of that line needs a second person."""
    return line.approval_cents is not None and cents > line.approval_cents


def ask(vault: Vault, dote: Dote, reason: str = "") -> DoteApproval:
    """Note that the dote waits. For use inside the save that plans it."""
    return _say(vault, dote, ASKED, reason)


def approve(vault: Vault, dote_id: str, on: date, reason: str = "") -> DoteTotals:
    """Commit a dote that waits. Raises ``NotAllowed`` for who asked, ``InvalidValue`` where it does not wait."""
    vault.require(Permission.APPROVE_DOTE)
    with vault.save("dote.approve"):
        dote = _answered_by_another(vault, dote_id)
        moves.confirm(vault, dote, on, " ".join(reason.split()))
        _say(vault, dote, APPROVED, reason)
        return totals(vault, dote_id)


def refuse(vault: Vault, dote_id: str, on: date, reason: str) -> DoteTotals:
    """Refuse a dote that waits: its money goes back into the envelope. The reason stays. Raises as ``approve``."""
    vault.require(Permission.APPROVE_DOTE)
    if not reason.strip():
        raise InvalidValue(_("Scrivi perché non la approvi: chi l'ha chiesta lo leggerà."), "reason")
    with vault.save("dote.refuse"):
        dote = _answered_by_another(vault, dote_id)
        moves.drop(vault, dote, on, " ".join(reason.split()))
        _say(vault, dote, REFUSED, reason)
        return totals(vault, dote_id)


def history(vault: Vault, dote_id: str) -> list[DoteApproval]:
    """What was asked and answered about a dote, in that order."""
    vault.require(Permission.SEE_PEOPLE)
    return _history(vault, dote_id)


def approved(vault: Vault, dote_id: str) -> bool:
    """Whether a second person approved the dote, before whatever happened to it later."""
    return any(one.kind == APPROVED for one in _history(vault, dote_id))


_WAITING = f"""
SELECT d.id AS dote_id, d.house, d.person_id, d.line_id, d.expense, d.amount_cents, d.committed_on,
  a.by AS asked_by, a.at AS asked_at, a.id AS asked_id
FROM ({totals_sql("d.id IN (SELECT dote_id FROM dote_approval WHERE kind = 'asked')")}) t
JOIN dote d ON d.id = t.dote_id
JOIN dote_approval a ON a.id = (
  SELECT max(id) FROM dote_approval WHERE dote_id = d.id AND kind = 'asked'
)
WHERE t.planned > 0 ORDER BY a.at, d.id
"""


def waiting(vault: Vault) -> list[Waiting]:
    """The doti that wait for a second person, the longest first; ``mine`` are those that this user asked for."""
    vault.require(Permission.SEE_PEOPLE)
    rows = vault.query(_WAITING)
    authors = _authors(vault, (row["asked_id"] for row in rows))
    return [
        Waiting(
            **{
                **{name: value for name, value in row.items() if name != "asked_id"},
                "committed_on": date.fromisoformat(row["committed_on"]),
                "asked_at": datetime.fromisoformat(row["asked_at"]).astimezone(),
                "mine": authors.get(row["asked_id"]) == who.here(vault),
            }
        )
        for row in rows
    ]


def _history(vault: Vault, dote_id: str) -> list[DoteApproval]:
    with vault.read() as session:
        found = session.exec(
            select(DoteApproval)
            .where(DoteApproval.dote_id == dote_id)
            .order_by(col(DoteApproval.at), DoteApproval.id)
        )
        return list(found.all())


def _answered_by_another(vault: Vault, dote_id: str) -> Dote:
    dote = vault.get(Dote, dote_id)
    asked = _authors(vault, (one.id for one in _history(vault, dote_id) if one.kind == ASKED))
    if who.here(vault) in asked.values():
        raise NotAllowed(
            _("Questa dote l'hai chiesta tu: la approva o la rifiuta un'altra persona. Non è cambiato nulla.")
        )
    return dote


def approved_by_another(vault: Vault, dote_ids: Iterable[str]) -> set[str]:
    """Of those doti, the ones that somebody approved who had not asked for them."""
    vault.require(Permission.SEE_PEOPLE)
    rows = vault.query(
        "SELECT a.id, a.dote_id, a.kind FROM json_each(:ids) i CROSS JOIN dote_approval a ON a.dote_id = i.value",
        ids=json.dumps(list(dote_ids)),
    )
    authors = _authors(vault, (row["id"] for row in rows))
    said: dict[str, dict[str, set[who.Author | None]]] = {}
    for row in rows:
        of = said.setdefault(row["dote_id"], {ASKED: set(), APPROVED: set(), REFUSED: set()})
        of[row["kind"]].add(authors.get(row["id"]))
    return {dote_id for dote_id, of in said.items() if of[APPROVED] - of[ASKED]}


def _authors(vault: Vault, ids: Iterable[str]) -> dict[str, who.Author]:
    return who.of_records(vault, "dote_approval", ids)


def _say(vault: Vault, dote: Dote, kind: str, reason: str) -> DoteApproval:
    said = DoteApproval(
        house=dote.house,
        dote_id=dote.id,
        kind=kind,
        at=audit.now(),
        by=vault.user_name,
        reason=" ".join(reason.split()),
    )
    with vault.save("dote.answer") as session:
        session.add(said)
    return said
