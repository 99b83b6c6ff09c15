"""What of a mediation is sealed where it is reserved: what she needs help with, why, and every word on it.

Days, languages, kinds and minutes stay in the rows: they are counted and invoiced, and say nothing of the reason.
"""

from __future__ import annotations

from millegiorni_desk.areas.mediation.records import Mediation, MediationSession
from millegiorni_desk.network.vocabularies import RESERVED
from millegiorni_desk.vault.sealed_fields import SealedFields
from millegiorni_desk.vault.vault import Vault

FIELDS = ("need", "fragility", "outcome", "notes")
SESSION_FIELDS = ("place", "outcome", "notes")


def tells_of_violence(fragility: str) -> bool:
    """Whether *fragility* is reserved by itself."""
    return ("fragility", fragility) in RESERVED


def _whose(vault: Vault, session: MediationSession) -> str:
    return vault.get(Mediation, session.mediation_id).person_id


SEALED = SealedFields(
    Mediation,
    FIELDS,
    must=lambda mediation: tells_of_violence(mediation.fragility),
    person=lambda vault, mediation: mediation.person_id,
)
SEALED_SESSIONS = SealedFields(MediationSession, SESSION_FIELDS, must=lambda session: False, person=_whose)
