"""What of a pathway and of an intervention is sealed where it is reserved: why it was opened, and every word on it."""

from __future__ import annotations

from collections.abc import Sequence

from millegiorni_desk.areas.pathways.records import Intervention, Pathway
from millegiorni_desk.network.vocabularies import RESERVED
from millegiorni_desk.vault.sealed_fields import SealedFields
from millegiorni_desk.vault.vault import Vault

FIELDS = ("fragilities", "main_request", "referrer", "outcome", "notes")


def tells_of_violence(fragilities: Sequence[str]) -> bool:
    """Whether one of *fragilities* is reserved by itself."""
    return any(("fragility", code) in RESERVED for code in fragilities)


def _whose(vault: Vault, part: Intervention) -> str:
    return vault.get(Pathway, part.pathway_id).person_id


SEALED = SealedFields(
    Pathway,
    FIELDS,
    must=lambda pathway: tells_of_violence([*pathway.fragilities, pathway.main_request]),
    person=lambda vault, pathway: pathway.person_id,
)
SEALED_INTERVENTIONS = SealedFields(
    Intervention, ("professional", "notes"), must=lambda intervention: False, person=_whose
)
