"""What of a pathway is sealed where it is reserved: why it was opened, every word on it, and every word in it.

Goals, their steps, outside scores and why it is handed over have no seal of their own choosing: they follow their
pathway's (:mod:`following`). An intervention, an appointment and a note are reserved by themselves, and from the start
in a reserved pathway.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from millegiorni_desk.areas.pathways.records import (
    Appointment,
    Goal,
    GoalStep,
    HandOver,
    Intervention,
    OutsideScore,
    Pathway,
    PathwayNote,
)
from millegiorni_desk.network.vocabularies import RESERVED
from millegiorni_desk.vault.sealed_fields import SealedFields
from millegiorni_desk.vault.vault import Vault

FIELDS = (
    "fragilities", "main_request", "referrer", "outcome", "notes", "household", "resources", "wishes", "story",
    "story_name",
)  # fmt: skip


def tells_of_violence(fragilities: Sequence[str]) -> bool:
    """Whether one of *fragilities* is reserved by itself."""
    return any(("fragility", code) in RESERVED for code in fragilities)


def _whose(vault: Vault, part: Any) -> str:
    return vault.get(Pathway, part.pathway_id).person_id


def _not_by_itself(part: Any) -> bool:
    return False


SEALED = SealedFields(
    Pathway,
    FIELDS,
    must=lambda pathway: tells_of_violence([*pathway.fragilities, pathway.main_request]),
    person=lambda vault, pathway: pathway.person_id,
)
SEALED_INTERVENTIONS = SealedFields(
    Intervention, ("professional", "place", "notes"), must=_not_by_itself, person=_whose
)
SEALED_NOTES = SealedFields(PathwayNote, ("words", "present", "decided"), must=_not_by_itself, person=_whose)
SEALED_APPOINTMENTS = SealedFields(
    Appointment,
    ("title", "place", "with_whom", "accompanied_by", "notes"),
    must=_not_by_itself,
    person=lambda vault, appointment: appointment.person_id,
)
SEALED_GOALS = SealedFields(Goal, ("title", "owner", "notes"), must=_not_by_itself, person=_whose)
SEALED_STEPS = SealedFields(GoalStep, ("title", "owner"), must=_not_by_itself, person=_whose)
SEALED_SCORES = SealedFields(
    OutsideScore, ("scale", "score", "taken_by", "notes"), must=_not_by_itself, person=_whose
)
SEALED_HAND_OVERS = SealedFields(HandOver, ("reason",), must=_not_by_itself, person=_whose)
FOLLOWING: tuple[SealedFields[Any], ...] = (SEALED_GOALS, SEALED_STEPS, SEALED_SCORES, SEALED_HAND_OVERS)
