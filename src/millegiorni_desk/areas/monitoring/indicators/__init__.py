"""Every figure of the report, declared once."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from millegiorni_desk.areas.monitoring.indicators import (
    action1,
    action2,
    action3,
    action4,
    action5,
    action6,
    mediation,
    questions,
)
from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import N_
from millegiorni_desk.vault.vault import Vault

INDICATORS: Mapping[str, Indicator] = MappingProxyType(
    {
        indicator.id: indicator
        for action in (action1, action2, mediation, action3, action4, action5, action6)
        for indicator in action.INDICATORS
    }
)


def of(vault: Vault) -> Mapping[str, Indicator]:
    """Every indicator that *vault* knows: those declared here, and those of its network's questions after them."""
    asked = questions.declared(vault)
    return MappingProxyType({**INDICATORS, **asked}) if asked else INDICATORS


def indicator(indicator_id: str, known: Mapping[str, Indicator] = INDICATORS) -> Indicator:
    """The indicator with that id, of those *known*. Raises ``InvalidValue``."""
    try:
        return known[indicator_id]
    except KeyError:
        raise InvalidValue(
            N_("Non conosco la cifra «{indicator_id}».").format(indicator_id=indicator_id), "indicator"
        ) from None
