"""The networks that the project belongs to, and the agreements signed with partners; kept by the coordination."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.training.records import Agreement
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import partners
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

SOON_DAYS = 60
_LINES = ("title", "contact", "phone", "email")


def every(vault: Vault) -> list[Agreement]:
    """Networks and agreements, over or not, by title."""
    vault.require(Permission.SEE_PROGRAMME)
    with vault.read() as session:
        found = session.exec(select(Agreement).where(col(Agreement.voided).is_(False))).all()
    return sorted(found, key=lambda one: (network.fold(one.title), one.id))


def agreement(vault: Vault, agreement_id: str) -> Agreement:
    """One of them. Raises ``NotFound``."""
    vault.require(Permission.SEE_PROGRAMME)
    return vault.get(Agreement, agreement_id)


def standing(vault: Vault, first: date, last: date) -> list[Agreement]:
    """Those that stood on some day from *first* to *last*: what the year counts as networks."""
    return [
        one
        for one in every(vault)
        if (one.since is None or one.since <= last) and (one.until is None or one.until >= first)
    ]


def is_over(one: Agreement, today: date) -> bool:
    """Whether its last day is past."""
    return one.until is not None and one.until < today


def ends_soon(one: Agreement, today: date) -> bool:
    """Whether it ends within :data:`SOON_DAYS`: time to ask whether it goes on."""
    return one.until is not None and today <= one.until <= today + timedelta(days=SOON_DAYS)


def ending(vault: Vault, today: date) -> list[Agreement]:
    """Those that end soon, the first to end first."""
    soon = [one for one in every(vault) if ends_soon(one, today)]
    return sorted(soon, key=lambda one: (one.until or today, network.fold(one.title), one.id))


def add(vault: Vault, new: Agreement) -> Agreement:
    """Write down a network or an agreement. Raises ``InvalidValue`` naming the field."""
    vault.require(Permission.COORDINATE)
    with vault.save("agreement.add") as session:
        _check(vault, new, None)
        session.add(new)
    return new


def edit(vault: Vault, agreement_id: str, **changes: Any) -> Agreement:
    """Change some fields, or take it off the list (``voided=True``) and back."""
    vault.require(Permission.COORDINATE)
    with vault.save("agreement.edit") as session:
        held = vault.get(Agreement, agreement_id)
        before = held.partner_id
        for field, value in changes.items():
            setattr(held, field, value)
        _check(vault, held, before)
        return session.merge(held)


def _check(vault: Vault, held: Agreement, partner_before: str | None) -> None:
    for field in _LINES:
        setattr(held, field, " ".join(getattr(held, field).split()))
    if not held.title:
        raise InvalidValue(_("Scrivi come si chiama la rete o l'accordo."), "title")
    if not held.kind:
        raise InvalidValue(_("Scegli che cosa è: rete, protocollo, convenzione, collaborazione."), "kind")
    network.check_codes(vault, "agreement_kind", [held.kind], "kind")
    held.partner_id = held.partner_id or None
    gone = held.partner_id not in {one.id for one in partners.every(vault)}
    if held.partner_id and held.partner_id != partner_before and gone:
        raise InvalidValue(_("Un partner scelto non è più nell'elenco."), "partner_id")
    if held.email and "@" not in held.email.strip("@"):
        raise InvalidValue(_("L'indirizzo di posta non è completo: manca la chiocciola."), "email")
    if held.since and held.until and held.until < held.since:
        raise InvalidValue(_("L'accordo finisce prima di cominciare."), "until")
    if held.voided:
        return
    for other in every(vault):
        same = (network.fold(other.title), other.kind, other.since) == (
            network.fold(held.title),
            held.kind,
            held.since,
        )
        if other.id != held.id and same:
            raise InvalidValue(_("«{title}» è già nell'elenco.").format(title=held.title), "title")
