"""A pathway with everything in it, as its page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import col, select

from millegiorni_desk.areas.pathways import goals, wellbeing
from millegiorni_desk.areas.pathways.records import (
    Goal,
    GoalStep,
    Intervention,
    OutsideScore,
    Pathway,
    Wellbeing,
)
from millegiorni_desk.areas.pathways.reserved import SEALED, SEALED_INTERVENTIONS
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.sealed_fields import Mark
from millegiorni_desk.vault.vault import Vault


@dataclass(frozen=True)
class File:
    """A pathway with everything in it: goals in their order, ``steps`` by goal, the rest oldest first.

    ``reserved`` and ``reserved_steps`` (interventions by id): what is sealed.
    """

    pathway: Pathway
    person: Person
    goals: list[Goal]
    interventions: list[Intervention]
    wellbeing: list[Wellbeing]
    steps: Mapping[str, list[GoalStep]] = field(default_factory=dict)
    scores: Sequence[OutsideScore] = ()
    reserved: Mark | None = None
    reserved_steps: Mapping[str, Mark] = field(default_factory=dict)


def file(vault: Vault, pathway_id: str) -> File:
    """A pathway and everything in it."""
    vault.require(Permission.SEE_PEOPLE)
    pathway = vault.get(Pathway, pathway_id)
    with vault.read() as session:
        interventions = session.exec(
            select(Intervention)
            .where(Intervention.pathway_id == pathway_id, col(Intervention.voided).is_(False))
            .order_by(col(Intervention.on_date), Intervention.id)
        ).all()
        ratings = session.exec(
            select(Wellbeing)
            .where(Wellbeing.pathway_id == pathway_id, col(Wellbeing.voided).is_(False))
            .order_by(col(Wellbeing.on_date), col(Wellbeing.rated_by).desc(), Wellbeing.id)
        ).all()
    person = vault.get(Person, pathway.person_id)
    (told,) = SEALED.shown(vault, [pathway])
    return File(
        told,
        person,
        goals.of_pathway(vault, pathway_id),
        SEALED_INTERVENTIONS.shown(vault, interventions),
        list(ratings),
        goals.steps_of(vault, pathway_id),
        wellbeing.scores_of(vault, pathway_id),
        SEALED.marks(vault, [pathway_id]).get(pathway_id),
        SEALED_INTERVENTIONS.marks(vault, [step.id for step in interventions]),
    )
