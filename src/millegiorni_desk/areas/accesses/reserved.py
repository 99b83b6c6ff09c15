"""What of an access is sealed where it is reserved: what she needed, what was done, where she was sent, the notes."""

from __future__ import annotations

from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.network.vocabularies import RESERVED
from millegiorni_desk.vault.sealed_fields import SealedFields

FIELDS = ("needs", "activities", "referred_to", "notes")


def tells_of_violence(needs: list[str]) -> bool:
    """Whether one of *needs* is reserved by itself."""
    return any(("need", code) in RESERVED for code in needs)


SEALED = SealedFields(
    Access,
    FIELDS,
    must=lambda access: tells_of_violence(access.needs),
    person=lambda vault, access: access.person_id or "",
)
