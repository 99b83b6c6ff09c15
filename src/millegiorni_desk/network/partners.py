"""Whom the project works with: one list for meetings, training and coordination.

The list belongs to the network: what the coordination puts right reaches every desk.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import Partner
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.records import insert_all
from millegiorni_desk.vault.vault import Vault

_LINES = ("name", "contact", "phone", "email", "website", "address")


def every(vault: Vault) -> list[Partner]:
    """The partners that were not taken off the list, by name."""
    vault.require(Permission.SEE_PROGRAMME)

    def read() -> list[Partner]:
        with vault.read() as session:
            found = session.exec(select(Partner).where(col(Partner.voided).is_(False))).all()
        return sorted(found, key=lambda one: (network.fold(one.name), one.id))

    return vault.cached("partners", ("partner",), read)


def partner(vault: Vault, partner_id: str) -> Partner:
    """One partner, on the list or not. Raises ``NotFound``."""
    vault.require(Permission.SEE_PROGRAMME)
    return vault.get(Partner, partner_id)


def names(vault: Vault, ids: list[str]) -> list[str]:
    """What the partners of *ids* are called, in the order given; those that have not arrived are left out."""
    known = {one.id: one.name for one in every(vault)}
    return [known[one] for one in ids if one in known]


def find(vault: Vault, name: str) -> Partner | None:
    """The partner of that name, whatever its case, accents and spaces."""
    wanted = network.fold(name)
    return next((one for one in every(vault) if network.fold(one.name) == wanted), None)


def add(vault: Vault, new: Partner) -> Partner:
    """Put a partner on the list: whoever runs meetings may. Raises ``InvalidValue`` naming the field."""
    vault.require(Permission.RUN_MEETINGS)
    _check(vault, new)
    with vault.save("partner.add") as session:
        session.add(new)
    return new


def add_many(vault: Vault, new: Sequence[Partner]) -> None:
    """As :func:`add`, for many at once: all of them, or none where one cannot be."""
    vault.require(Permission.RUN_MEETINGS)
    known = {network.fold(one.name) for one in every(vault)}
    with vault.save("partner.add") as session:
        for one in new:
            _tidy(vault, one)
            if network.fold(one.name) in known:
                raise InvalidValue(_("«{name}» è già tra i partner.").format(name=one.name), "name")
            known.add(network.fold(one.name))
        insert_all(session, new)


def free_id(vault: Vault, ids: Iterable[str]) -> str:
    """The first of *ids* that no partner has, not even one taken off the list."""
    vault.require(Permission.SEE_PROGRAMME)
    return next(one for one in ids if not vault.scalar("SELECT 1 FROM partner WHERE id = :id", id=one))


def edit(vault: Vault, partner_id: str, **changes: Any) -> Partner:
    """Change some fields, or take the partner off the list (``voided=True``) and back."""
    vault.require(Permission.COORDINATE)
    with vault.save("partner.edit") as session:
        held = vault.get(Partner, partner_id)
        for field, value in changes.items():
            setattr(held, field, value)
        _check(vault, held)
        return session.merge(held)


def _check(vault: Vault, held: Partner) -> None:
    _tidy(vault, held)
    same = find(vault, held.name)
    if same is not None and same.id != held.id and not held.voided:
        raise InvalidValue(_("«{name}» è già tra i partner.").format(name=held.name), "name")


def _tidy(vault: Vault, held: Partner) -> None:
    """Put its lines in order. Raises ``InvalidValue`` for what it cannot hold."""
    for field in _LINES:
        setattr(held, field, " ".join(getattr(held, field).split()))
    if not held.name:
        raise InvalidValue(_("Scrivi come si chiama il partner."), "name")
    if held.kind:
        network.check_codes(vault, "partner_kind", [held.kind], "kind")
    if held.email and "@" not in held.email.strip("@"):
        raise InvalidValue(_("L'indirizzo di posta non è completo: manca la chiocciola."), "email")
    if held.since and held.until and held.until < held.since:
        raise InvalidValue(_("La collaborazione finisce prima di cominciare."), "until")
