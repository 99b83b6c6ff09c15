"""Opening, changing and closing care pathways; one door to their goals, what is done, how she is, and lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.pathways.goals import add_goal, edit_goal
from millegiorni_desk.areas.pathways.interventions import add_intervention
from millegiorni_desk.areas.pathways.listing import Line, count, page
from millegiorni_desk.areas.pathways.pathway_file import File, file
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.pathways.reserved import SEALED
from millegiorni_desk.areas.pathways.wellbeing import rate
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.sealed_fields import Mark, Readers
from millegiorni_desk.vault.vault import Vault

__all__ = [
    "File",
    "Line",
    "add_goal",
    "add_intervention",
    "close",
    "count",
    "edit",
    "edit_goal",
    "file",
    "of_person",
    "open_pathway",
    "page",
    "rate",
    "reserved",
]


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

    *readers*: nobody takes the seal away. Raises ``NotAllowed`` for what is sealed to others.
    """
    vault.require(Permission.FOLLOW_PATHWAY)
    with vault.save("pathway.edit") as session:
        pathway = vault.get(Pathway, pathway_id)
        kept = SEALED.revised(vault, pathway, changes, readers, lambda revised: _check(vault, revised))
        return session.merge(kept)


def close(vault: Vault, pathway_id: str, on: date, outcome: str) -> Pathway:
    """Close a pathway with its outcome in words."""
    return edit(vault, pathway_id, closed_on=on, outcome=outcome)


def of_person(vault: Vault, person_id: str) -> list[Pathway]:
    """Her pathways, newest first."""
    vault.require(Permission.SEE_PEOPLE)
    with vault.read() as session:
        found = session.exec(
            select(Pathway)
            .where(Pathway.person_id == person_id, col(Pathway.voided).is_(False))
            .order_by(col(Pathway.opened_on).desc(), col(Pathway.id).desc())
        ).all()
    return SEALED.shown(vault, found)


def reserved(vault: Vault, pathway_ids: Sequence[str]) -> dict[str, Mark]:
    """Those of *pathway_ids* that are reserved, as far as the user may know of it."""
    return SEALED.marks(vault, pathway_ids)


def _check(vault: Vault, pathway: Pathway) -> None:
    network.check_codes(vault, "fragility", pathway.fragilities, "fragilities")
    if pathway.main_request:
        network.check_codes(vault, "fragility", [pathway.main_request], "main_request")
    if pathway.closed_on is not None and pathway.closed_on < pathway.opened_on:
        raise InvalidValue(_("La chiusura viene prima dell'apertura."), "closed_on")
    if pathway.minors is not None and not 0 <= pathway.minors <= 30:
        raise InvalidValue(_("I figli minori vanno da 0 a 30."), "minors")
