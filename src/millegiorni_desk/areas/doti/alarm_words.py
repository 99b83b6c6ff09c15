"""Alarms in words: who, which house, when and how much."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.doti.checks import day
from millegiorni_desk.areas.doti.records import BudgetLine, Fund
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.vault import Vault


def overdrawn(vault: Vault, house: str, line_id: str, cents: int) -> str:
    """An account or a share of an envelope that is below zero by *cents*."""
    return _(
        "{house}, {line}: dalla busta è uscito più di quanto c'era, mancano {cents}. Guarda i movimenti delle sue "
        "postazioni, poi aggiungi il denaro o annulla una dote."
    ).format(house=_house(vault, house), line=_line(vault, line_id), cents=format_euros(cents))


def of_doti(vault: Vault, kind: str, doti: Sequence[dict[str, Any]]) -> str:
    """What those doti, the earliest first, have against them."""
    each = "; ".join(_one(vault, dote) for dote in doti)
    whole = format_euros(sum(dote["amount_cents"] for dote in doti))
    line = _line(vault, doti[-1]["line_id"])
    sentences = {
        "document": _("Lo stesso documento è stato presentato più volte: {each}."),
        "kit": _("Più di un kit neonato alla stessa donna: {each}."),
        "cap": _("Oltre il massimo per una donna su {line}: {each}; insieme {whole}."),
        "period": _("Fuori dal periodo del fondo, {line}: {each}."),
        "expense": _("Una spesa che {line} non copre: {each}."),
        "paid_twice": _(
            "Lo stesso movimento è stato fatto due volte, da due postazioni: {each}. Guarda i suoi movimenti."
        ),
        "approval": _("Sopra il limite di {line} e senza una seconda persona: {each}."),
        "refund": _(
            "A lei è stato rimborsato più di quanto dice il documento, o su un documento annullato: {each}. Guarda i "
            "movimenti: quello di troppo si annulla, o lo restituisce."
        ),
        "moved": _(
            "Spostata su un altro fondo due volte, o mentre un'altra postazione la pagava: {each}. Sul fondo di prima "
            "restano dei movimenti."
        ),
    }
    return sentences[kind].format(each=each, whole=whole, line=line)


def _one(vault: Vault, dote: dict[str, Any]) -> str:
    parts = (
        dote["person"],
        _house(vault, dote["house"]),
        day(date.fromisoformat(dote["committed_on"])),
        format_euros(dote["amount_cents"]),
    )
    return ", ".join(part for part in parts if part)


def _house(vault: Vault, code: str) -> str:
    return next((house.name for house in network.houses(vault) if house.code == code), code)


def _line(vault: Vault, line_id: str) -> str:
    with vault.read() as session:
        line = session.get(BudgetLine, line_id)
        fund = session.get(Fund, line.fund_id) if line else None
    return " · ".join(part.name for part in (fund, line) if part)
