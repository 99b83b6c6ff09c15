"""The mediators that the desks call: who they are, what they speak, what an hour costs.

The list belongs to the network: what one desk puts right reaches all of them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel import select

from millegiorni_desk.areas.mediation import rates
from millegiorni_desk.areas.mediation.records import Mediator
from millegiorni_desk.areas.people.languages import language_name, languages
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_LINES = ("name", "organisation", "phone", "email")
_MOST_CENTS = 100_000


def every(vault: Vault, *, active_only: bool = True) -> list[Mediator]:
    """The mediators by name; those who no longer work with the network too, where asked for."""
    vault.require(Permission.SEE_PEOPLE)
    with vault.read() as session:
        found = session.exec(select(Mediator)).all()
    listed = [one for one in found if one.active or not active_only]
    return sorted(listed, key=lambda one: (network.fold(one.name), one.id))


def mediator(vault: Vault, mediator_id: str) -> Mediator:
    """One mediator, at work or not. Raises ``NotFound``."""
    vault.require(Permission.SEE_PEOPLE)
    return vault.get(Mediator, mediator_id)


def add(vault: Vault, new: Mediator) -> Mediator:
    """Put a mediator on the list. Raises ``InvalidValue`` naming the field."""
    vault.require(Permission.EDIT_DIRECTORY)
    _check(vault, new)
    with vault.save("mediator.add") as session:
        session.add(new)
    return new


def edit(vault: Vault, mediator_id: str, **changes: Any) -> Mediator:
    """Change some fields of a mediator; the values before stay in the history.

    Another cost of an hour holds from today on, unless ``earlier_rates`` are given with it (``rates.changed``).
    """
    vault.require(Permission.EDIT_DIRECTORY)
    with vault.save("mediator.edit") as session:
        changed = vault.get(Mediator, mediator_id)
        cents = changes.get("cents_per_hour", changed.cents_per_hour)
        if cents != changed.cents_per_hour and "earlier_rates" not in changes:
            changes |= rates.changed(changed, cents, date.today())
        for field, value in changes.items():
            setattr(changed, field, value)
        _check(vault, changed)
        return session.merge(changed)


def retire(vault: Vault, mediator_id: str, active: bool = False) -> Mediator:
    """She no longer works with the network, or does again; her mediations and hours keep her name."""
    return edit(vault, mediator_id, active=active)


def speaking(vault: Vault, wanted: list[str]) -> list[Mediator]:
    """The mediators at work: first those who speak the most of the languages *wanted*, then by name."""
    return sorted(every(vault), key=lambda one: -len(set(one.languages) & set(wanted)))


def spoken(codes: list[str]) -> str:
    """Languages in words, with commas."""
    return ", ".join(language_name(code) for code in codes)


def check_languages(codes: list[str]) -> None:
    """Raises ``InvalidValue`` for a code that is no language's."""
    for code in codes:
        if code not in languages():
            raise InvalidValue(_("Non conosco la lingua «{code}».").format(code=code), "languages")


def _check(vault: Vault, held: Mediator) -> None:
    for field in _LINES:
        setattr(held, field, " ".join(getattr(held, field).split()))
    if not held.name:
        raise InvalidValue(_("Scrivi come si chiama la mediatrice."), "name")
    if not held.languages:
        raise InvalidValue(_("Scegli almeno una lingua in cui media."), "languages")
    check_languages(held.languages)
    if held.email and "@" not in held.email.strip("@"):
        raise InvalidValue(_("L'indirizzo di posta non è completo: manca la chiocciola."), "email")
    if held.cents_per_hour is not None and not 0 <= held.cents_per_hour <= _MOST_CENTS:
        raise InvalidValue(_("Il costo di un'ora va da 0 a 1.000 euro."), "cents_per_hour")
    same = network.fold(held.name), network.fold(held.organisation)
    for other in every(vault, active_only=False):
        if other.id != held.id and same == (network.fold(other.name), network.fold(other.organisation)):
            raise InvalidValue(
                _("«{name}» è già tra le mediatrici: correggi quella scheda.").format(name=held.name), "name"
            )
