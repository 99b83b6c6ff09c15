"""From the plan's plain data to the records that the services take."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.doti.service import NewDote
from millegiorni_desk.areas.pathways.records import Goal, Intervention, Pathway, Wellbeing
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.demo.plan import (
    Card,
    PlannedDote,
    PlannedGoal,
    PlannedIntervention,
    PlannedPathway,
    Rating,
    Visit,
)

_PATHWAY_FIELDS = ("opened_on", "case_manager", "minors", "main_request", "referrer")


def person_of(card: Card) -> tuple[Person, list[Child]]:
    """The record of a card and those of her children."""
    fields = asdict(card)
    for name in ("key", "who", "children"):
        del fields[name]
    return Person(**fields), [Child(**asdict(child)) for child in card.children]


def access_of(visit: Visit, person_id: str | None) -> Access:
    """The record of an access."""
    fields: dict[str, Any] = {
        name: getattr(visit, name) for name in Visit.__slots__ if name not in {"key", "card"}
    }
    for name in ("needs", "activities", "referred_to"):
        fields[name] = list(fields[name])
    return Access(person_id=person_id, **fields)


def pathway_of(planned: PlannedPathway, person_id: str, access_id: str) -> Pathway:
    """The record of a pathway as it is opened; how it closes comes later."""
    fields = {name: getattr(planned, name) for name in _PATHWAY_FIELDS}
    return Pathway(person_id=person_id, access_id=access_id, fragilities=list(planned.fragilities), **fields)


def goal_of(planned: PlannedGoal, pathway_id: str) -> Goal:
    """The record of a goal as it is set; the state it ends in comes later."""
    return Goal(pathway_id=pathway_id, **asdict(planned) | {"state": "set"})


def intervention_of(planned: PlannedIntervention, pathway_id: str) -> Intervention:
    """The record of an intervention."""
    return Intervention(pathway_id=pathway_id, **asdict(planned))


def rating_of(planned: Rating, pathway_id: str) -> Wellbeing:
    """The record of how she was on a day."""
    return Wellbeing(pathway_id=pathway_id, **asdict(planned))


def dote_of(planned: PlannedDote, person_id: str, pathway_id: str, line_id: str) -> NewDote:
    """A dote as a case manager asks for it."""
    return NewDote(
        person_id=person_id,
        line_id=line_id,
        expense=planned.expense,
        amount_cents=planned.amount_cents,
        committed_on=planned.committed_on,
        body=planned.body,
        pathway_id=pathway_id,
        reason=planned.reason,
        supplier=planned.supplier,
        document=planned.document,
    )
