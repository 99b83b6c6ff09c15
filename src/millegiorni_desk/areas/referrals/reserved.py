"""What of a referral is sealed where it is reserved: for what she is sent, to which service, and what came back."""

from __future__ import annotations

from millegiorni_desk.areas.referrals.records import Referral
from millegiorni_desk.network.vocabularies import RESERVED
from millegiorni_desk.vault.sealed_fields import SealedFields

FIELDS = ("need", "kind", "service_id", "reason", "offer", "appointment", "outcome", "message")


def must_be_discreet(referral: Referral) -> bool:
    """Whether no paper of this referral may tell where it sends her."""
    return ("need", referral.need) in RESERVED


SEALED = SealedFields(
    Referral,
    FIELDS,
    must=must_be_discreet,
    person=lambda vault, referral: referral.person_id,
)
