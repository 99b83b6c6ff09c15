"""Conferences at which the project was told of, held or still to come."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.outreach import named
from millegiorni_desk.areas.outreach.named import EVER, Days
from millegiorni_desk.areas.outreach.records import Conference
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_LINES = ("title", "organiser", "place", "speaker")


def every(vault: Vault, days: Days = EVER) -> list[Conference]:
    """The conferences of a period, the last first: a project has a few in a year."""
    vault.require(Permission.SEE_PROGRAMME)
    with vault.read() as session:
        found = session.exec(
            select(Conference)
            .where(col(Conference.on_date).between(days.first, days.last), col(Conference.voided).is_(False))
            .order_by(col(Conference.on_date).desc(), col(Conference.id).desc())
        )
        return list(found.all())


def conference(vault: Vault, conference_id: str) -> Conference:
    """One conference, taken out or not. Raises ``NotFound``."""
    vault.require(Permission.SEE_PROGRAMME)
    return vault.get(Conference, conference_id)


def add(vault: Vault, new: Conference) -> Conference:
    """Write down a conference. Raises ``InvalidValue`` naming the field."""
    vault.require(Permission.RECORD_OUTREACH)
    with vault.save("conference.add") as session:
        _check(vault, new)
        session.add(new)
    return new


def edit(vault: Vault, conference_id: str, **changes: Any) -> Conference:
    """Change some fields, or take the conference out of every list and count (``voided=True``) and back."""
    vault.require(Permission.RECORD_OUTREACH)
    with vault.save("conference.edit") as session:
        held = vault.get(Conference, conference_id)
        for field, value in changes.items():
            setattr(held, field, value)
        _check(vault, held)
        return session.merge(held)


def _check(vault: Vault, held: Conference) -> None:
    for field in _LINES:
        setattr(held, field, named.line_of_words(getattr(held, field)))
    held.notes = held.notes.strip()
    if not held.title:
        raise InvalidValue(_("Scrivi il titolo del convegno."), "title")
    if not held.role:
        raise InvalidValue(_("Scegli come si è partecipato."), "role")
    network.check_codes(vault, "conference_role", [held.role], "role")
    held.link = named.link(held.link)
    if held.reach is not None and held.reach < 0:
        raise InvalidValue(_("Quante persone c'erano non può essere meno di zero."), "reach")
