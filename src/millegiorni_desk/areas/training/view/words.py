"""Training in words, for lists and cards."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from millegiorni_desk.areas.training.records import Training
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.vault import Vault

STATE_KINDS = {"planned": "info", "held": "quiet", "cancelled": "quiet"}


def figure(minutes: int | None) -> str:
    """Hours of minutes with at most two decimals: ``7,5``; nothing where there are none."""
    if not minutes:
        return ""
    worked = (Decimal(minutes) / 60).quantize(Decimal("0.01"), ROUND_HALF_UP).normalize()
    whole, _dot, part = f"{worked:,f}".partition(".")
    return whole.replace(",", ".") + (f",{part}" if part else "")


def duration(minutes: int) -> str:
    """``2 ore e 30 minuti``, ``1 ora``, ``45 minuti``."""
    whole, rest = divmod(minutes, 60)
    told = [plural("{n} ora", "{n} ore", whole).format(n=whole)] if whole else []
    if rest or not whole:
        told.append(plural("{n} minuto", "{n} minuti", rest).format(n=rest))
    return _(" e ").join(told)


def house(vault: Vault, code: str) -> str:
    """The house by name, or that it is everybody's."""
    return {one.code: one.name for one in network.houses(vault)}.get(code, code) or _("Tutta la rete")


def workplace(vault: Vault, code: str) -> str:
    """Where someone works: the house by name, or the coordination."""
    return {one.code: one.name for one in network.houses(vault)}.get(code, code) or _("Coordinamento")


def kind(vault: Vault, training: Training) -> str:
    """Training or team meeting, or what the network added."""
    return network.terms(vault, "training_kind").get(training.kind, training.kind)


def state(vault: Vault, training: Training) -> str:
    """Planned, held or cancelled."""
    return network.terms(vault, "training_state").get(training.state, training.state)


def people(count: int) -> str:
    """``1 persona``, ``12 persone``."""
    return plural("{n} persona", "{n} persone", count).format(n=count)
