"""Pathways as lists show them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.pathways.reserved import SEALED
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.sealed_fields import Mark
from millegiorni_desk.vault.vault import Vault


@dataclass(frozen=True)
class Line:
    """A pathway with the name of its person and what is open in it, for lists."""

    pathway: Pathway
    person: Person | None
    open_goals: int
    last_on: date | None


def page(vault: Vault, offset: int, limit: int, open_only: bool = False) -> list[Line]:
    """A page of pathways, newest first."""
    vault.require(Permission.SEE_PEOPLE)
    newest = (col(Pathway.opened_on).desc(), col(Pathway.id).desc())
    listed = select(Pathway.id).where(col(Pathway.voided).is_(False))
    if open_only:
        listed = listed.where(col(Pathway.closed_on).is_(None))
    with vault.read() as session:
        # Ids first: those skipped are not looked up, nor are their people.
        ids = session.exec(listed.order_by(*newest).offset(offset).limit(limit)).all()
        found = session.exec(
            select(Pathway, Person)
            .join(Person, col(Person.id) == col(Pathway.person_id), isouter=True)
            .where(col(Pathway.id).in_(ids))
            .order_by(*newest)
        ).all()
    goals = _counted(vault, "SELECT pathway_id, count(*) AS found FROM goal WHERE state = 'set'", ids)
    last = _counted(vault, "SELECT pathway_id, max(on_date) AS found FROM intervention WHERE true", ids)
    return [
        Line(p, person, goals.get(p.id, 0), date.fromisoformat(last[p.id]) if p.id in last else None)
        for p, person in found
    ]


def _counted(vault: Vault, select_where: str, ids: Sequence[str]) -> dict[str, Any]:
    """What *select_where* finds for each of the pathways *ids*, by pathway."""
    rows = vault.query(
        f"{select_where} AND NOT voided AND pathway_id IN (SELECT value FROM json_each(:ids)) GROUP BY pathway_id",
        ids=json.dumps(list(ids)),
    )
    return {row["pathway_id"]: row["found"] for row in rows}


def count(vault: Vault, open_only: bool = False) -> int:
    """How many pathways there are, or are open."""
    still = " AND closed_on IS NULL" if open_only else ""
    return int(vault.scalar("SELECT count(*) FROM pathway WHERE NOT voided" + still))


def of_person(vault: Vault, person_id: str) -> list[Pathway]:
    """Her pathways, newest first."""
    vault.require(Permission.SEE_PEOPLE)
    with vault.read() as session:
        found = session.exec(
            select(Pathway)
            .where(Pathway.person_id == person_id, col(Pathway.voided).is_(False))
            .order_by(col(Pathway.opened_on).desc(), col(Pathway.id).desc())
        ).all()
    return SEALED.shown(vault, found)


def reserved(vault: Vault, pathway_ids: Sequence[str]) -> dict[str, Mark]:
    """Those of *pathway_ids* that are reserved, as far as the user may know of it."""
    return SEALED.marks(vault, pathway_ids)
