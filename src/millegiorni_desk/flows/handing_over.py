"""Handing a pathway over to another house: what she agreed to is recorded with it, in one save."""

from __future__ import annotations

from datetime import date

from millegiorni_desk.areas.pathways import hand_overs
from millegiorni_desk.areas.pathways.records import HandOver, Pathway
from millegiorni_desk.areas.privacy import consents
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.vault import Vault

CONSENT = "share_services"


def propose(vault: Vault, hand_over: HandOver) -> HandOver:
    """As ``hand_overs.propose``; for another house her consent to be spoken of with it stands among her consents.

    One given for that house already is not written again. Raises ``InvalidValue`` where she refused since.
    """
    with vault.save("hand_over.propose"):
        hand_overs.propose(vault, hand_over)
        if hand_over.to_house and hand_over.consent_on is not None:
            person_id = vault.get(Pathway, hand_over.pathway_id).person_id
            agreed(vault, person_id, hand_over.to_house, hand_over.consent_on, "consent_on")
    return hand_over


def agreed(vault: Vault, person_id: str, to_house: str, on: date, field: str) -> None:
    """Write among her consents that she may be spoken of with *to_house*; one that stands there is not written again.

    Raises ``InvalidValue`` for *field* where she refused since.
    """
    name = network.house(vault, to_house).name
    held = consents.standing(vault, person_id).get(CONSENT)
    if held is not None and held.answer != "given" and held.on_date > on:
        raise InvalidValue(
            _("Dopo quel giorno ha detto di no: chiediglielo di nuovo e scrivi quando."), field
        )
    if held is None or held.answer != "given" or network.fold(name) not in network.fold(held.scope):
        consents.answer(vault, person_id, CONSENT, "given", on, scope=_scope(held, name))


def _scope(held: object, name: str) -> str:
    """With whom she may be spoken of: what held before stays in force beside the new house."""
    before = getattr(held, "scope", "") if getattr(held, "answer", "") == "given" else ""
    return ", ".join(part for part in (before, name) if part)
