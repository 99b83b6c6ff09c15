"""What a card, a child and what hangs on them must hold before they are kept. Raises ``InvalidValue``."""

from __future__ import annotations

import re
from datetime import date

from millegiorni_desk.areas.people.codice_fiscale import normalise
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.language import _
from millegiorni_desk.network import names
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_OLDEST = date(1900, 1, 1)
_ARRIVAL = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def house(vault: Vault, code: str) -> str:
    """The house a new record belongs to: this desk's; the coordination must name one."""
    if vault.house:
        if code and code != vault.house:
            raise NotAllowed(_("Questa postazione scrive solo per la sua casa."))
        return vault.house
    if not code:
        raise InvalidValue(_("Scegli la casa."), "house")
    return network.house(vault, code).code


def may_write_cards(vault: Vault) -> bool:
    """Whether who is at this desk writes cards, as :func:`cards_are_written` judges it."""
    return vault.may(Permission.EDIT_PERSON) and not names.are_hidden(vault)


def cards_are_written(vault: Vault) -> None:
    """Raise ``NotAllowed`` at a coordination that sees no names: what stands on a card is its house's to write."""
    if names.are_hidden(vault):
        raise NotAllowed(
            _("In questa rete i nomi restano nelle Case: la scheda si scrive e si corregge nella sua Casa.")
        )


def person(vault: Vault, one: Person) -> None:
    """Put a card's blanks and capitals right and see that it can be kept: a surname or a name is enough."""
    one.surname, one.name = " ".join(one.surname.split()), " ".join(one.name.split())
    one.codice_fiscale = "".join(one.codice_fiscale.upper().split())
    if not one.surname and not one.name:
        raise InvalidValue(_("Scrivi almeno il cognome o il nome."), "surname")
    gender(vault, one.gender)
    if one.contact_rule:
        network.check_codes(vault, "contact_rule", [one.contact_rule], "contact_rule")
    birth(one.birth_date, one.birth_precision)
    arrival(one.arrived_in_italy)


def child(one: Child) -> None:
    """As :func:`person`, for a child."""
    one.codice_fiscale = normalise(one.codice_fiscale)
    birth(one.birth_date, one.birth_precision)


def gender(vault: Vault, code: str) -> None:
    """A code of ``gender``, or nothing."""
    if code:
        network.check_codes(vault, "gender", [code], "gender")


def birth(day: date | None, precision: str = "day") -> None:
    """A day that has been, known to the day or to the year."""
    if precision not in ("day", "year"):
        raise InvalidValue(_("La data di nascita è un giorno o solo un anno."), "birth_date")
    if day is not None and not _OLDEST <= day <= date.today():
        raise InvalidValue(_("La data di nascita non può essere nel futuro né prima del 1900."), "birth_date")


def arrival(written: str) -> None:
    """``YYYY``, ``YYYY-MM`` or a day that has been, or nothing."""
    if not written:
        return
    refused = InvalidValue(
        _("L'arrivo in Italia è un anno, un mese o un giorno già passato."), "arrived_in_italy"
    )
    if not _ARRIVAL.fullmatch(written):
        raise refused
    try:
        first = date.fromisoformat((written + "-01-01")[:10])
    except ValueError:
        raise refused from None
    if not _OLDEST <= first <= date.today():
        raise refused
