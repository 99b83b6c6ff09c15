"""More telephone numbers of a person: whose each is, and whether she may be called there."""

from __future__ import annotations

from typing import Any

from millegiorni_desk.areas.people import checks, held
from millegiorni_desk.areas.people.records import Phone
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.vault import Vault


def add(vault: Vault, person_id: str, phone: Phone) -> Phone:
    """Add a number to a card. ``edit(…, voided=True)`` takes it off again."""
    _check(vault, phone)
    return held.add(vault, person_id, phone, "phone.add")


def edit(vault: Vault, phone_id: str, **changes: Any) -> Phone:
    """Change a number, or take it off the card (``voided=True``) and back."""
    return held.edit(vault, Phone, phone_id, changes, "phone.edit", lambda phone: _check(vault, phone))


def of_person(vault: Vault, person_id: str) -> list[Phone]:
    """Her other numbers, in the order in which they were written down."""
    return held.of_person(vault, Phone, person_id)


def _check(vault: Vault, phone: Phone) -> None:
    checks.cards_are_written(vault)
    phone.number, phone.whose = " ".join(phone.number.split()), " ".join(phone.whose.split())
    if sum(sign.isdigit() for sign in phone.number) < 3:
        raise InvalidValue(_("Scrivi il numero di telefono, con le sue cifre."), "number")
    if phone.contact_rule:
        network.check_codes(vault, "contact_rule", [phone.contact_rule], "contact_rule")
