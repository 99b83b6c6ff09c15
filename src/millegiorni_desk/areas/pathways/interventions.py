"""What is done in a pathway."""

from __future__ import annotations

from millegiorni_desk.areas.pathways.parts import house_of
from millegiorni_desk.areas.pathways.records import Intervention
from millegiorni_desk.areas.pathways.reserved import SEALED_INTERVENTIONS
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.sealed_fields import Readers
from millegiorni_desk.vault.vault import Vault


def add_intervention(vault: Vault, intervention: Intervention, readers: Readers = None) -> Intervention:
    """Write down something done: a consultation, a home visit; with *readers* who it was and the notes are sealed."""
    vault.require(Permission.FOLLOW_PATHWAY)
    network.check_codes(vault, "area", [intervention.area], "area")
    if intervention.profession:
        network.check_codes(vault, "profession", [intervention.profession], "profession")
    if intervention.minutes is not None and not 0 <= intervention.minutes <= 24 * 60:
        raise InvalidValue(_("I minuti vanno da 0 a 1440."), "minutes")
    with vault.save("intervention.add") as session:
        intervention.house = house_of(vault, intervention.pathway_id)
        session.add_all(SEALED_INTERVENTIONS.split(vault, [intervention], readers))
    return intervention
