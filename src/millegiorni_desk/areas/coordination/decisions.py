"""What the coordination decided, who sees to it and by when: every desk reads it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.coordination.records import ProjectDecision
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

# What nobody has to carry out is not open.
_OPEN = "voided IS 0 AND done_on IS NULL AND (responsible <> '' OR due_on IS NOT NULL)"
_ALL = "voided IS 0"


def add(vault: Vault, new: ProjectDecision) -> ProjectDecision:
    """Write down a decision. Raises ``InvalidValue`` naming the field."""
    vault.require(Permission.COORDINATE)
    new.author = new.author or vault.user_name
    _check(new)
    with vault.save("project_decision.add") as session:
        session.add(new)
    return new


def edit(vault: Vault, decision_id: str, **changes: Any) -> ProjectDecision:
    """Change some fields; the values before stay in the history."""
    vault.require(Permission.COORDINATE)
    return _revise(vault, "project_decision.edit", decision_id, changes)


def done(vault: Vault, decision_id: str, on: date | None = None) -> ProjectDecision:
    """It was carried out."""
    vault.require(Permission.COORDINATE)
    return _revise(vault, "project_decision.done", decision_id, {"done_on": on or date.today()})


def undone(vault: Vault, decision_id: str) -> ProjectDecision:
    """It was not carried out after all."""
    vault.require(Permission.COORDINATE)
    return _revise(vault, "project_decision.done", decision_id, {"done_on": None})


def void(vault: Vault, decision_id: str, voided: bool = True) -> ProjectDecision:
    """Take one written by mistake out of every list, or put it back."""
    vault.require(Permission.COORDINATE)
    return _revise(vault, "project_decision.void", decision_id, {"voided": voided})


def decision(vault: Vault, decision_id: str) -> ProjectDecision:
    """One decision. Raises ``NotFound``."""
    vault.require(Permission.SEE_PROGRAMME)
    return vault.get(ProjectDecision, decision_id)


def page(vault: Vault, offset: int, limit: int, *, open_only: bool = False) -> list[ProjectDecision]:
    """A page of the decisions, the newest first; of those that somebody still has to carry out, the first due first."""
    vault.require(Permission.SEE_PROGRAMME)
    where, order = (
        (_OPEN, "due_on IS NULL, due_on, on_date, id") if open_only else (_ALL, "on_date DESC, id DESC")
    )
    rows = vault.query(
        f"SELECT id FROM project_decision WHERE {where} ORDER BY {order} LIMIT :limit OFFSET :offset",
        limit=limit,
        offset=offset,
    )
    ids = [row["id"] for row in rows]
    with vault.read() as session:
        found = session.exec(select(ProjectDecision).where(col(ProjectDecision.id).in_(ids)))
        known = {one.id: one for one in found}
    return [known[one] for one in ids]


def count(vault: Vault, *, open_only: bool = False) -> int:
    """How many :func:`page` has."""
    vault.require(Permission.SEE_PROGRAMME)
    where = _OPEN if open_only else _ALL
    return int(vault.scalar(f"SELECT count(*) FROM project_decision WHERE {where}"))


def _revise(vault: Vault, action: str, decision_id: str, changes: dict[str, Any]) -> ProjectDecision:
    with vault.save(action) as session:
        held = vault.get(ProjectDecision, decision_id)
        for field, value in changes.items():
            setattr(held, field, value)
        _check(held)
        return session.merge(held)


def _check(held: ProjectDecision) -> None:
    held.title, held.responsible = " ".join(held.title.split()), " ".join(held.responsible.split())
    held.present = list(dict.fromkeys(name for one in held.present if (name := " ".join(one.split()))))
    if not held.title:
        raise InvalidValue(_("Scrivi che cosa è stato deciso."), "title")
    if held.on_date > date.today():
        raise InvalidValue(_("Il giorno della decisione è nel futuro."), "on_date")
    if held.due_on is not None and held.due_on < held.on_date:
        raise InvalidValue(_("Il termine viene prima della decisione."), "due_on")
    if held.done_on is not None and not held.on_date <= held.done_on <= date.today():
        raise InvalidValue(_("È stata attuata tra il giorno della decisione e oggi."), "done_on")
