"""What sealing asks for after records have met: keys that readers still lack, and words left in clear beside a seal."""

from __future__ import annotations

from typing import Any

from millegiorni_desk.areas.accesses.reserved import SEALED as ACCESSES
from millegiorni_desk.areas.mediation import sessions as mediation_sessions
from millegiorni_desk.areas.mediation.reserved import SEALED as MEDIATIONS
from millegiorni_desk.areas.mediation.reserved import SEALED_SESSIONS
from millegiorni_desk.areas.pathways import following
from millegiorni_desk.areas.pathways.reserved import FOLLOWING
from millegiorni_desk.areas.pathways.reserved import SEALED as PATHWAYS
from millegiorni_desk.areas.pathways.reserved import SEALED_APPOINTMENTS as APPOINTMENTS
from millegiorni_desk.areas.pathways.reserved import SEALED_INTERVENTIONS as INTERVENTIONS
from millegiorni_desk.areas.pathways.reserved import SEALED_NOTES as NOTES
from millegiorni_desk.areas.questions import reserved as answers
from millegiorni_desk.areas.referrals.reserved import SEALED as REFERRALS
from millegiorni_desk.vault import seal_readers
from millegiorni_desk.vault.sealed_fields import SealedFields
from millegiorni_desk.vault.vault import Vault


def settle(vault: Vault) -> None:
    """Give readers their keys, and take under the seal what another desk wrote without knowing of it."""
    sealed: tuple[SealedFields[Any], ...] = (
        ACCESSES, PATHWAYS, INTERVENTIONS, APPOINTMENTS, NOTES, *FOLLOWING, REFERRALS, MEDIATIONS, SEALED_SESSIONS,
    )  # fmt: skip
    for fields in sealed:
        fields.absorb(vault)
    following.absorb(vault)
    mediation_sessions.absorb(vault)
    answers.absorb(vault)
    if vault.seal_pair is not None:
        seal_readers.wrap_missing(vault, vault.seal_pair)
