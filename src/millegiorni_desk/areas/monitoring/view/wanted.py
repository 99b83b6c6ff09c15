"""Which figure is opened, and of which days and house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.areas.monitoring.span import covered
from millegiorni_desk.areas.monitoring.view import periods
from millegiorni_desk.vault.vault import Vault


@dataclass(frozen=True)
class Wanted:
    """A figure; ``category`` is a code of its vocabulary, ``yes``, ``no`` or ``unknown``, empty for all."""

    id: str
    category: str
    period: Period
    house: str = ""


def wanted(vault: Vault, argument: object) -> Wanted | None:
    """What *argument* asks for: a :class:`Wanted`, or a mapping with ``id`` and perhaps ``category`` and ``house``.

    A mapping without ``period`` means the year of the newest access. ``None`` if it names no figure.
    """
    if isinstance(argument, Wanted):
        return argument
    if not isinstance(argument, Mapping) or not argument.get("id"):
        return None
    period = argument.get("period")
    if period is None:
        known = covered(vault)
        period = periods.year_of(known.end if known else date.today())
    texts = (str(argument.get(name) or "") for name in ("id", "category", "house"))
    name, category, house = texts
    return Wanted(name, category, Period(*period), house or vault.house)
