"""Care pathways: opening, goals, interventions, how she is, and closing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from sqlmodel import col, select

from millegiorni_desk.areas.pathways.records import Goal, Intervention, Pathway, Wellbeing
from millegiorni_desk.areas.pathways.reserved import SEALED, SEALED_STEPS
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.records import HouseRecord
from millegiorni_desk.vault.sealed_fields import Mark, Readers
from millegiorni_desk.vault.vault import Vault

_Part = TypeVar("_Part", Goal, Wellbeing)


@dataclass(frozen=True)
class File:
    """A pathway with everything in it, oldest first; ``reserved`` and ``reserved_steps`` (by id): what is sealed."""

    pathway: Pathway
    person: Person
    goals: list[Goal]
    interventions: list[Intervention]
    wellbeing: list[Wellbeing]
    reserved: Mark | None = None
    reserved_steps: Mapping[str, Mark] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """A pathway with the name of its person and what is open in it, for lists."""

    pathway: Pathway
    person: Person | None
    open_goals: int
    last_on: date | None


def open_pathway(vault: Vault, pathway: Pathway, readers: Readers = None) -> Pathway:
    """Open a pathway for a person of this house.

    With *readers*, or where it tells of violence, why it was opened and its notes are sealed to them.
    """
    vault.require(Permission.FOLLOW_PATHWAY)
    person = vault.get(Person, pathway.person_id)
    if vault.house and person.house != vault.house:
        raise NotAllowed(_("Questa persona è di un'altra casa: il percorso si apre lì."))
    pathway.house = person.house
    pathway.case_manager = pathway.case_manager or vault.user_name
    _check(vault, pathway)
    with vault.save("pathway.open") as session:
        session.add_all(SEALED.split(vault, [pathway], readers))
    return pathway


def edit(vault: Vault, pathway_id: str, readers: Readers = None, **changes: Any) -> Pathway:
    """Change some fields of a pathway, or who may read it; the values before stay in the history.

    *readers*: nobody takes the seal away. Raises ``NotAllowed`` for what is sealed to others.
    """
    vault.require(Permission.FOLLOW_PATHWAY)
    with vault.save("pathway.edit") as session:
        pathway = vault.get(Pathway, pathway_id)
        kept = SEALED.revised(vault, pathway, changes, readers, lambda revised: _check(vault, revised))
        return session.merge(kept)


def close(vault: Vault, pathway_id: str, on: date, outcome: str) -> Pathway:
    """Close a pathway with its outcome in words."""
    return edit(vault, pathway_id, closed_on=on, outcome=outcome)


def add_goal(vault: Vault, goal: Goal) -> Goal:
    """Set a goal."""
    vault.require(Permission.FOLLOW_PATHWAY)
    _check_goal(vault, goal)
    return _add(vault, "goal.add", goal)


def edit_goal(vault: Vault, goal_id: str, **changes: Any) -> Goal:
    """Change a goal, for instance its ``state``."""
    vault.require(Permission.FOLLOW_PATHWAY)
    with vault.save("goal.edit") as session:
        goal = vault.get(Goal, goal_id)
        for field, value in changes.items():
            setattr(goal, field, value)
        _check_goal(vault, goal)
        return session.merge(goal)


def add_intervention(vault: Vault, intervention: Intervention, readers: Readers = None) -> Intervention:
    """Write down something done: a consultation, a home visit; with *readers* who it was and the notes are sealed."""
    vault.require(Permission.FOLLOW_PATHWAY)
    network.check_codes(vault, "area", [intervention.area], "area")
    if intervention.profession:
        network.check_codes(vault, "profession", [intervention.profession], "profession")
    if intervention.minutes is not None and not 0 <= intervention.minutes <= 24 * 60:
        raise InvalidValue(_("I minuti vanno da 0 a 1440."), "minutes")
    with vault.save("intervention.add") as session:
        intervention.house = _pathway(vault, intervention.pathway_id).house
        session.add_all(SEALED_STEPS.split(vault, [intervention], readers))
    return intervention


def rate(vault: Vault, wellbeing: Wellbeing) -> Wellbeing:
    """Keep how she is in one dimension, 0 to 10."""
    vault.require(Permission.FOLLOW_PATHWAY)
    network.check_codes(vault, "dimension", [wellbeing.dimension], "dimension")
    if not 0 <= wellbeing.score <= 10:
        raise InvalidValue(_("Il benessere va da 0 a 10."), "score")
    return _add(vault, "wellbeing.rate", wellbeing)


def file(vault: Vault, pathway_id: str) -> File:
    """A pathway and everything in it."""
    vault.require(Permission.SEE_PEOPLE)
    pathway = vault.get(Pathway, pathway_id)
    with vault.read() as session:
        goals = session.exec(
            select(Goal).where(Goal.pathway_id == pathway_id, col(Goal.voided).is_(False)).order_by(Goal.id)
        ).all()
        interventions = session.exec(
            select(Intervention)
            .where(Intervention.pathway_id == pathway_id, col(Intervention.voided).is_(False))
            .order_by(col(Intervention.on_date), Intervention.id)
        ).all()
        ratings = session.exec(
            select(Wellbeing)
            .where(Wellbeing.pathway_id == pathway_id, col(Wellbeing.voided).is_(False))
            .order_by(col(Wellbeing.on_date), Wellbeing.id)
        ).all()
    person = vault.get(Person, pathway.person_id)
    (told,) = SEALED.shown(vault, [pathway])
    return File(
        told,
        person,
        list(goals),
        SEALED_STEPS.shown(vault, interventions),
        list(ratings),
        SEALED.marks(vault, [pathway_id]).get(pathway_id),
        SEALED_STEPS.marks(vault, [step.id for step in interventions]),
    )


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


def _add(vault: Vault, action: str, part: _Part) -> _Part:
    vault.require(Permission.FOLLOW_PATHWAY)
    with vault.save(action) as session:
        part.house = _pathway(vault, part.pathway_id).house
        session.add(part)
    return part


def _pathway(vault: Vault, pathway_id: str) -> HouseRecord:
    return vault.get(Pathway, pathway_id)


def _check_goal(vault: Vault, goal: Goal) -> None:
    if not goal.title.strip():
        raise InvalidValue(_("Scrivi l'obiettivo in poche parole."), "title")
    network.check_codes(vault, "goal_state", [goal.state], "state")
    if goal.dimension:
        network.check_codes(vault, "dimension", [goal.dimension], "dimension")


def _check(vault: Vault, pathway: Pathway) -> None:
    network.check_codes(vault, "fragility", pathway.fragilities, "fragilities")
    if pathway.main_request:
        network.check_codes(vault, "fragility", [pathway.main_request], "main_request")
    if pathway.closed_on is not None and pathway.closed_on < pathway.opened_on:
        raise InvalidValue(_("La chiusura viene prima dell'apertura."), "closed_on")
    if pathway.minors is not None and not 0 <= pathway.minors <= 30:
        raise InvalidValue(_("I figli minori vanno da 0 a 30."), "minors")
