"""How she is, in her own word or the case manager's."""

from __future__ import annotations

from millegiorni_desk.areas.pathways.parts import add_part
from millegiorni_desk.areas.pathways.records import Wellbeing
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


def rate(vault: Vault, wellbeing: Wellbeing) -> Wellbeing:
    """Keep how she is in one dimension, 0 to 10."""
    vault.require(Permission.FOLLOW_PATHWAY)
    network.check_codes(vault, "dimension", [wellbeing.dimension], "dimension")
    if not 0 <= wellbeing.score <= 10:
        raise InvalidValue(_("Il benessere va da 0 a 10."), "score")
    return add_part(vault, "wellbeing.rate", wellbeing)
