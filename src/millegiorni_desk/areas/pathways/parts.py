"""What hangs on a pathway is of its house, whoever writes it."""

from __future__ import annotations

from typing import TypeVar

from millegiorni_desk.areas.pathways.records import HandOver, Pathway, Wellbeing
from millegiorni_desk.vault.vault import Vault

_Part = TypeVar("_Part", Wellbeing, HandOver)


def house_of(vault: Vault, pathway_id: str) -> str:
    """The house of a pathway. Raises ``NotFound``."""
    return vault.get(Pathway, pathway_id).house


def add_part(vault: Vault, action: str, part: _Part) -> _Part:
    """Write a new part of a pathway; who may has been asked."""
    with vault.save(action) as session:
        part.house = house_of(vault, part.pathway_id)
        session.add(part)
    return part
