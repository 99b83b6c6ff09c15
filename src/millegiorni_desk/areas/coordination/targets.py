"""What an indicator should come to in a period; how far it has come is monitoring's to say.

Which indicators there are is not known here: the place that asks offers them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.coordination.records import Target
from millegiorni_desk.dates import months_later
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_SAME = ("indicator", "category", "house_code", "from_day", "to_day", "fund_id")


def every(vault: Vault, year: int = 0) -> list[Target]:
    """The targets, at a house its own and the network's, those of a *year* where it is given: by day and indicator."""
    vault.require(Permission.SEE_PROGRAMME)
    with vault.read() as session:
        wanted = select(Target).where(col(Target.voided).is_(False))
        if vault.house:
            wanted = wanted.where(col(Target.house_code).in_(["", vault.house]))
        if year:
            wanted = wanted.where(Target.from_day <= date(year, 12, 31), Target.to_day >= date(year, 1, 1))
        found = session.exec(wanted).all()
    return sorted(found, key=lambda one: (one.from_day, one.indicator, one.category, one.house_code, one.id))


def target(vault: Vault, target_id: str) -> Target:
    """One target. Raises ``NotFound``."""
    vault.require(Permission.SEE_PROGRAMME)
    return vault.get(Target, target_id)


def years(vault: Vault) -> list[int]:
    """The years that some target touches, the latest first."""
    vault.require(Permission.SEE_PROGRAMME)
    found = {year for one in every(vault) for year in range(one.from_day.year, one.to_day.year + 1)}
    return sorted(found, reverse=True)


def add(vault: Vault, new: Target) -> Target:
    """Set a target. Raises ``InvalidValue`` naming the field, also where there is one for the same."""
    vault.require(Permission.COORDINATE)
    _check(vault, new)
    with vault.save("target.add") as session:
        session.add(new)
    return new


def edit(vault: Vault, target_id: str, **changes: Any) -> Target:
    """Change some fields; the values before stay in the history."""
    vault.require(Permission.COORDINATE)
    return _revise(vault, "target.edit", target_id, changes)


def void(vault: Vault, target_id: str, voided: bool = True) -> Target:
    """Take a target away, or put it back."""
    vault.require(Permission.COORDINATE)
    return _revise(vault, "target.void", target_id, {"voided": voided})


def copy_to_next_year(vault: Vault, year: int) -> list[Target]:
    """Every target whose period lies within *year*, a year later; those that are there already stay as they are."""
    vault.require(Permission.COORDINATE)
    known = {_key(one) for one in every(vault)}
    copied = []
    for one in every(vault, year):
        if not one.from_day.year == year == one.to_day.year:
            continue
        told = one.model_dump(exclude={"id", "from_day", "to_day"})
        moved = Target(**told, from_day=months_later(one.from_day, 12), to_day=months_later(one.to_day, 12))
        if _key(moved) not in known:
            copied.append(moved)
    if copied:
        with vault.save("target.copy") as session:
            session.add_all(copied)
    return copied


def _key(one: Target) -> tuple[Any, ...]:
    return tuple(getattr(one, name) for name in _SAME)


def _revise(vault: Vault, action: str, target_id: str, changes: dict[str, Any]) -> Target:
    with vault.save(action) as session:
        held = vault.get(Target, target_id)
        for field, value in changes.items():
            setattr(held, field, value)
        _check(vault, held)
        return session.merge(held)


def _check(vault: Vault, held: Target) -> None:
    if not held.indicator:
        raise InvalidValue(_("Scegli la cifra di cui è l'obiettivo."), "indicator")
    if held.house_code:
        network.house(vault, held.house_code)
    if held.to_day < held.from_day:
        raise InvalidValue(_("Il periodo finisce prima di cominciare: controlla le due date."), "to_day")
    if held.value <= 0:
        raise InvalidValue(_("Scrivi a quanto si vuole arrivare, più di zero."), "value")
    if not held.voided and any(one.id != held.id and _key(one) == _key(held) for one in every(vault)):
        raise InvalidValue(
            _("Per questa cifra e questo periodo c'è già un obiettivo: correggi quello."), "value"
        )
