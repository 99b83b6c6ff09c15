"""How a mediation is said in one line on a screen."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from millegiorni_desk.areas.mediation.listing import Line
from millegiorni_desk.areas.mediation.mediators import spoken
from millegiorni_desk.areas.mediation.records import Mediator
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.vault import Vault


def figure(minutes: int | None) -> str:
    """``7,5`` of minutes, nothing where there are none."""
    if not minutes:
        return ""
    worked = (Decimal(minutes) / 60).quantize(Decimal("0.01"), ROUND_HALF_UP).normalize()
    return f"{worked:f}".replace(".", ",")


def hours(minutes: int) -> str:
    """``1 ora``, ``7,5 ore``."""
    return plural("{n} ora", "{n} ore", 1 if minutes == 60 else 2).format(n=figure(minutes) or "0")


def state(vault: Vault, line: Line) -> str:
    """Where it stands."""
    return network.terms(vault, "mediation_state").get(line.mediation.state, line.mediation.state)


def summary(vault: Vault, line: Line) -> str:
    """Languages, mediator, and how much was held."""
    name = line.mediator.name if line.mediator is not None else _("senza mediatrice")
    told = (spoken(line.mediation.languages), name, hours(line.minutes) if line.minutes else "")
    return " · ".join(part for part in told if part)


def mediator_line(one: Mediator) -> str:
    """Her name with the languages, as a choice says it."""
    return " · ".join(part for part in (one.name, spoken(one.languages)) if part)
