"""What is done in a pathway: written down, corrected, taken out again."""

from __future__ import annotations

from datetime import date
from typing import Any

from millegiorni_desk.areas.pathways import following
from millegiorni_desk.areas.pathways.parts import house_of
from millegiorni_desk.areas.pathways.records import Goal, Intervention
from millegiorni_desk.areas.pathways.reserved import SEALED_INTERVENTIONS
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.sealed_fields import Readers
from millegiorni_desk.vault.vault import Vault

_DAY_MINUTES = 24 * 60
_KNOWN_DAYS = 730


def add_intervention(vault: Vault, intervention: Intervention, readers: Readers = None) -> Intervention:
    """Write down something done: a talk, a consultation, a home visit, a group she joined.

    Without a ``kind`` a profession makes it a consultation and a visit at home a home visit. With *readers*, or
    in a reserved pathway, who it was and the words are sealed. Raises ``InvalidValue`` naming the field.
    """
    vault.require(Permission.FOLLOW_PATHWAY)
    with vault.save("intervention.add") as session:
        intervention.house = house_of(vault, intervention.pathway_id)
        _settle_kind(intervention)
        _check(vault, intervention)
        chosen = following.readers_beside(vault, intervention.pathway_id, readers)
        session.add_all(SEALED_INTERVENTIONS.split(vault, [intervention], chosen))
    return intervention


def edit(vault: Vault, intervention_id: str, readers: Readers = None, **changes: Any) -> Intervention:
    """Change some fields of an intervention, or who may read it; the values before stay in the history.

    Raises ``NotAllowed`` for what is sealed to others.
    """
    vault.require(Permission.FOLLOW_PATHWAY)
    with vault.save("intervention.edit") as session:
        record = vault.get(Intervention, intervention_id)
        kept = SEALED_INTERVENTIONS.revised(
            vault, record, changes, readers, lambda revised: _check(vault, revised)
        )
        return session.merge(kept)


def void(vault: Vault, intervention_id: str, voided: bool = True) -> Intervention:
    """Take an intervention out of every list and count, or put it back."""
    return edit(vault, intervention_id, voided=voided)


def professionals(vault: Vault, today: date) -> list[str]:
    """The names written in the last two years: offered while typing, so that one person has one spelling."""
    vault.require(Permission.SEE_PEOPLE)
    since = date.fromordinal(today.toordinal() - _KNOWN_DAYS)
    rows = vault.query(
        "SELECT DISTINCT professional FROM intervention "
        "WHERE on_date >= :since AND voided IS 0 AND professional <> '' ORDER BY professional",
        since=since.isoformat(),
    )
    return [str(row["professional"]) for row in rows]


def _settle_kind(step: Intervention) -> None:
    if not step.kind:
        step.kind = "consultation" if step.profession else "home_visit" if step.home_visit else ""
    step.home_visit = step.home_visit or step.kind == "home_visit"


def _check(vault: Vault, step: Intervention) -> None:
    network.check_codes(vault, "area", [step.area], "area")
    if step.kind:
        network.check_codes(vault, "intervention_kind", [step.kind], "kind")
    if step.profession:
        network.check_codes(vault, "profession", [step.profession], "profession")
    if step.on_date > date.today():
        raise InvalidValue(_("Questo giorno deve ancora venire: scrivilo tra gli appuntamenti."), "on_date")
    if step.minutes is not None and not 0 <= step.minutes <= _DAY_MINUTES:
        raise InvalidValue(_("I minuti vanno da 0 a 1440."), "minutes")
    _check_outside(step)
    if step.goal_id and vault.get(Goal, step.goal_id).pathway_id != step.pathway_id:
        raise InvalidValue(_("Questo obiettivo è di un altro percorso: scegline uno di qui."), "goal_id")


def _check_outside(step: Intervention) -> None:
    """Money goes only to whoever comes from outside, and then somebody must have come."""
    if step.outside and not step.profession:
        raise InvalidValue(_("Di chi viene da fuori scegli anche la professione."), "profession")
    if step.cost_cents is None:
        return
    if not step.outside:
        raise InvalidValue(_("Il costo si scrive solo per chi viene da fuori della rete."), "cost_cents")
    if step.cost_cents < 0:
        raise InvalidValue(_("Il costo non può essere sotto zero."), "cost_cents")
