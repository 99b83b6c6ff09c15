"""Sending someone to a service from an access: the referral, and the kind of service that the access counts."""

from __future__ import annotations

from collections.abc import Sequence

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.accesses.service import Recorded
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.referrals import service as referrals
from millegiorni_desk.areas.referrals.records import Referral
from millegiorni_desk.areas.referrals.reserved import must_be_discreet
from millegiorni_desk.network.vocabularies import RESERVED
from millegiorni_desk.vault.sealed_fields import Readers
from millegiorni_desk.vault.vault import Vault


def refer(vault: Vault, referral: Referral, readers: Readers = None) -> Referral:
    """Make a referral; the access it was made at, where there is one, says that kind of service too.

    With *readers*, or where it is for violence, where it sends her and why is sealed to them. A reserved access makes
    a reserved referral, for the same readers; one that the user cannot read stays as it is.
    """
    with vault.save("referral.add"):
        visit = accesses.visit(vault, referral.access_id) if referral.access_id is not None else None
        mark = visit.reserved if visit is not None else None
        referrals.refer(vault, referral, readers or (mark.readers if mark is not None else None))
        if visit is not None and referral.kind not in visit.access.referred_to:
            # What the referral keeps to its readers, an access that all may read must not tell.
            closed = bool(readers) or must_be_discreet(referral)
            if mark.readable if mark is not None else not closed:
                said = [*visit.access.referred_to, referral.kind]
                accesses.edit(vault, visit.access.id, referred_to=said)
    return referral


def record_visit(
    vault: Vault,
    access: Access,
    new_person: Person | None = None,
    service_ids: Sequence[str] = (),
    readers: Readers = None,
) -> Recorded:
    """Record an access and, in the same save, a referral to each of the services that were chosen."""
    with vault.save("access.record"):
        recorded = accesses.record(vault, access, new_person, readers=readers)
        person_id = recorded.access.person_id
        if person_id is not None:
            for service_id in service_ids:
                refer(
                    vault,
                    Referral(
                        house=access.house,
                        person_id=person_id,
                        access_id=access.id,
                        service_id=service_id,
                        code="",
                        on_date=access.on_date,
                        need=main_need(access.needs),
                        language=access.language,
                    ),
                    readers,
                )
    return recorded


def take_back(vault: Vault, recorded: Recorded) -> None:
    """Undo :func:`record_visit`: the access and its referrals are taken out."""
    with vault.save("access.take_back"):
        for line in referrals.of_access(vault, recorded.access.id):
            referrals.void(vault, line.referral.id)
        accesses.take_back(vault, recorded)


def main_need(needs: Sequence[str]) -> str:
    """The need that a referral is for: the one that asks for care with papers, else the only one, else none."""
    reserved = [code for code in needs if ("need", code) in RESERVED]
    return reserved[0] if reserved else needs[0] if len(needs) == 1 else ""
