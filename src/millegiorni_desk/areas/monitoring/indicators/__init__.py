"""Every figure of the report, declared once."""

from __future__ import annotations

from types import MappingProxyType

from millegiorni_desk.areas.monitoring.indicators import action1, action2, mediation
from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import N_

INDICATORS = MappingProxyType(
    {
        indicator.id: indicator
        for indicator in (*action1.INDICATORS, *action2.INDICATORS, *mediation.INDICATORS)
    }
)


def indicator(indicator_id: str) -> Indicator:
    """The indicator with that id. Raises ``InvalidValue``."""
    try:
        return INDICATORS[indicator_id]
    except KeyError:
        raise InvalidValue(
            N_("Non conosco la cifra «{indicator_id}».").format(indicator_id=indicator_id), "indicator"
        ) from None
