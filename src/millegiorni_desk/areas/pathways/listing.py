"""Pathways as lists show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from millegiorni_desk.areas.pathways import signs
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.pathways.reserved import SEALED
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.sealed_fields import Mark
from millegiorni_desk.vault.vault import Vault

OPEN = "p.closed_on IS NULL AND p.voided IS 0"
HERS = "pathway AS p INDEXED BY pathway_manager"


@dataclass(frozen=True)
class Line:
    """A pathway with its person, how many goals are open, when the next thing is due and when the last was done."""

    pathway: Pathway
    person: Person | None
    open_goals: int
    next_on: date | None
    last_on: date | None


def page(
    vault: Vault, offset: int, limit: int, open_only: bool = False, case_manager: str = ""
) -> list[Line]:
    """A page of pathways, newest first; of *case_manager*, or of everyone."""
    vault.require(Permission.SEE_PEOPLE)
    newest = (col(Pathway.opened_on).desc(), col(Pathway.id).desc())
    rows = vault.query(
        f"SELECT p.id FROM pathway AS p WHERE {listed(case_manager, open_only)} "
        "ORDER BY p.opened_on DESC, p.id DESC LIMIT :limit OFFSET :offset",
        limit=limit,
        offset=offset,
        me=case_manager,
    )
    # Ids first: those skipped are not looked up, nor are their people.
    ids = [str(row["id"]) for row in rows]
    with vault.read() as session:
        found = session.exec(
            select(Pathway, Person)
            .join(Person, col(Person.id) == col(Pathway.person_id), isouter=True)
            .where(col(Pathway.id).in_(ids))
            .order_by(*newest)
        ).all()
    goals, coming, last = signs.open_goals(vault, ids), signs.coming(vault, ids), signs.last(vault, ids)
    return [
        Line(p, person, goals.get(p.id, 0), _day(coming.get(p.id)), _day(last.get(p.id)))
        for p, person in found
    ]


def count(vault: Vault, open_only: bool = False, case_manager: str = "") -> int:
    """How many pathways :func:`page` goes through."""
    return int(
        vault.scalar(
            f"SELECT count(*) FROM pathway AS p WHERE {listed(case_manager, open_only)}", me=case_manager
        )
    )


def listed(case_manager: str, open_only: bool) -> str:
    """SQL for the pathways ``p``: those of ``:me`` where there is a *case_manager*, all or only the open ones."""
    whose = " AND p.case_manager = :me" if case_manager else ""
    return (OPEN if open_only else "p.voided IS 0") + whose


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


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


def only_open(vault: Vault, person_id: str) -> str:
    """The id of her only open pathway, to which what is given her belongs; empty where none or several are open."""
    vault.require(Permission.SEE_PEOPLE)
    found = vault.query(
        f"SELECT p.id FROM pathway AS p WHERE p.person_id = :id AND {OPEN} LIMIT 2", id=person_id
    )
    return str(found[0]["id"]) if len(found) == 1 else ""


def reserved(vault: Vault, pathway_ids: Sequence[str]) -> dict[str, Mark]:
    """Those of *pathway_ids* that are reserved, as far as the user may know of it."""
    return SEALED.marks(vault, pathway_ids)
