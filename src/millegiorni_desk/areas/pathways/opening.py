"""Opening a pathway for a person, and changing it: its assessment, who follows it, and who may read it."""

from __future__ import annotations

from typing import Any

from millegiorni_desk.areas.pathways import following
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.pathways.reserved import SEALED
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.sealed_fields import Readers
from millegiorni_desk.vault.vault import Vault


def open_pathway(vault: Vault, pathway: Pathway, readers: Readers = None) -> Pathway:
    """Open a pathway for a person of this house.

    With *readers*, or where it tells of violence, why it was opened and its notes are sealed to them.
    """
    vault.require(Permission.FOLLOW_PATHWAY)
    person = vault.get(Person, pathway.person_id)
    if vault.house and person.house != vault.house:
        raise NotAllowed(_("Questa persona è di un'altra casa: il percorso si apre lì."))
    pathway.house = person.house
    pathway.case_manager = pathway.case_manager or vault.user_name
    _check(vault, pathway)
    with vault.save("pathway.open") as session:
        session.add_all(SEALED.split(vault, [pathway], readers))
    return pathway


def edit(vault: Vault, pathway_id: str, readers: Readers = None, **changes: Any) -> Pathway:
    """Change some fields of a pathway, or who may read it; the values before stay in the history.

    Goals, steps and scores are then read by the same people. *readers*: nobody takes the seal away. Raises
    ``NotAllowed`` for what is sealed to others.
    """
    vault.require(Permission.FOLLOW_PATHWAY)
    with vault.save("pathway.edit") as session:
        pathway = vault.get(Pathway, pathway_id)
        before = following.readers_of(vault, pathway_id)
        kept = SEALED.revised(vault, pathway, changes, readers, lambda revised: _check(vault, revised))
        written = session.merge(kept)
        session.flush()
        now = following.readers_of(vault, pathway_id)
        if set(now) != set(before):
            following.follow(vault, pathway_id, now)
        return written


def _check(vault: Vault, pathway: Pathway) -> None:
    network.check_codes(vault, "fragility", pathway.fragilities, "fragilities")
    if pathway.main_request:
        network.check_codes(vault, "fragility", [pathway.main_request], "main_request")
    if pathway.ended_as:
        network.check_codes(vault, "pathway_outcome", [pathway.ended_as], "ended_as")
    if pathway.closed_on is not None and pathway.closed_on < pathway.opened_on:
        raise InvalidValue(_("La chiusura viene prima dell'apertura."), "closed_on")
    if pathway.minors is not None and not 0 <= pathway.minors <= 30:
        raise InvalidValue(_("I figli minori vanno da 0 a 30."), "minors")
