"""How sums stand in a sheet: how many of what is summed make one of what is shown, and the format of its number."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from millegiorni_desk.areas.monitoring.indicators.declaration import Unit
from millegiorni_desk.paper import spreadsheet

UNITS: Mapping[Unit, tuple[int, str]] = MappingProxyType(
    {
        Unit.CENTS: (100, spreadsheet.EUROS),
        Unit.HOURS: (60, spreadsheet.DECIMAL),
        Unit.NUMBER: (100, spreadsheet.DECIMAL),
    }
)
