"""Puts the mediations together with the accesses and pathways that they are asked for from: no area knows the other."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.mediation import service as mediations

if TYPE_CHECKING:
    from millegiorni_desk.areas.pathways.view.around import Beside
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_STILL_ASKED = timedelta(days=90)


def to_ask(vault: Vault, person_id: str, today: date) -> tuple[str, date] | None:
    """The access, its id and day, at which a mediator was needed; none where one was asked for since, or never was.

    Only those of the last three months: after that it was for something that is over.
    """
    for access in accesses.of_person(vault, person_id):
        if access.on_date < today - _STILL_ASKED:
            return None
        if access.mediation_needed:
            asked = [line.mediation.requested_on for line in mediations.of_person(vault, person_id)]
            return (access.id, access.on_date) if max(asked, default=date.min) < access.on_date else None
    return None


def on_pathway(vault: Vault, shell: Shell) -> Beside:
    """The card of the mediations on a pathway's page."""
    from millegiorni_desk.areas.mediation.view.card import TABLES, MediationsCard
    from millegiorni_desk.areas.pathways.view.around import Beside

    card = MediationsCard(vault, shell)
    return Beside(card, card.show_pathway, TABLES)
