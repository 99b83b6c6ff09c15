"""What is kept of a card beside it (phones, relatives, answers, attachments): added, changed, taken off, put back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlmodel import col, select

from millegiorni_desk.areas.people.records import Answer, Attachment, Person, Phone, Relative
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

Held = TypeVar("Held", Answer, Attachment, Phone, Relative)


def add(vault: Vault, person_id: str, record: Held, action: str) -> Held:
    """Keep a new record of a card, in the card's house."""
    vault.require(Permission.EDIT_PERSON)
    record.house, record.person_id = vault.get(Person, person_id).house, person_id
    with vault.save(action) as session:
        session.add(record)
    return record


def edit(
    vault: Vault,
    model: type[Held],
    record_id: str,
    changes: dict[str, Any],
    action: str,
    check: Callable[[Held], object],
) -> Held:
    """Change some fields, or take the record off the card (``voided``); the values before stay in the history."""
    vault.require(Permission.EDIT_PERSON)
    with vault.save(action) as session:
        record = vault.get(model, record_id)
        for field, value in changes.items():
            setattr(record, field, value)
        check(record)
        return session.merge(record)


def of_person(vault: Vault, model: type[Held], person_id: str) -> list[Held]:
    """Those of a card, in the order in which they were added."""
    vault.require(Permission.SEE_PEOPLE)
    with vault.read() as session:
        return list(
            session.exec(
                select(model)
                .where(model.person_id == person_id, col(model.voided).is_(False))
                .order_by(model.id)
            ).all()
        )
